"""Lesson 14, day-that-is-over: the run that fires at a midnight, as the DAG's own timetable gives it."""

import datetime as dt
from dataclasses import dataclass

from workbook.checking.rules.result_rows import Mistake
from workbook.checking.rules.table_rows import TableRows
from workbook.engines.airflow.runner import DagRun
from workbook.exercises import DagScenario, Fault, Table

DAY = dt.timedelta(days=1)
AROUND = 2 * DAY  # of the midnight: where the runs' moments are looked at
NPS = {
    "id": "INT NOT NULL PRIMARY KEY",
    "created_at": "TIMESTAMP",
    "score": "SMALLINT",
    "modified": "TIMESTAMP NOT NULL",
    "deleted": "BOOLEAN NOT NULL",
}
DAILY = {"day": "DATE", "id": "INT", "score": "SMALLINT"}


@dataclass(frozen=True)
class Midnight(DagScenario):
    """Tables, and the day that is over when the run fires."""

    day: dt.date = dt.date(2025, 3, 1)


def midnight(name: str, day: str, modified: list[str], stored: list[tuple] = ()) -> Midnight:
    """A scenario: a response for each of the moments `modified`, ids from 1, and rows that daily_answers has."""
    answers = [
        (n, dt.datetime(2015, 1, 1), (7 * n + 2) % 11, dt.datetime.fromisoformat(at), False)
        for n, at in enumerate(modified, start=1)
    ]
    rows = [(dt.date.fromisoformat(at), id, score) for at, id, score in stored]
    tables = [Table("nps", NPS, answers), Table("daily_answers", DAILY, rows)]
    return Midnight(name, warehouse=tables, day=dt.date.fromisoformat(day))


def copied(scenario: Midnight, days_from: int = 0, label_from: int = 0) -> list[tuple]:
    """daily_answers after the run of a DAG that copies another day by so many days, under another by so many."""
    day, label = scenario.day + days_from * DAY, scenario.day + label_from * DAY
    others = [tuple(row) for row in scenario.rows("daily_answers") if row.day != label]
    return others + [(label, row.id, row.score) for row in scenario.rows("nps") if row.modified.date() == day]


def untouched(scenario: Midnight) -> list[tuple]:
    return [tuple(row) for row in scenario.rows("daily_answers")]


MISTAKES = (
    Mistake(
        "These are the rows of the day that begins. With this schedule `ds` is the day on which the run fires, and"
        " at that midnight the day has no rows yet.",
        lambda scenario: copied(scenario, 1, 1),
    ),
    Mistake(
        "The rows are right, but they are under the day on which the run fires. Write the day that is over.",
        lambda scenario: copied(scenario, 0, 1),
    ),
    Mistake("These are the rows of the day before that one.", lambda scenario: copied(scenario, -1, -1)),
    Mistake(
        "Nothing was copied. Is the window empty, or does it come from the machine's clock? A run's window comes"
        " from its own day.",
        untouched,
    ),
)


@dataclass(frozen=True)
class AfterMidnight(TableRows):
    """One run fires at each midnight; the one after the scenario's day leaves what the oracle says.

    It is also the run that a backfill of that day makes.
    """

    def faults(self, run: DagRun) -> list[Fault]:
        """Another moment, another day in a backfill, a run that fails, or other rows."""
        day = run.fixture.day
        fires = dt.datetime.combine(day + DAY, dt.time())
        planned = run.runner.planned(run.dag, fires - 2 * AROUND, fires + 2 * AROUND)
        found = [each for each in planned if abs(_moment(each["fires"]) - fires) <= AROUND]
        if [_moment(each["fires"]) for each in found] != [fires + n * DAY for n in range(-2, 3)]:
            moments = ", ".join(each["fires"][:16] for each in found) or "none"
            return [
                Fault(
                    "one run should fire at each midnight, UTC."
                    f" Around {fires:%Y-%m-%d %H:%M} runs fire at: {moments}."
                )
            ]
        (of_midnight,) = (each for each in found if _moment(each["fires"]) == fires)
        error = run.runner.days(run, [of_midnight["logical_date"]])
        if error:
            return [Fault(f"the run that fires at {fires:%Y-%m-%d %H:%M} does not succeed: {error}")]
        wrong = super().faults(run)
        if wrong:
            return wrong
        if of_midnight["ds"] == day.isoformat():
            return []
        backfilled = ", ".join(each["fires"][:16] for each in planned if each["ds"] == day.isoformat())
        return [
            Fault(
                f"the rows are right, but a backfill is not: --from-date {day} --to-date {day} should"
                " create the run"
                f" that fires at {fires:%Y-%m-%d %H:%M}, and creates the one that fires at"
                f" {backfilled or 'no time'}."
                " Choose a schedule whose `ds` is the day that is over, and leave the SQL unchanged."
            )
        ]

    def suspects(self, run: DagRun) -> list[str]:
        """The mistakes, where a run was there at all."""
        return super().suspects(run) if run.days else []

    @property
    def passed(self) -> str:
        return "the run that fires at midnight, which a backfill also creates, copies the day that is over"


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)

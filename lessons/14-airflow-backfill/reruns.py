"""Lesson 14, safe-to-rerun: what a table holds when days have been run, and a task of an old day run again."""

import datetime as dt
from dataclasses import dataclass

from workbook.checking.compare import compare
from workbook.checking.rules.result_rows import Mistake
from workbook.engines.airflow.runner import DagRun
from workbook.exercises import DagScenario, Fault, Rule, Table

NPS = {
    "id": "INT NOT NULL PRIMARY KEY",
    "created_at": "TIMESTAMP NULL",
    "score": "SMALLINT",
    "modified": "TIMESTAMP NOT NULL",
    "deleted": "BOOLEAN NOT NULL",
}
DAILY = {"day": "DATE", "id": "INT", "score": "SMALLINT"}
TABLE = "daily_answers"


def production(name: str, answers: list[tuple], stored: list[tuple], dates: list[str]) -> DagScenario:
    """A scenario: production's (id, score, modified), what daily_answers has, and the days to run."""
    rows = [(id, None, score, dt.datetime.fromisoformat(at), False) for id, score, at in answers]
    return DagScenario(
        name,
        source=[Table("nps", NPS, rows)],
        warehouse=[Table(TABLE, DAILY, [(dt.date.fromisoformat(day), id, score) for day, id, score in stored])],
        dates=dates,
    )


def of_the_day(scenario: DagScenario, day: str) -> list[tuple]:
    date = dt.date.fromisoformat(day)
    return [(date, row.id, row.score) for row in scenario.rows("nps", "source") if row.modified.date() == date]


def loaded(scenario: DagScenario) -> list[tuple]:
    """daily_answers after the days: each holds what production has of it, the others what they had."""
    kept = [tuple(row) for row in scenario.rows(TABLE) if row.day.isoformat() not in scenario.dates]
    return kept + [row for day in sorted(set(scenario.dates)) for row in of_the_day(scenario, day)]


def last_alone(scenario: DagScenario) -> list[tuple]:
    return of_the_day(scenario, scenario.dates[-1])


def appended(scenario: DagScenario) -> list[tuple]:
    held = [tuple(row) for row in scenario.rows(TABLE)]
    return held + [row for day in scenario.dates for row in of_the_day(scenario, day)]


def by_id(scenario: DagScenario) -> list[tuple]:
    held = [tuple(row) for row in scenario.rows(TABLE)]
    for day in scenario.dates:
        new = of_the_day(scenario, day)
        ids = {row[1] for row in new}
        held = [row for row in held if row[1] not in ids] + new
    return held


def by_day_and_id(scenario: DagScenario) -> list[tuple]:
    held = {(row.day, row.id): tuple(row) for row in scenario.rows(TABLE)}
    for day in scenario.dates:
        held |= {row[:2]: row for row in of_the_day(scenario, day)}
    return list(held.values())


MISTAKES = (
    Mistake(
        "A day that is run again is added to its old rows: that is APPEND. A run should replace its day.",
        appended,
    ),
    Mistake("Only the last run's day is left: REPLACE empties the whole table, with the other days.", last_alone),
    Mistake(
        "Rows of other days are lost, because their id came again. A run should replace its day, not its ids.",
        by_id,
    ),
    Mistake(
        "A row that production no longer has for that day is still there: with the keys (day, id) only rows that"
        " come again are replaced. A run should replace its whole day.",
        by_day_and_id,
    ),
)


FILE = "Which file does it load? Each day needs its own file."
AGAIN = "The task that inserts the day's rows must also be the one that deletes the old ones."


@dataclass(frozen=True)
class Cleared(Rule):
    """After all days of `scenario`, each task but the first runs again for `day`, with those behind it.

    One of the day's rows is lost before: so it shows whether rows come back, and whether those that are there come
    twice. `day` is not the last that is run, and has two rows or more.
    """

    scenario: DagScenario
    day: str

    name = "cleared"
    passed = "a task of an old day that is cleared and runs again leaves the table as it was"
    needs_same_process = True

    def faults(self, run: DagRun) -> list[Fault]:
        """The first task that fails when it is run again, or leaves another table."""
        if run.fixture is not self.scenario:
            return []
        query = f"SELECT {', '.join(DAILY)} FROM {TABLE}"
        right, day = run.query(query), self.day
        lose = (
            f"DELETE FROM {TABLE} WHERE id = (SELECT min(id) FROM {TABLE} WHERE day = '{day}') AND day = '{day}'"
        )
        tasks = run.scan["dags"][run.dag]["tasks"]
        behind = {task for made in tasks.values() for task in made.get("downstream_task_ids", [])}
        for task in sorted(behind):
            run.query(f"{lose} RETURNING day")
            error = run.runner.tasks(run.dag, _with_those_behind(task, tasks), day)
            what = f"all days have run. Then a row of {day} was lost, and the task {task} was cleared for {day}."
            if error:
                return [Fault(f"{what} {error}")]
            difference = compare(tuple(DAILY), right, run.query(query))
            if difference:
                says = f"{what} Afterwards the table is different: {difference}."
                return [Fault(says, (difference.table(),), FILE if difference.missing else AGAIN)]
        return []


def _with_those_behind(task: str, tasks: dict[str, dict]) -> list[str]:
    """The task and all behind it, each after those that it needs."""
    order: list[str] = []

    def add(name: str) -> None:
        for each in tasks[name].get("downstream_task_ids", []):
            if each not in order:
                add(each)
        order.append(name)

    add(task)
    return order[::-1]

"""Lesson 12, repair-the-parcel-report: its tables, what they hold after the runs, and secrets that get out."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbook.checking.rules.result_rows import Mistake, Symptom
from workbook.engines.airflow.runner import DagRun
from workbook.exercises import DagScenario, Fault, Rule, Table, load_module

steps = load_module("12-airflow-dags", "steps")

DEPOTS = {"depot": "VARCHAR(40) NOT NULL"}
PARCELS = {"day": "DATE NOT NULL", "depot": "VARCHAR(40) NOT NULL", "parcel": "INT NOT NULL"}
REPORT = {"day": "DATE NOT NULL", "depot": "VARCHAR(40) NOT NULL", "parcels": "INT NOT NULL"}

Parcel = tuple[str, str, int]  # day, depot, number


def _dated(rows: Sequence[Parcel]) -> list[tuple]:
    return [(dt.date.fromisoformat(day), *rest) for day, *rest in rows]


@dataclass(frozen=True)
class Deliveries(DagScenario):
    """A scenario of which `delivered` is what the bucket's files hold, a file for each date."""

    delivered: Sequence[Parcel] = ()


def deliveries(
    name: str,
    dates: Sequence[str],
    depots: Sequence[str],
    delivered: Sequence[Parcel],
    loaded: Sequence[Parcel],
    reported: Sequence[Parcel],
) -> Deliveries:
    """A scenario: the days to run, what the files hold, and what `parcels` and `depot_days` hold before."""
    days = {*dates, *(day for day, _, _ in delivered)}
    return Deliveries(
        name,
        warehouse=[
            Table("depots", DEPOTS, [(depot,) for depot in depots]),
            Table("parcels", PARCELS, _dated(loaded)),
            Table("depot_days", REPORT, _dated(reported)),
        ],
        dates=dates,
        objects={
            f"parcels/{day}.csv": "".join(
                f"{each},{depot},{number}\n" for each, depot, number in delivered if each == day
            ).encode()
            for day in days
        },
        delivered=delivered,
    )


SCENARIOS = [
    deliveries(
        "the exercise's rows, and a second run",
        ["2025-03-10", "2025-03-10"],
        ["Busan", "Daegu", "Jeju"],
        [
            ("2025-03-10", "Busan", 501),
            ("2025-03-10", "Jeju", 502),
            ("2025-03-10", "Busan", 503),
            ("2025-03-11", "Daegu", 504),
        ],
        [("2025-03-09", "Daegu", 500)],
        [("2025-03-09", "Busan", 0), ("2025-03-09", "Daegu", 1), ("2025-03-09", "Jeju", 0)],
    ),
    deliveries(
        "a day that was loaded before, and other depots",
        ["2025-12-30"],
        ["Incheon North", "O'Hare", "제주"],
        [
            ("2025-12-31", "제주", 11),
            ("2025-12-30", "O'Hare", 11),
            ("2025-12-30", "O'Hare", 12),
            *(("2025-12-30", "제주", number) for number in range(1_000, 2_200)),
        ],
        [
            ("2025-12-30", "O'Hare", 12),
            ("2025-12-30", "Incheon North", 99),
            ("2025-12-29", "제주", 11),
            ("2026-01-01", "O'Hare", 12),
        ],
        [
            ("2025-12-30", "O'Hare", 1),
            ("2025-12-30", "Suwon", 7),
            ("2025-12-29", "Suwon", 2),
            ("2026-01-01", "O'Hare", 1),
        ],
    ),
    deliveries(
        "an empty file",
        ["2026-02-28"],
        ["Busan"],
        [],
        [("2026-02-28", "Busan", 5), ("2026-03-01", "Busan", 6)],
        [("2026-02-28", "Busan", 1), ("2026-03-01", "Busan", 1)],
    ),
]


def loaded(scenario: Deliveries) -> list[tuple]:
    """`parcels` after the runs: the files of these days, and the old rows of others."""
    kept = [tuple(row) for row in scenario.rows("parcels") if str(row.day) not in scenario.dates]
    return kept + _dated([row for row in scenario.delivered if row[0] in scenario.dates])


def reported(scenario: Deliveries) -> list[tuple]:
    """`depot_days` after the runs: a row for each of these days and each depot, and the old rows of other days."""
    kept = [tuple(row) for row in scenario.rows("depot_days") if str(row.day) not in scenario.dates]
    depots = [row.depot for row in scenario.rows("depots")]
    at = [row[:2] for row in scenario.delivered]
    return kept + [
        (dt.date.fromisoformat(day), depot, at.count((day, depot)))
        for day in sorted(set(scenario.dates))
        for depot in depots
    ]


def added(scenario: Deliveries) -> list[tuple]:
    held = [tuple(row) for row in scenario.rows("parcels")]
    return held + _dated([row for day in scenario.dates for row in scenario.delivered if row[0] == day])


def without_zeros(scenario: Deliveries) -> list[tuple]:
    return [row for row in reported(scenario) if row[2] or str(row[0]) not in scenario.dates]


APPENDED = Mistake("Each run adds its file to what is there: a day that is run again is there twice.", added)
LOST = Mistake(
    "Nothing was written: depot_days is as it was. Who commits what a connection of get_conn() has done?",
    lambda scenario: [tuple(row) for row in scenario.rows("depot_days")],
)
ZEROS = Mistake("A depot without parcels on the day has no row: its number is 0.", without_zeros)
ONES = Mistake(
    "A depot without parcels on the day has the number 1: after LEFT JOIN, count(*) counts its row of NULLs too."
    " Count a column of parcels.",
    lambda scenario: [
        (day, depot, number or int(str(day) in scenario.dates)) for day, depot, number in reported(scenario)
    ],
)


def _other_days_gone(scenario: Deliveries, got: Sequence[tuple]) -> bool:
    rows = set(map(tuple, got))
    return any(tuple(row) not in rows for row in scenario.rows("parcels") if str(row.day) not in scenario.dates)


def _twice(_: Deliveries, got: Sequence[tuple]) -> bool:
    return len({row[:2] for row in got}) < len(got)


def _unknown_depot(scenario: Deliveries, got: Sequence[tuple]) -> bool:
    known = {row.depot for row in scenario.rows("depots")}
    return any(str(day) in scenario.dates and depot not in known for day, depot, _ in got)


LOADED_SYMPTOMS = (
    Symptom("Parcels of other days are gone: delete those of the run's day alone.", _other_days_gone),
)
REPORTED_SYMPTOMS = (
    Symptom("A depot has several rows of the day: delete the day's old ones first.", _twice),
    Symptom(
        "The day has a row of a depot that is not in `depots`. Is it left from before, or are the names written in"
        " the file?",
        _unknown_depot,
    ),
)


LOADS = re.compile(r'\s*COPY\s+("?public"?\.)?"?parcels\b|.*\bINTO\s+("?public"?\.)?"?parcels\b', re.I | re.S)
READS = re.compile(r'\b(?<!DELETE )(FROM|JOIN)\s+("?public"?\.)?"?parcels\b', re.I)


@dataclass(frozen=True)
class CountsLast(Rule):
    """A task that reads `parcels` waits for those that load it, directly or through others."""

    name = "order"
    passed = "what counts the parcels waits for what loads them"

    def faults(self, run: DagRun) -> list[Fault]:
        """The first task that may read `parcels` before it is loaded."""
        tasks = run.scan["dags"][run.dag]["tasks"]
        loading = {each.task for each in run.statements if LOADS.match(each.text)}
        reading = {each.task for each in run.statements if READS.search(each.text)}
        for loads in sorted(loading):
            for reads in sorted(reading - steps.after(tasks, loads) - {loads}):
                return [Fault(f"{reads} does not wait for {loads}, so it may count before the parcels are there.")]
        return []


@dataclass(frozen=True)
class KeepsSecrets(Rule):
    """No task returns a password or key of the connections: Airflow's database keeps it in clear text, as an XCom.

    What a task prints is not asked: Airflow masks it in its log, but not in that of `dags test`.
    """

    name = "secrets"
    passed = "no task returns a password or a key"
    needs_same_process = True

    def faults(self, run: DagRun) -> list[Fault]:
        """The first task that returned one; never the secret itself."""
        secrets = run.runner.secrets()
        began = min(moment for _, response in run.days for moment in response.began.values())
        query = (
            "SELECT task_id, value::text FROM xcom"
            f" WHERE dag_id = '{run.dag}' AND timestamp >= to_timestamp({began}) ORDER BY timestamp"
        )
        for task, value in run.runner.stored(query):
            if any(secret in value for secret in secrets):
                says = f"the task {task} returns a value with a password or a key in it."
                return [
                    Fault(f"{says} Airflow's database keeps it as an XCom, in clear text, and the UI shows it.")
                ]
        return []

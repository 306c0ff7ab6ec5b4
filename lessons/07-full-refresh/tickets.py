"""The exercise repair-the-ticket-load: its files, its table, its oracle, and the known mistakes."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from workbook.checking.compare import normal
from workbook.checking.rules.dependents import NoTableLeft, SameTable
from workbook.checking.rules.faults import NothingChanges
from workbook.checking.rules.idempotent import Idempotent
from workbook.checking.rules.result_rows import Mistake, Symptom
from workbook.checking.rules.second_session import NeverHalfDone
from workbook.checking.rules.table_rows import TableRows
from workbook.exercises import Fixture, PyExercise, Scenario, Table, load_module

pipeline = load_module("07-full-refresh", "pipeline")

TICKETS = {
    "id": "BIGINT PRIMARY KEY",
    "opened_at": "TIMESTAMP NOT NULL",
    "priority": "SMALLINT",
    "subject": "TEXT",
}
OURS = "tickets/"
Files = Mapping[str, Sequence[tuple]]


def _at(day: int, hour: int) -> dt.datetime:
    return dt.datetime(2025, 3, day, hour)


BEFORE = [(1, _at(1, 9), 2, "Printer is on fire"), (2, _at(1, 10), 3, "Old ticket, closed since")]
TODAY: Files = {
    "tickets/0001.csv": [(1, _at(1, 9), 1, "Printer is on fire"), (3, _at(2, 8), 3, 'It says "no", twice')],
    "tickets/0002.csv": [(5, _at(2, 11), 2, None), (4, _at(2, 9), None, "두 줄\n제목"), (6, _at(2, 12), 2, "")],
    "tickets_2024.csv": [(901, dt.datetime(2024, 5, 1), 3, "last year's")],
    "tickets_2024/0001.csv": [(902, dt.datetime(2024, 5, 2), 3, "last year's")],
    "tickets-test": [(903, _at(1, 1), 1, "a test")],
}
MANY: Files = {
    f"tickets/{n:04}.csv": [(1000 * n + each, _at(3, n), each % 4, f"ticket {each % 7}") for each in range(900)]
    for n in range(1, 4)
}
BUCKETS: dict[str, Files] = {
    "the exercise's files": TODAY,
    "one file with one row": {
        "tickets/only.csv": [(7, _at(5, 5), 1, "alone")],
        "tickets2/a.csv": [(8, _at(5, 6), 1, "")],
    },
    "an empty table": TODAY,
    "files in folders": {
        "tickets/2025/03/01.csv": [(11, _at(1, 9), 2, ","), (12, _at(1, 10), 2, "\\N")],
        "tickets/2025/03/02.csv": [(13, _at(2, 9), 0, "NULL"), (14, _at(2, 10), 4, " ")],
        "old/tickets/0001.csv": [(904, _at(1, 1), 1, "moved away")],
    },
    "files of 900 rows": MANY,
}


def _scenario(name: str, stored: Sequence[tuple]) -> Scenario:
    objects = {
        key: "".join(",".join(map(pipeline.field, row)) + "\n" for row in rows).encode()
        for key, rows in BUCKETS[name].items()
    }
    return Scenario(name, warehouse=[Table("tickets", TICKETS, stored)], objects=objects, table="tickets")


SCENARIOS = [_scenario(name, [] if name == "an empty table" else BEFORE) for name in BUCKETS]
SCENARIOS[-1] = replace(SCENARIOS[-1], large=True)


def _loaded(prefix: str, skipped: int = 0) -> Callable[[Fixture], list[tuple]]:
    """The rows of the files whose keys begin with `prefix`, without the first rows that are `skipped`."""
    return lambda scenario: [
        row for key, rows in BUCKETS[scenario.name].items() if key.startswith(prefix) for row in rows[skipped:]
    ]


of_the_files = _loaded(OURS)


def _keeps_old_ones(scenario: Fixture, got: Sequence[tuple]) -> bool:
    """Whether all rows of the files are there, and some of those that were there before."""
    wanted = {tuple(map(normal, row)) for row in of_the_files(scenario)}
    return wanted < set(got) <= wanted | {tuple(map(normal, row)) for row in scenario.rows("tickets")}


HEADER = "The first row of each file is missing: IGNOREHEADER 1 treats it as a header, and these files have none."
OTHERS = (
    "Rows of other files were loaded too: COPY loads every key that begins with the prefix. End it with a slash."
)
MISTAKES = (
    Mistake(HEADER, _loaded(OURS, 1)),
    Mistake(
        f"{HEADER} And rows of other files were loaded too: end the prefix with a slash.", _loaded("tickets", 1)
    ),
    Mistake(OTHERS, _loaded("tickets")),
    Mistake("tickets is unchanged: nothing was loaded, or it was not committed.", lambda s: s.rows("tickets")),
    Mistake("tickets is empty: no rows were loaded.", lambda scenario: []),
    Mistake(
        "The old rows are still there: the files hold all open tickets, so delete the rows that were there.",
        lambda scenario: [*scenario.rows("tickets"), *of_the_files(scenario)],
    ),
)
SYMPTOMS = (
    Symptom(
        "Rows are still there that are in no file: the files hold all open tickets, so delete the others.",
        _keeps_old_ones,
    ),
)

EXERCISE = PyExercise(
    id="repair-the-ticket-load",
    function="load_tickets",
    parts=("bucket", "warehouse"),
    arguments=(),
    scenarios=SCENARIOS,
    table="tickets",
    rules=[
        TableRows("public.tickets", tuple(TICKETS), of_the_files, MISTAKES, SYMPTOMS),
        SameTable("tickets", "Change its rows, in one transaction."),
        NoTableLeft(),
        NeverHalfDone("tickets"),
        Idempotent("tickets"),
        NothingChanges("tickets", SCENARIOS[0]),
    ],
    hints=(
        "Three things are wrong: which files COPY reads, which rows of them, and what readers see between the two"
        " commits.",
        "What follows s3://bucket/ is a prefix: which keys begin with tickets? And do these files have a header?",
        "Inside `with warehouse, warehouse.cursor() as cursor:`, DELETE FROM tickets and then COPY tickets FROM"
        " 's3://bucket/tickets/' CSV, without IGNOREHEADER. The block commits once, at its end.",
    ),
)

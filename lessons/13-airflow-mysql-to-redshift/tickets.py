"""Lesson 13, repair-the-ticket-copy: support tickets in two tables of production, and what copies get wrong."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence

from workbook.checking.rules.result_rows import Mistake, Symptom
from workbook.exercises import DagScenario, Fixture, Table, load_module

steps = load_module("12-airflow-dags", "steps")

OPEN, CLOSED = "tickets", "tickets_closed"
FOLDER = "support/{day}/"
SOURCE = {
    "id": "INT NOT NULL PRIMARY KEY",
    "customer": "BIGINT",
    "opened": "DATETIME NOT NULL",
    "changed": "DATETIME NOT NULL",
    "subject": "VARCHAR(80) NOT NULL",
}
# The same columns in another order.
WAREHOUSE = {
    "id": "INT NOT NULL",
    "customer": "BIGINT",
    "changed": "TIMESTAMP NOT NULL",
    "opened": "TIMESTAMP NOT NULL",
    "subject": "VARCHAR(80) NOT NULL",
}
COLUMNS = tuple(WAREHOUSE)

Ticket = tuple[int, int | None, str, str, str]  # id, customer, opened, changed, subject: as in production


def _read(rows: Iterable[Ticket]) -> list[tuple]:
    """The rows as production has them."""
    moment = dt.datetime.fromisoformat
    return [
        (id, customer, moment(opened), moment(changed), subject) for id, customer, opened, changed, subject in rows
    ]


def _turned(rows: Iterable[tuple]) -> list[tuple]:
    """Production's rows in the order of the warehouse's columns."""
    return [(id, customer, changed, opened, subject) for id, customer, opened, changed, subject in rows]


def copied(
    name: str,
    dates: Sequence[str],
    production: Sequence[Sequence[Ticket]],
    warehouse: Sequence[Sequence[Ticket]],
    objects: Mapping[str, bytes],
) -> DagScenario:
    """A scenario: the open and the closed tickets of production and of the warehouse, and the bucket's objects."""
    return DagScenario(
        name,
        source=[Table(table, SOURCE, _read(rows)) for table, rows in zip((OPEN, CLOSED), production, strict=True)],
        warehouse=[
            Table(table, WAREHOUSE, _turned(_read(rows)))
            for table, rows in zip((OPEN, CLOSED), warehouse, strict=True)
        ],
        dates=dates,
        objects=objects,
    )


LARGE = 9007199254740993  # 2 to the power of 53, and 1: no float has this value
DOOR = (1, LARGE, "2025-03-08 09:00:00", "2025-03-10 08:15:00", "The door, again")
BILL = (2, None, "2025-03-09 10:30:00", "2025-03-09 10:30:00", 'Says "unpaid"')
LAMP = (3, 42, "2025-03-02 14:00:00", "2025-03-10 16:00:00", "Lamp is broken")
KEYS = (4, None, "2025-03-03 08:00:00", "2025-03-09 12:00:00", "열쇠")
LIFT = (5, LARGE + 2, "2025-02-27 11:00:00", "2025-03-01 00:00:00", "Lift\nstands still")
STALE = (6, 7, "2025-03-01 11:00:00", "2025-03-01 11:00:00", "Opened again")

MANY = [(n, n % 7, "2025-01-01 08:00:00", "2025-01-02 09:30:00", f"Nº {n}") for n in range(100, 1_300)]


def lines(rows: Iterable[Ticket]) -> bytes:
    """The rows as a file of an earlier run, in the order of the warehouse's columns."""
    texts = (",".join("" if value is None else str(value) for value in row) for row in _turned(_read(rows)))
    return "".join(f"{text}\n" for text in texts).encode()


FOREIGN = (-1, 1, "2019-01-01 00:00:00", "2019-01-01 12:00:00", "of another object")
SCENARIOS = [
    copied(
        "the exercise's rows",
        ["2025-03-10", "2025-03-10"],
        [[DOOR, BILL], [LAMP, KEYS, LIFT]],
        [[(*BILL[:4], "Unpaid"), (*LAMP[:3], "2025-03-02 14:00:00", LAMP[4])], [KEYS, LIFT]],
        {"support/2025-03-09/tickets.csv": lines([FOREIGN]), "support/readme.txt": b"Files of each night\n"},
    ),
    copied(
        "a ticket that was opened again, and the files of an earlier run of the day",
        ["2026-03-01"],
        [[KEYS, (*STALE[:3], "2026-03-01 09:00:00", STALE[4]), DOOR, LIFT], [BILL, *MANY]],
        [[KEYS, DOOR, KEYS], [STALE, (*BILL[:4], "Unpaid")]],
        {
            "support/2026-03-01/tickets.csv": lines([KEYS, DOOR, LAMP]),
            "support/2026-03-01/tickets_closed.csv": lines([STALE, LAMP]),
            "support/2026-03-01-old/tickets.csv": lines([FOREIGN]),
        },
    ),
    copied("no ticket open, and none closed", ["2025-07-01"], [[], []], [[DOOR], [LAMP, BILL]], {}),
]


def production(table: str) -> Callable[[Fixture], list[tuple]]:
    """What `table` should hold: production's rows."""
    return lambda fixture: _turned(fixture.rows(table, "source"))


def swapped(table: str) -> Callable[[Fixture], list[tuple]]:
    return lambda fixture: [tuple(row) for row in fixture.rows(table, "source")]


def rounded(table: str) -> Callable[[Fixture], list[tuple]]:
    """With the customers as a float has them, where one of the file is NULL."""

    def rows(fixture: Fixture) -> list[tuple]:
        found = production(table)(fixture)
        if all(row[1] is not None for row in found):
            return found
        return [(id, None if customer is None else int(float(customer)), *rest) for id, customer, *rest in found]

    return rows


def kept(table: str) -> Callable[[Fixture], list[tuple]]:
    """With the old rows that production's table no longer has."""

    def rows(fixture: Fixture) -> list[tuple]:
        new = production(table)(fixture)
        ids = {row[0] for row in new}
        return new + [tuple(row) for row in fixture.rows(table) if row.id not in ids]

    return rows


def of_both(fixture: Fixture) -> list[tuple]:
    return production(OPEN)(fixture) + production(CLOSED)(fixture)


SWAPPED = (
    "opened and changed are swapped: COPY loads the fields in the order of the table's columns, which is not"
    " production's."
)
ROUNDED = "Large numbers of customers are off by one: beside a NULL, pandas makes whole numbers floats."


def symptoms(table: str) -> tuple[Symptom, ...]:
    """What can be seen of several mistakes at once, the first of which is named."""

    def in_a_row(wrong: Callable[[tuple, tuple], bool]) -> Callable[[Fixture, Sequence[tuple]], bool]:
        def seen(fixture: Fixture, got: Sequence[tuple]) -> bool:
            right = {row[0]: row for row in production(table)(fixture)}
            return any(row[0] in right and wrong(row, right[row[0]]) for row in got)

        return seen

    def strangers(fixture: Fixture, got: Sequence[tuple]) -> bool:
        return not {row[0] for row in got} <= {row[0] for row in production(table)(fixture)}

    return (
        Symptom(SWAPPED, in_a_row(lambda row, right: row[2:4] == (right[3], right[2]) != right[2:4])),
        Symptom(
            "A customer that is NULL became a number.", in_a_row(lambda row, right: right[1] is None != row[1])
        ),
        Symptom(ROUNDED, in_a_row(lambda row, right: row[1] != right[1])),
        Symptom(
            "A ticket is there twice: what the table held before has to go.",
            lambda fixture, got: len({row[0] for row in got}) < len(got),
        ),
        Symptom(f"There are tickets that production's {table} does not have now.", strangers),
    )


def mistakes(table: str) -> tuple[Mistake, ...]:
    """The known mistakes of one table."""
    return (
        Mistake(
            f"Rows that production's {table} no longer has are still there: UPSERT removes only what comes again.",
            kept(table),
        ),
        Mistake(SWAPPED, swapped(table)),
        Mistake(ROUNDED, rounded(table)),
        *(
            [Mistake("The closed tickets are in it, too: their file begins with the same key.", of_both)]
            if table == OPEN
            else []
        ),
    )


def loads_wait(dag: dict) -> list[str]:
    """Which S3ToRedshiftOperator waits for no SqlToS3Operator that writes a key that it loads.

    One is enough: that a prefix catches another table's file too, the rows show.
    """
    tasks = dag["tasks"]
    found = []
    for load, loaded in tasks.items():
        if loaded["task_type"] != "S3ToRedshiftOperator":
            continue
        unloads = [
            name
            for name, written in tasks.items()
            if written["task_type"] == "SqlToS3Operator" and _key(written).startswith(_key(loaded))
        ]
        if unloads and not any(load in steps.after(tasks, unload) for unload in unloads):
            found.append(f"{load} does not wait for {unloads[0]}, whose file it loads: write the order with >>.")
    return found


def _key(task: Mapping) -> str:
    return str(task["arguments"].get("s3_key") or task.get("s3_key", ""))

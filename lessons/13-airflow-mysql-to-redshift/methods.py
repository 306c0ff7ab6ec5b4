"""The experiment of `full-or-incremental`: seven tables, some days of production, and each method of the operator.

The statements are S3ToRedshiftOperator's own (amazon 9.39), with rows in the place of its COPY.
"""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbook.checking.compare import Difference, compare
from workbook.checking.context import Context
from workbook.exercises import Fixture, Table

METHODS = ("APPEND", "REPLACE", "UPSERT")
START = "2025-02-28 12:00:00"
RUNS = (1, 2, 2, 3)  # days of March; the run of the 2nd is done twice
PROGRAMS = {
    "APPEND": ["INSERT INTO {table} SELECT * FROM stage"],
    "REPLACE": ["DELETE FROM {table}", "INSERT INTO {table} SELECT * FROM stage"],
    "UPSERT": [
        "DELETE FROM {table} USING stage WHERE {table}.{key} = stage.{key}",
        "INSERT INTO {table} SELECT * FROM stage",
    ],
}


@dataclass(frozen=True)
class Source:
    """A table of production: what it holds on the evening before 1 March, and what each day does to it.

    The first column is the key. `changes` maps a day to key -> its row from then on, or None for a DELETE. `stamp`
    is the column that the load of a day asks for; "" where there is none, so that each load reads the whole table.
    """

    columns: Mapping[str, str]
    stamp: str
    start: Sequence[tuple]
    changes: Mapping[int, Mapping[object, tuple | None]]
    why: str  # what to look at, for one who chose wrong

    @property
    def key(self) -> str:
        return next(iter(self.columns))

    def at_the_end_of(self, day: int) -> list[tuple]:
        """What production holds when `day` is over."""
        rows: dict[object, tuple | None] = {row[0]: row for row in self.start}
        for each in sorted(self.changes):
            rows |= self.changes[each] if each <= day else {}
        return [row for row in rows.values() if row is not None]

    def read(self, method: str, day: int) -> list[tuple]:
        """What `unload` reads for the run of `day`, right after it: all, or the rows stamped on the day."""
        rows = self.at_the_end_of(day)
        if method == "REPLACE" or not self.stamp:
            return rows
        place = list(self.columns).index(self.stamp)
        return [row for row in rows if row[place].startswith(f"2025-03-{day:02}")]


def _at(day: int, hour: int = 9) -> str:
    return f"2025-03-{day:02} {hour:02}:00:00"


ANSWERS = {"id": "INT", "score": "INT", "modified": "TIMESTAMP", "deleted": "BOOLEAN"}
SOURCES = {
    "nps": Source(
        ANSWERS,
        "modified",
        [(n, n % 11, START, False) for n in range(1, 13)],
        {
            1: {13: (13, 9, _at(1), False)},
            2: {13: (13, 2, _at(2), False), 4: (4, 4, _at(2, 15), True)},
            3: {14: (14, 7, _at(3), False), 13: (13, 10, _at(3), False)},
        },
        "Each change sets modified, a withdrawal too, and no row is removed: the day's rows are everything that"
        " happened.",
    ),
    "clicks": Source(
        {"id": "BIGINT", "page": "VARCHAR(20)", "at": "TIMESTAMP"},
        "at",
        [(n, "/home", START) for n in range(1, 11)],
        {day: {10 + day: (10 + day, f"/page/{day}", _at(day))} for day in (1, 2, 3)},
        "Rows are added and never change. But one day was loaded twice.",
    ),
    "channels": Source(
        {"code": "VARCHAR(10)", "title": "VARCHAR(20)"},
        "",
        [("web", "Website"), ("app", "App"), ("shop", "Shop")],
        {2: {"app": ("app", "Mobile app"), "shop": None}},
        "It has no time column, so each load reads all of it. And on 2 March a row was removed.",
    ),
    "orders": Source(
        {"id": "INT", "amount": "DECIMAL(12,2)", "modified": "TIMESTAMP"},
        "modified",
        [(n, f"{10 * n}.00", START) for n in range(1, 11)],
        {1: {11: (11, "30.00", _at(1))}, 2: {11: None, 3: (3, "33.00", _at(2))}, 3: {5: None}},
        "A cancelled order is deleted: a removed row has no modified, and so belongs to no day.",
    ),
    "customers": Source(
        {"id": "INT", "email": "VARCHAR(40)", "created_at": "TIMESTAMP"},
        "created_at",
        [(n, f"c{n}@example.com", START) for n in range(1, 11)],
        {
            1: {11: (11, "c11@example.com", _at(1))},
            2: {3: (3, "new@example.com", START)},
            3: {12: (12, "c12@example.com", _at(3))},
        },
        "A new address leaves created_at unchanged, so no day's rows show the change.",
    ),
    "last_logins": Source(
        {"customer": "INT", "at": "TIMESTAMP"},
        "at",
        [(n, START) for n in range(1, 11)],
        {1: {2: (2, _at(1))}, 2: {2: (2, _at(2)), 11: (11, _at(2))}, 3: {7: (7, _at(3))}},
        "A login overwrites the one before it, with its own time, and no row is removed.",
    ),
    "partner_scores": Source(
        {"id": "INT", "score": "INT", "modified": "TIMESTAMP"},
        "modified",
        [(n, n % 11, START) for n in range(1, 11)],
        {
            2: {11: (11, 8, _at(1, 18)), 12: (12, 3, _at(1, 20))},
            3: {13: (13, 9, _at(2, 21))},
        },
        "Rows of a day arrive after that day's load, with times of that day. No later load reads that day again.",
    ),
}


@dataclass(frozen=True)
class Outcome:
    """What a method left after all runs: how it differs from production, and the rows that all runs read."""

    difference: Difference
    read: int


Outcomes = dict[str, dict[str, Outcome]]


def experiment(context: Context) -> Outcomes:
    """Table -> method -> Outcome."""
    tables = [
        Table(f"{name}_{method.lower()}", source.columns, source.start)
        for name, source in SOURCES.items()
        for method in METHODS
    ]
    with contextlib.closing(context.claim()) as own:
        own.load(Fixture("seven tables", warehouse=tables))
        with contextlib.closing(own.warehouse()) as connection, connection, connection.cursor() as cursor:
            return {
                name: {method: _run(cursor, name, source, method) for method in METHODS}
                for name, source in SOURCES.items()
            }


def _run(cursor, name: str, source: Source, method: str) -> Outcome:
    """All RUNS of a table by a method."""
    table, read = f"{name}_{method.lower()}", 0
    marks = ", ".join(["%s"] * len(source.columns))
    for day in RUNS:
        cursor.execute(f"CREATE TEMP TABLE stage (LIKE {table} INCLUDING DEFAULTS)")
        rows = source.read(method, day)
        read += len(rows)
        cursor.executemany(f"INSERT INTO stage VALUES ({marks})", rows)
        for statement in PROGRAMS[method]:
            cursor.execute(statement.format(table=table, key=source.key))
        cursor.execute("DROP TABLE stage")
    cursor.execute(f"SELECT * FROM {table}")
    left = cursor.fetchall()
    # Production's rows by way of a table too, so that both sides have been read by the driver.
    cursor.execute(f"CREATE TEMP TABLE stage (LIKE {table})")
    cursor.executemany(f"INSERT INTO stage VALUES ({marks})", source.at_the_end_of(max(RUNS)))
    cursor.execute("SELECT * FROM stage")
    expected = cursor.fetchall()
    cursor.execute("DROP TABLE stage")
    return Outcome(compare(tuple(source.columns), expected, left), read)


def truth(outcomes: Outcomes) -> dict[str, str]:
    """For each table the method that is right and reads the fewest rows."""
    return {
        name: min((each for each in METHODS if not tried[each].difference), key=lambda each: tried[each].read)
        for name, tried in outcomes.items()
    }


def evidence(outcomes: Outcomes, name: str, guess: object) -> str:
    """What the method did to the table, and why."""
    if guess not in METHODS:
        return f"Write one of {', '.join(map(repr, METHODS))}."
    tried, why = outcomes[name], SOURCES[name].why
    if tried[guess].difference:
        says = f"The warehouse then differs from production: {tried[guess].difference}. {why}"
        return f"{says}\n{tried[guess].difference.table()}"
    enough = min(each.read for each in tried.values() if not each.difference)
    return f"It is right, and its four runs read {tried[guess].read} rows, where {enough} are enough. {why}"

"""The rows that `read_frame` reads: a table with the types that a frame may change, and queries on it."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from workbook.exercises import Scenario, Table

PARCELS = {
    "id": "BIGINT UNSIGNED PRIMARY KEY",
    "parent": "BIGINT UNSIGNED",
    "weight": "INT",
    "price": "DECIMAL(20,4)",
    "note": "VARCHAR(200)",
    "scanned_at": "TIMESTAMP(6) NULL",
    "due": "DATETIME(6)",
}
KINDS = {
    "id": "integer", "parent": "integer", "weight": "integer", "price": "decimal", "note": "text",
    "scanned_at": "timestamp", "due": "datetime",
}  # fmt: skip
ALL = "SELECT * FROM parcels ORDER BY id"
MANY = 2_600
Parcel = tuple


def every(rows: list[Parcel]) -> list[tuple]:
    return rows


@dataclass(frozen=True)
class Reading(Scenario):
    """A table, a query, and what it gives: the kind of each of its columns, and its rows of the table's, by id."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    rows_of: Callable[[list[Parcel]], list[tuple]] = every

    def expected(self) -> list[tuple]:
        """The rows of the query."""
        return self.rows_of(sorted(self.rows("parcels", "source")))


def reading(
    name: str,
    rows: list[Parcel],
    query: str = ALL,
    kinds: Mapping[str, str] = KINDS,
    rows_of: Callable[[list[Parcel]], list[tuple]] = every,
) -> Reading:
    source = [Table("parcels", PARCELS, rows)]
    return Reading(name, source=source, arguments=(query,), kinds=kinds, rows_of=rows_of)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


FEW = [
    (1, None, 250, Decimal("0.1000"), "", at("2025-03-01 20:00:00"), at("2025-03-04 12:00:00")),
    (2, 2**64 - 1, None, Decimal("12.5000"), None, at("2025-03-01 23:30:00.25"), None),
    (2**64 - 1, None, 7, None, "파랑", None, at("2025-03-05 18:00:00")),
]
FULL = [
    (n, n + 2**53, 40 * n, Decimal(n) / 10, f"parcel {n}", at(f"2025-06-{n:02} 08:15:00"), at(f"2025-07-{n:02}"))
    for n in range(1, 8)
]
NOTHING = [(n, None, None, None, None, None, None) for n in (1, 2, 3, 4)]
EXTREMES = [
    (0, 0, -(2**31), Decimal("-9999999999999999.9999"), "0", at("1970-01-01 00:00:01"), at("1000-01-01 00:00:00")),
    (2**53, 2**53 + 1, 2**31 - 1, Decimal("9999999999999999.9999"), "NULL", at("2038-01-19 03:14:07"), None),
    (2**53 + 1, None, None, Decimal("0.0001"), "  ", None, at("9999-12-31 23:59:59.999999")),
    (2**63, 2**64 - 2, 0, Decimal("0.0000"), "nan", at("2025-07-01 00:00:00.000001"), at("1969-12-31 23:00:00")),
    (2**64 - 1, 2**63 - 1, -1, None, "1.0", at("2024-02-29 15:00:00"), at("2024-02-29 15:00:00")),
]
TEXTS = (
    "",
    None,
    "None",
    "NaN",
    "<NA>",
    "50 %",
    "%s",
    "a\nb\r\n",
    ' "quoted", ',
    "\\N",
    "é",
    "📦",
    "0",
    "007",
    "1e3",
)
WORDS = [
    (10 * n, None if n % 3 else 10 * n, n % 5 or None, None if n % 4 else Decimal(n), text, None, None)
    for n, text in enumerate(TEXTS, 1)
]


def many() -> list[Parcel]:
    """Thousands of rows. Each column has its first NULL late, so that a look at the first rows misleads."""
    rng = Random("parcels")
    start = at("2025-01-01 00:00:00")

    def row(n: int) -> Parcel:
        moment = start + dt.timedelta(seconds=rng.randint(0, 31_000_000), microseconds=rng.randint(0, 999_999))
        late = n > MANY - 90
        values = (
            2**60 + n, rng.randint(0, 10**6), Decimal(rng.randint(0, 10**18)).scaleb(-4), f"n {n}", moment,
            moment + dt.timedelta(days=3),
        )  # fmt: skip
        return n, *(None if late and rng.random() < 0.3 else value for value in values)

    return [row(n) for n in range(1, MANY + 1)]


RENAMED = (
    "SELECT due AS `promised, at last`, id + 0 AS parcel, price * 2 AS twice, CONCAT(note, '!') AS note"
    " FROM parcels WHERE note LIKE '%\\%%' OR note LIKE '_' ORDER BY id"
)


def renamed(rows: list[Parcel]) -> list[tuple]:
    found = [row for row in rows if row[4] is not None and ("%" in row[4] or len(row[4]) == 1)]
    return [(row[6], row[0], None if row[3] is None else 2 * row[3], row[4] + "!") for row in found]


def weights(rows: list[Parcel]) -> list[tuple]:
    return [(row[2],) for row in rows]


READINGS = [
    reading("the exercise's rows", FEW),
    reading("rows without NULL", FULL),
    reading("columns that hold only NULL", NOTHING),
    reading("a table without rows", []),
    reading("the extremes of the types", EXTREMES),
    reading("texts that look like something else", WORDS),
    reading(
        "a query with names of its own and a %",
        WORDS,
        RENAMED,
        {"promised, at last": "datetime", "parcel": "integer", "twice": "decimal", "note": "text"},
        renamed,
    ),
    reading(
        "one column, with equal rows",
        WORDS,
        "SELECT weight FROM parcels ORDER BY id",
        {"weight": "integer"},
        weights,
    ),
    replace(reading("thousands of rows", many()), large=True),
]

"""The tables of lesson 07's exercises: on both sides the same columns in the same order."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from workbook.datasets.nps_and_weather import NPS_SOURCE, NPS_WAREHOUSE
from workbook.exercises import Table


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2025, 3, day, hour, minute)


# prod.nps as the exercise shows it, and what the warehouse still has of the day before.
NPS = [
    (1, at(1, 9, 15), 9, at(1, 9, 15), False),
    (2, at(1, 18, 40), 4, at(2, 8, 5), False),
    (4, at(2, 8), 7, at(2, 8), False),
    (5, at(2, 11, 30), 0, at(2, 12), True),
    (6, at(2, 23, 59), None, at(2, 23, 59), False),
]
NPS_BEFORE = [
    NPS[0],
    (2, at(1, 18, 40), 3, at(1, 18, 40), False),
    (3, at(1, 20), 10, at(1, 20), False),
]

NOTES_SOURCE = {
    "id": "BIGINT UNSIGNED NOT NULL PRIMARY KEY",
    "word": "VARCHAR(100)",
    "price": "DECIMAL(20,4)",
    "level": "TINYINT(1)",
    "paid": "BOOLEAN",
    "day": "DATE",
    "placed_at": "DATETIME(6)",
    "seen_at": "TIMESTAMP NULL",
    "ratio": "DOUBLE",
    "info": "JSON",
    "note": "TEXT",
}
NOTES_WAREHOUSE = {
    "id": "NUMERIC(20) NOT NULL PRIMARY KEY",
    "word": "VARCHAR(400)",
    "price": "NUMERIC(20,4)",
    "level": "SMALLINT",
    "paid": "BOOLEAN",
    "day": "DATE",
    "placed_at": "TIMESTAMP",
    "seen_at": "TIMESTAMP",
    "ratio": "DOUBLE PRECISION",
    "info": "JSON",
    "note": "TEXT",
}


def note(id: int, word: str | None, note: str | None, **others: object) -> tuple:
    """A row of `notes`, with ordinary values in the columns that are not named."""
    ordinary = {
        "price": Decimal("12.5000"),
        "level": 1,
        "paid": True,
        "day": dt.date(2025, 3, 1),
        "placed_at": at(1, 9, 15),
        "seen_at": at(1, 9, 16),
        "ratio": 0.5,
        "info": "{}",
    }
    return id, word, *{**ordinary, **others}.values(), note


NOTES = [
    note(1, "plain", "one line"),
    note(2, "", "", info='""', price=Decimal("0.0000"), level=0, paid=False),
    note(3, None, None, **dict.fromkeys(tuple(NOTES_SOURCE)[2:10])),
    note(4, "comma, comma", 'He said "no", twice.', level=2),
    note(5, '"', "first\nsecond\n\nfourth", placed_at=dt.datetime(2025, 3, 1, 9, 15, 0, 123456)),
    note(6, ",", "first\r\nsecond\rthird\r", day=dt.date(1999, 12, 31), seen_at=dt.datetime(2025, 7, 1)),
    note(7, "한글, 쉼표", "이모지 🙂 naïve é", info='{"이름": "한\\n글", "n": null, "q": "\\"", "f": 1.10}'),
    note(8, r"C:\temp\n", r"\N", info="null", level=-128),
    note(9, "NULL", "None", info="[1, 12345678901234567890]"),
    note(10, "  spaces  ", "\ttab\t", price=Decimal("-0.0001"), ratio=-1e-300),
    note(11, "nan", r"\.", ratio=1 / 3, placed_at=dt.datetime(9999, 12, 31, 23, 59, 59, 999999)),
    note(2**63 + 1, "0012", "'; -- '", price=Decimal("1234567890123456.7891"), ratio=0.1),
    note(2**64 - 1, "%s {}", "=1+1;|", price=Decimal("9999999999999999.9999"), seen_at=dt.datetime(2038, 1, 1)),
]
# Texts that are no longer themselves once they were stripped, normalized, unescaped, made printable or cut.
OTHER_TEXTS = (
    "first\rsecond", "\r", "\n", "\r\n", "\t", " ", "  ", " a", "a ", "\u00a0a\u00a0", "a\u2003b",
    "\u3000", "a  b", "cafe\u0301", "caf\u00e9", "\u1112\u1161\u11ab", "\ud55c", "\u212b", "\ufb01",
    "\uff21", "\u00bd", "I\u0307", "a\u200bb", "a\u200db", "a\u200cb", "a\ufeffb", "\ufeff",
    "a\u00adb", "a\u2060b", "\u2764\ufe0f", "\u202ea\u202c", "👩\u200d💻", "🇰🇷", "a\u2028b",
    "a\u2029b", "a\u0085b", "a\x0bb", "a\x0cb", "a\x1cb", "\x01", "\x07\x08", "\x1a", "\x1b[31m",
    "\x7f", "\x80\x9f", "\ufffd", "\ue000", "\U0010ffff", "\u201csaid\u201d", "it\u2019s", "\u2013",
    "&amp;", "&lt;b&gt;", "<b>", "%20", "+", "\\n", "\\", "\\\\", "\\\"", '""', '"a', 'a"', "'",
    "''", "\\N", "\\.", ",", ",,", ";", "|", "a;b", "null", "NULL", "None", "nan", "NaT", "<NA>",
    "True", "1", "1.0", "0x1F", "1e5", "007", "-0", "2025-03-01", "12:30", "=1+1", "@a", "#", "--",
    "/*", "b'a'", "[1]", "{}", "\u0130", "\u00df", "\u03c2",
)  # fmt: skip
OTHERS = [note(99, "long", "가나" * 10_000), *(note(100 + n, text, text) for n, text in enumerate(OTHER_TEXTS))]
NOTES_BEFORE = [note(1, "old", "old"), note(12, "gone", "gone")]

VISITS = {"page": "VARCHAR(100)", "seconds": "INT"}
MANY_VISITS = [(f"/{n % 97}", n) for n in range(12_000)]
VISITED = [("/", 3), ("/", 3), (None, 3), ("", None), ("", None), (None, None)]


def nps(rows: list[tuple] | Callable[[int], Path], engine: str) -> Table:
    return Table("nps", NPS_SOURCE if engine == "source" else NPS_WAREHOUSE, rows)


def notes(rows: list[tuple], engine: str) -> Table:
    return Table("notes", NOTES_SOURCE if engine == "source" else NOTES_WAREHOUSE, rows)


def visits(rows: list[tuple]) -> Table:
    return Table("visits", VISITS, rows)


# --- many rows, which no table holds

DIGITS = Table("digits", {"n": "INT PRIMARY KEY"}, [(n,) for n in range(10)])
MILLION = 1_000_000
A_MILLION = """
SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n + 100000 * f.n AS id,
       TIMESTAMP '2025-01-01 00:00:00' + INTERVAL (a.n + 10 * b.n + 100 * c.n) SECOND AS created_at,
       REPEAT('0123456789', 8) AS word
FROM digits AS a, digits AS b, digits AS c, digits AS d, digits AS e, digits AS f
"""
WIDE_ROWS = 240_000
WIDE_MB = 240  # as CSV
WIDE = {"id": "INT", "word": "VARCHAR(1000)"}
# `id` below the number in `upto`, which a check may change.
WIDE_VIEW = """
CREATE VIEW wide AS
SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n + 100000 * f.n AS id, REPEAT('0123456789', 99) AS word
FROM digits AS f, digits AS e, digits AS d, digits AS c, digits AS b, digits AS a
WHERE a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n + 100000 * f.n < (SELECT max(n) FROM upto)
"""
UPTO = Table("upto", {"n": "INT"}, [(WIDE_ROWS,)])


def wide(rows: int) -> list[tuple]:
    """The rows of the view `wide`, where `upto` holds `rows`."""
    return [(id, "0123456789" * 99) for id in range(rows)]

"""Lesson 01: tables of the warehouse for those of production."""

import datetime as dt
import json
from decimal import Decimal

from workbook.checking.rules import csv_roundtrip, structure
from workbook.checking.rules.csv_roundtrip import Column, CsvRoundtrip
from workbook.checking.rules.structure import NOT_NULL_VIOLATION, UNIQUE_VIOLATION
from workbook.datasets import nps_and_weather
from workbook.exercises import Fixture, SqlExercise, Table

# --- the source's tables

NPS = {"id": "INT NOT NULL AUTO_INCREMENT PRIMARY KEY", "created_at": "TIMESTAMP NULL", "score": "SMALLINT"}
ORDERS = {
    "id": "BIGINT UNSIGNED PRIMARY KEY",
    "amount": "DECIMAL(12,2)",
    "paid": "TINYINT(1)",
    "placed_at": "DATETIME(6)",
    "note": "TEXT",
    "tags": "JSON",
}
PAYMENTS = {
    "id": "BIGINT UNSIGNED PRIMARY KEY",
    "price": "DECIMAL(10,2)",
    "state": "TINYINT(1)",
    "paid_at": "DATETIME(3)",
    "stars": "SMALLINT",
    "memo": "TEXT",
}


notebook = Fixture(
    "the lesson's tables",
    source=[
        Table("nps", NPS, nps_and_weather.nps_file),
        Table(
            "payments",
            PAYMENTS,
            [
                (1, Decimal("0.10"), 0, dt.datetime(2025, 3, 1, 9, 0, 0, 250000), 5, "coffee"),
                (2, Decimal("0.20"), 1, dt.datetime(2025, 3, 1, 23, 30), None, ""),
                (2**64 - 1, Decimal("99999999.99"), 2, dt.datetime(2025, 3, 2, 8, 15, 0, 125000), 4, None),
            ],
        ),
    ],
)

# --- what the checks load

LONGEST_TEXT = 2**16 - 1  # bytes, of MySQL's TEXT

nps_rows = Fixture(
    "the source's rows",
    source=[
        Table(
            "nps",
            NPS,
            [
                (2, dt.datetime(2025, 3, 1, 12), 9),
                (1, dt.datetime(2025, 3, 1, 12), 0),
                (41, dt.datetime(2024, 2, 29, 23, 59, 59), 10),
                (150_000, dt.datetime(2025, 12, 31, 15, 0, 1), 7),
                (2**31 - 1, dt.datetime(2038, 1, 19, 3, 14, 7), 2**15 - 1),
                (-(2**31), dt.datetime(1970, 1, 1, 0, 0, 1), -(2**15)),
            ],
        )
    ],
)


def tags(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


orders_rows = Fixture(
    "the source's rows",
    source=[
        Table(
            "orders",
            ORDERS,
            [
                (1, Decimal("0.10"), 1, dt.datetime(2025, 3, 1, 12, 0, 0, 123456), "ring twice", tags(["new"])),
                (7, Decimal("0.20"), 0, dt.datetime(2025, 3, 1, 12, 0, 0, 123457), "", tags({})),
                (8, None, 0, dt.datetime(2025, 3, 1, 12, 0, 0, 123457), None, None),
                (
                    2**32,
                    Decimal("-9999999999.99"),
                    1,
                    dt.datetime(1000, 1, 1),
                    'she said "no",\nthen\tleft; it\'s \\N 100%',
                    tags({"color": "파랑", "sizes": [38, 39.5], "gift": {"wrapped": True, "card": None}}),
                ),
                (
                    2**63,
                    Decimal("9999999999.99"),
                    1,
                    dt.datetime(9999, 12, 31, 23, 59, 58, 1),
                    "배송 전에 전화 주세요 ☎️🎁",
                    tags(["🎁", 'a "quoted" word', "line\nbreak", -0.25]),
                ),
                (
                    2**64 - 1,
                    Decimal("0.00"),
                    0,
                    dt.datetime(2025, 7, 1, 0, 0, 0, 1),
                    "x" * LONGEST_TEXT,
                    tags({f"key {n}": list(range(n)) for n in range(40)}),
                ),
            ],
        )
    ],
)

# --- rules


def key_kept(table: str, columns: str, row: str) -> list[structure.Refuses | structure.PrimaryKey]:
    """The rules for a primary key on `id`; `row` is the rest of a row's values."""
    # As COPY does it, the id is taken as it is even by an identity column that is GENERATED ALWAYS.
    insert = f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE VALUES"
    return [
        structure.Refuses(table, f"{insert} (NULL, {row})", NOT_NULL_VIOLATION, "a row whose id is NULL"),
        structure.Refuses(
            table, f"{insert} (7, {row}), (7, {row})", UNIQUE_VIOLATION, "a second row with the same id"
        ),
        structure.PrimaryKey(table, ("id",)),
    ]


exercises = [
    SqlExercise(
        id="warehouse-nps",
        engine="warehouse",
        fixtures=[nps_rows],
        rules=[
            CsvRoundtrip(
                "nps",
                {
                    "id": Column(
                        csv_roundtrip.number,
                        "MySQL's INT holds -2147483648 to 2147483647, and so does PostgreSQL's.",
                    ),
                    "created_at": Column(
                        csv_roundtrip.moment,
                        "MySQL's TIMESTAMP is a date and a time to the second: TIMESTAMP or TIMESTAMPTZ keeps it.",
                    ),
                    "score": Column(
                        csv_roundtrip.number,
                        "MySQL's SMALLINT holds -32768 to 32767, and the table has to hold all of them.",
                    ),
                },
            ),
            *key_kept("nps", "id, created_at, score", "'2025-03-01 12:00:00', 5"),
        ],
        hints=(
            "Take the columns of prod.nps one after the other. What may each hold, and which type of"
            " PostgreSQL holds the same?",
            "INT, SMALLINT, PRIMARY KEY and NOT NULL are the same words in both. AUTO_INCREMENT is MySQL's"
            " own: does a table that is loaded need it?",
            "CREATE TABLE nps (id … PRIMARY KEY, created_at …, score …): ids come from production, so nothing"
            " has to number them.",
        ),
    ),
    SqlExercise(
        id="map-types",
        engine="warehouse",
        fixtures=[orders_rows],
        rules=[
            CsvRoundtrip(
                "orders",
                {
                    "id": Column(
                        csv_roundtrip.number,
                        "BIGINT UNSIGNED goes up to 18446744073709551615, twice as far as BIGINT, and a double"
                        " rounds it: NUMERIC with 20 digits holds it.",
                    ),
                    "amount": Column(
                        csv_roundtrip.number,
                        "DECIMAL(12,2) is exact, ten digits before the point and two behind it. REAL and DOUBLE"
                        " PRECISION are binary fractions, in which 0.10 + 0.20 is not 0.30.",
                    ),
                    "paid": Column(
                        csv_roundtrip.number,
                        "MySQL's TINYINT(1) is a number: paid holds 0 and 1. So does a SMALLINT.",
                    ),
                    "placed_at": Column(
                        csv_roundtrip.moment,
                        "DATETIME(6) is a date and a time to the microsecond: TIMESTAMP keeps it, and has six"
                        " digits if you give it no number.",
                    ),
                    "note": Column(
                        csv_roundtrip.text,
                        "MySQL's TEXT holds up to 65535 bytes, and PostgreSQL's TEXT more than that. CHAR fills up"
                        " with spaces.",
                    ),
                    "tags": Column(
                        csv_roundtrip.document, "JSON, JSONB and TEXT hold the JSON of MySQL, however long it is."
                    ),
                },
            ),
            *key_kept(
                "orders",
                "id, amount, paid, placed_at, note, tags",
                "0.10, '0', '2025-03-01 12:00:00.123456', 'hello', '[]'",
            ),
        ],
        hints=(
            "For each column, ask for its extremes: the largest, the smallest, the longest, the empty, and NULL."
            " The text lists what the source's rows hold.",
            "PostgreSQL has no UNSIGNED: an id may have 20 digits, and NUMERIC(p, 0) holds whole numbers of p"
            " digits. Which types hold 0.10 exactly, and which keep six digits of a second?",
            "NUMERIC(20, 0) for id, NUMERIC(12, 2) for amount, TIMESTAMP for placed_at, TEXT for note. For paid"
            " and tags you have a choice: look at the list of what is right. The key is id.",
        ),
    ),
]

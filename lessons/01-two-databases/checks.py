"""Lesson 01: tables of the warehouse for those of production."""

import datetime as dt
from decimal import Decimal

from workbook.checking.rules import structure, value_forms
from workbook.checking.rules.csv_roundtrip import Column, CsvRoundtrip
from workbook.checking.rules.structure import NOT_NULL_VIOLATION, UNIQUE_VIOLATION
from workbook.datasets import nps_and_weather
from workbook.exercises import Fixture, PyExercise, SqlExercise, Table, load_module

source_rows = load_module("01-two-databases", "source_rows")
frames = load_module("01-two-databases", "frames")
parcels = load_module("01-two-databases", "parcels")

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
    "details": "JSON",
}


notebook = Fixture(
    "the lesson's tables",
    source=[
        Table("nps", NPS, nps_and_weather.nps_file),
        Table(
            "payments",
            PAYMENTS,
            [
                (1, Decimal("0.10"), 0, dt.datetime(2025, 3, 1, 9, 0, 0, 250000), 5, "coffee", '{"gift": true}'),
                (2, Decimal("0.20"), 1, dt.datetime(2025, 3, 1, 23, 30), None, "", None),
                (
                    2**64 - 1,
                    Decimal("99999999.99"),
                    2,
                    dt.datetime(2025, 3, 2, 8, 15, 0, 125000),
                    4,
                    None,
                    '{"tags": ["new"]}',
                ),
            ],
        ),
    ],
)

# --- what the checks load

KEEP_ZERO = "SET sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO')"  # else an id 0 is given a number
nps_rows = Fixture("the source's rows", source=[KEEP_ZERO, Table("nps", NPS, source_rows.nps())])
orders_rows = Fixture("the source's rows", source=[Table("orders", ORDERS, source_rows.orders())])

# --- rules


def key_kept(table: str, columns: str, row: str) -> list[structure.Refuses | structure.PrimaryKey]:
    """The rules for a primary key on `id`; `row` is the rest of a row's values."""
    # As COPY does it, the id is taken as it is even by an identity column that is GENERATED ALWAYS.
    insert = f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE VALUES"
    return [
        structure.Refuses(table, f"{insert} (NULL, {row})", NOT_NULL_VIOLATION, "a row whose id is NULL"),
        structure.Refuses(
            table, f"{insert} (7, {row}); {insert} (7, {row})", UNIQUE_VIOLATION, "a second row with the same id"
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
                        value_forms.number,
                        "MySQL's INT holds -2147483648 to 2147483647, and so does PostgreSQL's.",
                    ),
                    "created_at": Column(
                        value_forms.moment,
                        "MySQL's TIMESTAMP is a date and a time to the second: TIMESTAMP or TIMESTAMPTZ keeps it.",
                    ),
                    "score": Column(
                        value_forms.number,
                        "MySQL's SMALLINT holds -32768 to 32767, and the table must hold all of them.",
                    ),
                },
            ),
            *key_kept("nps", "id, created_at, score", "'2025-03-01 12:00:00', 5"),
        ],
        hints=(
            "Go through the columns of prod.nps. Which values can each hold, and which PostgreSQL type holds"
            " the same?",
            "INT, SMALLINT, PRIMARY KEY and NOT NULL are the same in both. Only MySQL has AUTO_INCREMENT: does"
            " a table need it if the ids come with the rows?",
            "CREATE TABLE nps (id … PRIMARY KEY, created_at …, score …): the ids come from production, so the"
            " warehouse does not number the rows.",
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
                        value_forms.number,
                        "BIGINT UNSIGNED goes up to 18446744073709551615, twice as far as BIGINT, and a double"
                        " rounds it: NUMERIC with 20 digits holds it.",
                    ),
                    "amount": Column(
                        value_forms.number,
                        "DECIMAL(12,2) is exact, with ten digits before the point and two after it. REAL and"
                        " DOUBLE PRECISION are binary fractions, in which 0.10 + 0.20 is not 0.30.",
                    ),
                    "paid": Column(
                        value_forms.number,
                        "MySQL's TINYINT(1) is a number: paid holds 0 and 1. So does a SMALLINT.",
                        value_forms.NUMBER + value_forms.BOOLEAN,
                    ),
                    "placed_at": Column(
                        value_forms.moment,
                        "DATETIME(6) is a date and a time to the microsecond: TIMESTAMP keeps it, with six digits"
                        " unless you give it another number.",
                    ),
                    "note": Column(
                        value_forms.text,
                        "MySQL's TEXT holds up to 65535 bytes, and PostgreSQL's TEXT holds more. CHAR pads values"
                        " with spaces.",
                    ),
                    "tags": Column(
                        value_forms.document,
                        "JSON, JSONB and TEXT hold any JSON from MySQL, however long.",
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
            "For each column, think of its extremes: the largest value, the smallest, the longest, the empty"
            " one, and NULL. The text of the exercise lists what the source's rows hold.",
            "PostgreSQL has no UNSIGNED. An id may have 20 digits, and NUMERIC(p, 0) holds whole numbers of p"
            " digits. Which types hold 0.10 exactly, and which keep microseconds?",
            "NUMERIC(20, 0) for id, NUMERIC(12, 2) for amount, TIMESTAMP for placed_at, TEXT for note. For paid"
            " and tags you have a choice: the text lists the types that are right. The key is id.",
        ),
    ),
    PyExercise(
        id="read-exactly",
        function="read_frame",
        arguments=("query",),
        parts=("source",),
        scenarios=parcels.READINGS,
        table="",
        points=2,
        rules=[frames.SameValues(), frames.WhateverTheZone()],
        hints=(
            "PyMySQL's cursor already gives exact values: int, Decimal, str, datetime and None. Which step after"
            " it changes them? And who decides which digits a TIMESTAMP comes as?",
            "pd.DataFrame(rows, columns=…, dtype=object) keeps each value as it is. cursor.description has the"
            " names. Before the query, SELECT @@session.time_zone gives the zone to put back, and SET time_zone"
            " changes it.",
            "Read the zone; SET time_zone = '+00:00'; execute the query; names = [column[0] for column in"
            " cursor.description]; make the frame of list(cursor.fetchall()), with dtype=object; in a finally, SET"
            " time_zone = %s with the zone that you read.",
        ),
    ),
]

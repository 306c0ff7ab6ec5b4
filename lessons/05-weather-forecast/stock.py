"""The exercise repair-the-stock-load: its tables, its oracle, and the mistakes that are known by name."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from workbook.checking.compare import normal
from workbook.checking.rules.dependents import NoTableLeft, SameTable
from workbook.checking.rules.faults import NothingChanges
from workbook.checking.rules.idempotent import Idempotent, Retried
from workbook.checking.rules.result_rows import Mistake, Symptom
from workbook.checking.rules.second_session import NeverHalfDone
from workbook.checking.rules.structure import PrimaryKey, StampsInserts
from workbook.checking.rules.table_rows import BY_THIS_RUN, StampedTableRows
from workbook.exercises import OtherData, PyExercise, Scenario, Table, load_module

clocks = load_module("05-weather-forecast", "clocks")

COUNT = ("item", "quantity", "price")
STOCK = {
    "item": "TEXT PRIMARY KEY",
    "quantity": "INT NOT NULL",
    "price": "NUMERIC(8,2)",
    "counted_at": "TIMESTAMP DEFAULT now()",
}
COLUMNS = tuple(STOCK)
NEW_ITEM = "INSERT INTO stock (item, quantity, price) VALUES ('an item of the check', 1, 2.50)"
A_DAY_PASSES = "UPDATE stock SET counted_at = counted_at - interval '1 day'"


def _at(day: int, microsecond: int = 0) -> dt.datetime:
    return dt.datetime(2025, 3, day, 18, 30, 0, microsecond)


def _count(name: str, stored: Sequence[tuple], rows: Sequence[tuple]) -> Scenario:
    return Scenario(name, warehouse=[Table("stock", STOCK, stored)], arguments=(list(rows),), table="stock")


STORED = [
    ("bolt M6", 120, 0.25, _at(1)),
    ("nut M6", 80, 0.10, _at(1)),
    ("saw", 4, 19.90, _at(2)),
    ("나사", 300, None, _at(2, 123456)),
]
MANY = [(f"item {n}", n % 97, n % 500 / 4) for n in range(3_800)]

COUNTS = [
    _count("the exercise's rows", STORED, [("nut M6", 75, 0.10), ("saw", 4, 19.90), ("hammer", 6, 12.50)]),
    _count("an empty list", STORED, []),
    _count("an empty table", [], [("saw", 3, 21.0), ("", 0, None)]),
    _count(
        "other items, zero and negative quantities, no price",
        [
            *STORED,
            ("voucher no. 17", 2_147_483_646, -5.00, _at(1)),
            ("voucher no. 18", -3, 0.01, dt.datetime(1969, 7, 20)),
            ("never counted", 1, None, None),
            (" drill bit 4 ", 9, 1.50, _at(2)),
            ("drill bit 5 ", 7, 1.75, _at(2)),
        ],
        [
            ("drill bit 4", 8, 1.50),
            ("drill bit 5 ", 6, 1.75),
            ("voucher no. 19", 1, -5.00),
            ("나사", -2, 0.05),
            ("Saw", 2_147_483_647, 999_999.99),
            ("bolt M6", 0, None),
            ("bolt  M6", 1, 0.0),
        ],
    ),
    replace(
        _count(
            "thousands of items", [(*row, _at(3)) for row in MANY], [(i, q + 1, p) for i, q, p in MANY[1_200:]]
        ),
        large=True,
    ),
]
NEXT_COUNT = [("hammer", 5, 12.50), ("file", 2, None)]


def _stored(scenario: Scenario) -> list[tuple]:
    return scenario.rows("stock")


def _given(scenario: Scenario, stamp: object = BY_THIS_RUN) -> list[tuple]:
    return [(*row, stamp) for row in scenario.arguments[0]]


def _untouched(scenario: Scenario) -> list[tuple]:
    items = {row[0] for row in scenario.arguments[0]}
    return [row for row in _stored(scenario) if row.item not in items]


def counted(scenario: Scenario) -> list[tuple]:
    """The table after a count: the given items with their values and this run's time, the others as they were."""
    return [*_untouched(scenario), *_given(scenario)]


def _restamped(scenario: Scenario) -> list[tuple]:
    return [(*row[:3], BY_THIS_RUN) for row in counted(scenario)]


def _old_stamps(scenario: Scenario) -> list[tuple]:
    was = {row.item: row.counted_at for row in _stored(scenario)}
    return [*_untouched(scenario), *((*row, was.get(row[0], BY_THIS_RUN)) for row in scenario.arguments[0])]


def _first_come(scenario: Scenario) -> list[tuple]:
    items = {row.item for row in _stored(scenario)}
    return [*_stored(scenario), *(row for row in _given(scenario) if row[0] not in items)]


def _lacks(rows_of) -> object:
    def seen(scenario: Scenario, got: Sequence[tuple]) -> bool:
        return not {tuple(map(normal, row)) for row in rows_of(scenario)} <= set(got)

    return seen


RESTAMPED = (
    "All items have the time of this run: an INSERT without counted_at gives every row a new one. Items that"
    " were not counted keep their counted_at."
)
LOSES_ITEMS = "Items that were not counted are gone: a count names only a part of the stock, and the rest stays."

MISTAKES = (
    Mistake("stock is unchanged: no row was stored.", _stored),
    Mistake("stock is empty.", lambda scenario: []),
    Mistake(LOSES_ITEMS, _given),
    Mistake(RESTAMPED, _restamped),
    Mistake("Items that were there keep their old quantities.", _first_come),
    Mistake(
        "The counted items have the new quantities and the old counted_at: a default applies only to new rows.",
        _old_stamps,
    ),
    Mistake(
        "The counted items have no counted_at.",
        lambda scenario: [*_untouched(scenario), *_given(scenario, None)],
    ),
    Mistake("The counted items were deleted, and not inserted again.", _untouched),
)
SYMPTOMS = (
    Symptom(RESTAMPED, lambda scenario, got: bool(got) and all(row[3] == BY_THIS_RUN for row in got)),
    Symptom("An item that was not counted is gone or has changed.", _lacks(_untouched)),
    Symptom("A counted item is missing, or has other values or another time than this run's.", _lacks(counted)),
    Symptom("There are rows that nobody counted.", lambda scenario, got: True),
)

COUNTED = StampedTableRows("public.stock", COLUMNS, counted, MISTAKES, SYMPTOMS, stamp="counted_at")

EXERCISE = PyExercise(
    id="repair-the-stock-load",
    function="load_count",
    arguments=("rows",),
    other_data=OtherData(rows={"rows": COUNT}),
    scenarios=COUNTS,
    table="stock",
    rules=[
        COUNTED,
        SameTable("stock", "Change its rows, in one transaction."),
        PrimaryKey("stock", ("item",)),
        StampsInserts("stock", "counted_at", NEW_ITEM),
        NeverHalfDone("stock"),
        Idempotent("stock", COUNT),
        NoTableLeft(),
        Retried(COUNTED, COUNTS[0], (NEXT_COUNT,), A_DAY_PASSES),
        NothingChanges("stock", COUNTS[0], holds=COUNTED),
        clocks.ServerStamps(COUNTS[0], COUNTED),
    ],
    hints=(
        "Follow one item that is not counted through the function: what happens to its counted_at? And what"
        " does a reader see after each commit?",
        "Four repairs: name counted_at where rows are copied, commit once, at the end, and raise the error"
        " again after the rollback. CREATE TABLE belongs inside the try, too.",
        "Simpler than repairing the staging table: inside `with conn, conn.cursor() as cursor:`, DELETE the"
        " counted items and INSERT the rows. The default fills counted_at, and the other items are never"
        " touched.",
    ),
)

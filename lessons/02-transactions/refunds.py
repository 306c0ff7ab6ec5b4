"""The exercise `repair-the-refunds`: the refunds of one day in a table, loaded again, and the known mistakes."""

import datetime as dt

from workbook.checking.rules.result_rows import Mistake
from workbook.checking.rules.table_rows import TableRows
from workbook.exercises import Scenario, Table

REFUNDS = {"day": "DATE NOT NULL", "order_id": "INT NOT NULL", "cents": "INT NOT NULL"}
DAY = dt.date(2025, 3, 3)
BEFORE, AFTER = dt.date(2025, 3, 2), dt.date(2025, 3, 4)

STORED = [
    (BEFORE, 990, 1_200),
    (BEFORE, 1_002, 700),
    (DAY, 1_001, 2_500),
    (DAY, 1_002, 990),
    (AFTER, 1_005, 310),
]
NEW = [(1_002, 1_990), (1_005, 450), (1_007, 80)]
# An order of the first call comes again, with another amount; the other one is new.
LATER = [(1_005, 60), (1_009, 3_000)]


def scenario(name: str, stored: list[tuple], refunds: list[tuple], large: bool = False) -> Scenario:
    table = Table("refunds", REFUNDS, stored, "PRIMARY KEY (day, order_id)")
    return Scenario(name, warehouse=[table], arguments=(DAY, refunds), large=large)


def many(day: dt.date, count: int, step: int) -> list[tuple]:
    return [(day, 5_000 + n, n * step % 9_973) for n in range(count)]


SCENARIOS = [
    scenario("the exercise's rows", STORED, NEW),
    scenario("an empty list", STORED, []),
    scenario("an empty table", [], NEW[:1]),
    scenario(
        "the largest and smallest numbers",
        [(DAY, 0, 1), (BEFORE, 2**31 - 1, 5)],
        [(2**31 - 1, -(2**31)), (-(2**31), 2**31 - 1), (0, 0)],
    ),
    scenario(
        "thousands of refunds",
        [*many(BEFORE, 40, 3), *many(DAY, 2_600, 5), *many(AFTER, 40, 11)],
        [row[1:] for row in many(DAY, 2_550, 7)],
        large=True,
    ),
]


def stored(scenario: Scenario) -> list[tuple]:
    return list(map(tuple, scenario.rows("refunds")))


def given(scenario: Scenario) -> list[tuple]:
    day, refunds = scenario.arguments
    return [(day, *refund) for refund in refunds]


def loaded(scenario: Scenario) -> list[tuple]:
    """What is right: the given refunds, and those of other days."""
    return [*given(scenario), *(row for row in stored(scenario) if row[0] != scenario.arguments[0])]


def upserted(scenario: Scenario) -> list[tuple]:
    new = {row[:2] for row in given(scenario)}
    return [*given(scenario), *(row for row in stored(scenario) if row[:2] not in new)]


def emptied(scenario: Scenario) -> list[tuple]:
    return [row for row in stored(scenario) if row[0] != scenario.arguments[0]]


MISTAKES = (
    Mistake("Nothing changed: the day has its old refunds, and none of the new ones.", stored),
    Mistake("Refunds of other days are lost: delete only those of `day`.", given),
    Mistake(
        "Old refunds of the day are still there. Delete the day's refunds first: an order that is not in `refunds`"
        " has no refund any more.",
        upserted,
    ),
    Mistake("The day's old refunds were deleted, but the new ones are not there.", emptied),
)

LOADED = TableRows("refunds", tuple(REFUNDS), loaded, MISTAKES)

"""latest-on-spark: the rows that its check gives, the right ones, and those of known mistakes."""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from decimal import Decimal

from workbook.checking.compare import AnyOf
from workbook.checking.rules.spark import FrameMistake
from workbook.exercises import Call, Frame, SparkScenario

COLUMNS = {
    "id": "bigint", "modified": "timestamp", "seq": "int", "amount": "decimal(20,4)", "note": "string",
}  # fmt: skip
# What the warehouse runs, and the exercise's text shows: tests/lessons compares with it.
IN_THE_WAREHOUSE = """
SELECT id, modified, seq, amount, note
FROM (
    SELECT *, row_number() OVER (PARTITION BY id ORDER BY modified DESC, seq DESC) AS n
    FROM changes
) AS numbered
WHERE n = 1
"""
NOON = dt.datetime(2025, 6, 1, 12)
BIG = 9_007_199_254_740_992  # 2 to the 53rd: from here on a float can't tell neighbours apart


def at(minutes: float) -> dt.datetime:
    """A time in UTC, so many minutes after noon of 1 June."""
    return NOON + dt.timedelta(minutes=minutes)


def scenario(name: str, rows: Sequence[tuple], large: bool = False, **settings: str) -> SparkScenario:
    """One call with these rows."""
    return SparkScenario(name, calls=[Call((Frame(COLUMNS, rows),))], large=large, settings=settings)


EXAMPLE = [
    (1, at(0), 1, Decimal("10.0000"), "first"),
    (1, at(5), 2, Decimal("12.5000"), "corrected"),
    (2, at(3), 1, Decimal("7.0000"), None),
    (2, None, 2, Decimal("8.0000"), "just loaded"),
    (3, at(9), 4, Decimal("1.0000"), ""),
    (3, at(9), 3, Decimal("2.0000"), "same time"),
]
NULLS = [
    (1, None, 1, Decimal("1.0000"), "only row"),
    (2, None, 1, None, "first without time"),
    (2, None, 2, None, None),
    (2, at(1), 9, Decimal("4.0000"), "with time"),
    (3, at(1), 1, Decimal("5.0000"), "z"),
    (3, at(2), 2, None, None),
    (4, at(50), 2, Decimal("6.0000"), "newest time"),
    (4, None, 1, Decimal("6.5000"), "no time, lower seq"),
    (5, dt.datetime(9999, 12, 31), 2, Decimal("2.0000"), "a time far ahead"),
    (5, None, 1, Decimal("1.5000"), "and none"),
]
TIES = [
    (1, at(1), 9, Decimal("3.0000"), "nine"),
    (1, at(1), 10, Decimal("2.0000"), "ten"),
    (1, at(0), 11, Decimal("9.0000"), "older, higher seq"),
    (2, at(7), -2, Decimal("1.0000"), "a"),
    (2, at(7), -1, Decimal("1.0000"), "a"),
    (3, at(1), 1, Decimal("8.0000"), "x"),
    (3, at(1) + dt.timedelta(microseconds=1), 0, Decimal("7.0000"), "a microsecond later"),
]
LARGE_NUMBERS = [
    (BIG, at(1), 1, Decimal("1234567890123456.7891"), "even"),
    (BIG + 1, at(1), 1, Decimal("1234567890123456.7892"), "odd"),
    (BIG + 1, at(0), 2, Decimal("0.0001"), "older"),
    (-BIG - 1, at(2), 3, Decimal("-9999999999999999.9999"), "negative"),
    (9_223_372_036_854_775_807, at(3), 2_147_483_647, Decimal("9999999999999999.9999"), "the largest"),
    (9_223_372_036_854_775_807, at(3), 2_147_483_646, Decimal("9999999999999999.9998"), "one less"),
]
# 01:30 comes twice that night in New York: 05:30 UTC is 01:30 in summer time, 06:10 UTC is 01:10 in winter time.
FOLD = [
    (1, dt.datetime(2025, 11, 2, 5, 30), 1, Decimal("1.0000"), "01:30, summer time"),
    (1, dt.datetime(2025, 11, 2, 6, 10), 2, Decimal("2.0000"), "01:10, winter time"),
    (2, dt.datetime(2025, 11, 2, 6, 10), 1, Decimal("3.0000"), "01:10, winter time"),
    (2, dt.datetime(2025, 11, 2, 5, 59, 59), 2, Decimal("4.0000"), "01:59:59, summer time"),
    (3, dt.datetime(2025, 3, 9, 7, 0), 1, Decimal("5.0000"), "03:00, where 02:00 is left out"),
]


def many(rows: int = 3000, ids: int = 900, seed: int = 17) -> list[tuple]:
    """Rows in random order; of some ids many, some without a time, some at the same time."""
    rng = random.Random(seed)
    seqs = dict.fromkeys(range(ids), 0)
    made = []
    for _ in range(rows):
        id = rng.randrange(ids)
        seqs[id] += 1
        modified = None if rng.random() < 0.1 else at(rng.randrange(40))
        made.append((id, modified, seqs[id], Decimal(rng.randrange(10**6)).scaleb(-4), f"row {rng.random():.6f}"))
    rng.shuffle(made)
    return made


SCENARIOS = [
    scenario("the example", EXAMPLE),
    scenario("rows without a time", NULLS),
    scenario("rows of the same time", TIES),
    scenario("large numbers", LARGE_NUMBERS),
    scenario("a session in New York's time", FOLD, **{"spark.sql.session.timeZone": "America/New_York"}),
    scenario("no rows", []),
    scenario("3,000 rows", many(), large=True),
]

Order = Callable[[tuple], object]


def groups(given: SparkScenario) -> list[list]:
    """The rows of each id, in their order."""
    found: dict[int, list] = {}
    for row in given.frame().records:
        found.setdefault(row.id, []).append(row)
    return list(found.values())


def one(order: Order):
    """The greatest row of each id; where several tie, any one of them."""

    def oracle(given: SparkScenario, _call: int) -> list[AnyOf]:
        return [AnyOf(row for row in group if order(row) == max(map(order, group))) for group in groups(given)]

    return oracle


def ties(order: Order):
    """The greatest rows of each id, all of them."""

    def oracle(given: SparkScenario, _call: int) -> list[tuple]:
        return [row for group in groups(given) for row in group if order(row) == max(map(order, group))]

    return oracle


def null_first(row) -> tuple:
    """The order in which a row without a time is newer than any."""
    return (row.modified is None, row.modified or NOON)


def null_last(row) -> tuple:
    """The order in which a row without a time is older than any."""
    return (row.modified is not None, row.modified or NOON)


def max_of_each(given: SparkScenario, _call: int) -> list[tuple]:
    """One row an id, of the greatest value in each column."""
    known = [zip(*group, strict=True) for group in groups(given)]

    def greatest(column: tuple) -> object:
        return max((value for value in column if value is not None), default=None)

    return [tuple(map(greatest, each)) for each in known]


def with_time(given: SparkScenario, _call: int) -> list[tuple]:
    """The newest row of the ids that have one with a time, the others left out."""
    found = [[row for row in group if row.modified is not None] for group in groups(given)]
    return [max(group, key=lambda row: (row.modified, row.seq)) for group in found if group]


right = one(lambda row: (null_first(row), row.seq))

NULL_OLDEST = (
    "A row without a time lost against older rows: under DESC Spark sorts NULL last, and the warehouse sorts it"
    " first."
)
MISTAKES = (
    FrameMistake(NULL_OLDEST, one(lambda row: (null_last(row), row.seq))),
    FrameMistake("Every row is still there: no row was dropped.", lambda given, _: given.frame().records),
    FrameMistake(
        "Rows that are equally new all stayed: rank() and a join on the greatest `modified` treat them alike."
        " row_number() gives the number 1 to only one of them.",
        ties(null_first),
    ),
    FrameMistake(
        f"Rows of the same time all stayed. And: {NULL_OLDEST[0].lower()}{NULL_OLDEST[1:]}",
        ties(null_last),
    ),
    FrameMistake(
        "Of rows of the same time you kept the lowest `seq`: it has to be descending too.",
        one(lambda row: (null_first(row), -row.seq)),
    ),
    FrameMistake("You ordered by `seq` alone: the time comes first.", one(lambda row: row.seq)),
    FrameMistake(
        "You took max() of each column separately, so one row has values of different rows: such a row was never"
        " there.",
        max_of_each,
    ),
    FrameMistake(
        "Rows without a time are gone, and ids that have no other row with them: their row is the newest.",
        with_time,
    ),
    FrameMistake(
        "You kept the oldest row: the order has to be descending, newest first.",
        one(lambda row: (row.modified is not None, -(row.modified or NOON).timestamp())),
    ),
    FrameMistake("Nothing is left.", lambda given, _: []),
)

"""The exercise repair-the-order-query: its tables, its oracle, and the mistakes that are known by name."""

import datetime as dt
from collections import namedtuple
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

from workbook import paths
from workbook.checking.rules.plan import ReadsIndex
from workbook.checking.rules.result_rows import Mistake, ResultRows
from workbook.datasets import nps_and_weather
from workbook.exercises import Fixture, OtherData, SqlExercise, Table

ORDERS = {"id": "INT NOT NULL PRIMARY KEY", "placed_at": "TIMESTAMP NOT NULL", "cents": "INT"}
INDEX = "CREATE INDEX orders_placed_at ON orders (placed_at)"
Order = namedtuple("Order", ORDERS)

# 1 June 2025 in Seoul, nine hours ahead of UTC.
BEGINS, ENDS = dt.datetime(2025, 5, 31, 15), dt.datetime(2025, 6, 1, 15)
HOUR = dt.timedelta(hours=1)
MOST = 2**31 - 1  # of an INT

LARGE = "a year of orders"
ROWS = 30_000


@cache
def _large() -> list[Order]:
    """An order every 1,051 seconds, a year long; a few without an amount."""
    first = dt.datetime(2025, 1, 1)
    return [
        Order(n, first + n * dt.timedelta(seconds=1051), n * 37 % 20000 if n % 20 else None)
        for n in range(1, ROWS + 1)
    ]


def orders_file() -> Path:
    """The large table's rows as a CSV file in this clone's home, as COPY reads it."""
    lines = (f"{id},{at},{'' if cents is None else cents}\n" for id, at, cents in _large())
    return nps_and_weather.written(paths.home() / "data" / f"orders-v1-{ROWS}.csv", lines, ROWS)


def _edges() -> list[tuple]:
    """Orders at the limits of the day, in Seoul and in UTC, and in other years."""
    tick = dt.timedelta(microseconds=1)
    moments = [
        BEGINS - tick, BEGINS, BEGINS + tick, BEGINS + 8 * HOUR, BEGINS + 9 * HOUR - tick, BEGINS + 9 * HOUR,
        ENDS - HOUR, ENDS - tick, ENDS, ENDS + tick, ENDS + 9 * HOUR - tick, BEGINS + 18 * HOUR, ENDS + 18 * HOUR,
        *(dt.datetime(year, month, day, 3) for year, month, day in
          ((2024, 6, 1), (2026, 6, 1), (2025, 7, 1), (2025, 1, 6))),
    ]  # fmt: skip
    # Numbers that a REAL can't tell apart.
    large = [(MOST - n, BEGINS + n * HOUR, MOST - 2 * n) for n in range(4)]
    return [*((n, moment, n % 5 or None) for n, moment in enumerate(moments, 1)), *large]


def _busy_day() -> list[tuple]:
    """2,700 orders, most of them of the day: many at one time, some equal in all but the id."""
    rng = Random("orders")
    ids = rng.sample(range(1, 200_000), 2_700)
    return [(id, BEGINS + dt.timedelta(minutes=rng.randrange(-30, 24 * 60)), rng.randrange(3)) for id in ids]


def _chosen(where: Callable[[Order], bool]) -> Callable[[Fixture], list[tuple]]:
    def oracle(fixture: Fixture) -> list[tuple]:
        rows = _large() if fixture.name == LARGE else fixture.rows("orders")
        return [tuple(row) for row in rows if where(row)]

    return oracle


of_the_day = _chosen(lambda row: BEGINS <= row.placed_at < ENDS)

FIXTURES = [
    Fixture(LARGE, warehouse=[Table("orders", ORDERS, orders_file), INDEX, "ANALYZE orders"]),
    Fixture("no orders", warehouse=[Table("orders", ORDERS, []), INDEX]),
    Fixture("orders at the limits of the day", warehouse=[Table("orders", ORDERS, _edges()), INDEX]),
    Fixture("2,700 orders", warehouse=[Table("orders", ORDERS, _busy_day()), INDEX]),
]

MISTAKES = (
    Mistake(
        "These are the orders of 1 June in UTC. In Seoul that day begins nine hours earlier.",
        _chosen(lambda row: BEGINS + 9 * HOUR <= row.placed_at < ENDS + 9 * HOUR),
    ),
    Mistake(
        "The range begins and ends too late: Seoul is ahead of UTC, so the day begins in UTC at 15:00 of 31 May.",
        _chosen(lambda row: BEGINS + 18 * HOUR <= row.placed_at < ENDS + 18 * HOUR),
    ),
    Mistake(
        "The moment that ends the day is included: BETWEEN includes both ends, and so does <=. Compare with <.",
        _chosen(lambda row: BEGINS <= row.placed_at <= ENDS),
    ),
    Mistake(
        "The moment that begins the day is missing: it belongs to the day, so compare with >=.",
        _chosen(lambda row: BEGINS < row.placed_at < ENDS),
    ),
    Mistake(
        "Most of the last second of the day is missing. Compare with < and the moment that ends the day.",
        _chosen(lambda row: BEGINS <= row.placed_at <= ENDS - dt.timedelta(seconds=1)),
    ),
    Mistake(
        "Orders without an amount are missing: return all orders of the day.",
        _chosen(lambda row: BEGINS <= row.placed_at < ENDS and row.cents is not None),
    ),
    Mistake(
        "placed_at is returned in Seoul's time: return it as it is stored.",
        lambda fixture: [(id, at + 9 * HOUR, cents) for id, at, cents in of_the_day(fixture)],
    ),
    Mistake(
        "Orders of all later days were returned too: the range needs an end.",
        _chosen(lambda row: row.placed_at >= BEGINS),
    ),
)

EXERCISE = SqlExercise(
    id="repair-the-order-query",
    engine="warehouse",
    fixtures=FIXTURES,
    other_data=OtherData(fixed=("placed_at",)),
    rules=[ResultRows(tuple(ORDERS), of_the_day, MISTAKES), ReadsIndex("orders", "placed_at", LARGE)],
    hints=(
        'Ask for the plan of the given query: plan("…"). Which rows does it read, and what does it calculate for'
        " each of them?",
        "Don't move placed_at to Seoul, move the day to UTC: at which times in UTC does 1 June begin and end in"
        " Seoul?",
        "WHERE placed_at >= the first of these times AND placed_at < the second. Midnight in Seoul is 15:00 UTC on"
        " the day before.",
    ),
)

"""The exercise `tests-that-catch`: a shop's right data, and data that is wrong in one way each."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from workbook.exercises import DbtScenario, DbtStep, Table, load_module

inserts = load_module("16-dbt-lineage", "inserts")

ORDERS = {
    "order_id": "INT",
    "customer_id": "INT",
    "status": "VARCHAR(16)",
    "amount": "NUMERIC(12, 2)",
    "placed_at": "TIMESTAMP",
    "shipped_at": "TIMESTAMP",
}
CUSTOMERS = {"customer_id": "INT", "email": "VARCHAR(64)"}
REVENUE = {"day": "DATE", "revenue": "NUMERIC(12, 2)"}
GIVEN = {
    "models/sources.yml": """sources:
  - name: shop
    schema: raw
    tables: [{name: orders}, {name: customers}, {name: daily_revenue}]
""",
    **{f"models/{name}.sql": f"SELECT * FROM {{{{ source('shop', '{name}') }}}}\n"
       for name in ("orders", "customers", "daily_revenue")},
}  # fmt: skip


def june(day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2025, 6, day, hour)


RIGHT = [
    (1, 11, "placed", Decimal("10.00"), june(1), None),
    (2, 11, "paid", Decimal("10.00"), june(1), None),  # but for its id and status, order 1
    (3, 12, "shipped", Decimal("0.00"), june(1, 23), june(1, 23)),
    (4, 12, "shipped", Decimal("7.50"), june(2), june(9)),
    (5, 13, "returned", Decimal("99.00"), june(2), june(3)),
    (6, 13, "returned", Decimal("5.00"), june(3), None),  # a day with nothing else: it has no revenue
]
PEOPLE = [(11, "ann@example.org"), (12, None), (13, "cho@example.org"), (14, "dee@example.org")]


def revenue(orders: Sequence[tuple]) -> list[tuple]:
    """The days with orders that were not returned, and their amounts."""
    days = sorted({order[4].date() for order in orders if order[2] != "returned"})
    return [(d, sum(o[3] for o in orders if o[4].date() == d and o[2] != "returned")) for d in days]


def _load(orders: Sequence[tuple], people: Sequence[tuple], days: Sequence[tuple]) -> str:
    given = {"raw.orders": orders, "raw.customers": people, "raw.daily_revenue": days}
    filled = filter(None, (inserts.insert(table, rows) for table, rows in given.items()))
    return "; ".join([f"TRUNCATE {', '.join(given)}", *filled])


def step(
    name: str,
    change: str = "",
    right: bool = False,
    orders: Sequence[tuple] = RIGHT,
    command: tuple[str, ...] = ("test",),
) -> DbtStep:
    """Right data, then a change of it."""
    return DbtStep(name, f"{_load(orders, PEOPLE, revenue(orders))}; {change}", command, right)


FROM_RETURNED = (
    "(7, 11, 'returned', 1.00, '2025-06-03 10:00', NULL)"  # of no revenue, so that all else stays right
)
STEPS = [
    step("the right data", right=True, command=("build",)),
    step("an order that is there twice", "INSERT INTO raw.orders SELECT * FROM raw.orders WHERE order_id = 6"),
    step("an order of a customer who is not there", "UPDATE raw.orders SET customer_id = 77 WHERE order_id = 2"),
    step("an order with the status `send`", "UPDATE raw.orders SET status = 'send' WHERE order_id = 2"),
    step(
        "an order that was shipped before it was placed",
        "UPDATE raw.orders SET shipped_at = placed_at - interval '1 second' WHERE order_id = 4",
    ),
    step(
        "an order with a negative amount",
        f"INSERT INTO raw.orders VALUES {FROM_RETURNED.replace('1.00', '-0.01')}",
    ),
    step(
        "a day whose revenue lacks an order", "UPDATE raw.daily_revenue SET revenue = 10 WHERE day = '2025-06-01'"
    ),
]
MORE = [
    step("other right data, with no order yet", right=True, orders=[], command=("build",)),
    step("an order without an id", f"INSERT INTO raw.orders VALUES {FROM_RETURNED.replace('7', 'NULL', 1)}"),
    step(
        "two orders with one id, and nothing else in common",
        f"INSERT INTO raw.orders VALUES {FROM_RETURNED.replace('7, 11', '6, 12')}",
    ),
    step("an order with the status `Paid`", "UPDATE raw.orders SET status = 'Paid' WHERE order_id = 2"),
    step(
        "an order without a status",
        "INSERT INTO raw.orders VALUES (7, 11, NULL, 0.00, '2025-06-01 10:00', NULL)",  # 0 is in any day's sum
    ),
    step(
        "an order without an amount",
        f"INSERT INTO raw.orders VALUES {FROM_RETURNED.replace('1.00', 'NULL')}",
    ),
    step(
        "a day that is there twice, each time with the right sum",
        "INSERT INTO raw.daily_revenue SELECT * FROM raw.daily_revenue WHERE day = '2025-06-01'",
    ),
    step(
        "a day whose revenue has the wrong sign",
        "UPDATE raw.daily_revenue SET revenue = -revenue WHERE day = '2025-06-01'",
    ),
    step(
        "a day whose revenue is too high", "UPDATE raw.daily_revenue SET revenue = 20.01 WHERE day = '2025-06-01'"
    ),
    step(
        "a day whose revenue is NULL, where it should be 0",
        "INSERT INTO raw.orders VALUES (7, 11, 'paid', 0.00, '2025-06-04 10:00', NULL);"
        " INSERT INTO raw.daily_revenue VALUES ('2025-06-04', NULL)",
    ),
    step("an order without a customer", "UPDATE raw.orders SET customer_id = NULL WHERE order_id = 6"),
    step("a day with orders that has no revenue", "DELETE FROM raw.daily_revenue WHERE day = '2025-06-02'"),
    step("revenue of a day without orders", "INSERT INTO raw.daily_revenue VALUES ('2025-06-03', 5)"),
]


def _scenario(name: str, steps: Sequence[DbtStep]) -> DbtScenario:
    tables = [Table("raw.orders", ORDERS), Table("raw.customers", CUSTOMERS), Table("raw.daily_revenue", REVENUE)]
    return DbtScenario(name, warehouse=["CREATE SCHEMA raw", *tables], steps=steps)


SCENARIOS = [_scenario("the exercise's six faults", STEPS), _scenario("other faults of the same rules", MORE)]


def other_scenarios(seed: int) -> list[DbtScenario]:
    """The same faults among further orders, drawn by `seed`: of days and customers that no fault is about."""
    rng = Random(seed)
    people = [(id, f"{id}@example.org") for id in rng.sample(range(100, 10_000), 5)]
    orders = []
    for id in rng.sample(range(100, 10_000), 20):
        status = rng.choice(("placed", "paid", "shipped", "returned"))
        at = june(rng.randrange(5, 28), rng.randrange(24))
        shipped = at + dt.timedelta(hours=rng.randrange(48)) if status in ("shipped", "returned") else None
        orders.append((id, rng.choice(people)[0], status, Decimal(rng.randrange(5_000)) / 100, at, shipped))
    given = {"raw.orders": orders, "raw.customers": people, "raw.daily_revenue": revenue(orders)}
    further = "; ".join(inserts.insert(table, rows) for table, rows in given.items())
    return [
        replace(each, steps=[replace(step, sql=f"{step.sql}; {further}") for step in each.steps])
        for each in SCENARIOS
    ]

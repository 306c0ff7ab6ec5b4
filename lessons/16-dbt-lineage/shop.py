"""The exercise `ref-and-source`: a shop's raw tables, and what the three models hold on them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from random import Random

from workbook.exercises import DbtScenario, DbtStep, Table

SOURCES = """sources:
  - name: shop
    schema: "{{ env_var('RAW_SCHEMA', 'raw') }}"
    tables:
      - name: orders
      - name: order_items
      - name: customers
"""
ORDER_TOTALS = ("order_id", "customer_id", "day", "amount")
COUNTRY_DAYS = ("country", "day", "orders", "amount")
BEST_DAYS = ("country", "day", "amount")

ORDERS = {
    "order_id": "INT NOT NULL PRIMARY KEY",
    "customer_id": "INT NOT NULL",
    "placed_at": "TIMESTAMP NOT NULL",
    "status": "VARCHAR(16) NOT NULL",
}
ITEMS = {
    "order_id": "INT NOT NULL",
    "sku": "VARCHAR(16) NOT NULL",
    "quantity": "INT NOT NULL",
    "unit_price": "NUMERIC(12, 2) NOT NULL",
}
CUSTOMERS = {"customer_id": "INT NOT NULL PRIMARY KEY", "country": "VARCHAR(2) NOT NULL"}

# The exercise's own rows: small enough to be shown.
FEW = {
    "orders": [
        (1, 11, dt.datetime(2025, 6, 1, 9), "paid"),
        (2, 12, dt.datetime(2025, 6, 1, 23, 59, 59), "paid"),
        (3, 11, dt.datetime(2025, 6, 2), "shipped"),
        (4, 13, dt.datetime(2025, 6, 2, 12), "cancelled"),
        (5, 13, dt.datetime(2025, 6, 3, 12), "paid"),
    ],
    "order_items": [
        (1, "pen", 2, Decimal("1.50")),
        (1, "cup", 1, Decimal("8.00")),
        (2, "cup", 1, Decimal("8.00")),
        (3, "pen", 10, Decimal("1.50")),
        (4, "cup", 4, Decimal("8.00")),
        (5, "cup", 1, Decimal("8.00")),
    ],
    "customers": [(11, "KR"), (12, "KR"), (13, "DE")],
}


# More countries than are looked at in a hurry.
COUNTRIES = [f"{first}{second}" for first in "ABCDE" for second in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]


def many(seed: int, customers: int = 1_100, orders: int = 2_600) -> dict[str, list[tuple]]:
    """Rows of a year, drawn by `seed`: ties between days, orders without items, and customers without orders."""
    rng = Random(seed)
    start = dt.datetime(2025, 1, 1)
    placed = [start + dt.timedelta(minutes=rng.randrange(365 * 24 * 60)) for _ in range(orders)]
    known = [100 + seed * 1_000 + n for n in range(customers)]
    status = ["accepted", "paid", "paid", "shipped", "returned", "cancelled"]
    made = [(n, rng.choice(known[:-2]), at, rng.choice(status)) for n, at in enumerate(placed, 1 + 10_000 * seed)]
    items = [
        (order[0], sku, rng.randint(1, 3), Decimal(rng.choice((250, 500, 1000))) / 100)
        for order in made
        for sku in rng.sample(("pen", "cup", "map", "bag"), rng.choice((0, 1, 1, 2)))
    ]
    return {
        "orders": made,
        "order_items": items,
        "customers": [(c, rng.choice(COUNTRIES)) for c in known],
    }


def tables(schema: str, rows: dict[str, list[tuple]]) -> list[Table | str]:
    """The raw tables in a schema, with these rows."""
    kinds = {"orders": ORDERS, "order_items": ITEMS, "customers": CUSTOMERS}
    made = [Table(f"{schema}.{name}", kinds[name], rows[name]) for name in kinds]
    return [f"CREATE SCHEMA {schema}", *made]


def rows_of(scenario: DbtScenario, name: str) -> list:
    return scenario.rows(f"{scenario.environment.get('RAW_SCHEMA', 'raw')}.{name}")


def order_totals(scenario: DbtScenario, _step: int) -> list[tuple]:
    amounts: dict[int, Decimal] = defaultdict(Decimal)
    for item in rows_of(scenario, "order_items"):
        amounts[item.order_id] += item.quantity * item.unit_price
    return [
        (order.order_id, order.customer_id, order.placed_at.date(), amounts[order.order_id])
        for order in rows_of(scenario, "orders")
        if order.status != "cancelled" and order.order_id in amounts
    ]


def country_days(scenario: DbtScenario, step: int) -> list[tuple]:
    country = {row.customer_id: row.country for row in rows_of(scenario, "customers")}
    amounts: dict[tuple, list[Decimal]] = defaultdict(list)
    for _, customer, day, amount in order_totals(scenario, step):
        amounts[country[customer], day].append(amount)
    return [(*key, len(each), sum(each)) for key, each in amounts.items()]


def best_days(scenario: DbtScenario, step: int) -> list[tuple]:
    days: dict[str, list[tuple]] = defaultdict(list)
    for country, day, _, amount in country_days(scenario, step):
        days[country].append((-amount, day))
    return [(country, min(each)[1], -min(each)[0]) for country, each in days.items()]


# Tables of the old names, with rows of an earlier run: a model that still names them reads those.
STALE: Sequence[str] = (
    "CREATE SCHEMA analytics",
    "CREATE TABLE analytics.order_totals AS SELECT 1 AS order_id, 101 AS customer_id, DATE '2024-01-01' AS day,"
    " 5.00 AS amount",
    "CREATE TABLE analytics.country_days AS SELECT 'KR'::varchar AS country, DATE '2024-01-01' AS day,"
    " 1::bigint AS orders, 5.00 AS amount",
    "CREATE TABLE analytics.best_days AS"
    " SELECT 'KR'::varchar AS country, DATE '2024-01-01' AS day, 5.00 AS amount",
)
TWICE = (DbtStep("after the first run"), DbtStep("after a second run"))


def other_scenarios(seed: int) -> list[DbtScenario]:
    """The scenarios with other rows, drawn by `seed`."""
    first, raw, copy = Random(seed).sample(range(3, 100), 3)
    return [
        DbtScenario("other rows", warehouse=tables("raw", many(first)), steps=TWICE),
        DbtScenario(
            "other rows in another schema",
            warehouse=[*tables("raw", many(raw)), *tables("raw_copy", many(copy)), *STALE],
            schema="nightly",
            environment={"RAW_SCHEMA": "raw_copy"},
        ),
    ]


SCENARIOS = [
    DbtScenario("the exercise's rows", warehouse=tables("raw", FEW), steps=TWICE),
    DbtScenario(
        "another schema, and other raw tables",
        warehouse=[*tables("raw", many(1)), *tables("raw_copy", many(2)), *STALE],
        schema="nightly",
        environment={"RAW_SCHEMA": "raw_copy"},
    ),
]

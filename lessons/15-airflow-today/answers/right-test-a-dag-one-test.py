# another way: one long test: it finds as much, and says less of what is wrong.
import datetime as dt

import pytest
from airflow.models import DagBag
from airflow.providers.postgres.hooks.postgres import PostgresHook

hook = PostgresHook("warehouse_postgres")


@pytest.fixture(autouse=True)
def tables():
    hook.run("""
        DROP TABLE IF EXISTS orders, daily_orders;
        CREATE TABLE orders (
            id INT, placed_at TIMESTAMP NOT NULL, status TEXT NOT NULL, amount NUMERIC(8, 2) NOT NULL);
        CREATE TABLE daily_orders (day DATE NOT NULL, orders INT NOT NULL, amount NUMERIC(10, 2) NOT NULL)""")


def run(day):
    bag = DagBag()
    assert bag.import_errors == {}
    return bag.dags["daily_orders"].test(logical_date=dt.datetime.fromisoformat(f"{day}T00:00:00+00:00")).state


def placed(*orders):
    hook.insert_rows("orders", [(n, *order) for n, order in enumerate(orders)])


def daily():
    return hook.get_records("SELECT day::text, orders, amount::float FROM daily_orders ORDER BY day, orders")


def test_all():
    placed(
        ("2025-03-01 23:59:59", "paid", 1),
        ("2025-03-02 00:00", "paid", 2),
        ("2025-03-02 23:59:59", "paid", 4),
        ("2025-03-02 10:00", "cancelled", 8),
        ("2025-03-03 00:00", "paid", 16),
    )
    hook.run("INSERT INTO daily_orders VALUES ('2025-03-01', 7, 70), ('2025-03-02', 9, 90)")
    assert run("2025-03-02") == "success"
    run("2025-03-02")
    assert daily() == [("2025-03-01", 7, 70), ("2025-03-02", 2, 6)]
    hook.run("ALTER TABLE daily_orders RENAME TO elsewhere")
    assert run("2025-03-03") == "failed"
    hook.run("ALTER TABLE elsewhere RENAME TO daily_orders")

# expects: your tests fail on a DAG that does what the text says
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


def test_a_day_counts_its_own_orders():
    placed(
        ("2025-03-01 23:59:59", "paid", 1),
        ("2025-03-02 00:00", "paid", 2),
        ("2025-03-02 23:59:59", "paid", 4),
        ("2025-03-03 00:00", "paid", 8),
    )
    assert run("2025-03-02") == "success"
    assert daily() == [("2025-03-02", 2, 6)]


def test_cancelled_orders_do_not_count():
    placed(("2025-03-02 10:00", "paid", 2), ("2025-03-02 11:00", "cancelled", 4))
    run("2025-03-02")
    assert daily() == [("2025-03-02", 1, 2)]


def test_a_day_can_be_run_again():
    placed(("2025-03-02 10:00", "paid", 2))
    run("2025-03-02")
    run("2025-03-02")
    assert daily() == [("2025-03-02", 1, 2)]


def test_other_days_stay():
    hook.run("INSERT INTO daily_orders VALUES ('2025-03-01', 7, 70), ('2025-03-03', 9, 90)")
    placed(("2025-03-02 10:00", "paid", 2))
    run("2025-03-02")
    assert daily() == [("2025-03-01", 7, 70), ("2025-03-02", 1, 2), ("2025-03-03", 9, 90)]


def test_a_run_that_can_not_write_fails():
    placed(("2025-03-02 10:00", "paid", 2))
    hook.run("DROP TABLE daily_orders")
    assert run("2025-03-02") == "failed"


def test_there_is_one_task():
    assert [task.task_id for task in DagBag().dags["daily_orders"].tasks] == ["load"]

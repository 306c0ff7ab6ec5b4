"""Lesson 15, test-a-dag: the DAG that an answer's tests are run on, right and broken."""

from workbook.exercises import DagScenario, DagUnderTest, Table

ORDERS = {
    "id": "INT",
    "placed_at": "TIMESTAMP NOT NULL",
    "status": "TEXT NOT NULL",
    "amount": "NUMERIC(8, 2) NOT NULL",
}
DAILY = {"day": "DATE NOT NULL", "orders": "INT NOT NULL", "amount": "NUMERIC(10, 2) NOT NULL"}
TABLES = DagScenario("empty tables", warehouse=[Table("orders", ORDERS), Table("daily_orders", DAILY)])

ONE_TASK = '''
import datetime as dt

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG
from airflow.timetables.interval import CronDataIntervalTimetable

LOAD = """
DELETE FROM daily_orders WHERE day = '{{ ds }}';
INSERT INTO daily_orders (day, orders, amount)
SELECT date '{{ ds }}', count(*), sum(amount)
FROM orders
WHERE placed_at >= '{{ ds }}' AND placed_at < '{{ macros.ds_add(ds, 1) }}' AND status <> 'cancelled'
HAVING count(*) > 0
"""

with DAG(
    "daily_orders",
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
):
    SQLExecuteQueryOperator(task_id="load", conn_id="warehouse", sql=LOAD, split_statements=True)
'''

TWO_TASKS = '''
import datetime as dt

from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.sdk import dag, task
from airflow.timetables.interval import CronDataIntervalTimetable

DELETE = "DELETE FROM daily_orders WHERE day = %s"
INSERT = "INSERT INTO daily_orders (day, orders, amount) VALUES (%s, %s, %s)"


@dag(
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
    catchup=False,
)
def daily_orders():
    @task
    def count(ds: str) -> list:
        asked = """
            SELECT count(*), coalesce(sum(amount), 0)::text FROM orders
            WHERE placed_at::date = %s AND status <> 'cancelled'"""
        return list(PostgresHook("warehouse_postgres").get_first(asked, parameters=[ds]))

    @task
    def write(counted: list, ds: str) -> None:
        connection = PostgresHook("warehouse_postgres").get_conn()
        try:
            connection.execute(DELETE, [ds])
            if counted[0]:
                connection.execute(INSERT, [ds, *counted])
            connection.commit()
        finally:
            connection.close()

    write(count())


daily_orders()
'''

SWALLOWS = TWO_TASKS.replace(
    "        finally:\n            connection.close()",
    "        except Exception as error:\n            connection.rollback()\n            print('no:', error)",
)

RIGHT = (DagUnderTest("one task", ONE_TASK), DagUnderTest("two tasks", TWO_TASKS))
NO_MODULE = TWO_TASKS.replace("hooks.postgres import", "hooks.postgresql import")
BROKEN = (
    DagUnderTest("the file can't be imported", NO_MODULE),
    DagUnderTest(
        "an order of the next midnight counts for the day before",
        ONE_TASK.replace("placed_at < '{{ macros", "placed_at <= '{{ macros"),
    ),
    DagUnderTest("cancelled orders count", ONE_TASK.replace(" AND status <> 'cancelled'", "")),
    DagUnderTest(
        "a day that is run again has two rows",
        ONE_TASK.replace("DELETE FROM daily_orders WHERE day = '{{ ds }}';\n", ""),
    ),
    DagUnderTest(
        "a run deletes the rows of all other days",
        ONE_TASK.replace("daily_orders WHERE day = '{{ ds }}'", "daily_orders"),
    ),
    DagUnderTest("the run succeeds although it could not write", SWALLOWS),
)

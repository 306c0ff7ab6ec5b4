# expects: missing  2025-02-27
import datetime as dt

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG, Asset
from airflow.timetables.interval import CronDataIntervalTimetable

START = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
DAILY = CronDataIntervalTimetable("@daily", timezone="UTC")

STAGE = """
DELETE FROM {table}_stage;
INSERT INTO {table}_stage (id, day, amount)
SELECT id, day, amount FROM shop_{table} WHERE day = '{{{{ ds }}}}'
"""
PUBLISH = """
DELETE FROM {table} WHERE day = '{{{{ ds }}}}';
INSERT INTO {table} (id, day, amount) SELECT id, day, amount FROM {table}_stage
"""
SUM = """
DELETE FROM daily_revenue;
INSERT INTO daily_revenue (day, revenue)
SELECT o.day, o.amount - r.amount
FROM (SELECT day, sum(amount) AS amount FROM orders GROUP BY day) AS o
JOIN (SELECT day, sum(amount) AS amount FROM refunds GROUP BY day) AS r ON r.day = o.day
"""


def load(table):
    with DAG(f"load_{table}", schedule=DAILY, start_date=START):
        stage = SQLExecuteQueryOperator(
            task_id="stage", conn_id="warehouse", split_statements=True, sql=STAGE.format(table=table)
        )
        publish = SQLExecuteQueryOperator(
            task_id="publish",
            conn_id="warehouse",
            split_statements=True,
            sql=PUBLISH.format(table=table),
            outlets=[Asset(name=table, uri=f"warehouse://{table}")],
        )
        stage >> publish


load("orders")
load("refunds")

with DAG(
    "revenue",
    schedule=[Asset(name=table, uri=f"warehouse://{table}") for table in ("orders", "refunds")],
    start_date=START,
):
    SQLExecuteQueryOperator(task_id="sum", conn_id="warehouse", split_statements=True, sql=SUM)

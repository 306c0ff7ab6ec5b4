# another way: the days come from the events, one task for each.
import datetime as dt

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG, Asset, task
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
DELETE FROM daily_revenue WHERE day = %(day)s;
INSERT INTO daily_revenue (day, revenue)
SELECT CAST(%(day)s AS DATE), sum(amount)
FROM (SELECT day, amount FROM orders UNION ALL SELECT day, -amount FROM refunds) AS both_tables
WHERE day = %(day)s
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
            outlets=[Asset(f"warehouse://{table}")],
        )
        stage >> publish


load("orders")
load("refunds")


@task
def days(triggering_asset_events=None):
    events = [event for found in triggering_asset_events.values() for event in found]
    found = {event.source_dag_run.logical_date.date().isoformat() for event in events}
    return [{"day": day} for day in sorted(found)]


with DAG("revenue", schedule=[Asset("warehouse://orders"), Asset("warehouse://refunds")], start_date=START):
    SQLExecuteQueryOperator.partial(task_id="sum", conn_id="warehouse", split_statements=True, sql=SUM).expand(
        parameters=days()
    )

# expects: The conn_id `warehouse_db` isn't defined
"""Three small DAGs that read the warehouse every morning."""

import datetime as dt

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG
from airflow.timetables.interval import CronDataIntervalTimetable

DAILY = {
    "schedule": CronDataIntervalTimetable("@daily", timezone="UTC"),
    "start_date": dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
    "catchup": False,
}

with DAG("count_answers", **DAILY):
    SQLExecuteQueryOperator(
        task_id="count",
        conn_id="warehouse",
        split_statements=True,
        sql="""
        DELETE FROM mornings WHERE what = 'count' AND day = '{{ ds }}';
        INSERT INTO mornings SELECT 'count', '{{ ds }}', count(*) FROM nps WHERE created_at::date = '{{ ds }}';
        """,
    )

with DAG("average_score", **DAILY):
    SQLExecuteQueryOperator(
        task_id="average",
        conn_id="warehouse",
        split_statements=True,
        sql="""
        DELETE FROM mornings WHERE what = 'average' AND day = '{{ ds }}';
        INSERT INTO mornings
        SELECT 'average', '{{ ds }}', round(avg(score), 2)
        FROM nps
        WHERE created_at::date = '{{ ds }}';
        """,
    )

with DAG("worst_score", **DAILY):
    SQLExecuteQueryOperator(
        task_id="worst",
        conn_id="warehouse_db",
        split_statements=True,
        sql="""
        DELETE FROM mornings WHERE what = 'worst' AND day = '{{ ds }}';
        INSERT INTO mornings SELECT 'worst', '{{ ds }}', min(score) FROM nps WHERE created_at::date = '{{ ds }}';
        """,
    )

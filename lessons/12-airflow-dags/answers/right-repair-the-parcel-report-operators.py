"""Load the day's parcels from the bucket, and count them for each depot: with operators alone."""

import datetime as dt

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG
from airflow.timetables.interval import CronDataIntervalTimetable

LOAD = """
DELETE FROM parcels WHERE day = '{{ ds }}';
COPY parcels FROM 's3://{{ var.value.bucket }}/parcels/{{ ds }}.csv' IAM_ROLE default CSV
"""
COUNT = """
DELETE FROM depot_days WHERE day = '{{ ds }}';
INSERT INTO depot_days (day, depot, parcels)
SELECT CAST('{{ ds }}' AS date), depots.depot, coalesce(counted.parcels, 0)
FROM depots
LEFT JOIN (SELECT depot, count(*) AS parcels FROM parcels WHERE day = '{{ ds }}' GROUP BY depot) AS counted
    ON counted.depot = depots.depot
"""

with DAG(
    "parcel_report",
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
    catchup=False,
):
    load = SQLExecuteQueryOperator(task_id="load", conn_id="warehouse", sql=LOAD, split_statements=True)
    count = SQLExecuteQueryOperator(task_id="count", conn_id="warehouse", sql=COUNT, split_statements=True)
    load >> count

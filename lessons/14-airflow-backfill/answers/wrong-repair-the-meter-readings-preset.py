# expects: was the schedule changed
import datetime as dt

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG

START = "{{ data_interval_start.strftime('%Y-%m-%d %H:%M:%S') }}"
END = "{{ data_interval_end.strftime('%Y-%m-%d %H:%M:%S') }}"

SUM_UP = f"""
DELETE FROM meter_hours WHERE hour = '{START}';
INSERT INTO meter_hours (meter, hour, kwh)
SELECT meter, CAST('{START}' AS timestamp),
       max(kwh) - coalesce(max(CASE WHEN at < '{START}' THEN kwh END), 0)
FROM readings
WHERE at < '{END}'
GROUP BY meter
HAVING max(at) >= '{START}'
"""

with DAG(
    "meter_readings",
    schedule="@hourly",
    start_date=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
):
    SQLExecuteQueryOperator(task_id="sum_up", conn_id="warehouse", sql=SUM_UP, split_statements=True)

# expects: less its first one
import datetime as dt

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG
from airflow.timetables.interval import CronDataIntervalTimetable

START = "{{ data_interval_start.strftime('%Y-%m-%d %H:%M:%S') }}"
END = "{{ data_interval_end.strftime('%Y-%m-%d %H:%M:%S') }}"

SUM_UP = f"""
DELETE FROM meter_hours WHERE hour = '{START}';
INSERT INTO meter_hours (meter, hour, kwh)
SELECT meter, TIMESTAMP '{START}', max(kwh) - min(kwh)
FROM readings
WHERE at >= '{START}' AND at < '{END}'
GROUP BY meter
"""

with DAG(
    "meter_readings",
    schedule=CronDataIntervalTimetable("@hourly", timezone="UTC"),
    start_date=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
):
    SQLExecuteQueryOperator(task_id="sum_up", conn_id="warehouse", sql=SUM_UP, split_statements=True)

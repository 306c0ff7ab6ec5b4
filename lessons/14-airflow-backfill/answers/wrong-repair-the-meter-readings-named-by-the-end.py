# expects: it should be the beginning
import datetime as dt

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG
from airflow.timetables.interval import CronDataIntervalTimetable

START = "{{ data_interval_start.strftime('%Y-%m-%d %H:%M:%S') }}"
END = "{{ data_interval_end.strftime('%Y-%m-%d %H:%M:%S') }}"

SUM_UP = f"""
DELETE FROM meter_hours WHERE hour = '{START}';
INSERT INTO meter_hours (meter, hour, kwh)
SELECT r.meter, TIMESTAMP '{END}', max(r.kwh) - coalesce(max(b.kwh), 0)
FROM readings AS r
LEFT JOIN (SELECT meter, max(kwh) AS kwh FROM readings WHERE at < '{START}' GROUP BY meter) AS b
    ON b.meter = r.meter
WHERE r.at >= '{START}' AND r.at < '{END}'
GROUP BY r.meter
"""

with DAG(
    "meter_readings",
    schedule=CronDataIntervalTimetable("@hourly", timezone="UTC"),
    start_date=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
):
    SQLExecuteQueryOperator(task_id="sum_up", conn_id="warehouse", sql=SUM_UP, split_statements=True)

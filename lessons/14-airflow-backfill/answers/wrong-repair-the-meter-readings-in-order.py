# expects: waits for the hour before (depends_on_past)
"""Each meter's consumption, hour by hour."""

import datetime as dt

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG
from airflow.timetables.interval import CronDataIntervalTimetable

START = "{{ data_interval_start.strftime('%Y-%m-%d %H:%M:%S') }}"
END = "{{ data_interval_end.strftime('%Y-%m-%d %H:%M:%S') }}"

SUM_UP = f"""
DELETE FROM meter_hours WHERE hour = '{START}';
INSERT INTO meter_hours (meter, hour, kwh)
SELECT readings.meter, CAST('{START}' AS timestamp), max(readings.kwh) - coalesce(max(so_far.kwh), 0)
FROM readings
LEFT JOIN (SELECT meter, sum(kwh) AS kwh FROM meter_hours GROUP BY meter) AS so_far
    ON so_far.meter = readings.meter
WHERE readings.at >= '{START}' AND readings.at < '{END}'
GROUP BY readings.meter
"""

with DAG(
    "meter_readings",
    schedule=CronDataIntervalTimetable("@hourly", timezone="UTC"),
    start_date=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
    max_active_runs=1,
    default_args={"depends_on_past": True},
):
    SQLExecuteQueryOperator(task_id="sum_up", conn_id="warehouse", sql=SUM_UP, split_statements=True)

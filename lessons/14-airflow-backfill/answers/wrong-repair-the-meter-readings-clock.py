# expects: Does the hour come from the machine's clock?
"""Each meter's consumption, hour by hour."""

import datetime as dt

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG
from airflow.timetables.interval import CronDataIntervalTimetable

NOW = "macros.datetime.now().replace(minute=0, second=0, microsecond=0)"
START = "{{ " + NOW + " - macros.timedelta(hours=1) }}"
END = "{{ " + NOW + " }}"

# The counter before the hour comes from readings, so that no hour needs another one.
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
    schedule=CronDataIntervalTimetable("@hourly", timezone="UTC"),
    start_date=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
):
    SQLExecuteQueryOperator(task_id="sum_up", conn_id="warehouse", sql=SUM_UP, split_statements=True)

# another way: LAG gives each reading's step from the one before it, in whichever hour; the hour's steps are
# summed.
"""Each meter's consumption, hour by hour, as the sum of the steps of its counter."""

import datetime as dt

from airflow.providers.amazon.aws.hooks.redshift_sql import RedshiftSQLHook
from airflow.sdk import dag, task
from airflow.timetables.interval import CronDataIntervalTimetable

STEPS = """
INSERT INTO meter_hours (meter, hour, kwh)
SELECT meter, CAST(%(start)s AS timestamp), sum(step)
FROM (
    SELECT meter, at, kwh - coalesce(LAG(kwh) OVER (PARTITION BY meter ORDER BY at), 0) AS step
    FROM readings
) AS steps
WHERE at >= %(start)s AND at < %(end)s
GROUP BY meter
"""


@dag(
    schedule=CronDataIntervalTimetable("@hourly", timezone="UTC"),
    start_date=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
)
def meter_readings():
    @task
    def sum_up(data_interval_start=None, data_interval_end=None):
        hour = {"start": data_interval_start.replace(tzinfo=None), "end": data_interval_end.replace(tzinfo=None)}
        RedshiftSQLHook("warehouse").run(
            ["DELETE FROM meter_hours WHERE hour = %(start)s", STEPS],
            parameters=hour,
        )

    sum_up()


meter_readings()

# expects: looks only at the same task of the day before
# Each task waits for itself alone
import datetime as dt

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG
from airflow.timetables.interval import CronDataIntervalTimetable

COUNT = """
DELETE FROM counts WHERE day = '{{ ds }}';
INSERT INTO counts (day, answers)
SELECT date '{{ ds }}', count(*) FROM daily_answers WHERE day = '{{ ds }}'
"""
TOTAL = """
DELETE FROM totals WHERE day = '{{ ds }}';
INSERT INTO totals (day, total)
SELECT day, answers + coalesce((SELECT total FROM totals WHERE day = date '{{ ds }}' - 1), 0)
FROM counts
WHERE day = '{{ ds }}'
"""

with DAG(
    "running_total",
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
    default_args={"depends_on_past": True},
):
    count = SQLExecuteQueryOperator(task_id="count", conn_id="warehouse", sql=COUNT, split_statements=True)
    total = SQLExecuteQueryOperator(task_id="total", conn_id="warehouse", sql=TOTAL, split_statements=True)
    count >> total

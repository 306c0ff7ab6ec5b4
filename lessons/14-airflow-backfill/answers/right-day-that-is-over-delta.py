# another way: A timetable by the length of a day instead of a cron line.
import datetime as dt

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG
from airflow.timetables.interval import DeltaDataIntervalTimetable

LOAD = """
DELETE FROM daily_answers WHERE day = '{{ ds }}';
INSERT INTO daily_answers (day, id, score)
SELECT date '{{ ds }}', id, score
FROM nps
WHERE modified >= '{{ ds }}' AND modified < '{{ data_interval_end }}'
"""

with DAG(
    "daily_answers",
    schedule=DeltaDataIntervalTimetable(dt.timedelta(days=1)),
    start_date=dt.datetime(2015, 1, 1, tzinfo=dt.UTC),
):
    SQLExecuteQueryOperator(task_id="load", conn_id="warehouse", sql=LOAD, split_statements=True)

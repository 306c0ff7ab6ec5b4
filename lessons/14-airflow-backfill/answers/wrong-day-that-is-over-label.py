# expects: they are under the day on which the run fires
import datetime as dt

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG
from airflow.timetables.interval import CronDataIntervalTimetable

LOAD = """
DELETE FROM daily_answers WHERE day = '{{ macros.ds_add(ds, 1) }}';
INSERT INTO daily_answers (day, id, score)
SELECT date '{{ macros.ds_add(ds, 1) }}', id, score
FROM nps
WHERE modified >= '{{ ds }}' AND modified < '{{ macros.ds_add(ds, 1) }}'
"""

with DAG(
    "daily_answers",
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2015, 1, 1, tzinfo=dt.UTC),
):
    SQLExecuteQueryOperator(task_id="load", conn_id="warehouse", sql=LOAD, split_statements=True)

# a trigger, told its interval: ds is the interval's first day
import datetime as dt

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG
from airflow.timetables.trigger import CronTriggerTimetable

LOAD = """
DELETE FROM daily_answers WHERE day = '{{ ds }}';
INSERT INTO daily_answers (day, id, score)
SELECT date '{{ ds }}', id, score
FROM nps
WHERE modified >= '{{ ds }}' AND modified < '{{ macros.ds_add(ds, 1) }}'
"""

with DAG(
    "daily_answers",
    schedule=CronTriggerTimetable("0 0 * * *", timezone="UTC", interval=dt.timedelta(days=1)),
    start_date=dt.datetime(2015, 1, 1, tzinfo=dt.UTC),
):
    SQLExecuteQueryOperator(task_id="load", conn_id="warehouse", sql=LOAD, split_statements=True)

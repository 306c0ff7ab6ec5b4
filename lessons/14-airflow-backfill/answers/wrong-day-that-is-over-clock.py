# expects: Nothing was copied
# Yesterday by the machine's clock
import datetime as dt

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG
from airflow.timetables.interval import CronDataIntervalTimetable

LOAD = """
DELETE FROM daily_answers WHERE day = current_date - 1;
INSERT INTO daily_answers (day, id, score)
SELECT current_date - 1, id, score
FROM nps
WHERE modified >= current_date - 1 AND modified < current_date
"""

with DAG(
    "daily_answers",
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2015, 1, 1, tzinfo=dt.UTC),
):
    SQLExecuteQueryOperator(task_id="load", conn_id="warehouse", sql=LOAD, split_statements=True)

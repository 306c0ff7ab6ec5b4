# another way: DELETE and COPY in one transaction, written as SQL. On Redshift, COPY also names an
# IAM role.
import datetime as dt

from airflow.providers.amazon.aws.transfers.sql_to_s3 import SqlToS3Operator
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG
from airflow.timetables.interval import CronDataIntervalTimetable

KEY = "answers_by_day/{{ ds }}/answers.csv"

with DAG(
    "answers_by_day",
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
):
    unload = SqlToS3Operator(
        task_id="unload",
        query="SELECT '{{ ds }}' AS day, id, score FROM nps "
        "WHERE modified >= '{{ ds }}' AND modified < '{{ macros.ds_add(ds, 1) }}'",
        sql_conn_id="source",
        aws_conn_id="store",
        s3_bucket="{{ var.value.bucket }}",
        s3_key=KEY,
        replace=True,
        df_kwargs={"index": False, "header": False},
    )
    load = SQLExecuteQueryOperator(
        task_id="load",
        conn_id="warehouse",
        sql="""
        DELETE FROM daily_answers WHERE day = '{{ ds }}';
        COPY daily_answers FROM 's3://{{ var.value.bucket }}/answers_by_day/{{ ds }}/answers.csv' CSV
        """,
        split_statements=True,
    )
    unload >> load

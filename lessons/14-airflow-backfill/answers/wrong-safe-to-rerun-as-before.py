# expects: that is APPEND
import datetime as dt

from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.amazon.aws.transfers.sql_to_s3 import SqlToS3Operator
from airflow.sdk import DAG
from airflow.timetables.interval import CronDataIntervalTimetable

KEY = "answers_by_day/answers.csv"

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
    load = S3ToRedshiftOperator(
        task_id="load",
        schema="public",
        table="daily_answers",
        s3_bucket="{{ var.value.bucket }}",
        s3_key=KEY,
        redshift_conn_id="warehouse",
        aws_conn_id="store",
        copy_options=["CSV"],
    )
    unload >> load

# expects: the task count fails before an application is handed over
import datetime as dt

from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG
from airflow.timetables.interval import CronDataIntervalTimetable

with DAG(
    "daily_scores",
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
):
    count = BashOperator(task_id="count", bash_command="spark-submit daily_scores.py {{ ds }}")
    load = S3ToRedshiftOperator(
        task_id="load",
        schema="public",
        table="daily_scores",
        s3_bucket="{{ var.value.bucket }}",
        s3_key="daily_scores/{{ ds }}/part-",
        redshift_conn_id="warehouse",
        aws_conn_id="store",
        copy_options=["CSV"],
        method="UPSERT",
        upsert_keys=["day"],
    )
    count >> load

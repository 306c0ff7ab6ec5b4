# expects: Now two of them write the same day
import datetime as dt

from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.apache.livy.operators.livy import LivyOperator
from airflow.sdk import DAG
from airflow.timetables.interval import CronDataIntervalTimetable

with DAG(
    "daily_scores",
    max_active_runs=1,
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
):
    count = LivyOperator(
        task_id="count",
        livy_conn_id="spark",
        file="daily_scores.py",
        args=["{{ ds }}"],
        max_active_tis_per_dag=1,
        polling_interval=60,
        deferrable=True,
    )
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

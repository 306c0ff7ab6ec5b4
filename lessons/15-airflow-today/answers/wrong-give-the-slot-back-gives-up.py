# expects: Waiting is no failure
import datetime as dt

from airflow.providers.amazon.aws.sensors.s3 import S3KeySensor
from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.sdk import DAG
from airflow.timetables.interval import CronDataIntervalTimetable

FOLDER = "deliveries/{{ ds }}/"

with DAG(
    "deliveries",
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
):
    wait = S3KeySensor(
        task_id="wait",
        bucket_name="{{ var.value.bucket }}",
        bucket_key=f"{FOLDER}_SUCCESS",
        aws_conn_id="store",
        deferrable=True,
        timeout=3600,
    )
    load = S3ToRedshiftOperator(
        task_id="load",
        schema="public",
        table="deliveries",
        s3_bucket="{{ var.value.bucket }}",
        s3_key=f"{FOLDER}part-",
        redshift_conn_id="warehouse",
        aws_conn_id="store",
        copy_options=["CSV"],
        method="UPSERT",
        upsert_keys=["day"],
    )
    wait >> load

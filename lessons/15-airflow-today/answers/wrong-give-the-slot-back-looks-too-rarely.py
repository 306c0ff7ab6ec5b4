# expects: 3 hours later the run has not succeeded
import datetime as dt

from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.sdk import DAG, Variable, task
from airflow.timetables.interval import CronDataIntervalTimetable

FOLDER = "deliveries/{{ ds }}/"

with DAG(
    "deliveries",
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
):

    @task.sensor(mode="reschedule", poke_interval=4 * 3600, timeout=48 * 3600)
    def wait(ds: str):
        return S3Hook("store").check_for_key(f"deliveries/{ds}/_SUCCESS", Variable.get("bucket"))

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
    wait() >> load

import datetime as dt
import json

from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.http.operators.http import HttpOperator
from airflow.providers.http.sensors.http import HttpSensor
from airflow.sdk import DAG
from airflow.timetables.interval import CronDataIntervalTimetable

with DAG(
    "daily_scores",
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
):
    begin = HttpOperator(
        task_id="begin",
        http_conn_id="spark",
        endpoint="/batches",
        method="POST",
        headers={"Content-Type": "application/json"},
        data=json.dumps({"file": "daily_scores.py", "args": ["{{ ds }}"], "name": "scores {{ ds }}"}),
        response_filter=lambda response: response.json()["id"],
    )

    def ended(response):
        state = response.json()["state"]
        if state in ("dead", "killed", "error"):
            raise ValueError(state)
        return state == "success"

    wait = HttpSensor(
        task_id="wait",
        http_conn_id="spark",
        endpoint="/batches/{{ ti.xcom_pull(task_ids='begin') }}/state",
        response_check=ended,
        mode="reschedule",
        poke_interval=60,
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
    begin >> wait >> load

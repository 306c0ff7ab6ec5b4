"""All of production's answers, MySQL -> S3 -> warehouse: lesson 07 by the provider's own operators."""

import datetime as dt

from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.amazon.aws.transfers.sql_to_s3 import SqlToS3Operator
from airflow.sdk import DAG
from airflow.timetables.interval import CronDataIntervalTimetable

READ_ME = """
### nps_full_refresh
Replaces the warehouse's `nps` by production's. It holds what production holds *now*, whichever day the run is for,
so it needs no backfill.

- **Idempotent**: `REPLACE` is BEGIN, DELETE, COPY, COMMIT. Readers see the old rows until the COMMIT.
- **If it fails**: clear the failed task. The file of a finished `unload` is used again.
"""

with DAG(
    "nps_full_refresh",
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    default_args={"owner": "surveys", "retries": 2, "retry_delay": dt.timedelta(seconds=20)},
    tags=["lesson-13", "nps"],
    doc_md=READ_ME,
):
    # In a folder of the day's own: COPY takes every key that begins so.
    key = "airflow/nps_full_refresh/{{ ds }}/nps.csv"
    unload = SqlToS3Operator(
        task_id="unload",
        query="SELECT id, created_at, score, modified, deleted FROM nps",
        sql_conn_id="source",
        aws_conn_id="store",
        s3_bucket="{{ var.value.bucket }}",
        s3_key=key,
        replace=True,
        df_kwargs={"index": False, "header": False},  # else COPY reads both as data
        execution_timeout=dt.timedelta(minutes=10),
    )
    load = S3ToRedshiftOperator(
        task_id="load",
        schema="public",
        table="nps",
        s3_bucket="{{ var.value.bucket }}",
        s3_key=key,
        redshift_conn_id="warehouse",
        aws_conn_id="store",
        copy_options=["CSV"],
        method="REPLACE",
        execution_timeout=dt.timedelta(minutes=10),
    )
    unload >> load

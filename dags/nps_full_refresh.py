"""All of production's survey responses, MySQL -> S3 -> warehouse: lesson 07 with the provider's operators."""

import datetime as dt

from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.amazon.aws.transfers.sql_to_s3 import SqlToS3Operator
from airflow.sdk import DAG, Asset
from airflow.timetables.interval import CronDataIntervalTimetable

READ_ME = """
### nps_full_refresh
Replaces the rows of the warehouse's `nps` with production's, once a week: it corrects what `nps_incremental`,
which loads each day's changes, can't see. It loads what production holds *now*, whichever day the run is for, so
it needs no backfill, and refuses one: a backfill's runs would replace the table side by side.

- **When**: on Sundays at 06:00, hours after the nightly load, so that the two don't write `nps` at the same time.
- **Idempotent**: `REPLACE` is BEGIN, DELETE, COPY, COMMIT. Readers see the old rows until the COMMIT.
- **If it fails**: clear the failed task. The file of a finished `unload` is used again.
"""

with DAG(
    "nps_full_refresh",
    schedule=CronDataIntervalTimetable("0 6 * * 0", timezone="UTC"),
    start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    allowed_run_types=["scheduled", "manual", "asset_materialization"],
    default_args={
        "owner": "surveys",
        "retries": 2,
        "retry_delay": dt.timedelta(minutes=1),
        "retry_exponential_backoff": 2.0,  # a restart of a server takes minutes
    },
    tags=["lesson-13", "nps"],
    doc_md=READ_ME,
):
    # One folder for each day, with its slash: COPY loads every key that begins with it. The day is that of the
    # run's start, since a run that is triggered by hand has no `ds`.
    folder = "airflow/nps_full_refresh/{{ dag_run.run_after | ds }}/"
    unload = SqlToS3Operator(
        task_id="unload",
        query="SELECT id, created_at, score, modified, deleted FROM nps",
        sql_conn_id="source",
        aws_conn_id="store",
        s3_bucket="{{ var.value.bucket }}",
        s3_key=f"{folder}nps.csv",
        replace=True,
        df_kwargs={"index": False, "header": False},  # or COPY would read both as data
        execution_timeout=dt.timedelta(minutes=10),
    )
    load = S3ToRedshiftOperator(
        task_id="load",
        schema="public",
        table="nps",
        s3_bucket="{{ var.value.bucket }}",
        s3_key=folder,
        redshift_conn_id="warehouse",
        aws_conn_id="store",
        copy_options=["CSV"],
        method="REPLACE",
        outlets=[Asset("warehouse://nps")],
        execution_timeout=dt.timedelta(minutes=10),
    )
    unload >> load

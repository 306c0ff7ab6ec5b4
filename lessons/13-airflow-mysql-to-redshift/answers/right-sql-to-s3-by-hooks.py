# another way: One task with the two hooks, in place of the operator. More code, but it decides how
# the file is written.
"""A task of its own, by hooks."""

import csv
import datetime as dt
import gzip
import io

from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.mysql.hooks.mysql import MySqlHook
from airflow.sdk import dag, task


@dag("sql_to_s3", schedule=None, start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
def sql_to_s3():
    load = S3ToRedshiftOperator(
        task_id="load",
        redshift_conn_id="warehouse",
        aws_conn_id="store",
        schema="public",
        table="nps",
        s3_bucket="{{ var.value.bucket }}",
        s3_key="answers/{{ ds }}.csv.gz",
        copy_options=["CSV", "GZIP"],
        method="REPLACE",
    )

    @task
    def unload(key: str, bucket: str):
        rows = MySqlHook("source").get_records("SELECT id, created_at, score, modified, deleted FROM nps")
        lines = io.StringIO()
        csv.writer(lines).writerows(rows)
        S3Hook("store").load_bytes(gzip.compress(lines.getvalue().encode()), key, bucket, replace=True)

    unload("answers/{{ ds }}.csv.gz", "{{ var.value.bucket }}") >> load


sql_to_s3()

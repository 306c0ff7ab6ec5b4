# one task of its own writes all files, by hooks
import csv
import datetime as dt
import io

from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.mysql.hooks.mysql import MySqlHook
from airflow.sdk import dag, task


@dag("prefix_trap", schedule=None, start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
def prefix_trap():
    @task
    def export(bucket: str, folder: str):
        store = S3Hook("store")
        for key in store.list_keys(bucket, prefix=folder):
            store.delete_objects(bucket, key)
        rows = MySqlHook("source").get_records("SELECT id, created_at, score, modified, deleted FROM nps")
        for at in range(0, len(rows), 3):
            lines = io.StringIO()
            csv.writer(lines).writerows(rows[at : at + 3])
            store.load_string(lines.getvalue(), f"{folder}{at:06}.csv", bucket)

    load = S3ToRedshiftOperator(
        task_id="load",
        redshift_conn_id="warehouse",
        aws_conn_id="store",
        schema="public",
        table="nps",
        s3_bucket="{{ var.value.bucket }}",
        s3_key="exports/nps/{{ ds }}/",
        copy_options=["CSV"],
        method="REPLACE",
    )
    export("{{ var.value.bucket }}", "exports/nps/{{ ds }}/") >> load


prefix_trap()

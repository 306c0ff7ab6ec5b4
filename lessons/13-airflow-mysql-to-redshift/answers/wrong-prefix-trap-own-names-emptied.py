# expects: an object that an earlier run left in the folder
import datetime as dt

from airflow.providers.amazon.aws.operators.s3 import S3DeleteObjectsOperator
from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.amazon.aws.transfers.sql_to_s3 import SqlToS3Operator
from airflow.sdk import DAG

with DAG("prefix_trap", schedule=None, start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC)):
    bucket = "{{ var.value.bucket }}"
    folder = "exports/nps/{{ ds }}/"
    empty = S3DeleteObjectsOperator(
        task_id="empty",
        bucket=bucket,
        prefix=folder + "nps_",
        aws_conn_id="store",
    )
    unload = SqlToS3Operator(
        task_id="unload",
        sql_conn_id="source",
        aws_conn_id="store",
        query="SELECT id, created_at, score, modified, deleted FROM nps",
        s3_bucket=bucket,
        s3_key=f"{folder}nps.csv",
        df_kwargs={"index": False, "header": False},
        max_rows_per_file=3,
        replace=True,
    )
    load = S3ToRedshiftOperator(
        task_id="load",
        redshift_conn_id="warehouse",
        aws_conn_id="store",
        schema="public",
        table="nps",
        s3_bucket=bucket,
        s3_key=folder,
        copy_options=["CSV"],
        method="REPLACE",
    )
    empty >> unload >> load

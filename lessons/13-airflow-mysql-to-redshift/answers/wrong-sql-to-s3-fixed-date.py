# expects: answers/2025-03-10.csv.gz was changed, and it is not this run's
import datetime as dt

from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.amazon.aws.transfers.sql_to_s3 import SqlToS3Operator
from airflow.sdk import DAG

with DAG("sql_to_s3", schedule=None, start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC)):
    load = S3ToRedshiftOperator(
        task_id="load",
        redshift_conn_id="warehouse",
        aws_conn_id="store",
        schema="public",
        table="nps",
        s3_bucket="{{ var.value.bucket }}",
        s3_key="answers/2025-03-10.csv.gz",
        copy_options=["CSV", "GZIP"],
        method="REPLACE",
    )
    unload = SqlToS3Operator(
        task_id="unload",
        sql_conn_id="source",
        aws_conn_id="store",
        query="SELECT id, created_at, score, modified, deleted FROM nps",
        s3_bucket="{{ var.value.bucket }}",
        s3_key="answers/2025-03-10.csv.gz",
        df_kwargs={"index": False, "header": False, "compression": "gzip"},
        replace=True,
    )
    unload >> load

# expects: modified after the run's date are missing
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
        s3_key="answers/{{ ds }}.csv.gz",
        copy_options=["CSV", "GZIP"],
        method="REPLACE",
    )
    unload = SqlToS3Operator(
        task_id="unload",
        query="SELECT id, created_at, score, modified, deleted FROM nps "
        "WHERE modified < '{{ macros.ds_add(ds, 1) }}'",
        sql_conn_id="source",
        aws_conn_id="store",
        s3_bucket="{{ var.value.bucket }}",
        s3_key="answers/{{ ds }}.csv.gz",
        replace=True,
        df_kwargs={"index": False, "header": False, "compression": "gzip"},
    )
    unload >> load

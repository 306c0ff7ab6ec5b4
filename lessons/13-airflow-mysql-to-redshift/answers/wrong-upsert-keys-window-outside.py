# expects: the newest of all counts was chosen first
import datetime as dt

from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.amazon.aws.transfers.sql_to_s3 import SqlToS3Operator
from airflow.sdk import DAG

WINDOW = "counted_at >= '{{ ds }}' AND counted_at < '{{ macros.ds_add(ds, 1) }}'"

with DAG("upsert_keys", schedule=None, start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC)):
    bucket = "{{ var.value.bucket }}"
    unload = SqlToS3Operator(
        task_id="unload",
        sql_conn_id="source",
        aws_conn_id="store",
        query=f"""
            SELECT day, channel, answers, total, counted_at
            FROM (
                SELECT *, ROW_NUMBER() OVER (PARTITION BY day, channel ORDER BY counted_at DESC) AS seq
                FROM channel_scores
            ) AS numbered
            WHERE seq = 1 AND {WINDOW}
        """,
        s3_bucket=bucket,
        s3_key="channel_scores/{{ ds }}/counts.csv",
        df_kwargs={"index": False, "header": False},
        replace=True,
    )
    load = S3ToRedshiftOperator(
        task_id="load",
        redshift_conn_id="warehouse",
        aws_conn_id="store",
        schema="public",
        table="channel_scores",
        s3_bucket=bucket,
        s3_key="channel_scores/{{ ds }}/counts.csv",
        copy_options=["CSV"],
        method="UPSERT",
        upsert_keys=["day", "channel"],
    )
    unload >> load

# all counts of the date, then the newest in the warehouse
import datetime as dt

from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.amazon.aws.transfers.sql_to_s3 import SqlToS3Operator
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG

WINDOW = "counted_at >= '{{ ds }}' AND counted_at < '{{ macros.ds_add(ds, 1) }}'"

with DAG("upsert_keys", schedule=None, start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC)):
    unload = SqlToS3Operator(
        task_id="unload",
        sql_conn_id="source",
        aws_conn_id="store",
        query=f"SELECT day, channel, answers, total, counted_at FROM channel_scores WHERE {WINDOW}",
        s3_bucket="{{ var.value.bucket }}",
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
        s3_bucket="{{ var.value.bucket }}",
        s3_key="channel_scores/{{ ds }}/counts.csv",
        copy_options=["CSV"],
        method="UPSERT",
        upsert_keys=["day", "channel", "counted_at"],
    )
    # UPSERT keeps every count of the date; of them the newest stays.
    newest = SQLExecuteQueryOperator(
        task_id="newest",
        conn_id="warehouse",
        sql="""
            DELETE FROM channel_scores AS old
            USING channel_scores AS newer
            WHERE old.day = newer.day AND old.channel = newer.channel AND old.counted_at < newer.counted_at
        """,
    )
    unload >> load >> newest

# expects: opened and changed are swapped
import datetime as dt

from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.amazon.aws.transfers.sql_to_s3 import SqlToS3Operator
from airflow.sdk import DAG

STORE = {"s3_bucket": "{{ var.value.bucket }}", "aws_conn_id": "store"}

with DAG("ticket_copy", schedule=None, start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC), default_args=STORE):
    for table in ("tickets", "tickets_closed"):
        key = "support/{{ ds }}/" + table + ".csv"
        unload = SqlToS3Operator(
            task_id=f"unload_{table}",
            sql_conn_id="source",
            query=f"SELECT * FROM {table}",
            s3_key=key,
            df_kwargs={"index": False, "header": False},
            replace=True,
        )
        load = S3ToRedshiftOperator(
            task_id=f"load_{table}",
            redshift_conn_id="warehouse",
            schema="public",
            table=table,
            s3_key=key,
            copy_options=["CSV"],
            method="UPSERT",
            upsert_keys=["id"],
        )
        unload >> load

# expects: no application was handed over
import datetime as dt
from collections import Counter

from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.sdk import DAG, Variable, task
from airflow.timetables.interval import CronDataIntervalTimetable


@task
def count(ds: str):
    bucket, store = Variable.get("bucket"), S3Hook("store")
    counts = Counter(line.split(",")[1] for line in store.read_key(f"responses/{ds}.csv", bucket).splitlines())
    lines = "".join(f"{ds},{score},{n}\n" for score, n in counts.items())
    store.load_string(lines, f"daily_scores/{ds}/part-00000.csv", bucket, replace=True)


with DAG(
    "daily_scores",
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
):
    load = S3ToRedshiftOperator(
        task_id="load",
        schema="public",
        table="daily_scores",
        s3_bucket="{{ var.value.bucket }}",
        s3_key="daily_scores/{{ ds }}/part-",
        redshift_conn_id="warehouse",
        aws_conn_id="store",
        copy_options=["CSV"],
        method="UPSERT",
        upsert_keys=["day"],
    )
    count() >> load

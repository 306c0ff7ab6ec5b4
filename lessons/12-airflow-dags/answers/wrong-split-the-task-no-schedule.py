# expects: daily_answers should have one run for each day, and has no
"""The day's answers: production, bucket, warehouse, and then counted."""

import datetime as dt

from airflow.providers.amazon.aws.hooks.redshift_sql import RedshiftSQLHook
from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.providers.mysql.hooks.mysql import MySqlHook
from airflow.sdk import Variable, dag, task

OF_THE_DAY = "created_at >= '{ds}' AND created_at < date_add('{ds}', INTERVAL 1 DAY)"


def unload(ds):
    rows = MySqlHook("source").get_records(
        "SELECT id, created_at, score FROM nps WHERE " + OF_THE_DAY.format(ds=ds)
    )
    text = "".join(f"{id},{at},{score}\n" for id, at, score in rows)
    S3Hook("store").load_string(text, f"answers/{ds}.csv", Variable.get("bucket"), replace=True)


def load(ds):
    bucket = Variable.get("bucket")
    RedshiftSQLHook("warehouse").run(
        [
            f"DELETE FROM nps WHERE created_at >= '{ds}' AND created_at < date '{ds}' + 1",
            f"COPY nps FROM 's3://{bucket}/answers/{ds}.csv' CSV",
        ]
    )


def count(ds):
    RedshiftSQLHook("warehouse").run(
        [
            f"DELETE FROM report WHERE day = '{ds}'",
            f"INSERT INTO report SELECT '{ds}', count(*) FROM nps"
            f" WHERE created_at >= '{ds}' AND created_at < date '{ds}' + 1",
        ]
    )


@dag(
    start_date=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
    catchup=False,
)
def daily_answers():
    @task
    def to_bucket(ds: str):
        unload(ds)

    @task
    def to_warehouse(ds: str):
        load(ds)

    @task
    def to_report(ds: str):
        count(ds)

    to_bucket() >> to_warehouse() >> to_report()


daily_answers()

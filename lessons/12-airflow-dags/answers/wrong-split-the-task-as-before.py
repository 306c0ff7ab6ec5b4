# expects: the DAG has 1 task
"""Copy the day's survey responses from production to the bucket and the warehouse, and count them."""

import datetime as dt

from airflow.providers.amazon.aws.hooks.redshift_sql import RedshiftSQLHook
from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.providers.mysql.hooks.mysql import MySqlHook
from airflow.sdk import Variable, dag, task
from airflow.timetables.interval import CronDataIntervalTimetable

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
            f"COPY nps FROM 's3://{bucket}/answers/{ds}.csv' IAM_ROLE default CSV",
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
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
    catchup=False,
)
def daily_answers():
    @task
    def everything(ds: str):
        unload(ds)
        load(ds)
        count(ds)

    everything()


daily_answers()

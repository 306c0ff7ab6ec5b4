# expects: opens a connection
"""How many survey answers came on each day: to the table `report`, and to a file in the bucket."""

import datetime as dt

from airflow.providers.amazon.aws.hooks.redshift_sql import RedshiftSQLHook
from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.sdk import Variable, dag, task
from airflow.timetables.interval import CronDataIntervalTimetable


def report(day):
    bucket = Variable.get("bucket")
    warehouse = RedshiftSQLHook("warehouse").get_conn()
    with warehouse, warehouse.cursor() as cursor:
        cursor.execute("DELETE FROM report WHERE day = %s", [day])
        cursor.execute(
            "INSERT INTO report SELECT %s, count(*) FROM nps WHERE created_at >= %s AND created_at < date %s + 1"
            " RETURNING answers",
            [day, day, day],
        )
        answers = cursor.fetchone()[0]
    S3Hook("store").load_string(f"{day},{answers}\n", f"reports/{day}.csv", bucket, replace=True)


@dag(
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
    catchup=False,
)
def answers_report():
    @task
    def count(ds: str):
        report(ds)

    count()


answers_report()
report("2025-03-02")  # to try it

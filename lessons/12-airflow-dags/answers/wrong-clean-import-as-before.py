# expects: sleeps for 1 s
"""Write the number of survey responses of each day to the table `report` and to a file in the bucket."""

import datetime as dt
import time

from airflow.providers.amazon.aws.hooks.redshift_sql import RedshiftSQLHook
from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.sdk import Variable, dag, task
from airflow.timetables.interval import CronDataIntervalTimetable

time.sleep(1)  # the warehouse needs a moment
warehouse = RedshiftSQLHook("warehouse").get_conn()
bucket = Variable.get("bucket")


def report(day):
    with warehouse.cursor() as cursor:
        cursor.execute("DELETE FROM report WHERE day = %s", [day])
        cursor.execute(
            "INSERT INTO report SELECT CAST(%s AS date), count(*) FROM nps"
            " WHERE created_at >= CAST(%s AS date) AND created_at < CAST(%s AS date) + 1",
            [day, day, day],
        )
        cursor.execute("SELECT answers FROM report WHERE day = %s", [day])
        [answers] = cursor.fetchone()
    warehouse.commit()
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

# another way: a mapped task for each depot: the list is read by a task, and not by a scan. The key of the
# bucket stays inside the task that needs it.
"""Load the day's parcels from the bucket, and count them for each depot."""

import datetime as dt

from airflow.providers.amazon.aws.hooks.redshift_sql import RedshiftSQLHook
from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.sdk import Variable, dag, task
from airflow.timetables.interval import CronDataIntervalTimetable


@dag(
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
    catchup=False,
)
def parcel_report():
    @task
    def load(ds: str):
        keys = S3Hook("store").get_credentials()
        RedshiftSQLHook("warehouse").run(
            [
                f"DELETE FROM parcels WHERE day = '{ds}'",
                f"COPY parcels FROM 's3://{Variable.get('bucket')}/parcels/{ds}.csv'"
                f" ACCESS_KEY_ID '{keys.access_key}' SECRET_ACCESS_KEY '{keys.secret_key}' CSV",
            ]
        )

    @task
    def depots():
        return [depot for [depot] in RedshiftSQLHook("warehouse").get_records("SELECT depot FROM depots")]

    @task
    def empty(ds: str):
        RedshiftSQLHook("warehouse").run("DELETE FROM depot_days WHERE day = %s", parameters=[ds])

    @task
    def count(depot: str, ds: str):
        RedshiftSQLHook("warehouse").run(
            [
                "DELETE FROM depot_days WHERE day = %(day)s AND depot = %(depot)s",
                """
                INSERT INTO depot_days (day, depot, parcels)
                SELECT CAST(%(day)s AS date), %(depot)s, count(*)
                FROM parcels
                WHERE day = %(day)s AND depot = %(depot)s
                """,
            ],
            parameters={"day": ds, "depot": depot},
        )

    load() >> empty() >> count.expand(depot=depots())


parcel_report()

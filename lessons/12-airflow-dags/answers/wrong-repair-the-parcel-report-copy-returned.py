# expects: returns a value with a password or a key in it
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
    def copy_of(ds: str):
        keys = S3Hook("store").get_credentials()
        return (
            f"COPY parcels FROM 's3://{Variable.get('bucket')}/parcels/{ds}.csv'"
            f" ACCESS_KEY_ID '{keys.access_key}' SECRET_ACCESS_KEY '{keys.secret_key}' CSV"
        )

    @task
    def load(copy: str, ds: str):
        RedshiftSQLHook("warehouse").run([f"DELETE FROM parcels WHERE day = '{ds}'", copy])

    @task
    def count(ds: str):
        RedshiftSQLHook("warehouse").run(
            [
                f"DELETE FROM depot_days WHERE day = '{ds}'",
                f"""
                INSERT INTO depot_days (day, depot, parcels)
                SELECT CAST('{ds}' AS date), depots.depot, count(parcels.parcel)
                FROM depots
                LEFT JOIN parcels ON parcels.depot = depots.depot AND parcels.day = '{ds}'
                GROUP BY depots.depot
                """,
            ]
        )

    load(copy_of()) >> count()


parcel_report()

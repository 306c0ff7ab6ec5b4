# expects: looks up the Connection warehouse
"""Load the day's parcels from the bucket, and count them for each depot."""

import datetime as dt

from airflow.providers.amazon.aws.hooks.redshift_sql import RedshiftSQLHook
from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.sdk import Variable, dag, task
from airflow.timetables.interval import CronDataIntervalTimetable

DEPOTS = RedshiftSQLHook("warehouse").get_records("SELECT depot FROM depots")


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
    def load(copy: str):
        RedshiftSQLHook("warehouse").run(copy)

    @task
    def count(depot: str, ds: str):
        connection = RedshiftSQLHook("warehouse").get_conn()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM depot_days WHERE day = %s AND depot = %s", [ds, depot])
            cursor.execute(
                "INSERT INTO depot_days SELECT CAST(%s AS date), %s, count(*)"
                " FROM parcels WHERE day = %s AND depot = %s",
                [ds, depot, ds, depot],
            )
        connection.close()

    loaded = load(copy_of())
    for number, [depot] in enumerate(DEPOTS):
        loaded >> count.override(task_id=f"count_{number}")(depot)


parcel_report()

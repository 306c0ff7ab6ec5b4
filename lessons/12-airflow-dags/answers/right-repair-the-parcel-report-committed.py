"""Load the day's parcels from the bucket, and count them for each depot."""

import datetime as dt

from airflow.providers.amazon.aws.hooks.redshift_sql import RedshiftSQLHook
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
        RedshiftSQLHook("warehouse").run(
            [
                f"DELETE FROM parcels WHERE day = '{ds}'",
                f"COPY parcels FROM 's3://{Variable.get('bucket')}/parcels/{ds}.csv' IAM_ROLE default CSV",
            ]
        )

    @task
    def count(ds: str):
        connection = RedshiftSQLHook("warehouse").get_conn()
        try:
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM depot_days WHERE day = %s", [ds])
                cursor.execute(
                    "INSERT INTO depot_days SELECT CAST(%s AS date), depot,"
                    " (SELECT count(*) FROM parcels WHERE parcels.depot = depots.depot AND day = %s) FROM depots",
                    [ds, ds],
                )
            connection.commit()
        finally:
            connection.close()

    load() >> count()


parcel_report()

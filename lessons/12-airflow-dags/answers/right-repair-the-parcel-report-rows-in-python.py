import csv
import datetime as dt
import io

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
        text = S3Hook("store").read_key(f"parcels/{ds}.csv", bucket_name=Variable.get("bucket"))
        rows = list(csv.reader(io.StringIO(text)))
        connection = RedshiftSQLHook("warehouse").get_conn()
        try:
            cursor = connection.cursor()
            cursor.execute("DELETE FROM parcels WHERE day = %s", [ds])
            for row in rows:
                cursor.execute("INSERT INTO parcels (day, depot, parcel) VALUES (%s, %s, %s)", row)
            connection.commit()
        finally:
            connection.close()

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

    load() >> count()


parcel_report()

# expects: one task, without autocommit
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
            ],
            autocommit=True,
        )

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

# expects: with a day that was loaded before
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
        hook = RedshiftSQLHook("warehouse")
        hook.run("DELETE FROM depot_days WHERE day = %s", parameters=[ds])
        for depot in ("Busan", "Daegu", "Jeju"):
            hook.run(
                "INSERT INTO depot_days SELECT %(day)s, %(depot)s, count(*)"
                " FROM parcels WHERE day = %(day)s AND depot = %(depot)s",
                parameters={"day": ds, "depot": depot},
            )

    load() >> count()


parcel_report()

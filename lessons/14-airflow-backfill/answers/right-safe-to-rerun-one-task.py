# one task, and no file: the hooks of both sides
import datetime as dt

from airflow.sdk import dag, task
from airflow.timetables.interval import CronDataIntervalTimetable


@dag(
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
)
def answers_by_day():
    @task
    def replace_day(ds: str):
        from airflow.providers.amazon.aws.hooks.redshift_sql import RedshiftSQLHook
        from airflow.providers.mysql.hooks.mysql import MySqlHook

        day = dt.date.fromisoformat(ds)
        rows = MySqlHook("source").get_records(
            "SELECT %s, id, score FROM nps WHERE modified >= %s AND modified < %s",
            parameters=(ds, day, day + dt.timedelta(days=1)),
        )
        connection = RedshiftSQLHook("warehouse").get_conn()
        try:
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM daily_answers WHERE day = %s", (ds,))
                cursor.executemany("INSERT INTO daily_answers VALUES (%s, %s, %s)", rows)
            connection.commit()
        finally:
            connection.close()

    replace_day()


answers_by_day()

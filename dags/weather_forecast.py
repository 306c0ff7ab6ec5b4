"""Lesson 05's load as a DAG: the forecasts of each day, stamped, the newest of each date kept."""

import datetime as dt

from airflow.sdk import dag, task
from airflow.timetables.interval import CronDataIntervalTimetable

READ_ME = """
### weather_forecast
Each run loads the eight forecasts that were published on its day, `ds`, into `weather_forecast`.

- **Idempotent**: a run replaces the rows of its eight dates in one transaction, and touches no other date.
- **Order**: the newest run of a date wins, as each load is stamped when it runs. So backfill the oldest day
  first.
- **If it fails**: clear the task. The table is as before.
- In place of a weather service's API stands `workbook.data`, so this package must be where the task runs.
"""


@dag(
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),  # so that `ds` is the day that is over
    start_date=dt.datetime(2015, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    default_args={"owner": "weather", "retries": 2, "retry_delay": dt.timedelta(seconds=20)},
    tags=["lesson-05", "weather"],
    doc_md=READ_ME,
)
def weather_forecast():
    @task(execution_timeout=dt.timedelta(minutes=5))
    def load(ds: str) -> int:
        """Fetch and load: one task, since half of it is of no use to a rerun."""
        from airflow.providers.amazon.aws.hooks.redshift_sql import RedshiftSQLHook

        from workbook import data

        rows = data.forecasts(dt.date.fromisoformat(ds))
        connection = RedshiftSQLHook("warehouse").get_conn()
        try:
            with connection.cursor() as cursor:
                cursor.execute("CREATE TABLE #incoming (LIKE weather_forecast INCLUDING DEFAULTS)")
                cursor.executemany(
                    "INSERT INTO #incoming (date, temp, min_temp, max_temp) VALUES (%s, %s, %s, %s)", rows
                )
                # One writer at a time. Readers wait, too, on Redshift as on PostgreSQL, but not for long: until
                # the COMMIT there are eight rows to delete and to insert.
                cursor.execute("LOCK weather_forecast")
                cursor.execute(
                    "DELETE FROM weather_forecast USING #incoming WHERE weather_forecast.date = #incoming.date"
                )
                cursor.execute("INSERT INTO weather_forecast SELECT * FROM #incoming")
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
        finally:
            connection.close()
        print(f"{ds}: {len(rows)} forecasts loaded")
        return len(rows)

    load()


weather_forecast()

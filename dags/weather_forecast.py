"""Lesson 05's load as a DAG: each day's forecasts, of which the newest for each date is kept."""

import datetime as dt

from airflow.sdk import dag, task
from airflow.timetables.interval import CronDataIntervalTimetable

READ_ME = """
### weather_forecast
Each run loads the eight forecasts that were published on its day, `ds`, into `weather_forecast`.

- **Idempotent**, in any order of days: `created_date` is the day on which a forecast was published, not the time
  of its load. A run replaces the older forecasts of its eight dates, in one transaction. So a backfill may run
  several days at once, or backwards.
- **If it fails**: clear the task. The table is as before.
- `workbook.data` stands in for a weather service's API, so this package must be installed where the task runs.
"""

REPLACE_OLDER = """
DELETE FROM weather_forecast
USING #incoming
WHERE weather_forecast.date = #incoming.date AND weather_forecast.created_date <= #incoming.created_date
"""
ADD = """
INSERT INTO weather_forecast (date, temp, min_temp, max_temp, created_date)
SELECT date, temp, min_temp, max_temp, created_date
FROM #incoming
WHERE date NOT IN (SELECT date FROM weather_forecast)
"""


@dag(
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),  # so that `ds` is the day that is over
    start_date=dt.datetime(2015, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    default_args={
        "owner": "weather",
        "retries": 2,
        "retry_delay": dt.timedelta(minutes=1),
        "retry_exponential_backoff": 2.0,  # a restart of a server takes minutes
    },
    tags=["lesson-05", "weather"],
    doc_md=READ_ME,
)
def weather_forecast():
    @task(execution_timeout=dt.timedelta(minutes=5))
    def load(ds: str) -> int:
        """Fetch and load: one task, since the fetched rows alone are of no use to a rerun."""
        from airflow.providers.amazon.aws.hooks.redshift_sql import RedshiftSQLHook

        from workbook import data

        rows = data.forecasts(dt.date.fromisoformat(ds))
        connection = RedshiftSQLHook("warehouse").get_conn()
        try:
            with connection.cursor() as cursor:
                cursor.execute("CREATE TABLE #incoming (LIKE weather_forecast INCLUDING DEFAULTS)")
                cursor.executemany(
                    "INSERT INTO #incoming (date, temp, min_temp, max_temp, created_date) VALUES"
                    " (%s, %s, %s, %s, %s)",
                    [(*row, ds) for row in rows],
                )
                # One writer at a time. Readers wait too, on Redshift as on PostgreSQL, but not for long: until
                # the COMMIT there are eight rows to delete and to insert.
                cursor.execute("LOCK weather_forecast")
                cursor.execute(REPLACE_OLDER)
                cursor.execute(ADD)
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

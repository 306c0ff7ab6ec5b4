# expects: train runs by the LocalExecutor, and should by the KubernetesExecutor
"""Estimate each customer's risk of leaving, once a day."""

import datetime as dt

from airflow.providers.amazon.aws.hooks.redshift_sql import RedshiftSQLHook
from airflow.sdk import DAG, task
from airflow.timetables.interval import CronDataIntervalTimetable


def note(step: str, ds: str) -> None:
    """Stands for the step's work: writes that it was done."""
    RedshiftSQLHook("warehouse").run(
        [
            f"DELETE FROM steps WHERE day = '{ds}' AND step = '{step}'",
            f"INSERT INTO steps (day, step) VALUES ('{ds}', '{step}')",
        ]
    )


with DAG(
    "churn_scores",
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
    catchup=False,
):

    @task
    def extract(ds: str):
        note("extract", ds)

    @task
    def train(ds: str):
        note("train", ds)

    @task
    def score(ds: str):
        note("score", ds)

    @task
    def publish(ds: str):
        note("publish", ds)

    extract() >> train() >> score() >> publish()

# expects: train should follow extract, as before
"""Estimate each customer's risk of leaving, once a day."""

import datetime as dt

from airflow.providers.amazon.aws.hooks.redshift_sql import RedshiftSQLHook
from airflow.sdk import DAG, task
from airflow.timetables.interval import CronDataIntervalTimetable
from kubernetes.client import models as k8s


def note(step: str, ds: str) -> None:
    """Stands for the step's work: writes that it was done."""
    RedshiftSQLHook("warehouse").run(
        [
            f"DELETE FROM steps WHERE day = '{ds}' AND step = '{step}'",
            f"INSERT INTO steps (day, step) VALUES ('{ds}', '{step}')",
        ]
    )


def pod(requests: dict, limits: dict, image: str | None = None) -> dict:
    """The arguments of a task that runs in a pod of its own."""
    resources = k8s.V1ResourceRequirements(requests=requests, limits=limits)
    base = k8s.V1Container(name="base", image=image, resources=resources)
    override = k8s.V1Pod(spec=k8s.V1PodSpec(containers=[base]))
    return {"executor": "KubernetesExecutor", "executor_config": {"pod_override": override}}


with DAG(
    "churn_scores",
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
    catchup=False,
):

    @task
    def extract(ds: str):
        note("extract", ds)

    @task(**pod({"cpu": "2", "memory": "6Gi"}, {"memory": "6Gi"}, image="elt/churn:7"))
    def train(ds: str):
        note("train", ds)

    @task(**pod({"cpu": "500m", "memory": "1Gi"}, {"memory": "2Gi"}))
    def score(ds: str):
        note("score", ds)

    @task
    def publish(ds: str):
        note("publish", ds)

    train() >> score() >> publish()
    extract()

# expects: has no schedule any more
"""Estimate each customer's risk of leaving, once a day."""

import datetime as dt

from airflow.providers.amazon.aws.hooks.redshift_sql import RedshiftSQLHook
from airflow.sdk import DAG, task
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
    """What a task says of its pod."""
    resources = k8s.V1ResourceRequirements(requests=requests, limits=limits)
    base = k8s.V1Container(name="base", image=image, resources=resources)
    override = k8s.V1Pod(spec=k8s.V1PodSpec(containers=[base]))
    return {"pod_override": override}


with DAG(
    "churn_scores",
    start_date=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
    catchup=False,
    default_args={
        "executor": "KubernetesExecutor",
        "executor_config": pod({"cpu": "500m", "memory": "1Gi"}, {"memory": "2Gi"}),
    },
):

    @task(executor="LocalExecutor")
    def extract(ds: str):
        note("extract", ds)

    @task(executor_config=pod({"cpu": "2", "memory": "6Gi"}, {"memory": "6Gi"}, image="elt/churn:7"))
    def train(ds: str):
        note("train", ds)

    @task
    def score(ds: str):
        note("score", ds)

    @task(executor="LocalExecutor")
    def publish(ds: str):
        note("publish", ds)

    extract() >> train() >> score() >> publish()

# another way: no helper; amounts in other units, and the memory request is left to the limit.
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


with DAG(
    "churn_scores",
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
    catchup=False,
):

    @task
    def extract(ds: str):
        note("extract", ds)

    @task(
        executor="KubernetesExecutor",
        executor_config={
            "pod_override": k8s.V1Pod(
                spec=k8s.V1PodSpec(
                    containers=[
                        k8s.V1Container(
                            name="base",
                            image="elt/churn:7",
                            resources={"requests": {"cpu": "2000m"}, "limits": {"memory": "6144Mi"}},
                        )
                    ]
                )
            )
        },
    )
    def train(ds: str):
        note("train", ds)

    @task(
        executor="KubernetesExecutor",
        executor_config={
            "pod_override": k8s.V1Pod(
                metadata=k8s.V1ObjectMeta(labels={"team": "churn"}),
                spec=k8s.V1PodSpec(
                    containers=[
                        k8s.V1Container(
                            name="base",
                            resources=k8s.V1ResourceRequirements(
                                requests={"cpu": 0.5, "memory": 2**30}, limits={"memory": "2097152Ki"}
                            ),
                        )
                    ]
                ),
            )
        },
    )
    def score(ds: str):
        note("score", ds)

    @task
    def publish(ds: str):
        note("publish", ds)

    extract() >> train() >> score() >> publish()

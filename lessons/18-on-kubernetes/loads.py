"""no-secret-in-the-pod: the DAG whose pods are made of the template, all by the KubernetesExecutor."""

DAG = """
import datetime as dt

from airflow.sdk import DAG, task
from kubernetes.client import models as k8s

LARGE = k8s.V1Pod(
    spec=k8s.V1PodSpec(
        containers=[
            k8s.V1Container(
                name="base",
                resources=k8s.V1ResourceRequirements(
                    requests={"cpu": "1", "memory": "2Gi"}, limits={"memory": "2Gi"}
                ),
            )
        ]
    )
)

with DAG("loads", schedule=None, start_date=dt.datetime(2025, 3, 1, tzinfo=dt.UTC)):

    @task(executor_config={"pod_override": LARGE})
    def load():
        print("loading")

    @task
    def check():
        print("checking")

    load() >> check()
"""

"""Lesson 18's notebook functions: what Airflow would ask Kubernetes for. No cluster is asked.

`airflow` is the notebook's warm Airflow, as `connect("airflow")` gives it. `settings` are Airflow's, as
environment variables without `AIRFLOW__`; a file of the DAGs folder is `dags/NAME`.
"""

import json
from collections.abc import Mapping

import yaml

from workbook.engines.airflow.process import Process
from workbook.errors import WorkbookError

EXECUTORS = "LocalExecutor,KubernetesExecutor"


def executors(airflow: Process, dag: str, **settings: str) -> dict[str, str]:
    """The executor that runs each task."""
    return {task: found["executor"] for task, found in _tasks(airflow, dag, settings).items()}


def pods(airflow: Process, dag: str, **settings: str) -> dict[str, dict]:
    """The pod of each task that the KubernetesExecutor runs, as Kubernetes would be sent it."""
    return {task: found["pod"] for task, found in _tasks(airflow, dag, settings).items() if "pod" in found}


def show(pod: Mapping, *only: str) -> None:
    """Print a pod's spec as YAML, the long argument of its container cut; `only` are fields of the container."""
    spec = json.loads(json.dumps(pod["spec"]))
    container = spec["containers"][0]
    container["args"] = [text if len(text) < 60 else f"{text[:22]} …" for text in container["args"]]
    shown = {name: container.get(name) for name in only} if only else spec
    print(yaml.safe_dump(shown, sort_keys=False).rstrip())


def workload(pod: Mapping) -> dict[str, object]:
    """What the pod is told about its task: where the DAG's file and the log are, and who the task is."""
    told = json.loads(pod["spec"]["containers"][0]["args"][-1])
    keys = ("token", "bundle_info", "dag_rel_path", "log_path")
    return {**{key: told[key] for key in keys}, "task": told["ti"]["task_id"], "run": told["ti"]["run_id"]}


def _tasks(airflow: Process, dag: str, settings: Mapping[str, str]) -> dict[str, dict]:
    env = {f"AIRFLOW__{name}": text for name, text in {"CORE__EXECUTOR": EXECUTORS, **settings}.items()}
    answer = airflow.call("pods.rendered", env, dag=dag)
    if answer.code:
        raise WorkbookError(answer.text.strip().splitlines()[-1])
    if "error" in answer.value:
        raise WorkbookError(answer.value["error"])
    return answer.value["tasks"]

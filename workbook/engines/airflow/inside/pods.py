"""Runs in Airflow's environment: the pods that the KubernetesExecutor would ask for. No cluster is asked.

A task instance is made as `airflow kubernetes generate-dag-yaml` makes it. Its pod is rendered as the executor
does, with a task's own `pod_template_file`, which that command leaves out. Source: cli/kubernetes_command.py and
template_rendering.py of the provider.
"""

import json
import os
from pathlib import Path
from typing import Any

from airflow.dag_processing.dagbag import DagBag
from airflow.executors.executor_loader import ExecutorLoader
from airflow.models.dag import DagModel
from airflow.models.dagrun import DagRun
from airflow.models.taskinstance import TaskInstance
from airflow.providers.cncf.kubernetes.template_rendering import render_k8s_pod_yaml
from airflow.serialization.serialized_objects import DagSerialization
from uuid6 import uuid7


class NoPod(Exception):
    """A sentence: why a pod can't be made."""


def rendered(dag: str) -> dict[str, Any]:
    """The `tasks` of a DAG of the folder: {task: {"executor": its name, "pod": as Kubernetes is sent it}}.

    A task of another executor has no "pod". Where one can't be made, `error` says why instead.
    """
    try:
        return {"tasks": _tasks(dag)}
    except NoPod as error:
        return {"error": str(error)}


def _tasks(dag_id: str) -> dict[str, dict[str, Any]]:
    folder = Path(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    bag = DagBag(dag_folder=folder, bundle_path=folder)
    if dag_id not in bag.dags:
        raise NoPod("\n".join([f"there is no DAG {dag_id!r}.", *bag.import_errors.values()]))
    dag = DagSerialization.from_dict(DagSerialization.to_dict(bag.dags[dag_id]))  # as the scheduler has it
    run = DagRun(dag_id, run_id="manual__2025-03-01T00:00:00+00:00")
    model = DagModel(dag_id=dag_id, bundle_name="dags-folder", relative_fileloc=dag.relative_fileloc)
    default = ExecutorLoader.get_default_executor_name()
    tasks = {}
    for task in dag.tasks:
        name = ExecutorLoader.lookup_executor_name_by_str(task.executor) if task.executor else default
        executor = name.module_path.rpartition(".")[2]
        tasks[task.task_id] = {"executor": executor}
        if executor == "KubernetesExecutor":
            instance = TaskInstance(task, run_id=run.run_id, dag_version_id=uuid7())
            instance.dag_run, instance.dag_model = run, model
            try:
                tasks[task.task_id]["pod"] = json.loads(json.dumps(render_k8s_pod_yaml(instance)))
            except Exception as error:  # of many kinds: whatever the DAG file put there
                raise NoPod(f"the pod of {task.task_id} can't be made: {error or type(error).__name__}") from None
    return tasks

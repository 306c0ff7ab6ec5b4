"""Runs in Airflow's environment: what Airflow's metadata say of tasks, and of who makes an asset."""

from types import SimpleNamespace

from airflow.models.asset import AssetModel, TaskOutletAssetReference
from airflow.models.dagrun import DagRun
from airflow.models.serialized_dag import SerializedDagModel
from airflow.models.taskinstance import TaskInstance
from airflow.utils import timezone
from airflow.utils.session import create_session
from sqlalchemy import select

from workbook.engines.airflow.inside.timetables import serialized


def tasks(dag: str) -> list[dict]:
    """The tasks of a DAG's runs: `ds`, `task`, `map_index`, `state`."""
    with create_session() as session:
        found = session.scalars(
            select(TaskInstance)
            .join(DagRun, (DagRun.dag_id == TaskInstance.dag_id) & (DagRun.run_id == TaskInstance.run_id))
            .where(TaskInstance.dag_id == dag)
            .order_by(DagRun.logical_date, TaskInstance.task_id, TaskInstance.map_index)
        )
        return [
            {
                "ds": each.logical_date.date().isoformat() if each.logical_date else "",
                "task": each.task_id,
                "map_index": each.map_index,
                "state": str(each.state),
            }
            for each in found
        ]


def knows(dag: str) -> bool:
    """Whether the scheduler knows the DAG."""
    with create_session() as session:
        return session.scalar(SerializedDagModel.latest_item_select_object(dag)) is not None


def makers() -> list[dict[str, str]]:
    """Which task of which DAG has which asset as an outlet: `asset`, `dag`, `task`."""
    with create_session() as session:
        found = session.execute(
            select(AssetModel.uri, TaskOutletAssetReference.dag_id, TaskOutletAssetReference.task_id)
            .join(TaskOutletAssetReference, TaskOutletAssetReference.asset_id == AssetModel.id)
            .order_by(AssetModel.uri, TaskOutletAssetReference.dag_id, TaskOutletAssetReference.task_id)
        )
        return [{"asset": uri, "dag": dag, "task": task} for uri, dag, task in found]


def delays(dag: str, task: str, tries: int) -> list[float]:
    """How many minutes pass after each of a task's failed tries before the next one, as Airflow computes it."""
    operator = serialized(dag).task_dict[task]
    ended = timezone.parse("2025-03-03T00:00:00")
    found = []
    for number in range(1, tries + 1):
        failed = SimpleNamespace(
            dag_id=dag, task_id=task, logical_date=ended, task=operator, try_number=number, end_date=ended,
            retry_delay_override=None,
        )  # fmt: skip
        found.append((TaskInstance.next_retry_datetime(failed) - ended).total_seconds() / 60)
    return found

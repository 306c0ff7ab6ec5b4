"""Runs in Airflow's environment: the runs that Airflow's scheduler creates because assets have arrived."""

import sys
from collections.abc import Sequence

from airflow.jobs.job import Job
from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
from airflow.models.asset import AssetActive, AssetDagRunQueue, AssetEvent
from airflow.models.dag import DagModel
from airflow.models.dagrun import DagRun
from airflow.utils.session import create_session
from sqlalchemy import delete, update

from workbook.engines.airflow.inside.timetables import runs, serialized

assert sys.platform != "win32"  # where there is no Airflow


def begin(dags: Sequence[str]) -> None:
    """Scan the DAGs folder, unpause these DAGs and no others, and forget all runs and all that has arrived.

    Errors: LookupError if the first of the DAGs is not there.
    """
    with create_session() as session:
        # Else an asset of an earlier file, of the same name or URI, would keep a new one inactive: its task fails.
        session.execute(delete(AssetActive))
    if dags:
        serialized(dags[0])  # scans all
    with create_session() as session:
        session.execute(delete(AssetDagRunQueue))
        session.execute(delete(AssetEvent))
        session.execute(delete(DagRun))
        session.execute(update(DagModel).values(is_paused=DagModel.dag_id.not_in(dags)))


def created(dag: str) -> list[dict[str, str]]:
    """The DAG's runs, as timetables.runs has them, after the scheduler looked at what has arrived."""
    with create_session() as session:
        job = Job()
        session.add(job)
        session.flush()
        scheduler = SchedulerJobRunner(job=job, executors=[])
        found, arrived = DagModel.dags_needing_dagruns(session)
        waiting = [each for each in found if each.dag_id in arrived]
        scheduler._create_dag_runs_asset_triggered(dag_models=waiting, session=session)
        job.state = "success"  # else it would look alive for a while
    return runs(dag)

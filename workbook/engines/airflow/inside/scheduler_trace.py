"""Runs in Airflow's environment: lets Airflow's own scheduler decide which task starts when, and runs none.

The scheduler is the real one, called in this process; its executor is ours. Each task begins as soon as it is
handed over, and the newest day's task ends first: the order that shows best which days do not wait for each other.
"""

import datetime as dt
from collections.abc import Iterator

from airflow.executors.base_executor import BaseExecutor
from airflow.jobs.job import Job
from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
from airflow.models.backfill import ReprocessBehavior, _create_backfill
from airflow.models.dag import DagModel
from airflow.models.serialized_dag import SerializedDagModel
from airflow.models.taskinstance import TaskInstance
from airflow.utils.session import create_session
from airflow.utils.state import DagRunState
from airflow.utils.types import DagRunTriggeredByType, DagRunType
from sqlalchemy import select

from workbook.engines.airflow.inside.timetables import forget, serialized

MOST_AT_ONCE = 10  # `airflow backfill create` without --max-active-runs
IDLE_ROUNDS = 6  # one may do no more than mark a run as ended, or find a row locked; then nothing will start
ROOM = 100  # tasks that the executor takes at once: more than any of our DAGs has


class _Nothing(BaseExecutor):
    """Takes tasks, and runs none."""

    def _process_workloads(self, workloads) -> None:
        """They stay where `queue_workload` has put them."""

    def taken(self) -> list[tuple[str, str]]:
        """The (run id, task id) of the tasks that came since the last call."""
        keys = sorted((key.run_id, key.task_id) for key in self.queued_tasks)
        self.queued_tasks.clear()
        return keys


def trace(
    dag: str, first: str, last: str, backfill: bool = False, fails: list[str] | None = None
) -> list[list[str]]:
    """What the scheduler lets happen, as [what, task, day]; `what` is "starts", "success" or "failed".

    `first` and `last` are days such as "2025-03-01", both included. The runs are of the DAG's schedule, or with
    `backfill` of `airflow backfill create --reprocess-behavior failed`. `fails` is the [task, day] that fails.
    Earlier runs and backfills of the DAG are removed from the metadata. Errors: as the command's own; RuntimeError
    where a scheduler runs.
    """
    days = [dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC) for day in (first, last)]
    if _is_scheduled():
        raise RuntimeError("A scheduler runs here, and would start these runs: stop it first, by `%airflow down`.")
    serialized(dag)
    forget(dag)
    with create_session() as session:
        session.get(DagModel, dag).is_paused = False
    if backfill:
        _create_backfill(
            dag_id=dag, from_date=days[0], to_date=days[1], max_active_runs=MOST_AT_ONCE, reverse=False,
            dag_run_conf=None, triggering_user_name=None, reprocess_behavior=ReprocessBehavior.FAILED,
        )  # fmt: skip
    else:
        _queue(dag, *days)
    return list(_events(dag, fails))


def _is_scheduled() -> bool:
    with create_session() as session:
        jobs = session.scalars(select(Job).where(Job.job_type == SchedulerJobRunner.job_type))
        return any(job.is_alive() for job in jobs)


def _queue(dag: str, first: dt.datetime, last: dt.datetime) -> None:
    """The runs of the schedule, as the scheduler makes them when their time has come."""
    with create_session() as session:
        made = session.scalar(SerializedDagModel.latest_item_select_object(dag)).dag
        for info in made.iter_dagrun_infos_between(first, last):
            made.create_dagrun(
                run_id=made.timetable.generate_run_id(
                    run_type=DagRunType.SCHEDULED, run_after=info.run_after, data_interval=info.data_interval
                ),
                logical_date=info.logical_date, data_interval=info.data_interval, run_after=info.run_after,
                run_type=DagRunType.SCHEDULED, triggered_by=DagRunTriggeredByType.TIMETABLE,
                state=DagRunState.QUEUED, session=session,
            )  # fmt: skip


def _events(dag: str, fails: list[str] | None) -> Iterator[list[str]]:
    executor = _Nothing(parallelism=ROOM)
    with create_session() as session:
        job = Job()
        session.add(job)
        session.flush()
        scheduler = SchedulerJobRunner(job=job, executors=[executor])
        scheduler._scheduler_use_job_schedule = False  # the runs are there; it is to make no others
        session.commit()
        running: set[tuple[str, str]] = set()
        idle = 0
        while idle < IDLE_ROUNDS:
            scheduler._do_scheduling(session)
            session.commit()
            tasks = {
                (each.run_id, each.task_id): each
                for each in session.scalars(select(TaskInstance).where(TaskInstance.dag_id == dag))
            }
            for key in executor.taken():
                tasks[key].state = "running"
                running.add(key)
                yield ["starts", key[1], _day(tasks[key])]
            idle = 0 if running else idle + 1
            if running:
                key = max(running)  # a run's id begins with its kind, which is one, and its date
                running.remove(key)
                ended = "failed" if [key[1], _day(tasks[key])] == fails else "success"
                tasks[key].state = ended
                yield [ended, key[1], _day(tasks[key])]
            session.commit()
        job.state = "success"  # else it would look alive for a while


def _day(task: TaskInstance) -> str:
    return task.logical_date.date().isoformat()

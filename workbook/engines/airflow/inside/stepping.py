"""Runs in Airflow's environment: lets one run of a DAG go on in this process, and stops where a task waits.

A task runs as `dag.test()` runs it, but a deferred one stays deferred until `resume` runs its trigger. No task
waits in earnest: what sleeps is told that the time is over, and a task that slept for a minute holds its slot.
"""

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, SupportsIndex
from unittest import mock

from airflow.dag_processing.dagbag import DagBag
from airflow.models.dagrun import DagRun
from airflow.models.serialized_dag import SerializedDagModel
from airflow.models.taskinstance import TaskInstance, clear_task_instances
from airflow.models.taskreschedule import TaskReschedule
from airflow.models.trigger import TRIGGER_FAIL_REPR, Trigger, TriggerFailureReason, handle_event_submit
from airflow.sdk.definitions.dag import _run_task
from airflow.sdk.execution_time.supervisor import InProcessTestSupervisor
from airflow.triggers.base import TriggerEvent
from airflow.utils import timezone
from airflow.utils.session import create_session
from airflow.utils.state import DagRunState, TaskInstanceState
from airflow.utils.types import DagRunTriggeredByType, DagRunType
from sqlalchemy import select

from workbook.engines.airflow.inside.timetables import forget, serialized

assert sys.platform != "win32"  # where there is no Airflow

HOLDS_AFTER = 60.0  # seconds that a task's process may sleep in all, by its own clock
LOOKS_FOR = 3600.0  # seconds that a trigger may sleep in all
MOST_LOOKS = 5  # of a task that asks to be started again at once, each time
WALL_SECONDS = 30  # of one request, for a task that waits otherwise than by `time.sleep`


class _Holds(BaseException):
    """A task's process waits on: no `except Exception` of its own takes it."""


def start(dag: str, date: str) -> dict[str, Any]:
    """Create the DAG's run for a logical date, and let it go on; what `go_on` returns.

    Earlier runs of the DAG are removed. Errors: LookupError where the schedule has no run for the date.
    """
    made, logical = serialized(dag), timezone.parse(date)
    forget(dag)
    info = next(iter(made.iter_dagrun_infos_between(logical, logical)), None)
    if info is None:
        raise LookupError(f"The schedule of {dag} has no run whose logical date is {date}.")
    with create_session() as session:
        made.create_dagrun(
            run_id=f"scheduled__{date}", logical_date=logical, data_interval=info.data_interval,
            run_after=info.run_after, run_type=DagRunType.SCHEDULED, triggered_by=DagRunTriggeredByType.TIMETABLE,
            state=DagRunState.QUEUED, session=session,
        )  # fmt: skip
    return go_on(dag)


def go_on(dag: str) -> dict[str, Any]:
    """Let the DAG's oldest run that has not ended go on, until it ends or each task waits.

    Returns the run's `state`, of each task its state in `tasks`, and in `holds` the ids of those whose process
    waited, and had to be ended. Errors: LookupError where there is no such run.
    """
    operators = DagBag(dag_folder=os.environ["AIRFLOW__CORE__DAGS_FOLDER"]).dags[dag].task_dict
    holds: list[str] = []
    with create_session() as session:
        going = DagRun.state.in_([DagRunState.QUEUED, DagRunState.RUNNING])
        run = session.scalar(select(DagRun).where(DagRun.dag_id == dag, going).order_by(DagRun.id))
        if run is None:
            raise LookupError(f"There is no run of {dag} that has not ended.")
        run.dag = session.scalar(SerializedDagModel.latest_item_select_object(dag)).dag
        run.state, run.start_date = DagRunState.RUNNING, timezone.utcnow()
        looks: Counter[str] = Counter()
        were: list[str] = []
        while run.state == DagRunState.RUNNING and not holds:
            session.expire_all()
            for each in run.update_state(session=session)[0]:
                each.try_number += each.state != TaskInstanceState.UP_FOR_RESCHEDULE
                each.state = TaskInstanceState.SCHEDULED
            session.commit()
            tasks = run.get_task_instances(session=session)
            ready = [each for each in tasks if each.state == TaskInstanceState.SCHEDULED]
            looks.update(str(each.id) for each in ready)
            before, were = were, [str(each.state) for each in tasks]
            # A task that is upstream_failed now is seen by the run's state at the next look alone.
            if (not ready and were == before) or (ready and max(looks.values()) > MOST_LOOKS):
                break
            for each in ready:
                with _no_waiting(each.task_id, holds):
                    _run_task(ti=each, task=operators[each.task_id])
        session.expire_all()
        states = {each.task_id: str(each.state) for each in run.get_task_instances(session=session)}
        return {"state": str(run.state), "tasks": states, "holds": holds}


def resume(dag: str, hours: int = 1, by_clock: bool = False) -> dict[str, Any]:
    """Some hours later: what triggers have seen by then resumes their tasks, others look or try again; as `go_on`.

    All that waits looks once more, shortly before. With `by_clock`, only what is due by then.
    What has waited for longer than its timeout fails.
    """
    later = timedelta(hours=hours)
    with create_session() as session:
        going = DagRun.state == DagRunState.RUNNING
        run = session.scalar(select(DagRun).where(DagRun.dag_id == dag, going).order_by(DagRun.id))
        for each in run.get_task_instances(session=session) if run else ():
            if each.state == TaskInstanceState.DEFERRED:
                event = _fired(session.get(Trigger, each.trigger_id), each, by_clock)
                if event is not None:
                    handle_event_submit(event, task_instance=each, session=session)
                elif each.trigger_timeout:
                    _nearer_to_its_timeout(each, later)
            elif each.state == TaskInstanceState.UP_FOR_RETRY and each.end_date:
                each.end_date -= later
            for look in session.scalars(select(TaskReschedule).where(TaskReschedule.ti_id == each.id)):
                look.start_date, look.end_date = look.start_date - later, look.end_date - later
                look.reschedule_date = look.reschedule_date - later if by_clock else timezone.utcnow()
    return go_on(dag)


def _nearer_to_its_timeout(task: TaskInstance, later: timedelta) -> None:
    """Of a deferred task; if its time is over, it will fail, as the scheduler has it (check_trigger_timeouts)."""
    task.trigger_timeout -= later
    if task.trigger_timeout < timezone.utcnow():
        task.state, task.trigger_id = TaskInstanceState.SCHEDULED, None
        task.next_method, task.next_kwargs = TRIGGER_FAIL_REPR, {"error": TriggerFailureReason.TRIGGER_TIMEOUT}


def again(dag: str) -> dict[str, Any]:
    """The tasks of the DAG's last run are cleared, as somebody does who runs it again; as `go_on`."""
    with create_session() as session:
        run = session.scalar(select(DagRun).where(DagRun.dag_id == dag).order_by(DagRun.id.desc()))
        if run is None:
            raise LookupError(f"There is no run of {dag}.")
        clear_task_instances(run.get_task_instances(session=session), session)
    return go_on(dag)


def _fired(row: Trigger, task: TaskInstance, by_clock: bool) -> TriggerEvent | None:
    """The event of a trigger; None if it has none within an hour by its own clock.

    `created_date`, which nothing here reads, is kept as the moment of its next look: each request is a process.
    """
    from airflow.sdk.module_loading import import_string

    slept, last, sleep = 0.0, 0.0, asyncio.sleep
    if by_clock:
        slept = max(0.0, (row.created_date - timezone.utcnow()).total_seconds())

    async def no_sleep(seconds: float, result: Any = None) -> Any:
        nonlocal slept, last
        slept, last = slept + seconds, seconds
        if slept > LOOKS_FOR:
            raise _Holds
        return await sleep(0, result)

    try:
        if slept > LOOKS_FOR:
            raise _Holds
        trigger = import_string(row.classpath)(**row.kwargs)
        with mock.patch.object(asyncio, "sleep", no_sleep), _alarm():
            return InProcessTestSupervisor.run_trigger_in_process(trigger=trigger, ti=task)
    except _Holds:
        row.created_date = timezone.utcnow() + timedelta(seconds=slept - LOOKS_FOR if by_clock else last)
        return None


@contextmanager
def _no_waiting(task: str, holds: list[str]) -> Iterator[None]:
    """Let no sleep last; `holds` gets the task if it would have slept for more than a minute, or does not end."""
    slept = 0.0

    def no_sleep(seconds: float | SupportsIndex) -> None:
        nonlocal slept
        slept += float(seconds)
        if slept > HOLDS_AFTER:
            holds.append(task)
            raise _Holds

    def ended(*_) -> None:
        holds.append(task)
        raise _Holds

    try:
        with mock.patch.object(time, "sleep", no_sleep), _alarm(ended):
            yield
    except _Holds:
        pass  # it is in `holds`


@contextmanager
def _alarm(ended=None) -> Iterator[None]:
    """After WALL_SECONDS call `ended`, or raise _Holds."""

    def ring(*_) -> None:
        raise _Holds

    signal.signal(signal.SIGALRM, ended or ring)
    signal.alarm(WALL_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)

"""Lesson 14's notebook functions: the runs that a DAG would have, has, and how the scheduler would start them.

Each takes `airflow`, the notebook's warm Airflow, as `connect("airflow")` gives it.
"""

import time

import pandas as pd

from workbook.engines.airflow.process import Process
from workbook.errors import WorkbookError

SECONDS = 120  # a backfill of some days takes 20; the scheduler notes within 30 more that it is complete


def planned(airflow: Process, dag: str, first: str, last: str) -> pd.DataFrame:
    """The runs that the DAG's timetable gives between two logical dates, both included, and when they fire."""
    answer = airflow.call("timetables.planned", dag=dag, first=first, last=last)
    return pd.DataFrame(_value(answer)).drop(columns="logical_date")


def fire(airflow: Process, dag: str, moment: str) -> str:
    """Run the DAG as the scheduler does at a moment, such as "2025-03-06 00:00": what became of each task."""
    found = _value(airflow.call("timetables.firing", dag=dag, moment=moment))
    if not found:
        raise WorkbookError(f"No run of {dag} fires at {moment}.")
    (run,) = found
    answer = airflow.test(dag, run["logical_date"])
    airflow.call("timetables.forget", dag=dag)  # a run by hand, which a backfill would find there
    if not answer.tasks:
        raise WorkbookError(answer.text)
    return f"run for ds {run['ds']}: " + ", ".join(f"{task} {state}" for task, state in answer.tasks.items())


def of(airflow: Process, dag: str) -> pd.DataFrame:
    """The runs that a DAG has, by their day; `started` says which of them came first."""
    runs = pd.DataFrame(_runs(airflow, dag), columns=["ds", "run_id", "state", "started"])
    runs["started"] = runs["started"].replace("", None).rank(method="min").astype("Int64")
    return runs


def wait(airflow: Process, dag: str, count: int = 1) -> pd.DataFrame:
    """Wait until the DAG has so many runs and all of them have ended; the runs."""

    def ended() -> bool:
        states = [run["state"] for run in _runs(airflow, dag)]
        return len(states) >= count and not {"queued", "running"} & set(states)

    _until(ended, f"The runs of {dag} have not ended")
    return of(airflow, dag)


def wait_for_backfill(airflow: Process, dag: str) -> None:
    """Wait until the scheduler has noted that the DAG's backfills are complete."""
    _until(
        lambda: not _value(airflow.call("timetables.backfills", dag=dag)), f"A backfill of {dag} is not complete"
    )


def decisions(
    airflow: Process, dag: str, backfill: bool = False, fails: tuple[str, str] | None = None
) -> list[list[str]]:
    """What Airflow's scheduler lets happen from 1 to 3 March: [what, task, day], in order.

    `fails` is the (task, day) that fails.
    """
    days = {"first": "2025-03-01", "last": "2025-03-03"}
    return _value(airflow.call("scheduler_trace.trace", dag=dag, backfill=backfill, fails=fails, **days))


def _runs(airflow: Process, dag: str) -> list[dict[str, str]]:
    return _value(airflow.call("timetables.runs", dag=dag))


def _value(answer):
    if answer.code:
        raise WorkbookError(answer.text.strip().splitlines()[-1])
    return answer.value


def _until(done, otherwise: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise WorkbookError(f"{otherwise} after {SECONDS} s. Is the scheduler there? Type %airflow status.")
        time.sleep(0.5)

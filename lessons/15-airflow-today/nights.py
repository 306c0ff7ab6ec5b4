"""Lesson 15's notebook functions: loads that end, runs that assets start, and tasks that wait.

Each takes `airflow`, the notebook's warm Airflow, as `connect("airflow")` gives it.
"""

import re
import time
from collections.abc import Callable, Sequence

import pandas as pd

from workbook.engines.airflow.process import Process
from workbook.errors import WorkbookError

SECONDS = 120  # for a scheduler on a busy machine; a task takes 2
NOT_BEGUN = ("None", "scheduled", "queued")  # which of them it is for a moment, is chance
Event = tuple[str, str, str]  # (what, DAG, day), where what is "success", "failed" or "starts"


def run(airflow: Process, dag: str, day: str) -> str:
    """Run a DAG for a day, as its schedule's run of it: what became of each task."""
    answer = airflow.test(dag, day)
    if not answer.tasks:
        raise WorkbookError(answer.text)
    return f"{dag}, {day}: " + ", ".join(f"{task} {state}" for task, state in answer.tasks.items())


def begin(airflow: Process, *dags: str) -> None:
    """Let the scheduler know the DAGs, and pause all others; no DAG has a run, and nothing has arrived."""
    _value(airflow.call("arrivals.begin", dags=dags))


def runs(airflow: Process, dag: str) -> pd.DataFrame:
    """The DAG's runs after the scheduler has looked at what has arrived: what started each, its day, its state."""
    found = _value(airflow.call("arrivals.created", dag=dag))
    rows = [(each["run_id"].partition("__")[0], each["ds"] or "none", each["state"]) for each in found]
    return pd.DataFrame(rows, columns=["started by", "ds", "state"])


def go_on(airflow: Process, dag: str) -> None:
    """Run the DAG's waiting run to its end: print what its tasks said, what became of them, and the last error."""
    answer = airflow.call("stepping.go_on", dag=dag)
    found = _value(answer)
    for line in answer.text.splitlines():
        if said := re.search(r"\] SAYS (.*?)\s+\[|^SAYS (.*)", line):
            print(said[1] or said[2])
    print(f"{dag}: " + ", ".join(f"{task} {state}" for task, state in found["tasks"].items()))
    errors = re.findall(r"^(?:\w+\.)*(\w+Error: .*)$", answer.text, re.MULTILINE)
    if "failed" in found["tasks"].values() and errors:
        print(errors[-1])


def play(airflow: Process, loads: Sequence[tuple[str, str]], watched: Sequence[str]) -> list[Event]:
    """Run loads, (DAG, day), one after the other; what happens, and the runs of `watched` DAGs that it starts."""
    begin(airflow, *{dag for dag, _ in loads}, *watched)
    events: list[Event] = []
    had = dict.fromkeys(watched, 0)
    for dag, day in loads:
        answer = airflow.test(dag, day)
        events.append(("failed" if answer.code else "success", dag, day))
        for each in watched:
            now = len(runs(airflow, each))
            events += [("starts", each, day)] * (now - had[each])
            had[each] = now
    begin(airflow)
    return events


def makers(airflow: Process, asset: str) -> pd.DataFrame:
    """Which task of which DAG has the asset as an outlet; its name is a URI, such as "warehouse://nps/"."""
    found = pd.DataFrame(_value(airflow.call("states.makers")))
    return found[found["asset"] == asset].reset_index(drop=True)


def tasks(airflow: Process, dag: str, *columns: str) -> pd.DataFrame:
    """The tasks of the DAG's runs: these columns of ds, task, map_index and state."""
    return pd.DataFrame(_value(airflow.call("states.tasks", dag=dag)))[list(columns)]


def test(airflow: Process, dag: str, day: str, *words: str) -> None:
    """Run `airflow dags test`; print the names of its log's errors, and its lines that begin with these words."""
    answer = airflow.command("dags", "test", dag, day)
    for line in answer.text.splitlines():
        said = re.sub(r"^\S+ \[\w+ *\] |\s+\[[\w.]+\].*$", "", line)
        if said.startswith(words):
            print(said)
        elif error := re.match(r"(?:\w+\.)*(\w+(?:Error|Timeout)): ", said):
            print(error[1])


def until(airflow: Process, dag: str, **states: str) -> pd.DataFrame:
    """Wait until tasks of the DAG have these states; the states of all its tasks, as far as they have begun."""

    def have() -> dict[str, str]:
        return {each["task"]: each["state"] for each in _value(airflow.call("states.tasks", dag=dag))}

    _wait(lambda: states.items() <= have().items(), lambda: f"{have()}. Is the scheduler there?")
    return tasks(airflow, dag, "task", "state").replace({"state": dict.fromkeys(NOT_BEGUN, "not started")})


def until_known(airflow: Process, dag: str) -> None:
    """Wait until the dag-processor has found the DAG's file, and the scheduler knows the DAG."""
    _wait(lambda: _value(airflow.call("states.knows", dag=dag)), lambda: f"{dag} is not known.")


def until_rows(warehouse, table: str, count: int) -> None:
    """Wait until a table of the warehouse has so many rows."""
    with warehouse.cursor() as cursor:

        def has_them() -> bool:
            cursor.execute(f"SELECT count(*) FROM {table}")
            return cursor.fetchone()[0] >= count

        _wait(has_them, lambda: f"{table} has fewer than {count} rows.")


def _wait(is_so: Callable[[], bool], says: Callable[[], str]) -> None:
    """Look again and again until it is so. Raises WorkbookError, with what it `says`, where it is not for long."""
    deadline = time.monotonic() + SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            raise WorkbookError(f"After {SECONDS} s: {says()} Type %airflow status.")
        time.sleep(0.5)


def delays(airflow: Process, dag: str, *tasks: str, tries: int = 5) -> dict[str, list[float]]:
    """The minutes that pass after each failed try of these tasks, as Airflow computes them."""
    return {each: _value(airflow.call("states.delays", dag=dag, task=each, tries=tries)) for each in tasks}


def decisions(airflow: Process, dag: str, day: str) -> list[list[str]]:
    """What Airflow's scheduler lets happen in the run of a day: [what, task], in order."""
    days = {"first": day, "last": day}
    return [event[:2] for event in _value(airflow.call("scheduler_trace.trace", dag=dag, **days))]


def _value(answer):
    if answer.code:
        raise WorkbookError(answer.text.strip().splitlines()[-1])
    return answer.value

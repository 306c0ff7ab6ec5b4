"""Lesson 14, one-after-the-other: which task Airflow's scheduler starts before the day before has succeeded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbook.engines.airflow.runner import DagRun, RunFailed
from workbook.exercises import DagScenario, Fault, Rule

PAST = "depends_on_past"
DAYS = ("2025-03-01", "2025-03-02", "2025-03-03")
Event = Sequence[str]  # (what, task, day), as engines/airflow/inside/scheduler_trace.py gives it


@dataclass(frozen=True)
class Waits(Rule):
    """No task of a day starts before all tasks of the day before have succeeded, on schedule and in a backfill.

    Looked at once, on `scenario`: what it holds makes no difference.
    """

    scenario: DagScenario

    name = "in order"
    passed = "each day waits until the day before has succeeded: on schedule, in a backfill, and after a failure"
    needs_same_process = True

    def faults(self, run: DagRun) -> list[Fault]:
        """The first task that starts too early, or never."""
        if run.fixture is not self.scenario:
            return []
        tasks = run.scan["dags"][run.dag]["tasks"]
        last = max(task for task, made in tasks.items() if not made.get("downstream_task_ids"))
        for fails in (None, (last, DAYS[0])):
            for backfill in (False, True):
                try:
                    events = run.runner.trace(run.dag, DAYS[0], DAYS[-1], backfill=backfill, fails=fails)
                except RunFailed as error:
                    return [Fault(f"the scheduler can't run it: {error}")]
                says = wrong(events, list(tasks), fails)
                if says:
                    where = "in a backfill" if backfill else "on schedule"
                    return [Fault(f"{where}, {says}", (), "" if "never" in says else _advice(tasks, backfill))]
        return []


def wrong(events: Sequence[Event], tasks: Sequence[str], fails: tuple[str, str] | None) -> str:
    """What is wrong with the order of the events; "" if nothing is.

    `tasks` are those of the DAG, `fails` is the (task, day) that fails, if one does.
    """
    ended: dict[tuple[str, str], str] = {}
    for what, task, day in events:
        if what != "starts":
            ended[task, day] = what
            continue
        before = max((each for each in DAYS if each < day), default=None)
        if before is None:
            continue
        for other in tasks:
            how = ended.get((other, before))
            if how == "failed":
                return f"{task} of {day} starts, though {other} of {before} has failed."
            if how is None:
                return f"{task} of {day} starts before {other} of {before} has ended."
    if fails is None:
        missing = [(task, day) for day in DAYS for task in tasks if (task, day) not in ended]
        if missing:
            task, day = missing[0]
            return f"{task} of {day} never starts, though nothing has failed."
    elif fails not in ended:
        return f"{fails[0]} of {fails[1]} never starts."
    return ""


def _advice(tasks: Mapping[str, Mapping], backfill: bool) -> str:
    """Where to look when a task starts too early; `tasks` as a scan describes them."""
    if any(task.get(PAST) or task["arguments"].get(PAST) for task in tasks.values()):
        return (
            "depends_on_past looks only at the same task of the day before. Which setting makes a task wait for"
            " the tasks after that one, too?"
        )
    ignored = "A backfill does not look at the DAG's max_active_runs. " if backfill else ""
    return f"{ignored}Which setting makes a task wait for the day before?"

"""What split-the-task asks for: a chain of few tasks, and work that stays done when a later task fails."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from workbook.engines.airflow.runner import DagRun
from workbook.exercises import DagScenario, Fault, Rule

FEWEST, MOST = 3, 4
LOADS = re.compile(
    r'\s*(COPY|INSERT\s+INTO|DELETE\s+FROM|TRUNCATE(\s+TABLE)?)\s+("?public"?\.)?"?nps\b', re.IGNORECASE
)


def wrong(dag: dict) -> list[str]:
    """What is wrong with how the work is split, or with the order of the tasks."""
    tasks = dag["tasks"]
    if len(tasks) < FEWEST:
        has = "1 task" if len(tasks) == 1 else f"{len(tasks)} tasks"
        return [f"the DAG has {has}: whatever fails, a rerun does finished work again."]
    if len(tasks) > MOST:
        return [f"the DAG has {len(tasks)} tasks: each has to be started, and nobody can follow so many."]
    # In a chain, no two tasks have equally many after them.
    later = {name: len(after(tasks, name)) for name in tasks}
    beside = sorted(name for name in tasks if list(later.values()).count(later[name]) > 1)
    if beside:
        names = ", ".join(beside[:-1]) + f" and {beside[-1]}"
        return [
            f"{names} do not wait for one another, so they may run at the same time: put all tasks in one chain."
        ]
    return []


def after(tasks: Mapping[str, Mapping], name: str) -> set[str]:
    """All tasks that wait for one, directly or through others; `tasks` as a scan describes them."""
    following = set(tasks[name].get("downstream_task_ids", ()))
    return following.union(*(after(tasks, each) for each in following))


@dataclass(frozen=True)
class StaysDone(Rule):
    """Where the warehouse refuses a step, the steps before it are done, by tasks of their own.

    Tried on `scenario`, of one date, with the first and then the last statement of the warehouse refused. `key` is
    the object that is in the bucket before the first.
    """

    scenario: DagScenario
    key: str

    name = "resume"
    passed = "a failed step can be run again: the steps before it are done and stay done"

    def faults(self, run: DagRun) -> list[Fault]:
        """A step that has to be done again although another one failed."""
        if run.fixture is not self.scenario:
            return []
        return self._tried(run, 1) or self._tried(run, len(run.statements))

    def _tried(self, run: DagRun, number: int) -> list[Fault]:
        """What the task that fails would do again, where the warehouse refuses this statement; `run` is whole."""
        tried = run.runner.run(run.scan, self.scenario, number)
        [(_, answer)] = tried.days
        failed = [task for task, state in answer.tasks.items() if state == "failed"]
        which = "first" if number == 1 else "last"
        what = f"the warehouse refused the {which} statement of the run. The tasks ended like this: " + ", ".join(
            f"{task} {state}" for task, state in answer.tasks.items()
        )
        if tried.error is None or not failed:
            return [Fault(f"the run succeeds although a statement was refused: nobody will notice.\n{what}")]
        written = run.bucket.written().get(self.key)
        if written is None:
            return [Fault(f"when the load fails, the bucket has no object {self.key} to continue from.\n{what}")]
        if written.timestamp() >= answer.began[failed[0]]:
            says = f"{failed[0]}, the task that fails, has written {self.key} itself: a rerun reads production."
            return [Fault(f"{says}\n{what}")]
        if which == "last" and any(each.task in failed and LOADS.match(each.text) for each in tried.statements):
            says = f"{failed[0]}, the task that fails at the report, also loads nps: a rerun loads it again."
            return [Fault(f"{says}\n{what}")]
        return []

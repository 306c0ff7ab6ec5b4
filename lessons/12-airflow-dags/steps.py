"""What split-the-task asks for: few tasks in a line, and that what is done stays done when a later one fails."""

from dataclasses import dataclass

from workbook.airflow.runner import DagRun, DagScenario
from workbook.rules import Rule
from workbook.verdicts import Fault

FEWEST, MOST = 3, 4


def wrong(dag: dict) -> list[str]:
    """What is wrong with how the tasks are cut, or with their order."""
    tasks = dag["tasks"]
    after = {name: set(task.get("downstream_task_ids", ())) for name, task in tasks.items()}
    first = sorted(set(tasks) - set().union(*after.values()))
    last = sorted(name for name in tasks if not after[name])
    if len(tasks) < FEWEST:
        has = "1 task" if len(tasks) == 1 else f"{len(tasks)} tasks"
        return [f"the DAG has {has}: whatever fails, work that was done is done again."]
    if len(tasks) > MOST:
        return [f"the DAG has {len(tasks)} tasks: each costs a start of its own, and nobody reads so many."]
    if len(first) > 1:
        return [f"{' and '.join(first)} wait for no other task, so they may start at once: give them an order."]
    if len(last) > 1:
        return [f"no task waits for {' and '.join(last)}: put all of them in one line."]
    return []


@dataclass(frozen=True)
class StaysDone(Rule):
    """Where the warehouse refuses a step, the steps before it are done, by tasks of their own.

    Tried on `scenario`, of one date, with the first and then the last statement of the warehouse refused. `key` is
    the object that is in the bucket before the first.
    """

    scenario: DagScenario
    key: str

    name = "resume"
    passed = "a failed step can be started again: the steps before it are done, and stay so"

    def faults(self, run: DagRun) -> list[Fault]:
        """A step that has to be done again, though it was not the one that failed."""
        if run.fixture is not self.scenario:
            return []
        at_first, fault = self._tried(run, 1)
        if fault:
            return [fault]
        if self.key not in run.bucket.keys():  # noqa: SIM118
            return [Fault(f"when the load fails, there is no object {self.key} in the bucket to go on from.")]
        at_last, fault = self._tried(run, len(run.statements))
        if fault:
            return [fault]
        if at_first == at_last:
            return [Fault(f"load and report are one task, {at_last}: when the report fails, all is loaded again.")]
        return []

    def _tried(self, run: DagRun, number: int) -> tuple[str, Fault | None]:
        """The task that failed, and what is wrong; `run` is a whole one."""
        tried = run.runner.run(run.scan, self.scenario, number)
        states = tried.days[0][1].tasks
        failed = [task for task, state in states.items() if state == "failed"]
        which = "first" if number == 1 else "last"
        what = f"the warehouse refused the {which} statement of the run, and the tasks are then: " + ", ".join(
            f"{task} {state}" for task, state in states.items()
        )
        if tried.error is None or not failed:
            return "", Fault(f"the failure is not heard: the run is green, and nobody will look.\n{what}")
        if "success" not in states.values():
            says = f"the task that read production is the one that fails, {failed[0]}: it reads all of it again."
            return "", Fault(f"{says}\n{what}")
        return failed[0], None

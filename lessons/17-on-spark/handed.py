"""Lesson 17, hand-over: a cluster as a DAG sees it, whose applications take hours, and fail when told to."""

import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from workbook.checking.compare import compare
from workbook.engines.airflow import settings
from workbook.engines.airflow.runner import DagRun, RunFailed
from workbook.engines.spark import batch_api
from workbook.engines.spark.batch_api import ENDED, Batch, Refused
from workbook.exercises import DagScenario, Fault, Rule, Table

DAG, FILE, DAY = "daily_scores", "daily_scores.py", "2025-06-02"
COLUMNS = {"day": "DATE", "score": "INT", "responses": "INT"}
RESPONSES = f"responses/{DAY}.csv"
PARTS = {
    f"{DAG}/{DAY}/part-00000.csv": f"{DAY},9,2\n{DAY},10,1\n".encode(),
    f"{DAG}/{DAY}/part-00001.csv": f"{DAY},0,1\n".encode(),
}
OLD = {f"{DAG}/{DAY}/part-00000.csv": f"{DAY},5,4\n".encode()}  # of a run before some responses were corrected
HALF = {f"{DAG}/{DAY}/part-00000.csv": f"{DAY},9,2\n".encode()}
OTHER = {f"{DAG}/2025-06-01/part-00000.csv": b"2025-06-01,7,3\n"}
BEFORE = [("2025-06-01", 7, 3), (DAY, 5, 4), ("2025-06-03", 1, 1)]
AFTER = [("2025-06-01", 7, 3), (DAY, 0, 1), (DAY, 9, 2), (DAY, 10, 1), ("2025-06-03", 1, 1)]
MORE_HOURS = 3  # that a run may take after its application has ended
WAITING = {"deferred", "up_for_reschedule"}


def scenario(name: str) -> DagScenario:
    """The table with other days and with the day's rows of an earlier run; no run yet."""
    responses = {RESPONSES: b"1,9\n2,10\n3,0\n4,9\n"}
    return DagScenario(name, [Table(DAG, COLUMNS, BEFORE)], objects={**responses, **OLD, **OTHER})


HOURS = scenario("an application that takes hours")
FAILS = scenario("an application that fails, and then one that is killed")
TWICE = scenario("a run that is started again while its application runs")


class Played:
    """Batches that go on until the check ends them (batch_api.Batches)."""

    def __init__(self, run: DagRun) -> None:
        self._run = run
        self.taken: list[Batch] = []
        self._deleted: set[int] = set()

    def create(self, file: str, args: Sequence[str], name: str | None) -> Batch:
        """Take an application: its first file is there at once, in place of those of before."""
        if file != FILE:
            raise Refused(f"There is no file {file}.")
        batch = Batch(len(self.taken), file, args, name)
        self.taken.append(batch)
        if list(args) == [DAY]:
            self._write(HALF)
        return batch

    def all(self) -> list[Batch]:
        """Those that were not deleted."""
        return [each for each in self.taken if each.id not in self._deleted]

    def delete(self, id: int) -> None:
        """End one."""
        self._deleted.add(id)
        if self.taken[id].state not in ENDED:
            self.taken[id].state = "killed"

    def running(self) -> list[Batch]:
        """Those that have not ended."""
        return [each for each in self.taken if each.state not in ENDED]

    def end(self, state: str) -> None:
        """All that run end so."""
        for each in self.running():
            each.state = state
            each.log = ["Traceback (most recent call last):", "…"] if state == "dead" else []
            if state == "success":
                self._write(PARTS)

    def _write(self, objects: dict[str, bytes]) -> None:
        for key, body in objects.items():
            self._run.bucket.put(key, body)


@contextmanager
def played(run: DagRun) -> Iterator[tuple[Played, dict[str, str]]]:
    """A server of such batches, and the environment in which Airflow finds it."""
    batches, password = Played(run), secrets.token_hex(16)
    server = batch_api.server(batches, password)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    serving.start()
    try:
        reached = batch_api.connection(server.server_address[1], password)
        yield batches, settings.as_variables({"spark": reached})
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


@dataclass(frozen=True)
class HandsOver(Rule):
    """Each run hands an application over, waits without a process, and loads what it wrote if it succeeded."""

    name = "hand-over"
    passed = (
        "Spark does the work, no task holds a slot meanwhile, and only an application that succeeded is loaded"
    )
    needs_same_process = True

    def faults(self, run: DagRun) -> list[Fault]:
        """The first thing that goes wrong."""
        with played(run) as (batches, env):
            try:
                return _Watched(run, batches, env).wrong()
            except RunFailed as error:
                return [Fault(f"the run for {DAY} does not begin: {error}")]


class _Watched:
    """One scenario, step by step; each step returns what is wrong."""

    def __init__(self, run: DagRun, batches: Played, env: dict[str, str]) -> None:
        self._run, self._batches, self._env = run, batches, env
        self._found: dict = {}

    def wrong(self) -> list[Fault]:
        """The first thing that goes wrong."""
        self._step("start", date=DAY)
        if found := self._begun():
            return found
        if self._run.fixture is FAILS:
            return self._fails("dead") or self._fails("killed") or self._succeeds()
        if self._run.fixture is TWICE:
            return self._started_again() or self._succeeds()
        self._step("resume")
        return self._waits("an hour later the application still runs") or self._succeeds()

    def _step(self, what: str, **arguments: str) -> None:
        self._found = self._run.runner.call(f"stepping.{what}", self._env, dag=DAG, **arguments)

    def _begun(self) -> list[Fault]:
        """What is wrong after a try has begun: who does the work, and how the run waits."""
        taken = self._batches.taken
        if not taken:
            failed = [task for task, state in self._found["tasks"].items() if state in ("failed", "up_for_retry")]
            if failed:
                return [
                    Fault(f"the task {failed[0]} fails before an application is handed over.\n{self._tasks()}")
                ]
            says = "no application was handed over, so the worker does Spark's work itself, or nobody does."
            return [Fault(f"{says}\n{self._tasks()}")]
        if list(taken[-1].args) != [DAY]:
            says = f"the application was handed over with the arguments {list(taken[-1].args)}"
            return [Fault(f"{says}. It takes one, the day of the run: {[DAY]}.")]
        if len(self._batches.running()) > 1:
            return [Fault(f"{len(taken)} applications of one run run at once.\n{self._tasks()}")]
        return self._waits("the application runs")

    def _waits(self, when: str) -> list[Fault]:
        if self._found["holds"]:
            says = (
                f"{when}, and the process of the task {self._found['holds'][0]} goes on waiting: it holds its slot"
            )
            return [Fault(f"{says}, for as long as Spark works.", (), "Let the task be deferred.")]
        if sorted(self._held()) != sorted(BEFORE):
            says = f"{when}, and {DAG} has changed already: what was loaded is not all, or old."
            return [Fault(f"{says}\n{self._tasks()}")]
        if self._found["state"] != "running":
            return [Fault(f"{when}, and the run has ended already, as {self._found['state']}.\n{self._tasks()}")]
        if not WAITING & set(self._found["tasks"].values()):
            return [Fault(f"{when}, and no task waits for it.\n{self._tasks()}")]
        return []

    def _succeeds(self) -> list[Fault]:
        """The application succeeds: what is wrong with what the run does then."""
        self._batches.end("success")
        for _ in range(MORE_HOURS):
            if self._found["state"] == "running" and not self._found["holds"]:
                self._step("resume")
        if self._batches.running():
            return [Fault(f"an application has succeeded, and another is handed over.\n{self._tasks()}")]
        if self._found["state"] != "success":
            says = f"the application has succeeded, and {MORE_HOURS} hours later the run has not"
            return [Fault(f"{says}.\n{self._tasks()}")]
        difference = compare(tuple(COLUMNS), AFTER, self._held())
        if difference:
            return [Fault(f"the run has succeeded, and {DAG} is wrong: {difference}.", (difference.table(),))]
        return []

    def _fails(self, state: str) -> list[Fault]:
        """The application fails, and somebody starts the run again: what is wrong with what the run does."""
        self._batches.end(state)
        self._step("resume")
        if sorted(self._held()) != sorted(BEFORE):
            says = f"the application ended as `{state}`, and {DAG} has changed all the same."
            return [Fault(f"{says}\n{self._tasks()}")]
        if self._batches.running():  # it was tried again at once
            return self._begun()
        if self._found["state"] != "failed" and "up_for_retry" not in self._found["tasks"].values():
            says = f"the application ended as `{state}`, and no task fails: nobody will look."
            return [Fault(f"{says}\n{self._tasks()}")]
        self._step("again")
        if not self._batches.running():
            return [Fault(f"a run that failed is started again, and hands nothing over.\n{self._tasks()}")]
        return self._begun()

    def _started_again(self) -> list[Fault]:
        """Somebody starts the run again while its application runs: never may two of them write the same day."""
        self._step("again")
        if len(self._batches.running()) > 1:
            says = "the run is started again while its application runs. Now two of them write the same day."
            hint = "Livy refuses an application whose `name` is that of one that has not ended."
            return [Fault(f"{says}\n{self._tasks()}", (), hint)]
        if sorted(self._held()) != sorted(BEFORE):
            says = f"the run is started again while its application runs, and {DAG} changes."
            return [Fault(f"{says}\n{self._tasks()}")]
        self._batches.end("success")
        if self._found["state"] == "running":
            self._step("resume")
        if self._found["state"] == "failed":  # it was refused: somebody starts it once more
            self._step("again")
        return []

    def _tasks(self) -> str:
        """The tasks' states, and the last error of those that just ran."""
        states = ", ".join(f"{task} {state}" for task, state in self._found["tasks"].items())
        error = self._run.runner.last_error
        return f"{states}\nthe last error: {error}" if error else states

    def _held(self) -> list[tuple]:
        return self._run.query(f"SELECT day::text, score, responses FROM {DAG}")

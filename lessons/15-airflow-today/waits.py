"""Lesson 15, give-the-slot-back: what a run does while a file is not there, and when it has come."""

from dataclasses import dataclass

from workbook.checking.compare import compare
from workbook.engines.airflow.runner import DagRun, RunFailed
from workbook.exercises import DagScenario, Fault, Rule, Table

DELIVERIES = {"day": "DATE", "parcel": "INT", "pieces": "INT"}
DAG, DAY = "deliveries", "2025-03-02"
FOLDER, MARKER = f"deliveries/{DAY}/", f"deliveries/{DAY}/_SUCCESS"
PARTS = {
    f"{FOLDER}part-1.csv": b"2025-03-02,1,2\n2025-03-02,2,1\n",
    f"{FOLDER}part-2.csv": b"2025-03-02,5,7\n",
}
MANY = [(DAY, n, n % 9) for n in range(100, 2_700)]
PARTS[f"{FOLDER}part-10.csv"] = "".join(f"{day},{parcel},{pieces}\n" for day, parcel, pieces in MANY).encode()
WANTED = [(DAY, 1, 2), (DAY, 2, 1), (DAY, 5, 7), *MANY]
OTHERS = [("2025-03-01", 1, 9), ("2025-03-03", 4, 4)]
BEFORE = [*OTHERS, (DAY, 1, 8), (DAY, 3, 3)]  # an earlier run loaded the day, from other files
OTHER_DAYS = {
    f"deliveries/{day}/{name}": body
    for day in ("2025-03-01", "2025-03-03")
    for name, body in (("part-1.csv", f"{day},1,9\n".encode()), ("_SUCCESS", b""))
}
LATE = 22  # hours after the run has begun, when the marker comes
AGAIN = 3  # times an hour that a run may take after the marker has come
WAITING = {"deferred", "up_for_reschedule"}
NOT_BEGUN = {"None", "scheduled", "upstream_failed"}


def scenario(name: str, objects: dict[str, bytes]) -> DagScenario:
    """Rows of an earlier run and of other days, and other days' files beside `objects`; no run yet."""
    return DagScenario(name, [Table(DAG, DELIVERIES, BEFORE)], objects={**OTHER_DAYS, **objects})


@dataclass(frozen=True)
class GivesBack(Rule):
    """While the marker is not there, each task that waits has ended its process; then the run loads the files."""

    name = "slot"
    passed = "no task holds a slot while it waits, and the files are loaded once the marker is there"
    needs_same_process = True

    def faults(self, run: DagRun) -> list[Fault]:
        """The first thing that goes wrong."""
        try:
            return self._watched(run)
        except RunFailed as error:
            return [Fault(f"the run for {DAY} does not begin: {error}")]

    def _watched(self, run: DagRun) -> list[Fault]:
        found = run.runner.call("stepping.start", dag=DAG, date=DAY)
        if MARKER not in run.fixture.objects:
            wrong = self._waits(run, found, "nothing has been delivered yet")
            if wrong:
                return wrong
            for key, body in PARTS.items():
                run.bucket.put(key, body)
            found = run.runner.call("stepping.resume", dag=DAG, hours=LATE)
            when = f"{LATE} hours later the files are there, and their marker is not: they may still grow"
            wrong = self._waits(run, found, when)
            if wrong:
                return wrong
            run.bucket.put(MARKER, b"")
        for _ in range(AGAIN):
            if found["state"] == "running" and not found["holds"]:
                found = run.runner.call("stepping.resume", dag=DAG, by_clock=True)
        tasks = ", ".join(f"{task} {state}" for task, state in found["tasks"].items())
        if found["state"] != "success":
            return [Fault(f"the marker is there, and {AGAIN} hours later the run has not succeeded: {tasks}.")]
        difference = compare(tuple(DELIVERIES), [*OTHERS, *WANTED], self._held(run))
        if difference:
            says = f"the run has succeeded, and {DAG} is wrong: {difference}."
            return [Fault(says, (difference.table(),))]
        return []

    def _waits(self, run: DagRun, found: dict, when: str) -> list[Fault]:
        """What is wrong with how the run waits."""
        if found["holds"]:
            name = found["holds"][0]
            says = f"{when}, and the process of the task {name} goes on waiting: so it holds its slot, for hours."
            return [Fault(says, (), "Which `mode` of a sensor ends its process between two looks? Or defer it.")]
        tasks = ", ".join(f"{task} {state}" for task, state in found["tasks"].items())
        failed = [task for task, state in found["tasks"].items() if state in ("failed", "up_for_retry")]
        if failed:
            says = (
                f"{when}, and {failed[0]} fails. Waiting is no failure: each one is an alarm, and retries run out."
            )
            return [Fault(f"{says}\n{tasks}")]
        if sorted(self._held(run)) != sorted(BEFORE):
            return [Fault(f"{when}, and {DAG} has changed already.\n{tasks}")]
        if found["state"] != "running":
            return [Fault(f"{when}, and the run has ended already: nothing will load them.\n{tasks}")]
        if not WAITING & set(found["tasks"].values()):
            return [Fault(f"{when}, and no task waits.\n{tasks}")]
        return []

    def _held(self, run: DagRun) -> list[tuple]:
        return run.query(f"SELECT day::text, parcel, pieces FROM {DAG}")

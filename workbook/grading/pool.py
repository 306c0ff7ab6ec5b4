"""Worker processes that grade, watched: one that dies or hangs is replaced, and costs one answer."""

import math
import os
import signal
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path
from typing import Generic, TypeVar

from workbook.errors import WorkbookError
from workbook.grading import forking, worker
from workbook.grading.records import Result
from workbook.grading.sandbox import removal
from workbook.servers.fair_clock import OF_ANOTHER, FairClock

LOOK_SECONDS = 0.5  # between two looks at the clock
START_SECONDS = 180.0
SHEAF = 10  # notebooks of one lesson that a worker is given at once
LARGEST_MB = 600  # of a worker's memory; a larger one is replaced after its notebook
FAILED_STARTS = 3
INTERRUPTED_SECONDS = 2.5  # for all of them, after Ctrl-C; what is left in databases, the next grading removes
STOP_SECONDS = 10.0  # for a worker to end what it started; what is in its database's hands is waited for

K = TypeVar("K")


@dataclass
class Job(Generic[K]):
    """A notebook to grade: what is known so far. `key` is the caller's; `refused` says why it can't be read.

    `files` lie beside the notebook, by their names there.
    """

    key: K
    lesson: str
    data: bytes
    files: Mapping[str, Path] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    refused: str = ""
    alone: bool = False  # it is not given to a worker together with others

    def note(self, remarks: Sequence[str]) -> None:
        """Keep remarks, each once."""
        self.remarks += [text for text in remarks if text not in self.remarks]


def _begin(serve: Callable, environment: dict[str, str], *given: object) -> None:
    """Serve, with the environment of the process that grades: the one that forks has that of an earlier time."""
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None  # of an earlier time, too
    serve(*given)


class _Worker:
    """One process, and what it is at."""

    def __init__(self, context, number: int, seed: int, serve: Callable, folder: Path) -> None:
        self.number = number
        self.end, theirs = context.Pipe()
        given = (serve, {**os.environ, "TMPDIR": str(folder)}, theirs, number, seed)
        self.process = context.Process(target=_begin, args=given, daemon=True)
        self.process.start()
        theirs.close()
        self.jobs: list[Job] = []  # the first one is what it is at
        self.exercise = ""
        self.ready = False
        self.take(START_SECONDS)

    def take(self, seconds: float) -> None:
        """From now on it may take so many fair seconds (servers.fair_clock) until it is heard."""
        self.seconds, self.clock = seconds, FairClock(LOOK_SECONDS, OF_ANOTHER)

    def give(self, jobs: list[Job]) -> None:
        self.jobs, self.exercise = jobs, ""
        self.take(START_SECONDS)  # to read them
        given = [(job.data, job.files, [result.exercise for result in job.results]) for job in jobs]
        self.end.send((jobs[0].lesson, given))

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        self.end.close()  # it ends by itself, and gives its databases back
        self.process.join(max(0.0, seconds))
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class Pool:
    """`count` workers; a context manager. `stopped(lesson, id, reason)` makes the result of a lost answer."""

    def __init__(
        self, count: int, seed: int, stopped: Callable[[str, str, str], Result], serve: Callable = worker.serve
    ) -> None:
        self._context = forking.context()
        self._count, self._seed, self._stopped, self._serve = count, seed, stopped, serve
        self._workers: list[_Worker] = []
        self._failed_starts = 0
        # For all that workers and their sandboxes write: so it is gone, however they end.
        self._folder = Path(tempfile.mkdtemp(prefix="elt-workbook-")).resolve()
        self._folder.chmod(0o711)  # the sandboxes' accounts pass through

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, kind: type | None, *error: object) -> None:
        interrupts = threading.current_thread() is threading.main_thread()
        earlier = (
            signal.signal(signal.SIGINT, signal.SIG_IGN) if interrupts else None
        )  # a second one changes nothing
        try:
            for each in self._workers if kind else ():
                each.process.terminate()
            until = time.monotonic() + (INTERRUPTED_SECONDS if kind else STOP_SECONDS)
            for each in self._workers:
                each.stop(until - time.monotonic())
            removal.remove(self._folder)
        finally:
            if interrupts:
                signal.signal(signal.SIGINT, earlier)

    def run(self, jobs: Sequence[Job[K]]) -> Iterator[Job[K]]:
        """Grade the jobs, and yield each when it is complete. Raises WorkbookError if grading can't go on."""
        waiting, left = deque(jobs), len(jobs)
        while left:
            while len(self._workers) < min(self._count, left):
                free = set(range(1, self._count + 1)) - {each.number for each in self._workers}
                self._workers.append(_Worker(self._context, min(free), self._seed, self._serve, self._folder))
            for each in self._workers:
                if each.ready and not each.jobs and waiting:
                    self._give(each, waiting, min(SHEAF, math.ceil(left / self._count)))
            busy = [each for each in self._workers if each.jobs or not each.ready]
            ready = wait([each.end for each in busy], LOOK_SECONDS if busy else 0)
            for each in busy:
                if each.end in ready:
                    job = self._hear(each, waiting)
                elif each.clock.look() > each.seconds:
                    what = "it did not end within its time"
                    job = self._lost(each, waiting, what)
                else:
                    continue
                if job:
                    left -= 1
                    yield job

    def _give(self, each: _Worker, waiting: deque[Job], most: int) -> None:
        jobs = _sheaf(waiting, most)
        try:
            each.give(jobs)
        except OSError:  # it died since; its end will be heard
            each.jobs = []
            waiting.extendleft(reversed(jobs))
            each.ready = False

    def _hear(self, each: _Worker, waiting: deque[Job]) -> Job | None:
        """One message of a worker; the job that it completes, if it does."""
        try:
            kind, *given = each.end.recv()
        except (EOFError, OSError):
            return self._lost(each, waiting, "it ended the process that judged it")
        if kind == "failed":
            raise WorkbookError(given[0])
        if kind == "ready":
            each.ready, self._failed_starts = True, 0
            return None
        job = each.jobs[0]
        if kind == "remarks":
            job.note(given[0])
        elif kind == "begin":
            each.exercise, seconds = given
            each.take(seconds)
        elif kind == "result":
            job.results.append(given[0])
            job.note(given[1])
            each.exercise = ""
            each.take(START_SECONDS)
        else:
            if kind == "unreadable":
                job.refused = given[0]
            each.jobs.pop(0)
            if kind == "done" and given[0] > LARGEST_MB:
                self._workers.remove(each)
                each.stop()
                waiting.extendleft(reversed(each.jobs))
            return job
        return None

    def _lost(self, each: _Worker, waiting: deque[Job], what: str) -> Job | None:
        """Replace a worker. Its job goes on behind the answer that it was at, or is over if it can't be read.

        Of several notebooks that it was at together, each is given alone then.
        """
        self._workers.remove(each)
        each.process.terminate()
        each.stop()
        if not each.jobs:
            self._failed_starts += 1
            if self._failed_starts >= FAILED_STARTS:
                raise WorkbookError("The processes that grade end as soon as they start; what they said is above.")
            return None
        job = each.jobs[0]
        if each.exercise:
            job.results.append(self._stopped(job.lesson, each.exercise, f"{what}."))
        elif len(each.jobs) == 1:
            job.refused = f"the notebook can't be graded: {what}."
            return job
        else:
            for one in each.jobs:
                one.alone = True
        waiting.extendleft(reversed(each.jobs))
        return None


def _sheaf(waiting: deque[Job], most: int) -> list[Job]:
    """The next notebooks of one lesson, taken from those that wait."""
    jobs = [waiting.popleft()]
    while waiting and len(jobs) < most and not (jobs[0].alone or waiting[0].alone):
        if waiting[0].lesson != jobs[0].lesson:
            break
        jobs.append(waiting.popleft())
    return jobs

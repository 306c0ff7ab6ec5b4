"""Worker processes that grade, watched: one that dies or hangs is replaced, and costs one answer."""

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import wait

from workbook.errors import WorkbookError
from workbook.grading import worker
from workbook.grading.records import Result

START_SECONDS = 180.0
LARGEST_MB = 600  # of a worker's memory; a larger one is replaced after its notebook
FAILED_STARTS = 3
STOP_SECONDS = 10.0  # for a worker to end what it started; what is in its database's hands is waited for


@dataclass
class Job:
    """A notebook to grade: what is known so far. `key` is the caller's; `refused` says why it can't be read."""

    key: object
    lesson: str
    data: bytes
    results: list[Result] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    refused: str = ""

    def note(self, remarks: Sequence[str]) -> None:
        """Keep remarks, each once."""
        self.remarks += [text for text in remarks if text not in self.remarks]


class _Worker:
    """One process, and what it is at."""

    def __init__(self, context, number: int, seed: int, serve: Callable) -> None:
        self.number = number
        self.end, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, number, seed), daemon=True)
        self.process.start()
        theirs.close()
        self.job: Job | None = None
        self.exercise = ""
        self.ready = False
        self.until = time.monotonic() + START_SECONDS

    def give(self, job: Job) -> None:
        self.job, self.exercise = job, ""
        self.until = time.monotonic() + START_SECONDS  # to read it
        self.end.send((job.lesson, job.data, [result.exercise for result in job.results]))

    def stop(self) -> None:
        self.end.close()  # it ends by itself, and gives its databases back
        self.process.join(STOP_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class Pool:
    """`count` workers; a context manager. `stopped(lesson, id, reason)` makes the result of a lost answer."""

    def __init__(
        self, count: int, seed: int, stopped: Callable[[str, str, str], Result], serve: Callable = worker.serve
    ) -> None:
        methods = multiprocessing.get_all_start_methods()
        # Forked from a server that has the modules imported, a worker is there at once.
        self._context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        if "forkserver" in methods:
            self._context.set_forkserver_preload(["workbook.grading.worker"])
        self._count, self._seed, self._stopped, self._serve = count, seed, stopped, serve
        self._workers: list[_Worker] = []
        self._failed_starts = 0

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, kind: type | None, *error: object) -> None:
        for each in self._workers:
            if kind is not None:
                each.process.terminate()
        for each in self._workers:
            each.stop()

    def run(self, jobs: Sequence[Job]) -> Iterator[Job]:
        """Grade the jobs, and yield each when it is complete. Raises WorkbookError if grading can't go on."""
        waiting, left = deque(jobs), len(jobs)
        while left:
            while len(self._workers) < min(self._count, left):
                free = set(range(1, self._count + 1)) - {each.number for each in self._workers}
                self._workers.append(_Worker(self._context, min(free), self._seed, self._serve))
            for each in self._workers:
                if each.ready and each.job is None and waiting:
                    self._give(each, waiting)
            now = time.monotonic()
            busy = [each for each in self._workers if each.job or not each.ready]
            ready = wait(
                [each.end for each in busy], max(0, min(each.until for each in busy) - now) if busy else 0
            )
            for each in busy:
                if each.end in ready:
                    job = self._hear(each, waiting)
                elif each.until < time.monotonic():
                    what = "it did not end within its time"
                    job = self._lost(each, waiting, what)
                else:
                    continue
                if job:
                    left -= 1
                    yield job

    def _give(self, each: _Worker, waiting: deque[Job]) -> None:
        job = waiting.popleft()
        try:
            each.give(job)
        except OSError:  # it died since; its end will be heard
            each.job = None
            waiting.appendleft(job)
            each.ready = False

    def _hear(self, each: _Worker, waiting: deque[Job]) -> Job | None:
        """One message of a worker; the job that it completes, if it does."""
        try:
            kind, *given = each.end.recv()
        except (EOFError, OSError):
            return self._lost(each, waiting, "it ended the process that judged it")
        job = each.job
        if kind == "failed":
            raise WorkbookError(given[0])
        if kind == "ready":
            each.ready, self._failed_starts = True, 0
        elif kind == "remarks":
            job.note(given[0])
        elif kind == "begin":
            each.exercise, seconds = given
            each.until = time.monotonic() + seconds
        elif kind == "result":
            job.results.append(given[0])
            job.note(given[1])
            each.exercise, each.until = "", time.monotonic() + START_SECONDS
        else:
            if kind == "unreadable":
                job.refused = given[0]
            each.job = None
            if kind == "done" and given[0] > LARGEST_MB:
                self._workers.remove(each)
                each.stop()
            return job
        return None

    def _lost(self, each: _Worker, waiting: deque[Job], what: str) -> Job | None:
        """Replace a worker; its job goes on behind the answer that it was at, or is over if it can't be read."""
        self._workers.remove(each)
        each.process.terminate()
        each.stop()
        job = each.job
        if job is None:
            self._failed_starts += 1
            if self._failed_starts >= FAILED_STARTS:
                raise WorkbookError("The processes that grade end as soon as they start; what they said is above.")
            return None
        if not each.exercise:
            job.refused = f"the notebook can't be graded: {what}."
            return job
        job.results.append(self._stopped(job.lesson, each.exercise, f"{what}."))
        waiting.appendleft(job)
        return None

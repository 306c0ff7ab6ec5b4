"""One of the processes that grade: reads notebooks that it is given and says what becomes of each answer.

What goes over the connection, both ends being ours:

    to the worker      (lesson, [(a notebook's bytes, ids of exercises that are judged already), …])
    from the worker    ("ready",)  ("begin", id, seconds that it may take)  ("result", Result, remarks)
                       ("unreadable", sentence)  ("done", memory in MB)  ("failed", sentence)

The notebooks of a sheaf end one after the other, in order. Before that, the exercises that only ask are judged
for all of them together, since a table that was asked need not be made anew for the next; ("begin", "", seconds)
says so.
"""

import contextlib
import signal
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from multiprocessing.connection import Connection

import psutil

from workbook import servers
from workbook.checking import not_judged
from workbook.checking.context import LOST, Context
from workbook.databases import owned, watchdog
from workbook.databases.owned import OwnedDatabases
from workbook.databases.sql_session import ServerGone
from workbook.errors import NotJudged, TooSlow, WorkbookError
from workbook.exercises import registry
from workbook.exercises.kinds import Exercise, SqlExercise
from workbook.grading import judge
from workbook.grading.judge import Judge
from workbook.grading.records import Result
from workbook.grading.sandbox import cleanup, disk_quota
from workbook.grading.sandbox.sandbox import Sandbox
from workbook.notebook import reader
from workbook.notebook.reader import Notebook, Unreadable

# Fair seconds that one answer may take in all, its sandbox's own limits included; then this process is ended.
SECONDS = {"sql": 150.0, "predict": 150.0, "py": 600.0, "dag": 60.0}


def serve(end: Connection, number: int, seed: int) -> None:
    """Grade until the connection is closed; `number` tells the workers apart."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    watchdog.exit_at(signal.SIGTERM)  # which then ends this one, and what it started
    key = f"grading {number}"  # names of grading's own: it uses up none that kernels claim
    context = Context(claim=lambda: OwnedDatabases("check", key, disk_quota.TEMPORARY_MB))
    try:
        with disk_quota.DiskQuota(owned.mark(key)) as quota, contextlib.ExitStack() as stack:
            # Its fork server takes seconds to start, and lessons in SQL alone need none.
            sandbox = cache(lambda: stack.enter_context(Sandbox(key)))
            worker = _Worker(end, Judge(sandbox, seed, context), quota, context)
            end.send(("ready",))
            while True:
                worker.sheaf(*end.recv())
    except (EOFError, BrokenPipeError):
        pass  # there is nothing more to do
    except WorkbookError as error:
        end.send(("failed", str(error)))


class _Worker:
    """What this process grades with."""

    def __init__(self, end: Connection, judging: Judge, quota: disk_quota.DiskQuota, context: Context) -> None:
        self._end, self._judging, self._quota, self._context = end, judging, quota, context

    def sheaf(self, lesson: str, given: Sequence[tuple[bytes, Collection[str]]]) -> None:
        """Grade notebooks of one lesson."""
        notebooks = [_read(data) for data, _ in given]
        readable = {at: each for at, each in enumerate(notebooks) if isinstance(each, Notebook)}
        known: list[dict[str, Result]] = [{} for _ in given]
        for exercise in registry.load(lesson).exercises.values():
            places = [at for at in readable if exercise.id not in given[at][1]]
            if len(places) > 1 and isinstance(exercise, SqlExercise) and exercise.asks_only:
                self._end.send(("begin", "", SECONDS["sql"] * len(places)))
                found = self._together([readable[at] for at in places], lesson, exercise)
                for at, result in zip(places, found, strict=False):  # none, where they must be judged one by one
                    known[at][exercise.id] = result
        for notebook, (_, judged), results in zip(notebooks, given, known, strict=True):
            if isinstance(notebook, Unreadable):
                self._end.send(("unreadable", str(notebook)))
            else:
                self._notebook(lesson, notebook, judged, results)

    def _clean_up(self) -> None:
        cleanup.clean_up(self._context)

    def _together(self, notebooks: Sequence[Notebook], lesson: str, exercise: SqlExercise) -> Sequence[Result]:
        self._quota.begin()
        try:
            found = self._judging.judge_sql(notebooks, lesson, exercise, self._clean_up)
        except ServerGone:
            raise
        except Exception:  # by one of them; which, will be seen when each is judged alone
            self._context.forget()
            return ()
        return () if self._quota.full else found

    def _notebook(
        self, lesson: str, notebook: Notebook, judged: Collection[str], known: Mapping[str, Result]
    ) -> None:
        """Judge the answers of a notebook but those that are `judged`; the results of some are `known`."""
        self._end.send(("remarks", notebook.remarks))
        for exercise in registry.load(lesson).exercises.values():
            if exercise.id in known:
                self._end.send(("result", known[exercise.id], []))
            elif exercise.id not in judged:
                self._end.send(("begin", exercise.id, SECONDS[exercise.kind]))
                started = time.perf_counter()
                self._quota.begin()
                result, remarks = self._judged(notebook, lesson, exercise)
                if self._quota.full:
                    result = judge.stopped(exercise, disk_quota.TOO_MUCH, result.answer)
                self._end.send(("result", replace(result, seconds=time.perf_counter() - started), remarks))
        self._clean_up()
        self._end.send(("done", psutil.Process().memory_info().rss / 1e6))

    def _judged(self, notebook: Notebook, lesson: str, exercise: Exercise) -> tuple[Result, list[str]]:
        try:
            try:
                return self._judging.judge(notebook, lesson, exercise)
            except (TooSlow, *LOST):
                # Another answer may have brought a server down: it is started again, and this one tried again.
                servers.ensure()
                self._context.forget()
                return self._judging.judge(notebook, lesson, exercise)
        except ServerGone:
            raise  # without it nothing can be graded
        except NotJudged as error:
            return judge.unjudged(exercise, str(error)), []
        except WorkbookError:
            raise
        except Exception as error:  # a check that an answer made stumble must not end the grading of others
            self._context.forget()
            return judge.unjudged(exercise, str(not_judged.explained(error, exercise.id))), []


def _read(data: bytes) -> Notebook | Unreadable:
    try:
        return reader.read(data)
    except Unreadable as error:
        return error

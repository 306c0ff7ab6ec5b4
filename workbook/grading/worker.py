"""One of the processes that grade: reads notebooks that it is given and says what becomes of each answer.

What goes over the connection, both ends being ours:

    to the worker      (lesson, [(a notebook's bytes, the files beside it, ids of exercises judged already), …])
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
from pathlib import Path

import psutil

from workbook import servers
from workbook.checking import not_judged
from workbook.checking.context import LOST, Context
from workbook.databases import owned, watchdog
from workbook.databases.sql_session import ServerGone
from workbook.errors import NotJudged, TooSlow, WorkbookError
from workbook.exercises import registry
from workbook.exercises.kinds import Exercise, SqlExercise
from workbook.grading import file_answers, safe_text
from workbook.grading.judge import Judge
from workbook.grading.records import Result
from workbook.grading.results import stopped, unjudged
from workbook.grading.sandbox import cleanup, disk_quota
from workbook.grading.sandbox.sandbox import Sandbox
from workbook.notebook import reader
from workbook.notebook.reader import Notebook, Unreadable

# Fair seconds that one answer may take in all, its sandbox's own limits included; then this process is ended.
SECONDS = {"sql": 150.0, "predict": 300.0, "py": 600.0, "dag": 300.0, "dbt": 600.0, "spark": 60.0}


def serve(end: Connection, number: int, seed: int, alone: bool = False) -> None:
    """Grade until the connection is closed; `number` tells the workers apart, `alone` that there are no others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    watchdog.exit_at(signal.SIGTERM)  # which then ends this one, and what it started
    key = f"grading {number}"  # names of grading's own: it uses up none that kernels claim
    context = Context(
        claim=lambda: cleanup.claim("check", key, disk_quota.TEMPORARY_MB), runners=file_answers.RUNNERS
    )
    try:
        with (
            contextlib.closing(context),
            disk_quota.DiskQuota(owned.mark(key)) as quota,
            contextlib.ExitStack() as stack,
        ):
            # Its fork server takes seconds to start, and lessons in SQL alone need none.
            sandbox = cache(lambda: stack.enter_context(Sandbox(key)))
            worker = _Worker(end, Judge(sandbox, seed, context, alone), quota, context)
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

    def sheaf(self, lesson: str, given: Sequence[tuple[bytes, Mapping[str, Path], Collection[str]]]) -> None:
        """Grade notebooks of one lesson."""
        notebooks = [_read(data, files) for data, files, _ in given]
        readable = {at: each for at, each in enumerate(notebooks) if isinstance(each, Notebook)}
        known: list[dict[str, tuple[Result, list[str]]]] = [{} for _ in given]
        for exercise in registry.load(lesson).exercises.values():
            places = [at for at in readable if exercise.id not in given[at][2]]
            if len(places) > 1 and isinstance(exercise, SqlExercise) and exercise.asks_only:
                self._end.send(("begin", "", SECONDS["sql"] * len(places)))
                found = self._together([readable[at] for at in places], lesson, exercise)
                for at, each in zip(places, found, strict=False):  # none, where they must be judged one by one
                    known[at][exercise.id] = each
        for notebook, (*_, judged), results in zip(notebooks, given, known, strict=True):
            if isinstance(notebook, Unreadable):
                self._end.send(("unreadable", str(notebook)))
            else:
                self._notebook(lesson, notebook, judged, results)

    def _together(
        self, notebooks: Sequence[Notebook], lesson: str, exercise: SqlExercise
    ) -> Sequence[tuple[Result, list[str]]]:
        self._quota.begin()
        try:
            found = self._judging.judge_sql(notebooks, lesson, exercise)
        except Exception:  # by one of them; which, will be seen when each is judged alone
            self._context.forget()
            return ()
        return () if self._quota.full else found

    def _notebook(
        self,
        lesson: str,
        notebook: Notebook,
        judged: Collection[str],
        known: Mapping[str, tuple[Result, list[str]]],
    ) -> None:
        """Judge the answers of a notebook but those that are `judged`; the results of some are `known`."""
        self._end.send(("remarks", notebook.remarks))
        for exercise in registry.load(lesson).exercises.values():
            if exercise.id in known:
                self._tell(*known[exercise.id])
            elif exercise.id not in judged:
                self._end.send(("begin", exercise.id, SECONDS[exercise.kind]))
                started = time.perf_counter()
                self._quota.begin()
                result, remarks = self._judged(notebook, lesson, exercise)
                if self._quota.full:
                    result = stopped(exercise, disk_quota.TOO_MUCH, result.answer)
                self._tell(replace(result, seconds=time.perf_counter() - started), remarks)
        self._end.send(("done", psutil.Process().memory_info().rss / 1e6))

    def _tell(self, result: Result, remarks: Sequence[str]) -> None:
        """Send a result; what a learner's code or a server said in it is fit to be written and shown from here."""
        self._end.send(("result", safe_text.cleaned(result), safe_text.cleaned(list(remarks))))

    def _judged(self, notebook: Notebook, lesson: str, exercise: Exercise) -> tuple[Result, list[str]]:
        try:
            try:
                return self._judging.judge(notebook, lesson, exercise)
            except (TooSlow, *LOST):
                # Another answer may have brought a server down: it is started again, and this one tried again.
                servers.ensure()
                self._context.forget()
                return self._judging.judge(notebook, lesson, exercise)
        except ServerGone as error:  # a second time: this answer may be what ends it
            servers.ensure()  # or nothing can be graded
            self._context.forget()
            return unjudged(exercise, str(error)), []
        except NotJudged as error:
            return unjudged(exercise, str(error)), []
        except WorkbookError:
            raise
        except Exception as error:  # a check that an answer made stumble must not end the grading of others
            self._context.forget()
            return unjudged(exercise, str(not_judged.explained(error, exercise.id))), []


def _read(data: bytes, files: Mapping[str, Path]) -> Notebook | Unreadable:
    try:
        return replace(reader.read(data), files=files)
    except Unreadable as error:
        return error

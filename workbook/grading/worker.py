"""One of the processes that grade: reads notebooks that it is given and says what becomes of each answer.

What goes over the connection, both ends being ours:

    to the worker      (lesson, the notebook's bytes, ids of exercises that are judged already)
    from the worker    ("ready",)  ("begin", id, seconds that it may take)  ("result", Result, remarks)
                       ("unreadable", sentence)  ("done", memory in MB)  ("failed", sentence)
"""

import contextlib
import signal
import sys
import time
from collections.abc import Collection
from dataclasses import replace
from functools import cache
from multiprocessing.connection import Connection

import psutil

from workbook import databases, exercises, servers
from workbook.errors import WorkbookError
from workbook.exercises import LOST, Exercise
from workbook.grading import judge, submissions, sweep
from workbook.grading.judge import Judge
from workbook.grading.records import Result
from workbook.grading.sandbox import Sandbox
from workbook.grading.submissions import Notebook, Unreadable

# That one answer may take in all, its sandbox's own limits included; beyond it this process is ended.
SECONDS = {"sql": 60.0, "predict": 150.0, "py": 600.0, "dag": 60.0}


def serve(end: Connection, number: int, seed: int) -> None:
    """Grade until the connection is closed; `number` tells the workers apart."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    signal.signal(signal.SIGTERM, lambda *given: sys.exit())  # which then ends this one, and what it started
    try:
        databases.set_apart(f"grading {number}")
        with contextlib.ExitStack() as stack:
            # Its warm process takes seconds to start, and lessons in SQL alone need none.
            sandbox = cache(lambda: stack.enter_context(Sandbox()))
            judging = Judge(sandbox, seed)
            end.send(("ready",))
            while True:
                _notebook(end, judging, *end.recv())
    except (EOFError, BrokenPipeError):
        pass  # there is nothing more to do
    except WorkbookError as error:
        end.send(("failed", str(error)))


def _notebook(end: Connection, judging: Judge, lesson: str, data: bytes, judged: Collection[str]) -> None:
    try:
        notebook = submissions.read(data)
    except Unreadable as error:
        end.send(("unreadable", str(error)))
        return
    end.send(("remarks", notebook.remarks))
    for exercise in exercises.load(lesson).exercises.values():
        if exercise.id not in judged:
            end.send(("begin", exercise.id, SECONDS[exercise.kind]))
            started = time.perf_counter()
            result, remarks = _judged(judging, notebook, lesson, exercise)
            end.send(("result", replace(result, seconds=time.perf_counter() - started), remarks))
    sweep.sweep_runners()
    end.send(("done", psutil.Process().memory_info().rss / 1e6))


def _judged(judging: Judge, notebook: Notebook, lesson: str, exercise: Exercise) -> tuple[Result, list[str]]:
    try:
        return judging.judge(notebook, lesson, exercise)
    except LOST:
        # Another answer may have brought a server down: it is started again, and this one tried again.
        servers.ensure()
        exercises.forget_runners()
        return judging.judge(notebook, lesson, exercise)
    except WorkbookError:
        raise
    except Exception as error:  # a check that an answer made stumble must not end the grading of others
        exercises.forget_runners()
        # Its text may quote hidden rows, and learners read this.
        return judge.stopped(exercise, f"the check stopped with {type(error).__name__}."), []

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

from workbook import databases, exercises, servers, watch
from workbook.errors import WorkbookError
from workbook.exercises import LOST, Exercise, SqlExercise
from workbook.grading import judge, room, submissions, sweep
from workbook.grading.judge import Judge
from workbook.grading.records import Result
from workbook.grading.sandbox import Sandbox
from workbook.grading.submissions import Notebook, Unreadable

# That one answer may take in all, its sandbox's own limits included; beyond it this process is ended.
SECONDS = {"sql": 60.0, "predict": 150.0, "py": 600.0, "dag": 60.0}


def serve(end: Connection, number: int, seed: int) -> None:
    """Grade until the connection is closed; `number` tells the workers apart."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    watch.exit_at(signal.SIGTERM)  # which then ends this one, and what it started
    try:
        mark = databases.set_apart(f"grading {number}", room.TEMPORARY_MB)
        with room.Room(mark) as taken, contextlib.ExitStack() as stack:
            # Its warm process takes seconds to start, and lessons in SQL alone need none.
            sandbox = cache(lambda: stack.enter_context(Sandbox()))
            judging = Judge(sandbox, seed)
            end.send(("ready",))
            while True:
                _sheaf(end, judging, taken, *end.recv())
    except (EOFError, BrokenPipeError):
        pass  # there is nothing more to do
    except WorkbookError as error:
        end.send(("failed", str(error)))


def _sheaf(
    end: Connection, judging: Judge, taken: room.Room, lesson: str, given: Sequence[tuple[bytes, Collection[str]]]
) -> None:
    notebooks = [_read(data) for data, _ in given]
    known: list[dict[str, Result]] = [{} for _ in given]
    for exercise in exercises.load(lesson).exercises.values():
        places = [
            at for at, (_, judged) in enumerate(given)
            if isinstance(notebooks[at], Notebook) and exercise.id not in judged
        ]  # fmt: skip
        if len(places) > 1 and exercise.kind == "sql" and exercise.asks_only:
            end.send(("begin", "", SECONDS["sql"] * len(places)))
            found = _together(judging, taken, [notebooks[at] for at in places], lesson, exercise)
            for at, result in zip(places, found, strict=False):  # none, where they must be judged one by one
                known[at][exercise.id] = result
    for notebook, (_, judged), results in zip(notebooks, given, known, strict=True):
        if isinstance(notebook, Unreadable):
            end.send(("unreadable", str(notebook)))
        else:
            _notebook(end, judging, taken, lesson, notebook, judged, results)


def _read(data: bytes) -> Notebook | Unreadable:
    try:
        return submissions.read(data)
    except Unreadable as error:
        return error


def _together(
    judging: Judge, taken: room.Room, notebooks: Sequence[Notebook], lesson: str, exercise: SqlExercise
) -> Sequence[Result]:
    taken.begin()
    try:
        found = judging.judge_sql(notebooks, lesson, exercise, sweep.sweep_runners)
    except (WorkbookError, *LOST):
        raise
    except Exception:  # one of them made the check stumble; which, will be seen when each is judged alone
        exercises.forget_runners()
        return ()
    return () if taken.full else found


def _notebook(
    end: Connection,
    judging: Judge,
    taken: room.Room,
    lesson: str,
    notebook: Notebook,
    judged: Collection[str],
    known: Mapping[str, Result],
) -> None:
    """Judge the answers of a notebook but those that are `judged`; the results of some are `known`."""
    end.send(("remarks", notebook.remarks))
    for exercise in exercises.load(lesson).exercises.values():
        if exercise.id in known:
            end.send(("result", known[exercise.id], []))
        elif exercise.id not in judged:
            end.send(("begin", exercise.id, SECONDS[exercise.kind]))
            started = time.perf_counter()
            taken.begin()
            result, remarks = _judged(judging, notebook, lesson, exercise)
            if taken.full:
                result = judge.stopped(exercise, room.TOO_MUCH, result.answer)
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

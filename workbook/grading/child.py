"""What runs in a process of the sandbox: a learner's cells, then a check of their function, or calls of it.

The process was forked from a warm one, and holds no secret but the passwords of the roles that were lent to it.
It gives up its rights before the first line of a learner's runs.
"""

import gc
import importlib.abc
import io
import multiprocessing.context
import os
import socket
import sys
import threading

from workbook import exercises, functions, lent
from workbook.exercises import PyExercise
from workbook.grading import audit, cells, hand, other_program, system, wire
from workbook.tables import Rows, shown
from workbook.verdicts import Verdict

EVIDENCE = 40_000  # characters of one text of a verdict


def serve(end: socket.socket) -> None:
    """Do the one job that comes over the socket, and return."""
    channel = wire.Channel(end)
    job = channel.receive()
    try:
        JOBS[job["kind"]](job, channel)
    except wire.Closed:
        return
    except Exception as error:  # of the check's own, or of the servers: the grader says so
        channel.send({"failed": functions.described(error), "key": job["key"]})


def _evaluate(job: dict, channel: wire.Channel) -> None:
    _give_up(job)
    namespace, raised = _run_cells(job, channel)
    done = {"key": job["key"], "raised": _numbered(raised), "defined": job["name"] in namespace}
    if done["defined"]:
        try:
            done["value"] = wire.encode(namespace[job["name"]])
        except wire.Unsendable as error:
            done["unsendable"] = str(error)
    channel.send(done)


def _check(job: dict, channel: wire.Channel) -> None:
    exercise, lesson = _exercise(job)
    lent.use(lent.from_terms(job["lent"]))
    exercises.function_runner(exercise.parts, exercise.autocommit).connect()
    other_program.prepare(lesson, job)
    fingerprint = audit.of_lesson(lesson)
    _give_up(job)
    namespace, raised = _run_cells(job, channel)
    changed = fingerprint.changed()
    done = {"key": job["key"], "raised": _numbered(raised)}
    if not changed:
        channel.send({"checking": True})
        function, wrong = functions.function_named(namespace, exercise.function)
        verdict = exercise.check_function(function, wrong)
        changed = fingerprint.changed()
        done |= {"defined": function is not None, "verdict": as_plain(verdict)}
    channel.send(done | {"changed": changed})


def _hand(job: dict, channel: wire.Channel) -> None:
    exercise, _ = _exercise(job)
    borrowed = lent.from_terms(job["lent"])
    work = hand.Hand(exercise, borrowed, channel)
    _give_up(job)
    namespace, raised = _run_cells(job, channel)
    function, wrong = functions.function_named(namespace, exercise.function)
    channel.send({"key": job["key"], "raised": _numbered(raised), "wrong": wrong})
    if function is not None:
        work.serve(function)


JOBS = {"evaluate": _evaluate, "check": _check, "hand": _hand}


def _exercise(job: dict) -> tuple[PyExercise, str]:
    """The exercise, and its lesson's name among modules."""
    lesson, exercise = exercises.find(job["exercise"])
    return exercise, lesson.name.replace("-", "_")


def _locks_of_threads() -> None:
    """Make locks between processes, which lie in shared memory, locks between threads: there is no other process.

    multiprocessing.pool.ThreadPool uses them, too.
    """
    kind = multiprocessing.context.BaseContext
    for name in ("Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition", "Event", "Barrier"):
        make = getattr(threading, name)
        setattr(kind, name, lambda self, *given, make=make, **named: make(*given, **named))


def _give_up(job: dict) -> None:
    """From here on the process has only the rights that the job names; a learner's code may run."""
    folder = job["folder"]
    os.environ.clear()
    os.environ |= {"HOME": folder, "TMPDIR": folder, "PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    _locks_of_threads()
    system.confine(system.Bounds(**job["bounds"]))
    os.chdir(folder)
    sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = _Nowhere()
    sys.argv = [""]
    for name in [name for name in sys.modules if audit.ours(name)]:
        del sys.modules[name]
    sys.meta_path.insert(0, _NotHere())
    gc.enable()


class _Nowhere(io.TextIOBase):
    """Where what cells print goes."""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        return len(text)


class _NotHere(importlib.abc.MetaPathFinder):
    """Keeps the workbook's own modules from a learner's imports."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Nothing; raises ModuleNotFoundError for the workbook's modules."""
        if audit.ours(name):
            raise ModuleNotFoundError(f"{name} is not there while answers are graded", name=name)


def _run_cells(job: dict, channel: wire.Channel) -> tuple[dict, dict[int, str]]:
    given = [cells.Cell(number, source) for number, source in job["cells"]]
    return cells.run(given, lambda number: channel.send({"cell": number}))


def _numbered(raised: dict[int, str]) -> list:
    return [[number, text[:EVIDENCE]] for number, text in raised.items()]


def as_plain(verdict: Verdict) -> list[dict]:
    """A verdict's lines as JSON's types; values as they are shown."""

    def piece(evidence: Rows | str) -> object:
        if isinstance(evidence, str):
            return evidence[:EVIDENCE]
        rows = [[value if type(value) in (int, float) else shown(value)[:EVIDENCE] for value in row]
                for row in evidence.rows]  # fmt: skip
        return {"columns": list(map(str, evidence.columns)), "rows": wire.encode(rows), "note": evidence.note}

    return [
        {
            "ok": line.ok,
            "rule": line.rule,
            "text": line.text[:EVIDENCE],
            "mistake": line.mistake[:EVIDENCE],
            "evidence": [piece(evidence) for evidence in line.evidence],
        }
        for line in verdict.lines
    ]

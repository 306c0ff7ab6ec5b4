"""What runs in a process of the sandbox: a learner's cells, then a check of their function, or calls of it.

The process was forked from a fork server, and holds no secret but the passwords of the roles that it was given.
It gives up its rights before the first line of a learner's runs.
"""

import gc
import importlib.abc
import io
import os
import socket
import sys
import traceback

from workbook import checking
from workbook.checking import not_judged
from workbook.checking.context import LOST, Context
from workbook.checking.function_source import FunctionAnswer
from workbook.databases import provisioned
from workbook.databases.base import Databases
from workbook.errors import NotJudged
from workbook.exercises import registry
from workbook.exercises.kinds import PyExercise
from workbook.exercises.tables import Rows, shown
from workbook.exercises.verdicts import Verdict
from workbook.grading.sandbox import audit, helper_process, json_channel, remote_caller, system
from workbook.grading.sandbox.system import thread_locks
from workbook.notebook import python_cells
from workbook.notebook.cell_kernel import CellKernel
from workbook.notebook.reader import Cell

EVIDENCE = 40_000  # characters of one text of a verdict


def serve(end: socket.socket) -> None:
    """Do the one job that comes over the socket, and return."""
    channel = json_channel.Channel(end)
    job = channel.receive()
    try:
        JOBS[job["kind"]](job, channel)
    except json_channel.Closed:
        return
    except Exception as error:  # of the check's own, or of the servers: the grader says so
        found = "".join(traceback.format_exception(error))[-EVIDENCE:]
        told = str(error) if isinstance(error, NotJudged) else str(not_judged.lacking(error) or "")
        failed = {"failed": type(error).__name__, "says": told, "traceback": found, "lost": _is_lost(error)}
        channel.send(failed | {"key": job["key"]})


def _is_lost(error: Exception) -> bool:
    """Whether a session that was there is not any more; one that could not be had is none."""
    return isinstance(error, LOST) and "connection to server at" not in str(error)


def _evaluate(job: dict, channel: json_channel.Channel) -> None:
    _give_up(job)
    namespace, raised, kernel = _run_cells(job, channel)
    namespace = {**namespace, "": kernel.answers}
    done = {"key": job["key"], "raised": _numbered(raised), "defined": job["name"] in namespace}
    try:
        given = {"value": json_channel.encode(namespace[job["name"]])} if done["defined"] else {}
        channel.send(done | given)
    except json_channel.Unsendable as error:  # too large, too
        channel.send(done | {"unsendable": str(error)})


def _check(job: dict, channel: json_channel.Channel) -> None:
    exercise, lesson = _exercise(job)
    databases = provisioned.from_terms(job["databases"])
    context = Context(claim=lambda: databases, silent=None)
    context.function_runner(exercise.parts, exercise.autocommit).connect()
    helper_process.prepare(lesson, job)
    fingerprint = audit.of_lesson(lesson)
    _give_up(job)
    namespace, raised, _ = _run_cells(job, channel)
    changed = fingerprint.changed()
    done = {"key": job["key"], "raised": _numbered(raised)}
    if not changed:
        channel.send({"checking": True})
        answer = FunctionAnswer.named(namespace, exercise.function, raised)
        verdict = checking.check(exercise, answer, context)
        changed = fingerprint.changed()
        done |= {"defined": answer.function is not None, "verdict": as_plain(verdict)}
    channel.send(done | {"changed": changed})


def _call_remotely(job: dict, channel: json_channel.Channel) -> None:
    exercise, _ = _exercise(job)
    databases = provisioned.from_terms(job["databases"])
    work = remote_caller.RemoteCaller(exercise, databases, channel)
    _give_up(job)
    namespace, raised, _ = _run_cells(job, channel)
    answer = FunctionAnswer.named(namespace, exercise.function)
    channel.send({"key": job["key"], "raised": _numbered(raised), "wrong": answer.wrong})
    if answer.function is not None:
        work.serve(answer.function)


JOBS = {"evaluate": _evaluate, "check": _check, "hand": _call_remotely}


def _exercise(job: dict) -> tuple[PyExercise, str]:
    """The exercise, and its lesson's name among modules."""
    lesson, exercise = registry.find(job["exercise"])
    assert isinstance(exercise, PyExercise)
    return exercise, lesson.name.replace("-", "_")


def _give_up(job: dict) -> None:
    """From here on the process has only the rights that the job names; a learner's code may run."""
    folder = job["folder"]
    os.environ.clear()
    os.environ |= {"HOME": folder, "TMPDIR": folder, "PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    thread_locks.replace()
    system.confine(system.Bounds(**job["bounds"]))
    os.chdir(folder)
    sys.stdout = sys.stderr = nowhere = _Nowhere()
    # The stub takes them for constants.
    sys.__stdout__ = sys.__stderr__ = nowhere  # type: ignore[assignment, misc]
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


def _run_cells(job: dict, channel: json_channel.Channel) -> tuple[dict, dict[int, str], CellKernel]:
    """The names that the cells leave, their errors, and the notebook's kernel."""

    def lend(lesson: str) -> Databases:
        channel.send({"lend": lesson})
        return provisioned.from_terms(channel.receive()["lent"])

    given = [Cell(number, source) for number, source in job["cells"]]
    kernel = CellKernel(job["lesson"], lend if job["lends"] else None)
    namespace, raised = python_cells.run(given, lambda number: channel.send({"cell": number}), kernel)
    return namespace, raised, kernel


def _numbered(raised: dict[int, str]) -> list:
    return [[number, text[:EVIDENCE]] for number, text in raised.items()]


def as_plain(verdict: Verdict) -> list[dict]:
    """A verdict's lines as JSON's types; values as they are shown."""

    def piece(evidence: Rows | str) -> object:
        if isinstance(evidence, str):
            return evidence[:EVIDENCE]
        rows = [[value if type(value) in (int, float) else shown(value)[:EVIDENCE] for value in row]
                for row in evidence.rows]  # fmt: skip
        return {
            "columns": list(map(str, evidence.columns)),
            "rows": json_channel.encode(rows),
            "note": evidence.note,
        }

    return [
        {
            "ok": line.ok,
            "rule": line.rule,
            "text": line.words[:EVIDENCE],
            "mistake": line.mistake[:EVIDENCE],
            "evidence": [piece(evidence) for evidence in line.evidence],
        }
        for line in verdict.lines
    ]

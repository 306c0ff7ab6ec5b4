"""Runs learners' Python for grading: each answer in a process of its own, which can harm nobody but itself.

A process of the sandbox is forked from a fork server that has everything imported, gives up its rights (system),
and runs the notebook's cells (cells), then the exercise's own check on the function that they define (main). What
it has of the servers is leased: one name, made anew each time (lease). When it has answered, or its time is over,
it is ended, with all that it started.

Who is believed:
- A *refusal* by the process is believed: an answer that refuses itself gains nothing.
- A *pass* is not. Code in the same process can make the check say anything, though the audit (audit) names what
  was replaced in the plain ways. So `confirm` has the verifier (verifier) look at what the function does in
  another process, on a variant of the exercise that no process of a learner's code has seen. It sees the
  statements to the warehouse pass through a proxy (postgres_proxy), so that another session looks between them,
  and three, drawn by the seed, fail. What the verifier can't ask rests on the audit: the rules that need the same
  process (memory, threads, the clock, a failing source or bucket, lesson 10's refused checks), and those that come
  after all others (histories that must equal a full refresh, lesson 10's faults). So a process that forges its
  verdict by its key hides a fault of these kinds; wrong rows, half-done tables and most faults of statements it
  can't. Whether the caller heard of an error is the remote caller's word.
"""

import contextlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from workbook.checking import not_judged
from workbook.checking.context import LOST, Context
from workbook.databases import provisioned
from workbook.errors import NotJudged, WorkbookError
from workbook.exercises import registry
from workbook.exercises.kinds import PyExercise
from workbook.exercises.tables import Rows
from workbook.exercises.verdicts import Line, Verdict
from workbook.grading.sandbox import json_channel, system, verifier
from workbook.grading.sandbox.lease import Lease
from workbook.grading.sandbox.postgres_proxy import PostgresProxy
from workbook.grading.sandbox.process import ForkServer, Process, Stopped
from workbook.notebook.reader import Cell

# What a right answer takes: cells, which define functions, some milliseconds; a check 0.1 to 1.2 s, one of a long
# exercise 2 to 15 s. A hang that no signal ends costs the limit.
# They leave room for an answer whose calls each take what the texts allow, a few seconds.
CELL_SECONDS = 5.0  # of one cell; these are fair seconds (servers.fair_clock)
CELLS_SECONDS = 20.0  # and of all of a notebook's
CHECK_SECONDS, LONG_CHECK_SECONDS = 60.0, 240.0  # of a check, beyond what its exercise asks for
PROCESSOR_SECONDS, LONG_PROCESSOR_SECONDS = 60, 240  # of the whole process, beyond what the exercise asks for
OPEN_FILES = 64  # where there is a server to connect to; a thread of SQLite's takes four
OPEN_FILES_ALONE = 512
LEFT_OUT = 3  # cells that end their process, before the notebook is given up


@dataclass
class Ran:
    """What became of an answer.

    `verdict` is None where there is none, and `ended` says why, in one sentence ("" otherwise), or `failed`, where
    that is no fault of the answer. `value` is what `evaluate` was asked for. `remarks` are sentences about cells
    that were left out or raised.
    """

    verdict: Verdict | None = None
    value: object = None
    ended: str = ""
    failed: str = ""
    remarks: list[str] = field(default_factory=list)


def missing_limits() -> list[str]:
    """Sentences: which limits this machine can't give, and what to do; none where it can give all."""
    return system.missing()


class Sandbox:
    """A place to run answers, one at a time; a context manager. One for each process that grades.

    Raises WorkbookError, when it is entered, on a machine where no answer can be run: Windows, and one that
    refuses to limit a process, such as a container in which root may not become another user.
    """

    def __init__(self, key: str = "") -> None:
        """`key` tells the names that it claims on the servers from others'."""
        self._key = key
        self._account = system.account()
        self._open = contextlib.ExitStack()

    def __enter__(self) -> "Sandbox":
        if not system.possible():
            raise WorkbookError(system.missing()[0])
        with contextlib.ExitStack() as stack:
            self._warm = ForkServer()
            stack.callback(self._warm.close)
            self._lease = Lease(self._warm, self._account, self._key)
            stack.callback(self._lease.close)
            tried = self.evaluate([Cell(1, "ready = True")], "ready")
            if refused := tried.ended or tried.failed:  # else that would be said of each student's answer
                raise WorkbookError(f"This machine can't limit a learner's code: {refused} {system.ELSEWHERE}")
            self._open = stack.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def evaluate(self, cells: Sequence[Cell], name: str, deadly: dict[int, str] | None = None) -> Ran:
        """Run the cells, and give the value of `name` as Ran.value: plain types only, as wire has them.

        `deadly` keeps, by number, how a cell ended its process or its time, from one call to the next for the same
        notebook: such a cell is not tried again.
        """
        job: dict[str, Any] = {"kind": "evaluate", "name": name, **self._bounds(PROCESSOR_SECONDS, 0)}

        def done(process: Process, message: dict, ran: Ran) -> None:
            if "failed" in message:
                ran.failed = _failed(message, name)
            elif not message.get("defined"):
                why = _raised(message)
                ran.ended = f"no cell gives {name} a value{': ' + why[0] if why else '.'}"
                ran.remarks += why
            elif "unsendable" in message:
                ran.ended = f"{name} is nothing that can be looked at: {message['unsendable']}."
            else:
                ran.value = json_channel.decode(message.get("value"))

        return self._without_deadly_cells(job, cells, done, deadly)

    def check(self, exercise: PyExercise, cells: Sequence[Cell], deadly: dict[int, str] | None = None) -> Ran:
        """Run the cells, and the exercise's own check on the function that they define (`deadly`: evaluate)."""
        seconds, processor_seconds = _seconds(exercise)
        job: dict[str, Any] = {"kind": "check", "exercise": exercise.id, "databases": self._lease.renew()}
        job |= self._bounds(processor_seconds, len(exercise.parts))

        def done(process: Process, message: dict, ran: Ran) -> None:
            if "checking" in message:
                message = self._last(process, process.receive(seconds))
            if "failed" in message:
                ran.failed = _failed(message, exercise.id)
                return
            changed = message.get("changed")
            if changed:
                says = f"it replaced {changed[0]}, which the check stands on: leave that as it is."
                ran.verdict = Verdict(exercise.id, [Line(False, "answer", str(says)[:300])])
                return
            ran.verdict = _verdict(exercise.id, message)
            if not message.get("defined"):
                ran.remarks += _raised(message)

        return self._without_deadly_cells(job, cells, done, deadly)

    def confirm(self, variant: PyExercise, cells: Sequence[Cell], deadly: dict[int, str] | None = None) -> Ran:
        """Let the verifier look at what the function leaves, on the variant's scenarios (`deadly`: evaluate).

        The cells run in a new process, whose word is not taken for anything but what a call returned or raised.
        """
        handed_out = registry.find(variant.id)[1]
        assert isinstance(handed_out, PyExercise)
        seconds, processor_seconds = _seconds(handed_out)
        terms = self._lease.renew()
        host, port = terms["warehouse"]
        proxy = PostgresProxy(host, port, variant.autocommit)
        job: dict[str, Any] = {"kind": "hand", "exercise": variant.id, "databases": proxy.instead(terms)}
        job |= self._bounds(processor_seconds, len(variant.parts))
        bounds = job["bounds"]
        bounds["ports"] = [proxy.port if each == port else each for each in bounds["ports"]]

        def done(process: Process, message: dict, ran: Ran) -> None:
            if message.get("wrong"):
                ran.verdict = Verdict(variant.id, [Line(False, "answer", str(message["wrong"])[:300])])
                ran.remarks += _raised(message)
                return
            process.end_in(seconds)
            ran.verdict = self._verified(variant, terms, process, proxy)

        with proxy:
            return self._without_deadly_cells(job, cells, done, deadly)

    def _verified(self, variant: PyExercise, terms: dict, process: Process, proxy: PostgresProxy) -> Verdict:
        databases = provisioned.from_terms(terms, by_folder=False)
        context = Context(claim=lambda: databases, silent=None)
        try:
            return verifier.confirm(variant, process, self._account, proxy, context)
        except (Stopped, NotJudged):
            raise
        except (*LOST, ClientError, WorkbookError) as error:
            self._lease.reach()  # or nothing can be graded
            # Of the error no more than its kind: its text can quote hidden rows, and learners read this.
            raise Stopped(f"left what can't be looked at ({type(error).__name__})") from None
        except Exception as error:  # of the check's own
            raise not_judged.explained(error, variant.id) from error
        finally:
            self._lease.end_sessions()  # also this process's own sessions

    def _bounds(self, processor_seconds: int, connections: int) -> dict:
        alone = not connections
        return {
            "bounds": {
                "folders": [] if alone else self._lease.folders,
                "ports": [] if alone else self._lease.ports,
                "seconds": processor_seconds,
                "open_files": OPEN_FILES_ALONE if alone else OPEN_FILES,
            }
        }

    def _without_deadly_cells(
        self, job: dict, cells: Sequence[Cell], done: Callable, deadly: dict[int, str] | None
    ) -> Ran:
        """Run the job; a cell that ends its process, or its time, is left out, and it starts again."""
        deadly = {} if deadly is None else deadly
        left = [cell for cell in cells if cell.number not in deadly]
        ran = Ran(remarks=[_left_out(cell.number, deadly) for cell in cells if cell.number in deadly])
        while True:
            running: list[int] = []
            try:
                given = {**job, "cells": [[cell.number, cell.source] for cell in left]}
                with Process(self._warm, self._lease.folder, self._account, given) as process:
                    process.end_in(CELLS_SECONDS)
                    message = process.receive(CELLS_SECONDS)
                    while type(message.get("cell")) is int:
                        running[:] = [message["cell"]]
                        message = process.receive(CELL_SECONDS)
                    process.end_in(math.inf)
                    running.clear()
                    if "checking" not in message:
                        message = self._last(process, message)
                    done(process, message, ran)
            except Stopped as stopped:
                at = next((at for at, cell in enumerate(left) if [cell.number] == running), None)
                if at is not None and len(ran.remarks) < LEFT_OUT:
                    deadly[left.pop(at).number] = str(stopped)
                    ran.remarks.append(_left_out(running[0], deadly))
                    continue
                ran.verdict, ran.ended = None, f"it {stopped}."
            except (json_channel.Unsendable, KeyError, TypeError, ValueError, AttributeError, IndexError):
                ran.verdict, ran.ended = None, "it wrote into the grader's channel."
            return ran

    @staticmethod
    def _last(process: Process, message: dict) -> dict:
        """The message, if it has the key that only the process was given. Raises Stopped."""
        if message.get("key") != process.key:
            raise Stopped("wrote into the grader's channel")
        return message


def _seconds(exercise: PyExercise) -> tuple[float, int]:
    """What a check of the exercise may take: fair seconds, and the processor's."""
    scenarios = [*exercise.scenarios, *(getattr(rule, "scenario", None) for rule in exercise.rules)]
    longest = max((getattr(scenario, "seconds", 0.0) for scenario in scenarios), default=0.0)
    # Rules that come after all others call the function for many rows, or some dozens of times.
    if longest or any(rule.runs_last for rule in exercise.rules):
        return LONG_CHECK_SECONDS + longest, LONG_PROCESSOR_SECONDS + int(longest)
    return CHECK_SECONDS, PROCESSOR_SECONDS


def _left_out(number: int, deadly: dict[int, str]) -> str:
    return f"cell {number} {deadly[number]}; it was left out."


def _failed(message: dict, exercise: str) -> str:
    """Why there is no verdict, where the process met an error that is not the answer's; its traceback is kept."""
    if message.get("says"):
        return str(message["says"])[:300]
    place = not_judged.keep(str(message.get("traceback", "")), exercise)
    return not_judged.fault_of_ours(str(message["failed"])[:60], place)


def _raised(message: dict) -> list[str]:
    return [f"cell {int(number)} raised {str(text)[:200]}." for number, text in message.get("raised", [])][:5]


def _verdict(exercise: str, message: dict) -> Verdict:
    """The verdict that a process sent. Raises TypeError, KeyError or wire.Unsendable for what is none."""

    def piece(evidence: str | dict) -> Rows | str:
        if isinstance(evidence, str):
            return evidence
        return Rows(
            list(map(str, evidence["columns"])), json_channel.decode(evidence["rows"]), str(evidence["note"])
        )

    return Verdict(
        exercise,
        [
            Line(
                line["ok"] is True,
                str(line["rule"]),
                str(line["text"]),
                tuple(map(piece, line["evidence"])),
                str(line.get("mistake", "")),
            )
            for line in message["verdict"]
        ],
    )

"""Runs learners' Python for grading: each answer in a process of its own, which can harm nobody but itself.

A process of the sandbox is forked from a fork server that has everything imported, gives up its rights (system),
and runs the notebook's cells (cells), then the exercise's own check on the function that they define (main). What
it has of the servers is leased: one name, made anew each time (lease), and where the cells use `warehouse` and the
like, another for them: what they do there is nothing to the check. When it has answered, or its time is over, it
is ended, with all that it started.

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
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from workbook.checking import not_judged
from workbook.checking.context import LOST, Context
from workbook.databases import provisioned
from workbook.errors import NotJudged, WorkbookError
from workbook.exercises import registry
from workbook.exercises.kinds import PyExercise
from workbook.exercises.verdicts import Line, Verdict
from workbook.grading.sandbox import json_channel, outcome, remote_caller, system, verifier
from workbook.grading.sandbox.lease import Lease
from workbook.grading.sandbox.outcome import Ran
from workbook.grading.sandbox.postgres_proxy import PostgresProxy
from workbook.grading.sandbox.process import ForkServer, Process, Stopped
from workbook.notebook.cell_names import wants_databases
from workbook.notebook.reader import Cell

# A right answer's cells take milliseconds, a check 0.1 to 1.2 s, one of a long exercise 2 to 15 s. The limits
# leave room for calls that each take what the texts allow, a few seconds; a hang costs the whole of them.
CELL_SECONDS = 15.0  # of one cell; these are fair seconds (servers.fair_clock)
CELLS_SECONDS = 60.0  # and of all of a notebook's
CHECK_SECONDS, LONG_CHECK_SECONDS = 60.0, 240.0  # of a check, beyond what its exercise asks for
PROCESSOR_SECONDS, LONG_PROCESSOR_SECONDS = 120, 300  # of the whole process, beyond what the exercise asks for
OPEN_FILES = 64  # where there is a server to connect to; a thread of SQLite's takes four
OPEN_FILES_ALONE = 512
LEFT_OUT = 3  # cells that end their process, before the notebook is given up
LENT = 20  # times that one process is given the notebook's databases as new


@dataclass
class Surroundings:
    """What lies around the cells of a notebook: its lesson, and the files beside it, by their names there.

    `deadly` keeps, by number, how a cell ended its process or its time, from one call to the next for the same
    notebook: such a cell is not tried again.
    """

    lesson: str = ""
    files: Mapping[str, Path] = field(default_factory=dict)
    deadly: dict[int, str] = field(default_factory=dict)


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

    def evaluate(self, cells: Sequence[Cell], name: str, around: Surroundings | None = None) -> Ran:
        """Run the cells, and give the value of `name` as Ran.value: plain types only, as wire has them.

        Without a name it is what `%%sql --answer` was given, by exercise.
        """
        job: dict[str, Any] = {"kind": "evaluate", "name": name}
        if self._lends(job, cells):
            self._lease.renew(with_store=True)
        job |= self._bounds(PROCESSOR_SECONDS, job["lends"], OPEN_FILES)

        def done(process: Process, message: dict, ran: Ran) -> None:
            if "failed" in message:
                ran.failed = outcome.failed(message, name)
            elif not message.get("defined"):
                why = outcome.sentences(ran.raised)
                ran.ended = f"no cell gives {name} a value{f': {why[0]}' if why else '.'}"
            elif "unsendable" in message:
                ran.ended = f"{name} is nothing that can be looked at: {message['unsendable']}."
            else:
                ran.value = json_channel.decode(message.get("value"))

        return self._without_deadly_cells(job, cells, done, around)

    def check(self, exercise: PyExercise, cells: Sequence[Cell], around: Surroundings | None = None) -> Ran:
        """Run the cells, and the exercise's own check on the function that they define."""
        seconds, processor_seconds = _seconds(exercise)
        job: dict[str, Any] = {"kind": "check", "exercise": exercise.id}
        lends = self._lends(job, cells)
        job["databases"] = self._renewed(exercise, lends)
        job |= self._bounds_of(exercise, processor_seconds, lends)

        def done(process: Process, message: dict, ran: Ran) -> None:
            if "checking" in message:
                message = self._last(process, process.receive(seconds), ran)
            if "failed" in message:
                ran.failed, ran.lost = outcome.failed(message, exercise.id), message.get("lost") is True
                return
            if changed := message.get("changed"):
                says = f"it replaced {changed[0]}, which the check stands on: leave that as it is."
                ran.verdict = Verdict(exercise.id, [Line(False, "answer", str(says)[:300])])
                return
            ran.verdict = outcome.verdict(exercise.id, message)

        return self._without_deadly_cells(job, cells, done, around)

    def confirm(self, variant: PyExercise, cells: Sequence[Cell], around: Surroundings | None = None) -> Ran:
        """Let the verifier look at what the function leaves, on the variant's scenarios.

        The cells run in a new process, whose word is not taken for anything but what a call returned or raised.
        """
        handed_out = registry.find(variant.id)[1]
        assert isinstance(handed_out, PyExercise)
        seconds, processor_seconds = _seconds(handed_out)
        job: dict[str, Any] = {"kind": "hand", "exercise": variant.id}
        lends = self._lends(job, cells)
        terms = self._renewed(variant, lends)
        host, port = terms["warehouse"]
        proxy = PostgresProxy(host, port, variant.autocommit, self._lease.notebook_name)
        job["databases"] = proxy.instead(terms)
        job |= self._bounds_of(variant, processor_seconds, lends)
        bounds = job["bounds"]
        bounds["ports"] = [proxy.port if each == port else each for each in bounds["ports"]]

        def done(process: Process, message: dict, ran: Ran) -> None:
            if "failed" in message:
                ran.failed = outcome.failed(message, variant.id)
                return
            if message.get("wrong"):
                ran.verdict = Verdict(variant.id, [Line(False, "answer", str(message["wrong"])[:300])])
                return
            process.end_in(seconds)
            ran.verdict = self._verified(variant, terms, process, proxy)

        with proxy:
            return self._without_deadly_cells(job, cells, done, around, proxy.instead)

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
            why = not_judged.lacking(error) or type(error).__name__
            raise Stopped(f"left what can't be looked at ({why})") from None
        except Exception as error:  # of the check's own
            raise not_judged.explained(error, variant.id) from error
        finally:
            self._lease.end_sessions()  # also this process's own sessions

    def _renewed(self, exercise: PyExercise, lends: bool) -> dict:
        return self._lease.renew(with_store=lends or bool(remote_caller.WITH_BUCKET & set(exercise.parts)))

    @staticmethod
    def _lends(job: dict, cells: Sequence[Cell]) -> bool:
        """Whether the cells need the notebook's own databases; noted in the job."""
        job["lends"] = wants_databases(cells)
        return job["lends"]

    def _bounds_of(self, exercise: PyExercise, processor_seconds: int, lends: bool) -> dict:
        has_parts = bool(exercise.parts)
        return self._bounds(processor_seconds, has_parts or lends, OPEN_FILES if has_parts else OPEN_FILES_ALONE)

    def _bounds(self, processor_seconds: int, servers: bool, open_files: int) -> dict:
        return {
            "bounds": {
                "folders": self._lease.folders if servers else [],
                "ports": self._lease.ports if servers else [],
                "seconds": processor_seconds,
                "open_files": open_files,
            }
        }

    def _without_deadly_cells(
        self,
        job: dict,
        cells: Sequence[Cell],
        done: Callable[[Process, dict, Ran], None],
        around: Surroundings | None,
        instead: Callable[[dict], dict] = dict,
    ) -> Ran:
        """Run the job; a cell that ends its process, or its time, is left out, and it starts again.

        `instead` makes of the terms of the notebook's databases those that the process is given.
        """
        deadly = (around := around or Surroundings()).deadly
        left = [cell for cell in cells if cell.number not in deadly]
        ran = Ran(remarks=[outcome.left_out(cell.number, deadly) for cell in cells if cell.number in deadly])
        job |= {"lesson": around.lesson or registry.names()[0]}
        while True:
            running: list[int] = []
            try:
                given = {**job, "cells": [[cell.number, cell.source] for cell in left]}
                with Process(self._warm, self._lease.folder, self._account, given, around.files) as process:
                    message = self._after_cells(process, running, instead)
                    if "checking" not in message:
                        message = self._last(process, message, ran)
                    done(process, message, ran)
            except Stopped as stopped:
                at = next((at for at, cell in enumerate(left) if [cell.number] == running), None)
                if at is not None and len(ran.remarks) < LEFT_OUT:
                    deadly[left.pop(at).number] = str(stopped)
                    ran.remarks.append(outcome.left_out(running[0], deadly))
                    continue
                ran.verdict, ran.ended = None, f"it {stopped}."
            except (json_channel.Unsendable, KeyError, TypeError, ValueError, AttributeError, IndexError):
                ran.verdict, ran.ended = None, "it wrote into the grader's channel."
            if ("databases" in job or job["lends"]) and not (ran.verdict and ran.verdict.passed):
                self._lease.end_sessions()  # what it left running there can keep all others out
            return ran

    def _after_cells(self, process: Process, running: list[int], instead: Callable[[dict], dict]) -> dict:
        """The first message behind the cells; `running` has the number of the cell that runs. Raises Stopped."""
        lent = 0
        process.end_in(CELLS_SECONDS)
        message = process.receive(CELLS_SECONDS)
        while True:
            if type(message.get("cell")) is int:
                running[:] = [message["cell"]]
            elif "lend" in message:
                lent += 1
                if lent > LENT or message["lend"] not in registry.names():
                    raise Stopped("asked for databases that it is not given")
                began = time.monotonic()
                terms = self._lease.notebook(registry.load(message["lend"]).notebook)
                process.add(time.monotonic() - began)
                process.send({"lent": instead(terms)})
            else:
                break
            message = process.receive(CELL_SECONDS)
        process.end_in(math.inf)
        running.clear()
        return message

    @staticmethod
    def _last(process: Process, message: dict, ran: Ran) -> dict:
        """The message, if it has the key that only the process was given; errors go to `ran`. Raises Stopped."""
        if message.get("key") != process.key:
            raise Stopped("wrote into the grader's channel")
        ran.raised = outcome.raised(message)
        return message


def _seconds(exercise: PyExercise) -> tuple[float, int]:
    """What a check of the exercise may take: fair seconds, and the processor's."""
    scenarios = [*exercise.scenarios, *(getattr(rule, "scenario", None) for rule in exercise.rules)]
    longest = max((getattr(scenario, "seconds", 0.0) for scenario in scenarios), default=0.0)
    # Rules that come after all others call the function for many rows, or some dozens of times.
    if longest or any(rule.runs_last for rule in exercise.rules):
        return LONG_CHECK_SECONDS + longest, LONG_PROCESSOR_SECONDS + int(longest)
    return CHECK_SECONDS, PROCESSOR_SECONDS

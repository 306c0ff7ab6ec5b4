"""Checks an answer in a process of its own, so that an answer that ends its process gets a verdict too."""

import contextlib
import multiprocessing
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any, Protocol

from workbook import checking, servers
from workbook.checking import not_judged
from workbook.checking.answer_file import NoAnswer
from workbook.checking.context import Context
from workbook.checking.limits import Limits
from workbook.errors import NotJudged, WorkbookError
from workbook.exercises import registry
from workbook.exercises.protocols import PendingAnswer
from workbook.exercises.verdicts import Line, Verdict
from workbook.servers.fair_clock import OF_ANOTHER, FairClock

LOOK_SECONDS = 0.5  # between two looks at the clock
# Beyond a call's own limit, which ends whatever hears a signal; C code hears none.
GRACE_SECONDS = 20.0
# Of our own work from one call to the next: tables, rules, experiments, Airflow, and a notebook's cells.
OURS_SECONDS = 180.0


def check(exercise: str, answer: object, limits: Limits = Limits()) -> Verdict:
    """The verdict on an answer to `exercise`. Raises WorkbookError where it could not be run."""
    spawning = multiprocessing.get_context("spawn")
    ours, theirs = spawning.Pipe(duplex=False)
    process = spawning.Process(target=_check, args=(exercise, answer, limits, theirs))
    process.start()
    theirs.close()
    try:
        found = _heard(ours)
    except EOFError:
        found = "the answer ended the whole process: a function returns, or raises."
    finally:
        process.kill()
        process.join()
    if isinstance(found, WorkbookError):
        raise found
    if isinstance(found, Verdict):
        return found
    if silent := servers.silent():  # it may have waited for one that is stuck
        raise not_judged.unanswered(silent)
    return Verdict(exercise, [Line(False, "answer", found)])


class _Pipe(Protocol):
    """The end of a pipe, whose class has another name on Windows."""

    def poll(self, seconds: float, /) -> bool: ...

    def recv(self) -> Any: ...


def _heard(ours: _Pipe) -> Verdict | WorkbookError | str:
    """What the process sends in the end, or why it had to be ended. It tells when a call begins, and its limit."""
    call, clock = 0.0, FairClock(LOOK_SECONDS, OF_ANOTHER)
    while True:
        if ours.poll(LOOK_SECONDS):
            heard = ours.recv()
            if not isinstance(heard, float | int):
                return heard
            call, clock = heard, FairClock(LOOK_SECONDS, OF_ANOTHER)
        limit = call + GRACE_SECONDS if call else OURS_SECONDS
        if clock.look() > limit:
            if call:
                return f"it did not return within {call:g} seconds, and nothing stops it."
            return NotJudged(f"The check of the answer did not end within {limit:g} seconds: check again.")
        if clock.too_slow(limit):
            return NotJudged("The machine is too busy to tell whether the answer comes back: check again later.")


def _check(exercise: str, answer: object, limits: Limits, pipe: Connection) -> None:
    limits = replace(limits, begins=pipe.send)
    try:
        with contextlib.closing(Context(limits=limits)) as context:
            made = answer.made() if isinstance(answer, PendingAnswer) else answer
            pipe.send(checking.check(registry.find(exercise)[1], made, context))
    except WorkbookError as error:
        kind = next(kind for kind in (NoAnswer, NotJudged, WorkbookError) if isinstance(error, kind))
        pipe.send(kind(str(error)))

"""The witness: judges a function that another process calls, by what it leaves in the databases.

A process that a learner's code ran in can say anything. So the exercise's own check runs here, where none of it
runs, on data that process never saw, with a function that has the hand (hand.py) call the learner's. The hand
reaches the warehouse through a relay (relay.py), so that its statements are seen from here, other sessions look
between them, and one of them fails. Left out are the rules that look inside (rules.Rule), and for the time that
they take, those that come after all others.
"""

import dataclasses
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from workbook import exercises
from workbook.exercises import PyExercise
from workbook.functions import SECONDS, WAREHOUSE
from workbook.grading import other_program, wire
from workbook.grading.process import Process, Stopped
from workbook.grading.relay import Relay
from workbook.rules import Rule
from workbook.verdicts import Verdict


class Raised(Exception):
    """An error that the function raised in the hand's process."""


def outside(rule: Rule) -> bool:
    """Whether a rule can be asked where the function runs in another process."""
    return not rule.looks_inside and not rule.after_all


def confirm(variant: PyExercise, process: Process, account: int | None, relay: Relay) -> Verdict:
    """The verdict on the function that the hand in `process` calls. Raises Stopped, or a look's error."""
    rules = [rule for rule in variant.rules if outside(rule)]
    asked = dataclasses.replace(variant, rules=rules)
    longest = max([scenario.seconds for scenario in variant.scenarios], default=0) or SECONDS
    lesson = exercises.find(variant.id)[0].name.replace("-", "_")
    stand_in = _StandIn(variant.parts, process, longest, account, relay)
    with other_program.files_in(lesson, process.folder):
        verdict = asked.check_function(stand_in)
    if stand_in.stopped:  # whatever a rule took it for
        raise stand_in.stopped
    if relay.failed:
        raise relay.failed
    return verdict


class _StandIn:
    """Is called as the learner's function is, and has the hand call that."""

    def __init__(
        self, parts: Sequence[str], process: Process, seconds: float, account: int | None, relay: Relay
    ) -> None:
        self._parts, self._process, self._seconds, self._account = len(parts), process, seconds, account
        self._relay = relay if set(WAREHOUSE) & set(parts) else None
        self.stopped: Stopped | None = None  # how the hand's process ended, if it did

    def __call__(self, *given: object, **named: object) -> object:
        kept: list[object] = []
        arguments = [self._plain(each, kept) for each in given[self._parts :]]
        by_name = {name: self._plain(each, kept) for name, each in named.items()}
        tap = next((part.tap for part in given[: self._parts] if hasattr(part, "tap")), None)
        if self._relay:
            self._relay.tap = tap
        try:
            self._process.send({"arguments": arguments, "named": by_name, "seconds": self._seconds})
            answer = self._answer(kept)
        except Stopped as stopped:
            self.stopped = self.stopped or stopped
            raise
        finally:
            if self._relay:
                self._relay.tap = None
        if tap is not None and not self._relay:
            tap.statements += [str(text) for text in answer.get("statements", [])]
        if answer.get("timed_out"):
            raise Raised(f"it did not return within {self._seconds:g} seconds")
        if "raised" in answer:
            raise _error(answer["raised"])
        if "unsendable" in answer:
            return object()  # no rule takes it for what was asked for
        return wire.decode(answer.get("returned"))

    def _plain(self, value: object, kept: list[object]) -> list:
        """An argument as a message holds it; what can't be sent is kept here, and called from afar."""
        if callable(value) or hasattr(value, "write"):
            kept.append(value)
            return ["callable" if callable(value) else "file", len(kept) - 1]
        if isinstance(value, str) and value.startswith(str(self._process.folder)):
            self._hand_over(Path(value).parent)
        return ["value", wire.encode(value)]

    def _hand_over(self, folder: Path) -> None:
        """Let the hand's account own a folder of files that are for the function."""
        if self._account is not None:
            for path in (folder, *folder.iterdir()):
                os.chown(path, self._account, self._account, follow_symlinks=False)

    def _answer(self, kept: list[object]) -> dict:
        while True:
            message = self._process.receive(self._seconds + 5)
            if "far" not in message:
                return message
            number, values = message["far"], wire.decode(message["values"])
            if not isinstance(number, int) or not 0 <= number < len(kept) or not isinstance(values, list):
                raise wire.Unsendable("it asked for what it was not given")
            thing = kept[number]
            self._process.send(_served(thing if callable(thing) else thing.write, values, message))


def _served(do: Callable, values: list, message: dict) -> dict:
    try:
        returned = do(*values, **wire.decode(message["named"]))
    except Exception as error:
        return {"raised": f"{type(error).__name__}: {error}"}
    try:
        return {"returned": wire.encode(returned)}
    except wire.Unsendable:
        return {"returned": None}


def _error(told: dict) -> BaseException:
    """An error like the one that the function raised: of its name, with its text and its plain attributes."""
    if told["kind"] == "SystemExit":
        return SystemExit(told["text"])
    error = type(str(told["kind"]), (Raised,), {})(str(told["text"]))
    for name, value in told["attributes"].items():
        setattr(error, name, wire.decode(value))
    return error

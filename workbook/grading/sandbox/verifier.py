"""The independent verifier: judges a function that another process calls, by what it leaves in the databases.

A process that a learner's code ran in can say anything. So the exercise's own check runs here, where none of it
runs, on data that process never saw, with a function that has the remote caller (remote_caller.py) call the
learner's. The remote caller reaches the warehouse through a proxy (postgres_proxy.py), so that its statements are
seen from here, other sessions look between them, and one of them fails. Left out are the rules that need the
same process (exercises.rule), and for the time that they take, those that come after all others.
"""

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

from workbook import checking
from workbook.checking.context import Context
from workbook.checking.function_runner import WAREHOUSE
from workbook.checking.function_source import FunctionAnswer
from workbook.errors import TooSlow
from workbook.exercises import registry
from workbook.exercises.kinds import PyExercise
from workbook.exercises.rule import Rule
from workbook.exercises.verdicts import Verdict
from workbook.grading.sandbox import helper_process, json_channel, system
from workbook.grading.sandbox.postgres_proxy import PostgresProxy
from workbook.grading.sandbox.process import Process, Stopped


class Raised(Exception):
    """An error that the function raised in the remote caller's process."""


def outside(rule: Rule) -> bool:
    """Whether a rule can be asked where the function runs in another process."""
    return not rule.needs_same_process and not rule.runs_last


def confirm(
    variant: PyExercise, process: Process, account: int | None, proxy: PostgresProxy, context: Context
) -> Verdict:
    """The verdict on the function that the remote caller in `process` calls. Raises Stopped, or an observer's."""
    rules = [rule for rule in variant.rules if outside(rule)]
    asked = dataclasses.replace(variant, rules=rules)
    longest = max([scenario.seconds for scenario in variant.scenarios], default=0) or context.limits.call_seconds
    lesson = registry.find(variant.id)[0].name.replace("-", "_")
    stand_in = _StandIn(variant.parts, process, longest, account, proxy)
    with helper_process.files_in(lesson, process.folder):
        verdict = checking.check(asked, FunctionAnswer(stand_in), context)
    if stand_in.stopped:  # whatever a rule took it for
        raise stand_in.stopped
    if proxy.failed:
        raise proxy.failed
    return verdict


class _StandIn:
    """Is called as the learner's function is, and has the remote caller call that."""

    def __init__(
        self, parts: Sequence[str], process: Process, seconds: float, account: int | None, proxy: PostgresProxy
    ) -> None:
        self._parts, self._process, self._seconds, self._account = len(parts), process, seconds, account
        self._proxy = proxy if set(WAREHOUSE) & set(parts) else None
        self.stopped: Stopped | None = None  # how the remote caller's process ended, if it did

    def __call__(self, *given: object, **named: object) -> object:
        kept: list[Callable[..., object]] = []
        arguments = [self._plain(each, kept) for each in given[self._parts :]]
        by_name = {name: self._plain(each, kept) for name, each in named.items()}
        hook = next((part.hook for part in given[: self._parts] if hasattr(part, "hook")), None)
        if self._proxy:
            self._proxy.hook = hook
            if hook is not None:
                hook.error = None  # a proxy can cut a connection, and raise nothing in the function's process
        try:
            self._process.send({"arguments": arguments, "named": by_name, "seconds": self._seconds})
            answer = self._answer(kept)
        except Stopped as stopped:
            self.stopped = self.stopped or stopped
            raise
        finally:
            if self._proxy:
                self._proxy.hook = None
        if hook is not None and not self._proxy:
            hook.statements += [str(text) for text in answer.get("statements", [])]
        if answer.get("too_slow"):
            raise TooSlow(f"The machine is too busy to tell whether a call takes {self._seconds:g} seconds.")
        if answer.get("timed_out"):
            raise Raised(f"it did not return within {self._seconds:g} seconds")
        if "raised" in answer:
            raise _error(answer["raised"])
        if "unsendable" in answer:
            return object()  # no rule takes it for what was asked for
        return json_channel.decode(answer.get("returned"))

    def _plain(self, value: object, kept: list[Callable[..., object]]) -> list:
        """An argument as a message holds it; what can't be sent is kept here, and called from afar."""
        if callable(value):
            kept.append(value)
            return ["callable", len(kept) - 1]
        if hasattr(value, "write"):
            kept.append(value.write)
            return ["file", len(kept) - 1]
        if isinstance(value, str) and value.startswith(str(self._process.folder)):
            self._hand_over(Path(value).parent)
        return ["value", json_channel.encode(value)]

    def _hand_over(self, folder: Path) -> None:
        """Let the remote caller's account own a folder of files that are for the function."""
        if self._account is not None:
            for path in (folder, *folder.iterdir()):
                system.give(path, self._account)

    def _answer(self, kept: list[Callable[..., object]]) -> dict:
        while True:
            message = self._process.receive(self._seconds + 5)
            if "far" not in message:
                return message
            number, values = message["far"], json_channel.decode(message["values"])
            if not isinstance(number, int) or not 0 <= number < len(kept) or not isinstance(values, list):
                raise json_channel.Unsendable("it asked for what it was not given")
            self._process.send(_served(kept[number], values, message))


def _served(do: Callable, values: list, message: dict) -> dict:
    try:
        returned = do(*values, **json_channel.decode(message["named"]))
    except Exception as error:
        return {"raised": f"{type(error).__name__}: {error}"}
    try:
        return {"returned": json_channel.encode(returned)}
    except json_channel.Unsendable:
        return {"returned": None}


def _error(told: dict) -> BaseException:
    """An error like the one that the function raised: of its name, with its text and its plain attributes."""
    if told["kind"] == "SystemExit":
        return SystemExit(told["text"])
    error = type(str(told["kind"]), (Raised,), {})(str(told["text"]))
    for name, value in told["attributes"].items():
        setattr(error, name, json_channel.decode(value))
    return error

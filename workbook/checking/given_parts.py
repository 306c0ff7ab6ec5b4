"""What a function is given: connections, a bucket; for one call, or for several as a retry makes them."""

import copy
import datetime as dt
import decimal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg2 import extensions

from workbook.checking import connection_policy
from workbook.checking.instrumented_drivers import NEVER, InstrumentedConnection, StatementHook
from workbook.checking.instrumented_mysql import InstrumentedMySQL
from workbook.checking.limits import CallResult, call_within
from workbook.databases import connections
from workbook.exercises.fixtures import Scenario

if TYPE_CHECKING:
    from workbook.checking.function_runner import FunctionRunner

UNCHANGEABLE = {bool, bytes, dt.date, dt.datetime, dt.time, decimal.Decimal, float, int, str, type(None)}


@dataclass(frozen=True)
class Done:
    """How a call ended, what it did that the connection policy forbids, and whether it left a transaction open."""

    called: CallResult
    violations: list[str]
    left_open: bool
    arguments: tuple

    @property
    def error(self) -> BaseException | None:
        """Why the call counts as failed: what it raised, or else the first violation."""
        return self.called.error or next(map(connection_policy.AnswerStopped, self.violations), None)


class GivenParts:
    """The parts that a function is given, until they are closed."""

    def __init__(self, parts: Mapping[str, object], hook: StatementHook, runner: "FunctionRunner") -> None:
        self._parts, self._hook, self._runner = parts, hook, runner
        self._was = [connection_policy.settings(connection) for connection in parts.values()]
        self._as_it_was = True

    def call(self, function: Callable, scenario: Scenario) -> Done:
        """Call the function with the parts and the scenario's arguments."""
        arguments = scenario.arguments() if callable(scenario.arguments) else copied(scenario.arguments)
        seconds = scenario.seconds or self._runner.limits.call_seconds
        with connection_policy.no_other_connections() as opened:
            called = call_within(
                self._runner.limits, lambda: function(*self._parts.values(), *arguments), seconds, self._cancel
            )
        if any("alter" in statement.lower() for statement in self._hook.statements):
            self._runner.renew()
        violations = connection_policy.violations(called, opened, seconds)
        left_open = any(isinstance(c, InstrumentedConnection) and c.has_uncommitted for c in self._parts.values())
        for connection, was in zip(self._parts.values(), self._was, strict=True):
            if isinstance(connection, InstrumentedConnection):
                violations += connection_policy.left_changed(connection, was, called)
            elif isinstance(connection, InstrumentedMySQL):
                violations += connection_policy.source_left_changed(connection, was)
        self._as_it_was = not violations
        return Done(called, violations, left_open, arguments)

    @property
    def closed(self) -> bool:
        """Whether a connection of the warehouse was closed, as a library does after an error."""
        return any(isinstance(each, extensions.connection) and each.closed for each in self._parts.values())

    def never_fail(self) -> None:
        """From here on no statement is made to fail."""
        self._hook.fail_at = NEVER

    def roll_back(self) -> None:
        """Undo what was not committed, as a caller does after an error."""
        for connection in self._parts.values():
            if isinstance(connection, extensions.connection) and not connection.closed:
                connection.rollback()

    def close(self) -> None:
        """Close the connections without committing."""
        for connection in self._parts.values():
            if isinstance(connection, InstrumentedConnection):
                self._runner.put_back(connection, self._as_it_was)
            elif isinstance(connection, InstrumentedMySQL) and connection.open:
                connection.close()

    def _cancel(self) -> None:
        for connection in self._parts.values():
            if isinstance(connection, InstrumentedConnection) and not connection.closed:
                connections.cancel(connection)


def copied(value: Any) -> Any:
    """A copy that a function may change: of thousands of rows in a tenth of the time that `deepcopy` takes."""
    if type(value) is list:
        return [copied(each) for each in value]
    if type(value) is tuple:
        return value if all(type(each) in UNCHANGEABLE for each in value) else tuple(map(copied, value))
    return value if type(value) in UNCHANGEABLE else copy.deepcopy(value)

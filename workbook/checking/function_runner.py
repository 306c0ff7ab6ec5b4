"""Runs an answer that is a Python function, on fresh tables, with connections that are watched."""

import contextlib
import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psycopg2
import pymysql

from workbook.checking import connection_policy
from workbook.checking.instrumented_drivers import NEVER, InstrumentedConnection, InstrumentedMySQL, StatementHook
from workbook.checking.limits import CallResult, Limits, call_within
from workbook.checking.run import Run
from workbook.checking.table_observer import MustWait, Observation, at_each_commit, observe
from workbook.databases import connections, loading, redshift_copy, sqltext
from workbook.databases.base import LOCK_SECONDS, Databases
from workbook.databases.sql_session import Session
from workbook.exercises.fixtures import Scenario

if TYPE_CHECKING:
    from workbook.checking.buckets import Bucket

WAREHOUSE = ("conn", "warehouse")  # two names of one part


class AnswerStopped(Exception):
    """The answer did what the connection policy forbids; the text says what."""


@dataclass
class FunctionRun(Run):
    """One call of the function, what it sent, and what a second session saw meanwhile."""

    fixture: Scenario
    runner: "FunctionRunner" = field(kw_only=True)
    function: Callable = field(kw_only=True)
    arguments: tuple = ()  # what this call was given behind its connections
    hook: StatementHook = field(default_factory=StatementHook)
    called: CallResult = field(default_factory=CallResult)
    violations: list[str] = field(default_factory=list)  # what it did that the connection policy forbids

    def again(self) -> BaseException | None:
        """Call the function once more on what it left, with the same arguments."""
        self._forget()
        done = self.runner.call(self.function, self.fixture, StatementHook(fail_at=NEVER))
        return done.called.error or next((AnswerStopped(text) for text in done.violations), None)

    @property
    def bucket(self) -> "Bucket":
        """The bucket of an exercise whose parts have one."""
        return self.runner.bucket

    @property
    def returned(self) -> object:
        """What the function returned."""
        return self.called.returned

    def rows(self, table: str) -> tuple | None:
        """The table's rows as a second session sees them now, in a fixed order; None for no such table."""
        return observe(self.session.connection, table, LOCK_SECONDS * 1000)

    @property
    def statements(self) -> list[str]:
        """What the function sent, in order."""
        return self.hook.statements


class FunctionRunner:
    """Calls functions in a database claimed for that; `parts` name the connections that they are given."""

    def __init__(
        self,
        parts: Sequence[str],
        databases: Databases,
        autocommit: bool = False,
        limits: Limits = Limits(),
    ) -> None:
        """`parts` are of "conn" or "warehouse" (psycopg2), "source" (pymysql), "s3" (boto3), "bucket" (a name).

        `autocommit` is the warehouse connection's. The runner owns `databases` from now on.
        """
        self.parts, self.autocommit, self._limits = parts, autocommit, limits
        self._databases = databases
        self._observer: Session | None = None
        self._spare: InstrumentedConnection | None = None
        # At hand for looks inside of a statement: a call can open none.
        self._watchers: list[redshift_copy.Connection] = []
        self._source_holds: Sequence | None = None  # the tables of a scenario; None after a change
        self._bucket: Bucket | None = None  # once a part asked for it

    def run(
        self,
        function: Callable,
        scenario: Scenario,
        watch: str,
        hook: StatementHook | None = None,
        remember: Sequence[str] = (),
    ) -> FunctionRun:
        """Make the scenario's tables, call the function, and return what happened. Raises ServerGone.

        A second session reads the table `watch`, if one is named, when the hook says so, and after the return. The
        queries `remember` are asked before the call; `before` of the run has their rows.
        """
        observer = self._fresh(scenario)
        run = FunctionRun(scenario, observer, runner=self, function=function)
        watch = scenario.table or watch
        run.before = {query: run.query(query) for query in remember}

        def look_at_it() -> None:
            if not watch:
                return
            with contextlib.suppress(MustWait):
                run.observations.append(
                    Observation(len(run.hook.statements) + 1, observe(observer.connection, watch))
                )

        def commits_inside() -> contextlib.AbstractContextManager:
            def tell(rows: tuple) -> None:
                run.observations.append(Observation(len(run.statements) + 1, rows))

            watchers, self._watchers = self._watchers, []
            return at_each_commit(watchers, watch, tell) if watchers else contextlib.nullcontext()

        run.hook = hook or StatementHook(commits_inside=commits_inside)
        run.hook.look = look_at_it
        done = self.call(function, scenario, run.hook)
        look_at_it()
        run.called, run.violations, run.error = done.called, done.violations, done.called.error
        run.arguments = done.arguments
        run.left_open = done.left_open and run.error is None
        return run

    def call(self, function: Callable, scenario: Scenario, hook: StatementHook) -> "_Done":
        """Call the function on the tables as they are; close its connections without committing."""
        given = {part: self._connect(part, hook) for part in self.parts}
        # Copied, since a function may change its rows.
        arguments = scenario.arguments() if callable(scenario.arguments) else copy.deepcopy(scenario.arguments)
        seconds = scenario.seconds or self._limits.call_seconds
        before = [connection_policy.settings(connection) for connection in given.values()]

        def cancel() -> None:
            for connection in given.values():
                if isinstance(connection, InstrumentedConnection) and not connection.closed:
                    connections.cancel(connection)

        with connection_policy.no_other_connections() as opened:
            called = call_within(self._limits, lambda: function(*given.values(), *arguments), seconds, cancel)
        if any("alter" in statement.lower() for statement in hook.statements):
            self._databases.renew()  # it may have altered its own role, for connections to come
        violations = connection_policy.violations(called, opened, seconds)
        left_open = any(isinstance(c, InstrumentedConnection) and c.has_uncommitted for c in given.values())
        for connection, was in zip(given.values(), before, strict=True):
            if isinstance(connection, InstrumentedConnection):
                violations += connection_policy.left_changed(connection, was)
                self._put_back(connection, violations)
            elif isinstance(connection, InstrumentedMySQL):
                violations += connection_policy.source_left_changed(connection, was)
                if connection.open:
                    connection.close()
        return _Done(called, violations, left_open, arguments)

    @property
    def bucket(self) -> "Bucket":
        """The bucket that a part asked for."""
        assert self._bucket, "none of the parts asks for a bucket"
        return self._bucket

    @contextlib.contextmanager
    def changing_source(self) -> Iterator[pymysql.Connection]:
        """A connection in autocommit that may change the source's tables; the next run makes them anew."""
        self._source_holds = None
        connection = self._databases.source()
        try:
            yield connection
        finally:
            connection.close()

    def end_warehouse_sessions(self) -> None:
        """End the sessions that functions were given, from the observer's: to them the warehouse is gone."""
        assert self._observer, "a run has connected it"
        with self._observer.connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
            )

    def tidy(self) -> None:
        """After a check: nothing of it stays in the store."""
        if self._bucket:
            self._bucket.remove()

    def close(self) -> None:
        """Give the database back."""
        self.tidy()
        for kept in (self._observer, self._spare, *self._watchers):
            if kept:
                kept.close()
        self._databases.close()

    def connect(self) -> Session:
        """Connect, and make the bucket's clients: for a process that can't, once an answer has run in it.

        The session is the one that looks at what functions leave.
        """
        if {"s3", "bucket"} & set(self.parts) and self._bucket is None:
            from workbook.checking.buckets import Bucket  # boto3 takes half a second to import

            self._bucket = Bucket(self._databases.addresses.store, self._databases.label)
        if self._observer is None or not self._observer.is_open:
            self._databases.renew()
            self._spare, self._watchers = None, []
            self._observer = Session("warehouse", self._databases.warehouse())
        sqltext.split("SELECT 1", "warehouse")  # the first imports the tokenizer: that is not the answer's time
        if self.autocommit and not self._watchers:
            self._watchers = [self._databases.warehouse() for _ in range(2)]
        return self._observer

    def _fresh(self, scenario: Scenario) -> Session:
        # An answer can't change the source, so its tables are made once.
        if "source" in self.parts and self._source_holds is not scenario.source:
            self._databases.load_source(scenario)
            self._source_holds = scenario.source
        observer = self.connect()
        if self._bucket:
            self._bucket.hook = StatementHook(fail_at=NEVER)
            self._bucket.fresh(scenario.objects)
        loading.load_warehouse(observer.connection, scenario)
        return observer

    def _connect(self, part: str, hook: StatementHook) -> object:
        if part == "bucket":
            return self.bucket.name
        if part == "s3":
            self.bucket.hook = hook
            return self.bucket.client
        if part in WAREHOUSE:
            connection = self._spare or self._databases.warehouse(self.autocommit, InstrumentedConnection)
            self._spare = None
        else:
            connection = self._databases.source(autocommit=False, reader=True, kind=InstrumentedMySQL)
        connection.hook = hook
        return connection

    def _put_back(self, connection: InstrumentedConnection, violations: list[str]) -> None:
        """Close the connection; or undo what was not committed and keep it: a new one takes half of a check."""
        if violations or connection.cursor_factory is not None:
            connection.close()
            return
        try:
            connection.make_new(self.autocommit)
        except psycopg2.ProgrammingError:  # inside of a two-phase transaction
            connection.close()
            return
        self._spare = connection


@dataclass(frozen=True)
class _Done:
    called: CallResult
    violations: list[str]
    left_open: bool
    arguments: tuple

"""Runs an answer that is a Python function, on fresh tables, with connections that are watched."""

import contextlib
import copy
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psycopg2
import pymysql

from workbook import databases, guests, lent, loading
from workbook.answers import Run
from workbook.fixtures import Fixture
from workbook.limits import Called, call
from workbook.looks import HasToWait, Seen, at_each_commit, look
from workbook.sessions import Session
from workbook.taps import NEVER, Tap, TappedConnection, TappedMySQL

if TYPE_CHECKING:
    from workbook.buckets import Bucket

SECONDS = 5.0  # one call of an answer; the fixtures are small
WAREHOUSE = ("conn", "warehouse")  # two names of one part
IMPORT_SECONDS = 30.0  # for the lines outside of the function: the first import of pandas takes seconds


class AnswerStopped(Exception):
    """The answer did what a guest doesn't do; the text says what."""


@dataclass(frozen=True)
class Scenario(Fixture):
    """A fixture, and what the function is given behind its connections.

    `arguments` are copied for each call; or they are a function that makes them, for what can't be copied (a path
    to a new file). `objects` are in the bucket before the run, by key. `table` is what the second session watches,
    where it is another than the exercise's; `seconds` how long one call may take, where that is more than usual.
    """

    arguments: tuple | Callable[[], tuple] = ()
    objects: Mapping[str, bytes] = field(default_factory=dict)
    table: str = ""
    seconds: float = 0.0


@dataclass
class FunctionRun(Run):
    """One call of the function, what it sent, and what a second session saw meanwhile."""

    runner: "FunctionRunner | None" = None
    function: Callable | None = None
    arguments: tuple = ()  # what this call was given behind its connections
    bucket: "Bucket | None" = None
    tap: Tap = field(default_factory=Tap)
    called: Called = field(default_factory=Called)
    complaints: list[str] = field(default_factory=list)  # what it did that a guest doesn't do

    def again(self) -> BaseException | None:
        """Call the function once more on what it left, with the same arguments."""
        self._forget()
        done = self.runner.call(self.function, self.fixture, Tap(fail_at=NEVER))
        return done.called.error or next((AnswerStopped(text) for text in done.complaints), None)

    @property
    def returned(self) -> object:
        """What the function returned."""
        return self.called.returned

    def rows(self, table: str) -> tuple | None:
        """The table's rows as a second session sees them now, in a fixed order; None for no such table."""
        return look(self.session.connection, table, databases.LOCK_SECONDS * 1000)

    @property
    def statements(self) -> list[str]:
        """What the function sent, in order."""
        return self.tap.statements


class FunctionRunner:
    """Calls functions in a database claimed for that; `parts` name the connections that they are given."""

    def __init__(self, parts: Sequence[str], autocommit: bool = False) -> None:
        """`parts` are of "conn" or "warehouse" (psycopg2), "source" (pymysql), "s3" (boto3), "bucket" (a name).

        `autocommit` is the warehouse connection's.
        """
        self.parts, self.autocommit = parts, autocommit
        self._databases = lent.for_checks()
        self._looker: Session | None = None
        self._spare: TappedConnection | None = None
        self._watcher = None  # at hand for looks inside of a statement: a call can open none
        self._source_holds: Sequence | None = None  # the tables of a scenario; None after a change
        self.bucket: Bucket | None = None  # once a part asked for it

    def run(
        self,
        function: Callable,
        scenario: Scenario,
        watch: str,
        tap: Tap | None = None,
        remember: Sequence[str] = (),
    ) -> FunctionRun:
        """Make the scenario's tables, call the function, and return what happened. Raises ServerGone.

        A second session reads the table `watch`, if one is named, when the tap says so, and after the return. The
        queries `remember` are asked before the call; `before` of the run has their rows.
        """
        looker = self._fresh(scenario)
        run = FunctionRun(scenario, looker, runner=self, function=function, bucket=self.bucket)
        watch = scenario.table or watch
        run.before = {query: run.query(query) for query in remember}

        def look_at_it() -> None:
            if not watch:
                return
            with contextlib.suppress(HasToWait):
                run.seen.append(Seen(len(run.tap.statements) + 1, look(looker.connection, watch)))

        def commits_inside() -> contextlib.AbstractContextManager:
            def tell(rows: tuple) -> None:
                run.seen.append(Seen(len(run.statements) + 1, rows))

            watcher, self._watcher = self._watcher, None
            return at_each_commit(watcher, watch, tell) if watcher else contextlib.nullcontext()

        run.tap = tap or Tap(commits_inside=commits_inside)
        run.tap.look = look_at_it
        done = self.call(function, scenario, run.tap)
        look_at_it()
        run.called, run.complaints, run.error = done.called, done.complaints, done.called.error
        run.arguments = done.arguments
        run.left_open = done.left_open and run.error is None
        return run

    def call(self, function: Callable, scenario: Scenario, tap: Tap) -> "_Done":
        """Call the function on the tables as they are; close its connections without committing."""
        given = {part: self._connect(part, tap) for part in self.parts}
        # Copied, since a function may change its rows.
        arguments = scenario.arguments() if callable(scenario.arguments) else copy.deepcopy(scenario.arguments)
        seconds = scenario.seconds or SECONDS
        before = [guests.settings(connection) for connection in given.values()]

        def cancel() -> None:
            for connection in given.values():
                if isinstance(connection, TappedConnection) and not connection.closed:
                    connection.cancel()

        with guests.no_other_connections() as opened:
            called = call(lambda: function(*given.values(), *arguments), seconds, cancel)
        if any("alter" in statement.lower() for statement in tap.statements):
            self._databases.renew()  # it may have altered its own role, for connections to come
        complaints = guests.misdeeds(called, opened, seconds)
        left_open = any(isinstance(c, TappedConnection) and c.has_uncommitted for c in given.values())
        for connection, was in zip(given.values(), before, strict=True):
            if isinstance(connection, TappedConnection):
                complaints += guests.left_changed(connection, was)
                self._put_back(connection, complaints)
            elif isinstance(connection, TappedMySQL):
                complaints += guests.source_left_changed(connection, was)
                if connection.open:
                    connection.close()
        return _Done(called, complaints, left_open, arguments)

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
        """End the sessions that functions were given, from the looker's: as if the warehouse were gone to them."""
        with self._looker.connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
            )

    def tidy(self) -> None:
        """After a check: nothing of it stays in the store."""
        if self.bucket:
            self.bucket.remove()

    def close(self) -> None:
        """Give the database back."""
        self.tidy()
        for kept in (self._looker, self._spare, self._watcher):
            if kept:
                kept.close()
        self._databases.close()

    def connect(self) -> None:
        """Connect, and make the bucket's clients: for a process that can't, once an answer has run in it."""
        if {"s3", "bucket"} & set(self.parts) and self.bucket is None:
            from workbook.buckets import Bucket  # boto3 takes half a second to import

            self.bucket = Bucket(self._databases.addresses.store, self._databases.label)
        if self._looker is None or not self._looker.is_open:
            self._databases.renew()
            self._spare = self._watcher = None
            connection = self._databases.warehouse()
            self._looker = Session("warehouse", connection)
        if self.autocommit and self._watcher is None:
            self._watcher = self._databases.warehouse()

    def _fresh(self, scenario: Scenario) -> Session:
        # An answer can't change the source, so its tables are made once.
        if "source" in self.parts and self._source_holds is not scenario.source:
            self._databases.load_source(scenario)
            self._source_holds = scenario.source
        self.connect()
        if self.bucket:
            self.bucket.tap = Tap(fail_at=NEVER)
            self.bucket.fresh(scenario.objects)
        loading.load_warehouse(self._looker.connection, scenario)
        return self._looker

    def _connect(self, part: str, tap: Tap):
        if part == "bucket":
            return self.bucket.name
        if part == "s3":
            self.bucket.tap = tap
            return self.bucket.client
        if part in WAREHOUSE:
            connection = self._spare or self._databases.warehouse(self.autocommit, TappedConnection)
            self._spare = None
        else:
            connection = self._databases.source(autocommit=False, reader=True, kind=TappedMySQL)
        connection.tap = tap
        return connection

    def _put_back(self, connection: TappedConnection, complaints: list[str]) -> None:
        """Close the connection; or undo what was not committed and keep it: a new one takes half of a check."""
        if complaints or connection.cursor_factory is not None:
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
    called: Called
    complaints: list[str]
    left_open: bool
    arguments: tuple


def defined(source: str, name: str, seconds: float = IMPORT_SECONDS) -> tuple[Callable | None, str]:
    """The function `name` that a Python source defines, and what is wrong with the source ("" if nothing)."""
    namespace: dict[str, object] = {"__name__": "answer"}
    try:
        code = compile(source, "answer", "exec")
    except (SyntaxError, ValueError) as error:
        line = f" in line {error.lineno}: {(error.text or '').strip()}" if isinstance(error, SyntaxError) else ""
        return None, f"it is not Python that can be read: {error.args[0]}{line}"
    called = call(lambda: exec(code, namespace), seconds, lambda: None)
    if called.timed_out:
        return None, f"its lines outside of the function did not end within {seconds:g} seconds."
    if called.error is not None:
        return None, f"its lines outside of the function raise {described(called.error)}"
    return function_named(namespace, name)


def function_named(namespace: dict, name: str) -> tuple[Callable | None, str]:
    """The function `name` of a namespace, and what is wrong ("" if nothing)."""
    found = namespace.get(name)
    if found is None:
        return None, f"it defines no function {name}."
    if not callable(found):
        return None, f"{name} is a {type(found).__name__}, not a function."
    return found, ""


def wrong_arguments(function: Callable, names: Sequence[str]) -> str:
    """What is wrong with how the function is to be called; "" if nothing."""
    if inspect.isgeneratorfunction(function) or inspect.iscoroutinefunction(function):
        return "it holds `yield` or `async`, so that a call runs none of its lines: write a plain function."
    wanted = f"({', '.join(names)})"
    try:
        inspect.signature(function).bind(*names)
    except TypeError as error:
        return f"it should take {wanted}: {error}."
    except ValueError:
        return ""  # a built-in that does not say what it takes: the call will tell
    return ""


def described(error: BaseException) -> str:
    """An error as a person reads it: its kind and its first line."""
    try:
        text = str(error).strip().split("\n", 1)[0]
    except Exception:  # an error of the answer's own kind may have no text
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__

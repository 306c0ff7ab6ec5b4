"""Runs an answer on fresh tables each time, a statement at a time, in autocommit and UTC."""

import contextlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import psycopg2

from workbook.checking.kept_fixtures import KeptFixtures
from workbook.checking.limits import Limits
from workbook.checking.run import Run
from workbook.checking.table_observer import MustWait, Observation, at_each_commit, observe
from workbook.databases import loading, redshift_copy, sqltext
from workbook.databases.base import LOCK_SECONDS, Databases
from workbook.databases.fixtures import Fixture, Table
from workbook.databases.server_text import Times
from workbook.databases.sql_session import Result, ServerGone, Session, SqlError

QUESTIONS = ("SELECT", "WITH", "VALUES", "TABLE", "(")  # how a statement begins that gives rows
NUMBERS_ROWS = re.compile(r"serial|generated|identity|nextval", re.IGNORECASE)  # a column made from a sequence


@dataclass
class SqlRun(Run):
    """One run of a SQL answer; it is looked at in the answer's own session."""

    text: str = field(kw_only=True)
    asks_only: bool = False  # a right answer only asks: whether this one did is found out
    changed_nothing: bool = False  # nothing in the database; it may not be known
    results: list[Result] = field(default_factory=list)
    watch: str = ""  # the table that a second session, `observer`, reads before each statement
    observer: Session | None = None
    times: Times = Times.AS_DRIVER  # how the results' dates and times are read

    @property
    def statements(self) -> list[str]:
        """What was sent, in order."""
        return [result.statement.text for result in self.results]

    def rows(self, table: str) -> tuple | None:
        """The table's rows as a second session sees them now, in a fixed order; None for no such table."""
        assert self.observer, "no second session looks at this run"
        return observe(self.observer.connection, table, LOCK_SECONDS * 1000)

    @property
    def result(self) -> Result | None:
        """The last result set; None if no statement gave one."""
        return next((r for r in reversed(self.results) if r.columns is not None), None)

    def again(self) -> BaseException | None:
        """As a job's next run does, it begins in a new session: temporary tables of the first run are gone."""
        if self.session.engine == "warehouse":
            self._all_at_once("DISCARD ALL")
        return self._execute(self.text, [])

    def execute(self) -> None:
        """Run the answer."""
        self.observe_table()
        if self.asks_only and self.session.engine == "source":
            self.changed_nothing = True  # its user may only SELECT
        if self._is_one_question():
            self.error = self._asked()
        else:
            self.error = self._execute(self.text, self.results, self.observe_table)

    def _is_one_question(self) -> bool:
        found = sqltext.split(self.text, self.session.engine)
        return (
            self.asks_only
            and self.session.engine == "warehouse"
            and len(found) == 1
            and found[0].words[0] in QUESTIONS
        )

    def _asked(self) -> BaseException | None:
        """Run a single statement, and see whether it has changed anything.

        In a transaction, which one statement is by itself as well; whatever writes is given a number there. Only a
        sequence may go on without one.
        """
        self._all_at_once("BEGIN")
        error = self._execute(self.text, self.results, in_ours=True)
        if error or not self.session.is_open:
            return error
        has_no_number = self._all_at_once("SELECT pg_current_xact_id_if_assigned() IS NULL") == [(True,)]
        self.changed_nothing = has_no_number and not _has_sequences(self.fixture)
        try:
            self._all_at_once("COMMIT; RESET SESSION AUTHORIZATION; RESET ALL")
        except SqlError as refused:
            return refused
        return None

    def observe_table(self) -> None:
        """Let the second session, if there is one, read its table now."""
        if self.observer:
            with contextlib.suppress(MustWait):
                self.observations.append(
                    Observation(len(self.results) + 1, observe(self.observer.connection, self.watch))
                )

    def _execute(
        self,
        text: str,
        results: list[Result],
        after_each: Callable[[], None] = lambda: None,
        in_ours: bool = False,
    ) -> BaseException | None:
        """Run statements, and the error that stopped them, if any; `in_ours`: in a transaction of our own."""
        error = None
        self.forget()
        try:
            for result in self.session.run(text, times=self.times):
                results.append(result)
                after_each()
        except SqlError as refused:
            error = refused
        if not self.session.is_open:
            return error  # it had to be ended; there is nothing left to look at
        if in_ours and error is None:
            return None
        if self.session.in_transaction():
            self.left_open = error is None
            try:
                self._all_at_once("ROLLBACK")
            except SqlError as refused:  # of a transaction of MySQL's own kind, that XA START began
                return error or refused
        if self.session.engine == "warehouse":
            # What the answer SET must not change how its result is looked at; temporary tables stay.
            self._all_at_once("RESET SESSION AUTHORIZATION; RESET ALL")
        return error


class SqlRunner:
    """Runs SQL answers in a database claimed for that; keeps its connection from run to run."""

    def __init__(self, engine: str, databases: Databases, limits: Limits = Limits(), keep: int = 0) -> None:
        """`engine` is "warehouse" or "source"; the runner owns `databases` from now on.

        It may keep `keep` fixtures beside the one that an answer finds.
        """
        self.engine, self._limits = engine, limits
        self._databases = databases
        self._session: Session | None = None
        self._observer: Session | None = None
        self._kept = KeptFixtures(engine, keep)

    def run(
        self,
        text: str,
        fixture: Fixture,
        remember: Sequence[str] = (),
        watch: str = "",
        asks_only: bool = False,
        times: Times = Times.AS_DRIVER,
    ) -> SqlRun:
        """Make the fixture's tables, run the answer, and return what happened. Raises ServerGone.

        The queries `remember` are asked before the answer runs; `before` of the run has their rows. A second
        session reads the warehouse's table `watch` before each statement and after the last.
        The run may be looked at until the next one begins. With `asks_only` nobody looks at the database, and
        where the run has changed nothing, the next one on the same fixture finds it as it is.
        """
        try:
            session = self._fresh(fixture)
            run = SqlRun(fixture, session, text=_bound(text, session, fixture), asks_only=asks_only, times=times)
            if watch:
                run.watch, run.observer = watch, self._second()
            run.before = {query: run.query(query) for query in remember}
            with self._commits_inside(run):
                run.execute()
            self._kept.current = fixture if run.changed_nothing else None
        except ServerGone:
            self._kept.forget()
            self._databases.renew()  # the answer may have changed its own role, so that nobody can log in
            if not self._server_is_up():
                raise
            self._session = None  # the answer ended its own session: that is the answer's doing
            run = SqlRun(fixture, self._fresh(fixture), text=text)
            run.error = SqlError("The answer ended its own connection to the server.")
        return run

    def as_new(self, remove_leftovers: Callable[[Databases], bool]) -> None:
        """Empty the database, and let `remove_leftovers` look at what stays; if some goes, the next run connects.

        Most of what an answer leaves goes with its tables, and need not be looked for.
        """
        self._kept.forget()
        if self._session and self._session.is_open:
            with contextlib.suppress(psycopg2.Error), self._session.connection.cursor() as cursor:
                cursor.execute("DISCARD ALL")
                cursor.execute(loading.WIPE)
        if remove_leftovers(self._databases):
            self._close_sessions()

    def give_up(self, look: Callable[[Databases], None]) -> None:
        """Close the sessions, and let `look` at what they left; the next run connects."""
        self._close_sessions()
        look(self._databases)

    def close(self) -> None:
        """Give the database back."""
        self._close_sessions()
        self._databases.close()

    def _close_sessions(self) -> None:
        for session in (self._session, self._observer):
            if session:
                session.close()
        self._session = self._observer = None

    def _second(self) -> Session:
        if self._observer is None or not self._observer.is_open:
            self._observer = Session("warehouse", self._databases.warehouse())
        return self._observer

    def _commits_inside(self, run: SqlRun) -> contextlib.AbstractContextManager[None]:
        """While a watched answer runs that may commit inside of a statement, looks between those commits."""
        verbs = {statement.words[0] for statement in sqltext.split(run.text, self.engine)}
        if not run.watch or not verbs & {"DO", "CALL"}:
            return contextlib.nullcontext()

        def tell(rows: tuple) -> None:
            if rows != run.observations[-1].rows:
                run.observations.append(Observation(len(run.results) + 2, rows))

        run.observe_table()
        return at_each_commit([self._databases.warehouse() for _ in range(2)], run.watch, tell)

    def _fresh(self, fixture: Fixture) -> Session:
        if self.engine == "source":
            self._bring_to_source(fixture)
            if self._session:
                self._session.close()
            connection = self._databases.source(reader=True)
        elif self._session and self._session.is_open:
            with self._session.connection.cursor() as cursor:
                cursor.execute("DISCARD ALL")
            self._bring_to_warehouse(self._session.connection, fixture)
            return self._session
        else:
            self._databases.renew()
            connection = self._databases.warehouse()
            self._bring_to_warehouse(connection, fixture)
        limits = self._limits
        self._session = Session(self.engine, connection, limits.statement_seconds, limits.result_bytes)
        return self._session

    def _bring_to_warehouse(self, connection: redshift_copy.Connection, fixture: Fixture) -> None:
        with connection.cursor() as cursor:
            is_there = self._kept.bring(fixture, cursor.execute)
        if not is_there:
            loading.load_warehouse(connection, fixture, loading.WIPE if self._kept.must_wipe else loading.ROOM)
        self._kept.current = None  # until the answer has run, and changed nothing

    def _bring_to_source(self, fixture: Fixture) -> None:
        with self._databases.source_owner() as connection, connection.cursor() as cursor:
            cursor.execute(f"USE `{self._databases.name}`")
            is_there = self._kept.bring(fixture, cursor.execute)
        if not is_there:
            self._databases.load_source(fixture, self._kept.must_wipe)
        self._kept.current = None

    def _server_is_up(self) -> bool:
        try:
            getattr(self._databases, self.engine)().close()
        except Exception:  # whatever it is, the next run reports it in its own words
            return False
        return True


def _has_sequences(fixture: Fixture) -> bool:
    entries = (entry.ddl if isinstance(entry, Table) else entry for entry in fixture.warehouse)
    return any(map(NUMBERS_ROWS.search, entries))


def _bound(text: str, session: Session, fixture: Fixture) -> str:
    """The text that is sent: with the fixture's value for each `:name` that it has one for."""
    text = sqltext.clean(text)
    if not fixture.binds:
        return text

    def literal(name: str) -> str:
        return session.literal(name, fixture.binds[name])

    return sqltext.bind(text, session.engine, fixture.binds, literal)

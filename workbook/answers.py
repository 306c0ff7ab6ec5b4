"""Runs an answer on fresh tables each time, a statement at a time, in autocommit and UTC."""

import contextlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import psycopg2

from workbook import databases, lent, loading, sqltext
from workbook.fixtures import Fixture, Table
from workbook.looks import HasToWait, Seen, at_each_commit, look
from workbook.sessions import Result, ServerGone, Session, SqlError

ANSWER_SECONDS = 10.0  # one statement of an answer; the fixtures are small
QUESTIONS = ("SELECT", "WITH", "VALUES", "TABLE", "(")  # how a statement begins that gives rows
NUMBERS_ROWS = re.compile(r"serial|generated|identity|nextval", re.IGNORECASE)  # a column made from a sequence
ANSWER_BYTES = 64 << 20  # its result, which grading holds in a process that others need


@dataclass
class Run:
    """One run of an answer on one fixture, and the session in which to look at what it left."""

    fixture: Fixture
    session: Session
    error: BaseException | None = None
    before: dict[str, list[tuple]] = field(default_factory=dict)  # what a rule had asked before the answer ran
    seen: list[Seen] = field(default_factory=list)  # by a second session, where the exercise asks for one
    left_open: bool = False  # a transaction that was still open at the end, and so was rolled back
    _kinds: dict[str, str | None] = field(default_factory=dict)
    _read: dict[str, list[tuple]] = field(default_factory=dict)

    def query(self, text: str) -> list[tuple]:
        """The rows of one query on what the answer left."""
        return self._all_at_once(text)

    def read(self, text: str) -> list[tuple]:
        """As `query`, and asked once only, however many look: until the answer runs again."""
        if text not in self._read:
            self._read[text] = self.query(text)
        return self._read[text]

    def attempt(self, text: str) -> SqlError | None:
        """Try statements on what the answer left, undo them, and return the error that stopped them, if any."""
        return self.trial(text)[1]

    def trial(self, text: str) -> tuple[list[tuple], SqlError | None]:
        """Run statements inside a transaction that is undone; the last one's rows, and the error, if any."""
        try:
            return self._all_at_once(text, "BEGIN;"), None
        except SqlError as error:
            return [], error
        finally:
            self._all_at_once("ROLLBACK")

    def kind_of(self, table: str) -> str | None:
        """What the answer left under the name `table`, as pg_class.relkind says it; None for nothing."""
        if table not in self._kinds:
            found = self.query(f"SELECT relkind FROM pg_class WHERE oid = to_regclass('{table}')")
            self._kinds[table] = found[0][0] if found else None
        return self._kinds[table]

    def again(self) -> BaseException | None:
        """Run the answer once more on what it left; the error that stopped it, if any."""
        raise NotImplementedError

    def _forget(self) -> None:
        """What was read is not so any more."""
        self._kinds.clear()
        self._read.clear()

    def _all_at_once(self, text: str, before: str = "") -> list[tuple]:
        """Send statements of our own in one round trip; the last one's rows.

        Raises SqlError, which shows a place in `text`: `before` is not counted.
        """
        ours = sqltext.Statement(before + text, -len(before), ())
        return self.session.statement(ours, text, watched=False).rows


@dataclass
class SqlRun(Run):
    """One run of a SQL answer; it is looked at in the answer's own session."""

    text: str = ""
    asks_only: bool = False  # a right answer only asks: whether this one did is found out
    changed_nothing: bool = False  # nothing in the database; it may not be known
    results: list[Result] = field(default_factory=list)
    watch: str = ""  # the table that a second session, `looker`, reads before each statement
    looker: Session | None = None

    @property
    def statements(self) -> list[str]:
        """What was sent, in order."""
        return [result.statement.text for result in self.results]

    def rows(self, table: str) -> tuple | None:
        """The table's rows as a second session sees them now, in a fixed order; None for no such table."""
        return look(self.looker.connection, table, databases.LOCK_SECONDS * 1000)

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
        self.look()
        if self.asks_only and self.session.engine == "source":
            self.changed_nothing = True  # its user may only SELECT
        if self._is_one_question():
            self.error = self._asked()
        else:
            self.error = self._execute(self.text, self.results, self.look)

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

    def look(self) -> None:
        """Let the second session, if there is one, read its table now."""
        if self.looker:
            with contextlib.suppress(HasToWait):
                self.seen.append(Seen(len(self.results) + 1, look(self.looker.connection, self.watch)))

    def _execute(
        self,
        text: str,
        results: list[Result],
        after_each: Callable[[], None] = lambda: None,
        in_ours: bool = False,
    ) -> BaseException | None:
        """Run statements, and the error that stopped them, if any; `in_ours`: in a transaction of our own."""
        error = None
        self._forget()
        try:
            for result in self.session.run(text):
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
            self._all_at_once("ROLLBACK")
        if self.session.engine == "warehouse":
            # What the answer SET must not change how its result is looked at; temporary tables stay.
            self._all_at_once("RESET SESSION AUTHORIZATION; RESET ALL")
        return error


class SqlRunner:
    """Runs SQL answers in a database claimed for that; keeps its connection from run to run."""

    def __init__(self, engine: str) -> None:
        """`engine` is "warehouse" or "source"."""
        self.engine = engine
        self._databases = lent.for_checks()
        self._session: Session | None = None
        self._looker: Session | None = None
        self._holds: Fixture | None = None  # what is there, as it was made

    def run(
        self, text: str, fixture: Fixture, remember: Sequence[str] = (), watch: str = "", asks_only: bool = False
    ) -> SqlRun:
        """Make the fixture's tables, run the answer, and return what happened. Raises ServerGone.

        The queries `remember` are asked before the answer runs; `before` of the run has their rows. A second
        session reads the warehouse's table `watch` before each statement and after the last.
        The run may be looked at until the next one begins. With `asks_only` nobody looks at the database, and
        where the run has changed nothing, the next one on the same fixture finds it as it is.
        """
        try:
            session = self._fresh(fixture)
            run = SqlRun(fixture, session, text=_bound(text, session, fixture), asks_only=asks_only)
            if watch:
                run.watch, run.looker = watch, self._second()
            run.before = {query: run.query(query) for query in remember}
            with self._commits_inside(run):
                run.execute()
            self._holds = fixture if run.changed_nothing else None
        except ServerGone:
            self._holds = None
            if not self._server_is_up():
                raise
            self._databases.renew()  # the answer ended its own session: that is the answer's doing
            self._session = None
            run = SqlRun(fixture, self._fresh(fixture), text=text)
            run.error = SqlError("The answer ended its own connection to the server.")
        return run

    def as_new(self, sweep: Callable[[databases.Databases], bool]) -> None:
        """Empty the database, and let `sweep` look at what stays; the next run connects anew if it removes some.

        Most of what an answer leaves goes with its tables, and need not be swept.
        """
        self._holds = None
        if self._session and self._session.is_open:
            with contextlib.suppress(psycopg2.Error), self._session.connection.cursor() as cursor:
                cursor.execute("DISCARD ALL")
                cursor.execute(loading.WIPE)
        if sweep(self._databases):
            for session in (self._session, self._looker):
                if session:
                    session.close()
            self._session = self._looker = None

    def close(self) -> None:
        """Give the database back."""
        for session in (self._session, self._looker):
            if session:
                session.close()
        self._databases.close()

    def _second(self) -> Session:
        if self._looker is None or not self._looker.is_open:
            self._looker = Session("warehouse", self._databases.warehouse())
        return self._looker

    def _commits_inside(self, run: SqlRun) -> contextlib.AbstractContextManager[None]:
        """While a watched answer runs that may commit inside of a statement, looks between those commits."""
        verbs = {statement.words[0] for statement in sqltext.split(run.text, self.engine)}
        if not run.watch or not verbs & {"DO", "CALL"}:
            return contextlib.nullcontext()

        def tell(rows: tuple) -> None:
            if rows != run.seen[-1].rows:
                run.seen.append(Seen(len(run.results) + 2, rows))

        run.look()
        return at_each_commit(self._databases.warehouse(), run.watch, tell)

    def _fresh(self, fixture: Fixture) -> Session:
        is_there, self._holds = self._holds is fixture, None
        if self.engine == "source":
            if not is_there:
                self._databases.load(fixture)
            if self._session:
                self._session.close()
            connection = self._databases.source(reader=True)
        elif self._session and self._session.is_open:
            with self._session.connection.cursor() as cursor:
                cursor.execute("DISCARD ALL")
            if not is_there:
                loading.load_warehouse(self._session.connection, fixture)
            return self._session
        else:
            self._databases.renew()
            connection = self._databases.warehouse()
            loading.load_warehouse(connection, fixture)
        self._session = Session(self.engine, connection, ANSWER_SECONDS, ANSWER_BYTES)
        return self._session

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

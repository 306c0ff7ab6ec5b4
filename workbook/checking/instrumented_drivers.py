"""Connections that are watched: the drivers' own, subclassed, with a look and a possible fault at each statement.

Subclasses rather than proxies, since the drivers' C code and `psycopg2.sql` take their own types alone. Every
statement passes through a StatementHook, which counts it and may make it fail: refused by the server, or stopped
in the client before it is sent. A row of executemany, a COPY and a COMMIT count as one each; a ROLLBACK never
fails. A hook may also step in where a statement goes on for long: in the middle of a read from the source, before
a COPY from the store, and in the middle of one.
"""

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from typing import IO

import psycopg2
from psycopg2 import extensions
from psycopg2.sql import Composable

from workbook.databases import redshift_copy, sqltext

SERVER, CLIENT = "refused by the server", "stopped in the client, before it was sent"
NEVER = 0  # as a StatementHook's fail_at: no statement fails, and none is looked at
REFUSED = "DO $$ BEGIN RAISE EXCEPTION 'refused, to see what your function does'; END $$"
FIRST_LOOKS, LOOKS_EVERY = 10, 100  # statements, where a hook looks seldom
PLAIN = re.compile(r"\s*(?!do\b|call\b)[a-z]", re.IGNORECASE)  # begins with a word; DO and CALL may commit inside
# By the first word of a statement. PostgreSQL has two words for each.
COMMITS = ("COMMIT", "END")
NEVER_FAIL = ("ROLLBACK", "ABORT")
BEGIN_OR_END = ("BEGIN", "START", *COMMITS, *NEVER_FAIL)
COMMIT_AS_TEXT = (
    "You executed COMMIT or ROLLBACK as text. psycopg2 does not notice that, and sends no BEGIN afterwards: each"
    " statement then commits by itself. Call conn.commit() and conn.rollback()."
)
STOPPED = "the connection was cut, to see what your function does"


@dataclass
class StatementHook:
    """Counts the statements of one run, and makes the one at `fail_at` (from 1) fail.

    It looks before the one that fails, or where none is to fail before each; where it looks `seldom`, for a
    function that sends thousands, before the first ones, each hundredth, and each one that a COMMIT came before.
    """

    fail_at: int | None = None
    how: str = SERVER
    error: type[Exception] | None = None  # raised in the client, where it is to be no error of the driver's
    look: Callable[[], None] = lambda: None
    seldom: bool = False
    statements: list[str] = field(default_factory=list)
    commits_inside: Callable[[], AbstractContextManager] = nullcontext  # around what may commit on its way
    errors: list[Exception] = field(default_factory=list)  # that the drivers raised to the function
    misled: bool = False  # a statement went out when a COMMIT sent as text had ended the driver's transaction
    ended_nothing: str = ""  # "commit" or "rollback": a call that left a transaction open
    rows_read: int = 0  # from the source
    source_rows: int | None = None  # the source is gone after it has sent so many rows
    at_row: Callable[[int], None] | None = None  # told of each row from the source, from 1
    before_copy: Callable[[], None] = lambda: None  # before a COPY from the store begins
    in_copy: Callable[[], None] = lambda: None  # when it has read its first piece
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)  # boto3 uploads in threads

    def fails(self, text: str, cut: Exception, look: bool = True) -> bool:
        """Count a statement, after a look; whether the server must refuse it. Raises `cut` to stop it here.

        A ROLLBACK is not counted, and never fails.
        """
        if sqltext.first_word(text, "warehouse") in NEVER_FAIL:
            if look and self.fail_at is None:
                self.look()
            return False
        with self._lock:
            is_the_one = len(self.statements) + 1 == self.fail_at
            if is_the_one or (look and self.fail_at is None and self._is_time):
                self.look()
            self.statements.append(text)
        if not is_the_one:
            return False
        if self.how == CLIENT:
            raise self.error(STOPPED) if self.error else cut
        return True

    @property
    def _is_time(self) -> bool:
        """Whether a look is due, where it looks seldom."""
        sent = len(self.statements)
        after_commit = sent > 0 and sqltext.first_word(self.statements[-1], "warehouse") in COMMITS
        return not self.seldom or after_commit or sent < FIRST_LOOKS or (sent + 1) % LOOKS_EVERY == 0

    @property
    def failed(self) -> str | None:
        """The statement that was made to fail; None where there was none."""
        at = self.fail_at or NEVER
        return self.statements[at - 1] if 0 < at <= len(self.statements) else None


class InstrumentedCursor(redshift_copy.Cursor):
    """A cursor of the warehouse whose statements pass through its connection's hook."""

    def execute(self, query: redshift_copy.Query, vars: redshift_copy.Values = None) -> None:
        try:
            self._execute(query, vars)
        except Exception as error:
            self.connection.hook.errors.append(error)
            raise

    def _execute(self, query: redshift_copy.Query, vars: redshift_copy.Values) -> None:
        text = self.mogrify(query, vars).decode()
        # Most texts are one plain statement, and a function may send thousands.
        pieces = [] if ";" not in text and PLAIN.match(text) else sqltext.split(text, "warehouse")
        if len(pieces) < 2:
            text = self._passed(text)
            with self._commits_inside(pieces):
                return super().execute(text)
        # Several statements in one text are one to the server until a COMMIT ends it: sent as such, so that its
        # rules hold. But each may be the one that fails, and after a COMMIT another session may look.
        batch: list[str] = []
        for piece in pieces:
            batch.append(self._passed(piece.text, look=not batch))
            if piece.words[0] in (*COMMITS, *NEVER_FAIL):
                super().execute("; ".join(batch))
                batch = []
        return super().execute("; ".join(batch)) if batch else None

    def objects(self, copy: redshift_copy.Copy) -> redshift_copy.Objects:
        self.connection.hook.before_copy()
        return _InstrumentedObjects(self.connection, copy)

    def _commits_inside(self, pieces: list[sqltext.Statement]) -> AbstractContextManager:
        """DO and CALL may commit on their way, but not inside of a transaction."""
        may = pieces and pieces[0].words[0] in ("DO", "CALL") and self.connection.may_commit_inside
        return self.connection.hook.commits_inside() if may else nullcontext()

    def executemany(self, query: redshift_copy.Query, vars_list: Iterable[redshift_copy.Values]) -> None:
        for values in vars_list:
            self.execute(query, values)

    def copy_expert(self, sql: str | Composable, file: IO, size: int = 8192) -> None:
        self._pass(sql if isinstance(sql, str) else sql.as_string(self))
        return super().copy_expert(sql, file, size)

    def copy_from(self, file: IO, table: str, *args: object, **kwargs: object) -> None:
        self._pass(f"COPY {table} FROM STDIN")
        return super().copy_from(file, table, *args, **kwargs)

    def _passed(self, text: str, look: bool = True) -> str:
        """The text to send: this one, or where it must fail, one that the server refuses."""
        cut = psycopg2.OperationalError(STOPPED)
        if self.connection.is_misled and sqltext.first_word(text, "warehouse") not in BEGIN_OR_END:
            self.connection.hook.misled = True
        return REFUSED if self.connection.hook.fails(text, cut, look) else text

    def _pass(self, text: str) -> None:
        if self._passed(text) is REFUSED:
            super().execute(REFUSED)


@cache
def _instrumented(kind: type) -> type:
    """A cursor class that the caller asked for (DictCursor and the like), instrumented."""
    return kind if issubclass(kind, InstrumentedCursor) else type(kind.__name__, (InstrumentedCursor, kind), {})


class InstrumentedConnection(redshift_copy.Connection):
    """A connection to the warehouse whose statements pass through `hook`."""

    hook: StatementHook

    def cursor(
        self, name: str | None = None, cursor_factory: type | None = None, **kwargs: object
    ) -> extensions.cursor:
        kind = _instrumented(cursor_factory or self.cursor_factory or InstrumentedCursor)
        return super().cursor(name, cursor_factory=kind, **kwargs)

    def commit(self) -> None:
        # Only then is there something to commit: under autocommit, or with nothing done, the driver sends nothing,
        # and after a COMMIT that was executed as a statement the server has nothing to do.
        if self.status == extensions.STATUS_IN_TRANSACTION and self._in_transaction():
            cut = psycopg2.OperationalError(STOPPED)
            try:
                if self.hook.fails("COMMIT", cut):
                    self.ask(REFUSED)
            except psycopg2.Error:
                super().rollback()  # a COMMIT that fails has ended the transaction, refused or cut off
                raise
        super().commit()
        self._notice_what_goes_on("commit")

    def rollback(self) -> None:
        super().rollback()
        self._notice_what_goes_on("rollback")

    def ask(self, text: str) -> list[tuple]:
        """Run SQL of our own, which no hook sees; its rows, if it has any."""
        with super().cursor(cursor_factory=extensions.cursor) as cursor:
            cursor.execute(text)
            return cursor.fetchall() if cursor.description else []

    def make_new(self, autocommit: bool) -> None:
        """As good as closed and connected again: nothing uncommitted, no setting, no temporary table is left."""
        super().rollback()
        self.autocommit = True
        if self._in_transaction():
            self.ask("ROLLBACK")  # of a BEGIN under autocommit
        self.ask("DISCARD ALL")
        self.autocommit = autocommit

    def _notice_what_goes_on(self, call: str) -> None:
        """Under autocommit the driver sends nothing, and a transaction begun by a BEGIN goes on."""
        if self._in_transaction():
            self.hook.ended_nothing = call

    @property
    def is_misled(self) -> bool:
        """Whether the driver takes a transaction for open that the server has ended: it will send no BEGIN."""
        is_open = self.status == extensions.STATUS_IN_TRANSACTION
        return is_open and self.info.transaction_status == extensions.TRANSACTION_STATUS_IDLE

    @property
    def may_commit_inside(self) -> bool:
        """Whether a statement sent now would be a transaction of its own."""
        return self.autocommit and not self._in_transaction()

    @property
    def has_uncommitted(self) -> bool:
        """Whether closing the connection now would undo something: a transaction that only read has nothing."""
        status = self.info.transaction_status
        if self.closed or status == extensions.TRANSACTION_STATUS_IDLE:
            return False
        if status != extensions.TRANSACTION_STATUS_INTRANS:
            return True
        return self.ask("SELECT pg_current_xact_id_if_assigned() IS NOT NULL") == [(True,)]

    def _in_transaction(self) -> bool:
        return self.info.transaction_status in (
            extensions.TRANSACTION_STATUS_INTRANS,
            extensions.TRANSACTION_STATUS_INERROR,
        )


class _InstrumentedObjects(redshift_copy.Objects):
    """The objects that a COPY reads; the connection's hook is told when the first piece was read."""

    def __init__(self, connection: InstrumentedConnection, copy: redshift_copy.Copy) -> None:
        self._hook = connection.hook
        super().__init__(connection.store, copy)

    def pieces(self) -> Iterator[bytes]:
        for number, piece in enumerate(super().pieces()):
            yield piece
            if number == 0:
                self._hook.in_copy()

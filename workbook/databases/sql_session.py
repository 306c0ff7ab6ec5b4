"""Runs SQL text on a connection, a statement at a time, within limits: how a cell runs, and how an answer does."""

import contextlib
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg2
import pymysql
from psycopg2 import extensions

from workbook.databases import connections, pasted_text, redshift_words, server_text, sqltext
from workbook.databases.base import STATEMENT_SECONDS
from workbook.databases.server_text import Times
from workbook.databases.watchdog import WatchedStatement
from workbook.errors import NotJudged, TooSlow, WorkbookError

RESULT_BYTES = 1 << 30  # of growth of this process while one statement runs; rows take more than they are sent as
# A syntax error, and a column that is not there; on MySQL as well.
UNREAD = ("42601", "42703", "1064", "1054")
COPY_OF_CLIENT = re.compile(r"can't execute COPY (FROM|TO)")
FROM_A_CELL = (
    "COPY FROM STDIN and TO STDOUT exchange rows with a program, and here there is none: INSERT rows, load them by"
    " COPY … FROM 's3://…', or call copy_expert() of psycopg2 in a Python cell."
)
GRACE_SECONDS = 2.0  # from the polite cancel to the end of the session


class SqlError(WorkbookError):
    """A statement that the server refused: its message, the line and a caret, and what helps."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code  # SQLSTATE on PostgreSQL, the error's number on MySQL


class ServerGone(NotJudged):
    """The server ended the connection: it was stopped or killed."""


@dataclass
class Result:
    """What one statement gave."""

    statement: sqltext.Statement
    tag: str  # the server's own words, as "INSERT 0 3"
    count: int  # rows returned or changed, -1 where the server does not say
    columns: list[str] | None  # None where the statement returns no rows
    rows: list[tuple]
    notices: list[str]

    @property
    def names(self) -> list[str]:
        """The columns' names; none where the statement returns no rows."""
        return self.columns or []


class Session:
    """A connection on which SQL text is run; `engine` is "warehouse" or "source"."""

    def __init__(
        self,
        engine: str,
        connection: extensions.connection | pymysql.Connection,
        seconds: float = STATEMENT_SECONDS,
        largest: int = RESULT_BYTES,
    ) -> None:
        """`seconds` is the time of a statement, `largest` the bytes that this process may grow by its result."""
        self.engine = engine
        self.connection = connection
        self.seconds, self.largest = seconds, largest
        self._id = connection.info.backend_pid if engine == "warehouse" else connection.thread_id()

    def run(self, text: str, keep: int | None = None, times: Times = Times.AS_DRIVER) -> Iterator[Result]:
        """Run the statements of `text`, in order, and yield what each gave; stop at the first error.

        `keep` is how many rows of a result to fetch (all by default); `times` is how dates and times are read. A
        CALL may give several results. Raises SqlError, or ServerGone.
        """
        text = sqltext.clean(text)
        if "\0" in text:  # the driver would send the text up to there, and nothing would tell
            place = sqltext.line_and_caret(text.replace("\0", "�"), text.index("\0"))
            raise SqlError(f"The SQL holds a NUL character, which no server reads:\n{place}")
        for statement in sqltext.split(text, self.engine):
            yield from self._results(statement, text, keep, times)

    def statement(self, statement: sqltext.Statement, text: str, watched: bool = True) -> Result:
        """Run one statement of `text`, which is needed to show the line of an error; its first result.

        A statement of our own need not be `watched` for Ctrl-C, and a thread is saved.
        """
        return self._results(statement, text, None, Times.AS_DRIVER, watched)[0]

    def _results(
        self,
        statement: sqltext.Statement,
        text: str,
        keep: int | None,
        times: Times,
        watched: bool = True,
    ) -> list[Result]:
        notices: list = []
        if self.engine == "warehouse":
            self.connection.notices = notices
        with server_text.cursor(self.connection, times) as cursor:
            try:
                self._within_limits(lambda: cursor.execute(statement.text), watched)
                found = [_result(cursor, statement, keep, self.engine)]
                while self.engine == "source" and cursor.nextset():
                    further = _result(cursor, statement, keep, self.engine)
                    found += [further] if further.columns is not None else []
            except (psycopg2.Error, pymysql.err.Error) as error:
                raise _explained(error, statement, text, self) from None
            except (ValueError, OverflowError) as error:  # a year that Python's dates do not have
                place = sqltext.line_and_caret(text, statement.start)
                raise SqlError(f"The result holds a value that Python can't hold: {error}.\n{place}") from None
            if self.engine == "source" and cursor.warning_count:
                notices = _mysql_warnings(self.connection)
            found[0].notices = [str(n).strip() for n in notices]
            return found

    def literal(self, name: str, value: object) -> str:
        """How the value of `:name` is written into SQL. Raises WorkbookError for a type that it can't be."""
        try:
            with self.connection.cursor() as cursor:
                written = cursor.mogrify("%s", (server_text.bindable(value, self.engine),))
            return written if self.engine == "source" else written.decode()
        except Exception as error:  # the drivers have no common class for a type that they don't know
            kind = type(value).__name__
            raise WorkbookError(f":{name} is a {kind}, which can't be written into SQL ({error}).") from None

    def in_transaction(self) -> bool:
        """Whether the session stands inside a transaction, a failed one included."""
        if self.engine == "warehouse":
            status = self.connection.info.transaction_status
            return status in (extensions.TRANSACTION_STATUS_INTRANS, extensions.TRANSACTION_STATUS_INERROR)
        return bool(self.connection.server_status & pymysql.constants.SERVER_STATUS.SERVER_STATUS_IN_TRANS)

    @property
    def has_failed(self) -> bool:
        """Whether the open transaction takes no more statements after an error, as only the warehouse's does."""
        if self.engine == "source":
            return False
        return self.connection.info.transaction_status == extensions.TRANSACTION_STATUS_INERROR

    @property
    def is_open(self) -> bool:
        """Whether the connection was not closed by us, nor found dead by its driver."""
        return bool(self.connection.open) if self.engine == "source" else not self.connection.closed

    def close(self) -> None:
        """Close the connection, which rolls back what was not committed."""
        if self.is_open:
            self.connection.close()

    def _within_limits(self, execute: Callable[[], object], watched: bool) -> None:
        """Run `execute`, and end the statement on Ctrl-C, on time, or on a result too large to hold."""
        statement = WatchedStatement(self.seconds, self.largest, self._stop)
        statement.run(execute, here=not watched)
        if statement.too_slow:
            raise TooSlow(f"The machine is too busy to tell whether a statement takes {self.seconds:g} seconds.")
        if statement.reason:
            ended = (
                "" if self.is_open else " Its connection had to be ended: what was not committed is rolled back."
            )
            raise SqlError(f"The statement was stopped: {statement.reason}.{ended}", "57014")

    def _stop(self, done: threading.Event) -> None:
        if self.engine == "warehouse":
            connections.cancel(self.connection)
        else:
            self._end(query_only=True)
        if not done.wait(GRACE_SECONDS):
            self._end()
            if not done.wait(GRACE_SECONDS):  # the server does not do even that
                connections.cut(self.connection)
                done.wait()
            self.close()

    def _end(self, query_only: bool = False) -> None:
        # A server that does not answer ends nothing: then the connection is cut.
        with contextlib.suppress(psycopg2.OperationalError, pymysql.err.OperationalError):
            connections.end_session(self.engine, self.connection, self._id, query_only)


def _result(cursor: Any, statement: sqltext.Statement, keep: int | None, engine: str) -> Result:
    """What the cursor holds."""
    columns = [column[0] for column in cursor.description] if cursor.description else None
    rows = []
    if columns is not None:
        rows = [tuple(row) for row in (cursor.fetchall() if keep is None else cursor.fetchmany(keep))]
    if engine == "warehouse":
        tag = cursor.statusmessage or f"{statement.words[0]} {cursor.rowcount}"  # psycopg2 has none for COPY
    else:
        tag = _mysql_tag(statement, cursor.rowcount, columns)
    return Result(statement, tag, cursor.rowcount, columns, rows, [])


def _mysql_tag(statement: sqltext.Statement, count: int, columns: list[str] | None) -> str:
    if columns is not None:
        return f"SELECT {count}"
    verb = statement.words[0] if statement.words else ""  # one of our own has none
    changes = verb in ("INSERT", "UPDATE", "DELETE", "REPLACE", "LOAD")
    return f"{verb} {count}" if changes else " ".join(statement.words[:2])


def _mysql_warnings(connection: pymysql.Connection) -> list[str]:
    return [f"{level.upper()}:  {text} ({number})" for level, number, text in connection.show_warnings()]


def _explained(
    error: psycopg2.Error | pymysql.err.Error, statement: sqltext.Statement, text: str, session: Session
) -> WorkbookError:
    """The driver's error as the server's message with the place in `text`, or ServerGone."""
    if session.engine == "source":
        return _explained_mysql(error, statement, text)
    closed = isinstance(error, psycopg2.OperationalError) and error.pgcode in (None, "57P01")
    if session.connection.closed or closed:
        return gone("warehouse")
    diag = error.diag
    if diag.message_primary is None:  # refused by our own COPY, or by the driver
        says = FROM_A_CELL if COPY_OF_CLIENT.search(str(error)) else str(error).strip()
        return SqlError(f"{says}\n{sqltext.line_and_caret(text, statement.start)}", error.pgcode or "")
    position = int(diag.statement_position) - 1 if diag.statement_position else 0
    lines = [
        f"{diag.severity}:  {diag.message_primary}",
        sqltext.line_and_caret(text, statement.start + position),
    ]
    words = redshift_words.instead(error.pgcode or "", diag.message_primary, statement.text[:position])
    # Of a COPY the context names the file's line and the column.
    context = diag.context if statement.words[:1] == ("COPY",) else None
    hint = words or (error.pgcode in UNREAD and pasted_text.advice(text, "warehouse")) or diag.message_hint
    for label, value in (("DETAIL", diag.message_detail), ("HINT", hint), ("CONTEXT", context)):
        if value:
            lines.append(f"{label}:  {value}")
    return SqlError("\n".join(lines), error.pgcode or "")


def _explained_mysql(error: pymysql.err.Error, statement: sqltext.Statement, text: str) -> WorkbookError:
    number = error.args[0] if error.args else 0
    if number in (0, 2006, 2013):  # closed by us, "server has gone away", "lost connection"
        return gone("source")
    message = str(error.args[-1])
    if statement.words[:1] == ("DELIMITER",):
        message = "DELIMITER is for the program mysql: leave it out. A body from BEGIN to END is sent whole."
    place = sqltext.line_and_caret(text, _mysql_offset(message, statement, text))
    hint = pasted_text.advice(text, "source") if str(number) in UNREAD else ""
    return SqlError(f"ERROR {number}:  {message}\n{place}" + (f"\nHINT:  {hint}" if hint else ""), str(number))


def _mysql_offset(message: str, statement: sqltext.Statement, text: str) -> int:
    """Where the error is: MySQL quotes the rest of the statement from there on, up to 80 characters."""
    _, found, quoted = message.partition("near '")
    rest = quoted.rsplit("' at line", 1)[0]
    at = text.find(rest, statement.start) if found and rest else -1
    return at if at >= 0 else statement.start


def gone(engine: str) -> ServerGone:
    """The error for a server that does not answer any more."""
    name = {"warehouse": "The warehouse (PostgreSQL)", "source": "The source (MySQL)"}[engine]
    return ServerGone(f"{name} is not running any more: type %workbook up in a cell, then run this cell again.")

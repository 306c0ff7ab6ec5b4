"""What a function that is given a connection must not do: change it, close it, open another, hang, or shout."""

import contextlib
from collections.abc import Iterator
from typing import NoReturn

import psycopg2
import pymysql
from psycopg2 import extensions

from workbook.checking.instrumented_drivers import InstrumentedConnection
from workbook.checking.instrumented_mysql import InstrumentedMySQL
from workbook.checking.limits import LOUD, CallResult

CLOSED = "it closed the connection that it was given: that is for the caller to do."
CLOSED_SOURCE = (
    "it closed the source's connection, which is for the caller to do. (`with source:` closes it, too: that is"
    " pymysql's way.)"
)


class AnswerStopped(Exception):
    """The answer did what the connection policy forbids; the text says what."""


class OwnConnection(Exception):
    """The answer opened a connection instead of using the one it was given."""


@contextlib.contextmanager
def no_other_connections() -> Iterator[list]:
    """Refuse new connections, and list the attempts.

    They are refused where the drivers' own ways come together, so that a `connect` imported earlier is, too.
    """
    attempts: list[tuple] = []

    def refuse(*args: object, **kwargs: object) -> NoReturn:
        attempts.append(args)
        raise OwnConnection("use the connection that the function is given")

    earlier = psycopg2._connect, pymysql.connections.Connection.connect
    psycopg2._connect = pymysql.connections.Connection.connect = refuse
    try:
        yield attempts
    finally:
        psycopg2._connect, pymysql.connections.Connection.connect = earlier


def settings(connection: object) -> dict[str, object]:
    """What a function may change of a connection, and has to put back; nothing of a part that is none."""
    if isinstance(connection, InstrumentedMySQL):
        return {"autocommit": connection.get_autocommit()}
    if not isinstance(connection, InstrumentedConnection):
        return {}
    # SQLAlchemy writes the server's default out where the driver has None: that is the same.
    level = connection.isolation_level or extensions.ISOLATION_LEVEL_READ_COMMITTED
    return {"autocommit": connection.autocommit, "isolation_level": level, "readonly": connection.readonly}


def source_left_changed(connection: InstrumentedMySQL, was: dict[str, object]) -> list[str]:
    """What a function left changed of its connection to the source. A lost connection is no change of its own."""
    if connection.was_closed:
        return [CLOSED_SOURCE]
    now = connection.get_autocommit()
    if now != was["autocommit"]:
        return [f"it left the source's autocommit at {now}; it was {was['autocommit']}. Put it back."]
    return []


def left_changed(
    connection: InstrumentedConnection, was: dict[str, object], called: CallResult | None = None
) -> list[str]:
    """What a function left changed of the connection to the warehouse whose settings were `was`.

    `called` is how the call ended. Where it raised, a transaction may be left open for the caller to roll back,
    but not under autocommit: there nothing but a statement of the function's own has begun it.
    """
    if connection.closed:
        return [CLOSED]
    now = settings(connection)
    found = [
        f"it left conn.{name} at {now[name]!r}; it was {before!r}. Put it back, also after an error."
        for name, before in was.items()
        if now[name] != before
    ]
    status = connection.info.transaction_status
    call = connection.hook.ended_nothing
    if call and status != extensions.TRANSACTION_STATUS_IDLE:
        found.append(
            f"conn.{call}() did not end the transaction that your BEGIN began: under autocommit it does nothing."
            f" Execute {call.upper()} as a statement, as you did with BEGIN."
        )
    elif was["autocommit"] and called and called.error and status != extensions.TRANSACTION_STATUS_IDLE:
        found.append(
            "after the error the transaction that it began is still open: under autocommit the caller has none to"
            " roll back. Whatever the error is, execute ROLLBACK as a statement, then raise."
        )
    # Asked only where a statement may have set it: a look costs as much as a statement.
    may_have_set = any("isolation" in statement.lower() for statement in connection.hook.statements)
    if may_have_set and status != extensions.TRANSACTION_STATUS_INERROR:
        [(level,)] = connection.ask("SHOW default_transaction_isolation")
        if level != "read committed":
            found.append(f"it left the session's isolation at {level}; it was read committed. Put it back.")
    return found


def violations(called: CallResult, opened: list, seconds: float) -> list[str]:
    """What a call did that the connection policy forbids; `opened` are its attempts to connect."""
    found = []
    if called.timed_out:
        found.append(f"it did not return within {seconds:g} seconds, and was stopped.")
    if called.threads:
        found.append(f"it left {called.threads} thread{'s' * (called.threads > 1)} running: wait for them to end.")
    if called.characters > LOUD:
        found.append(f"it printed {called.characters:,} characters; they begin: {called.printed[:60]!r}.")
    if opened:
        found.append(
            "it opens its own connection: use the one that it is given, so that both are one transaction."
        )
    return found

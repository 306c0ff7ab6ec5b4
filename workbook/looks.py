"""What a second session sees of a table while an answer runs."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg2

LOOK_MILLISECONDS = 2  # a second session that has to wait has seen nothing wrong


@dataclass(frozen=True)
class Seen:
    """What a second session saw just before a statement: the table's rows, or None for no such table."""

    before: int  # the statement's number, from 1; one more than the last for after the end
    rows: tuple | None


class HasToWait(Exception):
    """The second session would have had to wait for a lock."""


def look(connection, table: str, wait_milliseconds: float = LOOK_MILLISECONDS) -> tuple | None:
    """The rows of `table` in a fixed order, as the session of `connection` (in autocommit) sees them.

    None for no such table. Raises HasToWait.
    """
    with connection.cursor() as cursor:
        try:
            cursor.execute(
                f"SET lock_timeout = {int(wait_milliseconds)}; SELECT t::text FROM {table} t ORDER BY 1"
            )
            return tuple(row[0] for row in cursor.fetchall())
        except psycopg2.errors.LockNotAvailable:
            raise HasToWait from None
        except psycopg2.errors.UndefinedTable:
            return None


@contextlib.contextmanager
def at_each_commit(connection, table: str, tell: Callable[[tuple], None]) -> Iterator[None]:
    """Tell the rows of `table` between the commits of other sessions, those inside of one statement too.

    DO and CALL may commit on the way, where no look between statements helps. The lock asked for here waits until
    a writer's transaction ends, and that writer's next transaction waits for it in turn. `connection` is in
    autocommit; it is closed at the end.
    """
    done, begun = threading.Event(), threading.Event()
    # One text, so that the server asks for the lock again at once when it has given it up.
    text = f"COMMIT; BEGIN; LOCK TABLE {table} IN SHARE MODE; SELECT t::text FROM {table} t ORDER BY 1"

    def work() -> None:
        gone = (psycopg2.errors.UndefinedTable, psycopg2.errors.LockNotAvailable)
        with contextlib.suppress(*gone), contextlib.closing(connection), connection.cursor() as cursor:
            while not done.is_set():
                cursor.execute(text)
                tell(tuple(row[0] for row in cursor.fetchall()))
                begun.set()
        begun.set()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    begun.wait()
    try:
        yield
    finally:
        done.set()
        thread.join()

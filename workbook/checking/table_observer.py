"""What a second session sees of a table while an answer runs."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import psycopg2
from psycopg2 import extensions

LOOK_MILLISECONDS = 2  # a second session that has to wait has seen nothing wrong
QUEUE_SECONDS = 0.001  # between two looks at who stands in the queue for a lock


@dataclass(frozen=True)
class Observation:
    """What a second session saw just before a statement: the table's rows, or None for no such table."""

    before: int  # the statement's number, from 1; one more than the last for after the end
    rows: tuple | None


class MustWait(Exception):
    """The second session would have had to wait for a lock."""


def observe(
    connection: extensions.connection, table: str, wait_milliseconds: float = LOOK_MILLISECONDS
) -> tuple | None:
    """The rows of `table` in a fixed order, as the session of `connection` (in autocommit) sees them.

    None for no such table. Raises MustWait.
    """
    with connection.cursor() as cursor:
        try:
            cursor.execute(
                f"SET lock_timeout = {int(wait_milliseconds)}; SELECT t::text FROM {table} t ORDER BY 1"
            )
            return tuple(row[0] for row in cursor.fetchall())
        except psycopg2.errors.LockNotAvailable:
            raise MustWait from None
        except psycopg2.errors.UndefinedTable:
            return None


QUEUED = "SELECT EXISTS (SELECT FROM pg_locks WHERE pid = %s AND relation = to_regclass(%s) AND NOT granted)"


@contextlib.contextmanager
def at_each_commit(
    connections: Sequence[extensions.connection], table: str, tell: Callable[[tuple], None]
) -> Iterator[None]:
    """Tell the rows of `table` between the commits of other sessions, those inside of one statement too.

    DO and CALL may commit on the way, where no look between statements helps. Two sessions take turns: each asks
    for a lock that the other's and a writer's conflict with, reads, and gives it up when the other stands in the
    queue. So whenever a writer has the lock, one of them waits behind it, and reads before the writer's next
    transaction, however busy the machine is. `connections` are two, in autocommit; they are closed at the end.
    """
    turns = _Turns(connections, table, tell)
    turns.begin()
    try:
        yield
    finally:
        turns.end()


class _Turns:
    """Two sessions that hold a table's lock by turns."""

    def __init__(
        self, connections: Sequence[extensions.connection], table: str, tell: Callable[[tuple], None]
    ) -> None:
        self._table, self._tell = table, tell
        self._done, self._begun = threading.Event(), threading.Event()
        pids = [each.info.backend_pid for each in connections]
        self._threads = [
            threading.Thread(target=self._work, args=(each, other, number), daemon=True)
            for number, (each, other) in enumerate(zip(connections, reversed(pids), strict=True))
        ]

    def begin(self) -> None:
        """Start, and wait for the first look."""
        for thread in self._threads:
            thread.start()
        self._begun.wait()

    def end(self) -> None:
        """Stop."""
        self._done.set()
        for thread in self._threads:
            thread.join()

    def _work(self, connection: extensions.connection, other: int, number: int) -> None:
        # One text, so that the server asks for the lock again at once when it has given it up.
        lock = f"LOCK TABLE {self._table} IN SHARE ROW EXCLUSIVE MODE"
        text = f"COMMIT; BEGIN; {lock}; SELECT t::text FROM {self._table} t ORDER BY 1"
        gone = (psycopg2.errors.UndefinedTable, psycopg2.errors.LockNotAvailable)
        with contextlib.suppress(*gone), contextlib.closing(connection), connection.cursor() as cursor:
            while not self._done.is_set():
                cursor.execute(text)
                self._tell(tuple(row[0] for row in cursor.fetchall()))
                self._begun.set()
                self._wait_for_the_other(cursor, other, self._threads[1 - number])
        self._begun.set()

    def _wait_for_the_other(self, cursor: extensions.cursor, other: int, thread: threading.Thread) -> None:
        """Hold the lock until the other session stands in the queue for it; not for one that has ended."""
        while thread.is_alive() and not self._done.is_set():
            cursor.execute(QUEUED, (other, self._table))
            if cursor.fetchone() == (True,):
                return
            time.sleep(QUEUE_SECONDS)

"""Threads that write at the same time, to one SQLite file or to PostgreSQL: counted and timed."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from workbook.databases import progress_bar

PATIENCE_SECONDS = 30  # longer than any wait here

Write = Callable[[int], None]  # one transaction that writes one row, the thread's number in it
Writer = Callable[[float], AbstractContextManager[Write]]  # given the seconds of work inside of a transaction


@dataclass
class Measured:
    """What some threads did in some seconds."""

    threads: int
    seconds: float
    writes: int = 0  # committed in that time
    longest_wait: float = 0.0  # seconds, of one transaction: from its start to its end, less the work inside
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def per_second(self) -> float:
        return self.writes / self.seconds

    def add(self, writes: int, longest_wait: float) -> None:
        """What one thread did."""
        with self._lock:
            self.writes += writes
            self.longest_wait = max(self.longest_wait, longest_wait)


def series(writer: Writer, counts: Sequence[int], seconds: float = 0.5, work: float = 0.004) -> list[Measured]:
    """Measure with each of these numbers of threads, one after the other."""
    return [measure(writer, threads, seconds, work) for threads in progress_bar.over(counts, "measurements")]


def measure(writer: Writer, threads: int, seconds: float = 0.5, work: float = 0.004) -> Measured:
    """Let this many threads write without a pause for this long; `work`: seconds from INSERT to COMMIT.

    Raises the first error that a thread met.
    """
    measured, failed = Measured(threads, seconds), []
    start = threading.Barrier(threads)

    def run(number: int) -> None:
        writes, longest = 0, 0.0
        try:
            with writer(work) as write:
                start.wait()
                ends = time.monotonic() + seconds
                while (began := time.monotonic()) < ends:
                    write(number)
                    now = time.monotonic()
                    writes += now < ends
                    longest = max(longest, now - began - work)
        except Exception as error:  # it would end with the thread, unseen
            failed.append(error)
            start.abort()
        measured.add(writes, longest)

    team = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in team:
        thread.start()
    for thread in team:
        thread.join()
    if failed:
        raise failed[0]
    return measured


def to_sqlite(path: Path) -> Writer:
    """Writers to the table t of an SQLite file."""

    @contextmanager
    def writer(work: float) -> Iterator[Write]:
        with closing(sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = OFF")  # no wait for the disk

            def write(thread: int) -> None:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("INSERT INTO t VALUES (?, 'measured')", (thread,))
                time.sleep(work)
                connection.execute("COMMIT")

            yield write

    return writer


def to_postgres(connect: Callable) -> Writer:
    """Writers to the warehouse's table written; `connect()` gives a connection with autocommit off."""

    @contextmanager
    def writer(work: float) -> Iterator[Write]:
        with closing(connect()) as connection, connection.cursor() as cursor:

            def write(thread: int) -> None:
                cursor.execute("INSERT INTO written VALUES (%s, 'measured')", (thread,))
                time.sleep(work)
                connection.commit()

            yield write

    return writer

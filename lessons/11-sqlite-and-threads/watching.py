"""What a function's threads do with an SQLite file: which thread sent which statement, and how it ended.

The statements come from SQLite itself (sqlite3's trace callback). It is set at each connection's next call, by a
profile function, since a `connect` that was imported earlier can't be replaced.
"""

import contextlib
import re
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbook.functions import described

HELD_SECONDS = 0.6  # the other program's lock, counted from when all threads have come to it
AT_MOST_SECONDS = 1.0  # where they never do
MEMORY = Path("/dev/shm")  # where there is one: a slow disk is not the answer's fault
MARK = re.compile(r"batch (\d+), row (\d+)")


@dataclass(frozen=True)
class Sent:
    """One statement: its text with the values in it, its thread, and a number for its connection."""

    thread: threading.Thread
    connection: int
    text: str

    @property
    def is_insert(self) -> bool:
        return re.search(r"\b(INSERT|REPLACE)\b", self.text, re.IGNORECASE) is not None


@dataclass
class Watch:
    """What was seen of one call on one file."""

    path: Path
    batches: Sequence[Sequence[tuple]]
    before: Sequence[tuple]
    held: bool
    sent: list[Sent] = field(default_factory=list)
    # What ended a thread, as words: the error itself would keep the thread's connection alive, and its lock.
    ended: list[str] = field(default_factory=list)
    raised: set[threading.Thread] = field(default_factory=set)  # in which a statement raised an error

    @property
    def came(self) -> set[str]:
        """The batches of which an INSERT was tried."""
        return {mark for one in self.sent if one.is_insert for mark, _ in MARK.findall(one.text)}


_watches: dict[str, Watch] = {}
_now: list[Watch] = []  # the call that goes on; at most one


def of(path: object) -> Watch:
    """What was seen of the call that was given `path`."""
    return _watches[str(path)]


def begin(
    batches: Sequence[Sequence[tuple]], before: Sequence[tuple] = (), wal: bool = False, held: bool = False
) -> tuple[str, list[list[tuple]]]:
    """Make a new file with the table t and its rows `before`; gives its path, and a copy of the batches.

    `wal` is its journal mode. `held`: another program begins to write, and holds the lock for a while.
    """
    folder = tempfile.mkdtemp(prefix="workbook-", dir=MEMORY if MEMORY.is_dir() else None)
    path = Path(folder) / "busy.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        if wal:
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (k INTEGER, v TEXT)")
        connection.executemany("INSERT INTO t VALUES (?, ?)", before)
        connection.commit()
    watch = Watch(path, batches, before, held)
    _watches[str(path)] = watch
    _now[:] = [watch]
    if held:
        has_it = threading.Event()
        threading.Thread(target=_hold, args=(watch, has_it), name="another program", daemon=True).start()
        has_it.wait()
    return str(path), [list(batch) for batch in batches]


def _hold(watch: Watch, has_it: threading.Event) -> None:
    with contextlib.closing(sqlite3.connect(watch.path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        has_it.set()
        latest = time.monotonic() + AT_MOST_SECONDS
        while time.monotonic() < latest and len({one.thread for one in [*watch.sent]}) < len(watch.batches):
            time.sleep(0.02)
        time.sleep(HELD_SECONDS)
        connection.execute("ROLLBACK")


@contextlib.contextmanager
def watching() -> Iterator[None]:
    """While it lasts, calls on files made by `begin` are watched; in the end the files are removed."""
    earlier = sys.getprofile(), threading.getprofile(), threading.excepthook
    sys.setprofile(_look)
    threading.setprofile(_look)
    threading.excepthook = _note_the_end
    try:
        yield
    finally:
        sys.setprofile(earlier[0])
        threading.setprofile(earlier[1])
        threading.excepthook = earlier[2]
        for path in list(_watches):
            shutil.rmtree(Path(path).parent, ignore_errors=True)  # Windows keeps what an answer left open
        _watches.clear()
        _now.clear()


def _note_the_end(arguments: threading.ExceptHookArgs) -> None:
    if _now and arguments.exc_value is not None:
        _now[0].ended.append(described(arguments.exc_value))


def _look(frame, event: str, called) -> None:
    """Before each call of a connection or a cursor: have its statements told."""
    if event not in ("c_call", "c_exception") or not _now:
        return
    owner = getattr(called, "__self__", None)
    with contextlib.suppress(sqlite3.Error):  # of a closed one, or of another thread's: the call itself says so
        connection = owner.connection if isinstance(owner, sqlite3.Cursor) else owner
        if not isinstance(connection, sqlite3.Connection):
            return
        watch, thread = _now[0], threading.current_thread()
        if event == "c_exception":
            watch.raised.add(thread)
        elif called.__name__ != "set_trace_callback":
            connection.set_trace_callback(_teller(watch, id(connection)))


def _teller(watch: Watch, connection: int):
    def tell(text: str) -> None:
        watch.sent.append(Sent(threading.current_thread(), connection, text))

    return tell

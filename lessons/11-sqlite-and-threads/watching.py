"""What a function's threads do with an SQLite file: which of them write to it, and how they end.

A profile function looks at each call of a connection or a cursor, before and after. It asks SQLite nothing that
could wait: a connection's lock is taken by whoever uses it, and a look must never be what blocks.
"""

import contextlib
import functools
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbook.databases import progress_bar
from workbook.errors import described
from workbook.servers.fair_clock import FairClock

HELD_SECONDS = 0.4  # the other program's lock, from when all threads have come to it
AT_MOST_SECONDS = 0.7  # where they never do; of fair time, since on a busy machine threads come late
ORPHANED_SECONDS = 120.0  # where nobody is left to tell the other program
LOOK_SECONDS = 0.02  # between two looks at who has come
LONG_SECONDS = 6.0  # longer than sqlite3's default timeout of 5
MEMORY = Path("/dev/shm")  # where there is one: a slow disk is not the answer's fault
EXECUTES = ("execute", "executemany", "executescript")
# A program of its own: a connection that threads share can hold up all of ours.
OTHER_PROGRAM = """
import sqlite3, sys, threading, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=20)
if sys.argv[2] == "later":
    print("it is there", flush=True)
    sys.stdin.readline()
connection.execute("BEGIN IMMEDIATE")
print("it has the lock", flush=True)
if sys.argv[2] != "later":
    told = threading.Thread(target=sys.stdin.read, daemon=True)
    told.start()
    told.join(float(sys.argv[2]))
time.sleep(float(sys.argv[3]))
connection.execute("ROLLBACK")
connection.close()
"""


@dataclass
class Watch:
    """What was seen of one call on one file."""

    path: Path
    batches: Sequence[Sequence[tuple]]
    before: Sequence[tuple]
    held: bool
    came: set[threading.Thread] = field(default_factory=set)  # sent a statement
    wrote: set[threading.Thread] = field(default_factory=set)  # changed rows
    raised: set[threading.Thread] = field(default_factory=set)  # a statement raised an error
    left_open: set[threading.Thread] = field(default_factory=set)  # their last call left a transaction open
    shared: bool = False  # two threads were inside of calls of one connection at the same time
    inside: dict[int, threading.Thread] = field(default_factory=dict)  # by a connection's id
    read_first: bool = False  # a statement failed in a transaction that had read, and changed nothing
    # What ended a thread, as words: the error itself would keep the thread's connection alive, and its lock.
    ended: list[str] = field(default_factory=list)
    earlier: set[threading.Thread] = field(default_factory=lambda: set(threading.enumerate()))  # not the answer's
    interrupted: Callable[[], None] | None = None  # called once, when the first rows are committed
    seen: list[tuple] | None = None  # what t held then, once the other program had the lock
    turn: threading.Lock = field(default_factory=threading.Lock)


_watches: dict[str, Watch] = {}
_at_the_end = contextlib.ExitStack()  # of a check


def of(path: object) -> Watch:
    """What was seen of the call that was given `path`."""
    return _watches[str(path)]


def begin(
    batches: Sequence[Sequence[tuple]], before: Sequence[tuple] = (), held: bool = False, long: bool = False
) -> tuple[str, list[list[tuple]]]:
    """Make a new file with the table t and its rows `before`; gives its path, and a copy of the batches.

    It is in WAL mode: otherwise a thread that died in a transaction stops the others until Python frees its
    connection, at some time or other. `held`: another program begins to write, and holds the lock for a while;
    where that is `long`, it takes the lock as soon as a thread has committed rows, and keeps it for six seconds.
    """
    folder = tempfile.mkdtemp(prefix="workbook-", dir=MEMORY if MEMORY.is_dir() else None)
    path = Path(folder) / "busy.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (k INTEGER, v TEXT)")
        connection.executemany("INSERT INTO t VALUES (?, ?)", before)
        connection.commit()
    watch = Watch(path, batches, before, held)
    _watches[str(path)] = watch
    if held and long:
        _hold_later(watch)
    elif held:
        _hold(watch)
    look = functools.partial(_look, watch)  # of this call alone: a thread may outlive it
    sys.setprofile(look)
    threading.setprofile(look)
    threading.excepthook = functools.partial(_note_the_end, watch)
    return str(path), [list(batch) for batch in batches]


def _hold(watch: Watch) -> None:
    """Start the other program, and tell it when all threads have come."""
    command = [sys.executable, "-I", "-S", "-c", OTHER_PROGRAM, str(watch.path)]
    program = subprocess.Popen(
        [*command, str(ORPHANED_SECONDS), str(HELD_SECONDS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    program.stdout.readline()

    def tell() -> None:
        clock = FairClock(LOOK_SECONDS)
        while clock.look() < AT_MOST_SECONDS and len(watch.came) < len(watch.batches):
            time.sleep(LOOK_SECONDS)
        with program:
            program.stdin.close()

    threading.Thread(target=tell, daemon=True).start()


def _hold_later(watch: Watch) -> None:
    """Start the other program; it takes the lock when rows are committed, before that thread goes on."""
    command = [sys.executable, "-I", "-S", "-c", OTHER_PROGRAM, str(watch.path), "later", str(LONG_SECONDS)]
    program = _at_the_end.enter_context(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
    _at_the_end.callback(program.kill)
    assert program.stdin and program.stdout
    program.stdout.readline()

    def take() -> None:
        _at_the_end.enter_context(progress_bar.waiting("another program holds the file's lock for six seconds"))
        program.stdin.write(b"now\n")
        program.stdin.flush()
        if program.stdout.readline():  # it has the lock
            with contextlib.closing(sqlite3.connect(watch.path)) as connection:
                watch.seen = connection.execute("SELECT k, v FROM t").fetchall()

    watch.interrupted = take


@contextlib.contextmanager
def watching() -> Iterator[None]:
    """While it lasts, calls on files made by `begin` are watched; in the end the files are removed."""
    earlier = sys.getprofile(), threading.getprofile(), threading.excepthook
    try:
        yield
    finally:
        sys.setprofile(earlier[0])
        threading.setprofile(earlier[1])
        threading.excepthook = earlier[2]
        _at_the_end.close()
        for path in list(_watches):
            shutil.rmtree(Path(path).parent, ignore_errors=True)  # Windows keeps what an answer left open
        _watches.clear()


def _note_the_end(watch: Watch, arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None and arguments.thread not in watch.earlier:
        watch.ended.append(described(arguments.exc_value))


class _Before(threading.local):
    """How this thread's connection was before the call that goes on, and whether its transaction has read."""

    changes = 0
    in_transaction = False
    has_read = False


_before = _Before()


def _look(watch: Watch, frame, event: str, called) -> None:
    if event not in ("c_call", "c_return", "c_exception"):
        return
    owner = getattr(called, "__self__", None)
    with contextlib.suppress(sqlite3.Error):  # of one that is closed
        connection = owner.connection if isinstance(owner, sqlite3.Cursor) else owner
        if isinstance(connection, sqlite3.Connection):
            executes = called.__name__ in EXECUTES
            if watch.interrupted and connection.total_changes and not connection.in_transaction:
                _interrupt(watch)
            if event == "c_call":
                _note_before(watch, connection, executes)
            else:
                _note_after(watch, connection, executes, failed=event == "c_exception")


def _interrupt(watch: Watch) -> None:
    """Let the other program take the lock, once: this thread has committed, and now has to wait for it again."""
    with watch.turn:
        take, watch.interrupted = watch.interrupted, None
    if take:
        take()


def _note_before(watch: Watch, connection: sqlite3.Connection, executes: bool) -> None:
    _before.changes, _before.in_transaction = connection.total_changes, connection.in_transaction
    if executes:
        thread = threading.current_thread()
        watch.came.add(thread)
        watch.shared |= watch.inside.setdefault(id(connection), thread) is not thread


def _note_after(watch: Watch, connection: sqlite3.Connection, executes: bool, failed: bool) -> None:
    thread = threading.current_thread()
    if watch.inside.get(id(connection)) is thread:
        del watch.inside[id(connection)]
    changed = connection.total_changes != _before.changes
    if changed:
        watch.wrote.add(thread)
    if failed and executes:
        watch.raised.add(thread)
        watch.read_first |= _before.has_read
    if connection.in_transaction:
        watch.left_open.add(thread)
        # A statement inside of a transaction that changed nothing has read.
        _before.has_read |= executes and not failed and not changed and _before.in_transaction
    else:
        watch.left_open.discard(thread)
        _before.has_read = False

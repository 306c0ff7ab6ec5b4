"""What a function's threads do with an SQLite file: which of them write to it, and how they end.

A profile function looks at each call of a connection or a cursor, before and after. It asks SQLite nothing that
could wait: a connection's lock is taken by whoever uses it, and a look must never be what blocks.
"""

import contextlib
import functools
import json
import re
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
QUIET_SECONDS = 0.6  # fair ones without a call of SQLite: all threads but the one that is held back have ended
LONG_SECONDS = 6.0  # longer than sqlite3's default timeout of 5
AHEAD_SECONDS = 3.0  # fair ones that the first thread has to commit before the others begin to write
MEMORY = Path("/dev/shm")  # where there is one: a slow disk is not the answer's fault
EXECUTES = ("execute", "executemany", "executescript")
NUMBERS = re.compile(r" The object was created in thread id .*")  # other ones in each run
# A program of its own: a connection that threads share can hold up all of ours.
OTHER_PROGRAM = """
import json, sqlite3, sys, threading, time
adds = json.loads(sys.argv[4])
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=20)
if sys.argv[2] == "later":
    print("it is there", flush=True)
    sys.stdin.readline()
connection.execute("BEGIN IMMEDIATE")
print("it has the lock", flush=True)
for k, v in adds:
    connection.execute("UPDATE t SET v = v + ? WHERE k = ?", (v, k))
if sys.argv[2] != "later":
    told = threading.Thread(target=sys.stdin.read, daemon=True)
    told.start()
    told.join(float(sys.argv[2]))
time.sleep(float(sys.argv[3]))
connection.execute("COMMIT" if adds else "ROLLBACK")
connection.close()
"""


@dataclass
class Watch:
    """What was seen of one call on one file."""

    path: Path
    batches: Sequence[Sequence[tuple]]
    before: Sequence[tuple]
    held: bool
    other: Sequence[tuple] = ()  # what the other program adds to t, while it holds the lock
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
    ahead: threading.Thread | None = None  # the first thread of the answer's to send a statement
    has_lock: threading.Event = field(default_factory=threading.Event)  # set where no program is to take it later
    turn: threading.Lock = field(default_factory=threading.Lock)
    slow: str = ""  # "first" or "last": the thread that is held back
    started: list[threading.Thread] = field(default_factory=list)  # in their order, where one is held back
    calls: int = 0  # of connections and cursors

    @property
    def added(self) -> Sequence[tuple]:
        """What the other program adds: nothing where it waits for a commit that nobody sees, as in grading."""
        return () if self.interrupted else self.other


_watches: dict[str, Watch] = {}
_at_the_end = contextlib.ExitStack()  # of a check


def of(path: object) -> Watch:
    """What was seen of the call that was given `path`."""
    return _watches[str(path)]


def begin(
    batches: Sequence[Sequence[tuple]],
    before: Sequence[tuple] = (),
    held: bool = False,
    long: bool = False,
    slow: str = "",
    table: str = "t (k INTEGER, v TEXT)",
    other: Sequence[tuple] = (),
) -> tuple[str, list[list[tuple]]]:
    """Make a new file with `table` and its rows `before`, pairs; gives its path, and a copy of the batches.

    It is in WAL mode: otherwise a thread that died in a transaction stops the others until Python frees its
    connection, at some time or other. `held`: another program begins to write, and holds the lock for a while;
    where that is `long`, it takes the lock as soon as a thread has committed rows, before any other thread begins
    to write, and keeps it for six seconds. It adds the pairs `other` to rows of t, and commits them in the end.
    `slow`: the thread that is started "first", or those from that of the "last" batch on, are held until the
    others are done, so that who does not wait for them is back before they have written.
    """
    folder = tempfile.mkdtemp(prefix="workbook-", dir=MEMORY if MEMORY.is_dir() else None)
    path = Path(folder) / "busy.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"CREATE TABLE {table}")
        connection.executemany(f"INSERT INTO {table.split()[0]} VALUES (?, ?)", before)
        connection.commit()
    watch = Watch(path, batches, before, held, other, slow=slow)
    _watches[str(path)] = watch
    if held and long:
        _hold_later(watch)
    else:
        watch.has_lock.set()
    if held and not long:
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
        [*command, str(ORPHANED_SECONDS), str(HELD_SECONDS), json.dumps(watch.other)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
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
    given = [str(watch.path), "later", str(LONG_SECONDS), json.dumps(watch.other)]
    command = [sys.executable, "-I", "-S", "-c", OTHER_PROGRAM, *given]
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
        watch.has_lock.set()

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
        watch.ended.append(NUMBERS.sub("", described(arguments.exc_value)).rstrip("."))


class _Before(threading.local):
    """How this thread's connection was before the call that goes on, and whether its transaction has read."""

    changes = 0
    in_transaction = False
    has_read = False


_before = _Before()


def _look(watch: Watch, frame, event: str, called) -> None:
    if watch.slow and event == "call" and frame.f_code is threading.Thread.start.__code__:
        _note_a_start(watch, frame)
    if event not in ("c_call", "c_return", "c_exception"):
        return
    owner = getattr(called, "__self__", None)
    with contextlib.suppress(sqlite3.Error):  # of one that is closed
        connection = owner.connection if isinstance(owner, sqlite3.Cursor) else owner
        if isinstance(connection, sqlite3.Connection):
            watch.calls += 1
            executes = called.__name__ in EXECUTES
            if watch.interrupted and connection.total_changes and not connection.in_transaction:
                _interrupt(watch)
            if event == "c_call":
                _note_before(watch, connection, executes)
            else:
                _note_after(watch, connection, executes, failed=event == "c_exception")


def _note_a_start(watch: Watch, frame) -> None:
    if not frame.f_back.f_globals.get("__name__", "").startswith("workbook."):  # as the call's limit does
        watch.started.append(frame.f_locals["self"])


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
        if watch.slow and thread not in watch.came and _is_held_back(watch, thread):
            _wait_for_the_others(watch)
        if not watch.has_lock.is_set() and thread not in watch.came and thread is not threading.main_thread():
            _let_one_go_ahead(watch, thread)
        watch.came.add(thread)
        watch.shared |= watch.inside.setdefault(id(connection), thread) is not thread


def _is_held_back(watch: Watch, thread: threading.Thread) -> bool:
    last = len(watch.batches) - 1
    return thread in (watch.started[:1] if watch.slow == "first" else watch.started[last:])


def _let_one_go_ahead(watch: Watch, thread: threading.Thread) -> None:
    """Hold all threads but the first until the other program has the lock: on a busy machine it may come last."""
    with watch.turn:
        watch.ahead = watch.ahead or thread
    clock = FairClock(LOOK_SECONDS)
    while watch.ahead is not thread and clock.look() < AHEAD_SECONDS and not watch.has_lock.is_set():
        time.sleep(LOOK_SECONDS)


def _wait_for_the_others(watch: Watch) -> None:
    """Wait until nobody has called SQLite for a while: the others are done, or wait for this thread."""
    calls, clock = watch.calls, FairClock(LOOK_SECONDS)
    while clock.look() < QUIET_SECONDS:
        time.sleep(LOOK_SECONDS)
        if watch.calls != calls:
            calls, clock = watch.calls, FairClock(LOOK_SECONDS)


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

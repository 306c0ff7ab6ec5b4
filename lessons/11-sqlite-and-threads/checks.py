"""Lesson 11: many threads that write to one SQLite file. What the answer must show."""

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from threading import main_thread

from workbook.checking.compare import compare
from workbook.checking.function_runner import FunctionRun
from workbook.checking.rules.result_rows import difference_fault
from workbook.exercises import Fault, Fixture, OtherData, PyExercise, Rule, Scenario, Table, load_module

watching = load_module("11-sqlite-and-threads", "watching")

MANY = 40  # more than the threads of a pool that is not told how many: 32

notebook = Fixture(
    "the lesson's tables",
    warehouse=[Table("t", {"k": "INT NOT NULL PRIMARY KEY", "v": "TEXT"}, [(1, "first"), (2, "second")])],
)

# --- what the function is given

FEW = [[(1, "extract"), (2, "load")], [(3, "merge")], [(4, "test"), (5, "report"), (6, None)]]
THERE = [(1, "extract"), (0, "was there")]
BATCHES = [[(10 * n + r, f"batch {n}, row {r}") for r in range(5)] for n in range(MANY)]
ODD = [
    [],
    [(1, None), (1, None), (1, "")],
    [(2, "it's"), (3, 'say "so"'), (4, "'; DROP TABLE t; --"), (7, " spaces \n")],
    [],
    [(-5, "서울 🚲\nsecond line"), (2**63 - 1, "%s ? :v {v}"), (1, "")],
    [(0, "was there")],
]


def scenario(name: str, seconds: float = 0.0, **given) -> Scenario:
    return Scenario(name, arguments=partial(watching.begin, **given), seconds=seconds)


SCENARIOS = [
    scenario("the exercise's rows", batches=FEW, before=THERE),
    scenario("another program that writes", batches=BATCHES, before=THERE, held=True, seconds=10.0),
    scenario("empty batches, NULL, quotes and rows that come twice", batches=ODD, before=THERE),
    replace(
        scenario(
            "another program that holds the lock for six seconds",
            batches=BATCHES,
            before=THERE,
            held=True,
            long=True,
        ),
        large=True,
        seconds=30.0,
    ),
]

# --- what is looked at

WAIT = (
    "SQLite has one writer at a time: give each connection a timeout, so that it waits for the lock. (It does not"
    " wait where its own SELECT is still open, nor for another journal mode.)"
)
BEGIN_FIRST = (
    "A transaction that has read does not wait for the lock, whatever the timeout. BEGIN IMMEDIATE takes the lock"
    " at the start, and waits for it."
)
EACH = "each should have a thread of its own"
SHARED = (
    "threads used one connection at the same time. It went well this time, and may fail or lose rows the next."
    " Give each thread a connection of its own."
)
NO_COMMIT = (
    "No COMMIT was seen: sqlite3 begins a transaction at the first INSERT, and closing the connection rolls it"
    " back."
)
AS_TEXT = (
    "None should be NULL, and it came as the text 'None': pass the values as parameters, with question marks."
)
UNSEEN = "An error in a thread does not reach the caller by itself: a Future keeps it until result() is asked."


def _sent(watch) -> list[tuple]:
    return [row for batch in watch.batches for row in batch]


MISTAKES: tuple[tuple[str, Callable], ...] = (
    ("The rows that were there are gone: they stay.", lambda w: _sent(w)),
    (
        "A row that comes twice is there twice: t has no key.",
        lambda w: [*w.before, *(row for batch in w.batches for row in set(batch))],
    ),
    (
        "Each thread wrote the last batch: a function reads the loop's variable when it runs, not when it is made."
        " Give the thread its batch: args=(batch,).",
        lambda w: [*w.before, *(row for _ in w.batches for row in w.batches[-1])],
    ),
    ("Each row is there twice.", lambda w: [*w.before, *_sent(w), *_sent(w)]),
)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def advice(watch, error: object) -> str:
    """What helps against an error, if it is that the file is locked."""
    if "is locked" not in str(error):  # not of Python's own locks
        return ""
    return BEGIN_FIRST if watch.read_first else WAIT


@dataclass(frozen=True)
class AllThere(Rule):
    """t holds the rows that were there, and those of all batches."""

    name = "rows"
    passed = "t holds every row of every batch, and the rows that were there"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """The rows that are missing or too many, and what the threads met."""
        watch = watching.of(run.arguments[0])
        try:
            got = self._read(watch)
        except sqlite3.Error as error:
            return [Fault(f"t can't be read afterwards: {error}.")]
        difference = compare(("k", "v"), [*watch.before, *_sent(watch)], got)
        return [difference_fault("t differs", difference, self._symptom(watch, got))] if difference else []

    def suspects(self, run: FunctionRun) -> list[str]:
        """The known mistakes that leave just these rows."""
        watch = watching.of(run.arguments[0])
        try:
            got = Counter(self._read(watch))
        except sqlite3.Error:
            return []
        return [says for says, leaves in MISTAKES if Counter(leaves(watch)) == got]

    @staticmethod
    def _read(watch) -> list[tuple]:
        with contextlib.closing(sqlite3.connect(watch.path, timeout=1)) as connection:
            return connection.execute("SELECT k, v FROM t").fetchall()

    @staticmethod
    def _symptom(watch, got: list[tuple]) -> str:
        if (None in {v for _, v in _sent(watch)}) and "None" in {v for _, v in got}:
            return AS_TEXT
        if watch.ended:
            [(error, count)] = Counter(watch.ended).most_common(1)
            return f"{_count(count, 'thread')} ended with {error}. {advice(watch, error)}".rstrip()
        if watch.raised and len(got) < len(watch.before) + len(_sent(watch)):
            return (
                f"In {_count(len(watch.raised), 'thread')} a statement raised an error that nobody saw. {UNSEEN}"
            )
        if watch.left_open:
            return NO_COMMIT
        return ""


@dataclass(frozen=True)
class OwnThreads(Rule):
    """Each batch was written by a thread that wrote no other; looked at where the lock makes all of them wait."""

    name = "threads"
    needs_same_process = True
    on_large = False  # there all threads but one have to wait, and a pool may give that one a second batch
    passed = "each batch was written by a thread of its own"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """Batches written by the caller, by one thread together, by none, or in parts; if they were written."""
        watch = watching.of(run.arguments[0])
        if not watch.held or AllThere().faults(run):
            return []
        batches, threads = len(watch.batches), len(watch.wrote)
        if main_thread() in watch.wrote:
            return [Fault("the thread that called write_all writes to t itself: give each batch to a new thread.")]
        if watch.shared:
            return [Fault(SHARED)]
        if threads < batches:
            return [Fault(f"{batches} batches were written by {_count(threads, 'thread')}: {EACH}.")]
        if threads > batches:
            return [Fault(f"{batches} batches were written by {threads} threads, so in parts: {EACH}.")]
        return []


@dataclass(frozen=True)
class WholeBatches(Rule):
    """When another program comes between, each batch is in t whole, or not at all.

    Looked at where that program takes the lock as soon as rows are committed. No two batches share a row there.
    """

    name = "whole"
    needs_same_process = True
    passed = "another program sees all rows of a batch, or none of them"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """The first batch of which only a part was there."""
        watch = watching.of(run.arguments[0])
        there = set(watch.seen or ())
        for batch in watch.batches if there else ():
            count = len(there & set(batch))
            if 0 < count < len(batch):
                says = f"another program saw {count} of a batch's {len(batch)} rows: write it in one transaction."
                return [Fault(says)]
        return []


def _advice(run: FunctionRun) -> str:
    return advice(watching.of(run.arguments[0]), run.error)


exercises = [
    PyExercise(
        id="busy-writers",
        function="write_all",
        arguments=("path", "batches"),
        other_data=OtherData(rows={"batches": ("k", "v"), "before": ("k", "v")}),
        scenarios=SCENARIOS,
        table="",
        parts=(),
        points=2,
        around=watching.watching,
        advice=_advice,
        rules=[AllThere(), OwnThreads(), WholeBatches()],
        hints=(
            "A connection belongs to the thread that made it. So each thread connects for itself, writes its"
            " batch, and commits. What does the caller have to do before it returns?",
            "sqlite3.connect(path, timeout=…) says how many seconds a connection waits for the lock. The timeout"
            " helps where the transaction begins with the INSERT.",
            "def write(batch): connect with a timeout of 30; executemany the INSERT with two question marks;"
            " commit; close. In write_all: a threading.Thread(target=write, args=(batch,)) for each batch; start"
            " all of them, then join all of them.",
        ),
    ),
]

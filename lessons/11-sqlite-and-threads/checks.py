"""Lesson 11: many threads that write to one SQLite file. What the answer must show."""

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from workbook.checking.compare import compare
from workbook.checking.function_runner import FunctionRun
from workbook.checking.rules.result_rows import difference_fault
from workbook.exercises import Fault, Fixture, OtherData, PyExercise, Rule, Scenario, Table, load_module

moves = load_module("11-sqlite-and-threads", "moves")
own_threads = load_module("11-sqlite-and-threads", "own_threads")
sums = load_module("11-sqlite-and-threads", "sums")
watching = load_module("11-sqlite-and-threads", "watching")

MANY = 40  # more than the threads of a pool that is not told how many: 32

notebook = Fixture(
    "the lesson's tables",
    warehouse=[Table("t", {"k": "INT NOT NULL PRIMARY KEY", "v": "TEXT"}, [(1, "first"), (2, "second")])],
)

# --- what the function is given

LONG_BATCH = 1_100  # rows: more than what commits by the thousand writes at once

FEW = [[(1, "extract"), (2, "load")], [(3, "merge")], [(4, "test"), (5, "report"), (6, None)]]
THERE = [(1, "extract"), (0, "was there")]
BATCHES = [[(10 * n + r, f"batch {n}, row {r}") for r in range(5)] for n in range(MANY)]
# Two batches: who waits two seconds for the thread of each is back too early.
LONG = [[(10_000 * n + r, f"batch {n}, row {r}") for r in range(LONG_BATCH)] for n in range(2)]
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
    scenario("empty batches, NULL, quotes and rows that come twice", batches=ODD, before=THERE, slow="last"),
    scenario("a first thread that is slower than the others", batches=BATCHES[:9], before=THERE, slow="first"),
    scenario("no batches", batches=[], before=THERE),
    replace(
        scenario(
            "another program that holds the lock for six seconds",
            batches=LONG,
            before=THERE,
            held=True,
            long=True,
        ),
        large=True,
        seconds=30.0,
    ),
]

# --- what is looked at

AS_TEXT = (
    "None should be NULL, but is stored as the text 'None': pass the values as parameters, with question marks."
)


def _sent(watch) -> list[tuple]:
    return [row for batch in watch.batches for row in batch]


MISTAKES: tuple[tuple[str, Callable], ...] = (
    ("The rows that were there are gone: they should stay.", lambda w: _sent(w)),
    (
        "A row that is given twice should be there twice: t has no key.",
        lambda w: [*w.before, *(row for batch in w.batches for row in set(batch))],
    ),
    (
        "Each thread wrote the last batch: a function reads the loop's variable when it runs, not when it is"
        " defined. Pass the thread its batch: args=(batch,).",
        lambda w: [*w.before, *(row for _ in w.batches for row in w.batches[-1])],
    ),
    ("Each row is there twice.", lambda w: [*w.before, *_sent(w), *_sent(w)]),
)


@dataclass(frozen=True)
class AllThere(Rule):
    """t holds the rows that were there, and those of all batches."""

    name = "rows"
    passed = "t holds every row of every batch, and the rows that were there before"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """The rows that are missing or too many, and what happened in the threads."""
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
        return own_threads.how_they_ended(watch, len(got) < len(watch.before) + len(_sent(watch)))


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
        advice=own_threads.advice,
        rules=[AllThere(), own_threads.OwnThreads(AllThere()), WholeBatches()],
        hints=(
            "A connection belongs to the thread that made it. So each thread makes its own connection, writes its"
            " batch, and commits. What does the caller have to do before it returns?",
            "sqlite3.connect(path, timeout=…) says how many seconds a connection waits for the lock. The timeout"
            " works if the transaction begins with the INSERT, not with a SELECT.",
            "def write(batch): connect with a timeout of 30; executemany the INSERT with two question marks;"
            " commit; close. In write_all: a ThreadPoolExecutor with a worker for each batch; submit(write, batch)"
            " for each, then ask each Future for its result(), so that an error reaches the caller.",
        ),
    ),
    sums.EXERCISE,  # add-up
    moves.EXERCISE,  # repair-the-stock-moves
]

"""The exercise add-up: threads that add to what a row holds, so that each of them depends on the others."""

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from workbook.checking.function_runner import FunctionRun
from workbook.exercises import Fault, OtherData, PyExercise, Rows, Rule, Scenario, load_module

errors = load_module("11-sqlite-and-threads", "errors")
own_threads = load_module("11-sqlite-and-threads", "own_threads")
watching = load_module("11-sqlite-and-threads", "watching")

TABLE = "t (k TEXT PRIMARY KEY, v INTEGER NOT NULL)"
MANY = 40  # more than the threads of a pool that is not told how many: 32
LONG_BATCH = 1_100  # rows: more than what commits by the thousand writes at once
SHOWN = 5  # keys that differ
Pair = tuple[str, int]

# --- what the function is given

FEW = [[("load", 2), ("test", 1)], [], [("load", 3), ("test", 4), ("test", 1)]]
THERE = [("load", 5), ("extract", 7)]
OTHERS = [("all", 1_000_000)]
# Each thread adds to a row that all of them change, twice, and to one of its own.
BATCHES = [[("all", n + 1), (f"batch {n}", 100 + n), ("all", 50)] for n in range(MANY)]
# Two batches: who waits two seconds for the thread of each is back too early.
LONG = [[("all", n + 1), *((f"{n}, {r}", r % 7) for r in range(LONG_BATCH)), ("all", 50)] for n in range(2)]
ODD = [
    [],
    [("it's", 2), ('say "so"', 3), ("'; DROP TABLE t; --", 4), (" ends with spaces \n", 5), ("", 6)],
    [("a", 1), ("A", 2), ("1", 3), ("01", 4), ("1.0", 5), ("서울 🚲", 6), ("%s ? :v {v}", 7)],
    [
        ("less", -9),
        ("less", -1),
        ("nothing", 0),
        ("new and nothing", 0),
        ("there and back", 5),
        ("there and back", -5),
    ],
    [("much", 1), ("much", 2), ("little", -1), ("it's", 40)],
    [("a", 10), ("a", 10), ("a", 10)],
]
ODD_BEFORE = [("less", 4), ("nothing", 0), ("much", 2**62), ("little", -(2**62)), ("untouched", 3), ("01", 9)]


def _scenario(name: str, batches: Sequence[Sequence[Pair]], before: Sequence[Pair], **given) -> Scenario:
    seconds = given.pop("seconds", 0.0)
    made = partial(watching.begin, batches=batches, before=before, table=TABLE, **given)
    return Scenario(name, arguments=made, seconds=seconds)


ALL = [("all", 7), ("untouched", 3)]
SCENARIOS = [
    _scenario("the exercise's rows", FEW, THERE),
    _scenario(
        "40 batches that add to one row, and another program that adds to it too",
        BATCHES,
        ALL,
        held=True,
        other=OTHERS,
        seconds=10.0,
    ),
    _scenario("empty batches, quotes, zeros and keys that come twice", ODD, ODD_BEFORE, slow="last"),
    _scenario("a first thread that is slower than the others", BATCHES[:9], ALL, slow="first"),
    _scenario("no batches", [], THERE),
    replace(
        _scenario(
            "another program that holds the lock for six seconds",
            LONG,
            ALL,
            held=True,
            long=True,
            other=OTHERS,
            seconds=30.0,
        ),
        large=True,
    ),
]

# --- what is looked at


def _added(there: Iterable[Pair], batches: Iterable[Iterable[Pair]]) -> dict[str, int]:
    """What t holds after the batches."""
    sums = dict(there)
    for batch in batches:
        for k, v in batch:
            sums[k] = sums.get(k, 0) + v
    return sums


def expected(watch) -> dict[str, int]:
    return _added(watch.before, [*watch.batches, watch.added])


def _is_replaced(watch, got: dict[str, int]) -> bool:
    """Each key holds its value of a batch alone: of any, since threads come in any order."""
    stored = [dict(batch) for batch in watch.batches]
    may_hold = {k: {v} for k, v in watch.before}
    may_hold.update({k: {batch[k] for batch in stored if k in batch} for batch in stored for k in batch})
    return got.keys() == may_hold.keys() and all(got[k] in values for k, values in may_hold.items())


def _once_a_batch(watch) -> dict[str, int]:
    """Of several values that a batch has for a key, only the last is added."""
    return _added(watch.before, [*(dict(batch).items() for batch in watch.batches), watch.added])


ONLY_UPDATED = "A key that t does not hold yet is not there afterwards: UPDATE changes no row then. Insert it."
ZEROS = "A key whose sum is 0 belongs in t too."
FLOATS = "The sum is too large for a float: add integers."
LOST = (
    "An addition was lost, and no error says so: a thread read a value, another changed it, and the first wrote"
    " its sum over it. Read and write in one transaction that has the lock from its start: BEGIN IMMEDIATE."
)
REPLACED = "v was stored in place of what was there: add it."
MISTAKES = (
    ("A batch may have a key several times: add each of its values.", _once_a_batch),
    ("Everything was added twice.", lambda w: _added(w.before, [*w.batches, *w.batches, w.added])),
    ("t holds what it held before: nothing was added.", lambda w: _added(w.before, [w.added])),
    ("Only the rows of the batches are there: what t held before is gone.", lambda w: _added([], w.batches)),
)


@dataclass(frozen=True)
class Summed(Rule):
    """t holds, for each key, what it held before and all that was added."""

    name = "sums"
    passed = "t holds every sum: what was there, and all that was added to it"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """The keys with another sum, and what happened in the threads."""
        watch = watching.of(run.arguments[0])
        try:
            with contextlib.closing(sqlite3.connect(watch.path, timeout=1)) as connection:
                rows = connection.execute("SELECT k, v FROM t").fetchall()
        except sqlite3.Error as error:
            return [Fault(f"t can't be read afterwards: {error}.")]
        got, right = dict(rows), expected(watch)
        twice = [k for k, count in Counter(k for k, _ in rows).items() if count > 1]
        if twice:
            return [
                Fault(f"t holds {twice[0]!r} more than once: it is no longer the table that it was, with its key.")
            ]
        if Counter(map(repr, got.items())) == Counter(map(repr, right.items())):
            return []
        wrong = [(k, right.get(k), got.get(k)) for k in dict.fromkeys([*right, *got])]
        wrong = [row for row in wrong if repr(row[1]) != repr(row[2])]
        says = f"t does not hold the right sum for {errors.number(len(wrong), 'key')}. {self._why(watch, got)}"
        return [Fault(says.rstrip(), (Rows(["k", "expected v", "v in t"], wrong[:SHOWN]),))]

    @staticmethod
    def _why(watch, got: dict[str, int]) -> str:
        right = expected(watch)
        if ended := own_threads.how_they_ended(watch, something_is_missing=True):
            return ended
        if _is_replaced(watch, got):
            return REPLACED
        for says, leaves in MISTAKES:
            if leaves(watch) == got:
                return says
        missing = right.keys() - got.keys()
        if missing and not any(right[k] for k in missing):
            return ZEROS
        if missing and missing == right.keys() - dict(watch.before).keys():
            return ONLY_UPDATED
        wrong = [k for k in right if right[k] != got.get(k)]
        batches_of = Counter(k for batch in watch.batches for k in dict(batch))
        if all(abs(right[k]) > 2**53 for k in wrong):
            return FLOATS
        return LOST if not missing and all(batches_of[k] > 1 for k in wrong) else ""


@dataclass(frozen=True)
class WholeSums(Rule):
    """When another program comes between, each batch was added whole, or not at all.

    Looked at where that program takes the lock as soon as rows are committed. Each batch has its own keys there.
    """

    name = "whole"
    needs_same_process = True
    passed = "another program sees all that a batch adds, or none of it"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """The first batch of which only a part was there."""
        watch = watching.of(run.arguments[0])
        if not watch.seen:
            return []
        seen, before = dict(watch.seen), dict(watch.before)
        batches_of = Counter(k for batch in watch.batches for k in {k for k, _ in batch})
        done = []
        for batch in watch.batches:
            own = {k for k, _ in batch if batches_of[k] == 1}
            there = own & (seen.keys() - before.keys())
            if 0 < len(there) < len(own):
                return [self._fault(len(there), len(own))]
            done += [batch] if own and there == own else []
        if seen != _added(watch.before, done):
            return [Fault("another program saw a sum that was not finished: add each batch in one transaction.")]
        return []

    @staticmethod
    def _fault(there: int, keys: int) -> Fault:
        return Fault(f"another program saw {there:,} of a batch's {keys:,} keys: add it in one transaction.")


EXERCISE = PyExercise(
    id="add-up",
    function="add_all",
    arguments=("path", "batches"),
    other_data=OtherData(rows={"batches": ("k", "v"), "before": ("k", "v"), "other": ("k", "v")}),
    scenarios=SCENARIOS,
    table="",
    parts=(),
    points=2,
    around=watching.watching,
    advice=own_threads.advice,
    rules=[Summed(), own_threads.OwnThreads(Summed()), WholeSums()],
    hints=(
        "Each thread adds its batch on a connection of its own, in one transaction. What happens to a sum if"
        " another thread changes the row after this one has read it, and before it writes?",
        "BEGIN IMMEDIATE takes the lock before anything is read, and waits for it as long as the timeout says."
        " With isolation_level=None, BEGIN and COMMIT are yours. A key may be in t already, or not yet.",
        "In the thread: connect with timeout=30 and isolation_level=None; BEGIN IMMEDIATE; for each (k, v)"
        " SELECT v FROM t WHERE k = ?; if there is a row, UPDATE it to the sum, else INSERT (k, v); COMMIT; close."
        " In add_all: a ThreadPoolExecutor with a worker for each batch, and result() of each Future.",
    ),
)

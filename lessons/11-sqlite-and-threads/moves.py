"""The exercise repair-the-stock-moves: threads that read a shelf's pieces, and then change them."""

import contextlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from threading import main_thread

from workbook.checking.function_runner import FunctionRun
from workbook.exercises import Fault, OtherData, PyExercise, Rows, Rule, Scenario, load_module

errors = load_module("11-sqlite-and-threads", "errors")
own_threads = load_module("11-sqlite-and-threads", "own_threads")
watching = load_module("11-sqlite-and-threads", "watching")

TABLE = "stock (shelf TEXT PRIMARY KEY, pieces INTEGER NOT NULL)"
MANY = 40
Move = tuple[str, str, int]  # from, to, pieces


def begin(
    moves: Sequence[Move], before: Sequence[tuple[str, int]], held: bool = False, slow: str = ""
) -> tuple[str, list[Move]]:
    """A new file with the stock `before`, and the moves; keeps what others see after the first COMMIT."""
    path, _ = watching.begin(moves, before, held=held, slow=slow, table=TABLE)
    watch = watching.of(path)

    def look() -> None:
        watch.seen = read(watch)

    watch.interrupted = look
    return path, [*moves]


def read(watch) -> list[tuple[str, int]]:
    with contextlib.closing(sqlite3.connect(watch.path, timeout=1)) as connection:
        return connection.execute("SELECT shelf, pieces FROM stock ORDER BY shelf").fetchall()


def _scenario(name: str, moves: Sequence[Move], before: Sequence[tuple[str, int]], **given) -> Scenario:
    return Scenario(name, arguments=partial(begin, moves=moves, before=before, **given), seconds=10.0)


# In each of them, how many moves of a shelf succeed does not depend on the order in which the threads come.
SCENARIOS = [
    _scenario(
        "the exercise's moves",
        [("A", "B", 3), ("A", "C", 1), ("C", "B", 9)],
        [("A", 5), ("B", 0), ("C", 2), ("D", 7)],
    ),
    _scenario(
        "40 moves from a shelf with ten pieces, while another program writes",
        [("left", f"right {n}", 1) for n in range(MANY)],
        [("left", 10), *((f"right {n}", 0) for n in range(MANY))],
        held=True,
    ),
    _scenario("no moves", [], [("A", 5)]),
    _scenario(
        "moves of all pieces, of too many, and of shelves with quotes in their names",
        [("A", "it's", 7), ("B", "it's", 4), ("B", 'say "so"', 4), ("B", "선반 1", 4), ("C", "A", 1)],
        [("A", 7), ("B", 7), ("C", 0), ("it's", 1), ('say "so"', 0), ("선반 1", 2**40)],
        slow="last",
    ),
]


@dataclass(frozen=True)
class Moved(Rule):
    """The stock is what the moves that are said to be done make of it, and no other move could have been done."""

    name = "moves"
    passed = "every move was done whole, or refused because too few pieces were there"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """A wrong return value, a wrong shelf, a move that could have been done, or half a move that was seen."""
        watch = watching.of(run.arguments[0])
        moves: Sequence[Move] = watch.batches
        done = run.returned
        if not _is_told(done, len(moves)):
            return [Fault(f"it should return a list of {errors.number(len(moves), 'value')}, True or False.")]
        try:
            got = dict(read(watch))
        except sqlite3.Error as error:
            return [Fault(f"stock can't be read afterwards: {error}.")]
        faults = (_wrong_stock(watch, moves, done, got), _refused(watch, moves, done, got))
        return [fault for fault in faults if fault][:1]


@dataclass(frozen=True)
class InThreads(Rule):
    """Each move is made by a thread of its own, and no other program sees half of one."""

    name = "threads"
    needs_same_process = True
    passed = "each move had a thread of its own, and nobody saw half of one"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """Half a move that was seen, or fewer threads than moves."""
        watch = watching.of(run.arguments[0])
        faults = (_half_done(watch), _too_few_threads(watch))
        return [fault for fault in faults if fault][:1]


def _is_told(done: object, count: int) -> bool:
    return isinstance(done, list) and len(done) == count and all(each is True or each is False for each in done)


def _wrong_stock(watch, moves: Sequence[Move], done: Sequence[bool], got: dict[str, int]) -> Fault | None:
    right = dict(watch.before)
    for (source, target, pieces), is_done in zip(moves, done, strict=True):
        right[source] -= pieces * is_done
        right[target] += pieces * is_done
    if negative := [shelf for shelf, pieces in got.items() if pieces < 0]:
        says = f"the shelf {negative[0]} holds {got[negative[0]]:,} pieces: more were taken than were there."
        return Fault(f"{says} {_ended(watch)}".rstrip())
    beside = [(shelf, right.get(shelf), got.get(shelf)) for shelf in sorted({*right, *got})]
    wrong = [row for row in beside if row[1] != row[2]]
    if not wrong:
        return None
    evidence = Rows(["shelf", "by the moves that are done", "in stock"], wrong[:5])
    says = (
        "stock does not hold what the moves with True make of it: a change was lost or made in part, or the"
        " values are not in the order of the moves."
    )
    return Fault(f"{says} {_ended(watch)}".rstrip(), (evidence,))


def _refused(watch, moves: Sequence[Move], done: Sequence[bool], got: dict[str, int]) -> Fault | None:
    for (source, target, pieces), is_done in zip(moves, done, strict=True):
        if not is_done and got[source] >= pieces:
            says = (
                f"the move of {pieces:,} from {source} to {target} was not done, although {source} still holds"
                f" {got[source]:,}."
            )
            return Fault(f"{says} {_ended(watch)}".rstrip())
    return None


def _ended(watch) -> str:
    """How the threads ended that ended with an error, and what helps."""
    if not watch.ended:
        return ""
    error = max(watch.ended, key=watch.ended.count)
    count = errors.number(watch.ended.count(error), "thread")
    return f"{count} ended with {error}. {errors.advice(watch, error)}".rstrip()


def _half_done(watch) -> Fault | None:
    if watch.seen is None or sum(n for _, n in watch.seen) == sum(n for _, n in watch.before):
        return None
    return Fault(
        "another program saw pieces that were on no shelf, or on two: make both changes in one transaction."
    )


def _too_few_threads(watch) -> Fault | None:
    threads = len(watch.came - {main_thread()})
    if threads >= len(watch.batches) or not watch.held:
        return None
    count = errors.number(threads, "thread")
    return Fault(f"{len(watch.batches)} moves were made by {count}: each should have a thread of its own.")


EXERCISE = PyExercise(
    id="repair-the-stock-moves",
    function="move_all",
    arguments=("path", "moves"),
    other_data=OtherData(
        rows={"moves": ("source", "target", "pieces"), "before": ("shelf", "pieces")}, as_many=True
    ),
    scenarios=SCENARIOS,
    table="",
    parts=(),
    around=watching.watching,
    advice=own_threads.advice,
    rules=[Moved(), InThreads()],
    hints=(
        "Each thread reads first and writes then. What does SQLite do with the write, if another connection has"
        " committed in between? And who notices the error?",
        "Two changes: take the lock before you read, and let the errors of the threads reach the caller.",
        "BEGIN IMMEDIATE instead of BEGIN. Let the function move return True or False, submit it once for each"
        " move to"
        " a ThreadPoolExecutor with a worker for each move, and return the list of the Futures' results.",
    ),
)

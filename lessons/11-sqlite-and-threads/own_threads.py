"""What exercises ask of threads: one for each batch, and none that fails unseen; and what helps with errors."""

from collections import Counter
from dataclasses import dataclass
from threading import main_thread

from workbook.checking.function_runner import FunctionRun
from workbook.exercises import Fault, Rule, load_module

errors = load_module("11-sqlite-and-threads", "errors")
watching = load_module("11-sqlite-and-threads", "watching")

EACH = "each should have a thread of its own"
SHARED = (
    "threads used one connection at the same time. It went well this time, but may fail or lose rows next time."
    " Give each thread a connection of its own."
)
NO_COMMIT = (
    "There was no COMMIT: sqlite3 begins a transaction at the first INSERT, and closing the connection rolls it"
    " back."
)
UNSEEN = "An error in a thread does not reach the caller by itself: a Future keeps it until you call result()."


@dataclass(frozen=True)
class OwnThreads(Rule):
    """Each batch was written by a thread that wrote no other; looked at where the lock makes all of them wait.

    And where `arrived`, the rule of the rows, has found nothing wrong.
    """

    arrived: Rule

    name = "threads"
    needs_same_process = True
    on_large = False  # there all threads but one have to wait, and a pool may give that one a second batch
    passed = "each batch was written by a thread of its own"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """Batches written by the caller, by one thread together, by none, or in parts; if they were written."""
        watch = watching.of(run.arguments[0])
        if not watch.held or self.arrived.faults(run):
            return []
        batches, threads = len(watch.batches), len(watch.wrote)
        if main_thread() in watch.wrote:
            name = getattr(run.function, "__name__", "your function")
            return [Fault(f"the thread that called {name} writes to t itself: give each batch to a new thread.")]
        if watch.shared:
            return [Fault(SHARED)]
        if threads < batches:
            return [Fault(f"{batches} batches were written by {errors.number(threads, 'thread')}: {EACH}.")]
        if threads > batches:
            return [Fault(f"{batches} batches were written by {threads} threads, so in parts: {EACH}.")]
        return []


def advice(run: FunctionRun) -> str:
    """What helps against the error that left a call; "" where nothing is known."""
    return errors.advice(watching.of(run.arguments[0]), run.error)


def how_they_ended(watch, something_is_missing: bool) -> str:
    """How threads ended, in words, where it tells why rows are missing; "" where it does not."""
    if watch.ended:
        [(error, count)] = Counter(watch.ended).most_common(1)
        return f"{errors.number(count, 'thread')} ended with {error}. {errors.advice(watch, error)}".rstrip()
    if watch.raised and something_is_missing:
        return (
            f"In {errors.number(len(watch.raised), 'thread')} a statement raised an error that went unnoticed."
            f" {UNSEEN}"
        )
    return NO_COMMIT if watch.left_open else ""

"""The limits of an answer; and a call of a learner's function within them, which comes back whatever it does."""

import contextlib
import io
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING

from workbook.checking import not_judged
from workbook.errors import NotJudged, TooSlow
from workbook.servers.fair_clock import FairClock

if TYPE_CHECKING:
    from _typeshed import TraceFunction

PRINTED = 2_000  # characters kept of what a function prints
LOUD = 100_000  # characters from which printing is worth a word
EVERY_SECONDS = 0.05  # between two looks at the clock; and between two knocks, once the time is over
THREAD_SECONDS = 0.3  # for threads of the function's own to end


def _untold(seconds: float) -> None:
    """The listener of a caller whom no call concerns."""


@dataclass(frozen=True)
class Limits:
    """What an answer may take; an exercise's scenario may ask for more seconds a call.

    Seconds are fair ones (servers.fair_clock): what the machine withholds is not the answer's.
    """

    statement_seconds: float = 10.0  # one statement of a SQL answer; the fixtures are small
    result_bytes: int = 64 << 20  # its result, which grading holds in a process that others need
    call_seconds: float = 5.0  # one call of a function
    module_seconds: float = 30.0  # the lines outside of the function: the first import of pandas takes seconds
    begins: Callable[[float], None] = _untold  # told, before each call, of its seconds; and of 0 when it is back


class TimeOver(BaseException):
    """Raised inside a function whose time is over; no Exception, so that `except Exception` lets it through."""


@dataclass
class CallResult:
    """How a call ended: what it returned, or the error that left it, and what else it did."""

    error: BaseException | None = None
    returned: object = None
    timed_out: bool = False
    too_slow: bool = False  # the machine, to tell whether the time was over; the call was ended all the same
    printed: str = ""
    characters: int = 0  # printed in all
    threads: int = 0  # still running after it


class _Bounded(io.TextIOBase):
    """A stream that keeps the beginning of what is written, and counts all of it."""

    def __init__(self) -> None:
        self.kept, self.characters = "", 0

    def write(self, text: str) -> int:
        self.kept += text[: PRINTED - len(self.kept)]
        self.characters += len(text)
        return len(text)


def run_with_limits(function: Callable[[], object], seconds: float, cancel: Callable[[], object]) -> CallResult:
    """Call `function` in the main thread for at most `seconds`, fair ones; `cancel` frees it from a server's wait.

    Output is kept out of the notebook. SystemExit and the like are caught, as any exception is; Ctrl-C is not.
    """
    called = CallResult()
    before = set(threading.enumerate())
    out = _Bounded()
    try:
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(out),
            _plain_excepthook(),
            _time_limit(seconds, cancel, before) as limit,
        ):
            called.returned = function()
    except TimeOver:
        called.timed_out, called.too_slow = not limit.too_slow, limit.too_slow
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever it is, it has reached the caller, which is what is asked
        called.error = error
    called.printed, called.characters = out.kept, out.characters
    clock = FairClock(0.01)
    while clock.look() < THREAD_SECONDS and set(threading.enumerate()) - before:
        if clock.too_slow(THREAD_SECONDS):
            called.too_slow = True
            break
        time.sleep(0.01)
    called.threads = len(set(threading.enumerate()) - before)
    return called


def call_within(limits: Limits, function: Callable[[], object], seconds: float, cancel: Callable) -> CallResult:
    """Call `function` as `run_with_limits` does, and tell the listener. Raises NotJudged."""
    limits.begins(seconds)
    called = run_with_limits(function, seconds, cancel)
    limits.begins(0)
    if called.too_slow:
        raise TooSlow(f"The machine is too busy to tell whether a call takes {seconds:g} seconds.")
    if isinstance(called.error, NotJudged):  # of what stands in for a function that runs elsewhere
        raise called.error
    if full := not_judged.no_room(called.error):
        raise full
    return called


@contextlib.contextmanager
def _plain_excepthook() -> Iterator[None]:
    """What C code prints of an error, as psycopg2 does of a server that is gone, goes to stderr too.

    A kernel's own hook would show it as the error of the cell.
    """
    earlier, sys.excepthook = sys.excepthook, sys.__excepthook__
    try:
        yield
    finally:
        sys.excepthook = earlier


@dataclass
class _TimeLimit:
    too_slow: bool = False  # it ended the call since the machine withholds too much to tell


@contextlib.contextmanager
def _time_limit(
    seconds: float, cancel: Callable[[], object], threads: set[threading.Thread]
) -> Iterator[_TimeLimit]:
    """Raise TimeOver in the main thread after `seconds`, and again until it gets through."""
    over, done, limit = threading.Event(), threading.Event(), _TimeLimit()

    def on_signal(number: int, frame: FrameType | None) -> None:
        if not over.is_set():
            raise KeyboardInterrupt  # a real Ctrl-C
        # A function that catches everything would go on. Traced, each of its lines raises anew.
        sys.settrace(trace)
        while frame and frame.f_code is not run_with_limits.__code__:
            frame.f_trace = trace
            frame = frame.f_back
        raise TimeOver

    def trace(frame: FrameType, event: str, argument: object) -> "TraceFunction | None":
        if done.is_set():
            return None
        # Raised at the next line, which after an error is the one that would swallow it: so it escapes there. At
        # the event "exception" it would itself be swallowed, and Python ends a trace that has raised.
        if event == "line":
            raise TimeOver
        return trace

    def knock() -> None:
        clock = FairClock(EVERY_SECONDS)
        while clock.look() < seconds and not limit.too_slow:
            if done.wait(EVERY_SECONDS):
                return
            limit.too_slow = clock.too_slow(seconds)
        over.set()
        while not done.is_set():
            _signal_main()
            cancel()  # last: it may itself wait for a server
            done.wait(EVERY_SECONDS)

    watch = threading.Thread(target=knock, daemon=True)
    threads.add(watch)
    earlier = signal.signal(signal.SIGINT, on_signal)
    watch.start()
    try:
        yield limit
    finally:
        done.set()
        sys.settrace(None)
        watch.join()
        signal.signal(signal.SIGINT, earlier)


def _signal_main() -> None:
    if hasattr(signal, "pthread_kill"):  # it also wakes a sleep
        main = threading.main_thread().ident
        assert main is not None  # it has begun
        signal.pthread_kill(main, signal.SIGINT)
    else:
        import _thread

        _thread.interrupt_main()

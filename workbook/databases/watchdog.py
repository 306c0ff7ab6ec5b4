"""Watches over a statement while it runs: one that takes too long, or whose result fills the memory, is stopped.

The drivers wait in the server's reply, where they hear no signal. So where Ctrl-C may come, the statement runs in
a thread of its own, and the main thread looks on. Elsewhere that would cost more than most statements take (it was
a fifth of the time that grading took): there the statement runs where it is called, and one thread looks on for
the whole process. The servers' own statement_timeout can't serve in its place: an answer may SET it, MySQL's
bounds SELECT alone, and neither knows how much memory a result takes here.
"""

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

import psutil

from workbook.servers.fair_clock import FairClock

POLL_SECONDS = 0.1
ENDS = "the process that ran it was ended"


class WatchedStatement:
    """One statement: `stop(done)` ends it, and `reason` says why it had to be; "" if it had not."""

    def __init__(self, seconds: float, largest: int, stop: Callable[[threading.Event], None]) -> None:
        """`seconds` is its time, `largest` the bytes that this process may grow by its result."""
        self.seconds, self.largest = seconds, largest
        self.reason, self.done = "", threading.Event()
        self._stop, self._stopped = stop, threading.Event()
        self._clock: FairClock | None = None
        self._memory: int | None = None
        self.too_slow = False  # the machine, to tell whether the time is over
        self._failure: BaseException | None = None

    def run(self, execute: Callable[[], object], here: bool = False) -> None:
        """Run `execute`, and raise what it raises, unless it was stopped: then `reason` is all there is to say.

        Raises KeyboardInterrupt when Ctrl-C has stopped it. `here`: in this thread even where Ctrl-C may come.
        """
        if _hears_ctrl_c() and not here:
            self._run_beside(execute)
        else:
            self._run_here(execute)
        if self._failure and not (self.reason and isinstance(self._failure, Exception)):
            raise self._failure  # whatever ends this process does so, too, where the statement was stopped for it

    def looks_over(self) -> bool:
        """Whether it has passed a limit, which `reason` then says."""
        # Measured from the first look on: most statements never see one.
        now = psutil.Process().memory_info().rss
        self._clock = self._clock or FairClock(POLL_SECONDS)
        self._memory = now if self._memory is None else self._memory
        if self._clock.look() > self.seconds:
            self.reason = f"it ran longer than {self.seconds:g} seconds"
        elif self._clock.too_slow(self.seconds):
            self.reason, self.too_slow = "the machine is too busy", True
        elif now - self._memory > self.largest:
            size = f"{self.largest >> 20:,} MB"
            self.reason = f"its result is larger than {size}: ask for fewer rows, or let the server count them"
        return bool(self.reason)

    def stop(self) -> None:
        """End it; it is told to whoever runs it."""
        try:
            self._stop(self.done)
        except BaseException as error:  # handed to the thread that waits for this one
            self._failure, self.reason = error, ""
        self._stopped.set()

    def _run_here(self, execute: Callable[[], object]) -> None:
        _looker.begin(self)
        try:
            execute()
        except BaseException as error:  # raised by `run`, where the statement was not stopped
            self._failure = error
        self.done.set()
        _looker.end(self)
        if self.reason:
            self._stopped.wait()  # else it would be the next statement that is stopped

    def _run_beside(self, execute: Callable[[], object]) -> None:
        def work() -> None:
            try:
                execute()
            except BaseException as error:  # raised by `run`, in the caller's thread
                self._failure = error
            self.done.set()

        _in_another_thread(work)
        try:
            while not self.done.wait(POLL_SECONDS):
                if self.looks_over():
                    self._stop(self.done)
                    break
        except KeyboardInterrupt:
            self._stop(self.done)
            raise


_idle: list[SimpleQueue] = []  # of threads that have run a statement: a new one takes longer than most statements
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.clear)  # threads don't live on in a fork


def _in_another_thread(work: Callable[[], None]) -> None:
    try:
        jobs = _idle.pop()
    except IndexError:
        jobs = SimpleQueue()
        threading.Thread(target=_serve, args=(jobs,), daemon=True).start()
    jobs.put(work)


def _serve(jobs: SimpleQueue) -> None:
    while True:
        jobs.get()()
        _idle.append(jobs)


class _Looker:
    """The thread that looks on, from the first statement to the end of the process."""

    def __init__(self) -> None:
        self._at: set[WatchedStatement] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def begin(self, statement: WatchedStatement) -> None:
        with self._lock:
            self._at.add(statement)
            if not (self._thread and self._thread.is_alive()):  # none yet, or this process was forked since
                self._thread = threading.Thread(target=self._look, daemon=True)
                self._thread.start()

    def end(self, statement: WatchedStatement) -> None:
        with self._lock:
            self._at.discard(statement)

    def stop_all(self) -> None:
        with self._lock:
            over = list(self._at)
            for statement in over:
                statement.reason = ENDS
            self._at.clear()
        for statement in over:
            statement.stop()

    def _look(self) -> None:
        while True:
            time.sleep(POLL_SECONDS)
            with self._lock:
                over = [statement for statement in self._at if statement.looks_over()]
                self._at.difference_update(over)
            for statement in over:
                statement.stop()


_looker = _Looker()


def exit_at(number: int) -> None:
    """Let a signal end this process as sys.exit() does, and at once.

    Python hears a signal when the statement that the main thread waits for is over; so that one is stopped.
    """
    heard, told = socket.socketpair()
    told.setblocking(False)

    def stop_what_runs() -> None:
        heard.recv(1)
        _looker.stop_all()

    signal.signal(number, lambda *given: sys.exit())
    signal.set_wakeup_fd(told.detach())
    threading.Thread(target=stop_what_runs, daemon=True).start()


def _hears_ctrl_c() -> bool:
    is_main = threading.current_thread() is threading.main_thread()
    return is_main and signal.getsignal(signal.SIGINT) is not signal.SIG_IGN

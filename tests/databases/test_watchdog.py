"""A statement that takes too long, or gives too much, is stopped: where Ctrl-C may come, and where it may not."""

import contextlib
import signal
import threading
import time

import pytest

from workbook.databases import watchdog
from workbook.servers import fair_clock
from workbook.servers.fair_clock import FairClock, Meters


@pytest.fixture(autouse=True)
def idle_machine(monkeypatch):
    """Limits as on a machine that does nothing else: on a busy one, a statement has more of its time."""
    meters = Meters(waited=lambda: 0.0, share=lambda: 1.0)
    monkeypatch.setattr(watchdog, "FairClock", lambda every: FairClock(every, meters))


class Server:
    """Answers a statement after a while, or when it is told to stop."""

    def __init__(self) -> None:
        self.told = threading.Event()
        self.ran_in: list[threading.Thread] = []
        self.stops = 0

    def wait(self, seconds: float, error: Exception | None = None) -> None:
        self.ran_in.append(threading.current_thread())
        if self.told.wait(seconds):
            raise ConnectionError("cancelled")
        if error:
            raise error

    def stop(self, done: threading.Event) -> None:
        self.stops += 1
        self.told.set()
        assert done.wait(5)
        self.told.clear()

    def watched(self, seconds: float = 0.2, largest: int = 1 << 40) -> watchdog.WatchedStatement:
        return watchdog.WatchedStatement(seconds, largest, self.stop)


@contextlib.contextmanager
def ctrl_c_is_ignored():
    earlier = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, earlier)


@contextlib.contextmanager
def ctrl_c_is_heard():
    """Where the tests are started in the background it is ignored from the start."""
    earlier = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, earlier)


@pytest.fixture(params=[ctrl_c_is_heard, ctrl_c_is_ignored], ids=["Ctrl-C may come", "it may not"])
def anywhere(request):
    with request.param():
        yield request.param is ctrl_c_is_ignored


def test_where_ctrl_c_may_come_the_statement_runs_in_another_thread(anywhere):
    server = Server()
    server.watched().run(lambda: server.wait(0))
    assert (server.ran_in == [threading.main_thread()]) is anywhere


def test_one_that_ends_in_time_is_not_stopped(anywhere):
    server = Server()
    statement = server.watched(seconds=5)
    statement.run(lambda: server.wait(0.25))  # longer than between two looks
    assert (statement.reason, server.stops) == ("", 0)


def test_one_that_takes_too_long_is_stopped(anywhere):
    server = Server()
    statement = server.watched(seconds=0.2)
    statement.run(lambda: server.wait(10))
    assert statement.reason == "it ran longer than 0.2 seconds"
    assert server.stops == 1


def test_the_next_one_is_not_stopped_for_it(anywhere):
    server = Server()
    for _ in range(5):
        server.watched(seconds=0.05).run(lambda: server.wait(10))
        after = server.watched(seconds=5)
        after.run(lambda: server.wait(0.02))
        assert after.reason == ""


def test_a_result_that_fills_the_memory_is_stopped(anywhere):
    server, held = Server(), []

    def grow() -> None:
        while not server.told.wait(0.01):
            held.append(bytearray(b"x" * (1 << 20)))

    statement = server.watched(seconds=30, largest=20 << 20)
    statement.run(grow)
    assert statement.reason.startswith("its result is larger than 20 MB")


def test_an_error_of_the_statement_is_raised(anywhere):
    server = Server()
    with pytest.raises(ValueError, match="of the statement's own"):
        server.watched().run(lambda: server.wait(0, ValueError("of the statement's own")))


def test_an_error_of_the_stop_is_raised_and_not_lost(anywhere):
    def refuse(done: threading.Event) -> None:
        raise OSError("the server is gone")

    with pytest.raises(OSError, match="the server is gone"):
        watchdog.WatchedStatement(0.1, 1 << 40, refuse).run(lambda: time.sleep(0.5))


def test_several_threads_are_each_watched_by_itself():
    servers, reasons = [Server() for _ in range(4)], {}

    def work(number: int) -> None:
        statement = servers[number].watched(seconds=0.2 if number % 2 else 5)
        statement.run(lambda: servers[number].wait(0.6))
        reasons[number] = bool(statement.reason)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reasons == {0: False, 1: True, 2: False, 3: True}


def test_a_thread_is_used_again():
    server = Server()
    with ctrl_c_is_heard():
        for _ in range(3):
            server.watched().run(lambda: server.wait(0))
            deadline = time.monotonic() + 30
            while not watchdog._idle and time.monotonic() < deadline:
                time.sleep(0.001)  # it is told of the end before the thread is free
    assert len(set(server.ran_in)) == 1


def test_on_a_machine_that_gives_nothing_it_is_not_the_statement_that_took_too_long(anywhere, monkeypatch):
    nothing = Meters(used=lambda: 0.0, waited=lambda: 0.0, share=lambda: 0.01)
    monkeypatch.setattr(fair_clock, "MOST", 1.5)  # or it would take twenty times the limit
    monkeypatch.setattr(watchdog, "FairClock", lambda every: FairClock(every, nothing))
    server = Server()
    statement = server.watched(seconds=0.2)
    statement.run(lambda: server.wait(30))
    assert statement.too_slow
    assert server.stops == 1

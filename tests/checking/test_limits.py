"""Whatever a function does, its call comes back, says what it did, and leaves the process as it was."""

import logging
import signal
import sys
import threading
import time

import pytest

from workbook.checking.limits import PRINTED, run_with_limits

SHORT = 0.3


def nothing() -> None:
    return None


def forever() -> None:
    while True:
        pass


def sleeper() -> None:
    time.sleep(60)


def stubborn() -> None:
    while True:
        try:
            while True:
                time.sleep(0.01)
        except BaseException:
            continue


def deep() -> None:
    def inner():
        while True:
            try:
                time.sleep(60)
            except Exception:
                time.sleep(60)

    inner()


@pytest.mark.parametrize("function", [forever, sleeper, stubborn, deep])
def test_a_function_that_does_not_end_is_stopped(function):
    started = time.monotonic()
    called = run_with_limits(function, SHORT, nothing)
    assert called.timed_out
    assert called.error is None
    assert time.monotonic() - started < SHORT + 3


def test_the_server_is_asked_to_stop_too():
    asked = threading.Event()
    assert run_with_limits(sleeper, SHORT, asked.set).timed_out
    assert asked.is_set()
    asked.clear()
    assert not run_with_limits(nothing, SHORT, asked.set).timed_out
    assert not asked.is_set()


@pytest.mark.parametrize(
    "error", [SystemExit(3), ValueError("no"), GeneratorExit(), MemoryError(), RecursionError()]
)
def test_any_error_reaches_the_caller(error):
    def raises():
        raise error

    assert run_with_limits(raises, SHORT, nothing).error is error


def test_ctrl_c_is_not_caught():
    with pytest.raises(KeyboardInterrupt):
        run_with_limits(lambda: signal.raise_signal(signal.SIGINT), 5, nothing)


def test_output_is_kept_out_and_counted(capfd):
    def loud():
        print("x" * 1_000_000)
        print("to stderr", file=sys.stderr)
        sys.stdout.write("y")

    called = run_with_limits(loud, 5, nothing)
    assert called.characters == 1_000_001 + 10 + 1
    assert called.printed == "x" * PRINTED
    assert capfd.readouterr() == ("", "")


def test_threads_that_stay_are_counted_and_those_that_end_are_not():
    stop = threading.Event()

    def leaves_two():
        for _ in range(2):
            threading.Thread(target=stop.wait, args=(10,), daemon=True).start()

    def waits():
        thread = threading.Thread(target=time.sleep, args=(0.05,))
        thread.start()
        thread.join()

    assert run_with_limits(leaves_two, 5, nothing).threads == 2
    stop.set()
    assert run_with_limits(waits, 5, nothing).threads == 0


def test_the_process_is_as_before():
    before = signal.getsignal(signal.SIGINT), sys.stdout, sys.gettrace(), logging.root.level
    run_with_limits(stubborn, SHORT, nothing)
    assert (signal.getsignal(signal.SIGINT), sys.stdout, sys.gettrace(), logging.root.level) == before

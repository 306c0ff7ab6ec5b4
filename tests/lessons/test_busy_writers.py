"""What lesson 11's check does around an answer: it leaves nothing behind, and hears its own threads alone."""

import contextlib
import sqlite3
import sys
import threading
import time

import pytest

from workbook import checking
from workbook.exercises import registry

LESSON = "11-sqlite-and-threads"
RIGHT = """
import sqlite3, threading
def write_all(path, batches):
    def write(batch):
        with sqlite3.connect(path, timeout=30) as conn:
            conn.executemany("INSERT INTO t VALUES (?, ?)", batch)
    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
"""


@pytest.fixture(scope="module")
def watching():
    return registry.load_module(LESSON, "watching")


@pytest.fixture(scope="module")
def writers():
    return registry.load_module(LESSON, "writers")


def hooks():
    return sys.getprofile(), threading.getprofile(), threading.excepthook


@pytest.mark.parametrize("answer", [RIGHT, RIGHT.replace("30", "0"), "def write_all(path, batches):\n    1 / 0\n"])
def test_a_check_puts_everything_back_and_removes_its_files(
    home, watching, tmp_path, monkeypatch, answer, context
):
    monkeypatch.setattr(watching, "MEMORY", tmp_path)
    before = hooks()
    verdict = checking.check(registry.find("busy-writers")[1], answer, context)
    assert verdict.passed is (answer is RIGHT), verdict
    assert hooks() == before
    assert list(tmp_path.iterdir()) == []


def test_the_other_program_holds_the_lock_and_gives_it_back(watching):
    with watching.watching():
        path, _ = watching.begin([[(1, "a")], [(2, "b")]], [(0, "was there")], held=True)
        with contextlib.closing(sqlite3.connect(path, timeout=0)) as connection:
            with pytest.raises(sqlite3.OperationalError, match="database is locked"):
                connection.execute("INSERT INTO t VALUES (1, 'a')")
            began = time.monotonic()
            connection.execute("PRAGMA busy_timeout = 10000")
            connection.execute("INSERT INTO t VALUES (1, 'a')")
            assert 0.2 < time.monotonic() - began < 5
            assert connection.execute("SELECT count(*) FROM t").fetchone() == (2,)


def test_a_thread_of_an_earlier_call_is_not_taken_for_one_of_this(watching):
    go = threading.Event()

    def late(path: str) -> None:
        with contextlib.closing(sqlite3.connect(path, timeout=5)) as connection:
            go.wait(10)
            connection.execute("INSERT INTO t VALUES (1, 'late')")
            connection.commit()
        raise ValueError("nobody's business")

    with watching.watching():
        first, _ = watching.begin([[]])
        thread = threading.Thread(target=late, args=(first,))
        thread.start()
        second, _ = watching.begin([[]])
        go.set()
        thread.join()
        assert watching.of(first).wrote == {thread} and watching.of(second).wrote == set()
        assert watching.of(second).ended == []


def test_measuring_counts_what_was_committed_and_raises_what_a_thread_met(writers, tmp_path):
    path = tmp_path / "measured.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (k INTEGER, v TEXT)")
        found = writers.measure(writers.to_sqlite(path), threads=3, seconds=0.2, work=0.001)
        [written] = connection.execute("SELECT count(*) FROM t").fetchone()
    assert 0 < found.writes <= written <= found.writes + 3  # a thread's last one may end too late to be counted
    assert found.per_second == found.writes / 0.2 and found.longest_wait > 0
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        writers.measure(writers.to_sqlite(tmp_path / "no" / "folder.db"), threads=3, seconds=0.2)

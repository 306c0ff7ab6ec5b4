"""Ways to put rows of `nps` into the warehouse, and what they cost: rows a second, and memory."""

import contextlib
import io
import time
from collections.abc import Callable, Iterator, Sequence

from psycopg2.extras import execute_values

from workbook.checking.memory import Peak
from workbook.exercises import load_module

pipeline = load_module("07-full-refresh", "pipeline")

ONE = "INSERT INTO nps VALUES (%s, %s, %s, %s, %s::int::boolean)"


def each_committed(conn, rows: Sequence[tuple]) -> None:
    """An INSERT and a COMMIT for each row."""
    with conn.cursor() as cursor:
        for row in rows:
            cursor.execute(ONE, row)
            conn.commit()


def one_commit(conn, rows: Sequence[tuple]) -> None:
    """An INSERT for each row, and one COMMIT."""
    with conn, conn.cursor() as cursor:
        cursor.executemany(ONE, rows)


def many_a_statement(conn, rows: Sequence[tuple]) -> None:
    """A thousand rows an INSERT, and one COMMIT."""
    with conn, conn.cursor() as cursor:
        template = "(%s, %s, %s, %s, %s::int::boolean)"
        execute_values(cursor, "INSERT INTO nps VALUES %s", rows, template, page_size=1000)


def copy(conn, rows: Sequence[tuple]) -> None:
    """All rows as CSV, in one COPY."""
    lines = "".join(",".join(map(pipeline.field, row)) + "\n" for row in rows)
    with conn, conn.cursor() as cursor:
        cursor.copy_expert("COPY nps FROM STDIN CSV", io.StringIO(lines))


WAYS: dict[str, Callable] = {
    "INSERT, each row committed": each_committed,
    "INSERT, one COMMIT": one_commit,
    "INSERT of 1,000 rows": many_a_statement,
    "COPY": copy,
}


SLOW = 2_000  # rows are enough to measure a way that takes them one by one


def rows_a_second(conn, rows: Sequence[tuple]) -> dict[str, float]:
    """For each way, how many rows of `nps` it stored in a second; the table is emptied before each.

    The ways that take rows one by one get the first SLOW of them.
    """
    found = {}
    for name, way in WAYS.items():
        given = rows[:SLOW] if way in (each_committed, one_commit) else rows
        with conn, conn.cursor() as cursor:
            cursor.execute("TRUNCATE nps")
        began = time.perf_counter()
        way(conn, given)
        found[name] = len(given) / (time.perf_counter() - began)
    with conn, conn.cursor() as cursor:
        cursor.execute("TRUNCATE nps")
    return found


def megabytes(read: Callable[[str], object], counts: Sequence[int]) -> list[float]:
    """How much memory `read(query)` takes above the start, in MB, for that many rows of `nps` each."""
    found = []
    for count in counts:
        with Peak() as peak:
            read(f"SELECT * FROM nps WHERE id <= {count}")
        found.append(peak.grown)
    return found


@contextlib.contextmanager
def clock(seconds: dict[str, float], name: str) -> Iterator[None]:
    """Put into `seconds[name]` how long the block took."""
    began = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - began

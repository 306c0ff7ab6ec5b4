"""A year of lesson 08's daily loads: in any order, with failures on purpose, and resumed."""

import contextlib
import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from random import Random

import pandas as pd

from workbook.databases import progress_bar
from workbook.exercises import load_module

incremental = load_module("08-incremental", "pipeline").incremental

HASH = "SELECT md5(string_agg(n::text, ',' ORDER BY id)) AS hash FROM nps AS n"
Days = list[dt.date]


def days(start: dt.date, end: dt.date) -> Days:
    """The days from `start` up to, but not including, `end`."""
    return [start + dt.timedelta(days=n) for n in range((end - start).days)]


def shuffled(found: Iterable[dt.date], seed: int) -> Days:
    """The days in random order; a seed gives the same order on every Python."""
    rng = Random(seed)
    return sorted(found, key=lambda _: rng.random())


def table_hash(connection) -> str:
    """One value for all that is in the warehouse's nps."""
    with connection, connection.cursor() as cursor:
        cursor.execute(HASH)
        return cursor.fetchone()[0]


def compared(source, warehouse, start: dt.date, end: dt.date) -> pd.DataFrame:
    """The source's rows of nps that were modified in `[start, end)`, and whether the warehouse has each of them.

    The columns: id, modified (a time), copied (true or false).
    """
    with source.cursor() as cursor:
        cursor.execute(f"SELECT id, modified FROM nps WHERE modified >= '{start}' AND modified < '{end}'")
        rows = pd.DataFrame(cursor.fetchall(), columns=["id", "modified"])
    with warehouse.cursor() as cursor:
        cursor.execute("SELECT id FROM nps")
        rows["copied"] = rows["id"].isin({id for (id,) in cursor.fetchall()})
    return rows


class Pipeline:
    """Loads days of nps; on the days of `failing` something goes wrong, once.

    `connect` is a notebook's: "source", "warehouse" and "store" give a connection or client. `failing` maps days
    to "S3 refuses" (a bucket that does not exist), "the session ends" (in the warehouse, in mid-run) or "Python"
    (an error between two steps).
    """

    def __init__(self, connect: Callable, bucket: str, failing: dict[dt.date, str] | None = None) -> None:
        self._connect, self.bucket, self.failing = connect, bucket, dict(failing or {})
        self.s3 = connect("store")
        self.source, self.warehouse = connect("source"), connect("warehouse")

    def load(self, day: dt.date) -> int:
        """Load one day; how many rows it has. Raises what the load raises."""
        self.reconnect()
        failure = self.failing.pop(day, None)
        bucket = f"{self.bucket}-gone" if failure == "S3 refuses" else self.bucket
        with self._after_the_upload(failure) if failure else contextlib.nullcontext():
            return incremental(self.source, self.s3, bucket, self.warehouse, day)

    def reconnect(self) -> None:
        """Connect to the warehouse anew where the session has ended, as a run in a process of its own does."""
        if self.warehouse.closed:
            self.warehouse = self._connect("warehouse")

    def close(self) -> None:
        """Close the connections."""
        for connection in (self.source, self.warehouse):
            connection.close()

    @contextlib.contextmanager
    def _after_the_upload(self, failure: str) -> Iterator[None]:
        """Inside of it, what is to fail in mid-run does, when the day's rows are on S3 and not yet in the copy."""

        def fail(**_) -> None:
            if failure == "Python":
                raise RuntimeError("the worker has no memory left")
            if failure == "the session ends":
                self._end_the_session()

        self.s3.meta.events.register("after-call.s3.PutObject", fail)
        try:
            yield
        finally:
            self.s3.meta.events.unregister("after-call.s3.PutObject", fail)

    def _end_the_session(self) -> None:
        other = self._connect("warehouse")
        with contextlib.closing(other), other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [self.warehouse.info.backend_pid])


def go_on(order: Days, done: Days, load: Callable[[dt.date], object]) -> tuple[dt.date, str] | None:
    """Load the days of `order` that are not in `done`, and add them to it, until one fails.

    Gives that day and the kind of its error, or None when all are done.
    """
    left = [day for day in order if day not in done]
    for day in progress_bar.over(left, "days"):
        try:
            load(day)
        except Exception as error:
            return day, type(error).__name__
        done.append(day)
    return None

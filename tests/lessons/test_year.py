"""Lesson 09's year: 365 days in an order by chance, three failures, resumed; and the table of one full refresh."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from psycopg2 import InterfaceError, OperationalError

from workbook import paths
from workbook.checking.buckets import Bucket
from workbook.databases import owned, s3_client
from workbook.databases.fixtures import Fixture
from workbook.datasets import nps_and_weather
from workbook.exercises import registry

LESSON = "09-backfill"
ROWS = 20_000
FAILURES = ("S3 refuses", "the session ends", "Python")

year = registry.load_module(LESSON, "year")


@pytest.fixture(scope="module")
def connect(home) -> Iterator:
    """As a notebook's connect(), in databases that hold the lesson's tables, with fewer rows."""
    notebook = registry.load(LESSON).notebook
    source = [
        replace(table, rows=lambda: nps_and_weather.nps_modified_csv(paths.home(), ROWS))
        for table in notebook.source
    ]
    own = owned.OwnedDatabases("year")
    own.load(Fixture("a year", notebook.warehouse, source))
    bucket = Bucket(own.addresses.store, own.name)
    bucket.fresh({})

    def connect(part: str):
        return s3_client.client(own.addresses.store) if part == "store" else getattr(own, part)(autocommit=False)

    connect.bucket = bucket
    yield connect
    bucket.remove()
    own.close()


@pytest.fixture
def pipeline(connect) -> Iterator:
    found = year.Pipeline(connect, connect.bucket.name)
    yield found
    found.close()


def run(pipeline, text: str) -> None:
    with pipeline.warehouse as connection, connection.cursor() as cursor:
        cursor.execute(text)


def refreshed(pipeline) -> str:
    """The hash after lesson 07's full refresh."""
    full = registry.load_module("07-full-refresh", "pipeline")
    full.full_refresh(pipeline.source, pipeline.s3, pipeline.bucket, pipeline.warehouse, "nps")
    return year.table_hash(pipeline.warehouse)


def set_back(pipeline) -> None:
    """The lesson's damage: the copy as it stood on 30 June."""
    run(pipeline, "DELETE FROM nps WHERE created_at >= '2025-07-01'")
    run(pipeline, "UPDATE nps SET modified = created_at, deleted = FALSE WHERE modified >= '2025-07-01'")


def test_a_shuffled_year_with_three_failures_is_one_full_refresh(pipeline):
    truth = refreshed(pipeline)
    set_back(pipeline)
    damaged = year.table_hash(pipeline.warehouse)
    assert damaged != truth
    order = year.shuffled(year.days(dt.date(2025, 1, 1), dt.date(2026, 1, 1)), seed=9)
    assert len(set(order)) == 365
    assert order != sorted(order)
    pipeline.failing = dict(zip(order[60::120], FAILURES, strict=False))
    assert len(pipeline.failing) == 3
    days, errors = [], []

    def load(day: dt.date) -> None:
        days.append(day)
        before = year.table_hash(pipeline.warehouse) if day in pipeline.failing else None
        try:
            pipeline.load(day)
        except Exception as error:
            errors.append(error)
            pipeline.reconnect()
            assert year.table_hash(pipeline.warehouse) == before, "a run that failed has changed the table"
            raise

    done: list[dt.date] = []
    stops = []
    while stopped := year.go_on(order, done, load):
        stops.append((len(done), stopped[0]))
    assert stops == [(60, order[60]), (180, order[180]), (300, order[300])]
    assert done == order
    assert len(days) == 365 + 3
    s3, session, python = errors
    assert type(s3).__name__ == "NoSuchBucket"
    assert isinstance(session, OperationalError | InterfaceError)
    assert str(python) == "the worker has no memory left"
    assert year.table_hash(pipeline.warehouse) == truth
    assert bucket_is_empty(pipeline)


def bucket_is_empty(pipeline) -> bool:
    """Whether the runs have left nothing on S3, those that failed neither."""
    return "Contents" not in pipeline.s3.list_objects_v2(Bucket=pipeline.bucket)


def test_a_year_without_one_of_its_days_is_not_a_full_refresh(pipeline):
    truth = refreshed(pipeline)
    run(pipeline, "DELETE FROM nps WHERE modified >= '2025-12-01'")
    december = year.days(dt.date(2025, 12, 1), dt.date(2026, 1, 1))
    assert year.go_on(december[:-1], [], pipeline.load) is None
    assert year.table_hash(pipeline.warehouse) != truth
    assert year.go_on(december[-1:], [], pipeline.load) is None
    assert year.table_hash(pipeline.warehouse) == truth


def test_the_hash_shown_in_the_lesson_is_the_one_that_is_used():
    text = (paths.LESSONS / LESSON / "walkthrough.md").read_text(encoding="utf-8")
    assert text.count(f"{year.HASH};\n") == 1

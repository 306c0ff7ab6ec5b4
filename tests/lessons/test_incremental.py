"""Lesson 08's pipeline: which days it takes, what it does about time zones and fractions, what faults leave."""

import datetime as dt
import hashlib

import pytest

from workbook import checking
from workbook.checking.context import databases_for_checks
from workbook.checking.function_runner import FunctionRunner
from workbook.checking.instrumented_drivers import StatementHook
from workbook.databases.fixtures import Fixture, Table
from workbook.databases.owned import OwnedDatabases
from workbook.datasets import nps_and_weather
from workbook.exercises import registry
from workbook.exercises.fixtures import Scenario

pipeline = registry.load_module("08-incremental", "pipeline")
full = registry.load_module("07-full-refresh", "pipeline")
PARTS = ("source", "s3", "bucket", "warehouse")
DAY = dt.date(2025, 3, 10)
NOON = dt.datetime(2025, 3, 10, 12)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture(scope="module")
def runner(home):
    runner = FunctionRunner(PARTS, databases_for_checks())
    yield runner
    runner.close()


def scenario(production, copy, day=DAY, source=nps_and_weather.NPS_SOURCE) -> Scenario:
    return Scenario(
        "answers",
        warehouse=[Table("nps", nps_and_weather.NPS_WAREHOUSE, copy)],
        source=[Table("nps", source, production), "CREATE INDEX nps_modified ON nps (modified)"],
        arguments=(day,),
    )


def loaded(runner, *args, **kwargs):
    """What a run leaves in nps, by id."""
    run = runner.run(pipeline.incremental, scenario(*args, **kwargs), "nps")
    assert run.error is None and not run.violations, run.error
    return run, run.query("SELECT * FROM nps ORDER BY id")


@pytest.mark.parametrize(
    ("day", "error", "words"),
    [
        (None, TypeError, "run_date is None: give a datetime.date"),
        ("2025-03-10", TypeError, "run_date is '2025-03-10': give a datetime.date"),
        (20250310, TypeError, "run_date is 20250310: give a datetime.date"),
        (NOON, TypeError, "run_date is a datetime, 2025-03-10 12:00:00: give its day, run_date.date()"),
        (dt.date(2999, 1, 1), ValueError, "run_date is 2999-01-01, a day in the future: today is 20"),
    ],
)
def test_what_is_no_day_is_refused_in_a_sentence_before_anything_is_sent(runner, day, error, words):
    run = runner.run(pipeline.incremental, scenario([], [], day), "nps")
    assert type(run.error) is error
    assert str(run.error).startswith(words) and str(run.error).endswith(".")
    assert run.statements == []


@pytest.mark.parametrize(
    "day", ["2024-02-29", "2025-03-30", "2025-10-26", "2025-03-09", "2025-11-02", "2024-12-31", "2025-01-01"]
)
def test_every_day_has_24_hours_and_its_first_midnight(runner, day):
    start = dt.datetime.fromisoformat(day)
    end = start + dt.timedelta(days=1)
    assert pipeline.window(start.date()) == (start, end)
    stamps = [start - SECOND, start, start + 90 * 60 * SECOND, end - SECOND, end]
    rows = [(n, at, n, at, False) for n, at in enumerate(stamps, 1)]
    _, got = loaded(runner, rows, [], start.date())
    assert got == rows[1:4]


def test_a_microsecond_before_midnight_belongs_to_the_day_that_ends(runner):
    """Where production's `modified` has microseconds."""
    kinds = {**nps_and_weather.NPS_SOURCE, "modified": "TIMESTAMP(6) NOT NULL"}
    start, end = pipeline.window(DAY)
    tick = dt.timedelta(microseconds=1)
    rows = [(n, NOON, n, at, False) for n, at in enumerate([start - tick, start, end - tick, end], 1)]
    _, got = loaded(runner, rows, [], source=kinds)
    assert got == rows[1:3]


def test_a_newer_row_of_the_warehouse_stays_even_by_a_microsecond(runner):
    newer = (1, NOON, 9, NOON + dt.timedelta(microseconds=1), False)
    _, got = loaded(runner, [(1, NOON, 3, NOON, False)], [newer])
    assert got == [newer]


def test_days_are_utc_whatever_the_sessions_zone_and_the_zone_is_put_back(home):
    databases = OwnedDatabases("zones")
    start, end = pipeline.window(DAY)
    rows = [(n, at, n, at, False) for n, at in enumerate([start - SECOND, start, end - SECOND, end], 1)]
    databases.load(scenario(rows, []))
    runner = FunctionRunner(PARTS, databases_for_checks())
    runner.fresh(scenario([], []))  # for a bucket
    try:
        with databases.source(autocommit=False) as source, source.cursor() as cursor:
            cursor.execute("SET time_zone = '+09:00'")
            warehouse = databases.warehouse(autocommit=False)
            warehouse.cursor().execute("SET TIME ZONE 'Asia/Seoul'")
            warehouse.commit()
            assert pipeline.incremental(source, runner.bucket.client, runner.bucket.name, warehouse, DAY) == 2
            cursor.execute("SELECT @@SESSION.time_zone")
            assert cursor.fetchone() == ("+09:00",)
        with warehouse.cursor() as cursor:
            cursor.execute("SELECT * FROM nps ORDER BY id")
            assert cursor.fetchall() == rows[1:3]
        warehouse.close()
    finally:
        runner.close()
        databases.close()


def test_a_null_stays_null(runner):
    rows = [(1, None, None, NOON, True)]
    assert loaded(runner, rows, [])[1] == rows


def test_a_day_without_changes_sends_nothing_to_the_store_and_writes_nothing(runner):
    run, got = loaded(runner, [(1, NOON, 3, NOON, False)], [], DAY + dt.timedelta(days=1))
    assert got == []
    assert run.returned == 0
    assert not [text for text in run.statements if text.startswith(("s3 Put", "COPY", "DELETE", "INSERT"))]


def test_nothing_is_left_in_the_store(runner):
    run, _ = loaded(runner, [(1, NOON, 3, NOON, False)], [])
    assert run.returned == 1
    assert run.bucket.keys() == []


@pytest.mark.parametrize("body", [b"", b"1,2025-03-10 12:00:00,3,2025-03-10 12:00:00,0\n", b"1,2\n"])
def test_an_object_that_is_not_as_it_was_written_changes_nothing(runner, body):
    rows = [(n, NOON, 3, NOON, False) for n in (1, 2, 3)]
    old = (1, NOON, 9, NOON - SECOND, False)

    def spoil():
        (key,) = runner.bucket.keys()
        runner.bucket.put(key, body)

    run = runner.run(pipeline.incremental, scenario(rows, [old]), "nps", StatementHook(before_copy=spoil))
    assert run.error is not None
    assert run.query("SELECT * FROM nps") == [old]


def test_a_row_that_is_changed_while_the_day_is_read_comes_as_it_was(runner):
    rows = [(n, NOON, 3, NOON, False) for n in range(1, 2001)]

    with runner.changing_source() as source, source.cursor() as cursor:
        database = source.db.decode()

        def change(number):
            if number == 100:  # of the day: the session's settings are a row, too
                cursor.execute(f"UPDATE {database}.nps SET score = 10, modified = '2025-03-11'")
                changed.append(cursor.rowcount)

        changed: list[int] = []
        run = runner.run(pipeline.incremental, scenario(rows, []), "nps", StatementHook(at_row=change))
        assert changed == [len(rows)]
    assert run.error is None and run.returned == len(rows)
    assert run.query("SELECT * FROM nps ORDER BY id") == rows


def test_last_nights_copy_and_the_day_are_the_full_refresh(runner):
    """The walk-through's rows, fewer of them: the same hash, row by row."""
    days = registry.load_module("08-incremental", "days")
    production = list(nps_and_weather.nps_modified(5_000))
    made = scenario(production, list(days.eve(rows=5_000)), days.RUN_DATE)
    assert made.warehouse[0].rows != production
    by_day = runner.run(pipeline.incremental, made, "nps")
    hashed = hash_of(by_day)
    whole = Scenario("nothing", [Table("nps", nps_and_weather.NPS_WAREHOUSE)], made.source, arguments=("nps",))
    assert hashed == hash_of(runner.run(full.full_refresh, whole, "nps"))
    assert 0 < by_day.returned < 100


def hash_of(run) -> str:
    assert run.error is None, run.error
    rows = run.query("SELECT n::text FROM nps AS n ORDER BY id")
    assert rows
    return hashlib.sha256("\n".join(row for (row,) in rows).encode()).hexdigest()


def test_the_exercises_binds_are_the_days_of_its_fixtures(home, context):
    """`changed-rows`: the answer's :run_date is another day on each fixture; a constant one fails."""
    exercise = registry.load("08-incremental").exercises["changed-rows"]
    days = [fixture.binds["run_date"] for fixture in exercise.fixtures]
    assert len(set(days)) > 4
    answer = "SELECT * FROM nps WHERE modified >= {} AND modified < {} + INTERVAL 1 DAY"
    assert checking.check(exercise, answer.format(":run_date", ":run_date"), context).passed
    assert "other data" in str(checking.check(exercise, answer.format("'2025-03-10'", "'2025-03-10'"), context))
    assert "✗" in str(checking.check(exercise, answer.format(":other", ":other"), context))


def test_the_notes_way_reads_the_whole_table_where_mysql_does(home, context):
    databases = OwnedDatabases("notes")
    exercise = registry.load("08-incremental").exercises["changed-rows"]
    databases.load(Fixture("none", source=["CREATE TABLE t (at TIMESTAMP NOT NULL, INDEX (at))"]))
    with databases.source() as source, source.cursor() as cursor:
        cursor.execute("SELECT VERSION()")
        [version] = cursor.fetchone()
    databases.close()
    numbers = tuple(map(int, version.split("-")[0].split(".")[:2]))
    sees_through = "MariaDB" in version and numbers >= (11, 1)
    verdict = checking.check(exercise, "SELECT * FROM nps WHERE DATE(modified) = :run_date", context)
    assert verdict.passed is sees_through
    if not sees_through:
        assert "the plan reads the whole table" in str(verdict)

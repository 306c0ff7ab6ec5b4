"""Lesson 07's pipeline: faults in mid-stream, one snapshot, objects that are not as they were sent, memory.

Over 300 lines: one exercise's kinds of wrong answers, on the same fixtures.
"""

import datetime as dt
import sys
from decimal import Decimal

import psycopg2
import pymysql
import pytest
from botocore.exceptions import ClientError

from workbook import checking
from workbook.checking.context import databases_for_checks
from workbook.checking.function_runner import FunctionRunner
from workbook.checking.function_source import FunctionAnswer
from workbook.checking.instrumented_drivers import NEVER, SERVER, StatementHook
from workbook.checking.rules import exact_values
from workbook.checking.rules.memory import Streams
from workbook.databases.fixtures import Table
from workbook.exercises import registry
from workbook.exercises.fixtures import Scenario

LESSON = "07-full-refresh"
PARTS = ("source", "s3", "bucket", "warehouse")
OLD = [(99, "old", None)]
MANY = [(n, f"word {n}", n % 7 or None) for n in range(1, 5001)]
COLUMNS = {"id": "INT PRIMARY KEY", "word": "VARCHAR(100)", "score": "SMALLINT"}


def refresh_of(rows, name="five thousand rows", **further):
    return Scenario(
        name,
        source=[Table("t", COLUMNS, rows)],
        warehouse=[Table("t", COLUMNS, OLD)],
        arguments=("t",),
        table="t",
        **further,
    )


SCENARIO = refresh_of(MANY)


@pytest.fixture(scope="module")
def pipeline():
    return registry.load_module(LESSON, "pipeline")


@pytest.fixture(scope="module")
def tables():
    return registry.load_module(LESSON, "tables")


@pytest.fixture(scope="module")
def runner(home):
    runner = FunctionRunner(PARTS, databases_for_checks())
    yield runner
    runner.close()


def unchanged(run) -> bool:
    """Whether the warehouse's table is as before, and nothing of the run is left in the bucket."""
    return run.query("SELECT * FROM t") == OLD and run.bucket.keys() == []


def ours(runner) -> str:
    [key] = runner.bucket.keys()
    return key


def test_a_table_arrives_and_leaves_nothing_in_the_bucket(runner, pipeline):
    run = runner.run(pipeline.full_refresh, SCENARIO, "t")
    assert (run.error, run.violations, run.returned) == (None, [], 5000)
    assert run.query("SELECT * FROM t ORDER BY id") == MANY
    assert run.bucket.keys() == []


@pytest.mark.parametrize("name", ["pipeline", "fast"])
def test_the_lessons_own_functions_pass_the_exercises_check(home, name, context):
    function = registry.load_module(LESSON, name).full_refresh
    verdict = checking.check(registry.find("full-refresh")[1], FunctionAnswer(function), context)
    assert verdict.passed, verdict


@pytest.mark.parametrize("rows", [0, 1, 2500, 4999])
def test_mysql_gone_in_mid_stream(runner, pipeline, rows):
    run = runner.run(pipeline.full_refresh, SCENARIO, "t", StatementHook(fail_at=NEVER, source_rows=rows))
    assert isinstance(run.error, pymysql.err.OperationalError) and run.error.args[0] == 2013
    assert unchanged(run)


def test_the_warehouse_gone_in_mid_copy(runner, pipeline):
    run = runner.run(
        pipeline.full_refresh, SCENARIO, "t", StatementHook(fail_at=NEVER, in_copy=runner.end_warehouse_sessions)
    )
    assert isinstance(run.error, psycopg2.Error)
    assert unchanged(run)


def test_what_psycopg2_prints_of_it_is_not_shown_as_a_cells_error(runner, pipeline, monkeypatch):
    shown = []
    monkeypatch.setattr(sys, "excepthook", lambda *error: shown.append(error))
    hook = StatementHook(fail_at=NEVER, in_copy=runner.end_warehouse_sessions)
    run = runner.run(pipeline.full_refresh, SCENARIO, "t", hook)
    assert run.error is not None
    assert shown == []
    assert sys.excepthook is not sys.__excepthook__


def test_a_full_bucket(runner, pipeline):
    statements = runner.run(pipeline.full_refresh, SCENARIO, "t").statements
    at = next(n for n, text in enumerate(statements, 1) if text.startswith("s3 PutObject"))
    run = runner.run(pipeline.full_refresh, SCENARIO, "t", StatementHook(fail_at=at, how=SERVER))
    assert isinstance(run.error, ClientError) and "InsufficientStorage" in str(run.error)
    assert unchanged(run)


def missing(bucket, key):
    bucket.delete(key)


def cut_in_the_last_row(bucket, key):
    bucket.put(key, bucket.body(key)[:-2])  # ends with `,` in the place of a digit: still as many rows


def cut_in_the_middle(bucket, key):
    body = bucket.body(key)
    bucket.put(key, body[: body.index(b"\n", len(body) // 2) + 1])


def a_column_too_few(bucket, key):
    lines = bucket.body(key).splitlines(keepends=True)
    lines[2000] = b'2001,"word 2001"\n'
    bucket.put(key, b"".join(lines))


def another_beside_it(bucket, key):
    bucket.put(key.replace("0001", "0002"), b'7001,"foreign",1\n')


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (missing, "no object's key begins with"),
        (cut_in_the_last_row, "5000 rows were read, and 5000 loaded, not all as they were written"),
        (cut_in_the_middle, "5000 rows were read, and 2"),
        (a_column_too_few, 'missing data for column "score"'),
        (another_beside_it, "5000 rows were read, and 5001 loaded"),
    ],
)
def test_objects_that_are_not_as_they_were_sent(runner, pipeline, harm, words):
    hook = StatementHook(fail_at=NEVER, before_copy=lambda: harm(runner.bucket, ours(runner)))
    run = runner.run(pipeline.full_refresh, SCENARIO, "t", hook)
    assert words in str(run.error)
    assert run.query("SELECT * FROM t") == OLD
    assert runner.run(pipeline.full_refresh, SCENARIO, "t").error is None


@pytest.mark.parametrize(
    ("column", "kind", "value", "error"),
    [
        ("more", "INT", 1, "extra data after last expected column"),
        ("score", "BLOB", b"1", "a value of type bytes can't be written as CSV"),
        ("score", "INT", 80_000, "out of range for type smallint"),
        ("score", "TIME", "12:00:00", "a value of type timedelta can't be written as CSV"),
        ("score", "VARCHAR(9)", "many", "invalid input syntax for type smallint"),
    ],
)
def test_columns_that_do_not_fit(runner, pipeline, column, kind, value, error):
    row = (1, "w", value) if column == "score" else (1, "w", 1, value)
    source = Table("t", {**COLUMNS, column: kind}, [row])
    scenario = Scenario("do not fit", [Table("t", COLUMNS, OLD)], [source], arguments=("t",))
    run = runner.run(pipeline.full_refresh, scenario, "")
    assert error in str(run.error)
    assert unchanged(run)


def test_a_column_that_the_source_does_not_have(runner, pipeline):
    source = Table("t", {"id": "INT", "word": "VARCHAR(100)"}, [(1, "w")])
    run = runner.run(
        pipeline.full_refresh, Scenario("few", [Table("t", COLUMNS, OLD)], [source], arguments=("t",)), ""
    )
    assert 'missing data for column "score"' in str(run.error)
    assert unchanged(run)


def test_a_table_that_is_not_there(runner, pipeline):
    there, other = Table("t", COLUMNS, OLD), Table("u", COLUMNS, OLD)
    run = runner.run(pipeline.full_refresh, Scenario("none to read", [there], [other], arguments=("t",)), "")
    assert "doesn't exist" in str(run.error)
    assert unchanged(run)
    run = runner.run(pipeline.full_refresh, Scenario("none to fill", [other], [there], arguments=("t",)), "")
    assert 'relation "t" does not exist' in str(run.error)
    assert run.query("SELECT * FROM u") == OLD
    assert run.bucket.keys() == []


def test_rows_that_change_while_they_are_read_come_as_they_were(runner, pipeline):
    run = runner.run(lambda *_: None, SCENARIO, "")
    with runner.changing_source() as other:

        def change(number: int) -> None:
            if number == 2000:
                with other.cursor() as cursor:
                    cursor.execute("UPDATE t SET score = 100 WHERE id > 4000 OR id < 10")
                    cursor.execute("DELETE FROM t WHERE id BETWEEN 3000 AND 3500")
                    cursor.execute("INSERT INTO t VALUES (9000, 'new', 1)")

        done = runner.call(pipeline.full_refresh, SCENARIO, StatementHook(fail_at=NEVER, at_row=change))
    assert (done.called.error, done.called.returned) == (None, 5000)
    assert run.query("SELECT * FROM t ORDER BY id") == MANY
    assert runner.call(pipeline.full_refresh, SCENARIO, StatementHook(fail_at=NEVER)).called.returned == 4500
    assert run.query("SELECT count(*), max(id), max(score) FROM t") == [(5000 - 501 + 1, 9000, 100)]


def test_a_connection_that_has_read_before_brings_the_rows_of_now(runner, pipeline):
    seen = []

    def reads_first(source, s3, bucket, warehouse, table):
        with source.cursor() as cursor, other.cursor() as changes:
            cursor.execute(f"SELECT count(*) FROM {table}")
            changes.execute("DELETE FROM t WHERE id > 10")
            cursor.execute(f"SELECT count(*) FROM {table}")
            seen.append(cursor.fetchone())
        pipeline.full_refresh(source, s3, bucket, warehouse, table)

    run = runner.run(lambda *_: None, SCENARIO, "")
    with runner.changing_source() as other:
        done = runner.call(reads_first, SCENARIO, StatementHook(fail_at=NEVER))
    assert done.called.error is None
    assert seen == [(5000,)]
    assert run.query("SELECT * FROM t ORDER BY id") == MANY[:10]


def test_stamps_come_in_utc_whatever_the_sessions_zone(runner, pipeline):
    columns = {"id": "INT PRIMARY KEY", "at": "TIMESTAMP NULL"}
    rows = [(1, dt.datetime(2025, 3, 1, 9, 15)), (2, dt.datetime(2025, 3, 30, 1, 30)), (3, None)]
    scenario = Scenario(
        "stamps",
        source=[Table("t", columns, rows)],
        warehouse=[Table("t", {**columns, "at": "TIMESTAMP"})],
        arguments=("t",),
    )
    zones = []

    def from_seoul(source, s3, bucket, warehouse, table):
        with source.cursor() as cursor:
            cursor.execute("SET SESSION time_zone = '+09:00'")
            pipeline.full_refresh(source, s3, bucket, warehouse, table)
            cursor.execute("SELECT @@SESSION.time_zone")
            zones.append(cursor.fetchone())

    run = runner.run(from_seoul, scenario, "")
    assert run.error is None
    assert run.query("SELECT * FROM t ORDER BY id") == rows
    assert zones == [("+09:00",)]


def test_objects_end_with_a_row_and_have_about_the_size_that_is_set(runner, pipeline, monkeypatch):
    monkeypatch.setattr(pipeline.Objects, "full", 20_000)
    monkeypatch.setattr(pipeline, "BATCH", 10)
    bodies = []

    def look() -> None:
        bodies.extend(runner.bucket.body(key) for key in runner.bucket.keys())  # noqa: SIM118 (no dict)

    run = runner.run(pipeline.full_refresh, SCENARIO, "t", StatementHook(fail_at=NEVER, before_copy=look))
    assert run.error is None
    assert run.query("SELECT * FROM t ORDER BY id") == MANY
    assert len(bodies) > 3
    assert all(body.endswith(b"\n") for body in bodies)
    assert all(20_000 <= len(body) < 20_500 for body in bodies[:-1])
    assert sum(body.count(b"\n") for body in bodies) == 5000


def test_the_fast_readers_objects_grow_and_are_copied_one_after_the_other(runner, pipeline, monkeypatch):
    fast = registry.load_module(LESSON, "fast")
    monkeypatch.setattr(fast, "FIRST_OBJECT", 1_000)
    monkeypatch.setattr(fast, "FIRST_ROWS", 10)
    monkeypatch.setattr(fast, "PAGE_BYTES", 500)
    monkeypatch.setattr(pipeline, "OBJECT_BYTES", 4_000)
    sizes = {}

    def look() -> None:
        sizes.update({key: len(runner.bucket.body(key)) for key in runner.bucket.keys()})  # noqa: SIM118 (no dict)

    hook = StatementHook(fail_at=NEVER, before_copy=look)
    run = runner.run(fast.full_refresh, SCENARIO, "t", hook)
    assert (run.error, run.violations) == (None, [])
    assert run.query("SELECT * FROM t ORDER BY id") == MANY
    copies_made = [text for text in hook.statements if text.startswith("COPY")]
    assert len(copies_made) == len(sizes) > 5
    [first, second, third, *others, _] = [sizes[key] for key in sorted(sizes)]
    assert 1_000 <= first < 2_000 <= second < 4_000 <= third < 5_000
    assert all(4_000 <= size < 5_000 for size in others)


def test_a_copy_of_the_fast_reader_that_fails_ends_the_reading(runner, pipeline, monkeypatch):
    fast = registry.load_module(LESSON, "fast")
    monkeypatch.setattr(fast, "FIRST_OBJECT", 1_000)
    monkeypatch.setattr(fast, "FIRST_ROWS", 10)
    monkeypatch.setattr(fast, "PAGE_BYTES", 500)
    begun = []

    def the_second_fails() -> None:
        begun.append(True)
        if len(begun) == 2:
            raise psycopg2.OperationalError("the connection was cut")

    run = runner.run(fast.full_refresh, SCENARIO, "t", StatementHook(fail_at=NEVER, before_copy=the_second_fails))
    assert isinstance(run.error, psycopg2.Error)
    assert run.violations == []
    assert unchanged(run)


def test_memory_that_was_freed_before_hides_no_fetchall(home, tables):
    exercise = registry.find("to-csv")[1]
    rule = next(rule for rule in exercise.rules if isinstance(rule, Streams))

    def fetches_all(source, query, fileobj):
        with source.cursor() as cursor:
            cursor.execute(query)
            for id, *_ in cursor.fetchall():
                fileobj.write(f"{id}\n")

    runner = FunctionRunner(("source",), databases_for_checks())
    run = runner.run(fetches_all, exercise.scenarios[2], "")
    held = [(number, str(number) * 10, dt.datetime(2025, 1, 1)) for number in range(1_000_000)]
    del held
    [fault] = rule.faults(run)
    runner.close()
    assert "it takes" in fault.text and "64 MB" in fault.text


@pytest.mark.parametrize(
    ("sent", "came", "words"),
    [
        ("", None, "An empty text came as NULL"),
        (None, "", "NULL came as an empty text"),
        (None, "None", "NULL came as the word None"),
        ("a\r\nb", "a\nb", "A line end inside of a text changed"),
        (" a ", "a", "Spaces or line ends around a text are gone"),
        ('say "a"', 'say ""a""', "doubled twice"),
        ("한글", "??", "replaced by ?"),
        ("a", "\ufeffa", "byte order mark"),
        (2**64 - 1, Decimal("18446744073709551616"), "went through a float"),
        (Decimal("1.25"), Decimal("1.3"), "was rounded"),
        (dt.datetime(2025, 1, 1, 0, 0, 0, 5), dt.datetime(2025, 1, 1), "Parts of a second"),
        (dt.datetime(2025, 1, 1, 9), dt.datetime(2025, 1, 1), "another time zone"),
        ("a", "b", ""),
        (1, 5, ""),
    ],
)
def test_a_changed_value_is_explained_where_it_can_be(sent, came, words):
    said = exact_values.reason(sent, came)
    assert words in said and bool(words) == bool(said)


def test_rows_are_compared_to_the_letter_and_as_often_as_they_occur():
    table = Table("t", {"id": "INT", "word": "TEXT", "ok": "BOOLEAN", "info": "JSON"})
    rows = [(1, "a ", 1, '{"a": 1.10, "b": null}'), (1, "a ", 1, '{"a": 1.10, "b": null}'), (2, None, 0, None)]
    came = [(1, "a ", True, '{"b":null,"a":1.1}')] * 2 + [(2, None, False, None)]
    assert exact_values.difference(table, rows, came) is None
    assert "1 row missing" in exact_values.difference(table, rows, came[1:]).text
    assert "1 row not expected" in exact_values.difference(table, rows, [*came, came[0]]).text
    null = [*came[:2], (2, None, False, "null")]
    assert "info (JSON)" in exact_values.difference(table, rows, null).text

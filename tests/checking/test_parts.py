"""What a function is given beside the warehouse: the source, an S3 client and a bucket, each with its faults."""

import io

import psycopg2
import pymysql
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from workbook.checking.context import databases_for_checks
from workbook.checking.function_runner import FunctionRunner
from workbook.checking.given_parts import copied
from workbook.checking.instrumented_drivers import CLIENT, SERVER, StatementHook
from workbook.databases.fixtures import Table
from workbook.exercises.fixtures import Scenario

NUMBERS = [(n, f"n{n}") for n in range(1, 9)]
PARTS = ("source", "s3", "bucket", "warehouse")
SCENARIO = Scenario(
    "eight rows",
    warehouse=[Table("t", {"id": "INT PRIMARY KEY", "word": "TEXT"}, [(99, "old")])],
    source=[Table("t", {"id": "INT PRIMARY KEY", "word": "VARCHAR(9)"}, NUMBERS)],
    objects={"other/1.csv": b"7,other\n"},
    arguments=("t",),
)


def copies(source, s3, bucket, warehouse, table):
    """A small load: three statements of the source, two calls of the store, three of the warehouse."""
    with source.cursor(pymysql.cursors.SSCursor) as cursor:
        cursor.execute(f"SELECT id, word FROM {table} ORDER BY id")
        lines = "".join(f"{id},{word}\n" for id, word in cursor)
    s3.upload_fileobj(io.BytesIO(lines.encode()), bucket, f"{table}/1.csv")
    s3.list_objects_v2(Bucket=bucket)
    with warehouse, warehouse.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(f"COPY {table} FROM 's3://{bucket}/{table}/' CSV")
    return len(lines)


@pytest.fixture(scope="module")
def runner(home):
    runner = FunctionRunner(PARTS, databases_for_checks())
    yield runner
    runner.close()


def test_a_load_goes_through_all_parts_and_each_step_is_counted(runner):
    run = runner.run(copies, SCENARIO, "t")
    assert run.error is None and not run.violations
    assert run.query("SELECT * FROM t ORDER BY id") == NUMBERS
    assert [text.split("(")[0].strip() for text in run.statements] == [
        "SELECT id, word FROM t ORDER BY id",
        "s3 PutObject t/1.csv",
        "s3 ListObjectsV2",
        "DELETE FROM t",
        f"COPY t FROM 's3://{run.bucket.name}/t/' CSV",
        "COMMIT",
    ]
    assert (run.returned, run.arguments) == (40, ("t",))
    assert run.bucket.keys() == ["other/1.csv", "t/1.csv"]
    assert run.again() is None


def test_the_bucket_is_as_the_scenario_says_before_each_run_and_gone_after_a_check(runner):
    assert runner.run(copies, SCENARIO, "t").bucket.keys() == ["other/1.csv", "t/1.csv"]
    run = runner.run(lambda *_: None, SCENARIO, "t")
    assert run.bucket.keys() == ["other/1.csv"]
    runner.tidy()
    with pytest.raises(ClientError, match="NoSuchBucket"):
        run.bucket.body("other/1.csv")


@pytest.mark.parametrize(
    ("number", "how", "error"),
    [
        (1, SERVER, pymysql.err.OperationalError),
        (1, CLIENT, pymysql.err.OperationalError),
        (2, SERVER, ClientError),
        (2, CLIENT, EndpointConnectionError),
        (3, SERVER, ClientError),
        (3, CLIENT, EndpointConnectionError),
        (5, SERVER, psycopg2.errors.RaiseException),
        (6, CLIENT, psycopg2.OperationalError),
    ],
)
def test_each_step_can_fail_on_either_side(runner, number, how, error):
    run = runner.run(copies, SCENARIO, "t", StatementHook(fail_at=number, how=how))
    assert isinstance(run.error, error)
    assert run.rows("t") == ("(99,old)",)


def test_the_source_can_be_gone_in_the_middle_of_a_read(runner):
    run = runner.run(copies, SCENARIO, "t", StatementHook(source_rows=5))
    assert isinstance(run.error, pymysql.err.OperationalError) and run.error.args[0] == 2013
    assert run.hook.rows_read == 6
    assert run.rows("t") == ("(99,old)",)


def test_rows_are_counted_and_nothing_else_of_what_the_source_sends(runner):
    def asks(source, s3, bucket, warehouse, table):
        with source.cursor() as cursor:
            cursor.execute("SET @a = 1")
            source.begin()
            cursor.execute("SELECT id, word FROM t UNION ALL SELECT NULL, NULL")
            source.commit()
            cursor.execute("SELECT id FROM t WHERE id > 100")

    numbers = []
    run = runner.run(asks, SCENARIO, "t", StatementHook(at_row=numbers.append))
    assert run.error is None
    assert numbers == list(range(1, 10))


def test_an_object_can_be_gone_before_a_copy_reads_it(runner):
    hook = StatementHook()
    hook.before_copy = lambda: runner.bucket.delete("t/1.csv")
    run = runner.run(copies, SCENARIO, "t", hook)
    assert "no object's key begins with" in str(run.error)
    assert run.rows("t") == ("(99,old)",)


def test_the_warehouse_can_be_gone_in_the_middle_of_a_copy(runner):
    hook = StatementHook(in_copy=runner.end_warehouse_sessions)
    run = runner.run(copies, SCENARIO, "t", hook)
    assert isinstance(run.error, psycopg2.Error)  # OperationalError, or InterfaceError of a rollback
    assert run.rows("t") == ("(99,old)",)
    assert runner.run(copies, SCENARIO, "t").error is None


def test_the_source_can_be_changed_by_a_rule_and_is_made_anew_then(runner):
    runner.run(copies, SCENARIO, "t")
    with runner.changing_source() as source, source.cursor() as cursor:
        cursor.execute("DELETE FROM t WHERE id > 2")
    run = runner.run(copies, SCENARIO, "t")
    assert len(run.rows("t")) == 8


def test_arguments_may_be_made_for_each_call(runner):
    scenario = Scenario(
        "a new buffer", source=SCENARIO.source, warehouse=SCENARIO.warehouse, arguments=lambda: (io.BytesIO(),)
    )

    def writes(source, s3, bucket, warehouse, file):
        file.write(b"x")

    runs = [runner.run(writes, scenario, "t") for _ in range(2)]
    assert [run.arguments[0].getvalue() for run in runs] == [b"x", b"x"]


@pytest.mark.servers
def test_a_function_without_parts_needs_no_table():
    runner = FunctionRunner((), databases_for_checks())
    run = runner.run(lambda n: n + 1, Scenario("one number", arguments=(41,)), "")
    assert (run.returned, run.error, run.observations) == (42, None, [])
    runner.close()


def test_what_a_function_does_to_its_arguments_stays_with_it():
    given = ([(1, "a"), [2, {"b": [3]}]], {"c": {4}}, object())
    taken = copied(given)
    assert taken[:2] == given[:2]
    taken[0].append(5)
    taken[0][1][1]["b"].append(6)
    taken[1]["c"].add(7)
    assert given[:2] == ([(1, "a"), [2, {"b": [3]}]], {"c": {4}})

"""What a run on hidden rows leaves on the servers is gone before another run can look."""

import contextlib
import json
import time

import psutil
import psycopg2
import pytest

from tests.grading.submitted_notebooks import LATEST, filled
from workbook.checking.context import Context
from workbook.databases import connections
from workbook.databases.fixtures import Fixture, Table
from workbook.databases.sql_session import Session
from workbook.exercises import registry
from workbook.grading.judge import Judge
from workbook.grading.sandbox import cleanup, system
from workbook.grading.sandbox.sandbox import Sandbox
from workbook.notebook import reader
from workbook.notebook.reader import Cell
from workbook.servers import s3

PREPARES = """
CREATE TABLE IF NOT EXISTS t (a INT); XA START 'it'; INSERT INTO t VALUES (1); XA END 'it'; XA PREPARE 'it'
"""
RIGHT = "SELECT DISTINCT ON (date) * FROM temp_weather ORDER BY date, created_date DESC"
LEAVES = (
    """
SELECT lo_from_bytea(0, string_agg(temp_weather::text, ',')::bytea) FROM temp_weather;
DO $$ DECLARE rows text; BEGIN
  SELECT coalesce(string_agg(date::text, ','), '') INTO rows FROM temp_weather;
  EXECUTE format('ALTER ROLE CURRENT_USER SET application_name = %L', rows);
  EXECUTE format('ALTER ROLE CURRENT_USER IN DATABASE postgres SET application_name = %L', rows);
  EXECUTE 'CREATE SCHEMA mine'; EXECUTE 'CREATE TABLE mine.kept AS SELECT * FROM temp_weather';
END $$;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
CREATE TEMP TABLE mine AS SELECT * FROM temp_weather;
PREPARE mine AS SELECT 1; LISTEN mine; SELECT pg_advisory_lock(42); SET my.rows = 'x';
"""
    + RIGHT
)
LOOKS = """
SELECT (SELECT count(*) FROM pg_largeobject_metadata) + (SELECT count(*) FROM pg_db_role_setting
  WHERE setrole = CURRENT_USER::regrole) + (SELECT count(*) FROM pg_default_acl)
 + (SELECT count(*) FROM pg_namespace WHERE nspname = 'mine') + (SELECT count(*) FROM pg_prepared_statements)
 + (SELECT count(*) FROM pg_listening_channels()) + (SELECT count(*) FROM pg_locks WHERE objid = 42)
 + (SELECT count(*) FROM pg_class WHERE relname IN ('mine', 'kept'))
 + (SELECT count(*) FROM pg_settings WHERE name = 'my.rows' AND setting <> '') AS left_there
"""


def prepared(addresses) -> tuple:
    """The transactions that wait on the source for their COMMIT."""
    with connections.source_administrator(addresses) as source, source.cursor() as cursor:
        cursor.execute("XA RECOVER")
        return cursor.fetchall()


@pytest.fixture
def judging(home):
    with contextlib.closing(Context(claim=lambda: cleanup.claim("check", "leftovers", 64))) as context:
        yield Judge(lambda: pytest.fail("no sandbox is needed"), 7, context), context


def test_nothing_of_an_answer_in_sql_is_there_for_the_next_one(judging):
    judge, context = judging
    notebook = reader.read(json.dumps(filled(LATEST, {"latest-per-day": LEAVES})).encode())
    result, _ = judge.judge(notebook, LATEST, registry.load(LATEST).exercises["latest-per-day"])
    assert result.verdict == "passed", result
    runner = context.sql_runner("warehouse")
    fixture = registry.load(LATEST).exercises["latest-per-day"].fixtures[0]
    assert runner.run(LOOKS, fixture).result.rows == [(0,)]


def test_more_objects_than_there_are_locks_are_removed_too(judging):
    _, context = judging
    runner = context.sql_runner("warehouse")
    fixture = registry.load(LATEST).exercises["latest-per-day"].fixtures[0]
    thousand = "PERFORM lo_create(0) FROM generate_series(1, 1000)"
    many = f"DO $$ BEGIN FOR n IN 1..30 LOOP {thousand}; COMMIT; END LOOP; END $$"
    assert runner.run(many, fixture).error is None
    cleanup.clean_up(context)
    assert runner.run(LOOKS, fixture).result.rows == [(0,)]


@pytest.mark.skipif(bool(system.missing()), reason=" ".join(system.missing()) or "all limits hold")
def test_what_was_prepared_on_the_source_keeps_nobody_out(home):
    with Sandbox("leftovers") as sandbox:
        lease = sandbox._lease
        lease.renew(with_store=False)
        lease.notebook(registry.load(LATEST).notebook)
        databases = lease._notebook
        list(Session("source", databases.source()).run(PREPARES))
        assert len(prepared(databases.addresses)) == 1
        lease.renew(with_store=False)
        assert prepared(databases.addresses) == ()


def test_nor_what_an_answer_in_sql_has_prepared(judging):
    _, context = judging
    runner = context.sql_runner("source")
    fixture = Fixture("a table", [], [Table("t", {"a": "INT"}, [(1,)])])
    run = runner.run("XA START 'it'; SELECT a FROM t; XA END 'it'; XA PREPARE 'it'; XA RECOVER", fixture)
    assert len(run.result.rows) == 1
    assert "XAER_RMFAIL" in str(run.error), "what was left open is not rolled back"
    cleanup.clean_up_source(context)
    assert runner.run("XA RECOVER", fixture).result.rows == []


HANDS_ON = """
def full_refresh(source, warehouse, s3, bucket, *further):
    cursor = warehouse.cursor()
    cursor.execute("CREATE TABLE IF NOT EXISTS kept (a text); SELECT lo_create(0)")
    cursor.execute("ALTER ROLE CURRENT_USER SET application_name = 'x'")
    warehouse.commit()
    s3.create_multipart_upload(Bucket=bucket, Key='a hidden value')
    s3.put_object(Bucket=bucket, Key='another', Body=b'x')
    source.rollback()
    cursor = source.cursor()
    for text in ("XA START 'a hidden', 'value', 7", "SELECT 1", "XA END 'a hidden', 'value', 7"):
        cursor.execute(text)
    cursor.execute("XA PREPARE 'a hidden', 'value', 7")
"""


@pytest.mark.skipif(bool(system.missing()), reason=" ".join(system.missing()) or "all limits hold")
def test_nothing_of_an_answer_in_python_is_there_before_the_next_ones_cells_run(home):
    exercise = registry.find("full-refresh")[1]
    with Sandbox("leftovers") as sandbox:
        sandbox.check(exercise, [Cell(1, HANDS_ON)])
        lease = sandbox._lease
        store = lease._lent
        terms = lease.renew(with_store=True)
        assert lease._lent.endpoint != store.endpoint or lease._lent.secret != store.secret
        client = s3.client(lease._lent)
        name = terms["name"].replace("_", "-")
        client.create_bucket(Bucket=name)
        with pytest.raises(client.exceptions.ClientError, match="NoSuchUpload"):
            client.list_multipart_uploads(Bucket=name)
        addresses = lease._databases.addresses
        assert prepared(addresses) == ()
        with contextlib.closing(connections.warehouse_administrator(addresses, terms["name"])) as inside:
            cursor = inside.cursor()
            cursor.execute(
                "SELECT (SELECT count(*) FROM pg_largeobject_metadata), (SELECT count(*) FROM pg_tables"
                " WHERE schemaname = 'public'), (SELECT count(*) FROM pg_db_role_setting JOIN pg_roles"
                " ON setrole = pg_roles.oid WHERE rolname = %s)",
                [terms["name"]],
            )
            assert cursor.fetchone() == (0, 0, 0)
        with contextlib.closing(connections.source_administrator(addresses)) as source, source.cursor() as cursor:
            tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = %s"
            cursor.execute(tables, [terms["name"]])
            assert cursor.fetchone() == (0,)
        assert lease.renew(with_store=False)["store"][0] == "http://127.0.0.1:1"
        assert len(lease.ports) == 2 and lease.folders == []


@pytest.mark.skipif(bool(system.missing()), reason=" ".join(system.missing()) or "all limits hold")
def test_sessions_are_ended_where_one_of_them_has_taken_all_locks(home):
    with Sandbox("leftovers") as sandbox:
        lease = sandbox._lease
        lease.renew(with_store=False)
        left = lease._databases.warehouse()

        class NoLocks:
            """A cursor of an administrator, on a server whose locks are all taken until that session ends."""

            rowcount = 0

            def execute(self, text: str, given: list) -> None:
                if _is_alive(left):
                    raise psycopg2.errors.OutOfMemory("out of shared memory")

        assert cleanup._any_ended(NoLocks(), lease._databases, lease._databases.name)
        until = time.monotonic() + 10
        while _is_alive(left) and time.monotonic() < until:
            time.sleep(0.01)
        assert not cleanup._any_ended(NoLocks(), lease._databases, lease._databases.name)


def _is_alive(session) -> bool:
    return psutil.pid_exists(session.info.backend_pid)

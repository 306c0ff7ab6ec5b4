"""What an answer may not do is refused by its role's rights, and what it leaves behind is wiped."""

import pytest

from workbook.checking.context import databases_for_checks
from workbook.checking.limits import Limits
from workbook.checking.sql_runner import SqlRunner
from workbook.databases import loading, owned, sql_session
from workbook.databases.fixtures import Fixture, Table

FIXTURE = Fixture("t", [Table("t", {"a": "INT"}, [(1,), (2,)])], [Table("t", {"a": "INT"}, [(1,), (2,)])])


@pytest.fixture(scope="module")
def runners(home):
    found = {engine: SqlRunner(engine, databases_for_checks()) for engine in ("warehouse", "source")}
    yield found
    for runner in found.values():
        runner.close()


@pytest.fixture(scope="module")
def neighbour(home):
    """The name of another notebook's databases, with a table in both."""
    claimed = owned.OwnedDatabases("neighbour")
    claimed.load(
        Fixture("secret", [Table("secret", {"a": "INT"}, [(7,)])], [Table("secret", {"a": "INT"}, [(7,)])])
    )
    yield claimed.name
    claimed.close()


def error_of(runners, engine, text):
    return str(runners[engine].run(text, FIXTURE).error)


@pytest.mark.parametrize(
    "text, words",
    [
        ("DROP DATABASE {}", "must be owner of database"),
        ("COPY t TO '/tmp/workbook-was-here'", "permission denied to COPY to a file"),
        ("COPY t TO PROGRAM 'cat'", "permission denied to COPY to or from an external program"),
        ("COPY t FROM '/etc/hostname'", "permission denied to COPY from a file"),
        ("SELECT pg_read_file('/etc/hostname')", "permission denied for function pg_read_file"),
        ("SELECT * FROM pg_authid", "permission denied for table pg_authid"),
        ("CREATE DATABASE mine", "permission denied to create database"),
        ("CREATE ROLE mine", "permission denied to create role"),
        ("ALTER SYSTEM SET fsync = on", 'permission denied to set parameter "fsync"'),
        ("SET ROLE workbook", "permission denied to set role"),
        ("SELECT lo_import('/etc/hostname')", "permission denied for function lo_import"),
        (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'workbook'",
            "permission denied to terminate",
        ),
    ],
)
def test_the_warehouse_refuses_by_rights(runners, neighbour, text, words):
    assert words in error_of(runners, "warehouse", text.format(neighbour))


@pytest.mark.parametrize(
    "text",
    [
        "DELETE FROM t",
        "CREATE TABLE mine (a INT)",
        "CREATE TEMPORARY TABLE mine (a INT)",
        "DROP TABLE t",
        "DROP DATABASE {}",
        "SELECT * FROM {}.secret",
        "SELECT * FROM mysql.global_priv",
        "SELECT 1 INTO OUTFILE '/tmp/workbook-was-here'",
        "SET GLOBAL max_connections = 1",
        "CREATE DATABASE mine",
    ],
)
def test_an_answer_on_the_source_may_only_select(runners, neighbour, text):
    assert "denied" in error_of(runners, "source", text.format(neighbour))


def test_another_notebooks_warehouse_database_can_not_be_entered(neighbour):
    import psycopg2

    claimed = owned.OwnedDatabases("intruder")
    own = claimed.warehouse()
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        psycopg2.connect(own.dsn, dbname=neighbour, password=claimed._password(claimed.name))
    own.close()
    claimed.close()


def test_what_an_answer_leaves_is_gone_at_the_next_run(runners):
    runner = runners["warehouse"]
    run = runner.run(
        "CREATE SCHEMA mine; CREATE TABLE mine.x (a INT); CREATE TEMP TABLE y (a INT); DROP TABLE t;"
        "SET TimeZone = 'Asia/Seoul'; SET statement_timeout = 0; ALTER ROLE CURRENT_USER SET search_path = mine",
        FIXTURE,
    )
    assert run.error is None
    run = runner.run(
        "SELECT to_regclass('mine.x') IS NULL AND to_regclass('y') IS NULL, (SELECT count(*) FROM t),"
        " current_setting('TimeZone'), current_setting('statement_timeout'), current_setting('search_path')",
        FIXTURE,
    )
    assert run.result.rows == [(True, 2, "UTC", "20s", '"$user", public')]


LOCKS_ITS_ROLE = (
    "ALTER ROLE CURRENT_USER PASSWORD 'mine';",
    "ALTER ROLE CURRENT_USER SET local_preload_libraries = 'nothing';",
    "DO $$ BEGIN EXECUTE format('ALTER ROLE CURRENT_USER IN DATABASE %I SET local_preload_libraries = nothing',"
    " current_database()); END $$;",
)


@pytest.mark.parametrize("locks", ["", *LOCKS_ITS_ROLE], ids=["", "password", "library", "library of a database"])
def test_an_answer_that_ends_its_own_connection_gets_a_verdict_and_the_next_runs(runners, locks):
    runner = runners["warehouse"]
    assert "ended its own connection" in error_of(
        runners, "warehouse", f"{locks} SELECT pg_terminate_backend(pg_backend_pid())"
    )
    assert runner.run("SELECT count(*) FROM t", FIXTURE).result.rows == [(2,)]


def test_a_password_that_an_answer_changed_keeps_nobody_out(home):
    runner = SqlRunner("warehouse", databases_for_checks())
    assert runner.run("ALTER ROLE CURRENT_USER PASSWORD 'mine'", FIXTURE).error is None
    runner.close()
    again = SqlRunner("warehouse", databases_for_checks())
    assert again.run("SELECT count(*) FROM t", FIXTURE).result.rows == [(2,)]
    again.close()


@pytest.mark.parametrize(
    "text",
    [
        "SET statement_timeout = 0; SELECT pg_sleep(600)",
        # It catches the cancel itself, so its session has to be ended.
        "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(9); EXCEPTION WHEN query_canceled THEN END; END LOOP; END $$",
        # So does this one, with which nobody can log in any more as its role.
        "ALTER ROLE CURRENT_USER PASSWORD 'mine'; SET client_connection_check_interval = 0; BEGIN; LOCK TABLE t;"
        " DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(9); EXCEPTION WHEN query_canceled THEN END; END LOOP; END $$",
        "SELECT count(*) FROM generate_series(1, 1000000000) a, generate_series(1, 1000000000) b",
    ],
    ids=["sleep", "catches the cancel", "lets nobody in", "busy"],
)
def test_an_endless_answer_is_stopped_and_the_next_runs(home, monkeypatch, text):
    monkeypatch.setattr(sql_session, "GRACE_SECONDS", 0.3)
    runner = SqlRunner("warehouse", databases_for_checks(), Limits(statement_seconds=0.3))
    assert "longer than 0.3 seconds" in str(runner.run(text, FIXTURE).error)
    assert runner.run("SELECT count(*) FROM t", FIXTURE).result.rows == [(2,)]
    runner.close()


def test_an_open_transaction_is_rolled_back_and_known(runners):
    run = runners["warehouse"].run("BEGIN; DELETE FROM t", FIXTURE)
    assert run.left_open
    assert run.query("SELECT count(*) FROM t") == [(2,)]


def small(name, rows):
    return Fixture(name, [Table("t", {"a": "INT"}, rows)], [Table("t", {"a": "INT"}, rows)])


@pytest.mark.parametrize("engine", ["warehouse", "source"])
def test_fixtures_that_answers_only_read_are_kept_aside(home, engine, monkeypatch):
    loaded = []
    for name in ("load_warehouse", "load_source"):
        load = getattr(loading, name)
        monkeypatch.setattr(loading, name, lambda *given, load=load: loaded.append(given) or load(*given))
    runner = SqlRunner(engine, databases_for_checks(), keep=2)
    fixtures = [small("a", [(1,)]), small("b", [(2,), (3,)]), small("c", [])]

    def counts(text="SELECT count(*), max(a) FROM t"):
        return [runner.run(text, each, asks_only=True).result.rows for each in fixtures]

    first = counts()
    assert first == [[(1, 1)], [(2, 3)], [(0, None)]]
    assert counts() == first
    assert len(loaded) == 3, "the second time all of them were there"
    fixtures.append(small("d", [(4,)]))
    assert counts() == [*first, [(1, 4)]], "one more than are kept"
    if engine == "warehouse":
        runner.run("INSERT INTO t VALUES (9)", fixtures[0], asks_only=True)
        assert counts() == [*first, [(1, 4)]]
    runner.close()


def test_after_a_write_nothing_is_kept(home):
    runner = SqlRunner("warehouse", databases_for_checks(), keep=2)
    fixtures = [small("a", [(1,)]), small("b", [(2,)])]
    for each in fixtures:
        runner.run("SELECT * FROM t", each, asks_only=True)
    runner.run("INSERT INTO kept_0.t VALUES (9)", fixtures[1], asks_only=True)
    assert runner.run("SELECT * FROM t", fixtures[0], asks_only=True).result.rows == [(1,)]
    runner.close()

"""Tapped connections count each statement, make any of them fail, and are otherwise the drivers' own."""

import io

import psycopg2
import pymysql
import pytest
from psycopg2 import errors, extras, sql

from workbook.checking.instrumented_drivers import CLIENT, NEVER, SERVER, InstrumentedConnection, StatementHook
from workbook.checking.instrumented_mysql import InstrumentedMySQL
from workbook.databases.fixtures import Fixture, Table
from workbook.databases.owned import OwnedDatabases

T = Fixture("t", [Table("t", {"n": "INT PRIMARY KEY"})], [Table("t", {"n": "INT PRIMARY KEY"})])


@pytest.fixture(scope="module")
def databases(home):
    found = OwnedDatabases("hooks")
    yield found
    found.close()


@pytest.fixture
def connect(databases):
    """Connects to a fresh table t, with a hook."""
    databases.load(T)
    opened = []

    def connect(hook: StatementHook, autocommit: bool = False) -> InstrumentedConnection:
        opened.append(databases.warehouse(autocommit, InstrumentedConnection))
        opened[-1].hook = hook
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


@pytest.fixture
def connect_source(databases):
    databases.load(T)
    opened = []

    def connect(hook: StatementHook) -> InstrumentedMySQL:
        opened.append(databases.source(autocommit=False, kind=InstrumentedMySQL))
        opened[-1].hook = hook
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


def rows(databases) -> list[int]:
    connection = databases.warehouse()
    with connection.cursor() as cursor:
        cursor.execute("SELECT n FROM t ORDER BY n")
        found = [n for (n,) in cursor.fetchall()]
    connection.close()
    return found


@pytest.mark.parametrize(
    "send, sent",
    [
        (lambda cur: cur.executemany("INSERT INTO t VALUES (%s)", [(1,), (2,)]), 2),
        (lambda cur: cur.executemany("INSERT INTO t VALUES (%s)", iter([(1,), (2,), (3,)])), 3),
        (lambda cur: extras.execute_values(cur, "INSERT INTO t VALUES %s", [(1,), (2,)]), 1),
        (lambda cur: extras.execute_batch(cur, "INSERT INTO t VALUES (%s)", [(1,), (2,)]), 2),
        (lambda cur: cur.copy_expert("COPY t FROM STDIN", io.StringIO("1\n2\n")), 1),
        (
            lambda cur: cur.copy_expert(
                sql.SQL("COPY {} FROM STDIN").format(sql.Identifier("t")), io.StringIO("1\n")
            ),
            1,
        ),
        (lambda cur: cur.copy_from(io.StringIO("1\n2\n"), "t"), 1),
        (lambda cur: cur.execute("DELETE FROM t; INSERT INTO t VALUES (1); SELECT ';'"), 3),
        (lambda cur: cur.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier("public", "t"))), 1),
        (lambda cur: cur.execute(b"DELETE FROM t WHERE n = %s", (1,)), 1),
        (lambda cur: cur.execute("SELECT 'DELETE; DELETE', $$;$$ -- ;"), 1),
    ],
)
def test_each_statement_counts(connect, send, sent):
    connection = connect(StatementHook())
    with connection.cursor() as cursor:
        send(cursor)
    connection.commit()
    assert len(connection.hook.statements) == sent + 1
    assert connection.hook.statements[-1] == "COMMIT"


@pytest.mark.parametrize("autocommit", [False, True])
def test_with_ends_in_a_commit_that_counts(connect, autocommit):
    connection = connect(StatementHook(), autocommit)
    with connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO t VALUES (1)")
    assert connection.hook.statements == ["INSERT INTO t VALUES (1)", "COMMIT"]


def test_a_commit_with_nothing_to_commit_does_not_count(connect):
    idle = connect(StatementHook())
    idle.commit()
    assert idle.hook.statements == []
    committed = connect(StatementHook())
    committed.cursor().execute("INSERT INTO t VALUES (1); COMMIT")
    committed.commit()
    assert committed.hook.statements == ["INSERT INTO t VALUES (1)", "COMMIT"]
    under_autocommit = connect(StatementHook(), autocommit=True)
    under_autocommit.cursor().execute("SELECT 1")
    under_autocommit.commit()
    assert under_autocommit.hook.statements == ["SELECT 1"]


@pytest.mark.parametrize("kind", [extras.DictCursor, extras.RealDictCursor, extras.NamedTupleCursor])
def test_cursors_of_other_kinds_are_tapped_and_keep_their_ways(connect, kind):
    connection = connect(StatementHook(fail_at=2))
    with connection.cursor(cursor_factory=kind) as cursor:
        assert isinstance(cursor, kind)
        cursor.execute("SELECT 7 AS seven")
        row = cursor.fetchone()
        assert (row.seven if kind is extras.NamedTupleCursor else row["seven"]) == 7
        with pytest.raises(errors.RaiseException):
            cursor.execute("SELECT 8 AS eight")


def test_a_server_side_cursor_is_tapped(connect):
    connection = connect(StatementHook(fail_at=2, how=CLIENT))
    with connection.cursor("ahead") as cursor:
        cursor.execute("SELECT generate_series(1, 3)")
        assert [n for (n,) in cursor] == [1, 2, 3]
    with connection.cursor("again") as cursor, pytest.raises(psycopg2.OperationalError, match="was cut"):
        cursor.execute("SELECT 1")


@pytest.mark.parametrize(
    "how, error", [(SERVER, errors.RaiseException), (CLIENT, psycopg2.OperationalError)], ids=["server", "client"]
)
@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_any_statement_may_fail(databases, connect, how, error, at):
    connection = connect(StatementHook(fail_at=at, how=how))
    with pytest.raises(error), connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM t")
        cursor.executemany("INSERT INTO t VALUES (%s)", [(1,), (2,)])
    assert len(connection.hook.statements) == at
    assert rows(databases) == []


@pytest.mark.parametrize("how", [SERVER, CLIENT], ids=["server", "client"])
def test_a_copy_may_fail(databases, connect, how):
    connection = connect(StatementHook(fail_at=1, how=how), autocommit=True)
    with pytest.raises(psycopg2.Error):
        connection.cursor().copy_from(io.StringIO("1\n"), "t")
    assert rows(databases) == []


@pytest.mark.parametrize("how", [SERVER, CLIENT], ids=["server", "client"])
def test_a_commit_that_fails_has_ended_its_transaction(databases, connect, how):
    connection = connect(StatementHook(fail_at=2, how=how))
    connection.cursor().execute("INSERT INTO t VALUES (1)")
    with pytest.raises(psycopg2.Error):
        connection.commit()
    connection.autocommit = True  # psycopg2 refuses it inside a transaction
    assert rows(databases) == []


def test_one_text_keeps_the_servers_rules(databases, connect):
    connection = connect(StatementHook(fail_at=4), autocommit=True)
    with pytest.raises(errors.RaiseException):
        connection.cursor().execute(
            "INSERT INTO t VALUES (1); COMMIT; INSERT INTO t VALUES (2); INSERT INTO t VALUES (3)"
        )
    assert rows(databases) == [1], "up to COMMIT it counts, behind it the rest is one transaction"


def test_looks_come_before_each_statement_and_only_there_where_one_is_to_fail(connect):
    looks = []
    connection = connect(StatementHook(look=lambda: looks.append(1)))
    connection.cursor().execute("SELECT 1; SELECT 2")  # nobody can look between them
    connection.cursor().execute("SELECT 3")
    assert len(looks) == 2
    for fail_at, expected in ((2, 1), (NEVER, 0)):
        looks.clear()
        connection = connect(StatementHook(fail_at=fail_at, look=lambda: looks.append(1)))
        cursor = connection.cursor()
        cursor.execute("SELECT 1")
        if fail_at:
            with pytest.raises(psycopg2.Error):
                cursor.execute("SELECT 2")
        assert len(looks) == expected


@pytest.mark.parametrize("text", ["COMMIT", "end;", "-- all done\nEND", "/* so */ commit"])
def test_who_looks_seldom_looks_after_each_commit(connect, text):
    looks = []
    connection = connect(StatementHook(look=lambda: looks.append(1), seldom=True), autocommit=True)
    cursor = connection.cursor()
    for _ in range(20):
        cursor.execute("SELECT 1")
    cursor.execute("BEGIN")
    cursor.execute(text)
    before = len(looks)
    cursor.execute("SELECT 2")
    assert len(looks) == before + 1
    cursor.execute("SELECT 3")
    assert len(looks) == before + 1


@pytest.mark.parametrize("text", ["ROLLBACK", "-- undone\nrollback;", "/* so */ ABORT"])
def test_a_rollback_never_fails_nor_counts(connect, text):
    connection = connect(StatementHook(fail_at=2), autocommit=True)
    cursor = connection.cursor()
    cursor.execute("BEGIN")
    cursor.execute(text)
    assert connection.hook.statements == ["BEGIN"]


def test_a_rollback_that_does_nothing_is_noticed(connect):
    connection = connect(StatementHook(), autocommit=True)
    connection.cursor().execute("BEGIN")
    connection.rollback()
    assert connection.hook.ended_nothing == "rollback"
    ended = connect(StatementHook())
    ended.cursor().execute("SELECT 1")
    ended.rollback()
    assert ended.hook.ended_nothing == ""


def test_a_used_connection_is_as_good_as_new(databases, connect):
    connection = connect(StatementHook())
    cursor = connection.cursor()
    cursor.execute("CREATE TEMP TABLE mine (n INT)")
    cursor.execute("SET search_path TO nowhere")
    connection.commit()
    connection.cursor().execute("INSERT INTO public.t VALUES (1)")
    connection.make_new(autocommit=True)
    assert connection.ask("SELECT to_regclass('mine'), to_regclass('t')::text") == [(None, "t")]
    assert connection.autocommit
    assert rows(databases) == []


@pytest.mark.parametrize("how", [SERVER, CLIENT], ids=["server", "client"])
@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_any_statement_may_fail_on_mysql(connect_source, how, at):
    connection = connect_source(StatementHook(fail_at=at, how=how))
    cursor = connection.cursor()
    with pytest.raises(pymysql.err.OperationalError):
        connection.begin()
        cursor.execute("INSERT INTO t VALUES (1)")
        cursor.execute("INSERT INTO t VALUES (2)")
        connection.commit()
    assert len(connection.hook.statements) == at
    connection.rollback()
    cursor.execute("SELECT n FROM t")
    assert list(cursor.fetchall()) == []

"""What the verifier sees of a function in another process: its statements, and what happens if one fails."""

import contextlib
import io

import psycopg2
import pytest

from tests.grading.submitted_notebooks import answer
from workbook.checking.instrumented_drivers import CLIENT, SERVER, StatementHook
from workbook.databases import owned
from workbook.exercises import registry
from workbook.grading.sandbox import postgres_proxy, system
from workbook.grading.sandbox.sandbox import Sandbox
from workbook.grading.variants import exercise_variant
from workbook.notebook.reader import Cell

needs_limits = pytest.mark.skipif(bool(system.missing()), reason=" ".join(system.missing()) or "all limits hold")


@pytest.fixture(scope="module")
def claimed(home):
    made = owned.OwnedDatabases("proxy")
    made.prepare("warehouse")
    with contextlib.closing(made):
        yield made


@pytest.fixture
def through(claimed):
    """Connections through a proxy; the second value is the proxy."""
    address = claimed.addresses.warehouse
    login = {"dbname": claimed.name, "user": claimed.role, "password": claimed._password(claimed.role)}
    with (
        postgres_proxy.PostgresProxy(address.host, address.port, autocommit=False) as between,
        contextlib.ExitStack() as stack,
    ):

        def connect():
            made = psycopg2.connect(host="127.0.0.1", port=between.port, connect_timeout=10, **login)
            stack.callback(made.close)
            with made.cursor() as cursor:
                cursor.execute("DROP TABLE IF EXISTS t; CREATE TABLE t (a int)")
            made.commit()
            return made

        yield connect, between


def rows(claimed) -> list:
    with contextlib.closing(claimed.warehouse()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT a FROM t ORDER BY a")
        return [a for (a,) in cursor.fetchall()]


def test_statements_are_counted_and_each_is_looked_at(claimed, through):
    connect, between = through
    connection, looks = connect(), []
    between.hook = hook = StatementHook(look=lambda: looks.append(rows(claimed)))
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO t VALUES (1), (2)")
        cursor.copy_expert("COPY t FROM STDIN", io.StringIO("3\n4\n"))
        connection.commit()
        cursor.execute("SELECT sum(a) FROM t")
        assert cursor.fetchone() == (10,)
        connection.rollback()
    assert hook.statements == [
        "INSERT INTO t VALUES (1), (2)", "COPY t FROM STDIN", "COMMIT", "SELECT sum(a) FROM t",
    ]  # fmt: skip
    assert looks == [[], [], [], [1, 2, 3, 4]]
    assert between.failed is None


@pytest.mark.parametrize("how", [SERVER, CLIENT])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_statement_fails_and_the_connection_goes_on(claimed, through, how, number):
    connect, between = through
    connection = connect()
    between.hook = StatementHook(fail_at=number, how=how)
    with connection.cursor() as cursor, pytest.raises(psycopg2.Error):
        cursor.execute("INSERT INTO t VALUES (1)")
        cursor.execute("INSERT INTO t VALUES (2)")
        connection.commit()
    between.hook = None
    connection.rollback()
    assert rows(claimed) == []
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO t VALUES (3)")
    connection.commit()
    assert rows(claimed) == [3]


def test_what_was_stopped_before_the_server_can_still_be_committed(claimed, through):
    connect, between = through
    connection = connect()
    between.hook = StatementHook(fail_at=2, how=CLIENT)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO t VALUES (1)")
        with pytest.raises(psycopg2.OperationalError):
            cursor.execute("INSERT INTO t VALUES (2)")
    connection.commit()  # as a function does that swallows the error
    assert rows(claimed) == [1]


def test_who_goes_past_the_cursors_is_cut_off(claimed, through):
    connect, between = through
    connection = connect()
    between.hook = StatementHook()
    with connection.cursor() as cursor, pytest.raises(psycopg2.OperationalError):
        cursor.execute("DELETE FROM t; COMMIT; INSERT INTO t VALUES (1)")
    assert between.failed is None


# --- before the verifier

BY_THE_VERIFIER = {
    "replace-all": ("02-transactions", ["wrong-replace-all-two_commits.py", "wrong-replace-all-swallowed.py"]),
    "replace-all-autocommit": ("02-transactions", ["wrong-replace-all-autocommit-commit_in_do.py"]),
    "load-forecast": ("05-weather-forecast", ["wrong-load-forecast-commit-between.py"]),
    "idempotent-day": ("09-backfill", ["wrong-idempotent-day-swallowed.py"]),
    "build-summary": ("10-summary-table", ["wrong-build-summary-commit-between.py"]),
}


@needs_limits
def test_the_verifier_refuses_what_only_a_look_inside_showed(home):
    with Sandbox() as sandbox:
        for exercise, (lesson, names) in BY_THE_VERIFIER.items():
            found = registry.load(lesson).exercises[exercise]
            for name in names:
                ran = sandbox.confirm(exercise_variant.variant(found, 1), [Cell(1, answer(lesson, name))])
                assert ran.verdict is not None and not ran.verdict.passed, name
                wrong = {line.rule.removeprefix("other data, ") for line in ran.verdict.lines if not line.ok}
                assert wrong <= {"faults", "second session"}, (name, ran.verdict)

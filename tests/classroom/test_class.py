"""Learners of a class on the same two servers: each works without an administrator's rights, and none disturbs."""

import os
import stat
import subprocess
import sys

import psycopg2
import pymysql
import pytest

from workbook import classroom, servers
from workbook.classroom import learners, roles
from workbook.databases import provisioned
from workbook.databases.fixtures import Fixture, Table
from workbook.databases.sql_session import Session, SqlError
from workbook.errors import WorkbookError
from workbook.servers import external

TABLES = Fixture("t", [Table("t", {"a": "INT"}, [(1,)])], [Table("t", {"a": "INT"}, [(1,)])])
PAIRS = [("a b", "axb"), ("axb", "a b"), ("김서연", "a b")]


@pytest.fixture
def become(class_of_three, monkeypatch):
    """Let this process be a learner: the variables that a spawner would set."""

    def as_learner(name: str) -> learners.Learner:
        for variable in (provisioned.DATABASES, "WORKBOOK_WAREHOUSE_URL", "WORKBOOK_SOURCE_URL"):
            monkeypatch.delenv(variable, raising=False)
        given = classroom.environment(name)
        for variable, value in given.items():
            monkeypatch.setenv(variable, value)
        return learners.find(name)

    return as_learner


def warehouse_as(learner, database):
    address = external.named("warehouse")
    return psycopg2.connect(
        host=address.host, port=address.port, user=learner.role, password=learner.password, dbname=database
    )


def source_as(learner, database=None, reader=""):
    address = external.named("source")
    return pymysql.connect(
        host=address.host, port=address.port, user=learner.role + reader, password=learner.password,
        database=database,
    )  # fmt: skip


def test_a_learners_databases_load_and_answer_without_an_administrator(become):
    learner = become("김서연")
    first, second = provisioned.claim("start", "one"), provisioned.claim("start", "one")
    assert [first.name, second.name] == learner.databases[:2]
    assert [first.label, second.label] == ["start_7692c3", "start_7692c3_2"]
    for own in (first, second):
        own.load(TABLES)
        own.load(TABLES)
        for connection in (own.warehouse(), own.source(), own.source(reader=True)):
            with connection.cursor() as cursor:
                cursor.execute("SELECT a FROM t")
                assert list(cursor.fetchall()) == [(1,)]
            connection.close()
        own.close()


def test_what_sql_set_for_its_own_role_is_undone(become):
    become("axb")
    own = provisioned.claim("start")
    with own.warehouse().cursor() as cursor:
        cursor.execute("ALTER ROLE CURRENT_USER SET search_path = nowhere")
    own.renew()
    own.load(TABLES)
    with own.warehouse().cursor() as cursor:
        cursor.execute("SELECT a FROM t")
    own.close()


@pytest.mark.parametrize(
    ("engine", "text"), [("warehouse", "SELECT pg_sleep(60)"), ("source", "SELECT sleep(60)")]
)
def test_a_statement_without_end_is_stopped_by_the_learners_own_role(become, engine, text):
    become("axb")
    own = provisioned.claim("start")
    own.load(TABLES)
    connection = own.source(reader=True) if engine == "source" else own.warehouse()
    with pytest.raises(SqlError, match="stopped"):
        list(Session(engine, connection, 0.3).run(text))
    own.close()


def test_exercises_are_checked(become):
    become("a b")
    code = (
        "from workbook import checking, exercises\n"
        "from workbook.checking.context import Context\n"
        "for text in ('SELECT count(*) AS answers FROM nps', 'SELECT 1 AS answers'):\n"
        "    print(checking.check(exercises.find('first-query')[1], text, Context()).passed)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=dict(os.environ))
    assert ran.stdout.split() == ["True", "False"], ran.stderr


def test_more_kernels_than_databases_are_one_sentence(become):
    learner = become("axb")
    claimed = [provisioned.claim("start", str(number)) for number in range(len(learner.databases))]
    with pytest.raises(WorkbookError, match="All 10 of your databases are in use"):
        provisioned.claim("start", "one more")
    for own in claimed:
        own.close()


@pytest.mark.parametrize(("name", "other"), PAIRS)
def test_nobody_connects_to_the_warehouse_databases_of_another(become, name, other):
    learner, victim = become(name), learners.find(other)
    for database in (*victim.databases, "postgres", "template1"):
        with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
            warehouse_as(learner, database)


@pytest.mark.parametrize(("name", "other"), PAIRS)
@pytest.mark.parametrize("reader", ["", "_r"])
def test_nobody_sees_the_source_databases_of_another(become, name, other, reader):
    learner, victim = become(name), learners.find(other)
    connection = source_as(learner, reader=reader)
    with connection.cursor() as cursor:
        cursor.execute("SHOW DATABASES")
        seen = {database for (database,) in cursor.fetchall()}
        assert seen == {*learner.databases, "information_schema"}
        for text in ("USE {}", "DROP DATABASE {}", "CREATE TABLE {}.mine (a INT)"):
            with pytest.raises(pymysql.err.OperationalError, match="denied"):
                cursor.execute(text.format(victim.databases[0]))
        with pytest.raises(pymysql.err.OperationalError, match="denied"):
            cursor.execute("SELECT * FROM mysql.user")
    connection.close()


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM pg_authid",
        "ALTER ROLE {other} PASSWORD 'mine'",
        "SET ROLE {other}",
        "SET ROLE workbook",
        "CREATE ROLE another",
        "CREATE DATABASE another",
        "ALTER ROLE CURRENT_USER CONNECTION LIMIT 90",
        "ALTER DATABASE {database} CONNECTION LIMIT 0",
        "SELECT pg_read_file('postgresql.conf')",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "COPY (SELECT 1) TO '/tmp/x'",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{other}'",
    ],
)
def test_a_learners_role_may_not_do_an_administrators_work(become, text):
    learner, victim = become("a b"), learners.find("axb")
    held, connection = warehouse_as(victim, victim.databases[0]), warehouse_as(learner, learner.databases[0])
    connection.autocommit = True  # CREATE DATABASE stands in no transaction
    with connection.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute(text.format(other=victim.role, database=learner.databases[0]))
    connection.close()
    held.close()


def test_what_others_run_is_hidden(become):
    learner, victim = become("a b"), learners.find("axb")
    held, connection = warehouse_as(victim, victim.databases[0]), warehouse_as(learner, learner.databases[0])
    with held.cursor() as cursor:
        cursor.execute("SELECT 'the answer'")
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT query FROM pg_stat_activity WHERE usename <> current_user")
        assert {query for (query,) in cursor.fetchall()} == {"<insufficient privilege>"}
    connection.close()
    held.close()
    with source_as(learner).cursor() as cursor:
        cursor.execute("SHOW PROCESSLIST")
        assert {row[1] for row in cursor.fetchall()} == {learner.role}


def test_one_learner_can_not_take_the_connections_of_the_others(become):
    greedy = become("a b")
    held = []
    with pytest.raises(psycopg2.OperationalError, match="too many connections for role"):
        while True:
            held.append(warehouse_as(greedy, greedy.databases[0]))
    assert len(held) == roles.CONNECTIONS
    with pytest.raises(WorkbookError, match="as many connections to the server as one learner may"):
        provisioned.claim("start")
    sources = []
    with pytest.raises(pymysql.err.OperationalError, match="max_user_connections"):
        while True:
            sources.append(source_as(greedy))
    assert len(sources) == roles.SOURCE_CONNECTIONS
    become("axb")
    own = provisioned.claim("start")
    own.load(TABLES)
    own.close()
    for connection in (*held, *sources):
        connection.close()


def test_the_servers_take_the_connections_of_all(become):
    become("axb")
    for variable in (provisioned.DATABASES, "WORKBOOK_WAREHOUSE_URL", "WORKBOOK_SOURCE_URL"):
        os.environ.pop(variable)
    for most in roles.most_connections(servers.ensure()).values():
        assert most >= 3 * roles.CONNECTIONS + 20


def test_a_learners_variables_hold_their_own_password_and_no_other(class_of_three):
    known = servers.ensure()
    given = " ".join(classroom.environment("axb").values())
    assert learners.find("axb").password in given
    for secret in (
        known.warehouse.password,
        known.source.password,
        known.store.secret,
        learners.find("a b").password,
    ):
        assert secret not in given


def test_passwords_lie_in_files_of_their_owner_alone(class_of_three):
    files = list(learners.folder().glob("*.json"))
    assert len(files) == 3
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(learners.folder().stat().st_mode) == 0o700


def test_a_second_run_keeps_passwords_and_data_and_adds_who_is_new(become, class_of_three):
    learner = become("axb")
    own = provisioned.claim("start")
    own.load(TABLES)
    with own.warehouse().cursor() as cursor:
        cursor.execute("ALTER ROLE CURRENT_USER PASSWORD 'forgotten'")
    with pytest.MonkeyPatch.context() as patch:
        for variable in (provisioned.DATABASES, "WORKBOOK_WAREHOUSE_URL", "WORKBOOK_SOURCE_URL"):
            patch.delenv(variable)
        said: list[str] = []
        more = class_of_three / "more.csv"
        more.write_text("name\nAXB\nlate\n", encoding="utf-8")
        classroom.add(more, said.append)
        assert said == ["axb: is there already", f"late: made, as {learners.find('late').role}"]
    assert become("axb") == learner
    for connection in (warehouse_as(learner, own.name), source_as(learner, own.name)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT a FROM t")
            assert list(cursor.fetchall()) == [(1,)]
        connection.close()
    own.close()


def test_who_is_removed_is_gone_and_the_others_stay(become, class_of_three, monkeypatch):
    victim = become("a b")
    held = [warehouse_as(victim, victim.databases[0]), source_as(victim)]
    with pytest.MonkeyPatch.context() as patch:
        for variable in (provisioned.DATABASES, "WORKBOOK_WAREHOUSE_URL", "WORKBOOK_SOURCE_URL"):
            patch.delenv(variable)
        classroom.remove("A B", lambda text: None)
        assert {"axb", "김서연"} <= {row[0] for row in classroom.listing().rows}
        assert "a b" not in {row[0] for row in classroom.listing().rows}
        with pytest.raises(WorkbookError, match="The class has no 'a b'"):
            classroom.remove("a b")
    with pytest.raises(psycopg2.OperationalError):
        held[0].cursor().execute("SELECT 1")
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        warehouse_as(victim, victim.databases[0])
    with pytest.raises(pymysql.err.OperationalError):
        source_as(victim)
    become("axb")
    provisioned.claim("start").load(TABLES)

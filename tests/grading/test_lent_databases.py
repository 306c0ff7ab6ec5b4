"""The databases that a notebook's cells are lent: what they do there reaches no check, and no other notebook."""

import pytest

from tests.grading.submitted_notebooks import answer
from workbook.exercises import registry
from workbook.grading.sandbox import sandbox as sandboxes
from workbook.grading.sandbox import system
from workbook.grading.sandbox.sandbox import Sandbox, Surroundings
from workbook.notebook.reader import Cell

pytestmark = pytest.mark.skipif(bool(system.missing()), reason=" ".join(system.missing()) or "all limits hold")
LESSON = "05-weather-forecast"
GOOD = answer(LESSON, "right-load-forecast-upsert-default.py")


@pytest.fixture(scope="module")
def sandbox(home):
    with Sandbox("lent") as made:
        yield made


@pytest.fixture
def around():
    return Surroundings(LESSON)


def found(sandbox, *sources: str) -> object:
    cells = [Cell(number, source) for number, source in enumerate(sources, 1)]
    ran = sandbox.evaluate(cells, "found", Surroundings(LESSON))
    assert not ran.ended, (ran, ran.raised)
    return ran.value


TRIED = """
def tried(*lines):
    kinds = []
    for line in lines:
        try:
            exec(line, globals())
            kinds.append("")
        except BaseException as error:
            kinds.append(type(error).__name__)
    return kinds
"""


def test_what_one_notebook_leaves_there_the_next_does_not_find(sandbox):
    leave = """
cur = warehouse.cursor()
cur.execute("CREATE SCHEMA left_here; CREATE TABLE left_here.t AS SELECT 'secret' AS s; SELECT lo_create(77)")
cur.execute("ALTER ROLE CURRENT_USER SET search_path = left_here; DROP TABLE sent")
source.cursor().execute("CREATE TABLE left_here (a INT)")
(__import__("pathlib").Path("left.txt")).write_text("secret")
connect("store").put_object(Bucket=bucket, Key="left", Body=b"secret")
found = 1
"""
    look = """
cur = warehouse.cursor()
cur.execute("SELECT to_regclass('left_here.t'), to_regclass('sent') IS NOT NULL, current_setting('search_path')")
found = [cur.fetchone()]
cur.execute("SELECT count(*) FROM pg_largeobject_metadata")
found += cur.fetchone()
mysql = source.cursor()
mysql.execute("SHOW TABLES")
found += [len(mysql.fetchall()), __import__("os").listdir(".")]
found += [connect("store").list_objects_v2(Bucket=bucket).get("Contents", [])]
"""
    assert found(sandbox, leave) == 1
    assert found(sandbox, look) == [(None, True, '"$user", public'), 0, 0, [], []]


def test_lent_databases_lead_to_no_others(sandbox):
    names = """
cur = warehouse.cursor()
cur.execute("SELECT datname FROM pg_database WHERE has_database_privilege(oid, 'CONNECT')")
found = [name for (name,) in cur.fetchall() if not name.startswith("template") and name != "postgres"]
cur.execute("SELECT current_database()")
found = [name for name in found if name != cur.fetchone()[0]]
source.cursor().execute("SELECT 1")
"""
    assert found(sandbox, names) == []
    graded = sandbox._lease._databases.name
    source = f"""{TRIED}
found = tried(
    "source.cursor().execute('USE `{graded}`')",
    "warehouse.cursor().execute('SET ROLE {graded}')",
    "warehouse.cursor().execute('ALTER ROLE {graded} PASSWORD NULL')",
    "warehouse.cursor().execute('CREATE EXTENSION dblink')",
    "warehouse.cursor().execute(\\"COPY (SELECT 1) TO PROGRAM 'true'\\")",
)
"""
    assert "" not in found(sandbox, "warehouse", source)


def test_a_table_that_cells_change_is_not_the_checks(sandbox, around):
    exercise = registry.find("load-forecast")[1]
    cells = [
        Cell(
            1, "warehouse.cursor().execute('DROP TABLE weather_forecast; CREATE TABLE weather_forecast (a int)')"
        ),
        Cell(2, "warehouse.cursor().execute('BEGIN; LOCK TABLE weather_forecast')"),
        Cell(3, GOOD),
    ]
    for run in (sandbox.check, sandbox.confirm):
        ran = run(exercise, cells, around)
        assert ran.verdict and ran.verdict.passed, ran
        assert ran.raised == {}


def test_a_function_that_only_writes_to_the_lent_tables_gains_nothing(sandbox, around):
    exercise = registry.find("load-forecast")[1]
    own = GOOD.replace("def load_forecast(conn, rows)", "def own(conn, rows)")
    cells = [Cell(1, own), Cell(2, "def load_forecast(conn, rows):\n    own(warehouse, rows)")]
    assert not sandbox.check(exercise, cells, around).verdict.passed
    confirmed = sandbox.confirm(exercise, cells, around)
    assert not (confirmed.verdict and confirmed.verdict.passed)


def test_in_the_remote_caller_the_warehouse_is_reached_by_the_proxy_alone(sandbox, around):
    exercise = registry.find("load-forecast")[1]
    port = sandbox._lease._databases.addresses.warehouse.port
    look = f"""{TRIED}
import socket
assert warehouse.info.port != {port}
assert tried("socket.create_connection(('127.0.0.1', {port}), 1)") == ["PermissionError"]
"""
    ran = sandbox.confirm(exercise, [Cell(1, look), Cell(2, GOOD)], around)
    assert ran.verdict.passed
    assert ran.raised == {}


def test_without_a_use_nothing_is_lent(sandbox, monkeypatch):
    monkeypatch.setattr(sandbox._lease, "notebook", lambda tables: 1 / 0)
    cells = [f'lesson("{LESSON}")', "%%sql warehouse\nDROP TABLE sent", "def f(warehouse): return warehouse"]
    assert found(sandbox, *cells, "found = 3") == 3


def test_they_are_lent_some_times_only(sandbox, monkeypatch):
    monkeypatch.setattr(sandboxes, "LENT", 3)
    cell = Cell(1, "for n in range(9):\n    reset(); warehouse.cursor()")
    ran = sandbox.evaluate([cell, Cell(2, "found = 1")], "found", Surroundings(LESSON))
    assert ran.remarks == ["cell 1 asked for databases that it is not given; it was left out."]
    assert ran.value == 1


def test_a_word_of_its_own_in_the_channel_lends_no_other_tables(sandbox):
    cell = """
import os, struct, json
body = json.dumps({"lend": "../../etc"}).encode()
os.write(3, struct.pack("!I", len(body)) + body)
"""
    ran = sandbox.evaluate([Cell(1, cell), Cell(2, "found = 1")], "found")
    assert ran.remarks == ["cell 1 asked for databases that it is not given; it was left out."]
    assert ran.value == 1


def test_many_connections_beside_many_files_are_not_opened(sandbox):
    exercise = registry.find("busy-writers")[1]
    port = sandbox._lease._databases.addresses.source.port
    cell = f"""
warehouse
import socket, time
kept = [socket.create_connection(('127.0.0.1', {port}), 5) for n in range(300)]
time.sleep(2)
"""
    ran = sandbox.check(exercise, [Cell(1, cell)], Surroundings("11-sqlite-and-threads"))
    assert ran.remarks == ["cell 1 opened more than 64 connections; it was left out."]

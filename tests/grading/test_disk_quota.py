"""An answer that fills a server's disk is ended, and costs itself alone."""

import contextlib

import psycopg2
import pymysql
import pytest

from tests.grading.submitted_notebooks import LATEST, answer, filled, hand_in
from workbook.databases import connections, owned
from workbook.grading import grade, pool, records, worker
from workbook.grading.sandbox import disk_quota

# In the list of columns, so that the numbers come one by one: FROM writes all of them to a temporary file first.
FILLS = (
    "CREATE TABLE f AS SELECT repeat(md5(n::text), 60) AS x FROM (SELECT generate_series(1, 100000000) AS n) AS g"
)


@pytest.fixture
def small(monkeypatch):
    """Room that a test can fill in a moment."""
    monkeypatch.setattr(disk_quota, "TABLES_MB", 40)
    monkeypatch.setattr(disk_quota, "EVERY_SECONDS", 0.05)


@pytest.fixture
def claimed(home):
    made = owned.OwnedDatabases("check", "room", 1)
    for engine in ("warehouse", "source"):
        made.prepare(engine)
    with contextlib.closing(made), disk_quota.DiskQuota(owned.mark("room")) as watch:
        yield made, watch


def test_a_table_without_end_is_ended_on_the_warehouse(small, claimed):
    made, watch = claimed
    with contextlib.closing(made.warehouse()) as connection, connection.cursor() as cursor:
        with pytest.raises(psycopg2.OperationalError, match="terminat"):
            cursor.execute(FILLS)
        assert watch.full
    with contextlib.closing(made.warehouse()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('f'), pg_database_size(current_database())")
        table, size = cursor.fetchone()
    assert table is None and size < 40 << 20
    watch.begin()
    assert not watch.full


def test_a_table_without_end_is_ended_on_the_source(small, claimed):
    made, watch = claimed
    with contextlib.closing(made.source()) as connection, connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS f")
        cursor.execute("CREATE TABLE f (x LONGTEXT)")
        cursor.execute("INSERT INTO f VALUES (repeat('x', 1000000))")
        with pytest.raises(pymysql.MySQLError):
            for _ in range(12):
                cursor.execute("INSERT INTO f SELECT x FROM f")
        assert watch.full
    with contextlib.closing(connections.source_administrator(made.addresses)) as source:
        source.cursor().execute(f"DROP TABLE `{made.name}`.f")


def test_a_sort_has_its_limit_and_the_role_can_not_lift_it(claimed):
    made, watch = claimed
    with contextlib.closing(made.warehouse()) as connection, connection.cursor() as cursor:
        cursor.execute("SET work_mem = '64kB'")
        with pytest.raises(psycopg2.errors.ConfigurationLimitExceeded):
            cursor.execute("SELECT n FROM generate_series(1, 300000) AS n ORDER BY md5(n::text)")
        for text in ("SET temp_file_limit = -1", f"ALTER DATABASE {made.name} SET temp_file_limit = -1"):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(text)
    assert not watch.full


def fast(end, number, seed):
    """A worker whose answers have little room."""
    disk_quota.TABLES_MB, disk_quota.EVERY_SECONDS = 40, 0.05
    worker.serve(end, number, seed)


def test_it_costs_its_own_answer(home, tmp_path):
    right = {
        "latest-with-ties": answer(LATEST, "right-latest-with-ties-row-number.sql"),
        "latest-with-nulls": answer(LATEST, "right-latest-with-nulls-nulls-last.sql"),
        "latest-per-day": f"{FILLS};\n{answer(LATEST, 'right-latest-per-day-row-number.sql')}",
    }
    path = hand_in(tmp_path, "ada", LATEST, filled(LATEST, right))
    with pool.Pool(1, 3, grade._stopped, fast) as working:
        [job] = working.run([pool.Job(1, LATEST, path.read_bytes())])
    found = {result.exercise: (result.verdict, result.reason) for result in job.results}
    assert found["latest-per-day"] == ("stopped", disk_quota.TOO_MUCH)
    assert found["latest-with-ties"][0] == found["latest-with-nulls"][0] == "passed"
    assert set(records.VERDICTS) >= {verdict for verdict, _ in found.values()}

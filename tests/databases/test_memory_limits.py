"""A session that wants too much of a server's memory is refused it, and the others go on."""

import psycopg2
import pytest

from workbook.databases.owned import OwnedDatabases
from workbook.servers import external, mysql

pytestmark = pytest.mark.skipif(
    bool(external.named("warehouse") or external.named("source")), reason="limits of servers of ours"
)


@pytest.fixture
def databases(home):
    made = OwnedDatabases("memory")
    yield made
    made.close()


def test_a_session_of_the_warehouse_is_refused_a_gigabyte(databases):
    other, greedy = databases.warehouse(), databases.warehouse()
    greedy.cursor().execute("SET work_mem = '2GB'")
    for text in (
        "SELECT length(repeat('x', 900000000))",
        "DO $$ DECLARE a text[]; BEGIN FOR i IN 1..2000 LOOP a := a || repeat('x', 1000000); END LOOP; END $$",
    ):
        with pytest.raises(psycopg2.errors.OutOfMemory):
            greedy.cursor().execute(text)
    for connection in (greedy, other):
        cursor = connection.cursor()
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
        connection.close()


def test_notifications_fill_no_disk(databases):
    with databases.warehouse().cursor() as cursor:
        if cursor.connection.server_version < 170000:
            pytest.skip("this PostgreSQL has no limit for them")
        with pytest.raises(psycopg2.errors.ProgramLimitExceeded):
            cursor.execute("SELECT count(pg_notify('x', n || repeat('x', 7900))) FROM generate_series(1, 10000) n")


def test_a_session_of_the_source_cannot_raise_its_limit(databases):
    with databases.source(reader=True) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        if "MariaDB" not in cursor.fetchone()[0]:
            pytest.skip("MySQL's limit is for administrators alone to set")
        cursor.execute("SET SESSION max_session_mem_used = 8000000000")
        cursor.execute("SELECT @@max_session_mem_used")
        assert cursor.fetchone() == (mysql.SESSION_MB << 20,)

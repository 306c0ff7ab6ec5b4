"""A notebook on servers that variables name: the same, or one sentence where their user may too little."""

from urllib.parse import quote

import psycopg2
import pymysql
import pytest

from workbook import servers
from workbook.databases import loading, owned
from workbook.databases.fixtures import Fixture, Table
from workbook.errors import WorkbookError

FIXTURE = Fixture("t", [Table("t", {"a": "INT"}, [(1,)])], [Table("t", {"a": "INT"}, [(1,)])])


def url(scheme, address, user, password):
    return f"{scheme}://{quote(user)}:{quote(password)}@{address.host}:{address.port}/{address.database}"


@pytest.fixture
def ours(home):
    """The running servers' addresses, as if they were somebody's own; and a user there who may do nothing."""
    addresses = servers.ensure()
    connection = psycopg2.connect(
        host=addresses.warehouse.host,
        port=addresses.warehouse.port,
        user=addresses.warehouse.user,
        password=addresses.warehouse.password,
        dbname=addresses.warehouse.database,
    )
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN PASSWORD 'a guest'")
        cursor.execute("GRANT CONNECT ON DATABASE postgres TO guest")
        yield addresses
        cursor.execute("REVOKE CONNECT ON DATABASE postgres FROM guest; DROP ROLE guest")
    connection.close()


def test_servers_that_variables_name_hold_a_notebooks_databases(ours, monkeypatch):
    for variable, scheme, address in (
        ("WORKBOOK_WAREHOUSE_URL", "postgresql", ours.warehouse),
        ("WORKBOOK_SOURCE_URL", "mysql", ours.source),
    ):
        monkeypatch.setenv(variable, url(scheme, address, address.user, address.password))
    claimed = owned.OwnedDatabases("named")
    claimed.load(FIXTURE)
    for connection in (claimed.warehouse(), claimed.source()):
        with connection.cursor() as cursor:
            cursor.execute("SELECT a FROM t")
            assert list(cursor.fetchall()) == [(1,)]
        connection.close()
    claimed.close()


def test_a_user_who_may_too_little_is_one_sentence(ours, monkeypatch):
    monkeypatch.setenv("WORKBOOK_WAREHOUSE_URL", url("postgresql", ours.warehouse, "guest", "a guest"))
    claimed = owned.OwnedDatabases("guest")
    with pytest.raises(WorkbookError, match="'guest' of the warehouse must be able to create databases and users"):
        claimed.warehouse()
    claimed.close()


class NoLocalFiles(pymysql.cursors.Cursor):
    """A cursor of a server where local files are switched off, as MySQL's default has it."""

    def execute(self, query, args=None):
        if isinstance(query, str) and query.startswith("LOAD DATA"):  # of executemany, bytes
            raise pymysql.err.OperationalError(3948, "Loading local data is disabled")
        return super().execute(query, args)


def test_a_source_without_local_files_is_loaded_by_insert(home, tmp_path):
    file = tmp_path / "t.csv"
    file.write_text('1,"a ""quoted"", 한글"\n' + "".join(f"{n},x\n" for n in range(2, 7_000)), encoding="utf-8")
    table = Table("t", {"a": "INT PRIMARY KEY", "b": "TEXT"}, lambda: file)
    claimed = owned.OwnedDatabases("no_files")
    claimed.load(Fixture("empty", [], [Table("u", {"a": "INT"})]))
    connection = claimed.source()
    with NoLocalFiles(connection) as cursor:
        cursor.execute(table.ddl)
        loading._fill_source(cursor, table)
        cursor.execute("SELECT count(*), min(b), max(a) FROM t")
        assert cursor.fetchone() == (6_999, 'a "quoted", 한글', 6_999)
    connection.close()
    claimed.close()

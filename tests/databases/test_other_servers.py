"""A notebook on servers that variables name: the same, or one sentence where their user may too little."""

from urllib.parse import quote

import psycopg2
import pytest

from workbook import servers
from workbook.databases import owned
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

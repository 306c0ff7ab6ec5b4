"""Between two runs: nothing that the SQL of one has left in its database can reach the next.

Each run of an answer begins with a wiped database, but a role can leave more than schemas: default privileges,
settings, large objects, extensions, publications, a password. Of a run on hidden rows, the next one on the rows
handed out could read them there, and show them: so this is done after each run, not after each notebook.
"""

import contextlib
import time
from collections.abc import Iterator

import psycopg2
import pymysql
from psycopg2 import sql

from workbook.checking.context import Context
from workbook.databases import connections, owned
from workbook.databases.base import READER, Databases
from workbook.servers import backends, external
from workbook.servers.addresses import Addresses

END_SECONDS = 10.0  # for sessions that are told to end
NOT_THERE = (1094, 1397, 1402)  # MySQL's errors for a session, or a transaction, that has ended since

# A role in its own database owns the schema `public`, and may be granted things on the database; nothing else.
LEFT = """
SELECT (SELECT count(*) FROM pg_shdepend
        WHERE refclassid = 'pg_authid'::regclass AND refobjid = role.oid AND classid <> 'pg_namespace'::regclass
          AND dbid = (SELECT oid FROM pg_database WHERE datname = %(name)s))
     + (SELECT count(*) FROM pg_db_role_setting WHERE setrole = role.oid)
FROM pg_roles AS role
WHERE rolname = %(name)s
"""

# Of any database: everybody may read them.
SETTINGS = """
SELECT datname FROM pg_db_role_setting JOIN pg_roles ON pg_roles.oid = setrole
LEFT JOIN pg_database ON pg_database.oid = setdatabase
WHERE rolname = %(name)s
"""


def claim(purpose: str, key: str, temporary_mb: int) -> owned.OwnedDatabases:
    """Databases of this process's own, without what a process that was ended may have left there."""
    found = owned.OwnedDatabases(purpose, key, temporary_mb)
    remove_leftovers(found)
    return found


def clean_up(context: Context) -> None:
    """Make the warehouse's database in which SQL answers ran as new."""
    context.sql_runner("warehouse").as_new(remove_leftovers)


def clean_up_source(context: Context) -> None:
    """The same for the source, where they may only SELECT, and prepare a transaction."""
    context.sql_runner("source").give_up(
        lambda databases: end_source_sessions(databases.addresses, databases.name)
    )


def end_warehouse_sessions(claimed: owned.OwnedDatabases, name: str) -> None:
    """End the sessions of a role on the warehouse."""
    with claimed.administrator.cursor() as cursor:
        until = time.monotonic() + END_SECONDS
        # The server's own waiting, an argument of that function, looks ten times a second only.
        while _any_ended(cursor, claimed, name) and time.monotonic() < until:
            time.sleep(0.002)


def _any_ended(cursor: psycopg2.extensions.cursor, claimed: owned.OwnedDatabases, name: str) -> bool:
    try:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [name])
    except psycopg2.errors.OutOfMemory:  # one of them has taken all locks, and the server can't say which
        if not backends.end(claimed.addresses.warehouse.port, name):
            raise
        return True
    return bool(cursor.rowcount)


def end_source_sessions(addresses: Addresses, name: str) -> None:
    """End the sessions of a name's users on the source, and undo what they have prepared.

    Who may do nothing but SELECT may prepare a transaction (XA PREPARE). It stays when its session ends, keeps its
    locks, and carries 128 bytes that everybody can read. The server does not say whose it is: on one of ours all
    are undone, since nothing else there prepares any; on others none.
    """
    with connections.source_administrator(addresses) as source, source.cursor() as cursor:
        until = time.monotonic() + END_SECONDS
        while _kill_sessions(cursor, name) and time.monotonic() < until:
            time.sleep(0.002)
        if not external.named("source"):
            _undo_prepared(cursor, "MariaDB" in source.server_version)


def _kill_sessions(cursor: pymysql.cursors.Cursor, name: str) -> bool:
    cursor.execute("SELECT id FROM information_schema.processlist WHERE user IN (%s, %s)", [name, name + READER])
    found = cursor.fetchall()
    for (session,) in found:
        with _gone():
            cursor.execute(f"KILL {int(session)}")
    return bool(found)


def _undo_prepared(cursor: pymysql.cursors.Cursor, is_mariadb: bool) -> None:
    cursor.execute("XA RECOVER FORMAT='SQL'" if is_mariadb else "XA RECOVER CONVERT XID")
    for number, length, _, xid in cursor.fetchall():
        if not is_mariadb:  # both parts as one number in hexadecimal
            digits, at = xid.removeprefix("0x"), 2 * length
            xid = f"X'{digits[:at]}', X'{digits[at:]}', {number}"
        with _gone():  # another of our processes has undone it
            cursor.execute(f"XA ROLLBACK {xid}")


@contextlib.contextmanager
def _gone() -> Iterator[None]:
    try:
        yield
    except pymysql.MySQLError as error:
        if error.args[0] not in NOT_THERE:
            raise


def leave_nothing(claimed: Databases) -> bool:
    """End the sessions of the role on the warehouse, then remove what it left; whether there was anything."""
    assert isinstance(claimed, owned.OwnedDatabases)
    end_warehouse_sessions(claimed, claimed.name)
    return remove_leftovers(claimed)


def remove_leftovers(claimed: Databases) -> bool:
    """Remove what the role of these databases left on the warehouse; whether there was anything."""
    assert isinstance(claimed, owned.OwnedDatabases)  # as those of all processes that grade
    with claimed.administrator.cursor() as cursor:
        cursor.execute(LEFT, {"name": claimed.name})
        found = cursor.fetchone()
        if not found or not found[0]:
            return False
        role = sql.Identifier(claimed.name)
        cursor.execute(SETTINGS, {"name": claimed.name})
        for (database,) in cursor.fetchall():
            within = sql.SQL(" IN DATABASE {}").format(sql.Identifier(database)) if database else sql.SQL("")
            cursor.execute(sql.SQL("ALTER ROLE {}{} RESET ALL").format(role, within))
        try:
            _drop_owned(claimed)
        except psycopg2.Error:
            # Ten thousand tables, or large objects, need more locks than there are; a whole database needs one.
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(role))
    claimed.renew()  # with the rights that went along
    return True


def _drop_owned(claimed: owned.OwnedDatabases) -> None:
    connection = connections.warehouse_administrator(claimed.addresses, claimed.name)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(sql.Identifier(claimed.name)))
    finally:
        connection.close()

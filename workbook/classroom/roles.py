"""A learner's role and databases on the two servers."""

from collections.abc import Sequence

from psycopg2 import sql

from workbook.classroom.learners import Learner
from workbook.databases import connections, owned
from workbook.databases.base import READER
from workbook.servers.addresses import Addresses

CONNECTIONS = 32  # of a learner at once, on either server: ten kernels with a check each
SOURCE_CONNECTIONS = CONNECTIONS // 2  # two users there, of which one may only read


def make(learner: Learner, where: Addresses) -> None:
    """Make what is missing, and set rights, limits and password as they should be; no data is touched."""
    _make_warehouse(learner, where)
    _make_source(learner, where)


def _make_warehouse(learner: Learner, where: Addresses) -> None:
    role = sql.Identifier(learner.role)
    connection = connections.warehouse_administrator(where)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [learner.role])
        if not cursor.fetchone():
            cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
            cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
        cursor.execute(
            sql.SQL("ALTER ROLE {} LOGIN PASSWORD {} CONNECTION LIMIT {}").format(
                role, sql.Literal(learner.password), sql.Literal(CONNECTIONS)
            )
        )
        cursor.execute(owned.ANALYSTS)
        cursor.execute("SELECT datname FROM pg_database WHERE datname = ANY(%s)", [learner.databases])
        there = {name for (name,) in cursor.fetchall()}
        for name in learner.databases:
            database = sql.Identifier(name)
            if name not in there:
                cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(database))
            cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
            cursor.execute(sql.SQL("GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {} TO {}").format(database, role))
            if name not in there:
                _hand_over(where, name, role)
    connection.close()


def _hand_over(where: Addresses, database: str, role: sql.Identifier) -> None:
    """`public` belongs to the administrator in a new database."""
    connection = connections.warehouse_administrator(where, database)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(role))
    connection.close()


def _make_source(learner: Learner, where: Addresses) -> None:
    users = ((learner.role, "ALL PRIVILEGES"), (learner.role + READER, "SELECT"))
    with connections.source_administrator(where) as connection, connection.cursor() as cursor:
        for user, rights in users:
            login = (
                f"`{user}`@`%` IDENTIFIED BY '{learner.password}' WITH MAX_USER_CONNECTIONS {SOURCE_CONNECTIONS}"
            )
            cursor.execute(f"CREATE USER IF NOT EXISTS {login}")
            cursor.execute(f"ALTER USER {login}")
            for name in learner.databases:
                cursor.execute(f"CREATE DATABASE IF NOT EXISTS `{name}`")
                # In a grant a bare _ stands for any character.
                pattern = name.replace("_", r"\_")
                cursor.execute(f"GRANT {rights} ON `{pattern}`.* TO `{user}`@`%`")


def drop(learner: Learner, where: Addresses) -> None:
    """Drop the databases and the role; sessions that use them are ended."""
    connection = connections.warehouse_administrator(where)
    with connection.cursor() as cursor:
        for name in learner.databases:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        cursor.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(learner.role)))
    connection.close()
    users = [learner.role, learner.role + READER]
    with connections.source_administrator(where) as connection, connection.cursor() as cursor:
        for user in users:
            cursor.execute(f"DROP USER IF EXISTS `{user}`@`%`")
        cursor.execute("SELECT id FROM information_schema.processlist WHERE user IN %s", [users])
        for (session,) in cursor.fetchall():
            cursor.execute(f"KILL {int(session)}")
        for name in learner.databases:
            cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")


def sizes(learners: Sequence[Learner], where: Addresses) -> dict[str, int]:
    """The bytes of each learner's databases on the warehouse, by role."""
    connection = connections.warehouse_administrator(where)
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname, pg_database_size(oid) FROM pg_database")
        of = dict(cursor.fetchall())
    connection.close()
    return {learner.role: sum(of.get(name, 0) for name in learner.databases) for learner in learners}


def most_connections(where: Addresses) -> dict[str, int]:
    """How many connections each server takes, all users together."""
    connection = connections.warehouse_administrator(where)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('max_connections')::int")
        warehouse = cursor.fetchone()[0]
    connection.close()
    with connections.source_administrator(where) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT @@max_connections")
        return {"warehouse": warehouse, "source": cursor.fetchone()[0]}

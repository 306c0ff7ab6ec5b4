"""Between two notebooks: nothing that the SQL of one has left in its database can reach the next.

Each run of an answer begins with a wiped database, but a role can leave more than schemas: default privileges,
settings, large objects, extensions, publications, a password.
"""

from psycopg2 import sql

from workbook.checking.context import Context
from workbook.databases import connections, owned
from workbook.databases.base import Databases

# A role in its own database owns the schema `public`, and may be granted things on the database; nothing else.
LEFT = """
SELECT (SELECT count(*) FROM pg_shdepend
        WHERE refclassid = 'pg_authid'::regclass AND refobjid = role.oid AND classid <> 'pg_namespace'::regclass
          AND dbid = (SELECT oid FROM pg_database WHERE datname = %(name)s))
     + (SELECT count(*) FROM pg_db_role_setting WHERE setrole = role.oid)
FROM pg_roles AS role
WHERE rolname = %(name)s
"""


def clean_up(context: Context) -> None:
    """Make the database in which SQL answers ran as new; on the source they may only SELECT."""
    context.sql_runner("warehouse").as_new(remove_leftovers)


def remove_leftovers(claimed: Databases) -> bool:
    """Remove what the role of these databases left on the warehouse; whether there was anything."""
    assert isinstance(claimed, owned.OwnedDatabases)  # as those of all processes that grade
    with claimed.administrator.cursor() as cursor:
        cursor.execute(LEFT, {"name": claimed.name})
        found = cursor.fetchone()
        if not found or not found[0]:
            return False
        role = sql.Identifier(claimed.name)
        cursor.execute(sql.SQL("ALTER ROLE {} IN DATABASE {} RESET ALL").format(role, role))
    connection = connections.warehouse_administrator(claimed.addresses, claimed.name)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(role))
    finally:
        connection.close()
    claimed.renew()  # with the rights that went along
    return True

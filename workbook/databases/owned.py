"""The databases that notebooks and checks own: one name on both servers, one role each.

A name is claimed by an advisory lock that ends with the process, so that two kernels never share a database and
a killed one leaves nothing that the next run trips over: whatever it left is wiped before use.
"""

import hashlib
import hmac

import psycopg2
import pymysql
from psycopg2 import sql

from workbook import servers
from workbook.databases import connections
from workbook.databases.base import READER, Databases
from workbook.errors import WorkbookError

MANY = 32  # kernels of one purpose at once; beyond it something leaks names

NO_RIGHT = (1044, 1045, 1142, 1227, 1410)  # MySQL's errors for what a user may not do
# A group that lessons grant to. Two kernels may make it at once.
ANALYSTS = """
DO $$ BEGIN
  IF to_regrole('analysts') IS NULL THEN CREATE ROLE analysts NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""


def mark(key: str) -> str:
    """How the names end that are claimed with `key`."""
    return hashlib.sha256(key.encode()).hexdigest()[:6]


def claim_name(administrator: psycopg2.extensions.connection, purpose: str, key: str) -> str:
    """A free name that begins with `purpose`; the claim ends with the connection. Raises WorkbookError."""
    with administrator.cursor() as cursor:
        for number in range(1, MANY + 1):
            name = f"{purpose}_{mark(key)}" + (f"_{number}" if number > 1 else "")
            cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
            if cursor.fetchone()[0]:
                return name
    raise WorkbookError(
        f"{MANY} kernels use a database for this {purpose} at once: shut some down, or type `workbook down`."
    )


class OwnedDatabases(Databases):
    """One name, claimed for this process with an administrator's rights, which make its databases and roles."""

    def __init__(self, purpose: str, key: str = "", temporary_mb: int = 0) -> None:
        """Claim a name that begins with `purpose`; `key` tells one notebook of a lesson from another.

        A MySQL user's name has 32 characters at most, so `purpose` may have 18. A session may have temporary files
        of `temporary_mb` MB, if that is not 0.
        """
        super().__init__()
        self._temporary_mb = temporary_mb
        self.addresses = servers.ensure()
        # It holds the claim until the process ends.
        self.administrator = connections.warehouse_administrator(self.addresses)
        self._opened.add(self.administrator)
        self.name = self._claim(purpose, key)

    def _claim(self, purpose: str, key: str) -> str:
        return claim_name(self.administrator, purpose, key)

    def close(self) -> None:
        """Give the name back. Its databases stay, to be wiped by whoever claims it next."""
        self.administrator.close()

    def prepare(self, engine: str) -> None:
        """Make the database and its roles on one server, if this process has not done so yet."""
        if engine not in self._ready:
            try:
                self._prepare_warehouse() if engine == "warehouse" else self._prepare_source()
            except (psycopg2.errors.InsufficientPrivilege, pymysql.err.OperationalError) as error:
                if isinstance(error, pymysql.err.OperationalError) and error.args[0] not in NO_RIGHT:
                    raise
                user = getattr(self.addresses, engine).user
                raise WorkbookError(
                    f"The user {user!r} of the {engine} must be able to create databases and users,"
                    f" and the server says: {str(error.args[-1]).strip()}"
                ) from None
            self._ready.add(engine)

    def passwords(self) -> dict[str, str]:
        """The password of each role of this name."""
        return {role: self._password(role) for role in (self.name, self.name + READER)}

    def _password(self, role: str) -> str:
        return hmac.new(self.addresses.secret, role.encode(), hashlib.sha256).hexdigest()

    def _prepare_warehouse(self) -> None:
        name = sql.Identifier(self.name)
        password = sql.Literal(self._password(self.name))
        with self.administrator.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [self.name])
            if not cursor.fetchone():
                cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
                cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))
            cursor.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, password))
            cursor.execute(sql.SQL("ALTER ROLE {} RESET ALL").format(name))
            cursor.execute(ANALYSTS)
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name])
            if not cursor.fetchone():
                cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
            cursor.execute(sql.SQL("ALTER ROLE {} IN DATABASE {} RESET ALL").format(name, name))
            cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
            if self._temporary_mb:
                # Of the database, which the role does not own: so it can't take the limit away.
                limit = sql.SQL("ALTER DATABASE {} SET temp_file_limit = {}")
                cursor.execute(limit.format(name, sql.Literal(f"{self._temporary_mb}MB")))
            cursor.execute(sql.SQL("GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {} TO {}").format(name, name))
        # `public` belongs to the administrator in a new database: hand it over, so that the role can wipe it.
        connection = connections.warehouse_administrator(self.addresses, self.name)
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS public"))
            cursor.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(name))
        connection.close()

    def _prepare_source(self) -> None:
        """Two users: `NAME` owns the database, `NAME_r` may only SELECT (answers are questions there)."""
        with connections.source_administrator(self.addresses) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE IF NOT EXISTS `{self.name}`")
            for user, rights in ((self.name, "ALL PRIVILEGES"), (self.name + READER, "SELECT")):
                password = self._password(user)
                cursor.execute(f"CREATE USER IF NOT EXISTS `{user}`@`%` IDENTIFIED BY '{password}'")
                cursor.execute(f"ALTER USER `{user}`@`%` IDENTIFIED BY '{password}'")
                cursor.execute(f"GRANT {rights} ON `{self.name}`.* TO `{user}`@`%`")

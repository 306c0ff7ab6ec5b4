"""The databases that notebooks and checks own: one name on both servers, one role each.

A name is claimed by an advisory lock that ends with the process, so that two kernels never share a database and
a killed one leaves nothing that the next run trips over: whatever it left is wiped before use.
"""

import hashlib
import hmac
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pymysql
from psycopg2 import sql

from workbook import connections, loading, redshift, servers
from workbook.errors import WorkbookError
from workbook.fixtures import Fixture
from workbook.servers import Address

STATEMENT_SECONDS = 20
LOCK_SECONDS = 5
READER = "_r"
MANY = 32  # kernels of one purpose at once; beyond it something leaks names

NO_RIGHT = (1044, 1045, 1142, 1227, 1410)  # MySQL's errors for what a user may not do
# A group that lessons grant to. Two kernels may make it at once.
ANALYSTS = """
DO $$ BEGIN
  IF to_regrole('analysts') IS NULL THEN CREATE ROLE analysts NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""

_apart, _temporary_mb = "", 0


def set_apart(key: str, temporary_mb: int = 0) -> str:
    """Let this process claim names of its own, and say how they end: grading uses up none that kernels claim.

    A session there may have temporary files of `temporary_mb` MB, if that is not 0.
    """
    global _apart, _temporary_mb
    _apart, _temporary_mb = key, temporary_mb
    return _mark("")


def _mark(key: str) -> str:
    return hashlib.sha256((key + _apart).encode()).hexdigest()[:6]


class Databases:
    """One name, claimed for this process, for a database on each server and the roles that own them.

    `warehouse()` and `source()` connect as roles that see this name's databases alone; `load()` gives both
    servers the tables of a fixture, and nothing else.
    """

    def __init__(self, purpose: str, key: str = "") -> None:
        """Claim a name that begins with `purpose`; `key` tells one notebook of a lesson from another.

        A MySQL user's name has 32 characters at most, so `purpose` may have 18.
        """
        self.addresses = servers.ensure()
        # It holds the claim until the process ends.
        self.administrator = connections.warehouse_administrator(self.addresses)
        self.name = self._claim(purpose, key)
        self._ready: set[str] = set()

    def _claim(self, purpose: str, key: str) -> str:
        digest = _mark(key)
        with self.administrator.cursor() as cursor:
            for number in range(1, MANY + 1):
                name = f"{purpose}_{digest}" + (f"_{number}" if number > 1 else "")
                cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
                if cursor.fetchone()[0]:
                    return name
        raise WorkbookError(
            f"{MANY} kernels use a database for this {purpose} at once: shut some down, or type `workbook down`."
        )

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

    @property
    def role(self) -> str:
        """The role that owns the databases; on the source, ROLE_r may only SELECT."""
        return self.name

    @property
    def label(self) -> str:
        """What the bucket that goes with the databases is named for."""
        return self.name

    def renew(self) -> None:
        """Before the next connection, set the roles as they should be: SQL may have changed its own role."""
        self._ready.clear()

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
            cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
            if _temporary_mb:
                # Of the database, which the role does not own: so it can't take the limit away.
                limit = sql.SQL("ALTER DATABASE {} SET temp_file_limit = {}")
                cursor.execute(limit.format(name, sql.Literal(f"{_temporary_mb}MB")))
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

    def login(self, engine: str) -> Address:
        """Where the database of this name is on one server, and its owner's login, for another program."""
        self.prepare(engine)
        address = getattr(self.addresses, engine)
        return Address(address.host, address.port, self.name, self._password(self.name), self.name)

    def warehouse(self, autocommit: bool = True, kind: type = redshift.Connection) -> redshift.Connection:
        """A new connection to the warehouse database, in UTC, with the statement and lock timeouts.

        `kind` is its class, for one that is watched.
        """
        self.prepare("warehouse")
        address = self.addresses.warehouse
        connection = psycopg2.connect(
            host=address.host,
            port=address.port,
            dbname=self.name,
            user=self.role,
            password=self._password(self.role),
            connect_timeout=connections.CONNECT_SECONDS,
            application_name="workbook",
            # Start-up options rather than SET: DISCARD ALL and RESET come back to them.
            options=f"-c statement_timeout={STATEMENT_SECONDS}s -c lock_timeout={LOCK_SECONDS}s -c TimeZone=UTC",
            connection_factory=kind,
        )
        connection.store = self.addresses.store
        connection.autocommit = autocommit
        return connection

    def source(
        self, autocommit: bool = True, reader: bool = False, kind: type = pymysql.Connection
    ) -> pymysql.Connection:
        """A new connection to the source database, in UTC; as the user that may only SELECT if `reader`."""
        self.prepare("source")
        user = self.role + READER if reader else self.role
        connection = connections.source(self.addresses, user, self._password(user), self.name, autocommit, kind)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SET SESSION innodb_lock_wait_timeout = {LOCK_SECONDS}, lock_wait_timeout = {LOCK_SECONDS}"
            )
        return connection

    def load(self, fixture: Fixture) -> None:
        """Leave exactly the tables of `fixture` on both servers, both at once; the source only if it has any."""
        for table in (*fixture.tables("source"), *fixture.tables("warehouse")):
            if callable(table.rows):
                table.rows()  # here, so that two threads never make one file twice
        with ThreadPoolExecutor(2) as pool:
            jobs = [pool.submit(self._load_warehouse, fixture)]
            if fixture.source or "source" in self._ready:
                jobs.append(pool.submit(self.load_source, fixture))
            for job in jobs:
                job.result()

    def _load_warehouse(self, fixture: Fixture) -> None:
        connection = self.warehouse()
        try:
            loading.load_warehouse(connection, fixture)
        finally:
            connection.close()

    def load_source(self, fixture: Fixture) -> None:
        """Leave exactly the source's tables of `fixture` there."""
        self.prepare("source")
        with self._source_owner() as connection, connection.cursor() as cursor:
            loading.load_source(cursor, self.name, fixture)
            connection.commit()

    def _source_owner(self) -> pymysql.Connection:
        return connections.source_administrator(self.addresses)

"""Connections, and the databases that notebooks and checks own: one name on both servers, one role each.

A name is claimed by an advisory lock that ends with the process, so that two kernels never share a database and
a killed one leaves nothing that the next run trips over: whatever it left is wiped before use.
"""

import hashlib
import hmac
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import psycopg2.extensions
import pymysql
from psycopg2 import sql

from workbook import bars, redshift, servers
from workbook.errors import WorkbookError
from workbook.fixtures import Fixture, Table
from workbook.servers import Address

STATEMENT_SECONDS = 20
LOCK_SECONDS = 5
CONNECT_SECONDS = 10
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

# Wiped and made again rather than dropped: about 3 ms instead of the 40 ms of CREATE DATABASE. Every schema that
# the role made goes, so an answer that writes outside `public` leaves nothing either.
WIPE = """
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT quote_ident(nspname) FROM pg_namespace WHERE nspowner = current_user::regrole
  LOOP EXECUTE 'DROP SCHEMA ' || name || ' CASCADE'; END LOOP;
END $$;
CREATE SCHEMA public;
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
        self.administrator = connect_administrator(self.addresses)  # holds the claim until the process ends
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
            if self.administrator.server_version >= 160000:
                # Passwords are long and random, so that a slow hash guards nothing, and each login pays for it.
                cursor.execute("SET scram_iterations = 1")
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
        connection = connect_administrator(self.addresses, self.name)
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS public"))
            cursor.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(name))
        connection.close()

    def _prepare_source(self) -> None:
        """Two users: `NAME` owns the database, `NAME_r` may only SELECT (answers are questions there)."""
        with source_administrator(self.addresses) as connection, connection.cursor() as cursor:
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
            connect_timeout=CONNECT_SECONDS,
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
        connection = connect_source(self.addresses, user, self._password(user), self.name, autocommit, kind)
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
            load_warehouse(connection, fixture)
        finally:
            connection.close()

    def load_source(self, fixture: Fixture) -> None:
        """Leave exactly the source's tables of `fixture` there."""
        self.prepare("source")
        with self._source_owner() as connection, connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS `{self.name}`")
            cursor.execute(f"CREATE DATABASE `{self.name}`")
            cursor.execute(f"USE `{self.name}`")
            for entry in fixture.source:
                cursor.execute(entry.ddl if isinstance(entry, Table) else entry)
                if isinstance(entry, Table):
                    _fill_source(cursor, entry)
            connection.commit()

    def _source_owner(self) -> pymysql.Connection:
        return source_administrator(self.addresses)


def load_warehouse(connection: redshift.Connection, fixture: Fixture) -> None:
    """Wipe the connection's database and make the fixture's tables in it, in as few round trips as can be.

    `connection` is in autocommit. Small tables travel inside one text, a large one by COPY from its file.
    """
    large = any(callable(table.rows) for table in fixture.tables("warehouse"))
    with connection.cursor() as cursor:
        texts = [WIPE, "SET statement_timeout = 0"] if large else [WIPE]
        for entry in fixture.warehouse:
            if isinstance(entry, str):
                texts.append(entry)
                continue
            texts.append(entry.ddl)
            if callable(entry.rows):
                cursor.execute(";\n".join(texts))
                texts = []
                with entry.rows().open("rb") as lines, bars.waiting(f"loading {entry.name} into the warehouse"):
                    cursor.copy_expert(f"COPY {entry.name} FROM STDIN CSV", lines)
            elif entry.rows:
                row = "(" + ", ".join(["%s"] * len(entry.columns)) + ")"
                values = b",\n".join(cursor.mogrify(row, values) for values in entry.rows)
                texts.append(f"INSERT INTO {entry.name} VALUES {values.decode()}")
        if large:
            texts.append("RESET statement_timeout")
        if texts:
            cursor.execute(";\n".join(texts))


def _fill_source(cursor, table: Table) -> None:
    if callable(table.rows):
        path = str(table.rows()).replace("\\", "/").replace("'", "''")
        with bars.waiting(f"loading {table.name} into the source"):
            cursor.execute(
                f"LOAD DATA LOCAL INFILE '{path}' INTO TABLE {table.name} CHARACTER SET utf8mb4"
                " FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\"'"
            )
    elif table.rows:
        marks = ", ".join(["%s"] * len(table.columns))
        cursor.executemany(f"INSERT INTO {table.name} VALUES ({marks})", table.rows)


def connect_administrator(addresses, database: str | None = None) -> psycopg2.extensions.connection:
    """A new connection to the warehouse with the login that its address has, in autocommit."""
    address = addresses.warehouse
    connection = psycopg2.connect(
        host=address.host,
        port=address.port,
        dbname=database or address.database,
        user=address.user,
        password=address.password,
        connect_timeout=CONNECT_SECONDS,
        application_name="workbook administrator",
    )
    connection.autocommit = True
    return connection


def source_administrator(addresses) -> pymysql.Connection:
    """A new connection to the source with the login that its address has, in autocommit."""
    address = addresses.source
    return connect_source(
        addresses, address.user, address.password, None, True, pymysql.Connection, local_infile=True
    )


_without_tls: set[tuple[str, int]] = set()  # servers that do not offer it


def connect_source(
    addresses, user, password, database, autocommit, kind=pymysql.Connection, **further
) -> pymysql.Connection:
    where = addresses.source.host, addresses.source.port
    connection = kind(
        host=addresses.source.host,
        port=addresses.source.port,
        user=user,
        password=password,
        database=database,
        charset="utf8mb4",
        autocommit=autocommit,
        connect_timeout=CONNECT_SECONDS,
        init_command="SET SESSION time_zone = '+00:00'",
        # The driver reads all certificates of the system before it asks the server: 30 ms, four fifths of it.
        ssl_disabled=where in _without_tls,
        **further,
    )
    if not connection.server_capabilities & pymysql.constants.CLIENT.SSL:
        _without_tls.add(where)
    return connection


def end_session(engine: str, connection, session: int, query_only: bool = False) -> None:
    """End a session, or on the source just its query; `session` is its backend or thread id.

    `connection` is the session's: whoever may log in as its role may end it, so no administrator is needed.
    """
    if engine == "warehouse":
        info = connection.info
        other = psycopg2.connect(**info.dsn_parameters, password=info.password)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [session])
        other.close()
    else:
        with pymysql.connect(
            host=connection.host, port=connection.port, user=connection.user, password=connection.password,
            connect_timeout=CONNECT_SECONDS, ssl_disabled=(connection.host, connection.port) in _without_tls,
        ) as other, other.cursor() as cursor:  # fmt: skip
            cursor.execute(f"KILL {'QUERY ' if query_only else ''}{int(session)}")

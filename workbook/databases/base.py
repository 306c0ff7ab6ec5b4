"""One name on both servers: a database on each, and the roles that own them."""

import contextlib
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pymysql

from workbook.databases import connections, loading, redshift_copy
from workbook.databases.fixtures import Fixture
from workbook.servers.addresses import Address, Addresses

STATEMENT_SECONDS = 20
LOCK_SECONDS = 5
READER = "_r"


class Databases:
    """A database on each server, and its roles.

    `warehouse()` and `source()` connect as roles that see this name's databases alone; `load()` gives both
    servers the tables of a fixture, and nothing else.
    """

    name: str
    addresses: Addresses
    patience = 1  # times STATEMENT_SECONDS, for the server's own timeout: for who has a fairer clock

    def __init__(self) -> None:
        self._ready: set[str] = set()
        self._opened: weakref.WeakSet[psycopg2.extensions.connection | pymysql.Connection] = weakref.WeakSet()

    def prepare(self, engine: str) -> None:
        """Make the database and its roles on one server, if this process has not done so yet."""
        raise NotImplementedError

    def close(self) -> None:
        """Give the name back. Its databases stay, to be wiped by whoever claims it next."""
        raise NotImplementedError

    def _password(self, role: str) -> str:
        raise NotImplementedError

    def cut(self) -> None:
        """End all connections from this side: whoever waits in one for a server gets the driver's error."""
        for connection in list(self._opened):
            connections.cut(connection)

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

    def login(self, engine: str) -> Address:
        """Where the database of this name is on one server, and its owner's login, for another program."""
        self.prepare(engine)
        address = getattr(self.addresses, engine)
        return Address(address.host, address.port, self.name, self._password(self.name), self.name)

    def warehouse(
        self, autocommit: bool = True, kind: type[redshift_copy.Connection] = redshift_copy.Connection
    ) -> redshift_copy.Connection:
        """A new connection to the warehouse database, in UTC, with the statement and lock timeouts.

        `kind` is its class, for one that is watched.
        """
        self.prepare("warehouse")
        address = self.addresses.warehouse
        timeouts = f"-c statement_timeout={STATEMENT_SECONDS * self.patience}s -c lock_timeout={LOCK_SECONDS}s"
        connection = psycopg2.connect(
            host=address.host,
            port=address.port,
            dbname=self.name,
            user=self.role,
            password=self._password(self.role),
            connect_timeout=connections.CONNECT_SECONDS,
            application_name="workbook",
            # Start-up options rather than SET: DISCARD ALL and RESET come back to them.
            options=f"{timeouts} -c TimeZone=UTC",
            connection_factory=kind,
        )
        connection.store = self.addresses.store
        connection.autocommit = autocommit
        self._opened.add(connection)
        return connection

    def source(
        self,
        autocommit: bool = True,
        reader: bool = False,
        kind: type[pymysql.Connection] = pymysql.Connection,
    ) -> pymysql.Connection:
        """A new connection to the source database, in UTC; as the user that may only SELECT if `reader`."""
        self.prepare("source")
        user = self.role + READER if reader else self.role
        connection = connections.source(self.addresses, user, self._password(user), self.name, autocommit, kind)
        self._opened.add(connection)
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

    def load_source(self, fixture: Fixture, wipe: bool = True) -> None:
        """Leave exactly the source's tables of `fixture` there; without `wipe` others stay."""
        self.prepare("source")
        with self.source_owner() as connection, connection.cursor() as cursor:
            loading.load_source(cursor, self.name, fixture, wipe)
            connection.commit()

    @contextlib.contextmanager
    def source_owner(self) -> Iterator[pymysql.Connection]:
        """A connection to the source, in autocommit, of whoever may make and drop the database there."""
        self.prepare("source")
        with self._source_owner() as connection:
            self._opened.add(connection)
            yield connection

    def _source_owner(self) -> pymysql.Connection:
        return connections.source_administrator(self.addresses)

"""What a sandbox lends to its processes: a name on both servers, one for notebooks' cells, and a store."""

import tempfile
import time
from pathlib import Path

from psycopg2 import sql

from workbook.databases import connections, provisioned
from workbook.databases.base import READER
from workbook.databases.fixtures import Fixture
from workbook.databases.owned import OwnedDatabases
from workbook.errors import WorkbookError
from workbook.grading.sandbox import cleanup, removal, system
from workbook.grading.sandbox.cleanup import END_SECONDS
from workbook.grading.sandbox.process import ForkServer
from workbook.servers import processes, s3, state
from workbook.servers.addresses import Store
from workbook.servers.programs import Program

CONNECTIONS = 16  # of a role at once
START_SECONDS, STARTS = 60.0, 3  # for a store to be there; another program may take its port before it does
NO_STORE = Store("http://127.0.0.1:1", "none", "none", Path())


class Lease:
    """Databases and a store, made as new before each lease; what a holder left running there is ended."""

    def __init__(self, warm: ForkServer, account: int | None, key: str) -> None:
        """Claim databases, with `key`. Raises WorkbookError."""
        self._warm, self._account = warm, account
        self._databases = OwnedDatabases("graded", key)
        self._notebook = OwnedDatabases("graded_cells", key)
        if self._databases.administrator.info.ssl_in_use:
            # The verifier could not read the statements that pass its proxy.
            says = "Python answers are graded on a warehouse that is reached without TLS"
            raise WorkbookError(f"{says}: set PGSSLMODE=disable, or unset WORKBOOK_WAREHOUSE_URL.")
        # Everybody may pass through it, and nobody but its owner may look what is in it.
        self.folder = Path(tempfile.mkdtemp(prefix="elt-workbook-")).resolve()
        self.folder.chmod(0o711)
        self._store_folder = self.folder / "store"
        self._program: Program | None = None
        self._lent: Store | None = None
        self._store_pid = 0

    def renew(self, with_store: bool) -> dict:
        """What a holder must know, as plain values (provisioned.terms); everything is as new.

        Without `with_store` there is no store for it: no address, no login, no folder.
        """
        self.end_sessions()
        for databases in (self._databases, self._notebook):
            # What the last holder left may be hidden rows, and the next one can look before any check begins.
            cleanup.remove_leftovers(databases)
            self._empty_source(databases.name)
        self._make(self._databases)
        self._lent = self._fresh_store() if with_store else None
        return provisioned.terms(self._databases, self._lent or NO_STORE)

    @property
    def notebook_name(self) -> str:
        """The name of the databases for the notebook's own cells."""
        return self._notebook.name

    def notebook(self, tables: Fixture) -> dict:
        """As `renew`, behind which it comes: databases for the notebook's own cells, with its tables."""
        self._end_sessions(self._notebook.name)
        cleanup.remove_leftovers(self._notebook)
        self._make(self._notebook)
        self._notebook.load(tables)
        return provisioned.terms(self._notebook, self._lent or NO_STORE)

    def end_sessions(self) -> None:
        """End the sessions of the leased roles."""
        for databases in (self._databases, self._notebook):
            self._end_sessions(databases.name)

    def _end_sessions(self, name: str) -> None:
        cleanup.end_warehouse_sessions(self._databases, name)
        cleanup.end_source_sessions(self._databases.addresses, name)

    def reach(self) -> None:
        """Raises psycopg2.OperationalError or pymysql.err.OperationalError where a server can't be reached."""
        self._databases.administrator.cursor().execute("SELECT 1")
        connections.source_administrator(self._databases.addresses).close()

    @property
    def ports(self) -> list[int]:
        """The TCP ports that a holder needs."""
        addresses = self._databases.addresses
        store = [int(self._lent.endpoint.rpartition(":")[2])] if self._lent else []
        return [addresses.warehouse.port, addresses.source.port, *store]

    @property
    def folders(self) -> list[str]:
        """The folders that a holder may write to: its bucket is one."""
        return [str(self._store_folder)] if self._lent else []

    def close(self) -> None:
        """Give the databases back, end the store, and remove what was in it."""
        self.end_sessions()
        self._databases.close()
        self._notebook.close()
        self._end_store()
        removal.remove(self.folder)

    def _make(self, databases: OwnedDatabases) -> None:
        """Let the databases and their roles be as new, but for what is in them."""
        databases.renew()
        for engine in ("warehouse", "source"):
            databases.prepare(engine)
        name = databases.name
        with self._databases.administrator.cursor() as cursor:
            role = sql.Identifier(name)
            cursor.execute(sql.SQL("ALTER ROLE {} CONNECTION LIMIT {}").format(role, sql.Literal(CONNECTIONS)))
        with connections.source_administrator(self._databases.addresses) as source, source.cursor() as cursor:
            for user in (name, name + READER):
                cursor.execute(f"ALTER USER `{user}`@`%` WITH MAX_USER_CONNECTIONS {CONNECTIONS}")

    def _empty_source(self, name: str) -> None:
        """Make the source's database of this name anew, where there is anything in it."""
        with connections.source_administrator(self._databases.addresses) as source, source.cursor() as cursor:
            cursor.execute(f"SET SESSION lock_wait_timeout = {END_SECONDS:.0f}")  # a day, without that
            if cursor.execute("SELECT 1 FROM information_schema.tables WHERE table_schema = %s LIMIT 1", [name]):
                cursor.execute(f"DROP DATABASE `{name}`")
                cursor.execute(f"CREATE DATABASE `{name}`")

    def _fresh_store(self) -> Store:
        """A store that nobody has had: one keeps, in its memory, uploads that were begun and not completed."""
        self._end_store()
        self._store_folder.mkdir(mode=0o700, exist_ok=True)
        removal.empty(self._store_folder)
        system.give(self._store_folder, self._account)
        log = self.folder / "store.log"
        log.touch()
        system.give(log, self._account)
        ours = state.new()
        self._program = self._program or s3.find(lambda text: None)
        for _ in range(STARTS):
            port = processes.free_port()
            launch = s3.launch(self._program, self._store_folder, port, ours, log)
            log.write_bytes(b"")  # which says when it is ready
            self._store_pid = self._warm.run(launch.command, launch.env, self._account, log)
            until = time.monotonic() + START_SECONDS
            while time.monotonic() < until and processes.birth(self._store_pid):
                if launch.ready(self._store_pid):
                    return Store(f"http://127.0.0.1:{port}", s3.KEY_ID, ours.password(s3.NAME), self._store_folder)
                time.sleep(0.01)
            self._end_store()
        raise WorkbookError(f"The store for graded answers does not start: {log.read_text('utf-8')[-300:]}")

    def _end_store(self) -> None:
        if self._store_pid:
            self._warm.end(self._store_pid)
            self._store_pid = 0

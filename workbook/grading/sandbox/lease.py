"""What a sandbox lends to its processes: a name on both servers, and a store of its own."""

import shutil
import tempfile
import time
from pathlib import Path

from psycopg2 import sql

from workbook.databases import connections, provisioned
from workbook.databases.base import READER
from workbook.databases.owned import OwnedDatabases
from workbook.errors import WorkbookError
from workbook.grading.sandbox import system
from workbook.grading.sandbox.process import ForkServer
from workbook.servers import processes, s3, state
from workbook.servers.addresses import Store

CONNECTIONS = 16  # of a role at once
END_SECONDS = 10.0  # for sessions that are told to end


class Lease:
    """Databases and a store, made as new before each lease; what a holder left running there is ended."""

    def __init__(self, warm: ForkServer, account: int | None, key: str) -> None:
        """Claim databases, with `key`, and start a store. Raises WorkbookError."""
        self._warm, self._account = warm, account
        self._databases = OwnedDatabases("graded", key)
        if self._databases.administrator.info.ssl_in_use:
            # The verifier could not read the statements that pass its proxy.
            says = "Python answers are graded on a warehouse that is reached without TLS"
            raise WorkbookError(f"{says}: set PGSSLMODE=disable, or unset WORKBOOK_WAREHOUSE_URL.")
        # Everybody may pass through it, and nobody but its owner may look what is in it.
        self.folder = Path(tempfile.mkdtemp(prefix="elt-workbook-")).resolve()
        self.folder.chmod(0o711)
        self._store_folder = self.folder / "store"
        self._store: Store | None = None
        self._store_pid = 0

    def renew(self) -> dict:
        """What a holder must know, as plain values (provisioned.terms); everything is as new."""
        self.end_sessions()
        self._databases.renew()
        for engine in ("warehouse", "source"):
            self._databases.prepare(engine)
        self._limit_connections()
        return provisioned.terms(self._databases, self._fresh_store())

    def end_sessions(self) -> None:
        """End the sessions of the leased roles."""
        name = self._databases.name
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s"
        with self._databases.administrator.cursor() as cursor:
            until = time.monotonic() + END_SECONDS
            cursor.execute(end, [name])
            # The server's own waiting, an argument of that function, looks ten times a second only.
            while cursor.rowcount and time.monotonic() < until:
                time.sleep(0.002)
                cursor.execute(end, [name])
        with connections.source_administrator(self._databases.addresses) as source, source.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM information_schema.processlist WHERE user IN (%s, %s)",
                [name, name + READER],
            )
            for (session,) in cursor.fetchall():
                cursor.execute(f"KILL {int(session)}")

    def reach(self) -> None:
        """Raises psycopg2.OperationalError or pymysql.err.OperationalError where a server can't be reached."""
        self._databases.administrator.cursor().execute("SELECT 1")
        connections.source_administrator(self._databases.addresses).close()

    @property
    def ports(self) -> list[int]:
        """The TCP ports that a holder needs."""
        assert self._store  # renew starts it
        addresses = self._databases.addresses
        return [addresses.warehouse.port, addresses.source.port, int(self._store.endpoint.rpartition(":")[2])]

    @property
    def folders(self) -> list[str]:
        """The folders that a holder may write to: its bucket is one."""
        return [str(self._store_folder)]

    def close(self) -> None:
        """Give the databases back, end the store, and remove what was in it."""
        self.end_sessions()
        self._databases.close()
        shutil.rmtree(self.folder)

    def _limit_connections(self) -> None:
        name = self._databases.name
        with self._databases.administrator.cursor() as cursor:
            role = sql.Identifier(name)
            cursor.execute(sql.SQL("ALTER ROLE {} CONNECTION LIMIT {}").format(role, sql.Literal(CONNECTIONS)))
            cursor.execute(sql.SQL("ALTER ROLE {} IN DATABASE {} RESET ALL").format(role, role))
        with connections.source_administrator(self._databases.addresses) as source, source.cursor() as cursor:
            for user in (name, name + READER):
                cursor.execute(f"ALTER USER `{user}`@`%` WITH MAX_USER_CONNECTIONS {CONNECTIONS}")

    def _fresh_store(self) -> Store:
        store = self._store = self._store or self._start_store()
        for bucket in self._store_folder.iterdir():
            shutil.rmtree(bucket) if bucket.is_dir() and not bucket.is_symlink() else bucket.unlink()
        return store

    def _start_store(self) -> Store:
        self._store_folder.mkdir(mode=0o700)
        system.give(self._store_folder, self._account)
        log = self.folder / "store.log"
        log.touch()
        system.give(log, self._account)
        ours = state.new()
        port = processes.free_port()
        launch = s3.launch(s3.find(lambda text: None), self._store_folder, port, ours, log)
        self._store_pid = self._warm.run(launch.command, launch.env, self._account, log)
        until = time.monotonic() + 20
        while not launch.ready(self._store_pid):
            if time.monotonic() > until:
                raise WorkbookError(
                    f"The store for graded answers does not start: {log.read_text('utf-8')[-300:]}"
                )
            time.sleep(0.01)
        endpoint = f"http://127.0.0.1:{port}"
        return Store(endpoint, s3.KEY_ID, ours.password(s3.NAME), self._store_folder)

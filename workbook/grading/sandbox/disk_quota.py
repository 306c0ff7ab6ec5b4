"""The disk that answers may take on the servers: a watch ends the sessions of whoever takes more.

Neither server has a quota for tables. So a thread asks now and then how large the databases of this process's
grading are. Temporary files have PostgreSQL's own limit (OwnedDatabases).
"""

import contextlib
import threading
from collections.abc import Iterator

import psycopg2
import pymysql

from workbook import servers
from workbook.databases import connections
from workbook.databases.base import READER

TABLES_MB = 1024  # of one database, on either server; no exercise needs 200
TEMPORARY_MB = 1024  # of one session's sorts and hashes
EVERY_SECONDS = 0.5  # a statement writes about 100 MB meanwhile
TOO_MUCH = f"it filled more than {TABLES_MB:,} MB of the servers' disk."

WAREHOUSE = """
SELECT datname FROM pg_database
WHERE datname ~ %s AND has_database_privilege(oid, 'CONNECT') AND pg_database_size(oid) > %s
"""
END_WAREHOUSE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = datname"
# The size of files: what information_schema.tables says of a table is counted now and then only.
SOURCE = """
SELECT substring_index(name, '/', 1) FROM information_schema.{files}
WHERE substring_index(name, '/', 1) REGEXP %s GROUP BY 1 HAVING sum(file_size) > %s
"""
END_SOURCE = "SELECT id FROM information_schema.processlist WHERE db = %s AND user IN (%s, %s)"


class DiskQuota:
    """A watch over the databases whose names end with `mark`; a context manager. `full` from `begin` on."""

    def __init__(self, mark: str) -> None:
        self._names, self._over = f"_{mark}(_[0-9]+)?$", threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.full = False

    def __enter__(self) -> "DiskQuota":
        self._addresses = servers.ensure()
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def begin(self) -> None:
        """Another answer is tried."""
        self.full = False

    def _watch(self) -> None:
        while not self._over.is_set():
            # A server that is gone is the business of whoever asks it next; this one connects again.
            with contextlib.suppress(psycopg2.Error, pymysql.MySQLError), self._connected() as cursors:
                while not self._over.wait(EVERY_SECONDS):
                    self._look(*cursors)
            self._over.wait(EVERY_SECONDS)

    @contextlib.contextmanager
    def _connected(self) -> Iterator[tuple]:
        with (
            contextlib.closing(connections.warehouse_administrator(self._addresses)) as warehouse,
            contextlib.closing(connections.source_administrator(self._addresses)) as source,
            warehouse.cursor() as cursor,
            source.cursor() as other,
        ):
            yield cursor, other

    def _look(self, warehouse, source) -> None:
        most = TABLES_MB << 20
        warehouse.execute(WAREHOUSE, [self._names, most])
        for (name,) in warehouse.fetchall():
            warehouse.execute(END_WAREHOUSE, [name])
            self.full |= bool(warehouse.rowcount)
        files = "innodb_sys_tablespaces" if "MariaDB" in source.connection.server_version else "innodb_tablespaces"
        source.execute(SOURCE.format(files=files), [self._names, most])
        for (name,) in source.fetchall():
            source.execute(END_SOURCE, [name, name, name + READER])
            for (session,) in source.fetchall():
                self.full = True
                with contextlib.suppress(pymysql.MySQLError):  # it ended since
                    source.execute(f"KILL {session}")

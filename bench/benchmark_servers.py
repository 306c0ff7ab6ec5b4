"""What the benchmarks of pipelines stand on: servers of their own, connections, tables, and processes measured.

with own_servers() as ground: ...
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import peers
import psutil
import psycopg2
import pymysql

BUCKET = "bench"
HERE = Path(__file__).parent
SECONDS = 1800  # before a process is taken to hang


@dataclass(frozen=True)
class Measured:
    """A process that ended well: wall seconds, what it printed, and its and the store's largest memory in MiB."""

    seconds: float
    printed: str
    memory: float
    store_memory: float


class Failed(Exception):
    """A process ended with an error: its last words."""


class Ground:
    """The servers of WORKBOOK_HOME, and a folder beside it for files."""

    def __init__(self) -> None:
        from workbook import paths, servers

        self.addresses = servers.ensure()
        self.folder = paths.home().parent

    @cached_property
    def s3(self):
        """A boto3 client of the store."""
        from workbook.databases import s3_client

        return s3_client.client(self.addresses.store)

    def source(self, database: str | None = None, autocommit: bool = True, **further) -> pymysql.Connection:
        """A connection to the source, as its administrator, in UTC."""
        at = self.addresses.source
        return pymysql.connect(
            host=at.host, port=at.port, user=at.user, password=at.password, database=database,
            autocommit=autocommit, local_infile=True, init_command="SET SESSION time_zone = '+00:00'", **further,
        )  # fmt: skip

    def warehouse(self, database: str = "postgres", autocommit: bool = True):
        """A connection to the warehouse, as its administrator, whose COPY reads S3."""
        from workbook.databases import redshift_copy

        at = self.addresses.warehouse
        connection = psycopg2.connect(
            host=at.host, port=at.port, user=at.user, password=at.password, dbname=database,
            options="-c TimeZone=UTC", connection_factory=redshift_copy.Connection,
        )  # fmt: skip
        connection.store, connection.autocommit = self.addresses.store, autocommit
        return connection

    def ends(self, database: str) -> peers.Ends:
        """Where a tool reads and writes: a database of this name on both servers."""
        found = (self.addresses.source, self.addresses.warehouse)
        return peers.Ends(*(f"{at.user}:{at.password}@{at.host}:{at.port}/{database}" for at in found))

    def new_database(self, name: str, on_source: bool = False) -> None:
        """Make an empty database on the warehouse, or on the source."""
        connection = self.source() if on_source else self.warehouse()
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name}")
        connection.close()

    def source_nps(self, database: str, rows: int) -> None:
        """Make prod.nps with so many rows, and its index on modified, in a new database of the source."""
        from workbook import paths
        from workbook.datasets import nps_and_weather

        self.new_database(database, on_source=True)
        columns = ", ".join(f"{name} {kind}" for name, kind in nps_and_weather.NPS_SOURCE.items())
        path = str(nps_and_weather.nps_modified_csv(paths.home(), rows)).replace("'", "''")
        with self.source(database) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE nps ({columns}, INDEX (modified))")
            cursor.execute(f"LOAD DATA LOCAL INFILE '{path}' INTO TABLE nps FIELDS TERMINATED BY ','")

    def warehouse_nps(self, database: str) -> None:
        """Make the warehouse's nps, empty, in a new database."""
        from workbook.datasets import nps_and_weather

        self.new_database(database)
        columns = ", ".join(f"{name} {kind}" for name, kind in nps_and_weather.NPS_WAREHOUSE.items())
        self.ask(database, f"CREATE TABLE nps ({columns})")

    def ask(self, database: str, sql: str):
        """Run SQL on the warehouse; the first value of its result, None if it has none."""
        connection = self.warehouse(database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchone()[0] if cursor.description else None
        finally:
            connection.close()

    def hash(self, database: str, table: str = "nps") -> str:
        """A digest of all rows of a table."""
        rows = f"SELECT md5(string_agg(md5({table}::text), '' ORDER BY id)) FROM {table}"
        return f"{self.ask(database, rows)} of {self.ask(database, f'SELECT count(*) FROM {table}')} rows"

    def client(self, *words: str) -> Measured:
        """Run client.py with these words, in a process of its own. Raises Failed."""
        return self.run([sys.executable, str(HERE / "client.py"), *words])

    def run(self, command: list[str], env: dict[str, str] | None = None) -> Measured:
        """Run a command and watch its memory and the store's. Raises Failed."""
        log = self.folder / "output"
        with log.open("wb") as output:
            started = time.perf_counter()
            process = subprocess.Popen(
                command, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **(env or {})}
            )
            memory = _Memory(psutil.Process(process.pid), self._store())
            try:
                code = process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise Failed(f"still running after {SECONDS} s") from None
            finally:
                seconds = time.perf_counter() - started
                memory.end()
        said = log.read_text(encoding="utf-8", errors="replace")
        if code:
            raise Failed(_last_words(said) or f"exit code {code}")
        return Measured(seconds, said, memory.process / 2**20, memory.store / 2**20)

    def _store(self) -> psutil.Process:
        from workbook import servers

        return psutil.Process(next(server.pid for server in servers.status() if server.name == "store"))


def _last_words(said: str) -> str:
    """The last line that tells of an error, without the addresses, passwords and paths that it may hold."""
    lines = [line for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower()] or lines
    return " ".join(word for word in telling[-1].split() if "@" not in word and "/" not in word) if lines else ""


class _Memory:
    """The largest resident memory of a process with its children, and of the store, seen every 20 ms."""

    def __init__(self, process: psutil.Process, store: psutil.Process) -> None:
        self.process = self.store = 0
        self._watched, self._ended = (process, store), threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self) -> None:
        process, store = self._watched
        while not self._ended.wait(0.02):
            self.process = max(self.process, sum(map(_resident, [process, *_children(process)])))
            self.store = max(self.store, _resident(store))

    def end(self) -> None:
        self._ended.set()
        self._thread.join()


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _resident(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return 0


@contextmanager
def own_servers() -> Iterator[Ground]:
    """Servers in a home of their own, which goes with all they hold."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        os.environ.update(WORKBOOK_HOME=str(Path(folder) / "home"), WORKBOOK_MY=str(Path(folder) / "my"))
        from workbook import servers

        servers.up(lambda text: None)
        try:
            ground = Ground()
            ground.s3.create_bucket(Bucket=BUCKET)
            yield ground
        finally:
            servers.remove(lambda text: None)

"""A notebook's own databases and sessions: one of each a kernel, made from the lesson's tables."""

import os
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pymysql

from workbook import servers
from workbook.checking.context import Context
from workbook.databases import provisioned, s3_client
from workbook.databases.base import Databases
from workbook.databases.fixtures import Fixture
from workbook.databases.sql_session import ServerGone, Session
from workbook.datasets import scaled
from workbook.errors import WorkbookError
from workbook.exercises import registry

ENGINES = ("warehouse", "source")


class KernelState:
    """What one kernel holds: the lesson, a database on each server, a session in each, and the answers so far."""

    def __init__(self, context: Context) -> None:
        """`context` is the one that the notebook's answers are checked in; it is closed with the rest."""
        self.context = context
        self.lesson: registry.Lesson | None = None
        self.tables: Fixture | None = None  # the lesson's, or larger ones
        self.answers: dict[str, str] = {}
        self.hints_given: dict[str, int] = {}
        self.at: str | None = None  # the exercise that was answered, checked or asked about last
        self.airflow: Callable[[], object] | None = None  # gives its warm Airflow, where the workbook has that
        self.dbt: Callable[[], object] | None = None  # gives its dbt project's folder, where there is dbt
        self.spark: Callable[[], object] | None = None  # gives the cluster of Spark, where there is Spark
        self._databases: Databases | None = None
        self._sessions: dict[str, Session] = {}

    def open(self, lesson: str, rows: object = None) -> registry.Lesson:
        """Begin a lesson: claim databases and fill them with its tables, or with larger ones of `rows` rows.

        Raises WorkbookError.
        """
        found = registry.load(lesson)
        tables = found.notebook if rows is None else scaled.tables(found.notebook, rows)
        if self._databases and self.lesson is not found:
            self.close()
        self.lesson, self.tables = found, tables
        self.reset()
        return found

    def reset(self) -> None:
        """Bring the notebook's databases back to the lesson's tables; open transactions are rolled back."""
        self._end_sessions()
        try:
            self._load()
        except (psycopg2.OperationalError, pymysql.err.OperationalError):
            self._forget()  # the servers were started anew since
            self._load()

    def _load(self) -> None:
        databases = self.databases  # which opens a lesson if none is
        assert self.tables
        databases.load(self.tables)

    @property
    def opened(self) -> registry.Lesson:
        """The lesson; the first one if the notebook names none."""
        if self.lesson is None:
            return self.open(registry.names()[0])
        return self.lesson

    @property
    def databases(self) -> Databases:
        """The databases claimed for this kernel."""
        if self._databases is None:
            # Jupyter says which notebook a kernel is for; elsewhere its folder tells copies apart.
            place = os.environ.get("JPY_SESSION_NAME") or str(Path.cwd())
            topic = self.opened.name.partition("-")[2].replace("-", "_")[:18]
            self._databases = provisioned.claim(topic, f"{self.opened.name} {place}")
        return self._databases

    def session(self, engine: str) -> Session:
        """The notebook's session on one engine, connected anew if the server was started again."""
        found = self._sessions.get(engine)
        if found is None or not found.is_open:
            _ = self.opened
            try:
                connection = getattr(self.databases, engine)()
            except (psycopg2.OperationalError, pymysql.err.OperationalError):
                self._forget()
                connection = getattr(self.databases, engine)()
            found = Session(engine, connection)
            self._sessions[engine] = found
        return found

    def lost(self, gone: ServerGone) -> ServerGone:
        """Forget sessions that a dead server took along, so that the next cell connects anew; returns `gone`."""
        self._forget()
        self.context.forget()
        return gone

    def connect(self, part: str, autocommit: bool = False):
        """A further connection of the notebook's own, or a boto3 client for "store".

        "airflow" gives its warm Airflow, "dbt" its project's folder, "spark" the cluster. Raises WorkbookError.
        """
        _ = self.opened
        if part == "airflow" and self.airflow:
            return self.airflow()
        if part == "dbt" and self.dbt:
            return self.dbt()
        if part == "spark" and self.spark:
            return self.spark()
        if part == "store":
            return s3_client.client(self.databases.addresses.store)
        if part not in ENGINES:
            raise WorkbookError(f'connect() takes "warehouse", "source" or "store", not {part!r}.')
        return getattr(self.databases, part)(autocommit=autocommit)

    def names(self) -> dict[str, object]:
        """What a notebook's Python cells find: the connections of its SQL cells, and its own bucket's name."""
        return {
            "warehouse": self.session("warehouse").connection,
            "source": self.session("source").connection,
            "bucket": self._bucket(),
        }

    def _bucket(self) -> str:
        bucket = self.databases.label.replace("_", "-")
        where = self.databases.addresses.store
        if where.folder:  # a bucket of our own store is a folder: no need to wait for boto3
            (where.folder / bucket).mkdir(parents=True, exist_ok=True)
        else:
            client = s3_client.client(where)
            if bucket not in [found["Name"] for found in client.list_buckets()["Buckets"]]:
                client.create_bucket(Bucket=bucket)
        return bucket

    def close(self) -> None:
        """End the sessions and the checks' runners, and give the databases back."""
        self._end_sessions()
        self.context.close()
        if self._databases:
            self._databases.close()
            self._databases = None

    def _end_sessions(self) -> None:
        for session in self._sessions.values():
            session.close()
        self._sessions.clear()

    def _forget(self) -> None:
        self._sessions.clear()
        self._databases = None
        servers.ensure()

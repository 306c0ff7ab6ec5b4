"""A notebook's own databases and sessions: one of each a kernel, made from the lesson's tables."""

import os
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pymysql

from workbook import databases, exercises, larger, lent, servers, store
from workbook.errors import WorkbookError
from workbook.fixtures import Fixture
from workbook.sessions import ServerGone, Session

ENGINES = ("warehouse", "source")


class Notebook:
    """What one kernel holds: the lesson, a database on each server, a session in each, and the answers so far."""

    def __init__(self) -> None:
        self.lesson: exercises.Lesson | None = None
        self.tables: Fixture | None = None  # the lesson's, or larger ones
        self.answers: dict[str, str] = {}
        self.hints_given: dict[str, int] = {}
        self.airflow: Callable[[], object] | None = None  # gives its warm Airflow, where the workbook has that
        self._databases: databases.Databases | None = None
        self._sessions: dict[str, Session] = {}

    def open(self, lesson: str, rows: object = None) -> exercises.Lesson:
        """Begin a lesson: claim databases and fill them with its tables, or with larger ones of `rows` rows.

        Raises WorkbookError.
        """
        found = exercises.load(lesson)
        tables = found.notebook if rows is None else larger.tables(found.notebook, rows)
        if self._databases and self.lesson is not found:
            self.close()
        self.lesson, self.tables = found, tables
        self.reset()
        return found

    def reset(self) -> None:
        """Bring the notebook's databases back to the lesson's tables; open transactions are rolled back."""
        self._end_sessions()
        try:
            self.databases.load(self.tables)
        except (psycopg2.OperationalError, pymysql.err.OperationalError):
            self._forget()  # the servers were started anew since
            self.databases.load(self.tables)

    @property
    def opened(self) -> exercises.Lesson:
        """The lesson; the first one if the notebook names none."""
        if self.lesson is None:
            self.open(exercises.names()[0])
        return self.lesson

    @property
    def databases(self) -> databases.Databases:
        """The databases claimed for this kernel."""
        if self._databases is None:
            # Jupyter says which notebook a kernel is for; elsewhere its folder tells copies apart.
            place = os.environ.get("JPY_SESSION_NAME") or str(Path.cwd())
            topic = self.opened.name.partition("-")[2].replace("-", "_")[:18]
            self._databases = lent.claim(topic, f"{self.opened.name} {place}")
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
        exercises.forget_runners()
        return gone

    def connect(self, part: str, autocommit: bool = False):
        """A further connection of the notebook's own, a boto3 client for "store", or "airflow", its warm process.

        Raises WorkbookError.
        """
        _ = self.opened
        if part == "airflow" and self.airflow:
            return self.airflow()
        if part == "store":
            return store.client(self.databases.addresses.store)
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
            client = store.client(where)
            if bucket not in [found["Name"] for found in client.list_buckets()["Buckets"]]:
                client.create_bucket(Bucket=bucket)
        return bucket

    def close(self) -> None:
        """End the sessions and give the databases back."""
        self._end_sessions()
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

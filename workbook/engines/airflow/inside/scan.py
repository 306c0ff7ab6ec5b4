"""Runs in Airflow's environment: imports one DAG file as a scan does, and says what it defines and what it did.

Airflow imports each file of the DAGs folder again and again, only to learn which DAGs there are. So what stands at
the top level of a file is done each time. Python's audit hooks tell what it does there; what is done in C, past
them (drivers of databases), and lookups in Airflow's own store are wrapped.
Source: Python's table of audit events; Airflow's best practices, "Top level Python Code".
"""

import dataclasses
import os
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, SupportsIndex

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CONNECTS, WRITES_A_FILE, STARTS = "opens a connection", "writes a file", "starts a program"
EVENTS = {
    "socket.connect": CONNECTS,
    "socket.getaddrinfo": CONNECTS,
    "socket.gethostbyname": CONNECTS,
    "sqlite3.connect": CONNECTS,
    "subprocess.Popen": STARTS,
    "os.system": STARTS,
    "os.exec": STARTS,
    "os.posix_spawn": STARTS,
    "os.fork": STARTS,
    "os.mkdir": WRITES_A_FILE,
    "os.remove": WRITES_A_FILE,
    "os.rename": WRITES_A_FILE,
    "os.rmdir": WRITES_A_FILE,
    "os.truncate": WRITES_A_FILE,
}


@dataclasses.dataclass
class _Watch:
    """What the file at `path` does while it is imported, line by line; the same thing on the same line once."""

    path: str
    did: list[tuple[int, str]] = dataclasses.field(default_factory=list)
    on: bool = True

    def note(self, what: str) -> None:
        line = self._line()
        if line and (line, what) not in self.did:
            self.did.append((line, what))

    def _line(self) -> int:
        """The line of the file that is at work: 0 if it is none's, or of a module that it imports."""
        frame: FrameType | None = sys._getframe(2)
        while frame:
            if frame.f_code.co_filename.startswith("<frozen importlib"):
                return 0
            if frame.f_code.co_filename == self.path:
                return frame.f_lineno
            frame = frame.f_back
        return 0

    def audit(self, event: str, args: tuple) -> None:
        if not self.on:
            return
        if event == "open":
            _, mode, flags = args
            if (flags or 0) & WRITES or set(mode or "") & set("wax+"):
                self.note(WRITES_A_FILE)
        elif event in EVENTS:
            self.note(EVENTS[event])

    def wrap(self, owner: Any, name: str, what: str) -> None:
        """Let a call of the function `name` of `owner` be noted."""
        function = getattr(owner, name)

        def noted(*args, **kwargs):
            self.note(what.format(*args, **kwargs))
            return function(*args, **kwargs)

        kept: Callable = noted if not isinstance(vars(owner).get(name), staticmethod) else staticmethod(noted)
        setattr(owner, name, kept)

    def sleep(self, seconds: float | SupportsIndex) -> None:
        """In the place of time.sleep: the scan need not wait."""
        self.note(f"sleeps for {seconds:g} s")


def _watch(path: str) -> _Watch:
    import mysql.connector
    import psycopg
    import psycopg2
    from airflow.models.connection import Connection
    from airflow.models.variable import Variable
    from airflow.sdk.execution_time import context

    watch = _Watch(path)
    for owner, name in ((psycopg2, "connect"), (psycopg.Connection, "connect"), (mysql.connector, "connect")):
        watch.wrap(owner, name, CONNECTS)
    watch.wrap(context, "_get_variable", "looks up the Variable {0}")
    watch.wrap(context, "_get_connection", "looks up the Connection {0}")
    watch.wrap(Variable, "get_variable_from_secrets", "looks up the Variable {key}")
    watch.wrap(Connection, "get_connection_from_secrets", "looks up the Connection {conn_id}")
    watch.wrap(threading.Thread, "start", "starts a thread")
    time.sleep = watch.sleep
    sys.dont_write_bytecode = True
    sys.addaudithook(watch.audit)
    return watch


def scan(path: str) -> dict:
    """What a scan of the file at `path` gives, as plain values.

    `dags`: each DAG by its id, as Airflow serializes it, its `tasks` by their ids, each with the `arguments` that
    its operator was given. `error`: the import error as Airflow reports it, "" for none. `did`: [line, what] for
    what was done at the top level. `seconds` of the processor.
    """
    from airflow.dag_processing.dagbag import DagBag

    watch = _watch(path)
    before = time.process_time()
    bag = DagBag(dag_folder=path)
    seconds = time.process_time() - before
    watch.on = False
    return {
        "dags": {dag_id: _dag(dag) for dag_id, dag in sorted(bag.dags.items())},
        "error": "\n".join(bag.import_errors.values()),
        "did": watch.did,
        "seconds": seconds,
    }


def _dag(dag) -> dict:
    from airflow.serialization.serialized_objects import DagSerialization

    found = _plain(DagSerialization.to_dict(dag)["dag"])
    tasks = {task["task_id"]: task for task in found["tasks"]}
    for task in dag.tasks:
        given = getattr(task, "_BaseOperator__init_kwargs", {})
        tasks[task.task_id]["arguments"] = {key: _sendable(value) for key, value in given.items()}
    return {**found, "tasks": tasks}


def _plain(value):
    """A serialized value without the wrapping that tells its type; a timetable keeps its class's name."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "__type" not in value:
        return {key: _plain(each) for key, each in value.items()}
    if "__var" not in value:  # what a DAG waits for, such as several assets
        return {key: _plain(each) for key, each in value.items()}
    plain = _plain(value["__var"])
    kind = value["__type"].rpartition(".")[2]
    return {"type": kind, **plain} if kind.endswith("Timetable") else plain


def _sendable(value):
    """`value` as JSON can carry it: what is no plain value by its text."""
    if isinstance(value, dict):
        return {str(key): _sendable(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_sendable(each) for each in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else repr(value)

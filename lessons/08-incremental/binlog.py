"""What production's binary log holds after some changes, read as a replica reads it.

    changes(statements)     starts a second server, with its log on, and stops it again
    read(login, table)      the log's events, in the form that the exercise apply-log takes

The workbook's own source keeps no log: whoever may read a log sees the changes of every database on its server.
In a class no such server is started either: the events that it would give are returned (log_example.py).
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import closing

import pymysql
from pymysqlreplication import BinLogStreamReader
from pymysqlreplication.row_event import DeleteRowsEvent, RowsEvent, UpdateRowsEvent, WriteRowsEvent

from workbook.databases import loading
from workbook.exercises import load_module, registry
from workbook.notebook.after_pass import IN_A_CLASS
from workbook.servers import throwaway

WITH_A_LOG = (
    "--log-bin=binlog",
    "--server-id=1",
    "--binlog-format=ROW",  # rows, not statements
    "--binlog-row-image=FULL",  # all columns of a row, not the changed ones alone
    "--binlog-row-metadata=FULL",  # the names of the columns too
)
KINDS = {WriteRowsEvent: "insert", UpdateRowsEvent: "update", DeleteRowsEvent: "delete"}
Event = tuple[int, str, dict | None, dict | None]  # position, kind, before, after


def changes(statements: Sequence[str]) -> list[Event]:
    """What the log holds after these statements on a copy of the lesson's production, each committed by itself.

    The second server listens on loopback, and is stopped whatever happens.
    """
    if any(name in os.environ for name in IN_A_CLASS):
        print(
            "In a class no second server is started: these are the events of one that ran the lesson's statements."
        )
        return load_module("08-incremental", "log_example").EVENTS
    with throwaway.source(*WITH_A_LOG, report=lambda text: None) as server:
        login = {"host": server.host, "port": server.port, "user": server.user, "password": server.password}
        with (
            closing(pymysql.connect(**login, local_infile=True, autocommit=True)) as production,
            production.cursor() as cursor,
        ):
            cursor.execute("SET sql_log_bin = 0")  # the copy leaves nothing in the log
            loading.load_source(cursor, "prod", registry.load("08-incremental").notebook)
            cursor.execute("SET sql_log_bin = 1")
            for statement in statements:
                cursor.execute(statement)
        return read(login, "nps")


def read(login: dict, table: str) -> list[Event]:
    """The changes of a table's rows in the log of a server, from the log's beginning to its present end."""
    reader = BinLogStreamReader(
        connection_settings=login,
        server_id=2,  # it connects as a replica, and each replica has a number of its own
        only_tables=[table],
        only_events=list(KINDS),
    )
    with closing(reader):
        return [change for event in reader for change in _by_row(event)]


def _by_row(event: RowsEvent) -> Iterator[Event]:
    """One change for each row of an event. A statement that changes many rows is one event.

    The last row has the position at which the event ends, those before it the numbers before that: so each has a
    position of its own, and they grow.
    """
    end, kind = event.packet.log_pos, KINDS[type(event)]
    for position, row in enumerate(event.rows, start=end - len(event.rows) + 1):
        before = row.get("before_values") or (row["values"] if kind == "delete" else None)
        after = row.get("after_values") or (row["values"] if kind == "insert" else None)
        yield position, kind, _typed(before), _typed(after)


def _typed(row: dict | None) -> dict | None:
    """MySQL's BOOLEAN is a small number; the warehouse's is not."""
    return row and {**row, "deleted": bool(row["deleted"])}

"""A statement's plan: asked of the server by EXPLAIN, run only where that is wanted, and undone.

In: a SQL session and a statement. Out: a `Plan`, a tree of steps, as text and as a picture. Rules about plans,
the magic and lessons call it.
"""

import contextlib
import json
from collections.abc import Iterator

from workbook.databases import sqltext
from workbook.databases.sql_session import Session
from workbook.errors import WorkbookError
from workbook.plans import mysql, postgres
from workbook.plans.tree import Plan

TAKES = {
    "warehouse": {"SELECT", "WITH", "VALUES", "TABLE", "(", "INSERT", "UPDATE", "DELETE", "MERGE", "EXECUTE"},
    "source": {"SELECT", "WITH", "TABLE", "(", "INSERT", "REPLACE", "UPDATE", "DELETE"},
}


def explain(session: Session, text: str, analyze: bool = True) -> Plan:
    """The plan of the one statement in `text`. Raises SqlError, WorkbookError, ServerGone.

    On the warehouse `analyze` runs the statement, inside a transaction that is rolled back, or back to a savepoint
    of the open one: nothing changes but the counters of sequences. On the source nothing ever runs.
    """
    statement = _the_one(text, session.engine)
    if session.engine == "source":
        result = _explained(session, "EXPLAIN FORMAT=TRADITIONAL ", statement, text)
        return Plan("source", mysql.tree(result.columns, result.rows))
    options = "ANALYZE, BUFFERS OFF, SUMMARY OFF, FORMAT JSON" if analyze else "FORMAT JSON"
    if analyze:
        with _undone(session, statement, text):
            result = _explained(session, f"EXPLAIN ({options}) ", statement, text)
    else:
        result = _explained(session, f"EXPLAIN ({options}) ", statement, text)
    found = result.rows[0][0]
    found = json.loads(found) if isinstance(found, str) else found
    root = postgres.tree(found[0]["Plan"])
    changes = any(step.kind in ("Insert", "Update", "Delete", "Merge") for step in root.walk())
    return Plan("warehouse", root, analyze, analyze and changes)


def _the_one(text: str, engine: str) -> sqltext.Statement:
    found = sqltext.split(sqltext.clean(text), engine)
    if len(found) != 1:
        raise WorkbookError(f"A plan is that of one statement, and there {_are(len(found))}.")
    first = found[0].words[0]
    if first in ("EXPLAIN", "ANALYZE", "DESCRIBE", "DESC"):
        raise WorkbookError(f"Leave out {first}: EXPLAIN is put before the statement here.")
    if first not in TAKES[engine]:
        raise WorkbookError(f"A plan is asked for of SELECT, INSERT, UPDATE or DELETE here, not of {first}.")
    return found[0]


def _are(count: int) -> str:
    return "is none" if count == 0 else f"are {count}"


def _explained(session: Session, before: str, statement: sqltext.Statement, text: str):
    # An error is shown at its place in the learner's text, so what is put before it is not counted.
    asked = sqltext.Statement(before + statement.text, statement.start - len(before), ("EXPLAIN",))
    return session.statement(asked, sqltext.clean(text))


@contextlib.contextmanager
def _undone(session: Session, statement: sqltext.Statement, text: str) -> Iterator[None]:
    """Take back what is done inside, and leave an open transaction open."""

    def send(sql: str) -> None:  # an error, as of a transaction that has failed, shows the learner's statement
        session.statement(sqltext.Statement(sql, statement.start, ()), text, watched=False)

    inside = session.in_transaction()
    send("SAVEPOINT workbook_plan" if inside else "BEGIN")
    try:
        yield
    finally:
        if session.is_open:
            send("ROLLBACK TO workbook_plan; RELEASE workbook_plan" if inside else "ROLLBACK")

"""The five programs of the exercise `what-survives`, run on the warehouse, and what each one leaves in `t`."""

import contextlib

import psycopg2

from workbook.checking.context import Context
from workbook.databases.base import Databases
from workbook.errors import described
from workbook.exercises import Fixture, Table

EMPTY = Fixture("t", warehouse=[Table("t", {"n": "INT PRIMARY KEY"})])

PROGRAMS = {
    "closed": """\
conn = connect("warehouse")
cur = conn.cursor()
cur.execute("INSERT INTO t VALUES (1)")
conn.close()
""",
    "with": """\
conn = connect("warehouse")
cur = conn.cursor()
with conn:
    cur.execute("INSERT INTO t VALUES (1)")
cur.execute("INSERT INTO t VALUES (2)")
conn.close()
""",
    "begin": """\
conn = connect("warehouse")
cur = conn.cursor()
cur.execute("INSERT INTO t VALUES (1)")
cur.execute("BEGIN")
cur.execute("INSERT INTO t VALUES (2)")
cur.execute("ROLLBACK")
conn.commit()
conn.close()
""",
    "caught": """\
conn = connect("warehouse")
cur = conn.cursor()
cur.execute("INSERT INTO t VALUES (1), (2)")
try:
    cur.execute("INSERT INTO t VALUES (1)")
except psycopg2.Error as error:
    print(error)
conn.commit()
conn.close()
""",
    "autocommit": """\
conn = connect("warehouse", autocommit=True)
cur = conn.cursor()
cur.execute("INSERT INTO t VALUES (1)")
cur.execute("INSERT INTO t VALUES (2); INSERT INTO t VALUES (3); INSERT INTO t VALUES (1)")
""",
}

REASONS = {
    "closed": "autocommit is off, so the first statement began a transaction. Closing without COMMIT undid it.",
    "with": "`with conn:` commits at its end and leaves the connection open. The second INSERT began a new"
    " transaction, and closing undid that one.",
    "begin": "the first INSERT had already begun a transaction, so BEGIN did nothing but warn. There was one"
    " transaction, and ROLLBACK undid all of it.",
    "caught": "the duplicate key aborted the transaction. The COMMIT of an aborted transaction is a ROLLBACK,"
    " and it raises no error.",
    "autocommit": "the first call was committed at once. The second call's text is one transaction for the"
    " server: its last statement was rejected, so none of its rows stayed.",
}


Results = dict[str, tuple[int, str]]


def experiment(context: Context) -> Results:
    """For each program the rows left in `t`, and the error that ended it."""
    found = {}
    with contextlib.closing(context.claim()) as own:
        for name, text in PROGRAMS.items():
            own.load(EMPTY)
            found[name] = _run(own, text)
    return found


def _run(own: Databases, text: str) -> tuple[int, str]:
    opened = []

    def connect(part: str, autocommit: bool = False):
        opened.append(getattr(own, part)(autocommit=autocommit))
        return opened[-1]

    ended = ""
    try:
        exec(text, {"connect": connect, "psycopg2": psycopg2, "print": lambda *words: None})
    except psycopg2.Error as error:
        ended = described(error)
    for connection in opened:
        connection.close()
    look = own.warehouse()
    with look.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM t")
        (left,) = cursor.fetchone()
    look.close()
    return left, ended


def truth(results: Results) -> dict[str, int]:
    """How many rows each program leaves."""
    return {name: left for name, (left, _) in results.items()}


def evidence(results: Results, name: str, guess: object) -> str:
    """What was left after one program, and why."""
    left, ended = results[name]
    raised = f" after the program ended with {ended}" if ended else ""
    rows = f"{left} row{'' if left == 1 else 's'}"
    return f"Another session counted {rows} in `t`{raised}: {REASONS[name]}"

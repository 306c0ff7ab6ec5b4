"""What an error of a server means for the answer that got it, where the server's own words don't tell.

Words of Redshift's are in `databases/redshift_words.py`; here are words of the other engine, and keys that come
twice. Codes: SQLSTATE of PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html), numbers of
MySQL and MariaDB (https://mariadb.com/docs/server/reference/error-codes).
"""

import re
from collections.abc import Iterable

import psycopg2

from workbook.databases.sql_session import SqlError

KEY_THERE = (
    "Two rows would have the same key: either the table's old row was not deleted before the INSERT, or the new"
    " rows have the key twice."
)
KEY_TWICE = (
    "The new rows have a key twice, so the statement would write one row twice: keep one new row of each key"
    " first."
)
UPSERT = "REPLACE INTO and ON DUPLICATE KEY are MySQL's: PostgreSQL writes INSERT … ON CONFLICT (key) DO UPDATE."
# SQLSTATE, a pattern of the message, what it means.
OF_POSTGRESQL = (
    ("23505", "", KEY_THERE),
    ("21000", "cannot affect row a second time", KEY_TWICE),
    ("42601", 'near "(REPLACE|DUPLICATE)"', UPSERT),
    ("42601", "more expressions than target", "The SELECT gives a column too many: name the columns, without *."),
    ("42601", "requires inference specification", "Name the key: ON CONFLICT (key) DO UPDATE."),
    ("42P07", "", "It was made before, perhaps by an earlier call, and not dropped: drop it when you are done."),
)
PYTHONS = "%s is for execute() in Python: here, write the name with a colon, as the text says."
NO_FUNCTION = "MySQL has no function {0}: it may be PostgreSQL's or Redshift's."
# Number, a pattern of the message, what it means; {0} is the pattern's first group.
OF_MYSQL = (
    ("1064", "near '::", "`::` is PostgreSQL's: MySQL writes CAST(… AS DATE)."),
    ("1064", "near '%s", PYTHONS),
    ("1064", "near 'DAYS", "MySQL's unit has no S: INTERVAL 1 DAY."),
    ("1525", r"value: ':(\w+)'", "':{0}' in quotes is just text: write :{0} without the quotes."),
    ("1305", r"FUNCTION (?:\S+\.)?(\w+) does not exist", NO_FUNCTION),
    ("1370", r"routine '\S+\.(\w+)'", NO_FUNCTION),
)
INTERVAL_IN_QUOTES = "MySQL writes an interval without quotes: INTERVAL 1 DAY."


def of_postgresql(code: str, message: str) -> str:
    """What an error of the warehouse means; "" for most."""
    for known, pattern, says in OF_POSTGRESQL:
        if code == known and re.search(pattern, message, re.IGNORECASE):
            return says
    return ""


def of_driver(error: BaseException) -> str:
    """What an error that psycopg2 raised means; "" for most, and for other errors."""
    if not isinstance(error, psycopg2.Error):
        return ""
    return of_postgresql(error.pgcode or "", error.diag.message_primary or "")


def of_answer(error: SqlError, engine: str, text: str, binds: Iterable[str]) -> str:
    """What an error means in an answer `text` in SQL, in which the exercise fills in `binds`; "" for most."""
    message = str(error)
    if engine == "warehouse":
        return of_postgresql(error.code, message)
    if error.code == "1064" and re.search(r"INTERVAL\s+'", text, re.IGNORECASE):
        return INTERVAL_IN_QUOTES
    if error.code == "1054" and (found := re.search(r"Unknown column '(\w+)'", message)) and found[1] in binds:
        return f"Write :{found[1]}, with a colon: without it, it is the name of a column."
    for number, pattern, says in OF_MYSQL:
        if error.code == number and (found := re.search(pattern, message)):
            return says.format(*found.groups())
    return ""

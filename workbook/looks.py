"""What a second session sees of a table while an answer runs."""

from dataclasses import dataclass

import psycopg2

LOOK_MILLISECONDS = 2  # a second session that has to wait has seen nothing wrong


@dataclass(frozen=True)
class Seen:
    """What a second session saw just before a statement: the table's rows, or None for no such table."""

    before: int  # the statement's number, from 1; one more than the last for after the end
    rows: tuple | None


class HasToWait(Exception):
    """The second session would have had to wait for a lock."""


def look(connection, table: str, wait_milliseconds: float = LOOK_MILLISECONDS) -> tuple | None:
    """The rows of `table` in a fixed order, as the session of `connection` (in autocommit) sees them.

    None for no such table. Raises HasToWait.
    """
    with connection.cursor() as cursor:
        try:
            cursor.execute(
                f"SET lock_timeout = {int(wait_milliseconds)}; SELECT t::text FROM {table} t ORDER BY 1"
            )
            return tuple(row[0] for row in cursor.fetchall())
        except psycopg2.errors.LockNotAvailable:
            raise HasToWait from None
        except psycopg2.errors.UndefinedTable:
            return None

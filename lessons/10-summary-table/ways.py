"""Ways to bring new rows into a table, each tried in a transaction that is rolled back, and what they lose."""

import psycopg2

# {new} is the SELECT.
WAYS = {
    "DROP, then RENAME the new table": "CREATE TABLE fresh AS {new}; DROP TABLE daily_nps;"
    " ALTER TABLE fresh RENAME TO daily_nps",
    "DROP … CASCADE, then RENAME": "CREATE TABLE fresh AS {new}; DROP TABLE daily_nps CASCADE;"
    " ALTER TABLE fresh RENAME TO daily_nps",
    "RENAME both": "CREATE TABLE fresh AS {new}; ALTER TABLE daily_nps RENAME TO old;"
    " ALTER TABLE fresh RENAME TO daily_nps",
    "TRUNCATE and INSERT": "TRUNCATE daily_nps; INSERT INTO daily_nps {new}",
    "DELETE and INSERT": "DELETE FROM daily_nps; INSERT INTO daily_nps {new}",
}
KEPT = ("runs at all", "the grant is there", "the view is there", "the view is up to date")


def tried(conn, new: str) -> dict[str, tuple[bool, ...]]:
    """For each of WAYS, whether each of KEPT is true; `new` is a SELECT that gives a later day than daily_nps has.

    `conn` is a psycopg2 connection with autocommit off. Needs the view `daily_report`, which shows every day,
    and the right of `analysts` to SELECT from daily_nps.
    """
    found = {}
    for way, statements in WAYS.items():
        with conn.cursor() as cursor:
            try:
                cursor.execute(statements.format(new=new))
                found[way] = (True, *_left(cursor))
            except psycopg2.errors.DependentObjectsStillExist:
                found[way] = (False,) * len(KEPT)
        conn.rollback()
    return found


def _left(cursor) -> tuple[bool, bool, bool]:
    cursor.execute("SELECT has_table_privilege('analysts', 'daily_nps', 'SELECT'), to_regclass('daily_report')")
    granted, view = cursor.fetchone()
    if view is None:
        return granted, False, False
    cursor.execute("SELECT (SELECT max(day) FROM daily_report) = (SELECT max(day) FROM daily_nps)")
    return granted, True, cursor.fetchone()[0]

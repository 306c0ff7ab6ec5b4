"""Leaves exactly a fixture's tables in a database."""

import io
from collections.abc import Sequence
from csv import reader
from itertools import islice
from pathlib import Path

import pymysql

from workbook.databases import progress_bar, redshift_copy
from workbook.databases.fixtures import Fixture, Table

# Wiped and made again rather than dropped: about 3 ms instead of the 40 ms of CREATE DATABASE. Every schema that
# the role made goes, so an answer that writes outside `public` leaves nothing either.
WIPE = """
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT quote_ident(nspname) FROM pg_namespace WHERE nspowner = current_user::regrole
  LOOP EXECUTE 'DROP SCHEMA ' || name || ' CASCADE'; END LOOP;
END $$;
CREATE SCHEMA public;
"""
ROOM = "CREATE SCHEMA public"  # where what was there has been put aside


FEW = 200  # rows that travel inside the text of an INSERT; more of them are quicker as a file
# MySQL's and MariaDB's errors where local files are switched off, as they are in MySQL by default.
NO_LOCAL_FILES = {1148, 3948, 4166}
AT_ONCE = 5_000  # rows of one INSERT then


def csv(rows: Sequence[tuple]) -> bytes:
    """Rows as CSV in UTF-8 without a header: NULL is an empty field, text is quoted, so '' is not NULL."""

    def field(value: object) -> str:
        if value is None:
            return ""
        return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else str(value)

    return "".join(",".join(map(field, row)) + "\n" for row in rows).encode()


def load_warehouse(connection: redshift_copy.Connection, fixture: Fixture, first: str = WIPE) -> None:
    """Wipe the connection's database and make the fixture's tables in it, in as few round trips as can be.

    `connection` is in autocommit. Small tables travel inside one text, a large one by COPY from its file. `first`
    is what makes room for them, where not all is to be wiped.
    """
    large = any(callable(table.rows) for table in fixture.tables("warehouse"))
    with connection.cursor() as cursor:
        texts = [first, "SET statement_timeout = 0"] if large else [first]
        for entry in fixture.warehouse:
            if isinstance(entry, str):
                texts.append(entry)
                continue
            texts.append(entry.ddl)
            if callable(entry.rows):
                cursor.execute(";\n".join(texts))
                texts = []
                with (
                    entry.rows().open("rb") as lines,
                    progress_bar.waiting(f"loading {entry.name} into the warehouse"),
                ):
                    cursor.copy_expert(f"COPY {entry.name} FROM STDIN CSV", lines)
            elif len(entry.rows) > FEW:
                cursor.execute(";\n".join(texts))
                texts = []
                cursor.copy_expert(f"COPY {entry.name} FROM STDIN CSV", io.BytesIO(entry.once(csv)))
            elif entry.rows:
                row = "(" + ", ".join(["%s"] * len(entry.columns)) + ")"
                values = b",\n".join(cursor.mogrify(row, values) for values in entry.rows)
                texts.append(f"INSERT INTO {entry.name} VALUES {values.decode()}")
        if large:
            texts.append("RESET statement_timeout")
        if texts:
            cursor.execute(";\n".join(texts))


def load_source(cursor: pymysql.cursors.Cursor, name: str, fixture: Fixture, wipe: bool = True) -> None:
    """Make the database `name` anew on the source, with the fixture's tables; nothing is committed.

    Without `wipe` the database is there, and other tables in it stay.
    """
    if wipe:
        cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")
        cursor.execute(f"CREATE DATABASE `{name}`")
    cursor.execute(f"USE `{name}`")
    for entry in fixture.source:
        cursor.execute(entry.ddl if isinstance(entry, Table) else entry)
        if isinstance(entry, Table):
            _fill_source(cursor, entry)


def _fill_source(cursor: pymysql.cursors.Cursor, table: Table) -> None:
    if callable(table.rows):
        file = table.rows()
        path = str(file).replace("\\", "/").replace("'", "''")
        with progress_bar.waiting(f"loading {table.name} into the source"):
            try:
                cursor.execute(
                    f"LOAD DATA LOCAL INFILE '{path}' INTO TABLE {table.name} CHARACTER SET utf8mb4"
                    " FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\"'"
                )
            except pymysql.err.MySQLError as error:
                if error.args[0] not in NO_LOCAL_FILES:
                    raise
                _insert(cursor, table, file)
    elif table.rows:
        marks = ", ".join(["%s"] * len(table.columns))
        cursor.executemany(f"INSERT INTO {table.name} VALUES ({marks})", table.rows)


def _insert(cursor: pymysql.cursors.Cursor, table: Table, file: Path) -> None:
    """Fill a table from a CSV file without the server's help: several times slower than LOAD DATA."""
    marks = ", ".join(["%s"] * len(table.columns))
    with file.open(encoding="utf-8", newline="") as lines:
        rows = reader(lines)
        while some := list(islice(rows, AT_ONCE)):
            cursor.executemany(f"INSERT INTO {table.name} VALUES ({marks})", some)

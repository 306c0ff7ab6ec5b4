"""Larger tables, for whoever wants to see a lesson's work at scale: any number of survey answers."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from workbook import paths
from workbook.databases.fixtures import Fixture, Table
from workbook.datasets import nps_and_weather
from workbook.errors import WorkbookError

MOST_ROWS = 2**31 - 1  # `id` is an INT
# Bytes a row, measured with 10 million: the file, and a table with its indexes and what the server logs of it.
IN_FILE = 60
IN_SERVER = {"warehouse": 200, "source": 150}


def row_count(given: object) -> int:
    """How many rows are asked for: an int, or its text. Raises WorkbookError for what is none."""
    try:
        rows = int(given) if isinstance(given, str) else given
    except ValueError:
        rows = None
    if isinstance(rows, int) and not isinstance(rows, bool) and 1 <= rows <= MOST_ROWS:
        return rows
    raise WorkbookError(
        f"The number of rows is a whole number from 1 to {MOST_ROWS:,}, as 10_000_000; {given!r} is not."
    )


def write(given: object) -> Path:
    """The CSV file of `data.nps_modified(rows)` in this clone's home. Raises WorkbookError, early if it can."""
    rows = row_count(given)
    _see_that_it_fits(rows, IN_FILE + sum(IN_SERVER.values()))
    return nps_and_weather.nps_modified_file(rows)


def tables(fixture: Fixture, given: object) -> Fixture:
    """The fixture with so many rows in each of its tables whose file can be made of any length.

    Raises WorkbookError where there is no such table, or no room for it.
    """
    rows = row_count(given)
    growing = {engine: [t for t in fixture.tables(engine) if t.takes_rows] for engine in IN_SERVER}
    if not any(growing.values()):
        raise WorkbookError("This lesson has no table that could be made larger: open it without rows=.")
    _see_that_it_fits(rows, IN_FILE + sum(IN_SERVER[engine] * len(found) for engine, found in growing.items()))

    def longer(entry: Table | str) -> Table | str:
        if not isinstance(entry, Table) or not entry.takes_rows:
            return entry
        assert callable(entry.rows)
        file_of: Callable[..., Path] = entry.rows
        return replace(entry, rows=partial(file_of, rows=rows))

    return replace(
        fixture,
        warehouse=[longer(entry) for entry in fixture.warehouse],
        source=[longer(entry) for entry in fixture.source],
    )


def _see_that_it_fits(rows: int, bytes_a_row: int) -> None:
    """Raises WorkbookError where the disk has no room: a server that fills it takes the others along."""
    home = paths.home()
    existing = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    if rows * bytes_a_row > free:
        raise WorkbookError(
            f"{rows:,} rows need about {_gb(rows * bytes_a_row)} (a CSV file, and the tables of the servers), and"
            f" {_gb(free)} is free at {existing}: ask for fewer, or name another folder with WORKBOOK_HOME."
        )


def _gb(size: int) -> str:
    return f"{size / 1e9:,.1f} GB"

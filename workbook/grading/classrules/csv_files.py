"""CSV files that teachers write: by hand, in a spreadsheet, or as an LMS exports them."""

import csv
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbook import paths
from workbook.errors import WorkbookError


@dataclass(frozen=True)
class Line:
    """One line: its number in the file, and its cells, stripped, by the columns' names as the file spells them."""

    where: str
    cells: dict[str, str]

    def at(self, column: str) -> str:
        """The cell in a column; "" where there is none, or no such column."""
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Table:
    """A file's columns, as it spells them, and its lines but the empty ones."""

    path: Path
    columns: list[str]
    lines: list[Line]

    def column(self, *names: str) -> str:
        """The first of these columns that the file has, as it spells it; "" for none. Case makes no difference."""
        known = {plain(column): column for column in reversed(self.columns)}
        return next((known[plain(name)] for name in names if plain(name) in known), "")

    def require(self, *names: str) -> list[str]:
        """These columns. Raises WorkbookError for one that is not there."""
        missing = [name for name in names if not self.column(name)]
        if missing:
            raise WorkbookError(
                f"{self.path} has no column {missing[0]!r} in its first line: it has"
                f" {', '.join(map(repr, self.columns)) or 'none'}."
            )
        return [self.column(name) for name in names]


def plain(name: str) -> str:
    """What makes two names the same: one letter may be written in two ways, and in capitals."""
    return unicodedata.normalize("NFC", name.strip()).casefold()


def read(path: Path) -> Table:
    """A CSV file, separated by commas, semicolons or tabs; UTF-8. Raises WorkbookError."""
    text = paths.text_of(path)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator)
    try:
        columns = [cell.strip() for cell in next(reader, [])]
        lines = [
            Line(f"{path}, line {reader.line_num}", _cells(columns, cells))
            for cells in reader
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error as error:
        raise WorkbookError(f"{path}, line {reader.line_num}: it is no CSV ({error}).") from None
    return Table(path, [column for column in columns if column], lines)


def _cells(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {column: cell.strip() for column, cell in zip(columns, cells, strict=False)}

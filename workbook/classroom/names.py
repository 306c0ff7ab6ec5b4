"""The names of a class: read from a CSV file, and what each is called on the servers."""

import csv
import hashlib
import re
import unicodedata
from pathlib import Path

from workbook import paths
from workbook.errors import WorkbookError

COLUMN = "name"
LONGEST = 64
SLUG = 14  # a MySQL user has 32 characters: learner_ + slug + _ + 6 + _r is at most 31


def read(file: Path) -> list[str]:
    """The names in the column `name` of a CSV file, in its order; other columns are not looked at.

    Raises WorkbookError, naming the line, for a name that is empty, too long, doubled or no name.
    """
    text = paths.text_of(file)
    lines = csv.reader(text.splitlines())
    header = [cell.strip().casefold() for cell in next(lines, [])]
    if header.count(COLUMN) != 1:
        raise WorkbookError(f"{file} must have one column {COLUMN!r} in its first line: it has {header}.")
    at, found = header.index(COLUMN), []
    first: dict[str, int] = {}  # the line of each, by its key
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        name = _clean(cells[at] if at < len(cells) else "", f"{file}, line {lines.line_num}")
        if key(name) in first:
            raise WorkbookError(
                f"{file}, line {lines.line_num}: {name!r} stands in line {first[key(name)]} already"
                " (capitals make no difference): give each learner a name of their own."
            )
        first[key(name)] = lines.line_num
        found.append(name)
    if not found:
        raise WorkbookError(f"{file} holds no names below its first line.")
    return found


def _clean(cell: str, where: str) -> str:
    name = unicodedata.normalize("NFC", cell.strip())
    if not name:
        raise WorkbookError(f"{where}: the name is empty.")
    if len(name) > LONGEST:
        raise WorkbookError(f"{where}: {name[:20]}… has {len(name)} characters; a name may have {LONGEST}.")
    # A name is a folder's name too, in nbgrader's exchange.
    if name.startswith(".") or not all(c.isalnum() or c in " ._-@'" or unicodedata.combining(c) for c in name):
        raise WorkbookError(
            f"{where}: {name!r} can't be a name: it takes letters, digits, spaces and . _ - @ ', and no dot first."
        )
    return name


def key(name: str) -> str:
    """What makes two names the same: JupyterHub writes them small, and one letter may be written in two ways."""
    return unicodedata.normalize("NFC", name.strip()).casefold()


def role(name: str) -> str:
    """The name's role on both servers: of small letters, digits and _, the same each time."""
    small = re.sub("[^a-z0-9]+", "_", unicodedata.normalize("NFKD", key(name)).encode("ascii", "ignore").decode())
    parts = ("learner", small.strip("_")[:SLUG].strip("_"), hashlib.sha256(key(name).encode()).hexdigest()[:6])
    return "_".join(filter(None, parts))

"""Reads a notebook's file, into which anybody may have written anything.

In: bytes. Out: the code cells as text, and sentences on what is odd. What a cell means is for cell_magics to say,
and which cells answer an exercise for answers.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

MOST_CELLS = 2_000
CONFLICT = re.compile(r"^(<<<<<<<|>>>>>>>)", re.MULTILINE)


class Unreadable(Exception):
    """A file that holds no notebook; the text says why, in one sentence."""


@dataclass(frozen=True)
class Cell:
    """A code cell. `number` counts the notebook's cells of all kinds from 1; `grade_id` is nbgrader's name."""

    number: int
    source: str
    grade_id: str = ""


@dataclass(frozen=True)
class Notebook:
    """The code cells of a notebook, and what is odd about it, in sentences."""

    cells: Sequence[Cell]
    remarks: Sequence[str] = ()


def read(data: bytes) -> Notebook:
    """The notebook that a file's bytes hold. Raises Unreadable."""
    content, remarks = _content(data), []
    version = content.get("nbformat")
    if version in (1, 2, 3):
        content = _converted(content)
        remarks.append(f"The notebook is of the old version {version}, and was converted.")
    elif version != 4:
        remarks.append(f"The notebook says that it is of version {version!s:.20}; it was read as version 4.")
    cells = content.get("cells")
    if not isinstance(cells, list):
        raise Unreadable("it has no list of cells, so it is no notebook.")
    if len(cells) > MOST_CELLS:
        raise Unreadable(f"it has {len(cells):,} cells, and at most {MOST_CELLS:,} are read.")
    read_ones = [(number, _cell(number, cell)) for number, cell in enumerate(cells, 1)]
    if broken := [str(number) for number, cell in read_ones if cell is None]:
        remarks.append(f"No cells of a notebook, and left out: {', '.join(broken[:10])}.")
    code = [cell for _, cell in read_ones if isinstance(cell, Cell)]
    for cell in code:
        if CONFLICT.search(cell.source):
            remarks.append(f"Cell {cell.number} holds merge-conflict markers (<<<<<<<).")
    return Notebook(code, remarks)


def _content(data: bytes) -> dict:
    if not data.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise Unreadable("the file is empty.")
    try:
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError as error:
        raise Unreadable(f"the file is no text in UTF-8 (byte {error.start}).") from None
    try:
        content = json.loads(text)
    except RecursionError:
        raise Unreadable("it is nested too deeply for a notebook.") from None
    except ValueError as error:
        if marker := CONFLICT.search(text):
            line = text.count("\n", 0, marker.start()) + 1
            says = f"line {line} of the file is a merge-conflict marker ({marker[1]}): the merge was not ended."
            raise Unreadable(says) from None
        where = f" (line {error.lineno}: {error.msg})" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(f"the file is no notebook, since it is not JSON{where}.") from None
    if not isinstance(content, dict):
        raise Unreadable("the file is JSON, but no notebook.")
    return content


def _converted(content: dict) -> dict:
    import nbformat  # a third of a second, for what is rare

    try:
        return nbformat.convert(nbformat.from_dict(content), 4)
    except Exception as error:  # whatever a notebook that is none makes the converter stumble over
        kind = type(error).__name__
        raise Unreadable(f"it says that it is of an old version, and can't be converted ({kind}).") from None


def _cell(number: int, cell: object) -> Cell | str | None:
    """A code cell; "" for another kind of cell; None for what is no cell."""
    if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
        return None
    if cell["cell_type"] != "code":
        return ""
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return None
    # JSON can write half of a character, which no file and no server takes.
    source = source.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    given = cell.get("metadata")
    given = given.get("nbgrader") if isinstance(given, dict) else None
    grade_id = given.get("grade_id") if isinstance(given, dict) else None
    return Cell(number, source, grade_id if isinstance(grade_id, str) else "")

"""Reads a notebook's file, into which anybody may have written anything.

In: bytes. Out: the code cells as text, and sentences on what is odd. What a cell means is for cell_magics to say,
and which cells answer an exercise for answers.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbook.notebook.cell_magics import MOST_WORK, work

MOST_CELLS = 2_000
MOST_CHARACTERS = 200_000  # of a cell
CONFLICT = re.compile(r"^(<<<<<<<|>>>>>>>)", re.MULTILINE)


class Unreadable(Exception):
    """A file that holds no notebook; the text says why, in one sentence."""


@dataclass(frozen=True)
class Cell:
    """A code cell. `number` counts the notebook's cells of all kinds from 1; `grade_id` is nbgrader's name.

    `ran` is Jupyter's number of its last run, which tells what ran before what; 0 where the file has none.
    `raises` tells that it is meant to raise, or did when it last ran.
    """

    number: int
    source: str
    grade_id: str = ""
    ran: int = 0
    raises: bool = False


@dataclass(frozen=True)
class Notebook:
    """The code cells of a notebook, and what is odd about it, in sentences; the files beside it, by name."""

    cells: Sequence[Cell]
    remarks: Sequence[str] = ()
    files: Mapping[str, Path] = field(default_factory=dict)


def read(data: bytes) -> Notebook:
    """The notebook that a file's bytes hold. Raises Unreadable."""
    content, remarks = _content(data), []
    version = content.get("nbformat")
    _count(content)
    if version in (1, 2, 3):
        content = _converted(content)
        remarks.append(f"The notebook is of the old version {version}, and was converted.")
    elif version != 4:
        said = f"is of version {version}" if type(version) is int else "has no version that is a number"
        remarks.append(f"The notebook {said:.60}; it was read as version 4.")
    cells = content.get("cells")
    if not isinstance(cells, list):
        raise Unreadable("it has no list of cells, so it is no notebook.")
    read_ones = [(number, _cell(number, cell)) for number, cell in enumerate(cells, 1)]
    if broken := [str(number) for number, cell in read_ones if cell is None]:
        remarks.append(f"No cells of a notebook, and left out: {', '.join(broken[:10])}.")
    code, long = _readable([cell for _, cell in read_ones if isinstance(cell, Cell)])
    if long:
        remarks.append(f"Too long to be read, and left out: cells {', '.join(long[:10])}.")
    if torn := [str(cell.number) for cell in code if CONFLICT.search(cell.source)]:
        remarks.append(f"These cells hold merge-conflict markers (<<<<<<<): {', '.join(torn[:10])}.")
    return Notebook(code, remarks)


def _readable(cells: Sequence[Cell]) -> tuple[list[Cell], list[str]]:
    """The cells that can be read in a few seconds, and the numbers of the others."""
    code, long, left = [], [], MOST_WORK
    for cell in cells:
        needs = work(cell.source) if len(cell.source) <= MOST_CHARACTERS else MOST_WORK
        if needs < left:
            code.append(cell)
            left -= needs
        else:
            long.append(str(cell.number))
    return code, long


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


def _count(content: dict) -> None:
    """Raises Unreadable for more cells than are read; old notebooks have them in sheets."""
    sheets = content.get("worksheets")
    of = [content, *(sheets if isinstance(sheets, list) else ())]
    lists = [each.get("cells") for each in of if isinstance(each, dict)]
    count = sum(len(cells) for cells in lists if isinstance(cells, list))
    if count > MOST_CELLS:
        raise Unreadable(f"it has {count:,} cells, and at most {MOST_CELLS:,} are read.")


def _converted(content: dict) -> dict:
    import nbformat  # a third of a second, for what is rare

    try:
        # As a text, since the converter of version 3 wants a heading's lines joined, as only a reader does.
        return nbformat.convert(nbformat.reader.reads(json.dumps(content)), 4)
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
    metadata = _dict(cell.get("metadata"))
    grade_id = _dict(metadata.get("nbgrader")).get("grade_id")
    ran = cell.get("execution_count")
    return Cell(
        number,
        source,
        grade_id if isinstance(grade_id, str) else "",
        ran if type(ran) is int and ran > 0 else 0,
        "raises-exception" in _list(metadata.get("tags"))
        or any(_dict(output).get("output_type") == "error" for output in _list(cell.get("outputs"))),
    )


def _dict(value: object) -> dict:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list:
    return value if isinstance(value, list) else []

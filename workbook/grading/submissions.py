"""Finds submissions, and reads notebooks into which anybody may have written anything.

    submitted/STUDENT/LESSON/*.ipynb      as nbgrader's exchange lays them

Answers are found by what they are, not by a cell's metadata alone, so a locked cell that is gone, moved or edited
destroys nothing. The text of locked cells means nothing: our own checks are run.

Kinder than nbgrader 0.9.6 on purpose. It gives no point for an exercise whose check is deleted or stands before
the answer, and none for a whole notebook whose cells lost their metadata or were put in another order, in which
a cell of its own stands twice, the first cell is deleted, or a cell ends the kernel, or whose file has another
name, a byte order mark or a newer version. Here each of these costs nothing.
"""

import json
import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workbook import paths
from workbook.errors import WorkbookError
from workbook.sqlcell import read_line

LARGEST = 20_000_000  # bytes of a notebook; one that was not filled with data has under 1 % of it
MOST_CELLS = 2_000
NAME_BYTES = 200  # of a student's name, which becomes a file's
CONFLICT = re.compile(r"^(<<<<<<<|>>>>>>>)", re.MULTILINE)
UNOPENED = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # no link, and no wait for a pipe


class Unreadable(Exception):
    """A submission that holds no notebook; the text says why, in one sentence."""


@dataclass(frozen=True)
class Submission:
    """A student's folder for one lesson."""

    student: str
    lesson: str
    folder: Path


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


def find(submitted: Path, lessons: Sequence[str]) -> tuple[list[Submission], list[str]]:
    """All submissions to `lessons`, by student and lesson, and a sentence for each folder that was left out.

    Raises WorkbookError if there is no such folder, or no submission in it.
    """
    if not submitted.is_dir():
        raise WorkbookError(f"There is no folder {submitted}: it should hold STUDENT/LESSON/NOTEBOOK.ipynb.")
    found, left_out = [], []
    for student in _folders(submitted):
        if wrong := _wrong_name(student.name):
            left_out.append(f"{student!s:.200}: left out, since {wrong}.".encode("utf-8", "replace").decode())
            continue
        for folder in _folders(student):
            if folder.is_symlink():
                left_out.append(f"{folder}: left out, since it is a link; copy the student's files there.")
            elif folder.name in lessons:
                found.append(Submission(student.name, folder.name, folder))
            else:
                left_out.append(f"{folder}: left out, since no lesson has this name.")
    if not found:
        says = f" {left_out[0]}" if left_out else ""
        raise WorkbookError(
            f"{submitted} holds no submission: it should hold STUDENT/LESSON/NOTEBOOK.ipynb, and the lessons are"
            f" {', '.join(lessons)}.{says}"
        )
    return found, left_out


def _folders(folder: Path) -> list[Path]:
    return sorted(each for each in folder.iterdir() if each.is_dir() and not each.name.startswith("."))


def _wrong_name(name: str) -> str:
    """Why a folder's name can't be a student's; "" if it can."""
    if not name.isprintable():
        return "its name holds characters that can't be printed"
    return "its name is too long" if len(name.encode()) > NAME_BYTES else ""


def fetch(submission: Submission) -> tuple[bytes, list[str]]:
    """The bytes of the submission's notebook, and remarks about its files. Raises Unreadable."""
    wanted = f"{submission.lesson.partition('-')[2]}.ipynb"
    names = sorted(each.name for each in submission.folder.glob("*.ipynb") if not each.name.startswith("."))
    if not names:
        raise Unreadable("the folder holds no notebook (.ipynb).")
    if wanted not in names and len(names) > 1:
        raise Unreadable(f"the folder holds {len(names)} notebooks, and none is named {wanted}.")
    name = wanted if wanted in names else names[0]
    others = [each for each in names if each != name]
    remarks = [f"The notebook should be named {wanted}, not {name}."] if name != wanted else []
    if others:
        remarks.append(f"Only {wanted} was graded, not {', '.join(others)}.")
    return _bytes(submission.folder / name), remarks


def _bytes(path: Path) -> bytes:
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | UNOPENED), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable(f"{path.name} is no plain file.")
            if status.st_size > LARGEST:
                size, most = status.st_size / 1e6, LARGEST / 1e6
                raise Unreadable(f"{path.name} has {size:,.0f} MB, and at most {most:.0f} MB are read.")
            return file.read(LARGEST)
    except OSError as error:
        reason = "it is a link" if path.is_symlink() else str(error.strerror).lower()
        raise Unreadable(f"{path.name} can't be read: {reason}.") from None


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


# --- answers


def sql_answer(notebook: Notebook, exercise: str, engine: str) -> str | None:
    """The SQL text of the last cell that answers an exercise before its check; None if there is none.

    Of a notebook in which no answer stands before the check, or no check, it is the last cell that answers it.
    """
    found = [
        (at, text) for at, cell in enumerate(notebook.cells) if (text := _sql(cell, exercise, engine)) is not None
    ]
    end = _check_at(notebook, exercise)
    return next((text for at, text in reversed(found) if at < end), found[-1][1] if found else None)


def _sql(cell: Cell, exercise: str, engine: str) -> str | None:
    first, _, rest = cell.source.lstrip("\r\n").partition("\n")
    if not first.startswith("%%sql") or first[5:6].strip():
        return None
    try:
        asked = read_line(first[5:])
    except WorkbookError:  # in a notebook such a cell is an error, and answers nothing
        return None
    return rest if asked.answer == exercise and asked.engine in (None, engine) else None


def dag_answer(notebook: Notebook, exercise: str) -> str | None:
    """The last cell that answers an exercise with a DAG file, its first line included; None if there is none."""
    begins = re.compile(rf"\s*%%dag\b[^\n]*\s--answer[ =]{re.escape(exercise)}(?=\s|$)")
    found = [cell.source for cell in notebook.cells if begins.match(cell.source)]
    return found[-1] if found else None


def python_cells(notebook: Notebook, exercise: str, name: str) -> list[Cell]:
    """The Python cells that run before an exercise's check, in order; empty if none has `name` in it.

    Of a notebook whose check is gone, or comes too early, those up to the cell that was handed out for the answer;
    else all.
    """
    end = _check_at(notebook, exercise)
    own = [at for at, cell in enumerate(notebook.cells) if cell.grade_id == exercise]
    if own and (end == len(notebook.cells) or own[0] >= end):
        end = own[-1] + 1
    if not any(name in cell.source for cell in notebook.cells[:end]):
        end = len(notebook.cells)
    cells = [cell for cell in notebook.cells[:end] if not cell.source.lstrip().startswith("%%sql")]
    return cells if any(name in cell.source for cell in cells) else []


def shown(cells: Sequence[Cell], exercise: str, name: str) -> str:
    """The text of the cell that answers an exercise in Python."""
    own = [cell.source for cell in cells if cell.grade_id == exercise and name in cell.source]
    made = re.compile(rf"^\s*(async\s+)?(def\s+{name}\b|{name}\s*(:.*)?=)", re.MULTILINE)
    return (
        own or [c.source for c in cells if made.search(c.source)] or [c.source for c in cells if name in c.source]
    )[-1]


def _check_at(notebook: Notebook, exercise: str) -> int:
    """Where an exercise's check stands among the code cells; behind all of them if it is gone."""
    by_id = [at for at, cell in enumerate(notebook.cells) if cell.grade_id == f"check-{exercise}"]
    call = re.compile(rf"""^check\(\s*["']{re.escape(exercise)}["']\s*\)""", re.MULTILINE)
    found = by_id or [at for at, cell in enumerate(notebook.cells) if call.search(cell.source)]
    return found[-1] if found else len(notebook.cells)


@cache
def handed_out(lesson: str) -> dict[str, str]:
    """The text of each cell of a lesson's exercises as they are handed out, by its grade_id."""
    path = paths.EXERCISES / lesson / f"{lesson.partition('-')[2]}.ipynb"
    return {cell.grade_id: cell.source for cell in read(path.read_bytes()).cells}

"""Finds submissions and the notebook in each.

    submitted/STUDENT/LESSON/*.ipynb      as nbgrader's exchange lays them

Kinder than nbgrader 0.9.6 on purpose. It gives no point for an exercise whose check is deleted or stands before
the answer, and none for a whole notebook whose cells lost their metadata or were put in another order, in which
a cell of its own stands twice, the first cell is deleted, or a cell ends the kernel, or whose file has another
name, a byte order mark or a newer version. Here each of these costs nothing.
"""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workbook import paths
from workbook.errors import WorkbookError
from workbook.notebook.reader import Unreadable, read

LARGEST = 20_000_000  # bytes of a notebook; one that was not filled with data has under 1 % of it
NAME_BYTES = 200  # of a student's name, which becomes a file's
UNOPENED = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # no link, and no wait for a pipe


@dataclass(frozen=True)
class Submission:
    """A student's folder for one lesson."""

    student: str
    lesson: str
    folder: Path


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


@cache
def handed_out(lesson: str) -> dict[str, str]:
    """The text of each cell of a lesson's exercises as they are handed out, by its grade_id."""
    path = paths.EXERCISES / lesson / f"{lesson.partition('-')[2]}.ipynb"
    return {cell.grade_id: cell.source for cell in read(path.read_bytes()).cells}

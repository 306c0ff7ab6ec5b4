"""Finds submissions and the notebook in each.

    submitted/STUDENT/LESSON/*.ipynb      as nbgrader's exchange lays them

Kinder than nbgrader 0.9.6 on purpose. It gives no point for an exercise whose check is deleted or stands before
the answer, and none for a whole notebook whose cells lost their metadata or were put in another order, in which
a cell of its own stands twice, the first cell is deleted, or a cell ends the kernel, or whose file has another
name, a byte order mark or a newer version. Here each of these costs nothing.
"""

import datetime as dt
import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from workbook import paths
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.exercises.kinds import FileExercise, SqlExercise, name_of_answer
from workbook.grading import notebook_choice, safe_text
from workbook.grading.classrules import deadlines
from workbook.notebook import answers, learner_copies
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
    found: list[Submission] = []
    left_out: list[str] = []
    for student in _folders(submitted, left_out):
        if wrong := _wrong_name(student.name):
            left_out.append(f"{safe_text.inline(student.name, 200)}: left out, since {wrong}.")
            continue
        for folder in _folders(student, left_out):
            if folder.name in lessons:
                found.append(Submission(student.name, folder.name, folder))
            else:
                left_out.append(f"{_shown(folder)}: left out, since no lesson has this name.")
    if not found:
        says = f" {left_out[0]}" if left_out else ""
        raise WorkbookError(
            f"{submitted} holds no submission: it should hold STUDENT/LESSON/NOTEBOOK.ipynb, and the lessons are"
            f" {', '.join(lessons)}.{says}"
        )
    return found, left_out


def _folders(folder: Path, left_out: list[str]) -> list[Path]:
    """The folders in a folder, by name; those that can't be looked at, and links, get a sentence."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda each: each.name)
    except OSError as error:
        left_out.append(f"{_shown(folder)}: left out, since it can't be read: {str(error.strerror).lower()}.")
        return []
    found = [each for each in found if not each.name.startswith(".")]
    for each in found:
        if each.is_symlink():
            left_out.append(f"{_shown(Path(each))}: left out, since it is a link; copy the student's files there.")
    return [Path(each) for each in found if each.is_dir(follow_symlinks=False)]


def _shown(path: Path) -> str:
    return safe_text.inline(path)


def _wrong_name(name: str) -> str:
    """Why a folder's name can't be a student's; "" if it can."""
    if any("\udc80" <= letter <= "\udcff" for letter in name):
        return "its name is no text in UTF-8: rename it"
    if safe_text.inline(name) != name:
        return "its name holds characters that can't be printed: rename it"
    return "its name is too long: rename it" if len(name.encode()) > NAME_BYTES else ""


@dataclass(frozen=True)
class Fetched:
    """A submission's notebook: its bytes, the files beside it, and remarks for the student.

    `choice` says which file was taken where that was not plain; "" otherwise.
    """

    data: bytes
    remarks: Sequence[str] = ()
    files: Mapping[str, Path] = field(default_factory=dict)
    choice: str = ""


def lesson_names(lesson: str) -> tuple[str, str]:
    """How a lesson's exercises are called without the suffix: in my/, and where nbgrader hands them out."""
    return learner_copies.exercises_name(lesson).removesuffix(".ipynb"), lesson.partition("-")[2]


def fetch(submission: Submission) -> Fetched:
    """The submission's notebook. Raises Unreadable."""
    names, folder = lesson_names(submission.lesson), submission.folder
    try:
        found = notebook_choice.notebooks(folder)
        if not found:
            raise Unreadable("the folder holds no notebook (.ipynb).")
        taken, counts = notebook_choice.best(found, names, lambda path: _answered(path, submission.lesson))
        files, remarks = notebook_choice.beside(taken)
    except OSError as error:
        raise Unreadable(f"the folder can't be read: {str(error.strerror).lower()}.") from None
    says = _choice(taken, counts, folder, names)
    return Fetched(_bytes(taken), safe_text.cleaned([*says, *remarks]), files, " ".join(says))


def _choice(taken: Path, counts: Mapping[Path, int], folder: Path, names: Sequence[str]) -> list[str]:
    """Which notebook was taken, in sentences, where that is not plain."""

    def named(path: Path) -> str:
        return safe_text.inline(path.relative_to(folder).as_posix(), 80)

    name, others = named(taken), {named(path): n for path, n in counts.items() if path != taken}
    good = name.removesuffix(".ipynb") in names
    says = [] if good else [f"The notebook should be named {names[0]}.ipynb, not {name}."]
    if others:
        says.append(f"Only {name} was graded, not {', '.join(others)}.")
        if counts[taken] > max(others.values()):
            rest = ", ".join(f"{other} {n}" for other, n in others.items())
            says.append(f"It holds {counts[taken]} answers, {rest}.")
    return says


def _answered(path: Path, lesson: str) -> int:
    """How many of a lesson's exercises a notebook answers; 0 of one that can't be read."""
    try:
        notebook = read(_bytes(path))
    except Unreadable:
        return 0
    count = 0
    for exercise in registry.load(lesson).exercises.values():
        stub = handed_out(lesson).get(exercise.id, "")
        if isinstance(exercise, SqlExercise | FileExercise):
            stub = stub.partition("\n")[2]
        if isinstance(exercise, SqlExercise):
            text = answers.sql_answer(notebook, exercise.id, exercise.engine)
        elif isinstance(exercise, FileExercise):
            text = answers.file_answer(notebook, exercise.kind, exercise.id)
        else:
            name = name_of_answer(exercise)
            cells = answers.python_cells(notebook, exercise.id, name)
            text = answers.shown(cells, exercise.id, name) if cells else None
        count += text is not None and text.split() not in ([], stub.split())
    return count


def _bytes(path: Path) -> bytes:
    shown = safe_text.inline(path.name, 80)
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | UNOPENED), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable(f"{shown} is no plain file.")
            if status.st_size > LARGEST:
                size, most = status.st_size / 1e6, LARGEST / 1e6
                raise Unreadable(f"{shown} has {size:,.0f} MB, and at most {most:.0f} MB are read.")
            return file.read(LARGEST)
    except OSError as error:
        reason = "it is a link" if _is_link(path) else str(error.strerror).lower()
        raise Unreadable(f"{shown} can't be read: {reason}.") from None


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except OSError:  # in a folder that is closed to this user
        return False


def handed_in(submission: Submission) -> str:
    """When it was handed in, as timestamp.txt of nbgrader says: in UTC, as ISO 8601; "" where nobody can tell."""
    try:
        text = _bytes(submission.folder / "timestamp.txt").decode("utf-8").strip()
        return deadlines.moment(text, "UTC").astimezone(dt.UTC).isoformat()
    except (Unreadable, ValueError, OverflowError):  # classrules.marks says how many there are
        return ""


@cache
def handed_out(lesson: str) -> dict[str, str]:
    """The text of each cell of a lesson's exercises as they are handed out, by its grade_id."""
    path = paths.EXERCISES / lesson / f"{lesson.partition('-')[2]}.ipynb"
    return {cell.grade_id: cell.source for cell in read(path.read_bytes()).cells}

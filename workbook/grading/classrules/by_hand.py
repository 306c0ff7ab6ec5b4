"""A teacher's word: points and comments given by hand, in a CSV file or in nbgrader's formgrader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.grading.classrules import csv_files

_find = cache(registry.find)


@dataclass(frozen=True)
class Word:
    """What a teacher gave for one answer: points, or None, which leaves them as they are; and a comment."""

    points: float | None
    comment: str


Words = Mapping[tuple[str, str], Word]  # student, by csv_files.plain, and exercise; a lesson's name for the whole


def read(path: Path) -> tuple[Words, dict[tuple[str, str], str]]:
    """The words in a CSV file with columns student, exercise, and points or comment; and the line of each.

    In the place of an exercise a lesson ("04-keeping-the-latest") may stand: then the comment is on all of it.
    Raises WorkbookError for an exercise or points that can't be, and for an answer that stands twice.
    """
    table = csv_files.read(path)
    of_student, of_exercise = table.require("student", "exercise")
    of_points, of_comment = table.column("points"), table.column("comment")
    if not (of_points or of_comment):
        table.require("points")
    found: dict[tuple[str, str], Word] = {}
    lines: dict[tuple[str, str], str] = {}
    for line in table.lines:
        student, exercise = line.at(of_student), line.at(of_exercise)
        if not student:
            raise WorkbookError(f"{line.where}: it names no student.")
        key = csv_files.plain(student), exercise
        if key in found:
            raise WorkbookError(f"{line.where}: {exercise} of {student} stands above already.")
        found[key] = Word(_points(line, line.at(of_points), exercise), line.at(of_comment))
        lines[key] = line.where
    return found, lines


def _points(line: csv_files.Line, text: str, exercise: str) -> float | None:
    """The points in a cell; None for an empty one."""
    if exercise in registry.names():
        if text:
            raise WorkbookError(f"{line.where}: points are given for an exercise, not for the lesson {exercise}.")
        return None
    try:
        _, known = _find(exercise)
    except WorkbookError as error:
        raise WorkbookError(f"{line.where}: {error}") from None
    if not text:
        return None
    try:
        points = float(text.replace(",", "."))
    except ValueError:
        raise WorkbookError(f"{line.where}: {text!r} is no number of points.") from None
    if not 0 <= points <= known.points:
        raise WorkbookError(f"{line.where}: {exercise} gives 0 to {known.points:g} points, not {text}.")
    return points


def unused(lines: Mapping[tuple[str, str], str], used: Iterable[tuple[str, str]]) -> list[str]:
    """A sentence for each word that stands for no answer."""
    left = set(lines) - set(used)
    return [
        f"{lines[key]}: {key[0]} has handed in no {key[1]}; it counts nowhere." for key in lines if key in left
    ]

"""Points as an LMS imports them: a CSV file for Canvas's gradebook, or for Moodle's.

Canvas: its importer (lib/gradebook_importer.rb) asks for Student, ID, SIS User ID, SIS Login ID and Section in
this order, then a column an assignment, "Title (id)" or the title alone, and takes the line "Points Possible" for
what each is worth. An empty cell leaves a grade as it is.
Moodle: at import the teacher says which column names the user (username, ID number or email address), and which
grade item each other column is. An empty cell is no grade.
"""

import csv
import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.grading.classrules import csv_files
from workbook.grading.classrules.roster import Roster
from workbook.grading.pages import title
from workbook.grading.records import Record

CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
# As Moodle exports them, and the names under which a roster may have them.
MOODLE = {
    "Username": ("username", "user name"),
    "ID number": ("id number", "idnumber"),
    "Email address": ("email address", "email"),
}


def write(path: Path, records: Sequence[Record], roster: Roster, lms: str) -> Path:
    """Write the points of who is on the roster for `lms`, "canvas" or "moodle"; the path.

    A lesson is a column. Its cell is empty where nothing was handed in, or where an answer has no points yet.
    Raises WorkbookError for a roster without a column that this LMS knows students by.
    """
    rows: Callable = {"canvas": canvas, "moodle": moodle}[lms]
    text = io.StringIO()
    csv.writer(text).writerows(rows(records, roster))
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return path


def canvas(records: Sequence[Record], roster: Roster) -> list[list[str]]:
    """The lines of a file for Canvas, the first one the columns' names."""
    _require(roster, "Canvas", ("ID", "SIS User ID", "SIS Login ID"))
    lessons = _lessons(records)
    worth = [f"{sum(each.points for each in registry.load(lesson).exercises.values()):g}" for lesson in lessons]
    lines = [[*CANVAS, *(_column(lesson, roster) for lesson in lessons)]]
    lines.append(["    Points Possible", *[""] * (len(CANVAS) - 1), *worth])
    points = _points(records)
    for student in roster.students:
        ids = [student.line.at(roster.table.column(column)) for column in CANVAS]
        ids[0] = ids[0] or student.line.at(roster.table.column("name")) or student.name
        lines.append([*ids, *(points.get((csv_files.plain(student.name), lesson), "") for lesson in lessons)])
    return lines


def moodle(records: Sequence[Record], roster: Roster) -> list[list[str]]:
    """The lines of a file for Moodle, the first one the columns' names."""
    _require(roster, "Moodle", [name for names in MOODLE.values() for name in names])
    lessons = _lessons(records)
    ids = {name: column for name, names in MOODLE.items() if (column := roster.table.column(*names))}
    lines = [[*ids, *(_column(lesson, roster) for lesson in lessons)]]
    points = _points(records)
    for student in roster.students:
        known = [student.line.at(column) for column in ids.values()]
        lines.append([*known, *(points.get((csv_files.plain(student.name), lesson), "") for lesson in lessons)])
    return lines


def _require(roster: Roster, lms: str, columns: Sequence[str]) -> None:
    if not roster.table.column(*columns):
        raise WorkbookError(
            f"{roster.table.path} has no column that {lms} knows students by: {', '.join(map(repr, columns))}."
            f" Export the gradebook from {lms}, and take that file as the roster."
        )


def _lessons(records: Sequence[Record]) -> list[str]:
    return sorted({record.lesson for record in records})


def _column(lesson: str, roster: Roster) -> str:
    """What the LMS calls a lesson: a column of the roster that is named so, with its id, or a new one."""
    names = {csv_files.plain(lesson), csv_files.plain(title(lesson))}
    for column in roster.table.columns:
        item = re.sub(r"\s*\((?:\d+|Real)\)$", "", column).removeprefix("Assignment:")
        if csv_files.plain(item) in names:
            return column
    return title(lesson)


def _points(records: Sequence[Record]) -> dict[tuple[str, str], str]:
    return {
        (csv_files.plain(record.student), record.lesson): f"{record.points:g}"
        for record in records
        if not (record.absent and not any(result.by_hand for result in record.results))
        and all(result.graded for result in record.results)
    }

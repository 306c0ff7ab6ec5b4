"""The roster: who is in a class, and by which ids an LMS knows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from workbook.errors import WorkbookError
from workbook.grading.classrules import csv_files

# The first of these columns that the file has holds the names of the students' folders. "SIS Login ID" is
# Canvas's, "Username" Moodle's, `name` that of `workbook class add`.
NAMES = (
    "student_id", "username", "user name", "sis login id", "login id", "login", "name", "student", "id number",
    "id", "email address", "email",
)  # fmt: skip
# Lines of Canvas's export that are no student's, by the words in its column Student.
NO_STUDENT = ("points possible", "student, test", "test student")


@dataclass(frozen=True)
class Student:
    """One student: the name of the folder, and the whole line of the roster."""

    name: str
    line: csv_files.Line


@dataclass(frozen=True)
class Roster:
    """Who is in a class, in the file's order. `column` is where the students' names stand."""

    table: csv_files.Table
    column: str
    students: list[Student]

    def cell(self, student: str, *columns: str) -> str:
        """What stands in the first of these columns that the roster has; "" for who is not on it."""
        found = self._by_name.get(csv_files.plain(student))
        return found.line.at(self.table.column(*columns)) if found else ""

    def has(self, student: str) -> bool:
        """Whether a student is on it."""
        return csv_files.plain(student) in self._by_name

    def strangers(self, names: Iterable[str]) -> list[str]:
        """Those of these names that are not on it."""
        return [name for name in names if not self.has(name)]

    def without(self, names: Iterable[str]) -> list[str]:
        """Those on it who are not among these names."""
        there = set(map(csv_files.plain, names))
        return [student.name for student in self.students if csv_files.plain(student.name) not in there]

    @cached_property
    def _by_name(self) -> dict[str, Student]:
        return {csv_files.plain(student.name): student for student in self.students}


def read(path: Path) -> Roster:
    """The roster in a CSV file. Raises WorkbookError where it has no names, and for one that stands twice."""
    table = csv_files.read(path)
    column = table.column(*NAMES)
    if not column:
        raise WorkbookError(
            f"{path} has no column with students' names in its first line: call it student_id. It has"
            f" {', '.join(map(repr, table.columns)) or 'none'}."
        )
    display = table.column("student")
    found: dict[str, Student] = {}
    for line in table.lines:
        name = line.at(column)
        shown = line.at(display)
        if csv_files.plain(shown) in NO_STUDENT or shown.startswith("Manual Posting"):
            continue
        if not name:
            raise WorkbookError(f"{line.where}: there is nothing in the column {column!r}.")
        if csv_files.plain(name) in found:
            first = found[csv_files.plain(name)].line.where.rpartition(" ")[2]
            raise WorkbookError(f"{line.where}: {name!r} stands in line {first} already.")
        found[csv_files.plain(name)] = Student(name, line)
    if not found:
        raise WorkbookError(f"{path} holds no students below its first line.")
    return Roster(table, column, list(found.values()))

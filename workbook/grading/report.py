"""All that is made of a class's records: grades.csv, pages, the LMS's file, points in nbgrader's gradebook."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbook.grading import lms, records
from workbook.grading.classrules import marks
from workbook.grading.classrules.class_file import ClassRules
from workbook.grading.pages import write_pages
from workbook.grading.records import Record


@dataclass(frozen=True)
class Report:
    """The records as the class's rules settle them, sentences for the teacher, and the files that were written."""

    records: list[Record]
    remarks: list[str]
    files: list[str]


def write(grades: Path, found: Sequence[Record], rules: ClassRules, database_url: str = "") -> Report:
    """Write grades.csv, the pages and what else was asked for into `grades`, from records and the class's rules.

    With the URL of a gradebook, points go there, and what a teacher gave there is taken from it.
    Raises WorkbookError.
    """
    settled = marks.settled(found, rules)
    if database_url:
        from workbook.grading import gradebook  # nbgrader takes a second to import

        gradebook.write(settled, database_url)
        settled = marks.with_words(settled, gradebook.words(database_url))
    settled = marks.with_lateness(settled, rules)
    if database_url:
        gradebook.write_lateness(settled, database_url)
    records.write_csv(grades / "grades.csv", settled)
    files = [f"Grades: {grades / 'grades.csv'}"]
    if rules.lms and rules.roster:
        path = lms.write(grades / f"{rules.lms}.csv", settled, rules.roster, rules.lms)
        files.append(f"For {rules.lms.capitalize()}: {path}")
    overview, *feedback = write_pages(grades, settled)
    files.append(f"Pages: {overview}, and {len(feedback)} of feedback beside it")
    if database_url:
        files.append("The points are in nbgrader's gradebook.")
    return Report(settled, marks.remarks(settled, rules), files)

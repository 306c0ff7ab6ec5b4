"""Points in nbgrader's gradebook, read back by nbgrader itself: its exporter, its commands, its Python API."""

import csv
import dataclasses
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from workbook import paths
from workbook.build.release import config
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.grading import gradebook, report
from workbook.grading.classrules import class_file
from workbook.grading.classrules.class_file import ClassRules
from workbook.grading.records import Record, Result

LATEST, LOADS = "04-keeping-the-latest", "02-transactions"
NOTEBOOK = "keeping-the-latest"


def record(student: str, lesson: str, *passed: str) -> Record:
    """Grades of a lesson in which these exercises have passed."""
    worth = {key: exercise.points for key, exercise in registry.load(lesson).exercises.items()}
    results = tuple(
        Result(key, points * (key in passed), points, "passed" if key in passed else "refused", 0.1)
        for key, points in worth.items()
    )
    return Record(student, lesson, "digest", results)


@pytest.fixture(scope="module")
def new_book(tmp_path_factory) -> Path:
    """A gradebook that knows nothing. nbgrader takes a second to make one."""
    path = tmp_path_factory.mktemp("new") / "gradebook.db"
    config()  # puts `alembic` on PATH, which nbgrader's own Gradebook needs
    Gradebook(f"sqlite:///{path}", "elt-workbook").close()
    return path


@pytest.fixture
def database(tmp_path, new_book) -> str:
    return f"sqlite:///{shutil.copy(new_book, tmp_path / 'grade book 성적.db')}"


def exported(database: str, tmp_path) -> dict[tuple[str, str], tuple[float, float]]:
    """Score and highest score by lesson and student, as `nbgrader export` writes them."""
    exporter = CsvExportPlugin()
    exporter.to = str(tmp_path / "out.csv")
    with Gradebook(database) as book:
        exporter.export(book)
    with (tmp_path / "out.csv").open(encoding="utf-8") as file:
        return {
            (row["assignment"], row["student_id"]): (float(row["score"]), float(row["max_score"]))
            for row in csv.DictReader(file)
        }


def test_points_are_exported(tmp_path):
    database = f"sqlite:///{tmp_path / 'not there yet.db'}"
    records = [
        record("bora", LATEST, "latest-per-day", "delete-older"),
        record("김하늘", LATEST),
        record("bora", LOADS, "replace-all"),
    ]
    gradebook.write(records, database)
    assert exported(database, tmp_path) == {
        (LATEST, "bora"): (2, 5),
        (LATEST, "김하늘"): (0, 5),
        (LOADS, "bora"): (2, 6),
        (LOADS, "김하늘"): (0, 6),  # handed nothing in
    }


def test_an_answer_that_is_not_graded_waits_for_points_by_hand(database, tmp_path):
    whole = record("bora", LATEST, "latest-per-day", "delete-older")
    first, *others = whole.results
    waits = dataclasses.replace(first, points=0, verdict="ungraded")
    gradebook.write([dataclasses.replace(whole, results=(waits, *others))], database)
    with Gradebook(database, "elt-workbook") as book:
        grade = book.find_grade(f"check-{first.exercise}", NOTEBOOK, LATEST, "bora")
        assert (grade.auto_score, grade.needs_manual_grade) == (None, True)
        assert book.find_submission(LATEST, "bora").score == 1
        grade.manual_score, grade.needs_manual_grade = 0.5, False
        book.db.commit()
    gradebook.write([dataclasses.replace(whole, results=(waits, *others))], database)
    with Gradebook(database, "elt-workbook") as book:
        grade = book.find_grade(f"check-{first.exercise}", NOTEBOOK, LATEST, "bora")
        assert (grade.score, grade.needs_manual_grade) == (0.5, False)


def test_parts_of_points_are_kept(database, tmp_path):
    whole = record("bora", LATEST, "latest-per-day")
    half = dataclasses.replace(whole.results[0], points=0.5)
    gradebook.write([dataclasses.replace(whole, results=(half, *whole.results[1:]))], database)
    assert exported(database, tmp_path) == {(LATEST, "bora"): (0.5, 5)}


def test_a_resubmission_replaces(database, tmp_path):
    gradebook.write([record("bora", LATEST, "latest-per-day"), record("dan", LATEST, "delete-older")], database)
    gradebook.write([record("bora", LATEST, "latest-with-ties", "delete-older")], database)
    assert exported(database, tmp_path) == {(LATEST, "bora"): (2, 5), (LATEST, "dan"): (1, 5)}
    unreadable = Record("bora", LATEST, "digest", (), ("The file is empty.",))
    gradebook.write([unreadable], database)
    assert exported(database, tmp_path)[LATEST, "bora"] == (0, 5)


def test_the_same_records_again_change_nothing(database, tmp_path):
    records = [record("bora", LATEST, "latest-per-day")]
    gradebook.write(records, database)
    once = exported(database, tmp_path)
    gradebook.write(records, database)
    assert exported(database, tmp_path) == once
    with Gradebook(database) as book:
        assert [s.id for s in book.students] == ["bora"]
        assert len(book.assignment_submissions(LATEST)) == 1
        assert book.find_submission(LATEST, "bora").needs_manual_grade is False


def test_what_a_teacher_gave_by_hand_stays(database, tmp_path):
    gradebook.write([record("bora", LATEST)], database)
    with Gradebook(database) as book:
        by_hand = book.find_grade("check-latest-per-day", NOTEBOOK, LATEST, "bora")
        by_hand.manual_score, by_hand.needs_manual_grade = 0.75, False
        book.find_grade("check-delete-older", NOTEBOOK, LATEST, "bora").extra_credit = 2
        book.db.commit()

    def looked_at() -> tuple[float, bool]:
        with Gradebook(database) as book:
            grade = book.find_grade("check-latest-per-day", NOTEBOOK, LATEST, "bora")
            return grade.auto_score, grade.needs_manual_grade

    gradebook.write([record("bora", LATEST)], database)
    assert looked_at() == (0, False)
    assert exported(database, tmp_path)[LATEST, "bora"] == (2.75, 5)
    gradebook.write([record("bora", LATEST, "latest-per-day")], database)
    assert looked_at() == (1, True), "other points than those that the teacher saw"
    assert exported(database, tmp_path)[LATEST, "bora"] == (2.75, 5)


def test_what_the_course_knows_stays(database, tmp_path):
    """Students' names, due dates, and cells of a teacher's own in the same notebook."""
    with Gradebook(database, "elt-workbook") as book:
        book.add_student("bora", first_name="Bora", last_name="Kim", email="bora@example.org")
        book.add_assignment(LATEST, duedate="2026-12-01 23:59 UTC")
    gradebook.write([record("bora", LATEST, "latest-per-day")], database)
    with Gradebook(database) as book:
        book.add_grade_cell("essay", NOTEBOOK, LATEST, max_score=3, cell_type="markdown")
    gradebook.write([record("bora", LATEST), record("dan", LATEST, "delete-older")], database)
    with Gradebook(database) as book:
        assert (book.find_student("bora").last_name, book.find_assignment(LATEST).duedate.year) == ("Kim", 2026)
        essay = book.find_grade("essay", NOTEBOOK, LATEST, "dan")
        assert (essay.auto_score, essay.needs_manual_grade) == (None, True)
    assert exported(database, tmp_path) == {(LATEST, "bora"): (0, 8), (LATEST, "dan"): (1, 8)}


def test_an_exercise_that_came_later(database, tmp_path):
    gradebook.write([record("bora", LATEST, "latest-per-day")], database)
    with Gradebook(database) as book:  # as the gradebook was before the lesson had it
        cell = book.find_grade_cell("check-delete-older", NOTEBOOK, LATEST)
        for grade in cell.grades:
            book.db.delete(grade)
        book.db.delete(cell)
        book.db.commit()
    assert exported(database, tmp_path) == {(LATEST, "bora"): (1, 4)}
    gradebook.write([record("bora", LATEST, "latest-per-day", "delete-older")], database)
    assert exported(database, tmp_path) == {(LATEST, "bora"): (2, 5)}


def test_the_entries_are_those_of_nbgrader(database, tmp_path):
    """`nbgrader generate_assignment` finds nothing to change, and `nbgrader export` runs on the course's book."""
    gradebook.write([record("bora", LATEST, "latest-per-day")], database)
    ours = entries(database)
    for words in (
        ("generate_assignment", "--force", LATEST, f"--CourseDirectory.release_directory={tmp_path / 'out'}"),
        ("export", "--to", str(tmp_path / "points.csv")),
    ):
        command = [sys.executable, "-m", "nbgrader", *words, f"--CourseDirectory.db_url={database}"]
        done = subprocess.run(command, cwd=paths.CLONE, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
    assert entries(database) == ours
    assert f"{LATEST},,,bora,,,,1.0,0.0,1.0,5.0" in (tmp_path / "points.csv").read_text(encoding="utf-8")


def entries(database: str) -> dict[str, object]:
    """A lesson as the gradebook knows it."""
    with Gradebook(database) as book:
        notebook = book.find_notebook(NOTEBOOK, LATEST)
        return {
            "kernel": notebook.kernelspec,
            "grade cells": sorted((cell.name, cell.max_score, cell.cell_type) for cell in notebook.grade_cells),
            "solution cells": sorted(cell.name for cell in notebook.solution_cells),
            "sources": sorted((c.name, c.source, c.checksum, c.locked) for c in notebook.source_cells),
        }


def test_the_courses_own_book():
    assert gradebook.of_course() == f"sqlite:///{paths.CLONE / 'gradebook.db'}"


def test_an_unknown_lesson(database):
    strange = Record("bora", "44-none", "digest")
    with pytest.raises(WorkbookError, match="no lesson '44-none'"):
        gradebook.write([strange], database)


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("sqlite:////proc/no/book.db", "unable to open database file"),
        ("postgresql+psycopg2://teacher:secret@127.0.0.1:1/book", "refused"),
        ("strange://here/book", "strange"),
        ("mysql+oursql://here/book", "oursql"),
        ("book.db", "Could not parse SQLAlchemy URL"),
    ],
)
def test_a_book_that_can_not_be_written(place, says):
    with pytest.raises(WorkbookError) as caught:
        gradebook.write([record("bora", LATEST)], place)
    assert says in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_gradebook(tmp_path):
    (tmp_path / "book.db").write_text("my notes, more than a hundred bytes of them, " * 9)
    with pytest.raises(WorkbookError, match="file is not a database"):
        gradebook.write([record("bora", LATEST)], f"sqlite:///{tmp_path / 'book.db'}")
    assert (tmp_path / "book.db").read_text().startswith("my notes")


def test_what_a_teacher_gave_in_formgrader_is_in_grades_and_feedback_and_survives_regrading(database, tmp_path):
    found = [record("bora", LATEST, "delete-older"), record("dan", LATEST)]
    report.write(tmp_path, found, ClassRules(), database)
    with Gradebook(database) as book:
        by_hand = book.find_grade("check-latest-per-day", NOTEBOOK, LATEST, "bora")
        by_hand.manual_score, by_hand.needs_manual_grade = 0.75, False
        book.find_grade("check-delete-older", NOTEBOOK, LATEST, "bora").extra_credit = 0.5
        book.find_comment("latest-per-day", NOTEBOOK, LATEST, "bora").manual_comment = "Nearly. 잘했어요"
        book.db.commit()
    for again in (found, [record("bora", LATEST, "latest-per-day", "delete-older"), found[1]]):
        done = report.write(tmp_path, again, ClassRules(), database)
        points = {result.exercise: result.points for result in done.records[0].results}
        assert (points["latest-per-day"], points["delete-older"]) == (0.75, 1.5)
        page = (tmp_path / "feedback" / "bora.html").read_text(encoding="utf-8")
        assert "Nearly. 잘했어요" in page and "Points given by hand" in page
        assert "Nearly" not in (tmp_path / "feedback" / "dan.html").read_text(encoding="utf-8")
    assert exported(database, tmp_path)[LATEST, "bora"] == (2.25, 5)


def test_lateness_is_in_the_gradebook_and_its_export(database, tmp_path):
    (tmp_path / "class.toml").write_text(
        'due = "2026-09-14 12:00 UTC"\nlate_penalty = "10%/day"\nroster = "names.csv"\n', encoding="utf-8"
    )
    (tmp_path / "names.csv").write_text("name\nbora\nhana\n", encoding="utf-8")
    rules = class_file.load(tmp_path / "submitted")
    late = record("bora", LATEST, "latest-per-day", "delete-older")
    late = dataclasses.replace(late, handed_in="2026-09-15T18:00:00+00:00")
    for _ in range(2):
        report.write(tmp_path, [late], rules, database)
        assert exported(database, tmp_path) == {(LATEST, "bora"): (1.6, 5), (LATEST, "hana"): (0, 5)}
    with Gradebook(database) as book:
        assert str(book.find_submission(LATEST, "bora").timestamp) == "2026-09-15 18:00:00"
    report.write(tmp_path, [dataclasses.replace(late, handed_in="2026-09-14T10:00:00+00:00")], rules, database)
    assert exported(database, tmp_path)[LATEST, "bora"] == (2, 5)

"""Points from records into nbgrader's gradebook, so that its exports, to CSV and to an LMS, know them."""

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import nbformat
from nbgrader.api import Comment, Grade, Gradebook, InvalidEntry, MissingEntry, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import SaveCells
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from workbook import paths
from workbook.build.files import LessonFiles, lessons
from workbook.build.markdown import grade_id
from workbook.build.release import config
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.grading.classrules import csv_files
from workbook.grading.classrules.by_hand import Word
from workbook.grading.records import Record


def of_course() -> str:
    """The database URL of the course's own gradebook: nbgrader_config.py's, or gradebook.db in this folder."""
    return CourseDirectory(config=config(), root=str(paths.CLONE)).db_url


def write(records: Iterable[Record], database_url: str) -> None:
    """Give each record's points to its student's submission in the gradebook, which is made if it is missing.

    The lessons, their notebooks and cells are written as `nbgrader generate_assignment` would, unless they are
    there. A record replaces the automatic points of an earlier one. Points that a teacher gave by hand stay, and
    the cell is marked to be looked at if the automatic points have changed, as `nbgrader autograde` does it. So is
    the cell of an answer that is not graded, until points are given by hand.
    Raises WorkbookError for a lesson that is unknown and for a database that can't be written.
    """
    by_lesson = sorted(records, key=lambda record: record.lesson)
    for name, group in groupby(by_lesson, key=lambda record: record.lesson):
        of_lesson = list(group)
        (lesson,) = lessons([name])
        with _opened(database_url) as book:
            _enter(book, lesson, database_url)
            _update_cells(book, lesson, of_lesson)
            for record in of_lesson:
                book.update_or_create_student(record.student)
                if not record.absent:
                    _grade(book, lesson, record)


def words(database_url: str) -> dict[tuple[str, str], Word]:
    """What a teacher gave in formgrader: points, extra credit counted in, and comments; by student and exercise.

    Raises WorkbookError for a database that can't be read.
    """
    found: dict[tuple[str, str], Word] = {}
    known = {exercise: lesson for lesson in registry.names() for exercise in registry.load(lesson).exercises}
    checks = {grade_id(exercise): exercise for exercise in known}
    with _opened(database_url) as book:
        # Queries for the whole book: one for each answer of a class takes minutes.
        given = Grade.manual_score.isnot(None) | Grade.extra_credit.isnot(None)
        for grade in book.db.query(Grade).filter(given):
            if exercise := checks.get(grade.name):
                found[csv_files.plain(grade.student.id), exercise] = Word(grade.score, "")
        for comment in book.db.query(Comment).filter(Comment.manual_comment.isnot(None)):
            key = csv_files.plain(comment.student.id), comment.name
            if comment.name in known and comment.manual_comment.strip():
                points = found[key].points if key in found else None
                found[key] = Word(points, comment.manual_comment.strip())
    return found


def write_lateness(records: Iterable[Record], database_url: str) -> None:
    """Note when each submission came, and what is taken off for lateness. Raises WorkbookError as write() does.

    When an assignment is due stays as the course has it: deadlines are the class's, and some students' own.
    """
    with _opened(database_url) as book:
        for record in records:
            if record.absent:
                continue
            submission = book.find_submission(record.lesson, record.student)
            when = dt.datetime.fromisoformat(record.handed_in) if record.handed_in else None
            submission.timestamp = when.astimezone(dt.UTC).replace(tzinfo=None) if when else submission.timestamp
            taken = round(record.earned - record.points, 6)
            for notebook in submission.notebooks:
                if notebook.name == record.lesson[3:]:
                    notebook.late_submission_penalty = taken
        book.db.commit()


@contextlib.contextmanager
def _opened(database_url: str) -> Iterator[Gradebook]:
    """A gradebook of the course. Raises WorkbookError for what a database raises."""
    course = config().CourseDirectory.course_id
    try:
        with Gradebook(database_url, course) as book:
            yield book
    except (SQLAlchemyError, InvalidEntry, ModuleNotFoundError) as error:  # the last of a driver
        reason = str(getattr(error, "orig", None) or error).split("\n")[0]
        raise WorkbookError(f"The gradebook {_shown(database_url)} can't be written: {reason}.") from None


def _enter(book: Gradebook, lesson: LessonFiles, database_url: str) -> None:
    """Make the entries of a lesson that the gradebook does not know, as `nbgrader generate_assignment` does."""
    book.update_or_create_assignment(lesson.name)
    try:
        book.find_notebook(lesson.release.stem, lesson.name)
    except MissingEntry:
        handed_out = nbformat.read(lesson.release, as_version=4)
        names = {"assignment": lesson.name, "notebook": lesson.release.stem, "db_url": database_url}
        SaveCells().preprocess(handed_out, {"nbgrader": names})


def _update_cells(book: Gradebook, lesson: LessonFiles, records: Sequence[Record]) -> None:
    """What an exercise is worth, as graded; a cell for one that was added since the lesson was entered."""
    worth = {result.exercise: result.max_points for record in records for result in record.results}
    for exercise, points in worth.items():
        cell = {"max_score": points, "cell_type": "code"}
        book.update_or_create_grade_cell(grade_id(exercise), lesson.release.stem, lesson.name, **cell)


def _grade(book: Gradebook, lesson: LessonFiles, record: Record) -> None:
    with book.db.no_autoflush:  # else nbgrader's half-made objects draw warnings from SQLAlchemy
        submission = book.update_or_create_submission(record.lesson, record.student)
    entered = book.find_notebook(lesson.release.stem, lesson.name)
    ours = (found for found in submission.notebooks if found.notebook_id == entered.id)
    notebook = next(ours, None) or SubmittedNotebook(notebook=entered, assignment=submission)
    grades = {grade.cell_id: grade for grade in notebook.grades}
    points = {grade_id(r.exercise): float(r.points) if r.graded else None for r in record.results}
    checks = {grade_id(exercise) for exercise in registry.load(lesson.name).exercises}
    for cell in entered.grade_cells:
        if cell.name not in checks:
            continue  # a teacher's own
        grade = grades.get(cell.id) or Grade(cell_id=cell.id, notebook=notebook)
        # Nothing of an earlier submission is left where a notebook could not be read.
        now = points.get(cell.name, 0.0)
        book.db.add(grade)
        if now is None:
            grade.auto_score, grade.needs_manual_grade = None, grade.manual_score is None
        elif grade.auto_score != now:
            grade.auto_score = now
            grade.needs_manual_grade = grade.manual_score is not None
    book.db.commit()


def _shown(database_url: str) -> str:
    try:
        return make_url(database_url).render_as_string(hide_password=True)
    except ArgumentError:
        return database_url

"""nbgrader's own commands, unchanged, in a copy of the course folder: hand out, grade, give back, export."""

import csv
import html
import re

import pytest

from tests.build.course_folder import PART, copy_of_the_course, nbgrader, solutions, submit
from workbook import paths
from workbook.build.files import LessonFiles

SQL, PY = "04-keeping-the-latest", "02-transactions"
STUDENTS = ("right", "wrong", "untouched")
HANDED_IN = {SQL: STUDENTS, PY: ("right", "wrong")}  # nbgrader takes some seconds a notebook


def answer(lesson: str, name: str) -> str:
    """An answer file without its first line, which says what is wrong in it."""
    return (paths.LESSONS / lesson / "answers" / name).read_text(encoding="utf-8").split("\n", 1)[1]


OLDEST = "%%sql --answer latest-per-day\n" + answer(SQL, "wrong-latest-per-day-oldest.sql")
WRONG = {
    SQL: {**solutions(SQL), "latest-per-day": OLDEST},
    PY: {**solutions(PY), "replace-all": answer(PY, "wrong-replace-all-swallowed.py")},
}
# Right, wrong in one of them, and not a line written. `replace-all` is worth two points.
POINTS = {SQL: {"right": 5, "wrong": 4, "untouched": 0}, PY: {"right": 6, "wrong": 4}}


@pytest.fixture(scope="module")
def course(home, tmp_path_factory):
    """The folder after all of nbgrader's commands."""
    folder = copy_of_the_course(tmp_path_factory.mktemp("class") / "course 과제")
    for lesson in (SQL, PY):
        nbgrader(folder, "generate_assignment", "--force", lesson)
        submit(folder, "right", lesson, solutions(lesson))
        submit(folder, "wrong", lesson, WRONG[lesson])
        if "untouched" in HANDED_IN[lesson]:
            submit(folder, "untouched", lesson, {})
        nbgrader(folder, "autograde", lesson)
        nbgrader(folder, "generate_feedback", lesson)
    nbgrader(folder, "export", "--to", "points.csv")
    return folder


def feedback(course, student: str, lesson: str) -> str:
    """The text of a student's page."""
    page = course / "feedback" / student / lesson / f"{LessonFiles(lesson).release.stem}.html"
    return html.unescape(re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("lesson", [SQL, PY])
def test_what_is_generated_is_what_is_committed(course, lesson):
    name = f"{lesson}/{LessonFiles(lesson).release.name}"
    assert (course / "exercises" / name).read_bytes() == LessonFiles(lesson).release.read_bytes()


def test_points(course):
    with (course / "points.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    got = {lesson: {} for lesson in POINTS}
    for row in rows:
        if row["student_id"] in HANDED_IN[row["assignment"]]:
            got[row["assignment"]][row["student_id"]] = float(row["score"])
        assert float(row["max_score"]) == POINTS[row["assignment"]]["right"]
    assert got == POINTS


def test_feedback_says_what_the_check_says(course):
    assert "✓ latest-per-day: passed" in feedback(course, "right", SQL)
    assert "You kept the oldest row" in feedback(course, "wrong", SQL)
    assert "✓ latest-with-ties: passed" in feedback(course, "wrong", SQL)
    assert "there is no SQL in the answer yet" in feedback(course, "untouched", SQL)
    assert "✗ replace-all: not yet" in feedback(course, "wrong", PY)


@pytest.mark.parametrize("lesson", [SQL, PY])
def test_feedback_holds_nothing_of_a_solution(course, lesson):
    """Of those that the student did not find; the page of who was right holds all of them."""
    pages = {student: "".join(feedback(course, student, lesson).split()) for student in HANDED_IN[lesson]}
    parts = {name: "".join(PART.search(source)[1].split()) for name, source in solutions(lesson).items()}
    assert all(part in pages["right"] for part in parts.values())
    (missed,) = (name for name, source in WRONG[lesson].items() if source != solutions(lesson)[name])
    assert parts[missed] not in pages["wrong"]
    assert [name for name, part in parts.items() if part in pages.get("untouched", "")] == []


def test_progress_is_the_submissions_own(course):
    standings = {name: re.findall(r"\d of 5 passed(?=, )", feedback(course, name, SQL)) for name in STUDENTS}
    assert standings == {"right": ["5 of 5 passed"], "wrong": ["4 of 5 passed"], "untouched": ["0 of 5 passed"]}
    assert not (course / "my" / "progress.txt").exists()

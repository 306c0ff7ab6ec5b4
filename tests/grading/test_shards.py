"""Parts of a course, graded apart and put together, are the grades of one run."""

import csv
import shutil

import pytest
from nbgrader.api import Gradebook

from tests.grading.submitted_notebooks import LATEST, answer, filled, hand_in
from workbook.build.release import config
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.grading import report, shards
from workbook.grading.classrules.class_file import ClassRules
from workbook.grading.grade import grade
from workbook.grading.submissions import Submission

ANSWERS = [
    {"latest-per-day": answer(LATEST, "right-latest-per-day-row-number.sql")},
    {"latest-per-day": answer(LATEST, "wrong-latest-per-day-rank.sql")},
    {"delete-older": answer(LATEST, "right-delete-older-exists.sql")},
]
STUDENTS, PARTS = 9, 3


def test_each_submission_is_in_one_part_and_parts_are_about_equal(tmp_path):
    found = [Submission(f"s{n:05}", lesson, tmp_path) for n in range(3000) for lesson in registry.names()[:4]]
    parts = [list(filter(shards.parse(f"{k}/50").has, found)) for k in range(1, 51)]
    assert sum(map(len, parts)) == len(found) == len({each for part in parts for each in part})
    assert max(map(len, parts)) < 1.3 * len(found) / 50


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "a/b", "-1/3", "1/0", ""])
def test_what_is_no_part_is_one_sentence(text):
    with pytest.raises(WorkbookError, match="as 3/50, the first one 1/50; not"):
        shards.parse(text)


def test_parts_need_one_seed(tmp_path):
    with pytest.raises(WorkbookError, match="--shard needs --seed N, the same number for all parts"):
        grade(tmp_path, tmp_path / "grades", shard=shards.Shard(1, 2))


def exported(folder) -> dict[str, tuple[float, float]]:
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", config().CourseDirectory.course_id) as book:
        return {each.student.id: (each.score, each.max_score) for each in book.assignment_submissions(LATEST)}


def whole(submitted, grades) -> int:
    """Grade what no part has graded, and write all that is made of records; how many notebooks that were."""
    done = grade(submitted, grades, 7)
    report.write(grades, done.records, ClassRules(), f"sqlite:///{grades / 'gradebook.db'}")
    return done.made


def test_parts_together_are_the_grades_of_one_run(home, tmp_path):
    submitted = tmp_path / "submitted"
    for n in range(STUDENTS):
        folder = hand_in(submitted, f"student-{n}", LATEST, filled(LATEST, ANSWERS[n % len(ANSWERS)])).parent
        (folder / "timestamp.txt").write_text(f"2026-09-1{n} 10:00:00.5 UTC", encoding="utf-8")
    hand_in(submitted, "broken", LATEST, b"[")
    one, together = tmp_path / "one", tmp_path / "together"
    assert whole(submitted, one) == STUDENTS + 1
    made = [grade(submitted, together, 7, shard=shards.Shard(k, PARTS)).made for k in (1, 2)]
    elsewhere = tmp_path / "another machine"
    made.append(grade(submitted, elsewhere, 7, shard=shards.Shard(PARTS, PARTS)).made)
    shutil.copytree(elsewhere / "records", together / "records", dirs_exist_ok=True)
    assert sum(made) == STUDENTS + 1 and all(made)
    assert whole(submitted, together) == 0, "nothing is graded once more"

    pages = [sorted((folder / "feedback").iterdir()) for folder in (one, together)]
    assert [path.name for path in pages[0]] == [path.name for path in pages[1]]
    for first, second in [*zip(*pages, strict=True), (one / "overview.html", together / "overview.html")]:
        assert first.read_bytes() == second.read_bytes()
    assert without_seconds(one) == without_seconds(together)
    assert exported(one) == exported(together)
    assert exported(one)["student-0"] == (1, 5)


def without_seconds(folder) -> list[list[str]]:
    """grades.csv, but for what each answer took, which is never the same twice."""
    with (folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        return [[cell for name, cell in row.items() if name != "seconds"] for row in csv.DictReader(file)]

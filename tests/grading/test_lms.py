"""CSV files as Canvas's and Moodle's importers ask for them, held against what their sources say of columns."""

import csv
import dataclasses
import io
import re

import pytest

from tests.grading.test_class_rules import LATEST, LOADS, record
from tests.grading.test_pages import result
from workbook.errors import WorkbookError
from workbook.grading import lms
from workbook.grading.classrules import class_file, marks, roster

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,02 Transactions (4711)\n"
    "    Points Possible,,,,,5\n"
    '"Kim, Bora",101,S1,bora,A,\n"O\'Neill, Ada",102,S2,ada,A,\n"Cho, Min",103,S3,cho,A,\n'
)
MOODLE = (
    "First name,Last name,ID number,Email address,Username\n"
    "Bora,Kim,77,bora@example.org,bora\nAda,N,78,a@b.c,ada\n"
)


def written(tmp_path, text, name, *found) -> list[list[str]]:
    (tmp_path / "roster.csv").write_text(text, encoding="utf-8")
    (tmp_path / "class.toml").write_text(f'roster = "roster.csv"\nlms = "{name}"\n', encoding="utf-8")
    rules = class_file.load(tmp_path / "submitted")
    path = lms.write(tmp_path / "out.csv", marks.settled(found, rules), rules.roster, rules.lms)
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))


def canvas_reads(lines: list[list[str]]) -> tuple[dict[str, float], dict[str, dict[str, str]]]:
    """What Canvas's lib/gradebook_importer.rb makes of a file: assignments' points, and points by student's id.

    Written after its header?, update_column_count, check_for_non_student_row and process_submissions.
    """
    header = lines[0]
    assert len(header) > 3 and "Student" in header[0] and "ID" in header[1]
    assert re.search(r"SIS\s+User\s+ID", header[2]) and re.search(r"SIS\s+Login\s+ID", header[3])
    assert "Section" in header[4]
    assignments = header[5:]
    worth, points = {}, {}
    for line in lines[1:]:
        if "Points Possible" in line[0]:
            worth = {name: float(line[5 + at]) for at, name in enumerate(assignments)}
        else:
            points[line[1]] = dict(zip(assignments, line[5:], strict=True))
    return worth, points


def test_canvas_takes_the_file_and_knows_the_lesson_that_it_has(tmp_path):
    half = dataclasses.replace(result(), points=0.5)
    waits = result("a-dag", "ungraded")
    found = [
        record("bora", "delete-older", latest_per_day=half),
        record("bora", "replace-all", lesson=LOADS),
        record("ada", latest_per_day=waits),
        record("guest", "delete-older"),
    ]
    lines = written(tmp_path, CANVAS, "canvas", *found)
    worth, points = canvas_reads(lines)
    assert worth == {"02 Transactions (4711)": 6, "04 Keeping the latest": 5}
    assert points == {
        "101": {"02 Transactions (4711)": "2", "04 Keeping the latest": "1.5"},
        "102": {"02 Transactions (4711)": "", "04 Keeping the latest": ""},  # an answer waits for points
        "103": {"02 Transactions (4711)": "", "04 Keeping the latest": ""},
    }
    assert lines[2][:5] == ["Kim, Bora", "101", "S1", "bora", "A"]


def test_moodle_takes_the_file(tmp_path):
    """Its user is found by one of these columns (map_user_data_with_value in grade/import/csv)."""
    lines = written(tmp_path, MOODLE, "moodle", record("bora", "delete-older"), record("ada", lesson=LOADS))
    assert lines == [
        ["Username", "ID number", "Email address", "02 Transactions", "04 Keeping the latest"],
        ["bora", "77", "bora@example.org", "", "1"],
        ["ada", "78", "a@b.c", "0", ""],
    ]


@pytest.mark.parametrize("name", ["canvas", "moodle"])
def test_a_roster_without_ids_is_one_sentence(tmp_path, name):
    (tmp_path / "roster.csv").write_text("name\nbora\n", encoding="utf-8")
    of_names = roster.read(tmp_path / "roster.csv")
    with pytest.raises(WorkbookError, match=f"no column that {name.capitalize()} knows students by: "):
        lms.write(tmp_path / "out.csv", [record("bora", lesson=LATEST)], of_names, name)

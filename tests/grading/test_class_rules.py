"""What a teacher decides about a class: class.toml, its options, and what they make of records."""

import csv
import dataclasses
import datetime as dt
import json

import pytest

from tests.grading.test_pages import Read, result
from workbook.exercises import registry
from workbook.grading import records, report
from workbook.grading.classrules import class_file, deadlines, marks, partial_credit
from workbook.grading.records import Record

LATEST, LOADS = "04-keeping-the-latest", "02-transactions"
WORTH = {key: each.points for key, each in registry.load(LATEST).exercises.items()}


def record(student="ada", *passed, lesson=LATEST, handed_in="", **others) -> Record:
    """A record of a whole lesson; `others` are results by exercise, with _ for -."""
    given = {key.replace("_", "-"): one for key, one in others.items()}
    known = registry.load(lesson).exercises.values()
    results = tuple(
        given.get(each.id)
        or dataclasses.replace(
            result(each.id, "passed" if each.id in passed else "refused"),
            points=each.points * (each.id in passed),
            max_points=each.points,
        )
        for each in known
    )
    return Record(student, lesson, "d", results, handed_in=handed_in)


def ok(rule: str, kept: bool = True) -> dict:
    return {"ok": kept, "rule": rule, "text": "", "evidence": []}


@pytest.fixture
def course(tmp_path):
    """Writes class.toml and other files beside submitted/, and loads the rules of the class."""

    def load(toml="", **options):
        files = {name: text for name, text in options.items() if name in ("roster", "by_hand", "dates")}
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        (tmp_path / "class.toml").write_text(toml, encoding="utf-8")
        others = {key: value for key, value in options.items() if key not in files}
        return class_file.load(tmp_path / "submitted", **others)

    return load


def rows_of(folder) -> list[dict]:
    with (folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_without_a_class_file_records_are_taken_as_they_are(tmp_path):
    rules = class_file.load(tmp_path / "submitted")
    found = [record("ada", "latest-per-day")]
    assert report.write(tmp_path, found, rules).records == found


# --- roster


def test_who_handed_in_nothing_is_in_the_csv_and_the_overview(tmp_path, course):
    rules = course('roster = "roster.csv"', roster="name\nada\nBora\n김하늘\n")
    found = [record("ada", "latest-per-day"), record("bora", lesson=LOADS), record("guest")]
    done = report.write(tmp_path, found, rules)
    rows = rows_of(tmp_path)
    nothing = {(row["student"], row["lesson"]) for row in rows if row["verdict"] == "not handed in"}
    assert nothing == {("ada", LOADS), ("bora", LATEST), ("김하늘", LATEST), ("김하늘", LOADS)}
    assert {row["points"] for row in rows if row["verdict"] == "not handed in"} == {"0"}
    page = Read((tmp_path / "overview.html").read_text(encoding="utf-8"))
    assert "Handed in nothing at all: 1. 김하늘." in page.text
    assert "The class: 4 students" in page.text
    assert [said for said in done.remarks if "1 not on the roster" in said and said.endswith(": guest.")]
    assert {path.stem for path in (tmp_path / "feedback").iterdir()} == {"ada", "bora", "guest"}
    of_ada = Read((tmp_path / "feedback" / "ada.html").read_text(encoding="utf-8"))
    assert "1 of 11 points." in of_ada.text
    assert "Not handed in, and counted as 0: 02 Transactions." in of_ada.text
    assert "To mend: 4" in of_ada.text


@pytest.mark.parametrize(
    ("text", "column", "names"),
    [
        ("Student,ID,SIS User ID,SIS Login ID,Section,04 (77)\n    Points Possible,,,,,4\n"
         '"Kim, Bora",5,s5,bora,A,\n"Student, Test",9,,,A,\n', "SIS Login ID", ["bora"]),
        ("First name;Last name;Username;Email address\nBora;Kim;bora;bora@example.org\n", "Username", ["bora"]),
        ("name,student_id\nBora Kim,bora\n", "student_id", ["bora"]),
        ("\ufeffname\n bora \n\n", "name", ["bora"]),
    ],
    ids=["Canvas", "Moodle", "own", "class add"],
)  # fmt: skip
def test_the_column_of_names_is_taken_by_usual_names(course, text, column, names):
    roster = course('roster = "roster.csv"', roster=text).roster
    assert (roster.column, [student.name for student in roster.students]) == (column, names)


# --- deadlines


def test_a_moment_has_a_time_zone_and_a_day_ends_at_its_end():
    def utc(text, zone=""):
        return deadlines.moment(text, zone).astimezone(dt.UTC).isoformat()

    assert utc("2026-12-01 23:59 Asia/Seoul") == "2026-12-01T14:59:00+00:00"
    assert utc("2026-12-01T23:59+09:00") == "2026-12-01T14:59:00+00:00"
    assert utc("2026-12-01", "Asia/Seoul") == "2026-12-01T15:00:00+00:00"
    assert utc("2026-12-01 23:59 UTC", "Asia/Seoul") == "2026-12-01T23:59:00+00:00"
    assert utc("2015-02-02 15:58:23.948203 UTC") == "2015-02-02T15:58:23.948203+00:00"  # as nbgrader writes it
    with pytest.raises(deadlines.NoMoment, match="no time zone"):
        deadlines.moment("2026-12-01 23:59")


@pytest.mark.parametrize(
    ("rule", "hours", "share"),
    [
        ("10%/day", 0, 0), ("10%/day", 0.1, 0.1), ("10%/day", 24, 0.1), ("10%/day", 24.1, 0.2),
        ("10%/day", 999, 1),
        ("10 % per day, at most 30 %", 999, 0.3), ("2.5%/hour", 3, 0.075), ("20%", 1, 0.2), ("50%/week", 25, 0.5),
    ],
)  # fmt: skip
def test_a_penalty_counts_each_begun_day(rule, hours, share):
    assert deadlines.penalty(rule).of(hours * 3600) == pytest.approx(share)


def test_what_is_late_is_marked_and_loses_points_by_rule(tmp_path, course):
    rules = course(
        'timezone = "Asia/Seoul"\nlate_penalty = "10%/day, at most 50%"\n[due]\n"04" = 2026-09-14T23:59:00\n'
    )
    in_time, late = "2026-09-14T14:59:00+00:00", "2026-09-15T18:00:00+00:00"
    found = [
        record("ada", "latest-per-day", "delete-older", handed_in=in_time),
        record("bora", "latest-per-day", "delete-older", handed_in=late),
        record("cho", "latest-per-day"),
        record("dan", "replace-all", lesson=LOADS, handed_in=late),
    ]
    done = report.write(tmp_path, found, rules)
    assert [(r.student, r.points, r.late) for r in done.records] == [
        ("ada", 2, ""), ("bora", 1.6, "1 day 3 hours"), ("cho", 1, ""), ("dan", 2, ""),
    ]  # fmt: skip
    own = [row for row in rows_of(tmp_path) if row["student"] == "bora"]
    assert sum(float(row["points"]) for row in own) == pytest.approx(1.6)
    assert {(row["handed_in"], row["late"], row["penalty"]) for row in own} == {(late, "1 day 3 hours", "20%")}
    page = Read((tmp_path / "feedback" / "bora.html").read_text(encoding="utf-8"))
    assert "Handed in 1 day 3 hours late. It was due 2026-09-14 23:59 Asia/Seoul." in page.text
    assert "20 % of the points are taken off: 1.6 in the place of 2." in page.text
    assert [said for said in done.remarks if said.startswith("1 of 3 submissions have no timestamp.txt")]
    overview = Read((tmp_path / "overview.html").read_text(encoding="utf-8"))
    assert "The students handed in different lessons" in overview.text


def test_without_a_penalty_late_ones_are_marked_and_lose_nothing(tmp_path, course):
    rules = course(due="2026-09-14 23:59 UTC")
    [one] = report.write(
        tmp_path, [record("ada", "delete-older", handed_in="2026-09-15T00:00:01+00:00")], rules
    ).records
    assert (one.points, one.late) == (1, "1 minute")
    assert (
        "No points are taken off." in Read((tmp_path / "feedback" / "ada.html").read_text(encoding="utf-8")).text
    )


def test_a_student_may_have_a_deadline_of_their_own(course):
    dates = "lesson,due,student\n04,2026-09-14 12:00 UTC,\n04,2026-09-20 12:00 UTC,Bora\n"
    rules = course('due = "dates.csv"', dates=dates)
    assert rules.deadlines.of("ada", LATEST).day == 14
    assert rules.deadlines.of("bora", LATEST).day == 20
    assert rules.deadlines.of("bora", LOADS) is None


# --- points for a part


SHARES = {"latest-per-day": {"rows": 0.5, "again": 0.25, "handed out": 0.3}}


@pytest.mark.parametrize(
    ("one", "points"),
    [
        (result(lines=(ok("rows"), ok("again", False))), 0.5),
        (result(lines=(ok("rows"), ok("again"), ok("kept", False))), 0.75),
        (result(lines=(ok("other data, rows", False), ok("again"))), 0.25),
        (result(lines=(ok("rows"), ok("other data, rows", False))), 0),
        (result(lines=(ok("rows"), ok("other data", False))), 0),
        (result(lines=(ok("answer", False),)), 0),
        (result(lines=(ok("rows"), ok("again"), ok("hidden rows", False)), hidden=True), 0.3),
        (result(verdict="missing"), 0),
        (result("delete-older", lines=(ok("rows"),)), 0),
    ],
)
def test_points_for_the_rules_that_an_answer_keeps(one, points):
    assert partial_credit.of(one, SHARES)[0] == points


def test_points_for_a_part_are_in_csv_and_feedback_and_off_unless_asked_for(tmp_path, course):
    half = record("ada", latest_per_day=result(lines=(ok("rows"), ok("other data, again", False))))
    toml = "[partial_credit.latest-per-day]\nrows = 0.5\n"
    report.write(tmp_path, [half], course(toml))
    assert rows_of(tmp_path)[0]["points"] == "0.5"
    page = Read((tmp_path / "feedback" / "ada.html").read_text(encoding="utf-8"))
    assert "Points for a part: rows 0.5." in page.text
    assert "0.5 of 1 point" in page.text
    report.write(tmp_path, [half], course())
    assert rows_of(tmp_path)[0]["points"] == "0"


# --- a teacher's word


def test_points_and_comments_by_hand_stay_when_an_answer_is_graded_again(tmp_path, course):
    by_hand = f'student,exercise,points,comment\nAda,latest-per-day,0.75,"Nice, but slow"\nada,{LATEST},,See me\n'
    rules = course('by_hand = "by_hand.csv"', by_hand=by_hand)
    for verdict, before in (("refused", 0), ("passed", 1), ("ungraded", None)):
        one = dataclasses.replace(result(verdict=verdict), points=before or 0)
        records.write(tmp_path, record("ada", latest_per_day=one))
        done = report.write(tmp_path, records.read_all(tmp_path), rules)
        assert done.records[0].results[0].points == 0.75
        page = Read((tmp_path / "feedback" / "ada.html").read_text(encoding="utf-8"))
        assert "Nice, but slow" in page.text and "See me" in page.text
        assert "Points given by hand" in page.text
        assert (f"without them it has {before}" in page.text) == (before is not None)
    row = rows_of(tmp_path)[0]
    assert (row["points"], row["by_hand"], row["comment"]) == ("0.75", "yes", "Nice, but slow")
    assert "Not graded" not in Read((tmp_path / "overview.html").read_text(encoding="utf-8")).text


def test_a_record_in_a_file_has_nothing_of_the_class_s_rules(tmp_path, course):
    rules = course('by_hand = "by_hand.csv"', by_hand="student,exercise,points\nada,latest-per-day,0.5\n")
    [settled] = marks.settled([record("ada")], rules)
    assert settled.results[0].by_hand
    records.write(tmp_path, settled)
    held = json.loads(records.path_of(tmp_path, "ada", LATEST).read_text(encoding="utf-8"))
    assert not {"late", "penalty", "comment", "absent"} & set(held)
    assert not {"basis", "comment", "by_hand"} & set(held["results"][0])


def test_words_for_nobody_are_said(tmp_path, course):
    rules = course('by_hand = "by_hand.csv"', by_hand="student,exercise,points\nbob,latest-per-day,1\n")
    [said] = report.write(tmp_path, [record("ada")], rules).remarks
    assert said.endswith("by_hand.csv, line 2: bob has handed in no latest-per-day; it counts nowhere.")

"""class.toml and the options that replace its keys: what they say, and one sentence for each bad input."""

import pytest

from tests.grading.test_class_rules import LATEST, course
from workbook.errors import WorkbookError

__all__ = ["course"]  # the fixture

BY_HAND = 'by_hand = "by_hand.csv"'


@pytest.mark.parametrize(
    ("toml", "files", "says"),
    [
        ("due = ", {}, "class.toml is no TOML"),
        ("rooster = 1", {}, "there is no key 'rooster'. The keys are: roster, "),
        ("roster = 1", {}, "roster should be a text in quotes, not 1."),
        ('roster = "nowhere.csv"', {}, "nowhere.csv can't be read: No such file"),
        ('roster = "roster.csv"', {"roster": "surname\nKim\n"}, "has no column with students' names"),
        ('roster = "roster.csv"', {"roster": "name\n"}, "holds no students below its first line"),
        ('roster = "roster.csv"', {"roster": "name,a\nada,\n,1\n"}, "line 3: there is nothing in the column"),
        ('roster = "roster.csv"', {"roster": "name\nada\nAda\n"}, "line 3: 'Ada' stands in line 2 already."),
        ('due = "2026-09-14 23:59"', {}, "due: '2026-09-14 23:59' names no time zone: write it as"),
        ('due = "tomorrow"', {}, "'tomorrow' is no moment: write it as 2026-12-01 23:59 Asia/Seoul."),
        ('due = "2026-09-14 23:59 Seoul"', {}, "there is no time zone 'Seoul'"),
        ('due = "2026-13-14 23:59 UTC"', {}, "is no moment: month must be in 1..12."),
        ("[due]\n77 = 2026-01-01", {}, "there is no lesson '77'. The lessons are:"),
        ('due = "dates.csv"', {"dates": "lesson,when\n04,x\n"}, "has no column 'due' in its first line"),
        ('timezone = "Mars"', {}, "class.toml, timezone: there is no time zone 'Mars'"),
        ('late_penalty = "10%/day"', {}, "A late penalty needs to know when lessons are due"),
        ('due = "2026-09-14 UTC"\nlate_penalty = "10 points"', {}, "The late penalty '10 points' can't be read"),
        ("partial_credit = 0.5", {}, "write it as [partial_credit.latest-per-day]"),
        ("[partial_credit.latest-per-dya]\nrows = 0.5", {}, "Did you mean: latest-per-day"),
        ("[partial_credit.latest-per-day]\nrow = 0.5", {}, "it has no rule 'row'. Its rules are: rows, "),
        ("[partial_credit.latest-per-day]\nrows = 50", {}, "rows = 50 is no share: write a number"),
        (BY_HAND, {"by_hand": "student,exercise\na,b\n"}, "has no column 'points'"),
        (BY_HAND, {"by_hand": "student,exercise,points\na,latest-per-day,5\n"}, "0 to 1 points, not 5"),
        (BY_HAND, {"by_hand": "student,exercise,points\na,latest-per-day,x\n"}, "'x' is no number"),
        (BY_HAND, {"by_hand": "student,exercise,comment\na,latest-per-day,x\na,latest-per-day,y\n"}, "stands"),
        (BY_HAND, {"by_hand": f"student,exercise,points\na,{LATEST},1\n"}, "points are given for an"),
        ('lms = "canvas"', {}, "lms needs a roster"),
        ('lms = "blackboard"', {}, "lms should be 'canvas' or 'moodle', not 'blackboard'."),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence(course, toml, files, says):
    with pytest.raises(WorkbookError) as raised:
        course(toml, **files)
    assert says in str(raised.value)
    assert len(str(raised.value).split("\n")) == 1


def test_options_replace_single_keys(course, tmp_path):
    other = tmp_path / "others.csv"
    other.write_text("name\nbob\n", encoding="utf-8")
    toml = 'roster = "roster.csv"\ndue = "2026-01-01 UTC"\nlate_penalty = "10%"'
    rules = course(toml, roster="name\nada\n", class_=other, due="2026-02-02 UTC", late_penalty="20%")
    assert [student.name for student in rules.roster.students] == ["bob"]
    assert rules.deadlines.of("bob", LATEST).month == 2
    assert rules.penalty.share == 0.2
    with pytest.raises(WorkbookError, match="can't be read"):
        course(class_=tmp_path / "another.toml")

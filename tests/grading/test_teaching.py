"""The numbers and names in docs/teaching.md are those of the lessons."""

import re

from workbook import paths
from workbook.exercises import registry

TEXT = (paths.CLONE / "docs" / "teaching.md").read_text(encoding="utf-8")
PLAN = {
    row[1]: [int(number) for number in row[2:5]]
    for row in (re.split(r"\s*\|\s*", line.strip("| ")) for line in TEXT.splitlines())
    if len(row) == 6 and row[1] in registry.names()
}


def of_lesson(name: str) -> list[int]:
    text = (paths.LESSONS / name / "walkthrough.md").read_text(encoding="utf-8")
    known = registry.load(name).exercises.values()
    minutes = re.search(r"^\*\*You need\*\*.*About (\d+) minutes", text, re.MULTILINE)
    return [int(minutes[1]), len(known), sum(exercise.points for exercise in known)]


def test_the_plan_of_the_term_has_every_lesson_with_its_numbers():
    assert {name: of_lesson(name) for name in registry.names()} == PLAN


def test_the_sums_are_right():
    minutes, count, points = map(sum, zip(*PLAN.values(), strict=True))
    words = {13: "Thirteen", 14: "Fourteen", 15: "Fifteen"}[len(PLAN)]
    assert f"{words} lessons, {minutes} minutes of walk-through, {count} exercises, {points} points." in TEXT
    short = re.search(r"Shorter: ([\d, and]+) are", TEXT)[1]
    chosen = [row for name, row in PLAN.items() if name[:2] in re.findall(r"\d\d", short)]
    minutes, count, points = map(sum, zip(*chosen, strict=True))
    assert f"{minutes} minutes, {count} exercises, {points} points." in TEXT


def test_the_mistakes_have_an_answer_in_their_lesson():
    rows = re.findall(r"^\| (\d\d) \|.*`(wrong-[^`]+)`", TEXT, re.MULTILINE)
    assert {number for number, _ in rows} == {name[:2] for name in registry.names()}
    for number, file in rows:
        assert list(paths.LESSONS.glob(f"{number}-*/answers/{file}")), file

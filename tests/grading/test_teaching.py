"""The numbers and names in docs/teaching.md are those of the lessons."""

import re
import tomllib

import typer

from workbook import paths
from workbook.cli import app
from workbook.exercises import registry
from workbook.grading.classrules import class_file

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
    words = {15: "Fifteen", 16: "Sixteen", 17: "Seventeen", 18: "Eighteen", 19: "Nineteen"}[len(PLAN)]
    assert f"{words} lessons, {minutes} minutes of walk-through, {count} exercises, {points} points." in TEXT
    short = re.search(r"Shorter: ([\d, and]+) are", TEXT)[1]
    chosen = [row for name, row in PLAN.items() if name[:2] in re.findall(r"\d\d", short)]
    minutes, count, points = map(sum, zip(*chosen, strict=True))
    assert f"{minutes} minutes, {count} exercises, {points} points." in TEXT


def test_each_second_notebook_is_named_with_its_minutes():
    line = next(line for line in TEXT.splitlines() if "a second notebook" in line)
    found = {
        text.parent.name[:2]: re.search(r"About (\d+) minutes", text.read_text(encoding="utf-8"))[1]
        for text in paths.LESSONS.glob("*/walkthrough-*.md")
    }
    assert dict(re.findall(r"(\d\d) \((\d+) minutes\)", line)) == found


def test_the_mistakes_have_an_answer_in_their_lesson():
    rows = re.findall(r"^\| (\d\d) \|.*`(wrong-[^`]+)`", TEXT, re.MULTILINE)
    assert {number for number, _ in rows} == {name[:2] for name in registry.names()}
    for number, file in rows:
        assert list(paths.LESSONS.glob(f"{number}-*/answers/{file}")), file


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def test_the_example_of_a_class_is_one(tmp_path):
    files = dict(zip(("class.toml", "names.csv", "by_hand.csv"), [*blocks("toml"), *blocks("csv")], strict=True))
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    rules = class_file.load(tmp_path / "submitted")
    assert [student.name for student in rules.roster.students] == ["ada", "bora", "cho"]
    assert rules.deadlines.of("ada", "04-keeping-the-latest").isoformat() == "2026-09-22T00:00:00+09:00"
    assert rules.penalty.of(36 * 3600) == 0.2
    assert (rules.lms, len(rules.words), len(rules.partial_credit)) == ("canvas", 2, 1)
    assert set(tomllib.loads(files["class.toml"])) == set(class_file.KEYS)


def test_each_option_that_is_named_is_there():
    verbs = typer.main.get_command(app).commands
    known = {option for parameter in verbs["grade"].params for option in parameter.opts}
    named = set(re.findall(r"(?<![-\w])--(?:class|due|late-penalty|shard|seed|jobs|gradebook)\b", TEXT))
    assert len(named) == 7
    assert named <= known
    assert "similar" in verbs


def test_the_parts_of_the_recipes_begin_at_one():
    """Kubernetes counts from 0, Slurm and the DAG from 1 as they are written there."""
    assert "--array=1-" in TEXT and "JOB_COMPLETION_INDEX + 1" in TEXT and "range(1, PARTS + 1)" in TEXT

"""The checks' own test: each right answer passes, each wrong one is refused with the words that it expects."""

import ast
from pathlib import Path

import pytest

from workbook import exercises, paths

ANSWERS = sorted(paths.LESSONS.glob("*/answers/*"))


def exercise_of(file: Path):
    """The exercise that an answer file is for: `right-ID-way.sql`, `wrong-ID-mistake.py`."""
    lesson = exercises.load(file.parent.parent.name)
    name = file.name.partition("-")[2]
    return lesson.exercises[max((key for key in lesson.exercises if name.startswith(f"{key}-")), key=len)]


def verdict_on(file: Path):
    exercise, text = exercise_of(file), file.read_bytes().decode()
    return exercise.check(ast.literal_eval(text) if exercise.kind == "predict" else text)


def every_exercise():
    return [exercise for name in exercises.names() for exercise in exercises.load(name).exercises.values()]


@pytest.mark.parametrize("file", [f for f in ANSWERS if f.name.startswith("right-")], ids=lambda f: f.stem)
def test_a_right_answer_passes(home, file):
    verdict = verdict_on(file)
    assert verdict.passed, verdict


@pytest.mark.parametrize("file", [f for f in ANSWERS if f.name.startswith("wrong-")], ids=lambda f: f.stem)
def test_a_wrong_answer_is_refused_with_its_reason(home, file):
    first_line = file.read_text(encoding="utf-8").split("\n", 1)[0]
    expected = first_line.partition("expects:")[2].strip()
    assert expected, f"{file.name} must begin with a line `-- expects: words of the verdict`"
    verdict = verdict_on(file)
    assert not verdict.passed, verdict
    assert expected in str(verdict), verdict


@pytest.mark.parametrize("exercise", every_exercise(), ids=lambda e: e.id)
@pytest.mark.parametrize(
    "answer", ["", "-- only a comment\n", " \r\n;\r\n"], ids=["nothing", "comment", "semicolon"]
)
def test_no_answer_is_refused(home, exercise, answer):
    verdict = exercise.check({} if exercise.kind == "predict" else answer)
    assert not verdict.passed
    words = {"predict": "not predicted yet", "sql": "no SQL in the answer", "py": "✗ answer: it"}
    assert words[exercise.kind] in str(verdict)


@pytest.mark.parametrize("exercise", every_exercise(), ids=lambda e: e.id)
def test_an_exercise_has_answers_to_try_its_check(exercise):
    own = [file for file in ANSWERS if exercise_of(file) is exercise]
    right = [file for file in own if file.name.startswith("right-")]
    wrong = [file for file in own if file.name.startswith("wrong-")]
    assert len(right) >= 2
    assert len(wrong) >= 4
    assert len(right) + len(wrong) == len(own), "an answer file's name begins with right- or wrong-"


@pytest.mark.parametrize("exercise", every_exercise(), ids=lambda e: e.id)
def test_an_exercise_has_three_different_hints(exercise):
    assert len(set(exercise.hints)) == 3
    assert all(len(hint) > 20 for hint in exercise.hints)

"""The checks' own test: each right answer passes, each wrong one is refused with the words that it expects.

Those that are DAG files are in airflow/test_dag_answers.py.
"""

import pytest

from workbook import checking
from workbook.exercises import answer_files, registry

ANSWERS = [found for name in registry.names() for found in answer_files.of_lesson(name)]


def of_kind(kind):
    return [
        pytest.param(found, id=found.path.stem)
        for found in ANSWERS
        if found.kind == kind and found.exercise.kind != "dag"
    ]


def every_exercise():
    return [exercise for name in registry.names() for exercise in registry.load(name).exercises.values()]


@pytest.mark.parametrize("found", of_kind("right"))
def test_a_right_answer_passes(home, found, context):
    verdict = checking.check(found.exercise, found.answer, context)
    assert verdict.passed, verdict


@pytest.mark.parametrize("found", of_kind("wrong"))
def test_a_wrong_answer_is_refused_with_its_reason(home, found, context):
    assert found.expects, f"{found.path.name} must begin with a line `-- expects: words of the verdict`"
    verdict = checking.check(found.exercise, found.answer, context)
    assert not verdict.passed, verdict
    assert found.expects in str(verdict), verdict


@pytest.mark.parametrize("exercise", every_exercise(), ids=lambda e: e.id)
@pytest.mark.parametrize(
    "answer", ["", "-- only a comment\n", " \r\n;\r\n"], ids=["nothing", "comment", "semicolon"]
)
def test_no_answer_is_refused(home, exercise, answer, context):
    verdict = checking.check(exercise, {} if exercise.kind == "predict" else answer, context)
    assert not verdict.passed
    words = {"predict": "not predicted yet", "sql": "no SQL in the answer"}
    assert words.get(exercise.kind, "✗ answer: it") in str(verdict)


@pytest.mark.parametrize("exercise", every_exercise(), ids=lambda e: e.id)
def test_an_exercise_has_answers_to_try_its_check(exercise):
    own = [found for found in ANSWERS if found.exercise is exercise]
    right = [found for found in own if found.kind == "right"]
    wrong = [found for found in own if found.kind == "wrong"]
    assert len(right) >= 2
    assert len(wrong) >= 4
    assert len(right) + len(wrong) == len(own), "an answer file's name begins with right- or wrong-"


@pytest.mark.parametrize("exercise", every_exercise(), ids=lambda e: e.id)
def test_an_exercise_has_three_different_hints(exercise):
    assert len(set(exercise.hints)) == 3
    assert all(len(hint) > 20 for hint in exercise.hints)

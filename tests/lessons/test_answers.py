"""The checks' own test: each right answer passes, each wrong one is refused with the words that it expects.

Those that are DAG files are in airflow/test_dag_answers.py. `make test` runs every sixth answer where a check
takes seconds, every second of the other right ones in Python, and every third of the wrong ones;
`tools/test.py whole` runs the rest.
"""

import pytest

from workbook import checking
from workbook.exercises import answer_files, registry

ANSWERS = [found for name in registry.names() for found in answer_files.of_lesson(name)]


SLOW = ("busy-writers", "full-refresh", "apply-log", "add-up", "incremental", "to-csv")


def every(answer) -> int:
    """Of how many answers like this one `make test` runs one."""
    if answer.exercise.id in SLOW or answer.exercise.kind in ("dbt", "spark"):
        return 6
    if answer.exercise.kind == "py":
        return 2 if answer.kind == "right" else 3
    return 1


def of_kind(kind):
    found = [each for each in ANSWERS if each.kind == kind and each.exercise.kind != "dag"]
    left_out = []
    for share in (2, 3, 6):
        alike = [each for each in found if every(each) == share]
        left_out += [each for number, each in enumerate(alike) if number % share]
    return [
        pytest.param(each, id=each.path.stem, marks=[pytest.mark.whole] if each in left_out else [])
        for each in found
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

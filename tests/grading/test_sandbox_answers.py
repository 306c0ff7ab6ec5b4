"""Honest answers in the sandbox: right ones pass there and before the verifier, wrong ones get one verdict."""

import time

import pytest

from workbook import checking
from workbook.exercises import answer_files, registry
from workbook.grading.sandbox import sandbox as sandboxes
from workbook.grading.sandbox.sandbox import Sandbox
from workbook.notebook.reader import Cell

# This one takes its function from a module of the lesson's, which no learner has.
NOT_LEARNERS = ("right-incremental-pipeline",)
FILES = [
    found
    for name in registry.names()
    for found in answer_files.of_lesson(name)
    if found.exercise.kind == "py" and found.path.stem not in NOT_LEARNERS
]
LONG = ("to-csv", "full-refresh", "incremental", "busy", "apply-log", "add-up")
RIGHT = [found for found in FILES if found.kind == "right"]
SLOW = [found for found in RIGHT if found.exercise.id.startswith(LONG)][::20]
# Samples, since each is run three times. Of exercises whose check is quick, every twelfth.
QUICK = [found for found in RIGHT if not found.exercise.id.startswith(LONG)][::12]
# Every fiftieth: their verdicts hold times and ids, so the marks and the rules are compared.
WRONG = [found for found in FILES if found.kind == "wrong"][::50]


@pytest.fixture(scope="module")
def sandbox(home):
    with Sandbox() as made:
        yield made


def stem(found) -> str:
    return found.path.stem


def as_loaded(found):
    """The answer's exercise: other tests let lessons be loaded anew, and the verifier takes the newest."""
    return registry.find(found.exercise.id)[1]


@pytest.mark.parametrize("found", [*QUICK, *SLOW], ids=stem)
def test_a_right_answer_passes_inside_and_before_the_verifier(sandbox, found):
    cells = [Cell(1, "%load_ext workbook"), Cell(2, found.answer), Cell(3, f'check("{found.exercise.id}")')]
    exercise = as_loaded(found)
    most, _ = sandboxes._seconds(exercise)
    for run in (sandbox.check, sandbox.confirm):
        began = time.monotonic()
        ran = run(exercise, cells)
        assert ran.verdict and ran.verdict.passed, ran
        assert time.monotonic() - began < most / 3  # so a slower machine does not make it fail


@pytest.mark.parametrize("found", WRONG, ids=stem)
def test_a_wrong_answer_is_refused_as_it_is_outside(sandbox, found, context):
    inside, outside = (
        sandbox.check(as_loaded(found), [Cell(1, found.answer)]),
        checking.check(found.exercise, found.answer, context),
    )
    if inside.verdict is None:
        assert found.expects in ("the answer ended the whole process", inside.ended), inside
        return
    assert not inside.verdict.passed
    if "Operation not permitted" in str(inside.verdict):  # it starts a program, which the sandbox refuses
        assert "subprocess" in found.answer
        return
    marks = [[(line.ok, line.rule) for line in verdict.lines] for verdict in (inside.verdict, outside)]
    assert marks[0] == marks[1] or found.expects in str(inside.verdict), (inside.verdict, outside)


def test_a_prediction_comes_back_as_plain_values(sandbox):
    cells = [
        Cell(1, "%matplotlib inline\n!ls"),
        Cell(2, "1 / 0"),
        Cell(3, "guess = {'a': 3, 'b': {'x'}, 'c': (1, None)}"),
    ]
    assert sandbox.evaluate(cells, "guess").value == {"a": 3, "b": {"x"}, "c": (1, None)}
    assert "no cell gives other a value" in sandbox.evaluate(cells, "other").ended
    assert "ZeroDivisionError" in sandbox.evaluate(cells, "other").raised[2]
    for value in ("object()", "['x' * 1000] * 40_000"):  # which is more than one message takes
        assert "can be looked at" in sandbox.evaluate([Cell(1, f"guess = {value}")], "guess").ended

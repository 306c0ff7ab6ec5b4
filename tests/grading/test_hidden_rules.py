"""Hidden rows judge by a rule, and accept what is right: of every exercise that has them."""

import pytest

from workbook import checking
from workbook.exercises import answer_files, registry
from workbook.grading.variants import exercise_variant

SEED = 1
EVERY = [exercise for lesson in registry.names() for exercise in registry.load(lesson).exercises.values()]


@pytest.mark.parametrize("exercise", EVERY, ids=lambda exercise: exercise.id)
def test_hidden_data_have_a_rule_to_judge_by(exercise):
    if exercise.kind in ("sql", "py"):
        assert exercise_variant.variant(exercise, SEED).rules


@pytest.mark.parametrize("exercise", [each for each in EVERY if each.id.startswith("repair-")], ids=lambda e: e.id)
def test_hidden_data_accept_a_repair(home, exercise, context):
    lesson, _ = registry.find(exercise.id)
    right = next(
        f for f in answer_files.of_lesson(lesson.name) if f.exercise.id == exercise.id and f.kind == "right"
    )
    verdict = checking.check(exercise_variant.variant(exercise, SEED), right.answer, context)
    assert verdict.passed, verdict

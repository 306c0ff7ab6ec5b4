"""Answers that are DAG files: the right ones pass, the wrong ones are refused with the words that they expect.

Each check runs a DAG several times, so `make test` takes one wrong answer of each exercise: a right one runs in
the solved notebook. `make test-airflow` takes all of them.
"""

import pytest

from workbook import checking
from workbook.exercises import answer_files, registry

SAMPLE = {"right": 0, "wrong": 1}  # answers of an exercise


def of_lesson(lesson: str) -> list:
    """The lesson's answers as parameters; those beyond the sample are marked `whole`."""
    params = []
    for exercise in registry.load(lesson).exercises.values():
        for kind, few in SAMPLE.items():
            found = [
                each
                for each in answer_files.of_lesson(lesson)
                if each.exercise is exercise and each.kind == kind and exercise.kind == "dag"
            ]
            for number, each in enumerate(found):
                marks = [pytest.mark.whole] if number >= few else []
                params.append(pytest.param(each, id=each.path.stem, marks=marks))
    return params


def pytest_generate_tests(metafunc) -> None:
    if metafunc.cls:
        metafunc.parametrize("found", of_lesson(metafunc.cls.lesson))


class Answers:
    """The tests of one lesson; a class each, so that two workers share them."""

    def test_an_answer_is_told_for_what_it_is(self, home, found, context):
        verdict = checking.check(found.exercise, found.answer, context)
        assert verdict.passed == (found.kind == "right"), verdict
        if found.kind == "wrong":
            assert found.expects, f"{found.path.name} must begin with a line `# expects: words of the verdict`"
            assert found.expects in str(verdict), verdict


class TestDagsAsFiles(Answers):
    lesson = "12-airflow-dags"


class TestOperators(Answers):
    lesson = "13-airflow-mysql-to-redshift"


class TestBackfill(Answers):
    lesson = "14-airflow-backfill"


class TestToday(Answers):
    lesson = "15-airflow-today"


class TestPods(Answers):
    lesson = "18-on-kubernetes"


class TestHandingOver(Answers):
    lesson = "17-on-spark"


def test_each_lesson_that_has_dag_files_is_tested():
    with_dags = {
        name for name in registry.names() if "dag" in {e.kind for e in registry.load(name).exercises.values()}
    }
    assert {each.lesson for each in Answers.__subclasses__()} == with_dags

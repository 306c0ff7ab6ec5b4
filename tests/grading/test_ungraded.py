"""Answers that grading can't try: a DAG file, and a prediction whose experiment this machine has not."""

import pytest

from workbook.checking.context import Context
from workbook.errors import WorkbookError
from workbook.exercises.kinds import DagExercise, PredictExercise
from workbook.grading import judge, submissions
from workbook.grading.grade import Graded, summary
from workbook.grading.judge import Judge
from workbook.grading.records import Record
from workbook.grading.sandbox.sandbox import Ran
from workbook.notebook.reader import Cell, Notebook

LESSON = "12-some-lesson"
STUB = "%%dag --answer a-dag\n# BEGIN\n"
DAG = "%%dag --answer a-dag\nwith DAG('a'): ..."


DAG_EXERCISE = DagExercise("a-dag", "a_dag.py", [], [], ("", "", ""), points=2)


@pytest.fixture(autouse=True)
def stubs(monkeypatch):
    monkeypatch.setattr(submissions, "handed_out", lambda lesson: {"a-dag": STUB})


def no_sandbox():
    raise AssertionError("a DAG file was to be run")


def judged(*sources: str):
    notebook = Notebook([Cell(n, source, "") for n, source in enumerate(sources, 1)], [])
    return Judge(no_sandbox, 1, Context()).judge(notebook, LESSON, DAG_EXERCISE)


def test_a_dag_file_is_not_graded_and_says_why():
    result, remarks = judged("x = 1", STUB, DAG, "%%dag --answer a-dag-too\nno", "%%dag other.py\nno")
    assert (result.verdict, result.graded, result.max_points, remarks) == ("ungraded", False, 2, [])
    assert result.reason.startswith("not graded: needs Airflow")
    assert result.answer == DAG.partition("\n")[2].removesuffix("\n")


@pytest.mark.parametrize("cells", [("x = 1",), (STUB,), ("%%dag --answer a-dag\n \n",)])
def test_no_dag_file_is_a_missing_answer(cells):
    result, _ = judged(*cells)
    assert (result.verdict, result.points) == ("missing", 0)


def test_a_prediction_whose_experiment_is_not_here_is_not_graded():
    def experiment(context):
        raise WorkbookError("This needs Airflow: type make airflow.")

    exercise = PredictExercise("guess", experiment, dict, lambda found, key, guess: "", ("", "", ""))

    class Sandbox:
        def evaluate(self, cells, name, deadly):
            return Ran(value={"a": 1})

    notebook = Notebook([Cell(1, "guess = {'a': 1}", "")], [])
    result, _ = Judge(lambda: Sandbox(), 1, Context()).judge(notebook, LESSON, exercise)
    assert (result.verdict, result.reason) == ("ungraded", "not graded: This needs Airflow: type make airflow.")


def test_the_summary_names_them():
    record = Record("ada", LESSON, "d", (judge.ungraded(DAG_EXERCISE, judge.NEEDS_AIRFLOW, DAG),))
    assert (record.points, record.max_points, record.open_points) == (0, 0, 2)
    said = summary(Graded(1, 0, 4, 0.1, [record], []), [])
    assert "1 students, 0 of 0 points; 1 answers not graded: needs Airflow" in said

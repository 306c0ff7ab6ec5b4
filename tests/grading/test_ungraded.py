"""Answers that grading can't try: a DAG file, and a prediction whose experiment this machine has not."""

from dataclasses import replace

import pytest

from workbook.checking.context import Context
from workbook.errors import NotJudged, TooSlow, WorkbookError
from workbook.exercises.kinds import DagExercise, PredictExercise, SparkExercise
from workbook.grading import file_answers, grade, judge, pages, records, submissions, worker
from workbook.grading.grade import Graded, summary
from workbook.grading.judge import Judge
from workbook.grading.pages import overview
from workbook.grading.records import Record
from workbook.grading.sandbox import outcome
from workbook.grading.sandbox.sandbox import Ran
from workbook.grading.submissions import Submission
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


def test_a_function_for_spark_is_not_graded_and_says_why(monkeypatch):
    monkeypatch.setattr(submissions, "handed_out", lambda lesson: {})
    exercise = SparkExercise("newest", "newest", ("df",), [], [], ("", "", ""))
    cells = [Cell(1, "%%spark --answer newest\ndef newest(df):\n    return df", "")]
    result, _ = Judge(no_sandbox, 1, Context()).judge(Notebook(cells, []), LESSON, exercise)
    assert (result.verdict, result.graded) == ("ungraded", False)
    assert result.reason.startswith("not graded: needs Spark")
    assert result.answer == "def newest(df):\n    return df"


@pytest.mark.parametrize("cells", [("x = 1",), (STUB,), ("%%dag --answer a-dag\n \n",)])
def test_no_dag_file_is_a_missing_answer(cells):
    result, _ = judged(*cells)
    assert (result.verdict, result.points) == ("missing", 0)


def test_a_prediction_whose_experiment_is_not_here_is_not_graded():
    def experiment(context):
        raise WorkbookError("This needs Airflow: type make airflow.")

    exercise = PredictExercise("guess", experiment, dict, lambda found, key, guess: "", ("", "", ""))

    class Sandbox:
        def evaluate(self, cells, name, around):
            return Ran(value={"a": 1})

    notebook = Notebook([Cell(1, "guess = {'a': 1}", "")], [])
    result, _ = Judge(lambda: Sandbox(), 1, Context()).judge(notebook, LESSON, exercise)
    assert (result.verdict, result.reason) == ("ungraded", "not graded: This needs Airflow: type make airflow.")


def test_the_summary_names_them():
    record = Record("ada", LESSON, "d", (judge.ungraded(DAG_EXERCISE, file_answers.why_not(DAG_EXERCISE), DAG),))
    assert (record.points, record.max_points, record.open_points) == (0, 0, 2)
    said = summary(Graded(1, 0, 4, 0.1, [record], []), [])
    assert "1 students, 0 of 0 points; 1 answers not graded: needs Airflow" in said


class Judging:
    """A judge that raises these errors, one a call, and then gives a result."""

    def __init__(self, *errors):
        self.errors = list(errors)

    def judge(self, notebook, lesson, exercise):
        if self.errors:
            raise self.errors.pop(0)
        return judge.missing(exercise, "nothing."), []


def judged_by_worker(*errors):
    at_work = worker._Worker(None, Judging(*errors), None, Context(silent=lambda: {}))
    return at_work._judged(Notebook([], []), LESSON, DAG_EXERCISE)[0]


@pytest.mark.parametrize(
    "errors, words",
    [
        ([KeyError("a hidden value")], "not graded: This is a fault of the workbook (KeyError)"),
        ([NotJudged("A disk is full.")], "not graded: A disk is full."),
        ([TooSlow("The machine is too busy."), TooSlow("The machine is too busy.")], "not graded: The machine is"),
    ],
)
def test_what_is_not_the_answers_fault_is_not_graded_and_tried_again(errors, words, tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path))
    monkeypatch.setattr(worker.servers, "ensure", lambda: None)
    result = judged_by_worker(*errors)
    assert (result.verdict, result.graded, result.again) == ("ungraded", False, True)
    assert result.reason.startswith(words)
    assert "a hidden value" not in result.reason
    assert overview.mark(result)[1] == "■"
    record = Record("ada", LESSON, "digest", (result,))
    [exercise] = overview.summary([record]).exercises
    assert (exercise.graded, record.max_points, record.open_points) == (0, 0, 2)
    assert result.reason.removeprefix("not graded: ")[:20] in pages.student_page([record])
    records.write(tmp_path, record)
    submission = Submission("ada", LESSON, tmp_path)
    assert not grade._stands(tmp_path, submission, "digest")
    records.write(tmp_path, replace(record, results=(judge.ungraded(DAG_EXERCISE, "no Airflow", ""),)))
    assert grade._stands(tmp_path, submission, "digest")


def test_a_machine_that_was_too_slow_once_is_tried_again_at_once(monkeypatch):
    monkeypatch.setattr(worker.servers, "ensure", lambda: None)
    assert judged_by_worker(TooSlow("The machine is too busy.")).verdict == "missing"


def test_what_a_process_of_the_sandbox_met_is_kept_and_not_the_answers(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path))
    said = outcome.failed({"failed": "KeyError", "says": "", "traceback": "Traceback: line 7"}, "an-exercise")
    assert said.startswith("This is a fault of the workbook (KeyError)")
    [file] = (tmp_path / "faults").iterdir()
    assert "line 7" in file.read_text(encoding="utf-8")
    assert (
        outcome.failed({"failed": "TooSlow", "says": "The machine is too busy."}, "x")
        == "The machine is too busy."
    )

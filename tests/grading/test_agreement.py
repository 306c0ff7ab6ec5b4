"""A notebook gets from `workbook grade` what Jupyter says of it: all but one answer right, in ten disguises.

Jupyter is a kernel that nbclient starts. A disguise of the file alone runs there once for all: grading reads the
same cells. Those of cells run in both; `make test` takes a sample of them, `tools/test.py whole` all.
"""

import os

import nbformat
import pytest
from nbclient import NotebookClient

from tests.grading import disguises
from tests.grading.submitted_notebooks import hand_in
from workbook.exercises import registry
from workbook.grading import records
from workbook.grading.grade import grade
from workbook.notebook import progress, reader

LESSONS = [name for name in registry.names() if disguises.graded(name)]
NEED_AIRFLOW = {"settings-today", "what-is-hidden", "range-ends"}  # predictions that are not graded without it
# In `make test`, a disguise of each lesson whose answers are quick, so that each disguise is seen.
SAMPLE = {
    ("01-two-databases", "crlf"), ("02-transactions", "merged"), ("03-copying-a-table", "doubled"),
    ("04-keeping-the-latest", "magics"), ("05-weather-forecast", "split"), ("09-backfill", "reordered"),
}  # fmt: skip
ALL = [(lesson, disguise) for lesson in LESSONS for disguise in ("plain", *disguises.OF_THE_CELLS)]
CASES = [
    pytest.param(*case, id="-".join(case), marks=[] if case in SAMPLE else [pytest.mark.whole]) for case in ALL
]


def made(lesson: str, disguise: str) -> bytes:
    return (disguises.OF_THE_CELLS | disguises.OF_THE_FILE | {"plain": disguises.renamed})[disguise](
        disguises.solved(lesson)
    )


def in_jupyter(data: bytes, folder, monkeypatch) -> dict[str, bool]:
    """Whether each exercise's check passed, by what the notebook's own progress says."""
    my = folder / "my"
    monkeypatch.setenv("WORKBOOK_MY", str(my))
    notebook = nbformat.reads(data.decode("utf-8-sig"), 4)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=300,
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute(env=dict(os.environ))
    return {exercise: bool(standing.passed) for exercise, standing in progress.read().items()}


def in_grading(data: bytes, lesson: str, folder, name: str = "") -> dict[str, bool]:
    """Whether each answer that is graded got its points."""
    hand_in(folder / "submitted", "ada", lesson, data, name)
    grade(folder / "submitted", folder / "grades", seed=7)
    found = records.read(records.path_of(folder / "grades", "ada", lesson))
    own = [result for result in found.results if result.exercise in disguises.graded(lesson) and result.graded]
    return {result.exercise: result.verdict == "passed" for result in own}


@pytest.mark.slow
@pytest.mark.parametrize("lesson, disguise", CASES)
def test_grading_says_what_jupyter_says(lesson, disguise, home, tmp_path, monkeypatch):
    data = made(lesson, disguise)
    graded = in_grading(data, lesson, tmp_path, "Homework 1.IPYNB" if disguise == "crlf" else "")
    jupyter = in_jupyter(data, tmp_path, monkeypatch)
    assert graded == {exercise: jupyter.get(exercise, False) for exercise in graded}
    assert set(graded) >= set(disguises.graded(lesson)) - NEED_AIRFLOW
    assert sum(graded.values()) >= len(graded) - 1  # all but the one that is wrong


@pytest.mark.parametrize("lesson", LESSONS)
@pytest.mark.parametrize("disguise", disguises.OF_THE_FILE)
def test_a_disguise_of_the_file_leaves_the_cells_as_they_are(lesson, disguise):
    plain, other = (reader.read(made(lesson, name)) for name in ("plain", disguise))
    assert [cell.source for cell in other.cells] == [cell.source for cell in plain.cells]
    assert other.remarks == []

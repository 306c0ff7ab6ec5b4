"""A cell is read as Jupyter runs it: with blank lines, indentation, magics above and calls of get_ipython()."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from workbook.checking.answer_file import NoAnswer
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.notebook import answers
from workbook.notebook.cell_magics import MagicCall, cell_magics
from workbook.notebook.reader import Cell, Notebook

SQL = "SELECT 1\nFROM t"
LATEST = "latest-per-day"


@pytest.mark.parametrize(
    "source",
    [
        f"%%sql --answer x\n{SQL}",
        f"\n  \n%%sql --answer x\n{SQL}",
        f"%%time\n%%sql --answer x\n{SQL}",
        f"%%capture out\n%%time\n\n%%sql --answer x\n{SQL}",
        f"get_ipython().run_cell_magic('sql', '--answer x', {SQL!r})",
        f"n = 1\nif n:\n    get_ipython().run_cell_magic('sql', '--answer x', {SQL!r})",
        f"get_ipython().run_cell_magic('time', '', {f'%%sql --answer x{chr(10)}{SQL}'!r})",
    ],
    ids=["plain", "blank lines", "%%time", "%%capture and %%time", "a call", "a call inside", "a call of a call"],
)
def test_each_way_to_write_a_sql_cell_is_the_same_one(source):
    assert cell_magics(source) == [MagicCall("sql", "--answer x", SQL)]


def test_an_indented_cell_loses_its_indentation_as_in_jupyter():
    assert cell_magics("  %%sql source\n  SELECT 1\n    + 1") == [MagicCall("sql", "source", "SELECT 1\n  + 1")]


@pytest.mark.parametrize(
    "source",
    [
        "# %%sql --answer x\nSELECT 1",
        "x = 1\n%%sql --answer x\nSELECT 1",  # IPython knows a cell magic in the first line only
        "'%%sql --answer x'",
        "%sql SELECT 1",
        "%%time\nx = 1",
        "get_ipython().run_cell_magic('sql', line, text)",
        "def f(:\n%%sql",
        "%%",
        "",
    ],
)
def test_what_calls_no_sql_magic_has_none(source):
    assert [call for call in cell_magics(source) if call.name == "sql"] == []


def test_the_last_answer_before_the_check_counts_however_it_is_written():
    cells = [
        Cell(1, f"%%sql --answer {LATEST}\nSELECT 1"),
        Cell(2, f"%%time\n%%sql warehouse --answer {LATEST}\nSELECT 2"),
        Cell(3, f'check("{LATEST}")'),
        Cell(4, f"\n%%sql --answer {LATEST}\nSELECT 3"),
    ]
    assert answers.sql_answer(Notebook(cells), LATEST, "warehouse") == "SELECT 2"


def notebook(folder: Path, *sources: str) -> Path:
    cells = [{"cell_type": "code", "source": source, "metadata": {}, "outputs": []} for source in sources]
    path = folder / "mine.ipynb"
    path.write_text(
        json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}), encoding="utf-8"
    )
    return path


def test_an_answer_is_taken_from_a_notebooks_file(tmp_path):
    _, exercise = registry.find(LATEST)
    assert answers.of_file(notebook(tmp_path, f"%%sql --answer {LATEST}\nSELECT 2"), exercise) == "SELECT 2"
    with pytest.raises(NoAnswer, match="has no cell that begins with %%sql --answer latest-per-day"):
        answers.of_file(notebook(tmp_path, "SELECT 2"), exercise)


MADE = """
import sys
from pathlib import Path
from workbook.exercises import registry
from workbook.notebook import answers

made = answers.of_file(Path(sys.argv[1]), registry.find(sys.argv[2])[1]).made()
print(made.function(None, []) if hasattr(made, "function") else made)
"""


def made(path: Path, exercise: str) -> str:
    """What a notebook's cells make, in a process that they may change: its folder, its shell, its modules."""
    command = [sys.executable, "-c", MADE, str(path), exercise]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120)
    return done.stdout + done.stderr


def test_a_function_and_a_prediction_are_made_by_the_notebooks_cells(tmp_path):
    path = notebook(tmp_path, "TABLE = 'nps'\nraise ValueError", "def replace_all(conn, rows):\n    return TABLE")
    assert made(path, "replace-all") == "nps\n"
    path = notebook(tmp_path, "left = 2", "what_survives = dict(closed=0)\nwhat_survives['with'] = left - 1")
    assert made(path, "what-survives") == "{'closed': 0, 'with': 1}\n"
    path = notebook(tmp_path, "what_survives = 1 / 0")
    assert "cell 1 raised ZeroDivisionError" in made(path, "what-survives")


def test_what_is_no_notebook_is_a_sentence(tmp_path):
    _, exercise = registry.find(LATEST)
    path = tmp_path / "mine.ipynb"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(WorkbookError, match="it is not JSON"):
        answers.of_file(path, exercise)
    with pytest.raises(WorkbookError, match="can't be read"):
        answers.of_file(tmp_path / "nowhere.ipynb", exercise)

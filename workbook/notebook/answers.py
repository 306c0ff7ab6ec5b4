"""Finds the answers in a notebook: by what cells are, not by their metadata alone.

So a locked cell that is gone, moved or edited destroys nothing. The text of locked cells means nothing: our own
checks are run.
"""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbook.checking.answer_file import NoAnswer
from workbook.checking.function_source import FunctionAnswer
from workbook.errors import WorkbookError
from workbook.exercises.kinds import Exercise, PredictExercise, PyExercise, SqlExercise, name_of_answer
from workbook.notebook import python_cells as running
from workbook.notebook.cell_magics import cell_magics, read_sql_line
from workbook.notebook.reader import Cell, Notebook, Unreadable, read

NOT_PYTHON = ("sql", "dag")  # cell magics whose body is none


@dataclass(frozen=True)
class CellsAnswer:
    """The cells that define a function or a prediction (exercises.protocols.PendingAnswer)."""

    cells: Sequence[Cell]
    name: str
    is_function: bool

    def made(self) -> object:
        """What the name stands for once the cells have run, in this process."""
        namespace, raised = running.run(self.cells, lambda number: None)
        if self.name not in namespace:
            why = "; ".join(f"cell {number} raised {text}" for number, text in raised.items())
            raise NoAnswer(f"No cell gives {self.name} a value{f': {why}' if why else ''}.")
        return FunctionAnswer.named(namespace, self.name) if self.is_function else namespace[self.name]


def of_file(path: Path, exercise: Exercise) -> object:
    """The answer to an exercise in a notebook's file. Raises NoAnswer, or WorkbookError if it can't be read."""
    try:
        notebook = read(path.read_bytes())
    except OSError as error:
        raise WorkbookError(f"{path} can't be read: {error.strerror}.") from None
    except Unreadable as error:
        raise WorkbookError(f"{path} can't be read: {error}") from None
    if isinstance(exercise, PyExercise | PredictExercise):
        name = name_of_answer(exercise)
        if not (cells := python_cells(notebook, exercise.id, name)):
            raise NoAnswer(f"{path} has no cell that defines {name}.")
        return CellsAnswer(cells, name, isinstance(exercise, PyExercise))
    if isinstance(exercise, SqlExercise):
        answer = sql_answer(notebook, exercise.id, exercise.engine)
    else:
        answer = dag_answer(notebook, exercise.id)
    if answer is None:
        raise NoAnswer(f"{path} has no cell that begins with %%{exercise.kind} --answer {exercise.id}.")
    return answer


def sql_answer(notebook: Notebook, exercise: str, engine: str) -> str | None:
    """The SQL text of the last cell that answers an exercise before its check; None if there is none.

    Of a notebook in which no answer stands before the check, or no check, it is the last cell that answers it.
    """
    found = [
        (at, text) for at, cell in enumerate(notebook.cells) if (text := _sql(cell, exercise, engine)) is not None
    ]
    end = _check_at(notebook, exercise)
    return next((text for at, text in reversed(found) if at < end), found[-1][1] if found else None)


def _sql(cell: Cell, exercise: str, engine: str) -> str | None:
    """The SQL with which a cell answers the exercise; None for another cell."""
    for call in cell_magics(cell.source):
        if call.name == "sql":
            try:
                asked = read_sql_line(call.line)
            except WorkbookError:  # in a notebook such a cell is an error, and answers nothing
                continue
            if asked.answer == exercise and asked.engine in (None, engine):
                return call.body
    return None


def dag_answer(notebook: Notebook, exercise: str) -> str | None:
    """The DAG file of the last cell that answers an exercise with one; None if there is none."""
    found = [
        call.body
        for cell in notebook.cells
        for call in cell_magics(cell.source)
        if call.name == "dag" and _words(call.line) == ["--answer", exercise]
    ]
    return found[-1] if found else None


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:  # in a notebook an error, too
        return []


def python_cells(notebook: Notebook, exercise: str, name: str) -> list[Cell]:
    """The Python cells that run before an exercise's check, in order; empty if none has `name` in it.

    Of a notebook whose check is gone, or comes too early, those up to the cell that was handed out for the answer;
    else all.
    """
    end = _check_at(notebook, exercise)
    own = [at for at, cell in enumerate(notebook.cells) if cell.grade_id == exercise]
    if own and (end == len(notebook.cells) or own[0] >= end):
        end = own[-1] + 1
    if not any(name in cell.source for cell in notebook.cells[:end]):
        end = len(notebook.cells)
    cells = [cell for cell in notebook.cells[:end] if not _is_no_python(cell)]
    return cells if any(name in cell.source for cell in cells) else []


def _is_no_python(cell: Cell) -> bool:
    return any(call.name in NOT_PYTHON for call in cell_magics(cell.source))


def shown(cells: Sequence[Cell], exercise: str, name: str) -> str:
    """The text of the cell that answers an exercise in Python."""
    own = [cell.source for cell in cells if cell.grade_id == exercise and name in cell.source]
    made = re.compile(rf"^\s*(async\s+)?(def\s+{name}\b|{name}\s*(:.*)?=)", re.MULTILINE)
    return (
        own or [c.source for c in cells if made.search(c.source)] or [c.source for c in cells if name in c.source]
    )[-1]


def _check_at(notebook: Notebook, exercise: str) -> int:
    """Where an exercise's check stands among the code cells; behind all of them if it is gone."""
    by_id = [at for at, cell in enumerate(notebook.cells) if cell.grade_id == f"check-{exercise}"]
    call = re.compile(rf"""^check\(\s*["']{re.escape(exercise)}["']\s*\)""", re.MULTILINE)
    found = by_id or [at for at, cell in enumerate(notebook.cells) if call.search(cell.source)]
    return found[-1] if found else len(notebook.cells)

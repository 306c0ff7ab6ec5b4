"""Finds the answers in a notebook: by what cells are, not by their metadata alone.

So a locked cell that is gone, moved or edited destroys nothing. The text of locked cells means nothing: our own
checks are run.
"""

import os
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from workbook.checking.answer_file import NoAnswer
from workbook.checking.function_source import FunctionAnswer
from workbook.databases import provisioned
from workbook.databases.base import Databases
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.exercises.kinds import (
    CELL_KINDS,
    Exercise,
    PredictExercise,
    PyExercise,
    SqlExercise,
    name_of_answer,
)
from workbook.notebook.cell_magics import cell_magics, read_sql_line
from workbook.notebook.cell_names import names_in, wants_databases
from workbook.notebook.reader import Cell, Notebook, Unreadable, read

TYPED = re.compile(r"run_cell_magic|^[ \t]*%%sql\b.*[{$]", re.MULTILINE)
BRINGS = re.compile(r"import[ \t]+\*|^[ \t]*%run\b", re.MULTILINE)  # names that a cell makes without naming them
NOT_PYTHON = tuple(f"%%{kind}" for kind in CELL_KINDS)  # how cells begin that are none


@dataclass(frozen=True)
class CellsAnswer:
    """The cells that define a function or a prediction (exercises.protocols.PendingAnswer)."""

    cells: Sequence[Cell]
    name: str
    is_function: bool
    lesson: str
    folder: Path  # the notebook's

    def made(self) -> object:
        """What the name stands for once the cells have run, in this process, beside the notebook as in Jupyter."""
        from workbook.notebook import python_cells as running  # all of IPython: grading needs it elsewhere
        from workbook.notebook.cell_kernel import CellKernel

        os.chdir(self.folder)
        os.environ["MPLBACKEND"] = "agg"  # which opens no window
        kernel = CellKernel(self.lesson, _made_anew if wants_databases(self.cells) else None)
        namespace, raised = running.run(self.cells, lambda number: None, kernel)
        if self.name not in namespace:
            why = "; ".join(f"cell {number} raised {text}" for number, text in raised.items())
            raise NoAnswer(f"No cell gives {self.name} a value{f': {why}' if why else ''}.")
        return FunctionAnswer.named(namespace, self.name) if self.is_function else namespace[self.name]


def _made_anew(lesson: str) -> Databases:
    """Databases of this process with the lesson's tables."""
    databases = provisioned.claim("cells")
    databases.load(registry.load(lesson).notebook)
    return databases


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
        lesson = registry.find(exercise.id)[0].name
        return CellsAnswer(cells, name, isinstance(exercise, PyExercise), lesson, path.resolve().parent)
    if isinstance(exercise, SqlExercise):
        answer = sql_answer(notebook, exercise.id, exercise.engine)
    else:
        answer = file_answer(notebook, exercise.kind, exercise.id)
    if answer is None:
        raise NoAnswer(f"{path} has no cell that begins with %%{exercise.kind} --answer {exercise.id}.")
    return answer


def sql_answer(notebook: Notebook, exercise: str, engine: str) -> str | None:
    """The SQL text that answers an exercise: the first of `sql_answers`; None if there is none."""
    return next((found.text for found in sql_answers(notebook, exercise, engine)), None)


@dataclass(frozen=True)
class SqlText:
    """A SQL text that answers an exercise; `said` is the sentence for the learner where this one counts."""

    text: str
    said: str = ""


def sql_answers(notebook: Notebook, exercise: str, engine: str, stub: str = "") -> list[SqlText]:
    """The SQL texts that answer an exercise, at most two; none if no cell does.

    The first is the last cell that answers it before its check; of a notebook in which none stands before the
    check, or no check, the last one that answers it. Another one comes next where that is what Jupyter's numbers
    say that the check saw last. A cell that holds no more than `stub`, or nothing, counts where no other answers.
    """

    def those(cells: Sequence[Cell]) -> list[tuple[Cell, str]]:
        return [(cell, text) for cell in cells if (text := _sql(cell, exercise, engine)) is not None]

    def filled(found: list[tuple[Cell, str]]) -> list[tuple[Cell, str]]:
        return [each for each in found if each[1].split() not in ([], stub.split())]

    found = filled(those(notebook.cells)) or those(notebook.cells)
    if not found:
        return []
    _, check = _check(notebook, exercise)
    above = cells_above(notebook, exercise)
    place, text = (filled(those(above)) or found)[-1]
    texts = [SqlText(text)]
    seen = [each for each in found if check and 0 < each[0].ran < check.ran]
    last, other = max(seen, key=lambda each: each[0].ran, default=(place, text))
    if other != text:
        says = f"cell {last.number} was graded, which the check saw last by Jupyter's numbers, not cell"
        texts.append(SqlText(other, f"{exercise}: {says} {place.number}."))
    return texts


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


def is_typed_by_python(notebook: Notebook) -> bool:
    """Whether a line calls a SQL cell in a way that only running it tells: with a variable in it."""
    return any(TYPED.search(cell.source) for cell in notebook.cells)


def cells_above(notebook: Notebook, exercise: str) -> list[Cell]:
    """The cells down to an exercise's check, with the lines that stand above it in its own cell."""
    at, check = _check(notebook, exercise)
    return [*notebook.cells[:at], *([_part_above(check, exercise)] if check else [])]


def file_answer(notebook: Notebook, kind: str, exercise: str) -> str | None:
    """What the last cell holds that answers an exercise that another system runs; None if there is none."""
    found = [
        call.body
        for cell in notebook.cells
        for call in cell_magics(cell.source)
        if call.name == kind and _words(call.line) == ["--answer", exercise]
    ]
    return found[-1] if found else None


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:  # in a notebook an error, too
        return []


@dataclass(frozen=True)
class Order:
    """Cells that answer an exercise, in an order; `said` is the sentence for the learner where this one counts."""

    cells: list[Cell]
    said: str = ""


def python_cells(notebook: Notebook, exercise: str, name: str) -> list[Cell]:
    """The cells that run before an exercise's check: the first of `python_orders`; none if none has `name`."""
    return next((order.cells for order in python_orders(notebook, exercise, name)), [])


def python_orders(notebook: Notebook, exercise: str, name: str, stub: str = "") -> list[Order]:
    """The orders in which the cells of an answer in Python may have run, at most three; none if none has `name`.

    The first is that of the notebook, down to the check. In the second, cells from below it stand before the first
    that uses a name which they alone make. The third is that of Jupyter's numbers. A copy of the exercise's cell
    that holds no more than `stub` does not count.
    """
    filled = [cell for cell in notebook.cells if cell.source.split() != stub.split()]
    if _any_has([cell for cell in filled if cell.grade_id == exercise], name):
        notebook = replace(notebook, cells=filled)
    cells = _above_check(notebook, exercise, name)
    if not _any_has(cells, name):
        return []
    orders = [Order(cells)]
    taken = {cell.number for cell in cells}
    cells, added = _with_missing(cells, [cell for cell in notebook.cells if cell.number not in taken])
    if added:
        says = "stands below the check, and was run before the cells above that use names of it"
        advice = "Restart the kernel and run all cells before you hand in: so you see what is missing"
        orders.append(Order(cells, f"{exercise}: cell {', '.join(map(str, added))} {says}. {advice}."))
    _, check = _check(notebook, exercise)
    if check:
        ran = sorted((cell for cell in notebook.cells if 0 < cell.ran < check.ran), key=lambda cell: cell.ran)
        ran += [part for part in [_part_above(check, exercise)] if part.source]
        if _any_has(ran, name) and all(_numbers(ran) != _numbers(order.cells) for order in orders):
            says = "the cells were run in the order of Jupyter's numbers, since in that of the notebook"
            orders.append(Order(ran, f"{exercise}: {says} the answer is not right."))
    return orders


def _numbers(cells: Sequence[Cell]) -> list[int]:
    return [cell.number for cell in cells]


def _is_no_python(cell: Cell) -> bool:
    return cell.source.lstrip().startswith(NOT_PYTHON)


def _any_has(cells: Sequence[Cell], name: str) -> bool:
    return any((name in cell.source or BRINGS.search(cell.source)) and not _is_no_python(cell) for cell in cells)


def _above_check(notebook: Notebook, exercise: str, name: str) -> list[Cell]:
    """The cells down to an exercise's check, with the lines that stand above it in its own cell.

    Of a notebook whose check is gone, or comes too early, those up to the cell that was handed out for the answer;
    else all.
    """
    end, check = _check(notebook, exercise)
    own = [at for at, cell in enumerate(notebook.cells) if cell.grade_id == exercise]
    if check and name in _part_above(check, exercise).source:
        return cells_above(notebook, exercise)
    if own and (check is None or own[0] >= end):
        end = own[-1] + 1
    cells = list(notebook.cells[:end])
    return cells if _any_has(cells, name) else list(notebook.cells)


def _part_above(check: Cell, exercise: str) -> Cell:
    """What stands above the call of the check in its cell: of cells that were merged, the answer."""
    call = _call_of_check(exercise).search(check.source)
    return replace(check, source=check.source[: call.start()] if call else "")


def _with_missing(cells: Sequence[Cell], below: Sequence[Cell]) -> tuple[list[Cell], list[int]]:
    """The cells with those of `below` that make names which they lack, before their first use; their numbers."""
    names = dict(zip((cell.number for cell in (*cells, *below)), names_in([*cells, *below]), strict=True))
    cells, left = list(cells), list(below)
    added: list[int] = []
    while True:
        made = {name for cell in cells for name in names[cell.number].makes}
        lacking = {name for cell in cells for name in names[cell.number].uses} - made
        giver = next((cell for cell in left if names[cell.number].makes & lacking), None)
        if giver is None:
            return cells, added
        given = names[giver.number].makes & lacking
        at = next(at for at, cell in enumerate(cells) if names[cell.number].uses & given)
        cells.insert(at, giver)
        left.remove(giver)
        added.append(giver.number)


def shown(cells: Sequence[Cell], exercise: str, name: str) -> str:
    """The text of the cell that answers an exercise in Python."""
    cells = [cell for cell in cells if not _is_no_python(cell)]
    sources = [cell.source for cell in cells]
    own = [cell.source for cell in cells if cell.grade_id == exercise and name in cell.source]
    made = re.compile(rf"^[ \t]*(async[ \t]+)?(def[ \t]+{name}\b|{name}[ \t]*(:.*)?=)", re.MULTILINE)
    named = [source for source in sources if name in source]
    return (own or list(filter(made.search, sources)) or named or list(filter(BRINGS.search, sources)))[-1]


def _check(notebook: Notebook, exercise: str) -> tuple[int, Cell | None]:
    """Where an exercise's check stands among the code cells, and its cell; behind all of them if it is gone."""
    call = _call_of_check(exercise)
    by_id = [at for at, cell in enumerate(notebook.cells) if cell.grade_id == f"check-{exercise}"]
    found = by_id or [at for at, cell in enumerate(notebook.cells) if call.search(cell.source)]
    return (found[-1], notebook.cells[found[-1]]) if found else (len(notebook.cells), None)


@cache
def _call_of_check(exercise: str) -> re.Pattern[str]:
    return re.compile(rf"""^check\(\s*["']{re.escape(exercise)}["']\s*\)""", re.MULTILINE)

"""Runs a notebook's Python cells without a notebook: magics do nothing, and a cell that raises is passed over."""

import sys
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbook.functions import described

NOTEBOOK = ("lesson", "check", "hint", "reset", "progress", "figure", "plan", "connect", "display", "exit", "quit")
RUN_THEIR_CODE = ("time", "timeit", "capture", "prun")  # magics whose code is the learner's own


@dataclass(frozen=True)
class Cell:
    """A Python cell; `number` is as a person counts the notebook's cells, from 1."""

    number: int
    source: str


def nothing(*given: object, **named: object) -> None:
    """What the notebook's own functions do while an answer is graded."""


class Shell:
    """Stands for IPython's shell: runs the code behind %%time and the like, and does nothing else."""

    def __init__(self, run: Callable[[str], None], namespace: dict) -> None:
        self._run, self.user_ns = run, namespace

    def run_line_magic(self, name: str, line: str, *further: object) -> None:
        """Run the code of `%time code`; nothing for other magics."""
        if name in RUN_THEIR_CODE:
            self._run(line)

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        """Run the cell below %%time and the like; nothing for other magics."""
        if name in RUN_THEIR_CODE:
            self._run(cell)

    def __getattr__(self, name: str) -> Callable:
        return nothing


def run(cells: Sequence[Cell], begin: Callable[[int], None]) -> tuple[dict, dict[int, str]]:
    """Run the cells in order; the names that they leave, and by cell's number the error that ended it.

    `begin` is told of each cell's number before it runs. What is printed goes to sys.stdout.
    """
    from IPython.core.inputtransformer2 import TransformerManager  # the warm process has it

    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module  # where dataclasses and pickle look for what a cell defines
    namespace = vars(module)
    transform = TransformerManager().transform_cell

    def execute(source: str) -> None:
        exec(compile(transform(source), "cell", "exec", dont_inherit=True), namespace)

    shell = Shell(execute, namespace)
    namespace |= dict.fromkeys(NOTEBOOK, nothing) | {"get_ipython": lambda: shell}
    raised = {}
    for cell in cells:
        begin(cell.number)
        try:
            execute(cell.source)
        except BaseException as error:  # SystemExit too: a notebook goes on behind it
            raised[cell.number] = described(error)
    return namespace, raised

"""Runs a notebook's Python cells without a notebook: magics do nothing, and a cell that raises is passed over."""

import sys
import types
from collections.abc import Callable, Sequence

from workbook.errors import described
from workbook.notebook.cell_magics import RUN_THEIR_CODE, transformer
from workbook.notebook.reader import Cell

NOTEBOOK = ("lesson", "check", "hint", "reset", "progress", "figure", "plan", "connect", "display", "exit", "quit")


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
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module  # where dataclasses and pickle look for what a cell defines
    namespace = vars(module)
    transform = transformer()

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

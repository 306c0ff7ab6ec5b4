"""Runs a notebook's Python cells without Jupyter, in IPython's own shell, as a kernel does.

So a cell means what it means in Jupyter: top-level `await`, magics, `_`. What would start a program does nothing,
and nothing is shown. A cell that raises is passed over, as by a person who runs cell after cell.
"""

import asyncio
import sys
from collections.abc import Callable, Sequence

from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from IPython.utils.text import SList
from traitlets.config import Config

from workbook.errors import described
from workbook.exercises.kinds import FILE_KINDS
from workbook.notebook.cell_kernel import CellKernel, CellMagics, nothing
from workbook.notebook.reader import Cell

# Magics that start a program.
PROGRAMS = {
    "line": ("pip", "conda", "mamba", "micromamba", "uv"),
    "cell": ("script", "bash", "sh", "perl", "ruby", "python", "python2", "python3", "pypy", "html", "javascript"),
}
NOWHERE = "agg"  # matplotlib's backend that opens no window


class CellShell(InteractiveShell):
    """IPython's shell, which shows nothing, starts no program, and has no files of its own."""

    def __init__(self) -> None:
        super().__init__(config=Config({"HistoryManager": {"enabled": False, "hist_file": ":memory:"}}))
        self._db = {}  # type: ignore[assignment]  # what %cd keeps from one kernel to the next
        for kind, names in PROGRAMS.items():
            for name in names:
                self.magics_manager.register_function(nothing, kind, name)
        self._load = self.find_line_magic("load_ext")
        for name in ("load_ext", "reload_ext"):
            self.magics_manager.register_function(self._load_extension, "line", name)

    def init_ipython_dir(self, ipython_dir: object) -> None:
        """No folder in the home of who grades."""

    def init_profile_dir(self, profile_dir: object) -> None:
        """And none for a profile."""
        self.profile_dir = None

    def showtraceback(self, *given: object, **named: object) -> None:
        """Nothing: who runs the cells gets the error itself."""

    showsyntaxerror = showindentationerror = showtraceback

    def system(self, cmd: str) -> None:
        """Nothing; a notebook goes on behind `!pip install`."""
        self.user_ns["_exit_code"] = 0

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> object:
        """What no program says."""
        return SList() if split else ""

    def ask_exit(self) -> None:
        """Nothing; a notebook goes on behind `exit`."""

    def enable_gui(self, gui: object = None) -> None:
        """Nothing: there is no window."""

    def enable_matplotlib(self, gui: object = None) -> tuple[None, str]:
        """Nothing: figures are drawn where nobody sees them."""
        return None, NOWHERE

    def _load_extension(self, name: str) -> None:
        if name.strip() != "workbook":  # which is there already
            self._load(name)


_ready: list[CellShell] = []


def get_ready() -> None:
    """Make the shell of the next run: that takes some 80 ms, and forks of this process have it then."""
    _ready.append(CellShell())
    _be_the_one(_ready[-1])


def run(cells: Sequence[Cell], begin: Callable[[int], None], kernel: CellKernel) -> tuple[dict, dict[int, str]]:
    """Run the cells in order; the names that they leave, and by cell's number the error that ended it.

    `begin` is told of each cell's number before it runs. `kernel` lends the notebook's databases, if a cell wants
    them. What is printed goes to sys.stdout.
    """
    shell = next((shell for shell in _ready if shell.execution_count == 1), None) or CellShell()
    _be_the_one(shell)
    sys.modules["__main__"] = shell.user_module  # where dataclasses and pickle look for what a cell defines
    if sys.path[:1] != [""]:
        sys.path.insert(0, "")  # a kernel's own: modules beside the notebook
    magics = CellMagics(shell, kernel)
    shell.register_magics(magics)
    for name in FILE_KINDS:
        shell.magics_manager.register_function(nothing, "cell", name)
    shell.push({**magics.functions(), "display": display})
    raised = {}
    loop = asyncio.new_event_loop()
    try:
        for cell in cells:
            begin(cell.number)
            try:
                magics.begin(cell.source)
                error = loop.run_until_complete(_execute(shell, cell.source))
            except BaseException as left:  # of the event loop, which a cell may have stopped
                error = left
            if error is not None:
                raised[cell.number] = described(error)
    finally:
        kernel.stop_lending()
        loop.close()
    return shell.user_ns, raised


def _be_the_one(shell: CellShell) -> None:
    """Let get_ipython() in a module of the learner's find the shell."""
    for kind in (InteractiveShell, CellShell):
        kind._instance = shell  # type: ignore[assignment]


async def _execute(shell: CellShell, source: str) -> BaseException | None:
    """Run one cell, as a kernel does: inside of a running event loop."""
    trouble = None
    try:
        python = shell.transform_cell(source)
    except Exception:
        python, trouble = source, sys.exc_info()
    done = await shell.run_cell_async(
        source, store_history=True, transformed_cell=python, preprocessing_exc_tuple=trouble
    )
    return done.error_before_exec or done.error_in_exec

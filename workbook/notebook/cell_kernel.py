"""The notebook's magics, functions and databases, where its cells run without Jupyter.

The databases are somebody else's, who lends them when a cell first needs them: most answers need none, and their
tables take up to some seconds.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from workbook.checking.buckets import Bucket
from workbook.checking.context import Context
from workbook.databases.base import Databases
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.notebook.cell_magics import SqlLine
from workbook.notebook.cell_names import CONNECTIONS, names_of
from workbook.notebook.kernel_state import KernelState
from workbook.notebook.magic import FUNCTIONS, WorkbookMagics

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

SHOWS = ("check", "hint", "progress", "figure", "plan")  # functions that give nothing to go on with


class CellKernel(KernelState):
    """What a kernel holds, with databases that are lent.

    `lend(lesson)` gives databases that hold the lesson's tables and nothing else; where it is None, none are lent.
    """

    def __init__(self, lesson: str, lend: Callable[[str], Databases] | None) -> None:
        """`lesson` is begun, as its notebook's first cell does: that may be gone."""
        super().__init__(Context(silent=None))
        self._lend = lend
        self.open(lesson)

    @property
    def lends(self) -> bool:
        """Whether there are databases for cells."""
        return self._lend is not None

    def open(self, lesson: str, rows: object = None) -> registry.Lesson:
        """Begin a lesson; its tables, never larger ones, are made when a cell needs them. Raises WorkbookError."""
        found = registry.load(lesson)
        self.lesson, self.tables = found, found.notebook
        self.reset()
        return found

    def reset(self) -> None:
        """Let the next cell that needs databases have them as at the start of the lesson."""
        self._end_sessions()
        self._databases = None

    @property
    def databases(self) -> Databases:
        """The databases that are lent. Raises WorkbookError where none are."""
        if self._databases is None:
            if self._lend is None:
                raise WorkbookError("The notebook's databases are there while its cells run, and not now.")
            self._databases = self._lend(self.opened.name)
            self._bucket()  # as `lesson` makes it
        return self._databases

    def stop_lending(self) -> None:
        """From here on nothing is made anew; what is open stays."""
        self._lend = None

    def _bucket(self) -> str:
        """As a kernel's, but that a new one is waited for: the cells come at once."""
        where = self.databases.addresses.store
        bucket = Bucket(where, self.databases.label)
        if where.folder is None:
            return super()._bucket()
        if not (where.folder / bucket.name).is_dir():
            bucket.fresh({})
        return bucket.name

    def _forget(self) -> None:
        self._sessions.clear()
        self._databases = None


class CellMagics(WorkbookMagics):
    """The notebook's magics and functions: SQL cells run, checks don't, and nothing is shown."""

    kernel: CellKernel

    def __init__(self, shell: "InteractiveShell", kernel: CellKernel) -> None:
        super().__init__(shell, kernel, lambda words: None)
        self._source = ""

    def functions(self) -> dict[str, Callable]:
        """What the notebook calls, by name."""
        return {name: nothing if name in SHOWS else getattr(self, name) for name in FUNCTIONS}

    def begin(self, source: str) -> None:
        """Before a cell: give it the connections that it uses, where they aren't there."""
        self._source = source
        if self.kernel.lends and names_of(source).uses & CONNECTIONS - self.shell.user_ns.keys():
            self._name_connections()

    def lesson(self, name: str, rows: int | None = None) -> None:
        """Begin the lesson `name`."""
        self.kernel.open(name)
        self._anew()

    def reset(self) -> None:
        """Make the notebook's databases anew."""
        self.kernel.reset()
        self._anew()

    def _anew(self) -> None:
        for name in CONNECTIONS:
            self.shell.user_ns.pop(name, None)
        self.begin(self._source)

    def _run(self, asked: SqlLine, cell: str) -> None:
        if self.kernel.lends and not asked.explain:
            super()._run(asked, cell)

    def _answer(self, exercise: str, engine: str | None, cell: str) -> None:
        self.kernel.answers[exercise] = cell


def nothing(*given: object, **named: object) -> None:
    """What does nothing while an answer is graded: checks, hints, figures, and magics that start a program."""

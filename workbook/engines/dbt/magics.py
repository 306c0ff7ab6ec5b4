"""What a notebook sees of dbt: `%dbt` for its commands, and `%%dbt` for a cell that is files of a project."""

import shlex
import shutil
from pathlib import Path

from IPython.core.magic import Magics, line_cell_magic, magics_class

from workbook.engines.dbt import runner, settings
from workbook.engines.dbt.process import Process
from workbook.errors import WorkbookError
from workbook.exercises import dbt_files, registry
from workbook.exercises.kinds import DbtExercise
from workbook.notebook.kernel_state import KernelState

USAGE = (
    "A cell that is a file of a dbt project begins with %%dbt and its path, such as %%dbt models/orders.sql;"
    " one that answers an exercise, with %%dbt --answer EXERCISE."
)


@magics_class
class DbtMagics(Magics):
    """The notebook's own dbt: it begins when it is first asked for, and ends with the kernel."""

    def __init__(self, shell, kernel: KernelState) -> None:
        super().__init__(shell)
        self._kernel = kernel
        self._process: Process | None = None
        self._name = ""
        kernel.dbt = self._own

    @line_cell_magic
    def dbt(self, line: str, cell: str | None = None) -> None:
        """`%dbt build`: a command of dbt on the notebook's own project and tables; `%%dbt PATH`: a file of it.

        The target's schema may stand before a command, as in a shell: `%dbt DBT_SCHEMA=ci build`. A cell that
        begins with `%%dbt --answer EXERCISE` is kept as an answer, and dbt says whether it can read it.
        """
        words = shlex.split(line)
        if cell is not None:
            self._cell(words, cell)
        else:
            self._command(words)

    def _command(self, words: list[str]) -> None:
        schema = settings.SCHEMA
        if words and words[0].startswith("DBT_SCHEMA="):
            schema = words.pop(0).partition("=")[2]
        if not words:
            raise WorkbookError("Write a command of dbt after it, such as %dbt build.")
        project = self._own()
        process = self._warm()
        read = process.read(project, schema, keep=True)
        answer = process.command(*words) if read.ok else read
        process.end()
        if answer.text:
            print(answer.text)
        if answer.error:
            print(answer.error)

    def _cell(self, words: list[str], cell: str) -> None:
        if len(words) == 2 and words[0] == "--answer":
            self._answer(words[1], cell)
        elif len(words) == 1:
            try:
                files = dbt_files.read(f"-- file: {words[0]}\n{cell}")
            except dbt_files.NoFiles as error:
                raise WorkbookError(str(error)) from None
            for path, text in files.items():
                (self._own() / path).parent.mkdir(parents=True, exist_ok=True)
                (self._own() / path).write_text(text, encoding="utf-8")
        else:
            raise WorkbookError(USAGE)

    def _answer(self, name: str, cell: str) -> None:
        _, exercise = registry.find(name)
        if not isinstance(exercise, DbtExercise):
            raise WorkbookError(f"{exercise.id} is not answered by files of a dbt project.")
        self._kernel.answers[exercise.id] = cell
        self._kernel.at = exercise.id
        try:
            files = dbt_files.read(cell, exercise.file)
        except dbt_files.NoFiles as error:
            empty = str(error) == dbt_files.EMPTY
            print("No answer yet: write your files below the first line, then run the cell." if empty else error)
            return
        # By the dbt of the checks, so that a notebook that only answers needs no other.
        read = self._kernel.context.dbt_runner().read({**exercise.given, **files}, exercise.scenarios[0])
        print(f"{', '.join(files)}: {'dbt reads it.' if read.ok else 'dbt can not read it.'}")
        if read.error:
            print(read.error)
        print(f"(now check({exercise.id!r}))")

    def _own(self) -> Path:
        """The folder of the notebook's project, made anew for each kernel and lesson."""
        databases = self._kernel.databases
        project = settings.home(databases.name) / "project"
        if self._name != databases.name:
            if self._process:
                self._process.close()
                self._process = None
            self._name = databases.name
            shutil.rmtree(project, ignore_errors=True)
            runner.write(project, {})
        return project

    def _warm(self) -> Process:
        self._own()
        if self._process is None:
            databases = self._kernel.databases
            self._process = Process(databases, settings.home(databases.name) / "notebook")
        return self._process

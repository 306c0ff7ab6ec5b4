"""What a notebook has of Spark: `%spark up` and `down` for its cluster, `%%spark` for cells of Spark's Python."""

import shlex
import shutil
import sys
from pathlib import Path

from IPython.core.magic import Magics, line_cell_magic, magics_class
from IPython.display import display

from workbook.engines.spark import services, settings
from workbook.engines.spark.cluster import Cluster
from workbook.engines.spark.process import Process
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.exercises.kinds import SparkExercise
from workbook.notebook.kernel_state import KernelState
from workbook.notebook.plan_display import Shown
from workbook.plans import spark

USAGE = (
    "Write %spark up, %spark down or %spark status on a line, %%spark above a cell that Spark's Python runs, or"
    " %%spark --answer EXERCISE above an answer."
)


@magics_class
class SparkMagics(Magics):
    """The notebook's own application: it begins with the first cell, and ends with the kernel."""

    def __init__(self, shell, kernel: KernelState) -> None:
        super().__init__(shell)
        self._kernel = kernel
        self._process: Process | None = None
        self._master = ""
        self._begun: Path | None = None
        kernel.spark = lambda: Cluster(self._home() / "data")

    @line_cell_magic
    def spark(self, line: str, cell: str | None = None) -> None:
        """`%%spark`: Spark's Python runs the cell, and has `spark`, `F` and `Window`; `%spark up`: its cluster.

        A cell that begins with `%%spark --answer EXERCISE` is kept as an answer.
        """
        words = shlex.split(line)
        match (words, cell):
            case (["up"], None):
                services.up(lambda text: None)
                print("Spark's master, two workers and batch server are up.")
            case (["down"], None):
                self._end()
                services.down(lambda text: None)
                print("Spark is down.")
            case (["status"], None):
                for name, state, *_ in services.status():
                    print(f"{name:<10} {state}")
            case ([], str()):
                self._cell(cell)
            case (["--answer", name], str()):
                self._answer(name, cell)
            case _:
                raise WorkbookError(USAGE)

    def _cell(self, cell: str) -> None:
        master = services.address()
        if master is None:
            raise WorkbookError("Spark's cluster is not up: run %spark up first.")
        if self._process is None or self._master != master:
            self._end()
            self._process = Process(self._home(), master, "notebook", further=services.login())
            self._master = master
        came = self._process.request({"cell": cell})
        if came["printed"]:
            sys.stdout.write(came["printed"])
        for each in came["plans"]:
            display(Shown(spark.plan(each)))
        if came["error"]:
            raise WorkbookError(came["error"])

    def _home(self) -> Path:
        """The folder of the notebook's driver, its data made anew for each kernel and lesson."""
        home = settings.home(self._kernel.databases.name) / "notebook"
        if self._begun != home:
            self._begun = home
            shutil.rmtree(home / "data", ignore_errors=True)
            (home / "data").mkdir(parents=True)
        return home

    def _end(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None

    def _answer(self, name: str, cell: str) -> None:
        _, exercise = registry.find(name)
        if not isinstance(exercise, SparkExercise):
            raise WorkbookError(f"{exercise.id} is not answered by a function for Spark.")
        self._kernel.answers[exercise.id] = cell
        self._kernel.at = exercise.id
        if not cell.strip():
            print("No answer yet: write your function below the first line, then run the cell.")
            return
        print(f"(now check({exercise.id!r}))")

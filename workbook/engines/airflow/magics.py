"""What a notebook sees of Airflow: `%airflow`, `%%dag` for a DAG file, and `%%pytest` for its tests."""

import atexit
import re
import shlex
import shutil
from pathlib import Path

from IPython.core.magic import Magics, cell_magic, line_magic, magics_class

from workbook.checking.dag_check import EMPTY, unreadable
from workbook.engines.airflow import metadata, services, settings
from workbook.engines.airflow.log_filter import for_learners
from workbook.engines.airflow.process import Process
from workbook.engines.airflow.runner import put_tests
from workbook.engines.airflow.settings import Instance
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.exercises.kinds import DagExercise, DagTestExercise, PodTemplateExercise
from workbook.exercises.tables import Rows
from workbook.notebook.kernel_state import KernelState

NOT_SCANNED = re.compile(r"\.airflowignore|\w[\w-]*\.yaml")
FILE = re.compile(r"\w[\w-]*\.py")
TESTS_USAGE = "A cell that is a file of tests begins with %%pytest NAME.py."
USAGE = "A cell that is a DAG file begins with %%dag NAME.py, or with %%dag --answer EXERCISE."


@magics_class
class AirflowMagics(Magics):
    """The notebook's own Airflow: it begins when it is first asked for, and ends with the kernel."""

    def __init__(self, shell, kernel: KernelState) -> None:
        super().__init__(shell)
        self._kernel = kernel
        self._instance: Instance | None = None
        self._process: Process | None = None
        kernel.airflow = self._warm

    @line_magic
    def airflow(self, line: str) -> None:
        """`%airflow dags list`: a command of Airflow, on the notebook's own DAGs, connections and metadata.

        `%airflow up`, `down` and `status` are for its scheduler, dag-processor, triggerer and API server. Settings
        may stand before a command, as in a shell: `%airflow AIRFLOW__CORE__EXECUTOR=CeleryExecutor config …`.
        """
        settings_given, words = settings.of_a_command(shlex.split(line))
        if not words:
            raise WorkbookError("Write a command of Airflow after it, such as %airflow dags list.")
        if words in (["up"], ["down"], ["status"]):
            getattr(self, f"_{words[0]}")()
            return
        answer = self._warm().command(*words, env=settings_given)
        if text := for_learners(answer.text, self._own()):
            print(text)

    @cell_magic
    def dag(self, line: str, cell: str = "") -> None:
        """Write the cell as a file of the notebook's DAGs folder, and say what a scan finds in it.

        Settings may stand before the name, as before a command of %airflow.
        """
        given, words = settings.of_a_command(shlex.split(line))
        if len(words) == 2 and words[0] == "--answer":
            self._answer(words[1], cell)
        elif len(words) == 1 and NOT_SCANNED.fullmatch(words[0]):
            self._put(words[0], cell)
        elif len(words) == 1 and FILE.fullmatch(words[0]):
            self._show(self._warm().scan(self._put(words[0], cell), given).scan, words[0])
        else:
            raise WorkbookError(USAGE)

    @cell_magic
    def pytest(self, line: str, cell: str = "") -> None:
        """Write the cell as a file of tests, beside the notebook's DAGs folder, and run it in Airflow's Python."""
        name = line.strip()
        if not FILE.fullmatch(name):
            raise WorkbookError(TESTS_USAGE)
        warm = self._warm()
        answer = warm.call("pytests.run", path=str(put_tests(self._own(), cell, name)))
        print(for_learners(answer.value["text"] if answer.value else answer.text, self._own()))

    def _answer(self, name: str, cell: str) -> None:
        _, exercise = registry.find(name)
        if not isinstance(exercise, DagExercise):
            raise WorkbookError(f"{exercise.id} is not answered by a DAG file.")
        self._kernel.answers[exercise.id] = cell
        if unreadable(cell) == EMPTY:
            print("No answer yet: write it below the first line, then run the cell.")
            return
        if isinstance(exercise, PodTemplateExercise):
            self._put(exercise.file, cell)
        else:
            # By the Airflow of the checks, so that a notebook that only answers needs no other.
            self._try(exercise, cell)
        print(f"(now check({exercise.id!r}))")

    def _try(self, exercise: DagExercise, text: str) -> None:
        runner = self._kernel.context.dag_runner()
        if isinstance(exercise, DagTestExercise):
            runner.put(exercise.right[0].text, exercise.file)
            print(runner.tests(text, exercise.tests, exercise.scenarios[0])["text"])
        else:
            self._show(runner.scan(self._put(exercise.file, text), exercise.settings), exercise.file)

    def _put(self, name: str, cell: str) -> Path:
        path = self._own().dags / name
        path.write_text(cell, encoding="utf-8")
        return path

    def _show(self, scan: dict, name: str) -> None:
        for dag, found in scan["dags"].items():
            print(f"{dag}: {', '.join(found['tasks']) or 'no tasks'}")
        if scan["error"]:
            print(for_learners(scan["error"], self._own()))
        elif not scan["dags"]:
            print(f"A scan finds no DAG in {name}.")

    def _up(self) -> None:
        self._warm()  # makes the metadata anew
        instance = self._own()
        services.up(instance, lambda text: None)  # its address and password file differ from one to the next
        atexit.register(services.down, instance.home, lambda text: None)
        print("Airflow's scheduler, dag-processor, triggerer and API server run.")
        print("%airflow status says where its UI is.")

    def _down(self) -> None:
        services.down(self._own().home)

    def _status(self) -> None:
        print(Rows(["service", "state", "address", "pid"], services.status(self._own().home)))
        print(settings.how_to_log_in(self._own()))

    def _own(self) -> Instance:
        """The notebook's Airflow, its folder of DAGs made anew for each kernel and lesson."""
        databases = self._kernel.databases
        if self._instance is None or self._instance.databases is not databases:
            if self._process:
                self._process.close()
                self._process = None
            home = settings.home(databases.name)
            self._instance = Instance(databases.name, databases, home / "dags")
            shutil.rmtree(self._instance.dags, ignore_errors=True)
            self._instance.dags.mkdir(parents=True)
            for name in self._kernel.opened.dags:
                shutil.copy(settings.DAGS / f"{name}.py", self._instance.dags)
                if (settings.DAGS / name).is_dir():  # what the file reads
                    shutil.copytree(settings.DAGS / name, self._instance.dags / name)
        return self._instance

    def _warm(self) -> Process:
        instance = self._own()
        if self._process is None:
            services.down(instance.home, lambda text: None)  # of a kernel that was killed
            metadata.forget(instance)
            self._process = Process(instance)
        return self._process

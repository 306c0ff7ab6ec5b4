"""What a notebook sees of Airflow: `%airflow`, and `%%dag` for a cell that is a DAG file."""

import atexit
import shlex
import shutil

from IPython.core.magic import Magics, cell_magic, line_magic, magics_class

from workbook import exercises
from workbook.airflow import metadata, services, settings
from workbook.airflow.exercise import EMPTY, unreadable
from workbook.airflow.process import Process
from workbook.airflow.runner import runner
from workbook.airflow.said import said
from workbook.airflow.settings import Instance
from workbook.errors import WorkbookError
from workbook.notebook import Notebook
from workbook.tables import Rows

USAGE = "A cell that is a DAG file begins with %%dag NAME.py, or with %%dag --answer EXERCISE."


@magics_class
class AirflowMagics(Magics):
    """The notebook's own Airflow: it begins when it is first asked for, and ends with the kernel."""

    def __init__(self, shell, notebook: Notebook) -> None:
        super().__init__(shell)
        self._notebook = notebook
        self._instance: Instance | None = None
        self._process: Process | None = None
        notebook.airflow = self._warm

    @line_magic
    def airflow(self, line: str) -> None:
        """`%airflow dags list`: a command of Airflow, on the notebook's own DAGs, connections and metadata.

        `%airflow up`, `down` and `status` are for its scheduler, dag-processor and API server.
        """
        words = shlex.split(line)
        if not words:
            raise WorkbookError("Write a command of Airflow behind it, such as %airflow dags list.")
        if words in (["up"], ["down"], ["status"]):
            getattr(self, f"_{words[0]}")()
            return
        answer = self._warm().command(*words)
        if text := said(answer.text, self._instance):
            print(text)

    @cell_magic
    def dag(self, line: str, cell: str = "") -> None:
        """Write the cell as a file of the notebook's DAGs folder, and say what a scan finds in it."""
        words = shlex.split(line)
        exercise = None
        if len(words) == 2 and words[0] == "--answer":
            _, exercise = exercises.find(words[1])
            if exercise.kind != "dag":
                raise WorkbookError(f"{exercise.id} is not answered by a DAG file.")
            self._notebook.answers[exercise.id] = cell
            if unreadable(cell) == EMPTY:
                print("No answer yet: write your DAG below the first line, then run the cell.")
                return
            name = exercise.file
        elif len(words) == 1 and words[0].endswith(".py") and "/" not in words[0]:
            (name,) = words
        else:
            raise WorkbookError(USAGE)
        path = self._own().dags / name
        path.write_text(cell, encoding="utf-8")
        scan = runner().scan(path) if exercise else self._warm().scan(path).scan
        for dag, found in scan["dags"].items():
            print(f"{dag}: {', '.join(found['tasks']) or 'no tasks'}")
        if scan["error"]:
            print(said(scan["error"], self._own()))
        elif not scan["dags"]:
            print(f"A scan finds no DAG in {name}.")
        if exercise:
            print(f"(now check({exercise.id!r}))")

    def _up(self) -> None:
        self._warm()  # makes the metadata anew
        instance = self._own()
        services.up(instance, lambda text: None)  # its address and password file differ from one to the next
        atexit.register(services.down, instance.home, lambda text: None)
        print("Airflow's scheduler, dag-processor and API server run. %airflow status says where its UI is.")

    def _down(self) -> None:
        services.down(self._own().home)

    def _status(self) -> None:
        print(Rows(["service", "state", "address", "pid"], services.status(self._own())))
        print(f"UI: user {settings.USER}, the password is in {self._own().passwords}")

    def _own(self) -> Instance:
        """The notebook's Airflow, its folder of DAGs made anew for each kernel and lesson."""
        databases = self._notebook.databases
        if self._instance is None or self._instance.databases is not databases:
            if self._process:
                self._process.close()
                self._process = None
            home = settings.home(databases.name)
            self._instance = Instance(databases.name, databases, home / "dags")
            shutil.rmtree(self._instance.dags, ignore_errors=True)
            self._instance.dags.mkdir(parents=True)
            for name in self._notebook.opened.dags:
                shutil.copy(settings.DAGS / f"{name}.py", self._instance.dags)
        return self._instance

    def _warm(self) -> Process:
        instance = self._own()
        if self._process is None:
            services.down(instance.home, lambda text: None)  # of a kernel that was killed
            metadata.forget(instance)
            self._process = Process(instance)
        return self._process

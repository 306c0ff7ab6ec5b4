"""Runs an answer that is files of a dbt project: in a warm dbt of this process's own, on fresh tables."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from workbook.checking.dbt_run import DbtResponse, DbtRun
from workbook.databases import loading
from workbook.databases.base import Databases
from workbook.databases.sql_session import Session, SqlError
from workbook.engines.dbt import settings
from workbook.engines.dbt.process import Confinement, Process
from workbook.exercises.fixtures import DbtScenario


class DbtRunner:
    """Runs dbt on projects (exercises.protocols.DbtRunner); its dbt starts with it, and stays warm."""

    def __init__(self, databases: Databases, confinement: Confinement | None = None) -> None:
        """The runner owns `databases` from now on. Errors: WorkbookError where dbt is not installed."""
        self._databases = databases
        folder = (confinement.folder if confinement else settings.home(databases.name)) / "answers"
        self._project = folder / "project"
        self._process = Process(databases, folder, confinement)
        self._observer: Session | None = None
        self._read: tuple[object, ...] = ()
        self._response = DbtResponse(False)

    def read(self, files: Mapping[str, str], scenario: DbtScenario) -> DbtResponse:
        """Make these the only files of the project, and let dbt read them, if it has not just done so."""
        asked = (dict(files), scenario.schema, dict(scenario.environment))
        if self._read != asked or not self._response.ended:
            write(self._project, files)
            self._response = self._process.read(self._project, scenario.schema, scenario.environment)
            self._read = asked
        return self._response

    def run(self, scenario: DbtScenario, remember: Sequence[str] = ()) -> DbtRun:
        """Make the scenario's tables, and run its steps on the project that was read, until one does not end."""
        observer = self._fresh(scenario)
        run = DbtRun(scenario, observer, nodes=self._response.nodes)
        run.looks.append(_look(run, remember))
        for step in scenario.steps:
            if step.sql:
                run.query(step.sql)
            response = self._process.command(*step.command)
            run.responses.append(response)
            run.forget()
            run.looks.append(_look(run, remember))
            if not response.ended:
                self._read = ()
                break
        return run

    def as_new(self, remove_leftovers: Callable[[Databases], bool]) -> None:
        """Close the project, and let `remove_leftovers` empty the database; the next run connects."""
        self._process.end()
        self._read = ()
        shutil.rmtree(self._project, ignore_errors=True)
        if self._observer:
            self._observer.close()
            self._observer = None
        remove_leftovers(self._databases)

    def close(self) -> None:
        """End dbt and give the databases back."""
        self._process.close()
        if self._observer:
            self._observer.close()
        self._databases.close()

    def _fresh(self, scenario: DbtScenario) -> Session:
        """The session that looks at the warehouse, when the scenario's tables are there."""
        observer = self._observer
        if observer is None or not observer.is_open:
            self._databases.renew()
            observer = self._observer = Session("warehouse", self._databases.warehouse())
        loading.load_warehouse(observer.connection, scenario)
        return observer


def write(project: Path, files: Mapping[str, str]) -> None:
    """Make a project of these files, by path, and no others."""
    shutil.rmtree(project, ignore_errors=True)
    project.mkdir(parents=True)
    shutil.copy(settings.PROJECT / "dbt_project.yml", project)
    for path, text in files.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text, encoding="utf-8")


def _look(run: DbtRun, queries: Sequence[str]) -> dict[str, list[tuple] | SqlError]:
    found: dict[str, list[tuple] | SqlError] = {}
    for query in queries:
        try:
            found[query] = run.query(query.replace("{schema}", run.fixture.schema))
        except SqlError as error:
            found[query] = error
    return found

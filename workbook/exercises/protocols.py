"""What a check calls of a room above it: it gets an object that can do this, and knows no more of it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from workbook.exercises.fixtures import DagScenario, DbtScenario, SparkScenario


class DagRunner(Protocol):
    """Runs DAG files in an Airflow of its own, on databases that are made anew for each scenario.

    engines.airflow.runner has one. A `scan` is a dict, as that of inside/scan.py; a run is a
    checking.dag_run.DagRun; an error of a run is a checking.dag_run.RunFailed.
    """

    bucket: Any  # a checking.buckets.Bucket: what the DAG's Variable `bucket` names
    last_error: str

    def put(self, text: str, file: str) -> Path:
        """Make `text` the only file of the DAGs folder."""

    def scan(self, path: Path, settings: Mapping[str, str], scenario: DagScenario | None = None) -> dict:
        """Import one file as a scan of the DAGs folder does; what it defines and did. `settings` are Airflow's.

        A scenario's tables are made before.
        """

    def run(
        self, scan: dict, scenario: DagScenario, fail_at: int = 0, watch: str = "", remember: Sequence[str] = ()
    ) -> Any:
        """Make the scenario's tables and objects, and run the DAG for its dates, until one fails."""

    def days(self, run: Any, dates: Sequence[str], fail_at: int = 0) -> Exception | None:
        """Run the DAG for further dates on the tables as they are; the error of the first that fails."""

    def planned(self, dag: str, first: datetime, last: datetime) -> list[dict[str, str]]:
        """The runs that the DAG's timetable gives between two logical dates."""

    def trace(
        self, dag: str, first: str, last: str, backfill: bool, fails: tuple[str, str] | None
    ) -> list[list[str]]:
        """What Airflow's scheduler lets happen in these days."""

    def tasks(self, dag: str, tasks: Sequence[str], date: str) -> Exception | None:
        """Run single tasks for a date, in this order; the first error."""

    def pods(self, dag: str, settings: Mapping[str, str]) -> dict[str, dict[str, Any]]:
        """What runs each task of a DAG: its executor, and the pod that Kubernetes is asked for."""

    def call(self, function: str, env: Mapping[str, str] = ..., **arguments: object) -> Any:
        """What a function returns that runs in Airflow's environment. Raises checking.dag_run.RunFailed.

        `last_error` is then the last error that was logged meanwhile; "" for none.
        """

    def tests(self, text: str, file: str, scenario: DagScenario, first_failure: bool = False) -> dict:
        """Make the scenario's tables, and run a pytest file: what inside/pytests.py says. Raises RunFailed."""

    def command(self, *words: str, env: Mapping[str, str | None] | None = None) -> Any:
        """Run `airflow WORDS`; a checking.dag_run.Response."""

    def stored(self, query: str) -> list[tuple]:
        """The rows of a query on Airflow's metadata."""

    def secrets(self) -> list[str]:
        """The passwords and keys of the Airflow and its connections, which no log may show."""

    def close(self) -> None:
        """End the Airflow and give the databases back."""


class DbtRunner(Protocol):
    """Runs dbt on projects, in databases that are made anew for each scenario.

    engines.dbt.runner has one. What dbt says is a checking.dbt_run.DbtResponse, a run a checking.dbt_run.DbtRun.
    """

    def read(self, files: Mapping[str, str], scenario: DbtScenario) -> Any:
        """Make these the only files of the project, and let dbt read them, as the scenario's target wants them."""

    def run(self, scenario: DbtScenario, remember: Sequence[str] = ()) -> Any:
        """Make the scenario's tables, and run its steps on the project that was read, until one does not end.

        The queries `remember` are asked before the first step, and after each.
        """

    def as_new(self, remove_leftovers: Callable[[Any], bool]) -> None:
        """Close the project, and let `remove_leftovers` empty the databases: nothing reaches the next run."""

    def close(self) -> None:
        """End dbt and give the databases back."""


class SparkRunner(Protocol):
    """Calls functions for Spark. engines.spark.runner has one; a run is a checking.spark_run.SparkRun."""

    def run(self, source: str, function: str, names: tuple[str, ...], scenario: SparkScenario) -> Any:
        """Make the scenario's calls of the source's function, until one leaves nothing to look at."""

    def close(self) -> None:
        """End Spark and give the databases back."""


@runtime_checkable
class PendingAnswer(Protocol):
    """An answer that is made where it is checked, such as cells, which run in the check's own process."""

    def made(self) -> Any:
        """The answer, as checking.check takes it."""

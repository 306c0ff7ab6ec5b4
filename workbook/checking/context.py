"""What a check needs besides an exercise and an answer. A kernel, a command, a worker makes its own and closes it.

Nothing of it is the process's: two contexts in one process know nothing of each other.
"""

import time
from collections.abc import Callable
from typing import Any, TypeVar

import psycopg2
import pymysql

from workbook import servers
from workbook.checking.function_runner import FunctionRunner
from workbook.checking.limits import Limits
from workbook.checking.sql_runner import SqlRunner
from workbook.databases import provisioned
from workbook.databases.base import Databases
from workbook.databases.sql_session import ServerGone, gone
from workbook.errors import WorkbookError
from workbook.exercises.kinds import PredictExercise
from workbook.exercises.protocols import DagRunner

T = TypeVar("T")
LOST = (ServerGone, psycopg2.OperationalError, psycopg2.InterfaceError, pymysql.err.OperationalError)
Claim = Callable[[], Databases]


def databases_for_checks() -> Databases:
    """Databases of this process's own for checks."""
    return provisioned.claim("check")


def servers_down() -> list[str]:
    """The names of the servers that are not up."""
    return [status.name for status in servers.status() if status.state != "up"]


class Context:
    """Databases, bucket, clock and limits for checks, and the runners, which keep their connections."""

    def __init__(
        self,
        claim: Claim = databases_for_checks,
        dag_runner: Callable[[Databases], DagRunner] | None = None,
        limits: Limits = Limits(),
        clock: Callable[[], float] = time.perf_counter,
        down: Callable[[], list[str]] | None = servers_down,
    ) -> None:
        """`claim` gives databases to a runner or an experiment, which then owns them; a bucket is named for them.

        `dag_runner` makes what runs DAG files; without it there is nothing that does. `down` names the servers
        that do not run: where it is None, an answer whose connections are lost is not tried again.
        """
        self.claim, self.limits, self.clock = claim, limits, clock
        self._dag_runner_of, self._down = dag_runner, down
        self._sql: dict[str, SqlRunner] = {}
        self._functions: dict[tuple[tuple[str, ...], bool], FunctionRunner] = {}
        self._dags: DagRunner | None = None
        self._found: dict[str, Any] = {}

    def sql_runner(self, engine: str) -> SqlRunner:
        """The runner of SQL answers for "warehouse" or "source"."""
        if engine not in self._sql:
            self._sql[engine] = SqlRunner(engine, self.claim(), self.limits)
        return self._sql[engine]

    def function_runner(self, parts: tuple[str, ...], autocommit: bool) -> FunctionRunner:
        """The runner of functions that are given these connections."""
        key = parts, autocommit
        if key not in self._functions:
            self._functions[key] = FunctionRunner(parts, self.claim(), autocommit, self.limits)
        return self._functions[key]

    def dag_runner(self) -> DagRunner:
        """The runner of DAG files. Raises WorkbookError where there is none."""
        if self._dags is None:
            if self._dag_runner_of is None:
                raise WorkbookError("This needs Airflow, which does not run here.")
            self._dags = self._dag_runner_of(self.claim())
        return self._dags

    def found(self, exercise: PredictExercise) -> Any:
        """What a prediction's experiment found; it runs once."""
        if exercise.id not in self._found:
            self._found[exercise.id] = exercise.experiment(self)
        return self._found[exercise.id]

    def through_a_restart(self, run: Callable[[], T]) -> T:
        """What `run` gives, tried again if its connections were from before a restart. Raises ServerGone."""
        try:
            return run()
        except LOST:
            if self._down is None:
                raise
            self.forget()
            if down := self._down():
                raise gone("source" if down == ["source"] else "warehouse") from None
            return run()

    def is_down(self) -> bool:
        """Whether a server that checks need does not run, as far as this context may ask."""
        return bool(self._down and self._down())

    def forget(self) -> None:
        """Let the next check connect anew."""
        self._sql.clear()
        self._functions.clear()
        self._dags = None

    def close(self) -> None:
        """End what the runners have started, and give the databases back."""
        runners: list[SqlRunner | FunctionRunner | DagRunner] = [*self._sql.values(), *self._functions.values()]
        if self._dags:
            runners.append(self._dags)
        self.forget()
        for runner in runners:
            runner.close()

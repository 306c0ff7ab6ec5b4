"""What a check needs besides an exercise and an answer. A kernel, a command, a worker makes its own and closes it.

Nothing of it is the process's: two contexts in one process know nothing of each other.
"""

import contextlib
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import filelock
import psycopg2
import pymysql

from workbook import paths, servers
from workbook.checking import not_judged
from workbook.checking.function_runner import FunctionRunner
from workbook.checking.limits import Limits
from workbook.checking.sql_runner import SqlRunner
from workbook.databases import provisioned
from workbook.databases.base import Databases
from workbook.databases.sql_session import ServerGone, SqlError
from workbook.errors import TooSlow, WorkbookError
from workbook.exercises.kinds import PredictExercise
from workbook.exercises.protocols import DagRunner, DbtRunner, SparkRunner

T = TypeVar("T")
LOST = (ServerGone, psycopg2.OperationalError, psycopg2.InterfaceError, pymysql.err.OperationalError)
Claim = Callable[[], Databases]


def databases_for_checks() -> Databases:
    """Databases of this process's own for checks."""
    return provisioned.claim("check")


PATIENCE = 6  # times the server's own timeout: our fairer clocks end what runs too long before that
HANG_SECONDS = 10.0  # of a check, from one question whether the servers still answer to the next


class Context:
    """Databases, bucket, clock and limits for checks, and the runners, which keep their connections."""

    def __init__(
        self,
        claim: Claim = databases_for_checks,
        limits: Limits = Limits(),
        clock: Callable[[], float] = time.perf_counter,
        silent: Callable[[], Mapping[str, bool]] | None = servers.silent,
        keep: int = 0,
        runners: Mapping[str, Callable[[Databases], Any]] = MappingProxyType({}),
    ) -> None:
        """`claim` gives databases to a runner or an experiment, which then owns them; a bucket is named for them.

        `silent` names the servers that do not answer: where it is None, an answer whose connections are lost is
        not tried again. `keep` is how many fixtures that answers only read may stay in the databases for the next
        check. `runners` make what runs the answers that another system runs, by their kind ("dag", "dbt",
        "spark"); without one nothing runs them.
        """
        self._claim, self.limits, self.clock = claim, limits, clock
        self._runners, self._silent, self._keep = runners, silent, keep
        self._claimed: weakref.WeakSet[Databases] = weakref.WeakSet()
        self._sql: dict[str, SqlRunner] = {}
        self._functions: dict[tuple[tuple[str, ...], bool], FunctionRunner] = {}
        self._others: dict[str, DagRunner | DbtRunner | SparkRunner] = {}
        self._found: dict[str, Any] = {}

    def claim(self) -> Databases:
        """Databases for a runner or an experiment, which then owns them."""
        databases = self._claim()
        databases.patience = PATIENCE
        self._claimed.add(databases)
        return databases

    def sql_runner(self, engine: str) -> SqlRunner:
        """The runner of SQL answers for "warehouse" or "source"."""
        if engine not in self._sql:
            self._sql[engine] = SqlRunner(engine, self.claim(), self.limits, self._keep)
        return self._sql[engine]

    def function_runner(self, parts: tuple[str, ...], autocommit: bool) -> FunctionRunner:
        """The runner of functions that are given these connections."""
        key = parts, autocommit
        if key not in self._functions:
            self._functions[key] = FunctionRunner(parts, self.claim(), autocommit, self.limits)
        return self._functions[key]

    def dag_runner(self) -> DagRunner:
        """The runner of DAG files. Raises WorkbookError where there is none."""
        return self._other("dag", "Airflow")

    def dbt_runner(self) -> DbtRunner:
        """The runner of dbt projects. Raises WorkbookError where there is none."""
        return self._other("dbt", "dbt")

    def spark_runner(self) -> SparkRunner:
        """The runner of functions for Spark. Raises WorkbookError where there is none."""
        return self._other("spark", "Spark")

    def _other(self, kind: str, system: str) -> Any:
        if kind not in self._others:
            if kind not in self._runners:
                raise WorkbookError(f"This needs {system}, which does not run here.")
            self._others[kind] = self._runners[kind](self.claim())
        return self._others[kind]

    def found(self, exercise: PredictExercise) -> Any:
        """What a prediction's experiment found; it runs once."""
        if exercise.id not in self._found:
            self._found[exercise.id] = exercise.experiment(self)
        return self._found[exercise.id]

    def judged(self, exercise: str, judge: Callable[[], T], refused: Callable[[T], bool]) -> T:
        """What `judge` gives; where a server does not answer after all, or our own code fails, NotJudged.

        `refused` says whether what it gives is a refusal: that stands only if the servers still answer. Raises
        WorkbookError, each with the sentence that says what is wrong and what to do.
        """
        try:
            try:
                given = self.through_a_restart(judge)
            except TooSlow:
                if self._silent is None:
                    raise
                self.forget()
                with filelock.FileLock(paths.home() / ".alone.lock"):  # once more, alone of those that were slow
                    given = self.through_a_restart(judge)
            if refused(given):
                self.require_servers()
            return given
        except Exception as error:
            if self._silent is None:
                raise  # in a process that grading has made: who made it tells what it means
            self.forget()
            if isinstance(error, SqlError) or not isinstance(error, WorkbookError):
                self.require_servers()
            raise not_judged.explained(error, exercise) from error

    def through_a_restart(self, run: Callable[[], T]) -> T:
        """What `run` gives, tried again if its connections were from before a restart. Raises ServerGone."""
        try:
            with self._while_servers_answer():
                return run()
        except LOST:
            if self._silent is None:
                raise
            self.forget()
            self.require_servers()
            with self._while_servers_answer():
                return run()

    def is_down(self) -> bool:
        """Whether a server that checks need does not answer, as far as this context may ask."""
        return bool(self._unanswered())

    def require_servers(self) -> None:
        """Raises ServerGone where one that checks need does not answer."""
        if silent := self._unanswered():
            raise not_judged.unanswered(silent)

    def _unanswered(self) -> Mapping[str, bool]:
        return self._silent() if self._silent else {}

    @contextlib.contextmanager
    def _while_servers_answer(self) -> Iterator[None]:
        """While it lasts, connections to servers that answer nobody are cut, so that no wait is for ever."""
        silent = self._silent
        if silent is None:
            yield
            return
        over = threading.Event()

        def watch() -> None:
            while not over.wait(HANG_SECONDS):
                if silent():
                    for databases in list(self._claimed):
                        databases.cut()

        watching = threading.Thread(target=watch, daemon=True)
        watching.start()
        try:
            yield
        finally:
            over.set()

    def forget(self) -> None:
        """Let the next check connect anew."""
        self._sql.clear()
        self._functions.clear()
        self._others.clear()

    def close(self) -> None:
        """End what the runners have started, and give the databases back."""
        runners: list[SqlRunner | FunctionRunner | DagRunner | DbtRunner | SparkRunner]
        runners = [*self._sql.values(), *self._functions.values(), *self._others.values()]
        self.forget()
        for runner in runners:
            runner.close()

"""Runs an answer that is a DAG file: in a warm Airflow of this process's own, on fresh tables."""

import json
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from workbook.checking.buckets import Bucket
from workbook.checking.dag_run import DagRun, Response, RunFailed, SentStatement
from workbook.checking.instrumented_drivers import NEVER
from workbook.checking.table_observer import Observation, observe
from workbook.databases import connections, loading
from workbook.databases.base import Databases
from workbook.databases.sql_session import Session
from workbook.engines.airflow import settings
from workbook.engines.airflow.inside import statement_log
from workbook.engines.airflow.log_filter import for_learners
from workbook.engines.airflow.process import Process
from workbook.engines.airflow.settings import Instance
from workbook.errors import TooSlow
from workbook.exercises.fixtures import DagScenario
from workbook.servers import fair_clock, processes
from workbook.servers.fair_clock import OF_ANOTHER, FairClock

SECONDS = 60  # fair ones: one run of a DAG, or one scan
LOOK_SECONDS = 0.1  # between two looks at the clock
NOT_ENDED = f"it did not end within {SECONDS} s."
FAILED = "new_state=failed"  # in what `tasks test` prints; it ends with 0 all the same
NO_SETTINGS: Mapping[str, str] = MappingProxyType({})
IMPORT_SECONDS = 10  # Airflow's own limit for a file, shorter than its 30; on a busy machine longer


class DagRunner:
    """Runs DAG files (exercises.protocols.DagRunner); its Airflow starts with it, and stays warm."""

    def __init__(self, databases: Databases) -> None:
        """The runner owns `databases` from now on. Errors: WorkbookError where Airflow is not installed."""
        self._databases = databases
        name = self._databases.name
        instance = Instance(name, self._databases, settings.home(name) / "answers")
        self._instance = instance
        self._folder = instance.dags
        self._statements = instance.home / "statements.jsonl"
        self._process = Process(instance)
        self.bucket = Bucket(self._databases.addresses.store, instance.bucket)
        self.last_error = ""
        self._observer: Session | None = None
        self._source_holds: Sequence | None = None

    def put(self, text: str, file: str) -> Path:
        """Make `text` the only file of the DAGs folder."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        path = self._folder / file
        path.write_text(text, encoding="utf-8")
        return path

    def scan(
        self, path: Path, settings: Mapping[str, str] = NO_SETTINGS, scenario: DagScenario | None = None
    ) -> dict:
        """What scan.scan says of the file; its error without paths of this machine.

        `settings` are Airflow's, for this scan and what is done with it. A scenario's tables are made before.
        """
        if scenario:
            self._fresh(scenario)
        most = str(round(IMPORT_SECONDS / fair_clock.share()))
        with self._limited():
            answer = self._process.scan(path, {"AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": most, **settings})
        if not answer.scan:
            return {
                "dags": {},
                "did": [],
                "seconds": 0.0,
                "error": f"it ends the process that imports it.\n{answer.text}",
                "settings": settings,
            }
        error = for_learners(answer.scan["error"], self._instance)
        return {**answer.scan, "error": error, "settings": settings}

    def run(
        self,
        scan: dict,
        scenario: DagScenario,
        fail_at: int = NEVER,
        watch: str = "",
        remember: Sequence[str] = (),
    ) -> DagRun:
        """Make the scenario's tables and objects, and run the DAG for its dates, until one fails.

        The file is the one that was put last. With `fail_at`, the warehouse refuses that statement of each run.
        `seen` has what the table `watch` held before the first. The queries `remember` are asked before; `before`
        of the run has their rows.
        """
        observer = self._fresh(scenario)
        dag = scenario.dag or next(iter(scan["dags"]))
        run = DagRun(scenario, observer, runner=self, dag=dag, scan=scan)
        run.before = {query: run.query(query) for query in remember}
        if watch:
            run.observations.append(Observation(1, observe(observer.connection, watch)))
        run.error = self.days(run, scenario.dates, fail_at)
        return run

    def days(self, run: DagRun, dates: Sequence[str], fail_at: int = NEVER) -> RunFailed | None:
        """Run the DAG for further dates on the tables as they are; the error of the first that fails."""
        for date in dates:
            with self._limited():
                answer = self._process.test(run.dag, date, {**run.scan["settings"], **self._logged(fail_at)})
            run.days.append((date, answer))
            run.statements += self._sent()
            if answer.code:
                return RunFailed(f"the run of {date} fails: {_reason(answer)}")
        return None

    def planned(self, dag: str, first: datetime, last: datetime) -> list[dict[str, str]]:
        """The runs that the DAG's timetable gives between two logical dates, as timetables.planned has them."""
        return self.call("timetables.planned", dag=dag, first=first.isoformat(), last=last.isoformat())

    def trace(
        self, dag: str, first: str, last: str, backfill: bool, fails: tuple[str, str] | None
    ) -> list[list[str]]:
        """What Airflow's scheduler lets happen in these days, as scheduler_trace.trace has it."""
        asked = {"dag": dag, "first": first, "last": last, "backfill": backfill, "fails": fails}
        return self.call("scheduler_trace.trace", NO_SETTINGS, **asked)

    def tasks(self, dag: str, tasks: Sequence[str], date: str) -> RunFailed | None:
        """Run single tasks for a date, in this order, by `airflow tasks test`; the first error."""
        for task in tasks:
            with self._limited():
                answer = self._process.command("tasks", "test", dag, task, date)
            if answer.code or FAILED in answer.text:
                why = NOT_ENDED if processes.was_killed(answer.code) else _error(answer)
                return RunFailed(f"task {task} fails: {why}")
        return None

    def pods(self, dag: str, settings: Mapping[str, str]) -> dict[str, dict[str, Any]]:
        """What runs each task of a DAG, with its pod, as pods.rendered has it. Raises RunFailed, in a sentence."""
        found = self.call("pods.rendered", settings, dag=dag)
        if "error" in found:
            raise RunFailed(for_learners(found["error"], self._instance))
        return found["tasks"]

    def call(self, function: str, env: Mapping[str, str] = NO_SETTINGS, **arguments: object) -> Any:
        """What a function returns that runs in Airflow's environment. Raises RunFailed."""
        with self._limited():
            answer = self._process.call(function, env, **arguments)
        self.last_error = _error(answer)
        if answer.code:
            raise RunFailed(_reason(answer))
        return answer.value

    def tests(self, text: str, file: str, scenario: DagScenario, first_failure: bool = False) -> dict:
        """Make the scenario's tables, and run a pytest file on the DAG that was put last; as pytests.run.

        Raises RunFailed where it does not end.
        """
        self._fresh(scenario)
        path = put_tests(self._instance, text, file)
        found = self.call("pytests.run", path=str(path), first_failure=first_failure)
        return {**found, "text": for_learners(found["text"], self._instance)}

    def command(self, *words: str, env: Mapping[str, str | None] | None = None) -> Response:
        """Run `airflow WORDS`, for an exercise that asks what Airflow says."""
        with self._limited():
            return self._process.command(*words, env=env)

    def stored(self, query: str) -> list[tuple]:
        """The rows of a query on this Airflow's metadata."""
        name = self._instance.metadata.database
        connection = connections.warehouse_administrator(self._databases.addresses, name)
        with closing(connection), connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def secrets(self) -> list[str]:
        """The passwords and keys of the Airflow and its connections, which no log may show."""
        return self._instance.secrets()

    def close(self) -> None:
        """End the Airflow and give the databases back."""
        self._process.close()
        if self._observer:
            self._observer.close()
        self.bucket.remove()
        self._databases.close()

    def _logged(self, fail_at: int) -> Mapping[str, str]:
        """The environment of a run whose statements are written to a file, and of which one may fail."""
        self._statements.write_text("", encoding="utf-8")
        return {statement_log.STATEMENTS: str(self._statements), statement_log.FAIL_AT: str(fail_at)}

    def _sent(self) -> list[SentStatement]:
        """What a run sent to the warehouse."""
        lines = self._statements.read_text(encoding="utf-8").splitlines()
        return [SentStatement(**json.loads(line)) for line in lines]

    def _fresh(self, scenario: DagScenario) -> Session:
        """The session that looks at the warehouse, when the scenario's tables and objects are there."""
        observer = self._observer
        if observer is None or not observer.is_open:
            self._databases.renew()
            observer = self._observer = Session("warehouse", self._databases.warehouse())
        loading.load_warehouse(observer.connection, scenario)
        if self._source_holds is not scenario.source:
            self._databases.load_source(scenario)
            self._source_holds = scenario.source
        self.bucket.fresh(scenario.objects)
        return observer

    @contextmanager
    def _limited(self) -> Iterator[None]:
        """End a request that takes too long: its answer then has no text of its own.

        Raises TooSlow where the machine gave too little to tell.
        """
        over, clock = threading.Event(), FairClock(LOOK_SECONDS, OF_ANOTHER)

        def watch() -> None:
            while not over.wait(LOOK_SECONDS):
                if clock.look() >= SECONDS or clock.too_slow(SECONDS):
                    if self._process.pid:
                        processes.kill(self._process.pid)
                    return

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()
        if clock.too_slow(SECONDS):
            raise TooSlow(f"The machine is too busy to tell whether Airflow takes {SECONDS} seconds.")


def put_tests(instance: Instance, text: str, file: str) -> Path:
    """Make `text` the only file of the tests' folder, which is beside that of the DAGs: no scan reads it."""
    folder = instance.home / "tests"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    path = folder / file
    path.write_text(text, encoding="utf-8")
    return path


def _reason(answer: Response) -> str:
    """Which task failed, and the last error that the log has."""
    if processes.was_killed(answer.code):
        return NOT_ENDED
    failed = [f"task {task}" for task, state in answer.tasks.items() if state == "failed"]
    error = _error(answer)
    return ", ".join(failed) + (f", with {error}" if error else "")


def _error(answer: Response) -> str:
    """The last error of a traceback in the log; "" for none."""
    error, in_traceback = "", False
    for line in answer.text.splitlines():
        if in_traceback and not line.startswith(" "):
            error, in_traceback = line, False
        in_traceback = in_traceback or line.startswith("Traceback ")
    return error

"""Runs an answer that is a DAG file: in a warm Airflow of this process's own, on fresh tables."""

import os
import shutil
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from workbook import connections, lent, loading
from workbook.airflow import faults, settings
from workbook.airflow.process import Answer, Process
from workbook.airflow.said import said
from workbook.airflow.settings import Instance
from workbook.answers import Run
from workbook.buckets import Bucket
from workbook.fixtures import Fixture
from workbook.looks import Seen, look
from workbook.sessions import Session
from workbook.taps import NEVER

SECONDS = 60  # one run of a DAG, or one scan
NOT_ENDED = f"it did not end within {SECONDS} s."
FAILED = "new_state=failed"  # in what `tasks test` prints; it ends with 0 all the same
IMPORT_SECONDS = "10"  # Airflow's own limit for a file, shorter than its 30


class RunFailed(Exception):
    """A run of the DAG that failed; the text says of which day, which task, and the error."""


@dataclass(frozen=True)
class DagScenario(Fixture):
    """A fixture, and the days for which the DAG is run on it, one after the other.

    `dates` are logical dates ("2025-03-01"). `objects` are in the bucket before the first run, by key. `dag` is
    the id of the DAG to run, where that is not the file's first.
    """

    dates: Sequence[str] = ()
    objects: Mapping[str, bytes] = field(default_factory=dict)
    dag: str = ""


@dataclass
class DagRun(Run):
    """The runs of an answer's DAG on one scenario, and what they left; `session` looks at the warehouse."""

    runner: "DagRunner | None" = None
    dag: str = ""
    scan: dict = field(default_factory=dict)  # what scan.scan says of the file
    days: list[tuple[str, Answer]] = field(default_factory=list)  # until the first that failed
    statements: list[faults.Statement] = field(default_factory=list)  # that the warehouse was sent, in order

    @property
    def bucket(self) -> Bucket:
        """The bucket that the DAG's Variable `bucket` names."""
        return self.runner.bucket

    def again(self) -> RunFailed | None:
        """Run all days once more on what they left; the error of one that fails."""
        self._kinds.clear()
        return self.runner.days(self, self.fixture.dates)


class DagRunner:
    """Runs DAG files on databases claimed for that; its Airflow starts with it, and stays warm."""

    def __init__(self) -> None:
        """Errors: WorkbookError where Airflow is not installed."""
        self._databases = lent.for_checks()
        name = self._databases.name
        instance = Instance(name, self._databases, settings.home(name) / "answers")
        self._instance = instance
        self._folder = instance.dags
        self._statements = instance.home / "statements.jsonl"
        self._process = Process(instance)
        self.bucket = Bucket(self._databases.addresses.store, instance.bucket)
        self._looker: Session | None = None
        self._source_holds: Sequence | None = None

    def put(self, text: str, file: str) -> Path:
        """Make `text` the only file of the DAGs folder."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        path = self._folder / file
        path.write_text(text, encoding="utf-8")
        return path

    def scan(self, path: Path) -> dict:
        """What scan.scan says of the file; its error without paths of this machine."""
        with self._limited():
            answer = self._process.scan(path, {"AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": IMPORT_SECONDS})
        if not answer.scan:
            return {
                "dags": {},
                "did": [],
                "seconds": 0.0,
                "error": f"it ends the process that imports it.\n{answer.text}",
            }
        return {**answer.scan, "error": said(answer.scan["error"], self._instance)}

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
        self._fresh(scenario)
        dag = scenario.dag or next(iter(scan["dags"]))
        run = DagRun(scenario, self._looker, runner=self, dag=dag, scan=scan)
        run.before = {query: run.query(query) for query in remember}
        if watch:
            run.seen.append(Seen(1, look(self._looker.connection, watch)))
        run.error = self.days(run, scenario.dates, fail_at)
        return run

    def days(self, run: DagRun, dates: Sequence[str], fail_at: int = NEVER) -> RunFailed | None:
        """Run the DAG for further dates on the tables as they are; the error of the first that fails."""
        for date in dates:
            with self._limited():
                answer = self._process.test(run.dag, date, faults.asked(self._statements, fail_at))
            run.days.append((date, answer))
            run.statements += faults.told(self._statements)
            if answer.code:
                return RunFailed(f"the run of {date} fails: {_reason(answer)}")
        return None

    def planned(self, dag: str, first: datetime, last: datetime) -> list[dict[str, str]]:
        """The runs that the DAG's timetable gives between two logical dates, as timeline.planned has them."""
        return self._called("timeline.planned", dag=dag, first=first.isoformat(), last=last.isoformat())

    def decisions(
        self, dag: str, first: str, last: str, backfill: bool, fails: tuple[str, str] | None
    ) -> list[list[str]]:
        """What Airflow's scheduler lets happen in these days, as decisions.decide has it."""
        asked = {"dag": dag, "first": first, "last": last, "backfill": backfill, "fails": fails}
        return self._called("decisions.decide", **asked)

    def tasks(self, dag: str, tasks: Sequence[str], date: str) -> RunFailed | None:
        """Run single tasks for a date, in this order, by `airflow tasks test`; the first error."""
        for task in tasks:
            with self._limited():
                answer = self._process.command("tasks", "test", dag, task, date)
            if answer.code or FAILED in answer.text:
                why = NOT_ENDED if answer.code == -signal.SIGKILL else _error(answer)
                return RunFailed(f"task {task} fails: {why}")
        return None

    def command(self, *words: str, env: Mapping[str, str | None] | None = None) -> Answer:
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

    def close(self) -> None:
        """End the Airflow and give the databases back."""
        self._process.close()
        if self._looker:
            self._looker.close()
        self.bucket.remove()
        self._databases.close()

    def _called(self, function: str, **arguments: object) -> Any:
        """What a function returns that runs in Airflow's environment. Raises RunFailed."""
        with self._limited():
            answer = self._process.call(function, **arguments)
        if answer.code:
            raise RunFailed(_reason(answer))
        return answer.value

    def _fresh(self, scenario: DagScenario) -> None:
        if self._looker is None or not self._looker.is_open:
            self._databases.renew()
            self._looker = Session("warehouse", self._databases.warehouse())
        loading.load_warehouse(self._looker.connection, scenario)
        if self._source_holds is not scenario.source:
            self._databases.load_source(scenario)
            self._source_holds = scenario.source
        self.bucket.fresh(scenario.objects)

    @contextmanager
    def _limited(self) -> Iterator[None]:
        """End a request that takes too long: its answer then has no text of its own."""
        timer = threading.Timer(SECONDS, lambda: self._process.pid and os.kill(self._process.pid, signal.SIGKILL))
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


@cache
def runner() -> DagRunner:
    """This process's runner of DAG files. Errors: WorkbookError where Airflow is not installed."""
    return DagRunner()


def _reason(answer: Answer) -> str:
    """Which task failed, and the last error that the log has."""
    if answer.code == -signal.SIGKILL:
        return NOT_ENDED
    failed = [f"task {task}" for task, state in answer.tasks.items() if state == "failed"]
    error = _error(answer)
    return ", ".join(failed) + (f", with {error}" if error else "")


def _error(answer: Answer) -> str:
    """The last error of a traceback in the log; "" for none."""
    error, in_traceback = "", False
    for line in answer.text.splitlines():
        if in_traceback and not line.startswith(" "):
            error, in_traceback = line, False
        in_traceback = in_traceback or line.startswith("Traceback ")
    return error

"""A warm Airflow: one process of its environment that runs commands and DAGs without starting anew each time."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbook.checking.dag_run import Response
from workbook.engines.airflow import metadata, settings
from workbook.engines.airflow.settings import Instance
from workbook.errors import WorkbookError
from workbook.servers import announced


class Process:
    """The warm process of one Instance; `close` ends it, and so does the end of ours."""

    def __init__(self, instance: Instance) -> None:
        """Start it, and do not wait the 6 s that it takes: the first request does.

        Errors: WorkbookError where Airflow is not installed; at the first request, where it did not start.
        """
        metadata.prepare(instance)
        self._log = instance.home / "warm.log"
        with self._log.open("wb") as log:
            self._child = subprocess.Popen(
                [str(settings.python()), "-m", "workbook.engines.airflow.inside.warm"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                env=instance.environment(), cwd=instance.home, encoding="utf-8",
            )  # fmt: skip
        assert self._child.stdin and self._child.stdout
        self._requests, self._answers = self._child.stdin, self._child.stdout
        self._ready = False
        self.pid: int | None = None  # of the request that runs

    def command(self, *words: str, env: Mapping[str, str | None] | None = None) -> Response:
        """Run `airflow WORDS`."""
        return self._ask({"words": words, "env": dict(env or {})})

    def test(self, dag: str, date: str, env: Mapping[str, str | None] | None = None) -> Response:
        """Run a DAG for the logical date, as `2025-03-10`, in process: `dag.test()`."""
        return self._ask({"dag": dag, "date": date, "env": dict(env or {})})

    def scan(self, file: Path, env: Mapping[str, str | None] | None = None) -> Response:
        """Import one file as a scan of the DAGs folder does."""
        return self._ask({"scan": str(file), "env": dict(env or {})})

    def call(self, function: str, env: Mapping[str, str | None] | None = None, **arguments: Any) -> Response:
        """Run a function of a module that runs in Airflow's environment, such as `timetables.planned`."""
        return self._ask({"call": function, "arguments": arguments, "env": dict(env or {})})

    def close(self) -> None:
        """End the process."""
        self._requests.close()
        self._child.wait()
        self._answers.close()

    def _ask(self, request: dict) -> Response:
        if not self._ready:
            self._read()
            self._ready = True
        # What came up since this process did is known to its next request.
        request["env"] = settings.as_variables(announced.connections()) | request["env"]
        self._requests.write(json.dumps(request) + "\n")
        self._requests.flush()
        self.pid = self._read()["pid"]
        try:
            return Response(**self._read())
        finally:
            self.pid = None

    def _read(self) -> dict:
        line = self._answers.readline()
        if not line:
            last = self._log.read_text("utf-8", "replace").strip().splitlines()[-1:]
            raise WorkbookError(f"Airflow ended: {''.join(last)} (log: {self._log})")
        return json.loads(line)

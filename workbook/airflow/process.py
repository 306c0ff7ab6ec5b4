"""A warm Airflow: one process of its environment that runs commands and DAGs without starting anew each time."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbook.airflow import metadata, settings
from workbook.airflow.settings import Instance
from workbook.errors import WorkbookError


@dataclass(frozen=True)
class Answer:
    """What a command or a DAG run said; `code` is 0 where all went well.

    `tasks` are a run's task -> state, `began` when each began, in seconds since 1970. `scan` is what scan.py says
    of a file, `value` what a function returned.
    """

    code: int
    text: str
    tasks: dict[str, str] = field(default_factory=dict)
    began: dict[str, float] = field(default_factory=dict)
    scan: dict = field(default_factory=dict)
    value: Any = None


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
                [str(settings.python()), "-m", "workbook.airflow.warm"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                env=instance.environment(), cwd=instance.home, encoding="utf-8",
            )  # fmt: skip
        self._ready = False
        self.pid: int | None = None  # of the request that runs

    def command(self, *words: str, env: Mapping[str, str | None] | None = None) -> Answer:
        """Run `airflow WORDS`."""
        return self._ask({"words": words, "env": dict(env or {})})

    def test(self, dag: str, date: str, env: Mapping[str, str | None] | None = None) -> Answer:
        """Run a DAG for the logical date, as `2025-03-10`, in process: `dag.test()`."""
        return self._ask({"dag": dag, "date": date, "env": dict(env or {})})

    def scan(self, file: Path, env: Mapping[str, str | None] | None = None) -> Answer:
        """Import one file as a scan of the DAGs folder does."""
        return self._ask({"scan": str(file), "env": dict(env or {})})

    def call(self, function: str, **arguments: Any) -> Answer:
        """Run a function of a module that runs in Airflow's environment, such as `timeline.planned`."""
        return self._ask({"call": function, "arguments": arguments})

    def close(self) -> None:
        """End the process."""
        self._child.stdin.close()
        self._child.wait()
        self._child.stdout.close()

    def _ask(self, request: dict) -> Answer:
        if not self._ready:
            self._read()
            self._ready = True
        self._child.stdin.write(json.dumps(request) + "\n")
        self._child.stdin.flush()
        self.pid = self._read()["pid"]
        try:
            return Answer(**self._read())
        finally:
            self.pid = None

    def _read(self) -> dict:
        line = self._child.stdout.readline()
        if not line:
            last = self._log.read_text("utf-8", "replace").strip().splitlines()[-1:]
            raise WorkbookError(f"Airflow ended: {''.join(last)} (log: {self._log})")
        return json.loads(line)

"""A warm dbt: one process of its environment that reads projects and runs commands without starting anew."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from workbook.checking.dbt_run import DbtResponse, DbtResult
from workbook.databases.base import Databases
from workbook.engines.dbt import settings
from workbook.errors import TooSlow, WorkbookError
from workbook.servers import processes

SECONDS = 300  # for one command: then it is the machine, since one that works is ended sooner
OUT_OF_TIME = (75, -24)  # how a fork ends that used up its processor time: inside.warm, and SIGXCPU
NOT_ENDED = "dbt used 40 s of processor time, and was ended."


class Process:
    """The warm process of some databases; `close` ends it, and so does the end of ours."""

    def __init__(self, databases: Databases, folder: Path) -> None:
        """Start it, and do not wait the seconds that it takes: the first request does. `folder` is made anew.

        Errors: WorkbookError where dbt is not installed; at the first request, where it did not start.
        """
        python = settings.program()
        settings.prepare(folder)
        self._log = folder / "warm.log"
        with self._log.open("wb") as log:
            self._child = subprocess.Popen(
                [str(python), "-m", "workbook.engines.dbt.inside.warm", settings.SCHEMA],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                env=settings.environment(databases, folder), cwd=folder, encoding="utf-8",
            )  # fmt: skip
        assert self._child.stdin and self._child.stdout
        self._requests, self._answers = self._child.stdin, self._child.stdout
        self._ready = False
        self._pid: int | None = None  # of the fork that has a project open

    def read(
        self,
        project: Path,
        schema: str = settings.SCHEMA,
        env: Mapping[str, str] | None = None,
        keep: bool = False,
    ) -> DbtResponse:
        """Read a project, for the commands that follow; one that was open is closed.

        `schema` is the target's; `keep` says whether dbt writes its artifacts, such as manifest.json.
        """
        self.end()
        if not self._ready:
            self._line()
            self._ready = True
        self._send({"project": str(project), "schema": schema, "env": dict(env or {}), "keep": keep})
        self._pid = self._line().get("pid")
        return self._response()

    def command(self, *words: str) -> DbtResponse:
        """Run `dbt WORDS` on the project that was read last."""
        self._send({"words": words})
        return self._response()

    def end(self) -> None:
        """Close the project that is open, if one is."""
        if self._pid is not None:
            self._send({})
            self._line()
            self._pid = None

    def close(self) -> None:
        """End the process."""
        self._requests.close()
        self._child.wait()
        self._answers.close()

    def _response(self) -> DbtResponse:
        timer = threading.Timer(SECONDS, self._kill)
        timer.start()
        try:
            answer = self._line()
        except KeyboardInterrupt:  # in a notebook: end the command too, and leave no answer of it behind
            self._kill()
            while "ended" not in self._line():
                pass
            self._pid = None
            raise
        finally:
            timer.cancel()
        if "ended" in answer:
            self._pid = None
            if answer["ended"] in OUT_OF_TIME:
                return DbtResponse(False, NOT_ENDED, ended=False)
            if processes.was_killed(answer["ended"]):
                raise TooSlow(f"dbt did not end within {SECONDS} s.")
            raise WorkbookError(f"dbt's process ended before it answered: {self._said()} (log: {self._log})")
        answer["results"] = [DbtResult(**each) for each in answer.pop("results", ())]
        return DbtResponse(**answer)

    def _kill(self) -> None:
        if self._pid is not None and sys.platform != "win32":
            os.killpg(self._pid, signal.SIGKILL)

    def _send(self, request: dict) -> None:
        self._requests.write(json.dumps(request) + "\n")
        self._requests.flush()

    def _line(self) -> dict:
        line = self._answers.readline()
        if not line:
            raise WorkbookError(f"dbt ended: {self._said()} (log: {self._log})")
        return json.loads(line)

    def _said(self) -> str:
        return "".join(self._log.read_text("utf-8", "replace").strip().splitlines()[-1:])

"""A warm dbt: one process of its environment that reads projects and runs commands without starting anew."""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from workbook.checking.dbt_run import DbtResponse, DbtResult
from workbook.databases.base import Databases
from workbook.engines.dbt import settings
from workbook.errors import TooSlow, WorkbookError
from workbook.servers import processes

SECONDS = 300  # for one command: then it is the machine, since one that works is ended sooner
OUT_OF_TIME = (75, -24)  # how a fork ends that used up its processor time: inside.warm, and SIGXCPU
END_SECONDS = 20  # for a fork that was killed
LONGEST = 32 << 20  # characters of one answer
# The variables that the process of strangers' projects has: a project may read them, and show them.
FOR_STRANGERS = ("DBT_", "PG", "LC_ALL", "PYTHON", "PATH", "NO_", "no_proxy", "DO_NOT_TRACK", "TZ")
NOT_ENDED = "dbt used 40 s of processor time, and was ended."
TOO_MUCH = f"dbt said more than {LONGEST:,} characters, and was ended."
ENDED = "the process that runs dbt ended before dbt did."


class _TooMuch(Exception):
    """A line that is too long to be an answer of dbt's."""


@dataclass(frozen=True)
class Confinement:
    """How a process gives up its rights: the module that runs in dbt's environment, and the bounds of a project.

    `folder` is the place of projects: those who run there may pass through all that is above it.
    """

    folder: Path
    module: str
    bounds: Callable[[Path], dict]


class Process:
    """The warm process of some databases; `close` ends it, and so does the end of ours."""

    def __init__(self, databases: Databases, folder: Path, confinement: Confinement | None = None) -> None:
        """Start it, and do not wait the seconds that it takes: the first request does. `folder` is made anew.

        With a `confinement` the answers' files are read and run without rights.

        Errors: WorkbookError where dbt is not installed; at the first request, where it did not start.
        """
        python = settings.program()
        settings.prepare(folder)
        self._log = folder / "warm.log"
        self._confinement = confinement
        module = confinement.module if confinement else "workbook.engines.dbt.inside.warm"
        env = settings.environment(databases, folder)
        if confinement:
            env = {name: text for name, text in env.items() if name.startswith(FOR_STRANGERS)}
        with self._log.open("wb") as log:
            self._child = subprocess.Popen(
                [str(python), "-m", module, settings.SCHEMA],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                env=env, cwd=folder, encoding="utf-8",
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
        request = {"project": str(project), "schema": schema, "env": dict(env or {}), "keep": keep}
        if self._confinement:
            request["bounds"] = self._confinement.bounds(project)
        self._send(request)
        self._pid = self._line().get("pid")
        return self._response()

    def command(self, *words: str) -> DbtResponse:
        """Run `dbt WORDS` on the project that was read last."""
        self._send({"words": words})
        return self._response()

    def end(self) -> None:
        """Close the project that is open, if one is."""
        if self._pid is not None and self._confinement:
            self._end_stranger(self._pid)
        elif self._pid is not None:
            self._send({})
            self._line()
            self._pid = None

    def _end_stranger(self, pid: int) -> None:
        """End a stranger's fork, and pass over what it may have written: it can't know this word."""
        import psutil

        self._kill()
        self._pid = None
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(pid).wait(END_SECONDS)  # else it might read the word
        word = secrets.token_hex(16)
        self._send({"echo": word})
        while word not in (line := self._answers.readline(LONGEST)):  # which may be in the middle of a line
            if not line:
                raise WorkbookError(f"dbt ended: {self._said()} (log: {self._log})")

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
        except _TooMuch:
            self.end()
            return DbtResponse(False, TOO_MUCH, ended=False)
        finally:
            timer.cancel()
        if "ended" in answer:
            if self._confinement and self._pid is not None:
                self._end_stranger(self._pid)
            self._pid = None
            if answer["ended"] in OUT_OF_TIME:
                return DbtResponse(False, NOT_ENDED, ended=False)
            if self._confinement and not processes.was_killed(answer["ended"]):
                return DbtResponse(False, ENDED, ended=False)  # by what it did, or the memory that it wanted
            if processes.was_killed(answer["ended"]):
                raise TooSlow(f"dbt did not end within {SECONDS} s.")
            raise WorkbookError(f"dbt's process ended before it answered: {self._said()} (log: {self._log})")
        answer["results"] = [DbtResult(**each) for each in answer.pop("results", ())]
        return DbtResponse(**answer)

    def _kill(self) -> None:
        if self._pid is not None and sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError):  # it has ended
                os.killpg(self._pid, signal.SIGKILL)

    def _send(self, request: dict) -> None:
        self._requests.write(json.dumps(request) + "\n")
        self._requests.flush()

    def _line(self) -> dict:
        line = self._answers.readline(LONGEST if self._confinement else -1)
        if len(line) == LONGEST and not line.endswith("\n"):
            raise _TooMuch
        if not line:
            raise WorkbookError(f"dbt ended: {self._said()} (log: {self._log})")
        return json.loads(line)

    def _said(self) -> str:
        return "".join(self._log.read_text("utf-8", "replace").strip().splitlines()[-1:])

"""A warm Spark: one process of its environment that keeps a session, and runs cells or calls on it."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from workbook.engines.spark import settings
from workbook.errors import TooSlow, WorkbookError
from workbook.servers import processes

SECONDS = 300  # for one request: then it is the machine, since one that works is ended sooner
PROCESSOR_SECONDS = 60.0  # that one request may use, in Python and in Java
LOOK_SECONDS = 0.5  # from one look at these to the next


class Ended(WorkbookError):
    """A request that used up its processor time; the process was ended with it."""


class Process:
    """The warm process; `close` ends it, and so does the end of ours."""

    def __init__(
        self, folder: Path, master: str, name: str, limited: bool = False, further: Mapping[str, str] | None = None
    ) -> None:
        """Start it, and do not wait the seconds that it takes: the first request does.

        `master` is where its tasks run: `local[2]`, or a cluster's address. If `limited`, a request's processor
        time is; `further` are settings. Errors: WorkbookError where Spark or Java is missing; at the first
        request, where it did not start.
        """
        self._begin = (folder, master, name)
        self._further = further
        self._limited = limited
        self._child: subprocess.Popen[str] | None = None
        self._start()

    def _start(self) -> None:
        folder, master, name = self._begin
        python = settings.python()
        settings.prepare(folder, self._further)
        env = settings.environment(folder)
        self._log = folder / "warm.log"
        with self._log.open("wb") as log:
            self._child = subprocess.Popen(
                [str(python), "-m", "workbook.engines.spark.inside.warm", master, name],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=env, cwd=folder, encoding="utf-8",
            )  # fmt: skip
        self._ready = False

    def request(self, request: Mapping[str, object]) -> dict:
        """What the process says to a request. Errors: Ended, TooSlow, WorkbookError where it is gone."""
        if self._child is None:
            self._start()
        child = self._child
        assert child and child.stdin
        self._get_ready()
        over = threading.Event()
        reason: list[WorkbookError] = []
        watching = threading.Thread(target=self._watch, args=(over, reason), daemon=True)
        try:
            child.stdin.write(json.dumps(request) + "\n")
            child.stdin.flush()
            watching.start()
            return self._line()
        except KeyboardInterrupt:  # in a notebook: the cell ends, and the process with what it keeps goes on
            if sys.platform != "win32" and not self._limited:
                child.send_signal(signal.SIGINT)
                self._line()
            else:
                self.kill()
            raise
        except (BrokenPipeError, WorkbookError):
            self.kill()
            if reason:
                raise reason[0] from None
            raise WorkbookError(
                f"Spark's process ended before it answered: {self._said()} (log: {self._log})"
            ) from None
        finally:
            over.set()

    def _get_ready(self) -> None:
        if self._ready:
            return
        try:
            failed = self._line().get("failed")
        except WorkbookError:
            self.kill()
            raise
        if failed:
            self.close()
            raise WorkbookError(f"Spark does not start: {failed} (log: {self._log})")
        self._ready = True

    def close(self, wait_for_java: bool = False) -> None:
        """End the process, kindly; its Java ends a little later."""
        import psutil

        child, self._child = self._child, None
        if child is not None:
            family = processes.family(child.pid)[1:] if wait_for_java else []
            assert child.stdin and child.stdout
            child.stdin.close()
            try:
                child.wait(120 if wait_for_java else 20)  # Java may be writing what it was asked for
            except subprocess.TimeoutExpired:
                self._kill(child)
            psutil.wait_procs(family, timeout=60)
            child.stdout.close()

    def kill(self) -> None:
        """End the process and its Java at once; the next request begins another."""
        child, self._child = self._child, None
        if child is not None:
            self._kill(child)
            assert child.stdout
            child.stdout.close()

    def _kill(self, child: subprocess.Popen) -> None:
        processes.kill_all(processes.family(child.pid))
        child.wait()

    def _watch(self, over: threading.Event, reason: list[WorkbookError]) -> None:
        """End the process when the request has used up its time."""
        began, waited = self._used(), 0.0
        while not over.wait(LOOK_SECONDS):
            waited += LOOK_SECONDS
            child = self._child
            if child is None:
                return
            if self._limited and self._used() - began > PROCESSOR_SECONDS:
                reason.append(Ended(f"Spark used {PROCESSOR_SECONDS:.0f} s of processor time, and was ended."))
                return self._kill(child)
            if self._limited and waited > SECONDS:
                reason.append(TooSlow(f"Spark did not end within {SECONDS} s."))
                return self._kill(child)

    def _used(self) -> float:
        """Seconds of the processor that the process and its Java have used."""
        import psutil

        child = self._child
        if child is None:
            return 0.0
        used = 0.0
        try:
            for each in processes.family(child.pid):
                times = each.cpu_times()
                used += times.user + times.system
        except psutil.NoSuchProcess:
            return used
        return used

    def _line(self) -> dict:
        assert self._child and self._child.stdout
        line = self._child.stdout.readline()
        if not line:
            raise WorkbookError(f"Spark ended: {self._said()} (log: {self._log})")
        return json.loads(line)

    def _said(self) -> str:
        return processes.last_words(self._log.read_text("utf-8", "replace"))

"""The cluster as a notebook looks at it: who runs, and an executor that is lost on purpose."""

import re
import subprocess
import time
from collections import Counter
from pathlib import Path

from workbook.engines.spark import batch_api, services, submit
from workbook.errors import WorkbookError
from workbook.exercises.tables import Rows
from workbook.servers import processes

NAMED = re.compile(r"\w+: \[[A-Z][A-Z0-9_.]+\] [^\n]*?(?= SQLSTATE|$)", re.MULTILINE)  # an error of Spark's
SECONDS = 30  # for executors to come up, on a busy machine


class Cluster:
    """`connect("spark")`: what a lesson shows of the processes; `folder` is that of %%spark cells too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, text: str) -> None:
        """Write an application to a file, where a batch's file is looked for."""
        submit.folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        (submit.folder() / name).write_text(text, encoding="utf-8")

    def batches(self) -> Rows:
        """The batches that the batch server knows, the oldest first."""
        connection = services.batches()
        if connection is None:
            raise WorkbookError(submit.NOT_UP)
        columns = ["id", "name", "state"]
        return Rows(columns, [[each[column] for column in columns] for each in batch_api.listed(connection)])

    def submit(self, name: str, text: str) -> int:
        """Write an application to a file and run it on the cluster, as `workbook spark submit` does.

        What it prints is shown, and its last words where it fails; returns its exit code.
        """
        self.put(name, text)
        line, env, folder = submit.command(submit.folder() / name)
        done = subprocess.run(line, env=env, cwd=folder, capture_output=True, encoding="utf-8", errors="replace")
        print(done.stdout, end="")
        if done.returncode:
            print((NAMED.findall(done.stderr) or done.stderr.splitlines() or ["it said nothing"])[-1])
        return done.returncode

    def processes(self) -> Rows:
        """How many processes of each kind run, and what each kind does."""
        found = Counter(name.partition("-")[0] for name, state, _, _ in services.status() if state == "up")
        found["executor"] = len(services.executors())
        does = {
            "master": "knows the workers, and gives an application its executors",
            "worker": "starts and ends executors on its machine",
            "executor": "runs tasks, and keeps their data",
            "batches": "takes applications over HTTP, and starts a driver for each",
        }
        return Rows(
            ["process", "running", "what it does"], [(name, found[name], text) for name, text in does.items()]
        )

    def lose_an_executor(self) -> None:
        """End one executor by force, as a machine that breaks would, and wait until its worker has another."""
        deadline = time.monotonic() + SECONDS
        before = services.executors()
        if not before:
            raise WorkbookError("No executor runs: run a cell with %%spark first.")
        processes.kill(before[0])
        while len(services.executors()) < len(before) or before[0] in services.executors():
            if time.monotonic() > deadline:
                raise WorkbookError(f"No other executor came within {SECONDS} s: look into the UI.")
            time.sleep(0.05)

"""Runs a Python file as an application of the cluster: a driver of its own, and tasks in executors.

As `spark-submit` in client mode. A standalone cluster takes no application in Python in its cluster mode.
"""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from workbook.engines.spark import services, settings
from workbook.errors import WorkbookError

NOT_UP = "Spark's cluster is not up: type `workbook spark up`."


def folder() -> Path:
    """Where applications work, and where a batch's file is looked for."""
    return settings.home("applications")


def command(file: Path, words: Sequence[str] = ()) -> tuple[list[str], dict[str, str], Path]:
    """The command line of a driver, its environment and folder. Errors: WorkbookError without cluster or file."""
    master = services.address()
    if master is None:
        raise WorkbookError(NOT_UP)
    if not file.is_file():
        raise WorkbookError(f"There is no file {file}.")
    settings.prepare(folder(), {"spark.master": master, "spark.log.level": "ERROR", **services.login()})
    return [str(settings.python()), str(file.resolve()), *words], settings.environment(folder()), folder()


def run(file: Path, words: Sequence[str] = ()) -> int:
    """Run the file until it ends; its exit code, which is 0 where it succeeded."""
    line, env, where = command(file, words)
    return subprocess.run(line, env=env, cwd=where).returncode

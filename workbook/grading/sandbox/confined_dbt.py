"""Runs in dbt's environment: a warm dbt whose forks give up their rights before they read a learner's project.

It is `engines.dbt.inside.warm`, with bounds in each request.
"""

import os
import sys
from pathlib import Path

from workbook.engines.dbt.inside import warm
from workbook.grading.sandbox import system
from workbook.grading.sandbox.system import thread_locks

assert sys.platform != "win32"  # where nothing forks


def give_up(request: dict) -> None:
    """From here on the process has only the rights that the request names; a learner's files may be read."""
    bounds = system.Bounds(**request["bounds"])
    project = request["project"]
    os.environ.update({"HOME": project, "TMPDIR": project, "DBT_PROFILES_DIR": project})
    for path in (Path(project), *Path(project).rglob("*")):
        system.give(path, bounds.account)
    system.confine(bounds)


if __name__ == "__main__":
    thread_locks.replace()  # before dbt is imported, which keeps the functions that make them
    warm.main(give_up)

"""The runner of learners' dbt projects in grading: each is read and run by a process without rights.

What dbt says of a project (its lineage, which tests failed) is that process's own word. A learner's part of it is
Jinja, which dbt runs in Jinja's own sandbox, and SQL, as a role that owns one database; whoever got out of Jinja's
sandbox could forge that word. What the tables hold, our own session looks at.
"""

import shutil
import tempfile
import weakref
from pathlib import Path

from workbook.databases.base import Databases
from workbook.engines.dbt import settings
from workbook.engines.dbt.process import Confinement
from workbook.engines.dbt.runner import DbtRunner
from workbook.grading.sandbox import system

MODULE = "workbook.grading.sandbox.confined_dbt"
PROCESSOR_SECONDS = 60  # the last limit: dbt itself is ended, and the answer told, at inside.warm's
OPEN_FILES = 128


def missing() -> list[str]:
    """What this machine can't limit, in sentences: then no learner's project is run."""
    return system.missing()


def confined(databases: Databases) -> DbtRunner:
    """A runner, which owns `databases` from now on. Errors: WorkbookError where dbt is not installed."""
    account = system.account()
    folder = Path(tempfile.mkdtemp(prefix="elt-workbook-")).resolve()
    folder.chmod(0o711)
    port = databases.login("warehouse").port

    def bounds(project: Path) -> dict:
        shutil.copy(settings.PROJECT / "profiles.yml", project)  # dbt finds the login's variables in it
        project.parent.chmod(0o711)
        return {
            "folders": [str(project)],
            "ports": [port],
            "seconds": PROCESSOR_SECONDS,
            "open_files": OPEN_FILES,
            "account": account,
        }

    runner = DbtRunner(databases, Confinement(folder, MODULE, bounds))
    weakref.finalize(runner, shutil.rmtree, folder, ignore_errors=True)
    return runner

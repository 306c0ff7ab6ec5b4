"""Runs in Airflow's environment: pytest on one file of tests, which find the DAGs in the DAGs folder."""

import contextlib
import io
import os
import re
import sys
from pathlib import Path

# Its own summary and tracebacks alone: no log of the runs that the tests make, no file left beside the tests.
OPTIONS = (
    "-q", "--tb=short", "--no-header", "--color=no", "--show-capture=no", "-p", "no:cacheprovider",
    "-W", "ignore",
)  # fmt: skip
# What is said of a failure is cut to the terminal's width, and not cut in a CI; a reader sees the same everywhere.
COLUMNS = "80"
ELSEWHERE = ("CI", "BUILD_NUMBER", "PYTEST_ADDOPTS", "FORCE_COLOR", "PY_COLORS")
SECONDS = re.compile(r" in \d+\.\d+s.*$", re.MULTILINE)


def run(path: str, first_failure: bool = False) -> dict:
    """Run the tests of the file at `path`: pytest's exit `code`, what it said as `text`, without times,
    and how many `passed`.

    The code is 0 where none failed, 1 where one did, 2 where the file can't be imported, 5 where it has no test.
    With `first_failure` no more tests are run after one that failed.
    """
    import pytest

    os.environ |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": COLUMNS}
    for name in ELSEWHERE:
        os.environ.pop(name, None)
    sys.dont_write_bytecode = True
    file = Path(path)
    os.chdir(file.parent)
    sys.path.append(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])  # as Airflow's own processes have it
    more = ("-x",) if first_failure else ()
    ends, said = _Ends(), io.StringIO()
    with contextlib.redirect_stdout(said):
        code = pytest.main([*OPTIONS, *more, "--rootdir", ".", file.name], plugins=[ends])
    return {"code": int(code), "text": SECONDS.sub("", said.getvalue()).strip(), "passed": ends.passed}


class _Ends:
    """A plugin that counts the tests that passed."""

    passed = 0

    def pytest_runtest_logreport(self, report) -> None:
        self.passed += report.when == "call" and report.passed

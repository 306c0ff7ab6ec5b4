"""The servers that tests share: those of `WORKBOOK_HOME`, or a temporary home's, stopped at the end."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from workbook import paths, servers

OURS = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Before any worker starts, so that all of them use one set of servers."""
    if "WORKBOOK_HOME" not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="elt workbook 시험 ")).resolve()
        config.stash[OURS] = folder
        os.environ["WORKBOOK_HOME"] = str(folder / "home")
        os.environ["WORKBOOK_MY"] = str(folder / "my")


def pytest_unconfigure(config: pytest.Config) -> None:
    if OURS in config.stash:
        servers.remove(lambda text: None)
        shutil.rmtree(config.stash[OURS])


@pytest.fixture(scope="session")
def home() -> Path:
    """The shared home, its servers up. A test that stops or kills servers makes a home of its own."""
    servers.ensure()
    return paths.home()

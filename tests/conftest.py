"""The servers that tests share: those of `WORKBOOK_HOME`, or a temporary home's, stopped at the end."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from workbook import engines, paths, servers
from workbook.checking.context import Context
from workbook.engines.spark import services as cluster

OURS = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Before any worker starts, so that all of them use one set of servers."""
    if "WORKBOOK_HOME" not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="elt workbook 시험 ")).resolve()
        config.stash[OURS] = folder
        os.environ["WORKBOOK_HOME"] = str(folder / "home")
        os.environ["WORKBOOK_MY"] = str(folder / "my")


# Fixtures that start servers, or use the shared ones.
WITH_SERVERS = {
    "home", "context", "bare_home", "own_home", "module_home", "instance", "airflow", "become", "at_work", "shell",
}  # fmt: skip
# Where a test builds, runs a notebook, or makes an environment: no unit test.
SLOW = (
    "build/test_build.py", "build/test_nbgrader.py", "build/test_nbval_red.py", "build/test_secret_search.py",
    "databases/test_progress_bar.py", "datasets/test_scaled.py", "grading/test_gradebook.py",
    "grading/test_grade.py", "grading/test_pages.py", "project/test_bootstrap.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs servers, and what takes long without."""
    for item in items:
        asks = WITH_SERVERS & set(getattr(item, "fixturenames", ()))
        if asks or item.path.as_posix().endswith("classroom/test_class.py"):
            item.add_marker("servers")
        if item.path.as_posix().endswith(SLOW):
            item.add_marker("slow")


def pytest_unconfigure(config: pytest.Config) -> None:
    if OURS in config.stash:
        cluster.down(lambda text: None)
        servers.remove(lambda text: None)
        shutil.rmtree(config.stash[OURS])


@pytest.fixture(autouse=True)
def same_folder() -> Iterator[None]:
    """A test that leaves its process in another folder makes others fail, with words of theirs."""
    before = Path.cwd()
    yield
    assert Path.cwd() == before


@pytest.fixture(scope="session")
def context() -> Iterator[Context]:
    """The context in which this process checks answers, as a kernel's: its runners stay from one to the next."""
    with contextlib.closing(Context(runners=engines.RUNNERS)) as made:
        yield made


@pytest.fixture(scope="session")
def home() -> Path:
    """The shared home, its servers up. A test that stops or kills servers makes a home of its own."""
    servers.ensure()
    return paths.home()


@pytest.fixture(scope="module")
def shell(home) -> Iterator[InteractiveShell]:
    """IPython as a kernel has it, with the workbook loaded and the first lesson begun."""
    from workbook.notebook import magic

    shell = InteractiveShell.instance()
    shell.run_line_magic("load_ext", "workbook")
    with capture_output():
        shell.user_ns["lesson"]("00-start-here")
    yield shell
    magic.unload(shell)
    InteractiveShell.clear_instance()

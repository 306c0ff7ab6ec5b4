"""A class on one JupyterHub: three learners log in, work, hand in, and see nothing of each other."""

import csv
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import accounts
import local_hub
import nbformat
import psutil
import pytest

from workbook import classroom, handout, paths, servers
from workbook.build.files import LessonFiles
from workbook.classroom import learners
from workbook.servers import addresses

LESSON = "04-keeping-the-latest"
NOTEBOOK = f"homework/{LESSON}/{LessonFiles(LESSON).release.name}"


def needed() -> str:
    """What this machine lacks for a Hub; empty if nothing."""
    if not importlib.util.find_spec("jupyterhub"):
        return "JupyterHub is not installed (make classroom)"
    if not shutil.which("configurable-http-proxy"):
        return "configurable-http-proxy is not on PATH (Debian's package: node-configurable-http-proxy)"
    return ""


@dataclass
class Class:
    """A class at work: its folder, its Hub, its learners' browsers, and whether each has an account of the system."""

    folder: Path
    hub: local_hub.Hub
    visitors: list[local_hub.Visitor]
    own_accounts: bool


def learners_of_this_machine(folder: Path, stack: ExitStack) -> tuple[list[accounts.Account], Path]:
    """Three learners, with accounts of the system if this process may make some, and the Python of their servers."""
    if os.geteuid() == 0:
        who = stack.enter_context(accounts.of_the_system(folder, 3))
        if python := accounts.python_for(folder, folder / "handout", who[0].uid):
            return who, python
    return accounts.names_only(folder, 3), Path(sys.executable)


def nbgrader(folder: Path, *words: str) -> str:
    """What a teacher's `nbgrader …` says, in the folder of the course."""
    env = {**os.environ, "JUPYTER_CONFIG_PATH": str(folder / "nbgrader")}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words], cwd=folder / "course", env=env, capture_output=True,
        encoding="utf-8", timeout=100,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stderr + done.stdout


def release(folder: Path) -> None:
    """Lay out the exchange as docs/hub.md says, and put the lesson's exercises in it."""
    (folder / "nbgrader").mkdir()
    shutil.copy(paths.CLONE / "docs" / "hub" / "nbgrader_config.py", folder / "nbgrader")
    shutil.copytree(paths.EXERCISES / LESSON, folder / "course" / "exercises" / LESSON)
    shutil.copy(paths.CLONE / "nbgrader_config.py", folder / "course")
    nbgrader(folder, "release_assignment", LESSON)


@pytest.fixture(scope="module")
def at_work(home):
    """Three learners with their servers up. The database servers are those that all tests share."""
    if missing := needed():
        missing += ": a class on one Hub was NOT tested"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    folder = Path(tempfile.mkdtemp(prefix="elt hub 시험 ")).resolve()
    folder.chmod(0o755)
    shared = servers.ensure()
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("WORKBOOK_HOME", str(folder / "home"))
        patch.setenv("WORKBOOK_MY", str(folder / "teacher"))
        for variable, scheme, server in (
            (addresses.WAREHOUSE_URL, "postgresql", shared.warehouse),
            (addresses.SOURCE_URL, "mysql", shared.source),
        ):
            login = f"{server.user}:{quote(server.password)}"
            patch.setenv(variable, f"{scheme}://{login}@{server.host}:{server.port}/{server.database}")
        stack.callback(servers.remove, lambda text: None)
        handout.write([LESSON], folder / "handout")
        release(folder)
        who, python = learners_of_this_machine(folder, stack)
        names = folder / "names.csv"
        names.write_text("name\n" + "".join(f"{one.name}\n" for one in who), encoding="utf-8")
        classroom.add(names, lambda text: None)
        for one in who:
            stack.callback(classroom.remove, one.name, lambda text: None)
        hub = local_hub.Hub(folder, python, who)
        stack.callback(hub.stop)
        visitors = [local_hub.Visitor(hub, one) for one in who]
        with ThreadPoolExecutor(len(visitors)) as pool:
            list(pool.map(local_hub.Visitor.start, visitors))
        yield Class(folder, hub, visitors, who[0].uid is not None)


def test_try(at_work):
    one = at_work.visitors[0]
    print(one.run("import os, sys; print(os.getuid(), sys.executable, os.getcwd(), sorted(os.environ))"))
    print(one.run("%load_ext workbook"))
    print(one.run('lesson("04-keeping-the-latest")'))
    print(one.run("!nbgrader fetch_assignment 04-keeping-the-latest; ls -laR ~ | head -60"))
    print(at_work.hub.log()[-6000:])
    assert at_work.own_accounts

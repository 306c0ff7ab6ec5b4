"""A class at work on a Hub of this machine: its learners, hand-out and exchange, and each learner's server."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.classroom import local_hub, system_accounts
from workbook import classroom, paths, servers
from workbook.build import handout
from workbook.servers import addresses

LEARNERS = 3
LESSON = "04-keeping-the-latest"


def needed() -> str:
    """What this machine lacks for a Hub; empty if nothing."""
    if not importlib.util.find_spec("jupyterhub"):
        return "JupyterHub is not installed (make classroom)"
    if not shutil.which("configurable-http-proxy"):
        return "configurable-http-proxy is not on PATH (Debian's package: node-configurable-http-proxy)"
    return ""


@dataclass
class Class:
    """A class at work: its folder, its Hub, its learners' browsers and that of somebody who is not in the class.

    `secrets` are the passwords of the servers' administrators; `own_accounts` says whether each learner's server
    runs under an account of the system.
    """

    folder: Path
    hub: local_hub.Hub
    visitors: list[local_hub.Visitor]
    stranger: local_hub.Visitor
    secrets: list[str] = field(repr=False)
    own_accounts: bool


def learners_of_this_machine(folder: Path, stack: ExitStack) -> tuple[list[system_accounts.Account], Path]:
    """Learners and one more, with accounts of the system if that can be, and the Python of their servers."""
    if os.geteuid() == 0:
        who = stack.enter_context(system_accounts.of_the_system(folder, LEARNERS + 1))
        if python := system_accounts.python_for(folder, folder / "handout", who[0].uid):
            return who, python
    return system_accounts.names_only(folder, LEARNERS + 1), Path(sys.executable)


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


@contextmanager
def start() -> Iterator[Class]:
    """Three learners with their servers up. The database servers are those that all tests share."""
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
        (*who, stranger), python = learners_of_this_machine(folder, stack)
        names = folder / "names.csv"
        names.write_text("name\n" + "".join(f"{one.name}\n" for one in who), encoding="utf-8")
        classroom.add(names, lambda text: None)
        for one in who:
            stack.callback(classroom.remove, one.name, lambda text: None)
        hub = local_hub.Hub(folder, python, [*who, stranger])
        stack.callback(hub.stop)
        visitors = [local_hub.Visitor(hub, one) for one in who]
        with ThreadPoolExecutor(len(visitors)) as pool:
            list(pool.map(local_hub.Visitor.start, visitors))
        secrets = [shared.warehouse.password, shared.source.password]
        yield Class(folder, hub, visitors, local_hub.Visitor(hub, stranger), secrets, stranger.uid is not None)

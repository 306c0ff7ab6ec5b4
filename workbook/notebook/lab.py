"""`workbook lab`: the servers, and JupyterLab on the learner's own copies, until Ctrl-C."""

import contextlib
import io
import json
import os
import secrets
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

import psutil

from workbook import paths, servers
from workbook.errors import WorkbookError
from workbook.notebook import learner_copies
from workbook.servers import processes

SECONDS_TO_END = 15  # for Jupyter and its kernels; then they are ended by force
SIGNALS = [signal.SIGINT, signal.SIGTERM]
if sys.platform != "win32":
    SIGNALS.append(signal.SIGHUP)
SETTINGS = Path(__file__).with_name("jupyter")  # no news, no update check, no nbgrader menu
# Not needed here: a teacher's pages take 2 s to import, and the manager of language servers runs npm.
TEACHERS_PAGES = ("assignment_list", "course_list", "formgrader", "validate_assignment")
EXTENSIONS_OFF = ("jupyter_lsp", *(f"nbgrader.server_extensions.{name}" for name in TEACHERS_PAGES))

# A proxy that is set for the internet is not asked for this machine.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def run() -> None:
    """Bring up JupyterLab and the servers, say where, and wait; at the end stop what this call started.

    SIGINT, SIGTERM and SIGHUP end it. If a lab of this home runs already, says so and returns.
    Errors: WorkbookError if JupyterLab or a server does not start.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # progress is seen at once also where it is piped
    home = paths.home()
    if address := _running(home):
        print(f"JupyterLab is up already: {address}\nCtrl-C in the terminal where it was started ends it.")
        return
    up_before = any(server.state == "up" for server in servers.status())
    for number in SIGNALS:
        signal.signal(number, _interrupt(up_before))
    learner_copies.update(_say)
    launch, log = _launch(home), home / "logs" / "lab.log"
    started: list[subprocess.Popen] = []
    try:
        # In threads, which no signal reaches: what is half started at Ctrl-C is known, and stopped, in the end.
        with ThreadPoolExecutor(2) as pool:
            jobs = [pool.submit(servers.up, _say), pool.submit(_start, launch, log, started)]
            for job in jobs:
                job.result()
        (jupyter,) = started
        if not processes.wait(jupyter, launch.ready):
            words = processes.last_words(log.read_text("utf-8", "replace"))
            raise WorkbookError(f"JupyterLab does not start: {words} (its log: {log})")
        print(f"\nJupyterLab is up: {_running(home)}")
        stay = "; the servers, which were up before, stay until `workbook down`"
        ends = stay if up_before else " and the servers"
        print(f"Open this address in a browser. Ctrl-C here ends JupyterLab{ends}.")
        jupyter.wait()
    except KeyboardInterrupt:
        pass
    finally:
        for jupyter in started:
            stop(jupyter)
        if not up_before:
            servers.down(_quiet)


def environment(home: Path) -> dict[str, str]:
    """This process's environment with the folders of Jupyter and IPython in `home`.

    So the user's own settings, extensions, kernels and start-up files neither change the workbook nor are
    changed by it.
    """
    env = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    return env | {
        "JUPYTER_CONFIG_DIR": str(home / "jupyter" / "config"),
        "JUPYTER_DATA_DIR": str(home / "jupyter" / "data"),
        "JUPYTER_RUNTIME_DIR": str(_runtime(home)),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "IPYTHONDIR": str(home / "ipython"),
    }


def options() -> list[str]:
    """The words with which Jupyter's server shows JupyterLab on my/, as the workbook has it."""
    return [
        f"--ServerApp.root_dir={paths.my()}",
        f"--LabApp.app_settings_dir={SETTINGS}",
        *(f"--ServerApp.jpserver_extensions={name}=False" for name in EXTENSIONS_OFF),
    ]


def _interrupt(servers_stay: bool) -> Callable[[int, FrameType | None], None]:
    def interrupt(number: int, _frame: FrameType | None) -> None:
        for each in SIGNALS:
            signal.signal(each, _already_ending)
        if number == signal.SIGINT:  # after the others nobody may be there to read
            print(f"\nEnding JupyterLab{'' if servers_stay else ' and the servers'}")
        raise KeyboardInterrupt

    return interrupt


def _already_ending(_number, _frame) -> None:
    """A second Ctrl-C must not leave behind what the first one is about to stop."""


def _say(text: str) -> None:
    """One write a line: `print` makes two, and the servers report from threads."""
    sys.stdout.write(f"{text}\n")


def _quiet(_text: str) -> None:
    """For the end, when the terminal may be closed."""


def _runtime(home: Path) -> Path:
    return home / "jupyter" / "runtime"


def _launch(home: Path) -> processes.Launch:
    """How to start JupyterLab on my/; it finds a free port itself."""
    command = [
        sys.executable, "-m", "jupyterlab",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.open_browser=False",
        "--ServerApp.allow_root=True",
        *options(),
    ]  # fmt: skip
    # The token in the environment, since every user of the machine can read a command line.
    env = environment(home) | {"JUPYTER_TOKEN": secrets.token_hex(24)}
    return processes.Launch(
        command, env, {}, lambda pid: _address(_runtime(home) / f"jpserver-{pid}.json") is not None
    )


def _start(launch: processes.Launch, log: Path, started: list[subprocess.Popen]) -> None:
    try:
        log.parent.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        log.parent.mkdir(exist_ok=True)
        started.append(processes.spawn(launch, paths.my(), log))
    except OSError as error:
        raise WorkbookError(f"JupyterLab can't be started: {error.filename}: {error.strerror}.") from None


def _running(home: Path) -> str | None:
    """The address of this home's JupyterLab, if one answers."""
    return next(filter(None, map(_address, _runtime(home).glob("jpserver-*.json"))), None)


def _address(info: Path) -> str | None:
    """The page to open first, of the server that wrote `info`; None unless it answers."""
    try:
        server = json.loads(info.read_text(encoding="utf-8"))
        token = {"Authorization": f"token {server['token']}"}
        _opener.open(urllib.request.Request(f"{server['url']}api/status", headers=token), timeout=5).close()
    except (OSError, ValueError):  # not written yet, half written, or left behind by one that was killed
        return None
    first = next(iter(learner_copies.notebooks()), "")
    return f"{server['url']}lab/tree/{first}?token={server['token']}"


def stop(jupyter: subprocess.Popen) -> None:
    """End JupyterLab, its kernels, and what their cells left running. Each is the leader of its own group."""
    try:
        leaders = [jupyter.pid, *(child.pid for child in psutil.Process(jupyter.pid).children())]
    except psutil.NoSuchProcess:
        leaders = []
    jupyter.terminate()
    try:
        jupyter.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        jupyter.kill()
        jupyter.wait()
    if sys.platform != "win32":
        for leader in leaders:
            with contextlib.suppress(ProcessLookupError):  # as it should be: nothing of the group is left
                os.killpg(leader, signal.SIGKILL)

"""`workbook lab` as a whole: it comes up, answers, and leaves nothing running that it started."""

import re
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import jupyter_client
import psutil
import pytest

from tests.notebook import lab_command
from tests.notebook.lab_command import address
from workbook import paths
from workbook.notebook import lab


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home of its own: these tests stop its servers."""
    folder = tmp_path_factory.mktemp("lab")
    (folder / "user").mkdir()
    return folder


@pytest.fixture
def workbook(home):
    """Starts the command `workbook` in that home; what still runs after the test is ended."""
    started = []

    def start(*words: str) -> subprocess.Popen:
        folders = {"HOME": "user", "WORKBOOK_HOME": "home", "WORKBOOK_MY": "my"}
        env = {name: str(home / folder) for name, folder in folders.items()}
        started.append(lab_command.start(*words, **env, WORKBOOK_CACHE=str(paths.cache())))
        return started[-1]

    yield start
    for command in started:
        if command.poll() is None:
            command.terminate()
            command.wait(60)
    start("down").wait(60)


def left(home: Path) -> list[str]:
    """The processes that belong to `home`, by their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("WORKBOOK_HOME") == str(home / "home"):
                found.append(" ".join(process.cmdline()))
        except (psutil.AccessDenied, psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
    return found


def own_files(home: Path) -> list[Path]:
    """What the user has of Jupyter and IPython."""
    return sorted(
        file for place in (".jupyter", ".ipython", ".local") for file in (home / "user" / place).rglob("*")
    )


def get(url: str) -> bytes:
    with lab._opener.open(url) as answer:
        return answer.read()


@pytest.fixture
def taken_port():
    """JupyterLab's usual port, taken by somebody else."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Another test's lab may have it, and end while this one runs; what stays for a minute is as good as ours.
        for _ in range(600):
            try:
                other.bind(("127.0.0.1", 8888))
                other.listen()
                break
            except OSError:
                time.sleep(0.1)
        yield 8888


@pytest.fixture
def settings(home):
    """Settings and a start-up file of the user's own, which would leave a mark if they were read."""
    mark = home / "read"
    for place in (".jupyter/jupyter_server_config.py", ".ipython/profile_default/startup/00.py"):
        file = home / "user" / place
        file.parent.mkdir(parents=True)
        file.write_text(f"open({str(mark)!r}, 'a').write('{file.name} ')")
    return mark


def test_ctrl_c_ends_jupyterlab_its_kernels_their_programs_and_the_servers(home, workbook, taken_port, settings):
    files = own_files(home)
    command = workbook("lab")
    url = address(command)
    assert f":{taken_port}/" not in url
    assert b"JupyterLab" in get(url)

    second = workbook("lab")
    assert f"JupyterLab is up already: {url}" in second.communicate(timeout=20)[0]
    assert second.returncode == 0

    start_a_kernel_that_runs_a_program(url, home)
    running = " ".join(left(home))
    for name in ("jupyterlab", "ipykernel", "sleep 1000", "postgres", "rclone"):
        assert name in running
    command.send_signal(signal.SIGINT)
    assert "Ending JupyterLab and the servers" in command.communicate(timeout=30)[0]
    assert command.returncode == 0
    assert left(home) == []
    assert not settings.exists(), settings.read_text()
    assert own_files(home) == files


def start_a_kernel_that_runs_a_program(url: str, home: Path) -> None:
    base, token = re.match(r"(http://[^/]+/).*token=(\w+)", url).groups()
    headers = {"Authorization": f"token {token}"}
    get(urllib.request.Request(f"{base}api/kernels", data=b"{}", headers=headers))
    (connection,) = (home / "home" / "jupyter" / "runtime").glob("kernel-*.json")
    client = jupyter_client.BlockingKernelClient()
    client.load_connection_file(str(connection))
    client.start_channels(hb=False)  # it beats only once it has started
    client.wait_for_ready(timeout=30)
    code = "import subprocess; subprocess.Popen(['sleep', '1000'])"
    assert client.execute(code, reply=True, timeout=30)["content"]["status"] == "ok"
    client.stop_channels()


def test_servers_that_were_up_before_stay_up(home, workbook):
    assert workbook("up").wait(60) == 0
    servers = left(home)
    assert servers
    command = workbook("lab")
    address(command)
    command.send_signal(signal.SIGTERM)
    assert command.wait(30) == 0
    assert sorted(left(home)) == sorted(servers)


def test_a_closed_terminal_while_it_starts_leaves_nothing(home, workbook):
    command = workbook("lab")
    while "Starting" not in (line := command.stdout.readline()):
        assert line, f"it ended with {command.wait()} before it started anything"
    command.stdout.close()
    command.send_signal(signal.SIGHUP)
    command.wait(60)
    assert left(home) == []

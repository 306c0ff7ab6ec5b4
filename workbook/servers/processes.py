"""Processes and ports: start a server in a session of its own, tell it from a later process, stop it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psutil

# Settings of the user's own database clients must not reach our servers.
FOREIGN = ("PG", "MYSQL", "MARIADB", "RCLONE", "AWS_")

# A dropped Popen warns that its process still runs, and a dead one is only reaped by asking it.
_children: list[subprocess.Popen] = []


def birth(pid: int) -> str | None:
    """What tells this process from a later one with the same id; None if no such process runs.

    On Linux the start in ticks since boot: a time of day moves when the clock is set.
    """
    if sys.platform == "linux":
        try:
            stat = Path(f"/proc/{pid}/stat").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return None
        fields = stat[stat.rindex(b")") + 2 :].split()
        return None if fields[0] in b"ZX" else fields[19].decode()
    import psutil

    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else repr(process.create_time())
    except psutil.NoSuchProcess:
        return None


def environment(**more: str) -> dict[str, str]:
    """This process's environment without what would change a server's behaviour or language, and `more`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return kept | {"LC_ALL": "C", "TZ": "UTC"} | more


@dataclass(frozen=True)
class Launch:
    """How to start a server, and how to tell, from its process id, whether it takes connections."""

    command: list[str]
    env: dict[str, str]
    options: dict[str, Any]
    ready: Callable[[int], bool]


def memory_limit(megabytes: int) -> dict[str, Any]:
    """Options of Popen: a process, and each that it starts, has so much memory of its own at most; on Linux.

    One that wants more is told that there is none, and the others of the machine go on.
    """
    if sys.platform != "linux":
        return {}
    import resource

    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    size = megabytes << 20 if hard == resource.RLIM_INFINITY else min(megabytes << 20, hard)
    return {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_DATA, (size, size))}


def spawn(launch: Launch, folder: Path, log: Path) -> subprocess.Popen:
    """Start a server in `folder` that outlives us: own session (Ctrl-C does not reach it), output to `log`."""
    options = dict(launch.options)
    if log.exists():
        log.replace(log.with_suffix(".log.old"))
    if sys.platform == "win32":
        options["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    else:
        options["start_new_session"] = True
    with log.open("wb") as output:
        child = subprocess.Popen(
            launch.command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=launch.env, cwd=folder,
            **options,
        )  # fmt: skip
    _children.append(child)
    return child


def wait(child: subprocess.Popen, ready: Callable[[int], bool], seconds: float = 60) -> bool:
    """True once `ready(its id)`; False if the process ends first. One that is not ready in time is ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if child.poll() is not None:
            return False
        if ready(child.pid):
            return True
        time.sleep(0.01)
    child.kill()
    child.wait()
    return False


def stop(pid: int, born: str, interrupt: bool = False, seconds: float = 20) -> None:
    """End the process `pid` if it is still the one that was born then: kindly, and after `seconds` by force."""
    import psutil

    if birth(pid) != born:
        return
    process = psutil.Process(pid)
    try:
        if interrupt and sys.platform != "win32":
            process.send_signal(signal.SIGINT)
        else:
            process.terminate()
        deadline = time.monotonic() + seconds
        while birth(pid) == born:
            if time.monotonic() > deadline:
                process.kill()
            time.sleep(0.01)
    except psutil.NoSuchProcess:
        return
    finally:
        for child in _children:
            child.poll()


def kill(pid: int) -> None:
    """End a process by force. Raises OSError where it is gone."""
    if sys.platform == "win32":
        os.kill(pid, signal.SIGTERM)  # which is by force there
    else:
        os.kill(pid, signal.SIGKILL)


def family(pid: int) -> list["psutil.Process"]:
    """The process and all that it has started, as psutil has them; none where it has ended."""
    import psutil

    try:
        return [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def terminate_all(found: Iterable["psutil.Process"]) -> None:
    """Ask processes to end; one that has ended already is no error."""
    import psutil

    for each in found:
        try:
            each.terminate()
        except psutil.NoSuchProcess:
            continue


def kill_all(found: Iterable["psutil.Process"]) -> None:
    """End processes by force; one that has ended already is no error."""
    import psutil

    for each in found:
        try:
            each.kill()
        except psutil.NoSuchProcess:
            continue


def was_killed(code: int) -> bool:
    """Whether a process with this exit code was ended by force; Windows does not tell."""
    return sys.platform != "win32" and code == -signal.SIGKILL


def end_all(programs: Iterable[str], folder: Path) -> None:
    """End the processes of these names whose current folder is `folder`: servers work in a folder of their own.

    By force, since one may have lost its main process and then listens to nothing else.
    """
    import psutil

    found = []
    for process in psutil.process_iter(["name"]):
        try:
            if process.info["name"] in programs and Path(process.cwd()) == folder:
                process.kill()
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue  # it has ended, or is another user's and so not ours
    psutil.wait_procs(found, timeout=20)


def cores() -> int:
    """The cores that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        if sys.platform != "win32":
            # A port that only waits for the last packets of an ended server is free for a new one.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def last_words(log: str) -> str:
    """The line of a log that best says why a server ended: the last error, or else the last line."""
    lines = [line.strip() for line in log.splitlines() if line.strip()] or ["its log is empty"]
    errors = [line for line in lines if "FATAL" in line or "ERROR" in line or "CRITICAL" in line] or lines
    # MariaDB and MySQL end with "Aborting": the reason is the line before.
    return ([line for line in errors if not line.endswith("Aborting")] or errors)[-1].rstrip(".")

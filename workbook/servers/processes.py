"""Processes and ports: start a server in a session of its own, tell it from a later process, stop it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

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


def spawn(command: list[str], folder: Path, log: Path, env: dict[str, str], **options) -> subprocess.Popen:
    """Start a server in `folder` that outlives us: own session (Ctrl-C does not reach it), output to `log`."""
    if log.exists():
        log.replace(log.with_suffix(".log.old"))
    if sys.platform == "win32":
        options["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    else:
        options["start_new_session"] = True
    with log.open("wb") as output:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=env, cwd=folder, **options
        )
    _children.append(child)
    return child


def wait(child: subprocess.Popen, ready: Callable[[], bool], seconds: float = 60) -> bool:
    """True once `ready()`; False if the process ends before, or is not ready in `seconds` (it is then ended)."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if child.poll() is not None:
            return False
        if ready():
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


def last_words(log: Path) -> str:
    """The line of a log that best says why a server ended: the last error, or else the last line."""
    if not log.exists():
        return "(no log)"
    lines = [line.strip() for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    errors = [line for line in lines if "FATAL" in line or "ERROR" in line or "CRITICAL" in line]
    # MariaDB and MySQL end with "Aborting": the reason is the line before.
    errors = [line for line in errors if not line.endswith(("Aborting", "Aborting."))] or errors
    return (errors or lines or ["(the log is empty)"])[-1]

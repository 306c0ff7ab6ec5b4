"""The processes of a running Airflow: scheduler, dag-processor, triggerer and API server, as one.

They are for what needs a scheduler, such as `airflow backfill create`, and for the UI. Each has a session and
process group of its own and works in `run/` of the instance's home, where their logs and `services.json` are:
what else is found to work there when they stop is theirs, such as a task whose scheduler was killed.
"""

import datetime as dt
import hashlib
import json
import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from workbook import paths
from workbook.engines.airflow import metadata, settings
from workbook.engines.airflow.settings import Instance
from workbook.errors import WorkbookError
from workbook.servers import processes, service_record, state

# `--skip-serve-logs`: else scheduler and triggerer each open a log server on all interfaces.
COMMANDS = {
    "api-server": ("airflow", "api-server", "--workers", "1"),
    "scheduler": ("workbook.engines.airflow.inside.scheduler", "scheduler", "--skip-serve-logs"),
    "dag-processor": ("airflow", "dag-processor"),
    "triggerer": ("airflow", "triggerer", "--skip-serve-logs"),
}
SECONDS = 120  # to become healthy, on a busy machine
BUSY = "Another process starts or stops this Airflow: waiting for it."
Report = Callable[[str], None]


def up(instance: Instance, report: Report = print) -> None:
    """Start what does not run, wait until all of it is healthy (about 15 s), and report where the UI is.

    Where one service has ended, as all but the API server do when the warehouse is restarted, all are
    started anew.

    Errors: WorkbookError where Airflow is not installed or a service does not become healthy; none runs then.
    """
    metadata.prepare(instance, report)
    with state.lock(_folder(instance.home), report, BUSY):
        port = running_port(instance)
        known = _read(instance.home)
        if port is None:
            _stop(instance.home, known)
            port = processes.free_port()
            report("Starting Airflow's scheduler, dag-processor, triggerer and API server (about 15 s)")
            _start(instance, port)
    report(f"Airflow: http://127.0.0.1:{port}")
    report(settings.how_to_log_in(instance))


def down(home: Path, report: Report = print) -> None:
    """Stop the services of the Airflow whose home this is, and all processes that are theirs."""
    with state.lock(_folder(home), report, BUSY):
        known = _read(home)
        if _stop(home, known):
            report("Stopped Airflow.")


def down_all(report: Report = print) -> None:
    """Stop the services of every Airflow of this clone."""
    for found in sorted(paths.home().glob("airflow/*/run/services.json")):
        down(found.parent.parent, report)


def status(home: Path) -> list[tuple[str, str, str, int | None]]:
    """Of each service at `home` its name, "up" or "down", the UI's address and its process id, if it has them."""
    known = _read(home)
    rows = []
    for name in COMMANDS:
        pid = service_record.pid_of(known, name)
        address = f"127.0.0.1:{known['port']}" if pid is not None and name == "api-server" else ""
        rows.append((name, "down" if pid is None else "up", address, pid))
    return rows


def running_port(instance: Instance) -> int | None:
    """The API's port, if all services run, and with the settings that they would be started with now."""
    known = _read(instance.home)
    same = known.get("settings") == _digest(instance)
    return known["port"] if same and all(row[1] == "up" for row in status(instance.home)) else None


def _folder(home: Path) -> Path:
    return home / "run"


def _digest(instance: Instance) -> str:
    # Of the instance's own settings: a variable of the shell that starts it need not start it anew.
    own = {name: text for name, text in instance.environment().items() if name.startswith("AIRFLOW")}
    return hashlib.sha256(json.dumps(own, sort_keys=True).encode()).hexdigest()


def _read(home: Path) -> dict:
    return service_record.read(_folder(home), "workbook down")


def _start(instance: Instance, port: int) -> None:
    folder, env, python = _folder(instance.home), instance.environment(port), str(settings.python())
    began = time.time()
    children: dict[str, subprocess.Popen] = {}
    running: dict[str, tuple[int, str | None]] = {}
    known = {"port": port, "settings": _digest(instance), "services": running}
    try:
        for name, words in COMMANDS.items():
            command = [python, "-m", *words]
            launch = processes.Launch(command, env, {}, lambda pid: True)
            children[name] = processes.spawn(launch, folder, folder / f"{name}.log")
            running[name] = (children[name].pid, processes.birth(children[name].pid))
            service_record.write(folder, known)  # at once, so that an interrupted start can be stopped
        _wait(port, began, children, folder)
    except BaseException:
        _stop(instance.home, known)
        raise


def _wait(port: int, began: float, children: dict[str, subprocess.Popen], folder: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while not _healthy(port, began):
        for name, child in children.items():
            if child.poll() is not None:
                log = folder / f"{name}.log"
                words = processes.last_words(log.read_text("utf-8", "replace"))
                raise WorkbookError(f"Airflow's {name} ended as it started: {words} (log: {log})")
        if time.monotonic() > deadline:
            raise WorkbookError(f"Airflow was not ready within {SECONDS} s; its logs are in {folder}.")
        time.sleep(0.2)


def _healthy(port: int, began: float) -> bool:
    """Whether the API answers, and each other service gave a sign of life since `began`."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://127.0.0.1:{port}/api/v2/monitor/health", timeout=5) as answer:
            found = json.load(answer)
    except (urllib.error.URLError, OSError):
        return False
    beats = [found[job][f"latest_{job}_heartbeat"] for job in ("scheduler", "dag_processor", "triggerer")]
    return all(beat and dt.datetime.fromisoformat(beat).timestamp() >= began for beat in beats)


def _stop(home: Path, known: dict) -> bool:
    """End the services, kindly at first, then what of theirs is left; true if any ran. Their lock is held."""
    import psutil

    folder = _folder(home)
    families = service_record.families(known)
    parents = [each[0] for each in families]
    processes.terminate_all(parents)
    # A scheduler that is ended by force still counts as at work, until its last heartbeat is old.
    psutil.wait_procs(parents, timeout=30)
    left = [each for family in families for each in family if each.is_running()] + _at_work_in(folder)
    processes.kill_all(left)
    psutil.wait_procs(left, timeout=10)
    service_record.path(folder).unlink(missing_ok=True)
    return bool(families or left)


def _at_work_in(folder: Path) -> list:
    import psutil

    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and Path(process.cwd()) == folder:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue  # it has ended, or is another user's and so not ours
    return found

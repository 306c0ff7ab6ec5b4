"""The cluster: a standalone master, two workers and a batch server, each a process of its own, on 127.0.0.1 alone.

One for a home. They work in `cluster/` of the home's Spark, where their logs and `services.json` are: what else is
found to work below it when they stop, such as an executor whose worker was killed, is theirs.
"""

import re
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from workbook.engines.spark import batch_api, settings
from workbook.errors import WorkbookError
from workbook.servers import announced, private_file, processes, service_record, state

WORKERS = ("worker-1", "worker-2")
BATCHES = "batches"  # the batch server; in its file the password
CONNECTION = "spark"  # Airflow's name for it
DAEMON_MB = 192  # of the heap of a master or worker
CORES = 2  # that a worker offers, each for an executor of its own: two applications can run side by side
STARTED = re.compile(r"Starting Spark master at (spark://127\.0\.0\.1:\d+)")
UI = re.compile(r"WebUI to 127\.0\.0\.1, and started at http://[\w.]+:(\d+)")
LEADER = "I have been elected leader"
REGISTERED = "Successfully registered with master"
SECONDS = 90  # for one process to be ready, on a busy machine
BUSY = "Another process starts or stops this cluster: waiting for it."
Report = Callable[[str], None]


def folder() -> Path:
    """Where the cluster of this home works."""
    return settings.home("cluster")


def up(report: Report = print) -> str:
    """Start what does not run, wait until both workers are registered, and return the master's address.

    Where one of the four has ended, all are started anew. Errors: WorkbookError where Spark or Java is missing,
    or one does not start; none runs then.
    """
    settings.python()
    with state.lock(folder(), report, BUSY):
        known = _read()
        if not _complete(known):
            _stop(known)
            report("Starting Spark's master, two workers and batch server (about 10 s)")
            known = _start(report)
    report(f"Spark: {known['master']}, with its UI at {ui()}")
    return known["master"]


def down(report: Report = print) -> None:
    """Stop master and workers, and all processes that are theirs."""
    if not folder().exists():
        return
    with state.lock(folder(), report, BUSY):
        if _stop(_read()):
            report("Stopped Spark.")


def login() -> dict[str, str]:
    """The settings by which a driver may speak with the cluster, which is up."""
    return {"spark.authenticate.secret": (folder() / "secret").read_text(encoding="ascii")}


def address() -> str | None:
    """The master's address, if all of the cluster runs."""
    known = _read()
    return known["master"] if _complete(known) else None


def ui() -> str | None:
    """The address of the master's web page, if all of the cluster runs."""
    known = _read()
    return f"http://127.0.0.1:{known['ui']}" if _complete(known) else None


def status() -> list[tuple[str, str, str, int | None]]:
    """Of each process the name, "up" or "down", the address (of master and batch server), and the process id."""
    known = _read()
    rows = []
    for name in ("master", *WORKERS, BATCHES):
        pid = service_record.pid_of(known, name)
        rows.append((name, "down" if pid is None else "up", known.get(name, "") if pid else "", pid))
    return rows


def batches() -> dict | None:
    """How the batch server is reached, as Airflow's connection, if all of the cluster runs."""
    return announced.connections().get(CONNECTION) if address() else None


def executors() -> list[int]:
    """The process ids of the executors that the workers have started, the oldest first."""
    import psutil

    found = []
    for name, _, _, pid in status():
        if pid is not None and name in WORKERS:
            found += [each for each in psutil.Process(pid).children() if each.is_running()]
    return [each.pid for each in sorted(found, key=lambda each: each.create_time())]


def _complete(known: dict) -> bool:
    services = known.get("services", {})
    return "ui" in known and all(processes.birth(pid) == born for pid, born in services.values())


def _read() -> dict:
    return service_record.read(folder(), "workbook spark down")


def _start(report: Report) -> dict:
    known: dict = {"services": {}}
    try:
        settings.prepare(folder())
        env = settings.environment(folder(), report)
        # Port 0: the system gives a free one, and the log says which.
        master = _spawn(known, env, "master", "master.Master")
        _wait({"master": master}, LEADER)
        log = (folder() / "master.log").read_text("utf-8", "replace")
        at, ui = STARTED.search(log), UI.search(log)
        if not at or not ui:
            raise WorkbookError(f"Spark's master did not say where it is (log: {folder() / 'master.log'}).")
        known["master"] = at[1]
        room = str(CORES * (settings.EXECUTOR_MB + 384)) + "M"
        workers = {
            name: _spawn(
                known, env, name, "worker.Worker", "--cores", str(CORES), "--memory", room,
                "--work-dir", str(folder() / name), at[1],
            )
            for name in WORKERS
        }  # fmt: skip
        served = _batches(known)
        _wait(workers, REGISTERED)
        known["ui"] = int(ui[1])
        known[BATCHES] = served
        service_record.write(folder(), known)
    except BaseException:
        _stop(known)
        raise
    return known


def _spawn(known: dict, env: dict[str, str], name: str, kind: str, *options: str) -> subprocess.Popen:
    java = Path(env["JAVA_HOME"], "bin", "java")
    command = [
        str(java), "-cp", str(settings.spark_home() / "jars" / "*"), f"-Xmx{DAEMON_MB}m", *settings.JVM,
        f"org.apache.spark.deploy.{kind}", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0",
        "--properties-file", str(folder() / settings.CONF), *options,
    ]  # fmt: skip
    return _begin(known, env, name, command)


def _batches(known: dict) -> str:
    """Start the batch server, let Airflow know it, and return its address."""
    password = secrets.token_hex(32)
    private_file.write(folder() / BATCHES, password)
    module = "workbook.engines.spark.batch_server"
    command = [sys.executable, "-m", module, str(folder() / BATCHES)]
    # Not in the locale C, in which Python can't read where its packages are, if the path has other letters.
    child = _begin(known, processes.environment(LC_ALL="C.UTF-8"), BATCHES, command)
    _wait({BATCHES: child}, batch_api.READY)
    port = int((folder() / f"{BATCHES}.log").read_text("utf-8").rpartition(" ")[2])
    announced.announce(CONNECTION, batch_api.connection(port, password))
    return f"http://127.0.0.1:{port}"


def _begin(known: dict, env: dict[str, str], name: str, command: list[str]) -> subprocess.Popen:
    launch = processes.Launch(command, env, {}, lambda pid: True)
    child = processes.spawn(launch, folder(), folder() / f"{name}.log")
    known["services"][name] = (child.pid, processes.birth(child.pid))
    service_record.write(folder(), known)  # at once, so that an interrupted start can be stopped
    return child


def _wait(children: dict[str, subprocess.Popen], words: str) -> None:
    deadline = time.monotonic() + SECONDS
    for name, child in children.items():
        log = folder() / f"{name}.log"
        while words not in (said := log.read_text("utf-8", "replace")):
            if child.poll() is not None:
                raise WorkbookError(
                    f"Spark's {name} ended as it started: {processes.last_words(said)} (log: {log})"
                )
            if time.monotonic() > deadline:
                raise WorkbookError(f"Spark's {name} was not ready within {SECONDS} s (log: {log}).")
            time.sleep(0.05)


def _stop(known: dict) -> bool:
    """End them, kindly at first, then what of theirs is left; true if any ran. Their lock is held."""
    import psutil

    families = service_record.families(known)
    processes.terminate_all(family[0] for family in families)
    _, left = psutil.wait_procs([each for family in families for each in family], timeout=10)
    processes.kill_all({*left, *_at_work_below(folder())})
    psutil.wait_procs(left, timeout=10)
    service_record.path(folder()).unlink(missing_ok=True)
    announced.withdraw(CONNECTION)
    return bool(families)


def _at_work_below(where: Path) -> list:
    import psutil

    found = []
    for each in psutil.process_iter(["name"]):
        try:
            if each.info["name"] in ("java", "java.exe") and Path(each.cwd()).is_relative_to(where):
                found.append(each)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue  # it has ended, or is another user's and so not ours
    return found

"""The three local servers of a home: found or fetched, started when they are first needed, stopped, deleted.

`ensure` is what each notebook calls: with everything up it reads one file, and imports nothing large.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from workbook import paths
from workbook.servers import addresses, state
from workbook.servers.addresses import Address, Addresses, Store

__all__ = ["Address", "Addresses", "Status", "Store", "down", "ensure", "reset", "status", "up"]

NAMES = ("warehouse", "source", "store")
Report = Callable[[str], None]


@dataclass(frozen=True)
class Status:
    """A server as `status` finds it. `state` is "up", "down", or "not ours" for one that a variable names."""

    name: str
    state: str
    address: str
    version: str
    program: str
    data: str
    pid: int | None
    remark: str = ""


def _silent(text: str) -> None:
    """For a caller who was not told to report."""


def ensure(report: Report = _silent) -> Addresses:
    """The addresses of the three servers; those that are not up are started.

    Errors: WorkbookError, in a sentence, if one can't be had.
    """
    home = paths.home()
    known = state.read(home)
    if known is None or _missing(known):
        with state.lock(home, report, "Another notebook is starting the servers: waiting for it."):
            known = state.read(home) or _new_state(home)
            missing = _missing(known)
            if missing:
                _start(missing, home, known, report)
    return _addresses(known)


def up(report: Report = print) -> None:
    """Start what is not up, and say where each server answers."""
    ensure(report)
    for server in status():
        report(f"{server.name}: {server.state}, {server.address}")


def down(report: Report = print) -> None:
    """Stop the servers that belong to this home. Servers that a variable names are left alone."""
    home = paths.home()
    if not home.exists():
        report("Nothing to stop.")
        return
    with state.lock(home, report, "Another notebook is starting the servers: waiting for it."):
        known = state.read(home)
        running = {name: server for name, server in known.servers.items() if server.alive()} if known else {}
        _in_parallel(lambda name: _stop(name, running[name], report), running)
        if not running:
            report("Nothing to stop.")


def _stop(name: str, server: state.Running, report: Report) -> None:
    from workbook.servers import local

    local.stop(name, server)
    report(f"Stopped {name}.")


def _new_state(home: Path) -> state.State:
    made = state.new()
    state.write(home, made)
    return made


def _replaced(name: str) -> Address | Store | None:
    """The server that an environment variable names instead of ours."""
    if name == "warehouse":
        return addresses.from_url(addresses.WAREHOUSE_URL, "postgresql", 5432, "postgres")
    if name == "source":
        return addresses.from_url(addresses.SOURCE_URL, "mysql", 3306, "mysql")
    return addresses.store_from_environment()


def _missing(known: state.State) -> list[str]:
    return [
        name
        for name in NAMES
        if not _replaced(name) and not (name in known.servers and known.servers[name].alive())
    ]


def _in_parallel(job: Callable[[str], None], names: Iterable[str]) -> None:
    """Do `job(name)` for each name, each in a thread; the first error is raised when all have ended."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(len(NAMES)) as pool:
        jobs = [pool.submit(job, name) for name in names]
    for job in jobs:
        job.result()


def _start(names: list[str], home: Path, known: state.State, report: Report) -> None:
    from workbook.servers import local

    def start(name: str) -> None:
        known.servers[name] = local.start(name, home, known, report)

    try:
        _in_parallel(start, names)
    finally:
        # Also when one of them failed: the others run, and must be known.
        state.write(home, known)


def _addresses(known: state.State) -> Addresses:
    servers = known.servers
    return Addresses(
        _replaced("warehouse")
        or Address("127.0.0.1", servers["warehouse"].port, "workbook", known.password("warehouse"), "postgres"),
        _replaced("source")
        or Address("127.0.0.1", servers["source"].port, "workbook", known.password("source"), "mysql"),
        _replaced("store")
        or Store(
            f"http://127.0.0.1:{servers['store'].port}",
            "workbook",
            known.password("store"),
            Path(servers["store"].data),
        ),
        known.secret,
    )


def status() -> list[Status]:
    """The three servers as they are now; nothing is started."""
    home = paths.home()
    known = state.read(home)
    return [_status(name, known.servers.get(name) if known else None) for name in NAMES]


def _status(name: str, server: state.Running | None) -> Status:
    given = _replaced(name)
    if given:
        where = given.endpoint if isinstance(given, Store) else f"{given.host}:{given.port}"
        return Status(name, "not ours", where, "", "", "", None)
    if server is None:
        return Status(name, "down", "", "", "", "", None)
    alive = server.alive()
    return Status(
        name,
        "up" if alive else "down",
        f"127.0.0.1:{server.port}",
        server.version,
        server.program,
        server.data,
        server.pid if alive else None,
    )


def reset(report: Report = print) -> None:
    """Stop the servers, delete what the databases stored, and start them again.

    Objects in the store may be a learner's own: their folder is kept, under another name beside it.
    """
    from workbook.servers import local

    home = paths.home()
    down(report)
    with state.lock(home, report, "Another notebook is starting the servers: waiting for it."):
        local.clear(home, report)
    up(report)

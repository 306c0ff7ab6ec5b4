"""The three local servers of a home: found or fetched, started when they are first needed, stopped, deleted.

In: a home folder, or variables that name servers of the user's own. Out: `Addresses`. All rooms above may call it;
all that knows the operating system's processes, accounts and packages is here, and in grading.sandbox.system.

`ensure` is what each notebook calls: with everything up it reads one file, and imports nothing large.
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from workbook import paths
from workbook.errors import WorkbookError
from workbook.servers import external, probe, state
from workbook.servers.addresses import Address, Addresses, Store

__all__ = [
    "Address", "Addresses", "Status", "Store", "down", "ensure", "make_room", "remove", "reset", "silent",
    "status", "up",
]  # fmt: skip

NAMES = ("warehouse", "source", "store")
BUSY = "Another process starts or stops the servers: waiting for it."
Report = Callable[[str], None]


@dataclass(frozen=True)
class Status:
    """A server as `status` finds it: `state` is "up" or "down", `address` is host:port.

    `version`, `program` and `data` are empty, and `pid` is None, where they are not known.
    `remark` says what a user should know, such as that a variable names this server and it is not ours.
    """

    name: str
    state: str
    address: str
    version: str
    program: str
    data: str
    pid: int | None
    remark: str


def _silent(text: str) -> None:
    """The reporter of a caller who wants to hear nothing."""


def ensure(report: Report = _silent) -> Addresses:
    """The addresses of the three servers; those of ours that are not up are started.

    Errors: WorkbookError, in a sentence, if one can't be had.
    """
    home = paths.home()
    given = {name: server for name in NAMES if (server := external.named(name))}
    for name, server in given.items():
        external.reach(name, server)
    known = state.read(home)
    if known is None or _missing(known, given):
        with state.lock(home, report, BUSY):
            known = state.read(home) or _first_state(home)
            missing = _missing(known, given)
            if missing:
                _start(missing, home, known, report)
    return _addresses(known, given)


def up(report: Report = print) -> None:
    """Start what is not up, and report where each server answers.

    Errors: WorkbookError, also if a server that a variable names refuses the login.
    """
    ensure(report)
    for name in NAMES:
        if server := external.named(name):
            external.version(name, server)
    for found in status():
        remark = f" ({found.remark})" if found.remark else ""
        report(f"{found.name}: {found.address}{remark}")


def down(report: Report = print) -> None:
    """Stop the servers that belong to this home. Servers that a variable names are left alone."""
    home = paths.home()
    known = state.read(home)
    if known is None:
        report("No server runs.")
        return
    from workbook.servers import throwaway

    with state.lock(home, report, BUSY):
        known = state.read(home) or known
        throwaway.clear(home)
        running = {name: server for name, server in known.servers.items() if server.alive()}
        _in_parallel(lambda name: _stop(name, running[name], report), running)
    if not running:
        report("No server runs.")


def make_room(connections: int, report: Report = print) -> None:
    """Let our database servers take that many connections beyond the usual; they restart if they took fewer."""
    home = paths.home()
    ensure(report)
    with state.lock(home, report, BUSY):
        known = state.read(home) or _first_state(home)
        if known.connections >= connections:
            return
        known.connections = connections
        state.write(home, known)
    report("The servers restart, to take the connections of a class.")
    down(report)
    ensure(report)


def reset(report: Report = print) -> None:
    """Stop the servers, delete what the databases stored, and start them again.

    Objects in the store may be a learner's own: their folder is kept, under another name beside it.
    """
    from workbook.servers import local

    home = paths.home()
    try:
        down(report)
    except state.UnreadableState:
        (home / "state.json").unlink()  # servers that it named are found by their folders
    with state.lock(home, report, BUSY):
        local.delete_data(home)
        if not external.named("store"):
            local.put_objects_aside(report)
    up(report)


def remove(report: Report = print) -> None:
    """Stop the servers, and delete the home with all that the databases stored; the store's objects stay."""
    from workbook.servers import local

    home = paths.home()
    down(report)
    local.delete_data(home)
    if home.exists():
        shutil.rmtree(home)


def status() -> list[Status]:
    """The three servers as they are now; nothing is started.

    Errors: WorkbookError if a variable can't be read as the address of a server.
    """
    known = state.read(paths.home())
    found = []
    for name in NAMES:
        if server := external.named(name):
            found.append(_external_status(name, server))
        else:
            found.append(_local_status(name, known.servers.get(name) if known else None))
    return found


def silent(names: Iterable[str] = NAMES) -> dict[str, bool]:
    """Those of the servers that do not answer; True for one that does not run, False for one that is stuck.

    Errors: WorkbookError if a variable can't be read as the address of a server.
    """
    known = state.read(paths.home())
    found = {}
    for name in names:
        if server := external.named(name):
            if name != "store" and not probe.answers(name, external.place(server)):
                found[name] = False
            continue
        ours = known.servers.get(name) if known else None
        if ours is None or not ours.alive():
            found[name] = True
        elif not probe.answers(name, ("127.0.0.1", ours.port)):
            found[name] = not ours.alive()  # it may have ended since
    return found


def _external_status(name: str, server: Address | Store) -> Status:
    where = "{}:{}".format(*external.place(server))
    try:
        version = external.version(name, server)
    except WorkbookError as error:
        return Status(name, "down", where, "", "", "", None, str(error))
    return Status(name, "up", where, version, "", "", None, f"not ours: {external.VARIABLES[name]} names it")


def _local_status(name: str, server: state.Running | None) -> Status:
    from workbook.servers import postgres

    if server is None:
        return Status(name, "down", "", "", "", "", None, "never started")
    remark = postgres.remark(server.version) if name == "warehouse" else ""
    alive = server.alive()
    where = f"127.0.0.1:{server.port}"
    condition, pid = ("up", server.pid) if alive else ("down", None)
    return Status(name, condition, where, server.version, server.program, server.data, pid, remark)


def _first_state(home: Path) -> state.State:
    from workbook.servers import local

    if local.has_data(home):
        raise WorkbookError(
            f"{home / 'state.json'} is gone, and with it the passwords of the data beside it: "
            "`workbook reset` makes all of it again."
        )
    made = state.new()
    state.write(home, made)
    return made


def _missing(known: state.State, given: dict) -> list[str]:
    """The servers of ours that do not run, or whose folder somebody deleted."""

    def right(name: str) -> bool:
        server = known.servers.get(name)
        return server is not None and server.alive() and Path(server.data).is_dir()

    return [name for name in NAMES if name not in given and not right(name)]


def _start(names: list[str], home: Path, known: state.State, report: Report) -> None:
    from workbook.servers import local

    def start(name: str) -> None:
        known.servers[name] = local.start(name, home, known, report)

    try:
        _in_parallel(start, names)
    finally:
        # Also when one of them failed: the others run, and must be known.
        state.write(home, known)


def _stop(name: str, server: state.Running, report: Report) -> None:
    from workbook.servers import local

    local.stop(name, server)
    report(f"Stopped {name}.")


def _in_parallel(job: Callable[[str], None], names: Iterable[str]) -> None:
    """Do `job(name)` for each name, each in a thread; the first error is raised when all have ended."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(len(NAMES)) as pool:
        started = [pool.submit(job, name) for name in names]
    for each in started:
        each.result()


def _addresses(known: state.State, given: dict) -> Addresses:
    def database(name: str, admin_database: str) -> Address:
        if name in given:
            return given[name]
        return Address("127.0.0.1", known.servers[name].port, "workbook", known.password(name), admin_database)

    store = given.get("store") or Store(
        f"http://127.0.0.1:{known.servers['store'].port}",
        "workbook",
        known.password("store"),
        Path(known.servers["store"].data),
    )
    return Addresses(database("warehouse", "postgres"), database("source", "mysql"), store, known.secret)

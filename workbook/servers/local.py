"""One server of a home: found, made once, started on a free port, stopped."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from workbook.errors import WorkbookError
from workbook.servers import mysql, postgres, privileges, processes, s3
from workbook.servers.state import Running, State

# What each of these modules has: NAME, TITLE, find, remark, launch; the databases also folder, make.
KINDS: dict[str, ModuleType] = {kind.NAME: kind for kind in (postgres, mysql, s3)}
Report = Callable[[str], None]


def log_of(home: Path, name: str) -> Path:
    return home / "logs" / f"{name}.log"


def start(name: str, home: Path, state: State, report: Report) -> Running:
    """Start a server that does not run, on the port that it had if that is still free.

    Errors: WorkbookError if its program, its data or a port can't be had, or if it ends at once.
    """
    kind = KINDS[name]
    log = log_of(home, name)
    try:
        log.parent.mkdir(exist_ok=True)
        program = kind.find(report)
        if program.root:
            program = privileges.within_reach(program)
        data = _data(kind, program, home, state, log, report)
        report(f"Starting {kind.TITLE} {program.version}")
        return _launch(kind, program, data, log, state)
    except OSError as error:
        where = error.filename or home
        raise WorkbookError(f"{kind.TITLE} can't be started: {where}: {error.strerror or error}.") from None


def _data(kind: ModuleType, program, home: Path, state: State, log: Path, report: Report) -> Path:
    if kind is s3:
        folder = s3.buckets()
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    data = privileges.folder_for_data(home) / kind.folder(program)
    if not data.exists():
        # A folder of this name is always a whole one: it is made beside, and renamed.
        draft = data.with_name(data.name + ".new")
        if draft.exists():
            shutil.rmtree(draft)
        draft.mkdir()
        privileges.give(draft)
        report(f"Making {kind.TITLE}'s data folder")
        log.write_bytes(b"")
        kind.make(program, draft, state, log)
        draft.rename(data)
    return data


def _launch(kind: ModuleType, program, data: Path, log: Path, state: State) -> Running:
    before = state.servers.get(kind.NAME)
    port = before.port if before and processes.port_is_free(before.port) else processes.free_port()
    for _ in range(5):
        child, ready = kind.launch(program, data, port, state, log)
        if processes.wait(child, ready):
            born = processes.birth(child.pid)
            if born:
                return Running(child.pid, born, port, str(program.path), program.version, str(data))
        if processes.port_is_free(port):
            break
        # Somebody was quicker: between our finding the port free and the server's taking it.
        port = processes.free_port()
    raise WorkbookError(
        f"{kind.TITLE} does not start: {processes.last_words(log)} (its log: {log}). If its data is damaged, as a "
        "crash of the machine can leave it, `workbook reset` makes it again."
    )


def stop(name: str, server: Running) -> None:
    """Stop a server that was started; one that ended long ago, or whose id is another's now, is left alone."""
    processes.stop(server.pid, server.birth, interrupt=name == postgres.NAME)


def clear(home: Path, report: Report) -> None:
    """Delete the databases' data of a home whose servers are stopped, and move the store's objects aside."""
    folder = privileges.folder_for_data(home)
    for data in [found for kind in (postgres, mysql) for found in folder.glob(f"{kind.NAME}-*")]:
        shutil.rmtree(data)
    objects = s3.buckets()
    if objects.exists() and any(file.is_file() for file in objects.rglob("*")):
        kept = objects.with_name(f"{objects.name}-kept-{time.strftime('%Y%m%d-%H%M%S')}")
        objects.rename(kept)
        report(f"The store's objects are kept in {kept}")

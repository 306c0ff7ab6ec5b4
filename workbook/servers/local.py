"""One server of a home: found, made once, started on a free port, stopped."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from workbook.errors import WorkbookError
from workbook.servers import mysql, postgres, privileges, processes, s3
from workbook.servers.programs import Program
from workbook.servers.state import Running, State

# What each of these modules has: NAME, TITLE, PROGRAMS, find, launch; the databases also folder, make.
KINDS: dict[str, ModuleType] = {kind.NAME: kind for kind in (postgres, mysql, s3)}
Report = Callable[[str], None]


def start(name: str, home: Path, state: State, report: Report) -> Running:
    """Start a server that does not run, on the port that it had if that is still free.

    Errors: WorkbookError if its program, its data or a port can't be had, or if it ends at once.
    """
    kind = KINDS[name]
    log = home / "logs" / f"{name}.log"
    before = state.servers.get(name)
    if before:
        stop(name, before)
    try:
        log.parent.mkdir(exist_ok=True)
        program = privileges.within_reach(kind.find(report))
        if kind is s3:
            data, work = s3.buckets(), log.parent
            data.mkdir(parents=True, exist_ok=True)
        else:
            data = work = _data(kind, program, home, state, log, report)
        report(f"Starting {kind.TITLE} {program.version}")
        # A server that was started by somebody who was killed before he could write it down.
        processes.end_all(kind.PROGRAMS, work)
        return _launch(kind, program, data, work, log, state)
    except OSError as error:
        where = error.filename or home
        raise WorkbookError(f"{kind.TITLE} can't be started: {where}: {error.strerror or error}.") from None


def _data(kind: ModuleType, program: Program, home: Path, state: State, log: Path, report: Report) -> Path:
    data = privileges.folder_for_data(home) / kind.folder(program)
    if not data.exists():
        # A folder of this name is always a whole one: it is made beside, and renamed.
        draft = data.with_name(f"{data.name}.new")
        if draft.exists():
            processes.end_all(kind.PROGRAMS, draft)
            shutil.rmtree(draft)
        draft.mkdir()
        privileges.give(draft)
        others = sorted(other.name for other in data.parent.glob(f"{kind.NAME}-*") if other != draft)
        older = f": {', '.join(others)} is another version's, which `workbook reset` deletes" if others else ""
        report(f"Making the data folder of {kind.TITLE}{older}")
        log.write_bytes(b"")
        if not kind.make(program, draft, state, log):
            raise WorkbookError(f"The data folder of {kind.TITLE} can't be made: {_reason(log, draft)}.")
        draft.rename(data)
    return data


def _launch(kind: ModuleType, program: Program, data: Path, work: Path, log: Path, state: State) -> Running:
    before = state.servers.get(kind.NAME)
    port = before.port if before and processes.port_is_free(before.port) else processes.free_port()
    for _ in range(5):
        launch = kind.launch(program, data, port, state, log)
        child = processes.spawn(launch, work, log)
        if processes.wait(child, launch.ready) and (born := processes.birth(child.pid)):
            return Running(child.pid, born, port, str(program.path), program.version, str(data))
        if processes.port_is_free(port):
            break
        # Somebody was quicker: between our finding the port free and the server's taking it.
        port = processes.free_port()
    raise WorkbookError(
        f"{kind.TITLE} does not start: {_reason(log, data)}. If its data is another version's, or damaged, as a "
        "crash of the machine can leave it, `workbook reset` makes it again."
    )


def _reason(log: Path, data: Path) -> str:
    text = log.read_text("utf-8", "replace")
    if "No space left on device" in text or "errno: 28" in text:
        return f"the disk that holds {data} is full (log: {log})"
    return f"{processes.last_words(text)} (log: {log})"


def stop(name: str, server: Running) -> None:
    """Stop a server that was started; one that ended long ago, or whose id is another's now, is left alone."""
    processes.stop(server.pid, server.birth, interrupt=name == postgres.NAME)


def _data_folders(home: Path) -> list[Path]:
    folder = privileges.folder_for_data(home)
    return [found for kind in (postgres, mysql) for found in folder.glob(f"{kind.NAME}-*")]


def has_data(home: Path) -> bool:
    return bool(_data_folders(home))


def delete_data(home: Path) -> None:
    """Delete what the databases of a home stored; a server that is lost track of is ended first.

    Errors: WorkbookError if something can't be deleted.
    """
    try:
        for data in _data_folders(home):
            processes.end_all({*postgres.PROGRAMS, *mysql.PROGRAMS}, data)
            shutil.rmtree(data)
        privileges.forget_folder_for_data(home)
    except OSError as error:
        raise WorkbookError(f"{error.filename} can't be deleted: {error.strerror}.") from None


def put_objects_aside(report: Report) -> None:
    """Rename the store's folder, if it holds anything, so that the store begins empty and nothing is lost.

    Errors: WorkbookError if it can't be renamed.
    """
    objects = s3.buckets()
    if not objects.exists() or not any(file.is_file() for file in objects.rglob("*")):
        return
    kept = objects.with_name(f"{objects.name}-kept-{time.strftime('%Y%m%d-%H%M%S')}")
    try:
        objects.rename(kept)
    except OSError as error:
        raise WorkbookError(f"{objects} can't be renamed to {kept.name}: {error.strerror}.") from None
    report(f"The store's objects are kept in {kept}")

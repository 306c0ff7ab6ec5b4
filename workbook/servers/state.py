"""What a home knows of its servers: one file, readable by its owner alone, replaced as a whole."""

import contextlib
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from workbook.errors import WorkbookError
from workbook.servers import processes


class UnreadableState(WorkbookError):
    """The file of a home's state is damaged, or of an earlier workbook that wrote it otherwise."""


@dataclass(frozen=True)
class Running:
    """A server that was started: its process, its port, and from what."""

    pid: int
    birth: str
    port: int
    program: str
    version: str
    data: str

    def alive(self) -> bool:
        return processes.birth(self.pid) == self.birth


@dataclass
class State:
    """The secret of a home, its servers by name, and how many connections a class may need beyond the usual.

    `source_settings` are further options of the source; of a throw-away server alone, so never written down.
    """

    secret: bytes
    servers: dict[str, Running] = field(default_factory=dict)
    connections: int = 0
    source_settings: tuple[str, ...] = ()

    def password(self, role: str) -> str:
        """The password of a role of ours, the same as long as the home's secret is."""
        return hmac.new(self.secret, role.encode(), hashlib.sha256).hexdigest()[:32]


def read(home: Path) -> State | None:
    """The state of a home; None if it has none yet.

    Errors: WorkbookError if there is one that can't be read; UnreadableState if it holds something else.
    """
    path = home / "state.json"
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        servers = {name: Running(**values) for name, values in stored["servers"].items()}
        return State(bytes.fromhex(stored["secret"]), servers, stored.get("connections", 0))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise WorkbookError(f"{path} can't be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError):
        says = f"{path} is damaged, or of an earlier workbook: `workbook reset` makes it and the data anew."
        raise UnreadableState(says) from None


def new() -> State:
    return State(secrets.token_bytes(32))


def write(home: Path, state: State) -> None:
    """Replace the state of a home, whose lock is held.

    Errors: WorkbookError if it can't be written; what was there stays.
    """
    stored = {
        "secret": state.secret.hex(),
        "servers": {name: asdict(server) for name, server in state.servers.items()},
        "connections": state.connections,
    }
    path, draft = home / "state.json", home / "state.json.new"
    try:
        with os.fdopen(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            json.dump(stored, file, indent=1)
        draft.replace(path)
    except OSError as error:
        raise WorkbookError(f"{path} can't be written: {error.strerror}.") from None


@contextlib.contextmanager
def lock(folder: Path, report: Callable[[str], None], waiting: str) -> Iterator[None]:
    """Hold the lock of a folder; made, if need be, for its owner alone. `waiting` is reported on a wait."""
    import filelock

    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        held = filelock.FileLock(folder / "lock", mode=0o600)
        try:
            held.acquire(timeout=1)
        except filelock.Timeout:
            report(waiting)
            held.acquire()
    except OSError as error:
        raise WorkbookError(f"{folder} can't be written to: {error.strerror or error}.") from None
    try:
        yield
    finally:
        held.release()

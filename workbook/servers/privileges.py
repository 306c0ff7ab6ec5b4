"""As whom a database server runs: PostgreSQL and MariaDB refuse root, and initdb refuses a user without a name."""

import contextlib
import functools
import hashlib
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from workbook.errors import WorkbookError
from workbook.servers.programs import Program

NOBODY = 65534
SHARED = Path("/var/lib/elt-workbook")


@dataclass(frozen=True)
class Account:
    """How to start a program so that it is neither root nor nameless: what to put before its command line,
    and what to give to Popen."""

    prefix: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)

    def command(self, *words: object) -> list[str]:
        return [*self.prefix, *map(str, words)]


@functools.cache
def account() -> Account:
    """The account that servers run as on this machine."""
    if sys.platform == "win32":
        return Account()
    import pwd

    root = os.geteuid() == 0
    if not root:
        try:
            pwd.getpwuid(os.geteuid())
            return Account()
        except KeyError:
            pass
    # In a user namespace of its own the server looks like nobody to itself, and keeps our files in reach:
    # nothing has to be opened to others, whatever folder this is.
    unshare = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--")
    try:
        if subprocess.run([*unshare, "true"], capture_output=True).returncode == 0:
            return Account(unshare)
    except FileNotFoundError:
        pass
    if root:
        return Account(options={"user": NOBODY, "group": NOBODY, "extra_groups": []})
    raise WorkbookError(
        f"PostgreSQL needs a user with a name, and user id {os.geteuid()} has none on this machine: "
        "start as a user that /etc/passwd knows."
    )


def run(command: list, text: str, folder: Path, log: Path, env: dict[str, str]) -> bool:
    """Run a program that ends by itself, as the servers' account in `folder`, with `text` as its input.

    Its output goes to the end of `log`. True if it ended well.
    """
    with log.open("ab") as output:
        ended = subprocess.run(
            account().command(*command), input=text.encode(), stdout=output, stderr=output, env=env,
            cwd=folder, **account().options,
        )  # fmt: skip
    return ended.returncode == 0


@contextlib.contextmanager
def private_file(path: Path, text: str) -> Iterator[None]:
    """A file that only the servers' account can read, for as long as the block runs."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    _hand_over(path)
    try:
        yield
    finally:
        path.unlink()


def folder_for_data(home: Path) -> Path:
    """Where the databases' data of a home lies: in it, unless the servers run as somebody else than its owner.

    They can't enter a home then, and a home is opened to nobody: the data goes where each folder can be
    passed through, and is itself readable to their account alone.
    """
    if not account().options:
        return home
    shared = SHARED / hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    for folder in (SHARED, shared):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)
    return shared


def forget_folder_for_data(home: Path) -> None:
    """Remove the empty folder that the data of a home had outside of it."""
    folder = folder_for_data(home)
    if folder != home:
        folder.rmdir()


def give(folder: Path) -> None:
    """Let the servers' account own a folder, and nobody else look in."""
    folder.chmod(0o700)
    _hand_over(folder)


def _hand_over(path: Path) -> None:
    options = account().options
    if sys.platform != "win32" and options:
        os.chown(path, options["user"], options["group"])


def within_reach(program: Program) -> Program:
    """The program itself, or a copy of it where the servers' account can read it."""
    closed = [folder for folder in program.path.parents if not folder.stat().st_mode & stat.S_IXOTH]
    if not account().options or not closed or program.root is None:
        return program
    key = hashlib.sha256(os.fsencode(program.root) + program.version.encode()).hexdigest()[:12]
    copy = SHARED / f"{program.name}-{key}"
    if not copy.exists():
        SHARED.mkdir(parents=True, exist_ok=True)
        draft = copy.with_name(f"{copy.name}.{os.getpid()}")
        for part in program.parts:
            shutil.copytree(program.root / part, draft / part, symlinks=True)
        draft.chmod(0o755)
        draft.rename(copy)
    env = {name: value.replace(str(program.root), str(copy)) for name, value in program.env.items()}
    return replace(program, path=copy / program.path.relative_to(program.root), root=copy, env=env)

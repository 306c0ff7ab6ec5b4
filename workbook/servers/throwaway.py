"""A source server for a moment: made anew with settings of its own, and gone with its data when a block ends.

Like the source it listens on loopback alone, on a port that was free, with one account and a random password.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from workbook import paths
from workbook.servers import local, mysql, state
from workbook.servers.addresses import Address

PREFIX = "throwaway-"


@contextlib.contextmanager
def source(*settings: str, report: Callable[[str], None] = print) -> Iterator[Address]:
    """The address of a MariaDB or MySQL that runs, with these further options, for as long as the block does.

    It is stopped, and its data deleted, however the block ends. Where this process is killed, `workbook down` ends
    it. Errors: WorkbookError if its program or its data can't be had, or if it does not start.
    """
    paths.home().mkdir(parents=True, exist_ok=True, mode=0o700)
    home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=paths.home()))
    known = state.new()
    known.source_settings = settings
    try:
        running = local.start(mysql.NAME, home, known, report)
        known.servers[mysql.NAME] = running
        yield Address("127.0.0.1", running.port, "workbook", known.password(mysql.NAME), "mysql")
    finally:
        for name, server in known.servers.items():
            local.stop(name, server)
        _remove(home)


def clear(home: Path) -> None:
    """End what a process that was killed left running in a home, and delete its data."""
    for left in home.glob(f"{PREFIX}*"):
        _remove(left)


def _remove(home: Path) -> None:
    local.delete_data(home)  # which ends a server that has not told its address yet
    shutil.rmtree(home)

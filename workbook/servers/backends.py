"""Ends sessions of our PostgreSQL as the operating system ends processes, where the server can't be asked to.

One session can hold all the locks that a server has. Then nobody can log in, not even an administrator.
"""

import contextlib
import sys

from workbook import paths
from workbook.servers import state


def end(port: int, role: str, session: int | None = None) -> int:
    """End the sessions of a role on our server at `port`, or the one with this process id; how many there were.

    None of a server that is not ours. On Windows a process can't be told to end in order, so none there either.
    """
    known = state.read(paths.home())
    server = known.servers.get("warehouse") if known else None
    if server is None or server.port != port or not server.alive() or sys.platform == "win32":
        return 0
    import psutil

    count = 0
    for backend in psutil.Process(server.pid).children():
        with contextlib.suppress(psutil.Error):  # it has ended since
            # Its title is "postgres: ROLE DATABASE HOST(PORT) WHAT IT DOES".
            if " ".join(backend.cmdline()).startswith(f"postgres: {role} ") and session in (None, backend.pid):
                backend.terminate()  # as pg_terminate_backend does
                count += 1
    return count

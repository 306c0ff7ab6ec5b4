"""How the processes that grade start: forked from a server that has all modules imported, where there is fork.

Such a process is there at once. That server takes as long to start as this process takes for its own imports, so
it is started first: `get_ready` returns before it is there.
"""

import contextlib
import multiprocessing
import os
import signal
import tempfile
from multiprocessing import forkserver

import psutil

# Of the server's socket, in bytes: what macOS takes, Linux a little more. Python puts pymp-…/listener-… behind the
# folder for temporary files.
LONGEST_ADDRESS, BEHIND = 103, 32


def context() -> multiprocessing.context.BaseContext:
    """What processes that grade are made with."""
    if not _is_possible():
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["workbook.grading.preloaded"])
    return found


def get_ready() -> None:
    """Let the server begin to import, where there is one."""
    if _is_possible():
        context()
        # What is started ignores Ctrl-C from its first moment on: it is for this process, which ends the others.
        earlier = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            forkserver.ensure_running()
        finally:
            signal.signal(signal.SIGINT, earlier)


def abandon() -> None:
    """End the server at once, in the middle of its imports too: at Ctrl-C nobody waits for them."""
    pid = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]  # Python tells it nowhere else
    if pid is not None:
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(pid).kill()


def _is_possible() -> bool:
    """Whether there is fork, and a folder for temporary files whose name is short enough for a socket."""
    fits = len(os.fsencode(tempfile.gettempdir())) + BEHIND <= LONGEST_ADDRESS
    return fits and "forkserver" in multiprocessing.get_all_start_methods()

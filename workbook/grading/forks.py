"""How the processes that grade start: forked from a server that has all modules imported, where there is fork.

Such a process is there at once. That server takes as long to start as this process takes for its own imports, so
it is started first: `get_ready` returns before it is there.
"""

import multiprocessing
from multiprocessing import forkserver

# sqlglot, which splits SQL into statements, takes as long to import as all of the first; typer is imported anew in
# each process by the program `workbook`.
PRELOADED = ["workbook.grading.worker", "sqlglot.dialects.postgres", "sqlglot.dialects.mysql", "typer"]


def context() -> multiprocessing.context.BaseContext:
    """What processes that grade are made with."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(PRELOADED)
    return found


def get_ready() -> None:
    """Let the server begin to import, where there is one."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        context()
        forkserver.ensure_running()

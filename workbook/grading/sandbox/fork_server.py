"""The fork server: has everything imported, holds no secret, runs no learner's code, and forks those that do.

`python -m workbook.grading.sandbox.fork_server FD`; the file descriptor is a socket, over which requests come, one
at a time:

    {"fork": true} and a socket     a process of the sandbox that serves that socket; answers {"pid": id}
    {"run": [...], "env", "account", "log"}   a program of ours, such as the store; answers {"pid": id}
    {"end": id}                     ends that process, and its group; answers {"status": as os.wait gives it}

It ends, and all that it forked with it, when the socket is closed.
"""

import contextlib
import gc
import json
import os
import signal
import socket
import sys

from workbook.grading.sandbox import system

assert sys.platform != "win32"  # where there is no sandbox


def warm_up() -> None:
    """Import what checks and answers need, and let the collector leave it alone."""
    import boto3  # noqa: F401
    import hypothesis.strategies  # noqa: F401
    import pandas  # noqa: F401
    import pymysql.cursors  # noqa: F401
    import sqlalchemy.dialects.postgresql.psycopg2  # noqa: F401

    from workbook import checking, servers
    from workbook.checking import buckets  # noqa: F401
    from workbook.databases import sqltext
    from workbook.datasets import change_histories  # noqa: F401
    from workbook.exercises import registry
    from workbook.grading.sandbox import audit, main  # noqa: F401
    from workbook.notebook import cell_names, python_cells
    from workbook.servers import s3

    for name in registry.names():
        registry.load(name)
    s3.client(servers.Store("http://127.0.0.1:1", "none", "none", None))  # reads its descriptions of S3
    for engine in sqltext.ENGINE_DIALECTS:
        sqltext.split("SELECT 1", engine)
    python_cells.get_ready()
    cell_names.names_of("%time 1")
    checking.check_of("py")
    for name in registry.names():
        audit.of_lesson(name.replace("-", "_"))
    gc.collect()
    gc.freeze()


def main() -> None:
    """Serve requests until the socket is closed."""
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    system.end_with_parent()  # what it forks ends with this one
    warm_up()
    control.sendall(b"\n")
    running: set[int] = set()
    try:
        while request := _next(control):
            order, given = request
            if "end" in order:
                answer = {"status": _end(order["end"])}
                running.discard(order["end"])
            else:
                pid = os.fork()
                if pid == 0:
                    _begin(order, given, control)
                with contextlib.suppress(OSError):
                    os.setpgid(pid, pid)
                running.add(pid)
                answer = {"pid": pid}
            for fd in given:
                os.close(fd)
            control.sendall(json.dumps(answer).encode() + b"\n")
    finally:
        for pid in running:
            _end(pid)


def _next(control: socket.socket) -> tuple[dict, list[int]] | None:
    """The next request, and the file descriptors that came with it; None at the end."""
    text, given, _, _ = socket.recv_fds(control, 1 << 16, 1)
    while text and not text.endswith(b"\n"):
        text += control.recv(1 << 16)
    return (json.loads(text), list(given)) if text else None


def _end(pid: int) -> int:
    for end in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            end(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]


def _begin(order: dict, given: list[int], control: socket.socket) -> None:
    """Be the process that was asked for; never returns."""
    status = 1
    try:
        control.close()
        os.setpgid(0, 0)
        system.end_with_parent()
        if "run" in order:
            _run(order)
        # Nothing but the socket stays open: nothing of ours is to be written to.
        os.dup2(given[0], 3)
        os.closerange(4, os.sysconf("SC_OPEN_MAX"))
        nowhere = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(nowhere, fd)
        os.close(nowhere)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        answers = sys.modules["workbook.grading.sandbox.main"]
        answers.serve(socket.socket(fileno=3))
        status = 0
    finally:
        os._exit(status)


def _run(order: dict) -> None:
    uid = order["account"]
    if uid is not None:
        system.become(uid)
    system.end_with_parent()
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for fd in (1, 2):
        os.dup2(log, fd)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    os.execve(order["run"][0], order["run"], order["env"])


if __name__ == "__main__":
    main()

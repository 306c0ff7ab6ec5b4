"""One process of the sandbox, as the grader sees it: asked, watched, and ended, whatever it does."""

import errno
import json
import math
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from workbook import paths
from workbook.checking import not_judged
from workbook.errors import NotJudged, TooSlow, WorkbookError
from workbook.grading.sandbox import json_channel, removal, system
from workbook.servers.fair_clock import OF_ANOTHER, FairClock

LOOK_SECONDS = 0.1  # between two looks at what it uses
WRITTEN_MB = 3072
THREADS = 400
SOCKETS = 64  # of a process that may open more files than that
KEEP_FREE_MB, OWN_MB = 512, 256  # of the disk; what an answer has of it, where it is to blame for a full one
START_SECONDS = 120


class Stopped(Exception):
    """A process that ended, or had to be; the text says how, as what comes behind "cell 7"."""


class ForkServer:
    """The fork server that all others are forked from (fork_server.py)."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"}
        environment |= {"PYTHONPATH": str(paths.CLONE), "WORKBOOK_CACHE": str(paths.cache())}
        # A library's own threads would not live on in a fork.
        environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._program = subprocess.Popen(
            [sys.executable, "-m", "workbook.grading.sandbox.fork_server", str(theirs.fileno())],
            env=environment, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        theirs.close()
        self._control.settimeout(START_SECONDS)
        if self._line() != b"\n":
            raise WorkbookError("The process that answers are run from can't start; its error is printed above.")

    def fork(self, end: socket.socket) -> int:
        """The id of a new process that serves the socket `end`."""
        if sys.platform == "win32":
            raise OSError(errno.ENOSYS, "fork")
        socket.send_fds(self._control, [b'{"fork": true}\n'], [end.fileno()])
        return json.loads(self._line())["pid"]

    def run(self, command: list[str], env: dict[str, str], account: int | None, log: Path) -> int:
        """Start a program of ours that ends with the fork server; its id."""
        order = {"run": command, "env": env, "account": account, "log": str(log)}
        self._control.sendall(json.dumps(order).encode() + b"\n")
        return json.loads(self._line())["pid"]

    def end(self, pid: int) -> int:
        """End a process and all of its group; its status as os.wait gives it."""
        self._control.sendall(json.dumps({"end": pid}).encode() + b"\n")
        return json.loads(self._line())["status"]

    def close(self) -> None:
        """End it, and with it all that it forked."""
        self._control.close()
        self._program.wait(timeout=20)

    def _line(self) -> bytes:
        text = b""
        while not text.endswith(b"\n"):
            piece = self._control.recv(1 << 16)
            if not piece:
                return b""
            text += piece
        return text


class Process:
    """A new process that does one job, in a folder of its own; ended when the `with` block is left."""

    def __init__(
        self, warm: ForkServer, base: Path, account: int | None, job: dict, files: Mapping[str, Path]
    ) -> None:
        """`job` goes to the process, with the folder, which is beneath `base`, and its bounds completed.

        Copies of `files` lie in the folder, under these names.
        """
        self._warm = warm
        self._status: int | None = None
        self._seconds, self._clock = math.inf, FairClock(LOOK_SECONDS, OF_ANOTHER)
        self.key = secrets.token_hex(16)
        self.folder = base / f"run-{secrets.token_hex(4)}"
        self.folder.mkdir(mode=0o700)
        system.give(self.folder, account)
        _lay(self.folder, files, account)
        ours, theirs = socket.socketpair()
        self._channel = json_channel.Channel(ours)
        self.pid = warm.fork(theirs)
        theirs.close()
        folders = [str(self.folder), *job["bounds"]["folders"]]
        self._folders = list(map(Path, folders))
        bounds = {**job["bounds"], "folders": folders, "account": account}
        self.send({**job, "key": self.key, "folder": str(self.folder), "bounds": bounds})

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *error: object) -> None:
        self.end()
        self._channel.close()
        removal.remove(self.folder)

    def send(self, message: dict) -> None:
        """Send a message. Raises Stopped where the process takes none."""
        try:
            self._channel.send(message, 10.0)
        except json_channel.Closed:
            raise self._ended() from None

    def end_in(self, seconds: float) -> None:
        """From now on all that it does may take so long in all."""
        self._seconds, self._clock = seconds, FairClock(LOOK_SECONDS, OF_ANOTHER)

    def add(self, seconds: float) -> None:
        """Let all that it does take so much longer: it waited for the grader."""
        self._seconds += seconds

    def receive(self, seconds: float) -> dict:
        """The next message. Raises Stopped if none comes in time, or the process ends or uses too much; TooSlow.

        `seconds` are fair ones (servers.fair_clock), of a machine that other work shares.
        """
        clock = FairClock(LOOK_SECONDS, OF_ANOTHER)
        try:
            while True:
                message = self._channel.receive(LOOK_SECONDS if seconds > clock.look() else 0.0)
                if message is not None:
                    return message
                self._look()
                for each, most in ((clock, seconds), (self._clock, self._seconds)):
                    if each.look() >= most:
                        raise Stopped(f"did not end within {most:.3g} seconds")
                if clock.too_slow(seconds):
                    raise TooSlow(f"The machine is too busy to tell whether an answer takes {seconds:g} seconds.")
        except json_channel.Closed:
            raise self._ended() from None
        except json_channel.Unsendable:
            raise Stopped("wrote into the grader's channel") from None

    def end(self) -> int:
        """End it, if it has not ended; its status."""
        if self._status is None:
            self._status = self._warm.end(self.pid)
        return self._status

    def _look(self) -> None:
        written, threads, sockets = system.usage(self.pid)
        if written > WRITTEN_MB << 20:
            raise Stopped(f"wrote more than {WRITTEN_MB:,} MB to files")
        if threads > THREADS:
            raise Stopped(f"started more than {THREADS} threads")
        if sockets > SOCKETS:
            raise Stopped(f"opened more than {SOCKETS} connections")
        if system.free_bytes(self.folder) < KEEP_FREE_MB << 20:
            if sum(map(system.size_of, self._folders)) > OWN_MB << 20:
                raise Stopped("was ended, since it had nearly filled the disk")
            raise NotJudged(not_judged.DISK_FULL)

    def _ended(self) -> Stopped:
        status = self.end()
        if sys.platform != "win32" and os.WIFSIGNALED(status):
            number = os.WTERMSIG(status)
            if number == signal.SIGXCPU:
                return Stopped("used more processor time than it is given")
            if number != signal.SIGKILL:
                return Stopped(f"crashed its process ({signal.Signals(number).name})")
        return Stopped("ended its process")


def _lay(folder: Path, files: Mapping[str, Path], account: int | None) -> None:
    for name, path in files.items():
        copy = folder / name
        for parent in reversed(copy.relative_to(folder).parents[:-1]):
            if not (folder / parent).is_dir():
                (folder / parent).mkdir(mode=0o700)
                system.give(folder / parent, account)
        shutil.copyfile(path, copy, follow_symlinks=False)
        copy.chmod(0o600)
        system.give(copy, account)

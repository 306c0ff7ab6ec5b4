"""A second process beside the one that a learner's code runs in: the second program of lesson 11's check.

A process of the sandbox can start none. So one is forked before that is given up; it gives up the same rights, and
when it is asked to, runs the lesson's own program on an SQLite file.
"""

import contextlib
import io
import os
import socket
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Protocol, cast

from workbook.grading.sandbox import json_channel, system

NAME = "watching"  # the lesson's module that starts the program
PIPE = -1


class _Watching(Protocol):
    """What that module has, as far as it is used or replaced here."""

    OTHER_PROGRAM: str
    MEMORY: Path
    subprocess: object


def _watching(lesson: str) -> _Watching | None:
    return cast(_Watching | None, sys.modules.get(f"workbook_lessons.{lesson}.{NAME}"))


def prepare(lesson: str, job: dict) -> None:
    """Give a lesson whose checks start another program one that is there already; nothing for other lessons."""
    module = _watching(lesson)
    if module is None or sys.platform == "win32":  # where nothing is forked
        return
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        ours.close()
        try:
            system.confine(system.Bounds(**job["bounds"]))
            with contextlib.suppress(json_channel.Closed):
                _run_when_asked(
                    json_channel.Channel(theirs), compile(module.OTHER_PROGRAM, "other program", "exec")
                )
        finally:
            os._exit(0)
    theirs.close()
    module.subprocess = Programs(json_channel.Channel(ours))
    module.MEMORY = Path(job["folder"])


@contextlib.contextmanager
def files_in(lesson: str, folder: Path) -> Iterator[None]:
    """While it lasts, the files that such a lesson makes for an answer are in `folder`."""
    module = _watching(lesson)
    if module is None:
        yield
        return
    earlier, module.MEMORY = module.MEMORY, folder
    try:
        yield
    finally:
        module.MEMORY = earlier


def _run_when_asked(channel: json_channel.Channel, code: CodeType) -> None:
    while True:
        arguments = channel.receive()["arguments"]
        sys.argv = ["", *arguments]
        sys.stdin, sys.stdout = _ToldHook(channel), _Tells(channel)
        with contextlib.suppress(SystemExit, sqlite3.Error):  # as it would end by itself
            exec(code, {"__name__": "__main__"})
        channel.send({"ended": True})


class _ToldHook(io.StringIO):
    """The program's stdin: at its end when the other side closes it."""

    def __init__(self, channel: json_channel.Channel) -> None:
        super().__init__()
        self._channel = channel

    def read(self, size: int | None = -1) -> str:
        self._channel.receive()
        return ""

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override]
        if "killed" in self._channel.receive():
            raise SystemExit
        return "\n"


class _Tells(io.StringIO):
    """The program's stdout."""

    def __init__(self, channel: json_channel.Channel) -> None:
        super().__init__()
        self._channel = channel

    def write(self, text: str) -> int:
        if text.strip():
            self._channel.send({"line": text})
        return len(text)


class Programs:
    """Stands for the module `subprocess`, as far as the lesson uses it."""

    PIPE = PIPE

    def __init__(self, channel: json_channel.Channel) -> None:
        self._channel = channel

    def Popen(self, command: list[str], stdin: int, stdout: int) -> "Running":  # noqa: N802
        """Let the program run with the last words of `command` behind its source."""
        self._channel.send({"arguments": command[command.index("-c") + 2 :]})
        return Running(self._channel)


class Running:
    """The program that runs; it is its own stdin and stdout."""

    def __init__(self, channel: json_channel.Channel) -> None:
        self._channel = channel
        self.stdin = self.stdout = self
        self._told = self._ended = False

    def readline(self) -> bytes:
        """The next line that it prints; b"" once it has ended."""
        message = self._channel.receive()
        self._ended = "ended" in message
        return message.get("line", "").encode()

    def write(self, data: bytes) -> None:
        """Give its stdin a line."""
        self.close()

    def flush(self) -> None:
        """Nothing is kept back."""

    def close(self) -> None:
        """Close its stdin."""
        self._told = True
        self._channel.send({"told": True})

    def kill(self) -> None:
        """End it, where it still waits for a line."""
        if not self._told:
            self._told = True
            self._channel.send({"killed": True})

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *error: object) -> None:
        while not self._ended:
            self.readline()

"""Landlock (Linux 5.13 and later): which files a process may reach, to which ports it may connect.

Called by its system calls, which have one number on all machines; glibc has no functions for them.
"""

import contextlib
import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

CREATE, ADD, RESTRICT = 444, 445, 446
BENEATH, PORT = 1, 2  # kinds of rules
READ = 1 << 2 | 1 << 3  # of files and folders
WRITE_FILE, READ_FILE = 1 << 1, 1 << 2
DEVICES = 1 << 6 | 1 << 11  # making them is allowed nowhere
EXECUTE, REFER, TRUNCATE, IOCTL = 1 << 0, 1 << 13, 1 << 14, 1 << 15
BIND, CONNECT = 1 << 0, 1 << 1
SCOPES = 1 << 0 | 1 << 1  # abstract sockets and signals stay within


def version() -> int:
    """Landlock's version on this kernel; 0 where there is none."""
    return max(0, ctypes.CDLL(None, use_errno=True).syscall(CREATE, None, ctypes.c_size_t(0), 1))


def _handled(abi: int) -> int:
    """The rights to files that this version knows."""
    return (1 << 13) - 1 | (REFER if abi >= 2 else 0) | (TRUNCATE if abi >= 3 else 0) | (IOCTL if abi >= 5 else 0)


def restrict(readable: Iterable[Path], devices: Iterable[Path], own: Iterable[Path], ports: Iterable[int]) -> None:
    """Let this process read what is beneath `readable`, write `devices`, do all beneath `own`, for good.

    Where the kernel can, it may also connect to `ports` alone, at any address, and listens nowhere.
    Raises OSError. The process must have no_new_privs, or be root.
    """
    abi = version()
    handled = _handled(abi)
    net, scopes = (BIND | CONNECT if abi >= 4 else 0), (SCOPES if abi >= 6 else 0)
    attributes = struct.pack("=QQQ", handled, net, scopes)[: 8 if abi < 4 else 16 if abi < 6 else 24]
    ruleset = _call(CREATE, attributes, ctypes.c_size_t(len(attributes)), 0)
    try:
        for path in readable:
            _beneath(ruleset, path, READ)
        for path in devices:
            _beneath(ruleset, path, READ_FILE | WRITE_FILE)
        for path in own:
            _beneath(ruleset, path, handled & ~(EXECUTE | DEVICES))
        for port in ports if net else ():
            _call(ADD, ruleset, PORT, struct.pack("=QQ", CONNECT, port), 0)
        _call(RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)


def _beneath(ruleset: int, path: Path, rights: int) -> None:
    if sys.platform != "linux":
        raise OSError(errno.ENOSYS, "Landlock")
    with contextlib.suppress(FileNotFoundError, PermissionError):  # what isn't there needs no right
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not path.is_dir():
                rights &= READ_FILE | WRITE_FILE
            _call(ADD, ruleset, BENEATH, struct.pack("=Qi", rights, place), 0)
        finally:
            os.close(place)


def _call(number: int, *arguments: object) -> int:
    found = ctypes.CDLL(None, use_errno=True).syscall(number, *arguments)
    if found < 0:
        raise OSError(ctypes.get_errno(), "Landlock")
    return found

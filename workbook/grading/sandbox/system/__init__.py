"""What grading knows of the operating system: how a process gives up all rights that a learner's code needs not.

What holds on Linux, x86-64 and Arm 64, with Landlock in its fourth version or newer (Linux 6.7):

- no process is started, signalled or looked at; the process ends with the one that forked it;
- files: its own folder, Python's libraries to read, and nothing else is opened, listed, made or removed;
- network: TCP to the given ports alone, no other kind of socket;
- memory, processor time, the size of a file, open files and threads have limits.

What does not: whether a file exists, and its size and times, can be asked of any path that the account may look
at (stat). A port is allowed at every address, not at loopback alone. Memory that is shared is in no limit but that
of address space. `missing` says what else a machine can't give.
"""

import contextlib
import ctypes
import errno
import os
import platform
import signal
import struct
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbook.grading.sandbox.system import landlock, seccomp

MB = 1 << 20
DATA_MB = 1024  # a process's own memory above what it has at the start
ADDRESS_MB = 3072  # and its address space: stacks of threads, and what C libraries set aside
FILE_MB = 1024
# Between the ranges that distributions give to users, containers and services.
ACCOUNTS = range(60706, 61184)

PR_SET_KEEPCAPS, CAPABILITIES_VERSION, CAP_DAC_READ_SEARCH = 8, 0x20080522, 1 << 2

DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
READABLE = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/etc/localtime", "/etc/ld.so.cache",
    "/etc/passwd", "/etc/nsswitch.conf", "/etc/hosts", "/etc/resolv.conf", "/etc/ssl/openssl.cnf",
    "/proc/self", "/proc/stat", "/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu",
)  # fmt: skip
CONTAINER = "grade in a container (docs/teaching.md says how)"
ELSEWHERE = f"{CONTAINER[0].upper()}{CONTAINER[1:]}."


@dataclass(frozen=True)
class Bounds:
    """What a process may use: its folders, TCP ports, processor seconds, and open files.

    `account` is the user that it becomes; None where it stays who it is, since only root can become another.
    """

    folders: Sequence[str]
    ports: Sequence[int]
    seconds: int
    open_files: int
    account: int | None


def possible() -> bool:
    """Whether a learner's code can be run at all in a process that was forked."""
    return hasattr(os, "fork")


def end_with_parent() -> None:
    """Let this process be killed when the one that started it ends, however that ends; on Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(seccomp.PR_SET_PDEATHSIG, signal.SIGKILL)


def account() -> int | None:
    """The account for the processes of this one: no user's, where this is root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    return ACCOUNTS[os.getpid() % len(ACCOUNTS)]


def confine(bounds: Bounds) -> None:
    """Give up what `bounds` don't name, for good. Raises OSError where the machine refuses."""
    _become(bounds.account)
    _limit(bounds)
    if sys.platform == "linux":
        if seccomp.supported():
            seccomp.install()
        if landlock.version():
            own = [Path(folder) for folder in bounds.folders]
            landlock.restrict(_readable(), map(Path, DEVICES), own, bounds.ports)


def missing() -> list[str]:
    """Sentences: what this machine can't limit, and what to do; none where all limits hold."""
    if not possible():
        return [f"Python answers can't be graded on {platform.system()}, which has no fork: {CONTAINER}."]
    if sys.platform != "linux":
        says = "A learner's code is kept from no file, process or network of your account on"
        return [f"{says} {platform.system()}: {CONTAINER}."]
    found = []
    if not seccomp.supported():
        says = "A learner's code can start and end processes of your account:"
        if seccomp.known():
            found.append(f"{says} this kernel takes no filter of system calls. Use another one, or {CONTAINER}.")
        else:
            calls = f"system calls of {platform.machine()} are not known here"
            found.append(f"{says} {calls}. Use x86-64 or Arm 64, or {CONTAINER}.")
    abi = landlock.version()
    if abi == 0:
        says = "This kernel has no Landlock, so a learner's code can read and delete what your account can"
        found.append(f"{says}: use Linux 5.13 or newer, with Landlock switched on, or {CONTAINER}.")
    elif abi < 4:
        says = "This kernel's Landlock can't limit the network, so a learner's code can reach all that you can"
        found.append(f"{says}: use Linux 6.7 or newer, or {CONTAINER}.")
    return found


def usage(pid: int) -> tuple[int, int, int]:
    """How many bytes a process has written to files, its threads, and its sockets; 0 where that isn't known."""
    try:
        lines = Path(f"/proc/{pid}/io").read_text(encoding="ascii").splitlines()
        counts = {name: int(value) for name, value in (line.split(": ") for line in lines)}
        threads = len(os.listdir(f"/proc/{pid}/task"))  # noqa: PTH208
        return max(counts["wchar"], counts["write_bytes"]), threads, _sockets(pid)
    except (OSError, KeyError, ValueError):
        return 0, 0, 0


def _sockets(pid: int) -> int:
    found = 0
    for file in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed since
            found += str(file.readlink()).startswith("socket:")
    return found


def size_of(folder: Path) -> int:
    """The bytes of the files beneath a folder, as far as they can be counted."""
    size, left = 0, [folder]
    while left:
        with contextlib.suppress(OSError), os.scandir(left.pop()) as entries:
            for each in entries:
                if each.is_dir(follow_symlinks=False):
                    left.append(Path(each))
                else:
                    size += each.stat(follow_symlinks=False).st_size
    return size


def free_bytes(folder: Path) -> int:
    """The space left to this account where `folder` is."""
    if sys.platform == "win32":
        return sys.maxsize
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def give(path: Path, account: int | None) -> None:
    """Let the account own a file or folder, where the processes of this one have one."""
    if sys.platform != "win32" and account is not None:
        os.chown(path, account, account, follow_symlinks=False)


def become(uid: int) -> None:
    """Be another user from here on, and in no group but its own. Raises OSError where the machine refuses."""
    if sys.platform == "win32" or sys.platform == "darwin":
        raise OSError(errno.ENOSYS, "setresuid")
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def _become(uid: int | None) -> None:
    """Become another user, who may still read Python's libraries where only root can (a clone in /root).

    That needs a capability, to read any file; it is kept only where Landlock says which files, and where root has
    it: in a container root has not, and a course there is for all to read.
    """
    if uid is not None:
        libc = ctypes.CDLL(None, use_errno=True)
        reads = sys.platform == "linux" and landlock.version() > 0
        if reads:
            libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
        become(uid)
        if reads:
            header = struct.pack("=Ii", CAPABILITIES_VERSION, 0)
            found = ctypes.create_string_buffer(24)
            if libc.capget(header, found) != 0:
                raise OSError(ctypes.get_errno(), "capget")
            keep = struct.unpack("=6I", found.raw)[1] & CAP_DAC_READ_SEARCH  # of those that are permitted
            kept = struct.pack("=6I", keep, keep, 0, 0, 0, 0)
            if libc.capset(header, kept) != 0:
                raise OSError(ctypes.get_errno(), "capset")
    os.umask(0o077)


def _limit(bounds: Bounds) -> None:
    if sys.platform == "win32":
        raise OSError(errno.ENOSYS, "setrlimit")
    import resource

    def at_most(name: str, value: int) -> None:
        kind = getattr(resource, name, None)
        if kind is not None:
            hard = resource.getrlimit(kind)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (value, value))

    at_most("RLIMIT_CORE", 0)
    at_most("RLIMIT_CPU", bounds.seconds)
    at_most("RLIMIT_FSIZE", FILE_MB * MB)
    at_most("RLIMIT_NOFILE", bounds.open_files)
    at_most("RLIMIT_MSGQUEUE", 0)
    at_most("RLIMIT_MEMLOCK", 0)
    if bounds.account is not None:
        at_most("RLIMIT_NPROC", 512)  # counts the account's threads, and this one has few processes
    if sys.platform == "linux":
        pages = [int(word) for word in Path("/proc/self/statm").read_text(encoding="ascii").split()]
        size = os.sysconf("SC_PAGE_SIZE")
        at_most("RLIMIT_AS", pages[0] * size + ADDRESS_MB * MB)
        at_most("RLIMIT_DATA", pages[5] * size + DATA_MB * MB)


def _readable() -> list[Path]:
    """Python's own libraries, and those of the system. Not the clone: what grading needs of it is imported."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    folders = [sysconfig.get_path(name) for name in names]
    folders += [sysconfig.get_path(name, vars={"base": sys.base_prefix}) for name in names]
    folders += [str(Path(sys.base_prefix, "lib")), *READABLE]
    return [Path(folder) for folder in dict.fromkeys(folders)]

"""A filter of system calls (Linux, x86-64 and Arm 64): no process is started, signalled, listened to or watched.

The program is written in classic BPF by hand: libseccomp is on few machines, and has no wheel. It forbids what is
named here and allows the rest, since Python's libraries use too many calls to list them. Everything forbidden
gives EPERM, so that a learner sees PermissionError; a call too new to be known gives ENOSYS, as on an old kernel.
"""

import ctypes
import errno
import os
import platform
import signal
import struct
import sys

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 1, 38, 22, 2
NEWEST = 469  # file_setattr, Linux 6.17; calls have one number on all machines from 424 on

# By name: (number on x86-64, number on Arm 64); None where a machine has no such call.
FORBIDDEN = {
    # Other processes: none is started, watched, or disturbed.
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "process_madvise": (440, 440), "process_mrelease": (448, 448), "kcmp": (312, 272),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424),
    "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "setsid": (112, 157), "setpgid": (109, 154), "setpriority": (141, 140), "ioprio_set": (251, 30),
    "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119), "sched_setparam": (142, 118),
    "sched_setattr": (314, 274),
    "move_pages": (279, 239), "migrate_pages": (256, 238), "get_robust_list": (274, 100),
    # Nothing is heard from outside: no connection comes in, and nobody else's files are watched.
    "bind": (49, 200), "listen": (50, 201), "accept": (43, 202), "accept4": (288, 242),
    "inotify_init": (253, None), "inotify_init1": (294, 26), "inotify_add_watch": (254, 27),
    "fanotify_init": (300, 262), "fanotify_mark": (301, 263), "lookup_dcookie": (212, 18), "syslog": (103, 116),
    # The machine.
    "mount": (165, 40), "umount2": (166, 39), "move_mount": (429, 429), "open_tree": (428, 428),
    "open_tree_attr": (467, 467), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
    "mount_setattr": (442, 442), "unshare": (272, 97), "setns": (308, 268), "pivot_root": (155, 41),
    "chroot": (161, 51), "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "sync": (162, 81), "syncfs": (306, 267), "quotactl": (179, 60), "quotactl_fd": (443, 443),
    # Ways round Landlock and this filter.
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    # What would stay when the process is gone, or is in no limit of memory.
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "shmget": (29, 194), "shmat": (30, 196), "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180),
    "shmctl": (31, 195), "semctl": (66, 191), "semop": (65, 193), "semtimedop": (220, 192), "msgctl": (71, 187),
    "msgsnd": (69, 189), "msgrcv": (70, 188), "mq_unlink": (241, 181),
    "memfd_create": (319, 279), "memfd_secret": (447, 447),
    # Changes of files that Landlock does not ask about; fallocate would use the disk past its count.
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "setxattrat": (463, 463),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16), "removexattrat": (466, 466),
    "file_setattr": (469, 469), "utime": (132, None), "utimes": (235, None), "utimensat": (280, 88),
    "futimesat": (261, None), "truncate": (76, 45), "mknod": (133, None), "mknodat": (259, 33),
    "fallocate": (285, 47),
}  # fmt: skip
CLONE, CLONE3, KILL, TGKILL, PRLIMIT = (56, 220), (435, 435), (62, 129), (234, 131), (302, 261)
SOCKET, SENDTO, SENDMSG, SENDMMSG = (41, 198), (44, 206), (46, 211), (307, 269)
PRCTL, FCNTL, IOCTL = (157, 167), (72, 25), (16, 29)

MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column above, AUDIT_ARCH
X32 = 0x40000000  # calls of x86-64's other convention have this bit

LOAD, EQUAL, GREATER, ANY_BIT, RETURN, AND = 0x20, 0x15, 0x25, 0x45, 0x06, 0x54
ALLOW, REFUSE, UNKNOWN, END = 0x7FFF0000, 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS, 0x80000000
CLONE_THREAD, MSG_FASTOPEN = 0x10000, 0x20000000
AF_INET, AF_INET6, SOCK_STREAM, IPPROTO_TCP = 2, 10, 1, 6
# fcntl's F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE, F_NOTIFY: whom the kernel tells what others do with a file
SIGNALS = (8, 10, 15, 1024, 1026)
TERMINALS = (0x5412, 0x8901, 0x8902)  # ioctl's TIOCSTI, FIOSETOWN, SIOCSPGRP


def known() -> bool:
    """Whether this machine's calls are known here."""
    return platform.machine() in MACHINES


def supported() -> bool:
    """Whether this machine's calls are known, and its kernel has filters."""
    libc = ctypes.CDLL(None, use_errno=True)
    # As prctl's manual page has it: with filters, it complains of the program's address; without, of the mode.
    libc.prctl(PR_SET_SECCOMP, ctypes.c_ulong(SECCOMP_MODE_FILTER), None, 0, 0)
    return known() and ctypes.get_errno() == errno.EFAULT


def _argument(number: int) -> tuple[int, int, int, int]:
    """Load the lower half of a call's argument."""
    return LOAD, 0, 0, 16 + 8 * number


def _returns(what: int) -> tuple[int, int, int, int]:
    return RETURN, 0, 0, what


def _allow_only(argument: int, values: tuple[int, ...], mask: int = 0xFFFFFFFF) -> list[tuple]:
    """Refuse the call unless the argument, masked, is one of `values`; go on behind this if it is."""
    tests = [(EQUAL, len(values) - at, 0, value) for at, value in enumerate(values)]
    return [_argument(argument), (AND, 0, 0, mask), *tests, _returns(REFUSE)]


def _refuse_if(argument: int, values: tuple[int, ...]) -> list[tuple]:
    """Refuse the call if the argument is one of `values`."""
    tests = [step for value in values for step in ((EQUAL, 0, 1, value), _returns(REFUSE))]
    return [_argument(argument), *tests]


def _refuse_bits(argument: int, bits: int) -> list[tuple]:
    return [_argument(argument), (ANY_BIT, 0, 1, bits), _returns(REFUSE)]


def _program(own: int) -> bytes:
    """The filter for a process with the id `own`."""
    column, machine = MACHINES[platform.machine()]
    mine = _allow_only(0, (own,))
    # A process is a clone without CLONE_THREAD; clone3's flags lie in memory, where no filter can look.
    conditions = {
        CLONE: [_argument(0), (ANY_BIT, 1, 0, CLONE_THREAD), _returns(REFUSE)],
        CLONE3: [_returns(UNKNOWN)],
        KILL: mine,
        TGKILL: mine,
        PRLIMIT: _allow_only(0, (0, own)),
        SOCKET: [
            *_allow_only(0, (AF_INET, AF_INET6)),
            *_allow_only(1, (SOCK_STREAM,), 0xF),
            *_allow_only(2, (0, IPPROTO_TCP)),
        ],
        SENDTO: _refuse_bits(3, MSG_FASTOPEN),  # connects without connect()
        SENDMSG: _refuse_bits(2, MSG_FASTOPEN),
        SENDMMSG: _refuse_bits(3, MSG_FASTOPEN),
        PRCTL: _refuse_if(0, (PR_SET_PDEATHSIG,)),
        FCNTL: _refuse_if(1, SIGNALS),
        IOCTL: _refuse_if(1, TERMINALS),
    }
    steps = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, machine), _returns(END), (LOAD, 0, 0, 0)]
    if column == 0:
        steps += [(ANY_BIT, 0, 1, X32), _returns(UNKNOWN)]
    steps += [(GREATER, 0, 1, NEWEST), _returns(UNKNOWN)]
    for numbers in FORBIDDEN.values():
        number = numbers[column]
        if number is not None:
            steps += [(EQUAL, 0, 1, number), _returns(REFUSE)]
    for numbers, tests in conditions.items():
        tests = [*tests, _returns(ALLOW)]
        steps += [(EQUAL, 0, len(tests), numbers[column]), *tests]
    steps.append(_returns(ALLOW))
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def install() -> None:
    """Forbid these calls to this process, for good. Raises OSError where the kernel has no filters.

    The process can't get further rights by a program that it starts, and ends with the one that forked it.
    """
    if sys.platform != "linux":
        raise OSError(errno.ENOSYS, "seccomp")
    libc = ctypes.CDLL(None, use_errno=True)
    program = _program(os.getpid())
    steps = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(struct.pack("=H6xQ", len(program) // 8, ctypes.addressof(steps)))
    _prctl(libc, PR_SET_PDEATHSIG, signal.SIGKILL, 0)
    _prctl(libc, PR_SET_NO_NEW_PRIVS, 1, 0)
    _prctl(libc, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(header))


def _prctl(libc, option: int, value: int, pointer: int) -> None:
    zero = ctypes.c_ulong(0)
    if libc.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(pointer), zero, zero) != 0:
        raise OSError(ctypes.get_errno(), "prctl")

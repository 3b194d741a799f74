"""seccomp: system calls that a child which reads strangers' bytes is refused.

A list of what is refused, not of what is allowed: Qt, FFmpeg and the C library call what they like,
and another list with every version of theirs would break pictures in the field
(docs/decisions/0023). What this list is too old to know is refused too.
Source: https://docs.kernel.org/userspace-api/seccomp_filter.html"""

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterator

_X86_64_ONLY: dict[str, int] = {
    "fork": 57, "vfork": 58, "creat": 85, "unlink": 87, "rmdir": 84, "rename": 82, "link": 86,
    "symlink": 88, "mkdir": 83, "mknod": 133, "chmod": 90, "chown": 92, "lchown": 94, "utime": 132,
    "utimes": 235, "futimesat": 261, "inotify_init": 253, "iopl": 172, "ioperm": 173,
    "modify_ldt": 154, "uselib": 134,
}  # fmt: skip
# name: (x86_64, aarch64)
_REFUSED: dict[str, tuple[int, int]] = {
    # anybody to talk to
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200),
    "listen": (50, 201), "accept": (43, 202), "accept4": (288, 242),
    # other programs and processes
    "execve": (59, 221), "execveat": (322, 281), "ptrace": (101, 117),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "process_madvise": (440, 440),
    "process_mrelease": (448, 448), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424), "kcmp": (312, 272), "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "setpriority": (141, 140), "sched_setattr": (314, 274), "migrate_pages": (256, 238),
    "move_pages": (279, 239), "ioprio_set": (251, 30),
    # memory and queues that other processes share by a number or a name
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "msgget": (68, 186),
    "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187), "semget": (64, 190),
    "semop": (65, 193), "semtimedop": (220, 192), "semctl": (66, 191), "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    # whatever changes a file or its name
    "unlinkat": (263, 35), "renameat": (264, 38), "renameat2": (316, 276), "linkat": (265, 37),
    "symlinkat": (266, 36), "mkdirat": (258, 34), "mknodat": (259, 33), "fchmod": (91, 52),
    "fchmodat": (268, 53), "fchmodat2": (452, 452), "fchown": (93, 55), "fchownat": (260, 54),
    "truncate": (76, 45), "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6),
    "fsetxattr": (190, 7), "setxattrat": (463, 463), "removexattr": (197, 14),
    "lremovexattr": (198, 15), "fremovexattr": (199, 16), "removexattrat": (466, 466),
    "file_setattr": (469, 469), "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264),
    "inotify_init1": (294, 26), "inotify_add_watch": (254, 27), "fanotify_init": (300, 262),
    # ways around a filter, and parts of the kernel with a history
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "bpf": (321, 280), "userfaultfd": (323, 282), "perf_event_open": (298, 241),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "move_mount": (429, 429),
    "open_tree": (428, 428), "open_tree_attr": (467, 467), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "lookup_dcookie": (212, 18), "personality": (135, 92),
    # the computer itself
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142),
    "swapon": (167, 224), "swapoff": (168, 225), "sethostname": (170, 161),
    "setdomainname": (171, 162), "acct": (163, 89), "quotactl": (179, 60),
    "quotactl_fd": (443, 443), "syslog": (103, 116), "clock_settime": (227, 112),
    "settimeofday": (164, 170), "adjtimex": (159, 171), "clock_adjtime": (305, 266),
    "vhangup": (153, 58),
}  # fmt: skip
_OPEN, _OPENAT, _CLONE, _IOCTL = (2, None), (257, 56), (56, 220), (16, 29)
_KILL, _TGKILL, _PRLIMIT, _PRCTL = (62, 129), (234, 131), (302, 261), (157, 167)
# what a filter can't look into: the C library asks again with the older call
_OPENAT2, _CLONE3 = (437, 437), (435, 435)
_YOUNGER = 470  # the first number that this list doesn't know

# O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_TMPFILE
_OPENS_FOR_WRITING = 0o1 | 0o2 | 0o100 | 0o1000 | 0o20000000
_CLONE_THREAD = 0x10000
_SET_PARENT_DEATH_SIGNAL, _UNIX = 1, 1
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C  # typing into the terminal that it was started from

_MACHINES = {"x86_64": (0, 0xC000003E, 317), "aarch64": (1, 0xC00000B7, 277)}
_SET_FILTER, _ALL_THREADS, _LISTENER, _ALL_THREADS_BESIDE_LISTENER = 1, 1, 8, 16

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL_PROCESS, _FAIL, _ASK = 0x7FFF0000, 0x80000000, 0x00050000, 0x7FC00000
_NUMBER_AT, _MACHINE_AT, _ARGUMENTS_AT = 0, 4, 16
_REFUSAL, _UNKNOWN = _FAIL | errno.EPERM, _FAIL | errno.ENOSYS

Instruction = tuple[int, int, int, int]  # code, steps where true, steps where not, value


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def refuse_calls() -> bool:
    """From here on these calls fail for all threads of this process. False where they don't. Nothing
    of a privilege may be left to gain before (no_new_privs)."""
    return _install(_REFUSAL, _ALL_THREADS) == 0


def refuse_calls_but_ask_for_connections() -> int | None:
    """The same, but unix sockets may be made, and each attempt to connect one waits for whoever listens
    at this descriptor. None where the system can't; then connections are not refused either, and all
    else is, as far as that goes."""
    listener = _install(_ASK, _ALL_THREADS | _LISTENER | _ALL_THREADS_BESIDE_LISTENER)
    if listener >= 0:
        return listener
    _install(_ALLOW, _ALL_THREADS)
    return None


def _install(connecting: int, flags: int) -> int:
    machine = os.uname().machine
    if machine not in _MACHINES or sys.byteorder != "little" or sys.maxsize < 1 << 32:
        return -1
    column, audit, seccomp = _MACHINES[machine]
    instructions = list(_filter(column, audit, os.getpid(), connecting))
    code = b"".join(struct.pack("<HBBI", *instruction) for instruction in instructions)
    program = _Program(len(instructions), code)
    system_call = ctypes.CDLL(None, use_errno=True).syscall
    system_call.restype = ctypes.c_long
    outcome = system_call(
        ctypes.c_long(seccomp), ctypes.c_uint(_SET_FILTER), ctypes.c_uint(flags),
        ctypes.byref(program),
    )  # fmt: skip
    return int(outcome)


def refused_numbers(machine: str) -> dict[str, int]:
    """Of calls that are refused whatever they are asked for."""
    numbers = {name: pair[_MACHINES[machine][0]] for name, pair in _REFUSED.items()}
    return numbers | (_X86_64_ONLY if machine == "x86_64" else {})


def _filter(column: int, audit: int, process: int, connecting: int) -> Iterator[Instruction]:
    yield _LOAD, 0, 0, _MACHINE_AT
    yield _EQUAL, 1, 0, audit  # a program of 32 bits has other numbers
    yield _RETURN, 0, 0, _KILL_PROCESS
    yield _LOAD, 0, 0, _NUMBER_AT
    yield _AT_LEAST, 0, 1, _YOUNGER
    yield _RETURN, 0, 0, _UNKNOWN
    machine = next(name for name, (place, _, _) in _MACHINES.items() if place == column)
    refused = refused_numbers(machine)
    if connecting != _REFUSAL:
        yield from _only_values(refused.pop("socket"), 0, (_UNIX,))
        yield _EQUAL, 0, 1, refused.pop("connect")
        yield _RETURN, 0, 0, connecting
    for number in refused.values():
        yield _EQUAL, 0, 1, number
        yield _RETURN, 0, 0, _REFUSAL
    for pair in (_OPENAT2, _CLONE3):
        yield _EQUAL, 0, 1, pair[column]
        yield _RETURN, 0, 0, _UNKNOWN
    for open_number, flags in ((_OPEN[column], 1), (_OPENAT[column], 2)):
        if open_number is not None:
            yield from _unless_bits(open_number, flags, _OPENS_FOR_WRITING)
    yield from _only_bits(_CLONE[column], 0, _CLONE_THREAD)
    for command in (_TIOCSTI, _TIOCLINUX):
        yield from _unless_value(_IOCTL[column], 1, command)
    yield from _unless_value(_PRCTL[column], 0, _SET_PARENT_DEATH_SIGNAL)
    # signals and limits for itself alone; 0 would be all that were started with it
    yield from _only_values(_KILL[column], 0, (process,))
    yield from _only_values(_TGKILL[column], 0, (process,))
    yield from _only_values(_PRLIMIT[column], 0, (0, process))
    yield _RETURN, 0, 0, _ALLOW


def _argument(place: int) -> Instruction:
    """Its lower half: what these calls look at."""
    return _LOAD, 0, 0, _ARGUMENTS_AT + 8 * place


def _unless_bits(number: int, place: int, bits: int) -> Iterator[Instruction]:
    yield _EQUAL, 0, 4, number
    yield _argument(place)
    yield _ANY_BIT, 0, 1, bits
    yield _RETURN, 0, 0, _REFUSAL
    yield _RETURN, 0, 0, _ALLOW


def _only_bits(number: int, place: int, bits: int) -> Iterator[Instruction]:
    yield _EQUAL, 0, 4, number
    yield _argument(place)
    yield _ANY_BIT, 1, 0, bits
    yield _RETURN, 0, 0, _REFUSAL
    yield _RETURN, 0, 0, _ALLOW


def _unless_value(number: int, place: int, value: int) -> Iterator[Instruction]:
    yield _EQUAL, 0, 4, number
    yield _argument(place)
    yield _EQUAL, 0, 1, value
    yield _RETURN, 0, 0, _REFUSAL
    yield _LOAD, 0, 0, _NUMBER_AT  # another value may be refused further down


def _only_values(number: int, place: int, values: tuple[int, ...]) -> Iterator[Instruction]:
    yield _EQUAL, 0, 3 + len(values), number
    yield _argument(place)
    for steps, value in enumerate(values):
        yield _EQUAL, len(values) - steps, 0, value
    yield _RETURN, 0, 0, _REFUSAL
    yield _RETURN, 0, 0, _ALLOW

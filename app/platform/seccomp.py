"""seccomp: the system calls that a child which reads strangers' bytes may make; all others fail.

What Python, Qt, FFmpeg and the C libraries of several years ask for, each call in its older and newer
forms, and of those that reach further the arguments too (docs/decisions/0023).
Source: https://docs.kernel.org/userspace-api/seccomp_filter.html"""

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterator

Numbers = tuple[int | None, int | None]  # on x86_64, on aarch64

_ALWAYS: dict[str, Numbers] = {
    # files that are open, and looking for others
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67),
    "pwrite64": (18, 68), "preadv": (295, 69), "pwritev": (296, 70), "preadv2": (327, 286),
    "pwritev2": (328, 287), "close": (3, 57), "close_range": (436, 436), "lseek": (8, 62),
    "dup": (32, 23), "dup2": (33, None), "dup3": (292, 24), "fadvise64": (221, 223),
    "fsync": (74, 82), "fdatasync": (75, 83), "stat": (4, None), "lstat": (6, None),
    "fstat": (5, 80), "newfstatat": (262, 79), "statx": (332, 291), "statfs": (137, 43),
    "fstatfs": (138, 44), "access": (21, None), "faccessat": (269, 48), "faccessat2": (439, 439),
    "readlink": (89, None), "readlinkat": (267, 78), "getdents": (78, None),
    "getdents64": (217, 61), "getcwd": (79, 17), "umask": (95, 166),
    # its memory
    "munmap": (11, 215), "mremap": (25, 216), "brk": (12, 214), "membarrier": (324, 283),
    # its threads: those that there are
    "futex": (202, 98), "futex_waitv": (449, 449), "futex_wake": (454, 454),
    "futex_wait": (455, 455), "futex_requeue": (456, 456), "set_robust_list": (273, 99),
    "set_tid_address": (218, 96), "rseq": (334, 293), "gettid": (186, 178), "exit": (60, 93),
    "exit_group": (231, 94), "sched_yield": (24, 124), "sched_getaffinity": (204, 123),
    "getcpu": (309, 168), "restart_syscall": (219, 128), "arch_prctl": (158, None),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    # time, and waiting
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101), "gettimeofday": (96, 169), "time": (201, None), "times": (100, 153),
    "getrusage": (98, 165), "poll": (7, None), "ppoll": (271, 73), "select": (23, None),
    "pselect6": (270, 72), "epoll_wait": (232, None), "epoll_pwait": (281, 22),
    "epoll_pwait2": (441, 441), "epoll_ctl": (233, 21),
    # what it is
    "getpid": (39, 172), "getppid": (110, 173), "getuid": (102, 174), "geteuid": (107, 175),
    "getgid": (104, 176), "getegid": (108, 177), "getresuid": (118, 148),
    "getresgid": (120, 150), "getgroups": (115, 158), "getrlimit": (97, 163),
    "uname": (63, 160), "sysinfo": (99, 179), "getrandom": (318, 278),
}  # fmt: skip
_WITH_THREADS: dict[str, Numbers] = {
    "eventfd": (284, None), "eventfd2": (290, 19), "pipe": (22, None), "pipe2": (293, 59),
    "epoll_create": (213, None), "epoll_create1": (291, 20), "timerfd_create": (283, 85),
    "timerfd_settime": (286, 86), "timerfd_gettime": (287, 87),
    "sendto": (44, 206),  # PulseAudio tries it on a pipe; a socket is not to be had
}  # fmt: skip
_WITH_SOUND: dict[str, Numbers] = {
    "recvfrom": (45, 207), "sendmsg": (46, 211), "recvmsg": (47, 212),
    "getsockopt": (55, 209), "setsockopt": (54, 208), "getsockname": (51, 204),
    "getpeername": (52, 205), "shutdown": (48, 210), "sched_get_priority_max": (146, 125),
    "sched_get_priority_min": (147, 126), "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120),
}  # fmt: skip

# an argument's place, the bits of its lower half that count, and what these may be
Check = tuple[int, int, tuple[int, ...]]
_ALL_BITS, _WRITABLE, _EXECUTABLE = 0xFFFFFFFF, 2, 4
# O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_TMPFILE
_OPENS_FOR_WRITING = 0o1 | 0o2 | 0o100 | 0o1000 | 0o20000000
# a thread, in none of the new namespaces that clone(2) knows, and without a descriptor
_CLONE_THREAD, _CLONE_ELSEWHERE = 0x10000, 0x7E021000
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC: nothing that signals or locks
_DESCRIPTORS = (0, 1, 2, 3, 4, 1030)
# TCGETS, TCGETS2, TIOCGWINSZ, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX
_DEVICES = (0x5401, 0x802C542A, 0x5413, 0x541B, 0x5421, 0x5451, 0x5450)
# PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_GET_NO_NEW_PRIVS, PR_SET_VMA
_ITSELF = (3, 15, 16, 39, 0x53564D41)
# MADV_ as NORMAL to DONTNEED, FREE, HUGEPAGE, NOHUGEPAGE, DONTDUMP, GUARD_INSTALL
_ADVICE = (0, 1, 2, 3, 4, 8, 14, 15, 16, 102)
_UNIX, _STREAM, _TYPES = 1, 1, _ALL_BITS ^ (0o2000000 | 0o4000)  # SOCK_CLOEXEC, SOCK_NONBLOCK
_CONNECT = (42, 203)
# Younger calls, which C libraries try first: told that there is none, they ask with the older one,
# whose arguments a filter can look into (openat2, clone3).
_YOUNGER = 424

_MACHINES = {"x86_64": (0, 0xC000003E, 317), "aarch64": (1, 0xC00000B7, 277)}
_SET_FILTER, _ALL_THREADS, _LISTENER, _ALL_THREADS_BESIDE_LISTENER = 1, 1, 8, 16

_LOAD, _EQUAL, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_ALLOW, _KILL_PROCESS, _FAIL, _ASK = 0x7FFF0000, 0x80000000, 0x00050000, 0x7FC00000
_NUMBER_AT, _MACHINE_AT, _ARGUMENTS_AT = 0, 4, 16
_REFUSAL, _UNKNOWN = _FAIL | errno.EPERM, _FAIL | errno.ENOSYS

Instruction = tuple[int, int, int, int]  # code, steps where true, steps where not, value


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def refuse_calls(*, threads: bool = False) -> bool:
    """From here on all but the listed calls fail for all threads of this process. `threads`: it may
    begin more. False where they don't fail. Nothing of a privilege may be left to gain before
    (no_new_privs)."""
    return _install(_REFUSAL, _ALL_THREADS, threads=threads) == 0


def refuse_calls_but_ask_for_connections() -> int | None:
    """The same, with threads, but stream sockets of this computer may be made, and each attempt to connect
    one waits for whoever listens at this descriptor. None where the system can't; then connections are
    not refused either, and all else is, as far as that goes."""
    listener = _install(_ASK, _ALL_THREADS | _LISTENER | _ALL_THREADS_BESIDE_LISTENER, threads=True)
    if listener >= 0:
        return listener
    _install(_ALLOW, _ALL_THREADS, threads=True)
    return None


def _install(connecting: int, flags: int, *, threads: bool) -> int:
    machine = os.uname().machine
    if machine not in _MACHINES or sys.byteorder != "little" or sys.maxsize < 1 << 32:
        return -1
    instructions = list(_filter(machine, os.getpid(), connecting, threads=threads))
    code = b"".join(struct.pack("<HBBI", *instruction) for instruction in instructions)
    program = _Program(len(instructions), code)
    system_call = ctypes.CDLL(None, use_errno=True).syscall
    system_call.restype = ctypes.c_long
    outcome = system_call(
        ctypes.c_long(_MACHINES[machine][2]), ctypes.c_uint(_SET_FILTER), ctypes.c_uint(flags), ctypes.byref(program)
    )
    return int(outcome)


def allowed_calls(
    machine: str, process: int, *, threads: bool, sound: bool
) -> dict[str, tuple[int, tuple[Check, ...]]]:
    """The number of each, and what is looked at of its arguments."""
    read_only, itself = (_OPENS_FOR_WRITING, (0,)), (0, _ALL_BITS, (process,))
    checked: dict[str, tuple[Numbers, tuple[Check, ...]]] = {
        "open": ((2, None), ((1, *read_only),)),
        "openat": ((257, 56), ((2, *read_only),)),
        # no memory that was written is ever run
        "mmap": ((9, 222), ((2, _WRITABLE | _EXECUTABLE, (0, _WRITABLE, _EXECUTABLE)),)),
        "mprotect": ((10, 226), ((2, _EXECUTABLE, (0,)),)),
        "madvise": ((28, 233), ((2, _ALL_BITS, _ADVICE),)),
        "fcntl": ((72, 25), ((1, _ALL_BITS, _DESCRIPTORS),)),
        "ioctl": ((16, 29), ((1, _ALL_BITS, _DEVICES),)),
        "prctl": ((157, 167), ((0, _ALL_BITS, _ITSELF),)),
        # signals and limits for itself alone; 0 would be all that were started with it
        "kill": ((62, 129), (itself,)),
        "tgkill": ((234, 131), (itself,)),
        "prlimit64": ((302, 261), ((0, _ALL_BITS, (0, process)),)),
    }
    unchecked = _ALWAYS
    if threads:
        thread = (0, _CLONE_THREAD | _CLONE_ELSEWHERE, (_CLONE_THREAD,))
        checked["clone"], unchecked = ((56, 220), (thread,)), unchecked | _WITH_THREADS
    if sound:
        stream = ((0, _ALL_BITS, (_UNIX,)), (1, _TYPES, (_STREAM,)))
        checked["socket"], unchecked = ((41, 198), stream), unchecked | _WITH_SOUND
    column = _MACHINES[machine][0]
    calls = {name: (pair, ()) for name, pair in unchecked.items()} | checked
    return {name: (number, checks) for name, (pair, checks) in calls.items() if (number := pair[column]) is not None}


def _filter(machine: str, process: int, connecting: int, *, threads: bool) -> Iterator[Instruction]:
    column, audit, _ = _MACHINES[machine]
    yield _LOAD, 0, 0, _MACHINE_AT
    yield _EQUAL, 1, 0, audit  # a program of 32 bits has other numbers
    yield _RETURN, 0, 0, _KILL_PROCESS
    yield _LOAD, 0, 0, _NUMBER_AT
    sound = connecting != _REFUSAL
    calls = allowed_calls(machine, process, threads=threads, sound=sound)
    for number, checks in calls.values():
        yield from _where_called(number, checks, _ALLOW)
    if sound:
        yield from _where_called(_CONNECT[column], (), connecting)
    yield _AT_LEAST, 0, 1, _YOUNGER
    yield _RETURN, 0, 0, _UNKNOWN
    yield _RETURN, 0, 0, _REFUSAL


def _where_called(number: int, checks: tuple[Check, ...], outcome: int) -> Iterator[Instruction]:
    """That outcome where each check holds."""
    steps: list[Instruction] = []
    for place, bits, values in checks:
        steps += [(_LOAD, 0, 0, _ARGUMENTS_AT + 8 * place), (_AND, 0, 0, bits)]
        steps += [(_EQUAL, len(values) - at, 0, value) for at, value in enumerate(values)]
        steps.append((_RETURN, 0, 0, _REFUSAL))
    yield _EQUAL, 0, len(steps) + 1, number
    yield from steps
    yield _RETURN, 0, 0, outcome

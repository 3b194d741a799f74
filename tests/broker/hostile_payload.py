"""What a stranger's file would do if it took over the child that reads it.

Run as `python -m tests.broker.hostile_payload WORD LEFT_OUT`: the real child's side of that kind, whose
work is to attack. It is asked {"do": attack, ...}; it answers {"done": true} where the attack went
through, {"refused": the error's name} where not. LEFT_OUT names layers, with commas, that are not
laid: what each of them alone stops must then go through.
"""

import ctypes
import errno
import fcntl
import mmap
import os
import resource
import signal
import socket
import struct
import sys
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from app.broker import child, rooms
from app.platform import landlock, posix, seccomp
from app.platform.interface import CALLS, FILES, LIMITS, NETWORK, NO_NEW_PRIVILEGES

_LIBC = ctypes.CDLL(None, use_errno=True)
_X86_64 = os.uname().machine == "x86_64"


def leave_out(layers: list[str]) -> None:
    """The program without some of its layers."""
    if FILES in layers:
        landlock.restrict = lambda _readable: 0
    for version in range(landlock.version()):
        if f"{FILES} after {version}" in layers:
            landlock.restrict = partial(landlock.restrict, abi=version)
    if CALLS in layers:
        seccomp.refuse_calls = lambda **_threads: False
    if NETWORK in layers:
        posix.leave_network = lambda: False
    if LIMITS in layers:
        posix._limit = lambda _room: False
    if NO_NEW_PRIVILEGES in layers:
        posix.give_up_privileges = lambda: False


def call(number: int, *arguments: object) -> None:
    """A system call by its number, past whatever the C library would say first."""
    if _LIBC.syscall(ctypes.c_long(number), *arguments) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def prctl(*arguments: int) -> int:
    return int(_LIBC.prctl(*arguments, *[0] * (5 - len(arguments))))


def connects(family: int, kind: int, address: Any) -> None:
    with socket.socket(family, kind) as opened:
        opened.connect(address)
        opened.send(b"stolen")


def runs_a_program() -> None:
    """In a process of its own where that is possible, in this one where it isn't."""
    if os.posix_spawn("/bin/true", ["true"], {}):
        return


def attack(request: dict[str, Any]) -> None:
    """OSError where it failed."""
    at = Path(request.get("at", "/"))
    match request["do"]:
        case "read":
            assert at.read_bytes()
        case "list":
            assert os.listdir(at)
        case "write":
            at.write_bytes(b"x")
        case "append":
            with at.open("ab", buffering=0) as file:
                file.write(b"x")
        case "truncate":
            os.truncate(at, 0)
        case "delete":
            at.unlink()
        case "rename":
            at.rename(at.with_name("other"))
        case "link":
            os.link(at, at.with_name("other"))
        case "symlink":
            at.with_name("other").symlink_to(at)
        case "folder":
            at.with_name("folder").mkdir()
        case "chmod":
            at.chmod(0o666)
        case "touch":
            os.utime(at)
        case "pipe":
            os.mkfifo(at.with_name("pipe"))
        case "watch":
            watch = _LIBC.inotify_init1(0)
            if watch < 0 or _LIBC.inotify_add_watch(watch, os.fsencode(at), 0xFFF) < 0:
                raise OSError(ctypes.get_errno(), "")
        case "write into what is open":
            os.write(request["descriptor"], b"x")
        case "tcp":
            connects(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", request["port"]))
        case "udp":
            connects(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", request["port"]))
        case "unix":
            connects(socket.AF_UNIX, socket.SOCK_STREAM, str(at))
        case "say":
            with socket.socket(socket.AF_UNIX) as opened:
                opened.connect(str(at))
                opened.send(b"hello")
        case "abstract":
            connects(socket.AF_UNIX, socket.SOCK_STREAM, "\0" + request["name"])
        case "listen":
            with socket.socket() as opened:
                opened.bind(("127.0.0.1", 0))
                opened.listen()
        case "same network":
            if os.readlink("/proc/self/ns/net") != request["network"]:
                raise PermissionError(errno.EPERM, "")
        case "exec":
            os.execv("/bin/true", ["true"])
        case "spawn":
            runs_a_program()
        case "fork":
            if os.fork() == 0:
                os._exit(0)
        case "thread as a process":  # clone with the memory shared, and no thread
            call(56 if _X86_64 else 220, 0x100 | signal.SIGCHLD, 0, 0, 0, 0)
        case "ptrace":
            call(101 if _X86_64 else 117, 16, os.getppid(), 0, 0)
        case "pidfd":
            call(434, os.getppid(), 0)
        case "read the parent":
            call(310 if _X86_64 else 270, os.getppid(), None, 0, None, 0, 0)
        case "signal of a thread":
            call(200 if _X86_64 else 130, os.getppid(), 0)  # tkill
        case "signal of a group":
            call(234 if _X86_64 else 131, os.getppid(), os.getppid(), 0)  # tgkill
        case "signal when it can be read":
            fcntl.fcntl(0, fcntl.F_SETSIG, signal.SIGCONT)
        case "owner of a signal":
            fcntl.fcntl(0, fcntl.F_SETOWN, os.getppid())
        case "owner in a structure":
            fcntl.fcntl(0, 15, struct.pack("ii", 1, os.getppid()))  # F_SETOWN_EX, F_OWNER_PID
        case "owner by a device":
            fcntl.ioctl(0, 0x8901, struct.pack("i", os.getppid()))  # FIOSETOWN
        case "processors of the parent":
            os.sched_setaffinity(os.getppid(), os.sched_getaffinity(0))
        case "priority of the parent":
            os.setpriority(os.PRIO_PROCESS, os.getppid(), request["nice"])
        case "scheduler of the parent":
            os.sched_setscheduler(os.getppid(), os.SCHED_OTHER, os.sched_param(0))
        case "datagram":
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as opened:
                opened.sendto(b"stolen", request["at"])
        case "packets in order":
            socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET).close()
        case "two ends":
            for end in socket.socketpair():
                end.close()
        case "call of the other kind":  # x32: a number with this bit; getpid
            call(0x40000000 | 39)
        case "made-up call":
            call(400)
        case "write by the older call":
            path = ctypes.c_char_p(b"/dev/null")
            call(2, path, 1) if _X86_64 else call(56, -100, path, 1)  # open, openat
        case "type for the user":
            fcntl.ioctl(0, 0x5412, b"x")  # TIOCSTI
        case "run what was written":
            mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC).close()
        case "make what was written run":
            memory = mmap.mmap(-1, 4096)
            at_ = ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(memory)))
            if _LIBC.mprotect(at_, ctypes.c_size_t(4096), 1 | 4) != 0:
                raise OSError(ctypes.get_errno(), "")
        case "memory of the parent":
            Path(f"/proc/{os.getppid()}/mem").open("rb").close()
        case "signal":
            os.kill(os.getppid(), 0)
        case "signal to all":
            os.kill(0, 0)
        case "outlive the parent":
            if prctl(1, 0) != 0:  # PR_SET_PDEATHSIG
                raise OSError(ctypes.get_errno(), "")
        case "limits of the parent":
            resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE)
        case "namespace":
            if _LIBC.unshare(0x10000000) != 0:
                raise OSError(ctypes.get_errno(), "")
        case "io_uring":
            call(425, 1, ctypes.create_string_buffer(120))
        case "youngest call":
            call(1000)
        case "more rights":
            if prctl(39) == 1:  # PR_GET_NO_NEW_PRIVS
                raise PermissionError(errno.EPERM, "")
        case "memory":
            bytearray(4 << 30)
        case other:
            raise ValueError(other)


def work(request: dict[str, Any], _content: bytes) -> tuple[dict[str, Any], bytes]:
    if request["do"] == "honest work":
        came: list[int] = []
        if request["threads"]:
            thread = threading.Thread(target=came.append, args=(1,))
            thread.start()
            thread.join()
        else:
            try:
                threading.Thread(target=int).start()
            except RuntimeError:
                came.append(1)
        import plistlib  # which nothing loads before

        return {"done": bool(came and plistlib)}, b""
    try:
        attack(request)
    except MemoryError:
        return {"refused": "MemoryError"}, b""
    except OSError as error:
        return {"refused": errno.errorcode.get(error.errno or 0, "OSError")}, b""
    return {"done": True}, b""


if __name__ == "__main__":
    leave_out(sys.argv[2].split(",") if len(sys.argv) > 2 else [])
    if len(sys.argv) > 3:  # the one socket that it may reach
        room = replace(rooms.room_of(sys.argv[1]), connects_to=Path(sys.argv[3]))
        child.room_of = lambda _word: room
    sys.exit(child.serve(sys.argv[1], work))

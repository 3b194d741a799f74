"""Linux, and as far as it goes the other systems of that family."""

import ctypes
import errno
import fcntl
import os
import re
import resource
import shutil
import signal
import socket
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from app.platform import connection_supervisor, interface, landlock, linux_protections, linux_services, seccomp
from app.platform.interface import Layer, Protection, Room, Service, ServiceState
from app.platform.volumes import Volume, linux_volumes

# https://man7.org/linux/man-pages/man2/prctl.2.html
_SET_PARENT_DEATH_SIGNAL, _GET_DUMPABLE, _SET_DUMPABLE, _SET_NO_NEW_PRIVILEGES = 1, 3, 4, 38
# https://man7.org/linux/man-pages/man2/unshare.2.html
_NEW_IPC, _NEW_USER, _NEW_NETWORK = 0x08000000, 0x10000000, 0x40000000
_CAPABILITY_VERSION_3 = 0x20080522
_MOST_THREADS = 512  # Qt begins as many as there are processors
# what the C library, Python and drawn text look for, wherever they were installed
_SYSTEM = (
    "/usr/lib", "/usr/lib64", "/usr/libexec", "/usr/local/lib", "/lib", "/lib64", "/nix/store",
    "/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/fontconfig", "/etc/fonts",
    "/usr/share/zoneinfo", "/usr/share/locale", "/usr/share/X11/locale", "/etc/localtime",
    "/etc/ld.so.cache", "/etc/ld.so.preload", "/etc/gnutls", "/etc/ssl/openssl.cnf",
    "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu",
    "/dev/null", "/dev/zero", "/dev/random", "/dev/urandom",
)  # fmt: skip


class Posix:
    removes_open_files = True
    opens_folders = True
    asks_for_protections = False
    clipboard_marks: tuple[tuple[str, bytes], ...] = ()

    def __init__(self) -> None:
        self._supervisor: socket.socket | None = None
        self._threads = False

    def policy_file(self) -> Path:
        return Path("/etc/sanad/policy.toml")

    def is_closed_to_others(self, folder: Path) -> bool:
        return not folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)

    def is_administrators(self, file: Path) -> bool:
        """Root's, and so is each folder above it: none may be written by others."""
        try:
            states = [place.lstat() for place in (file, *file.absolute().parents)]
        except OSError:
            return False
        writable_by_others = stat.S_IWGRP | stat.S_IWOTH
        return all(state.st_uid == 0 and not state.st_mode & writable_by_others for state in states)

    def print_program(self) -> str:
        return shutil.which("lp") or ""

    def program_kind(self) -> str:
        return f"{sys.platform}-{os.uname().machine.lower()}"

    def go_on_as(self, command: Sequence[str], environment: Mapping[str, str]) -> int:
        os.execve(command[0], list(command), dict(environment))  # noqa: S606

    def volumes(self) -> tuple[Volume, ...]:
        return linux_volumes()

    def install_service(self, service: Service) -> ServiceState:
        return linux_services.install(service)

    def service_state(self, name: str) -> ServiceState:
        return linux_services.state(name)

    def make_private(self, folder: Path) -> None:
        folder.chmod(0o700)

    def move(self, file: int, pipe: int, size: int) -> int | None:
        # https://man7.org/linux/man-pages/man2/splice.2.html
        if not hasattr(os, "splice"):
            return None
        try:
            return os.splice(file, pipe, size)
        except OSError as error:
            if error.errno in (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP):
                return None
            raise

    def shared_memory(self, size: int) -> int | None:
        # https://man7.org/linux/man-pages/man2/memfd_create.2.html
        if not hasattr(os, "memfd_create"):
            return None
        memory = os.memfd_create("sanad", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.ftruncate(memory, size)
        # whoever reads memory that was made smaller is ended by the system
        seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
        fcntl.fcntl(memory, fcntl.F_ADD_SEALS, seals)
        return memory

    def reader_ended(self, error: OSError) -> bool:
        return isinstance(error, BrokenPipeError)

    def sync_folder(self, folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def try_lock(self, descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks
            return True
        return True

    @contextmanager
    def locked(self, descriptor: int) -> Iterator[None]:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            yield
        finally:
            with suppress(OSError):
                fcntl.flock(descriptor, fcntl.LOCK_UN)

    def keep_memory_private(self) -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":
            ctypes.CDLL(None, use_errno=True).prctl(_SET_DUMPABLE, 0, 0, 0, 0)

    def memory_is_private(self) -> bool:
        no_core = resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
        if sys.platform != "linux":
            return no_core
        return no_core and ctypes.CDLL(None).prctl(_GET_DUMPABLE, 0, 0, 0, 0) == 0

    def end_with_parent(self) -> bool:
        parent = os.getppid()
        if sys.platform == "linux":
            ctypes.CDLL(None, use_errno=True).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0)
        return os.getppid() == parent

    def refuse_capture(self, window: int) -> bool:
        """X11 has no such thing; Wayland asks the person before anything is recorded."""
        return False

    def protections(self, folder: Path) -> tuple[Protection, ...]:
        return linux_protections.read(folder)

    def bind_secret(self, secret: bytes) -> bytes | None:
        """A TPM is an administrator's to open (docs/decisions/0028)."""
        return None

    def read_bound(self, bound: bytes) -> bytes | None:
        return None

    def confine(self, room: Room) -> tuple[Layer, ...]:
        if sys.platform != "linux":
            return (Layer(interface.LIMITS, _limit(room)),)
        if room.connects_to is not None:
            self._supervisor = connection_supervisor.stand_by(room.connects_to)
        self._threads = room.threads
        layers = [Layer(interface.NO_NEW_PRIVILEGES, give_up_privileges())]
        if room.connects_to is None:  # what it talks to knows nobody of another user's namespace
            layers.append(Layer(interface.NETWORK, leave_network()))
        drop_capabilities()
        readable = (*map(Path, _SYSTEM), *room.readable)
        layers += _of_landlock(landlock.restrict(readable))
        layers.append(Layer(interface.LIMITS, _limit(room)))
        return tuple(layers)

    def refuse_calls(self) -> tuple[Layer, ...]:
        if sys.platform != "linux":
            return ()
        supervisor, self._supervisor = self._supervisor, None
        if supervisor is None:
            return (Layer(interface.CALLS, seccomp.refuse_calls(threads=self._threads)),)
        listener = seccomp.refuse_calls_but_ask_for_connections()
        if listener is None:
            supervisor.close()
        else:
            connection_supervisor.hand_over(supervisor, listener)
        return (Layer(interface.CALLS, listener is not None),)

    def hold_child(self, process: int, *, room: Room) -> tuple[Layer, ...]:
        return ()


def give_up_privileges() -> bool:
    """Nothing that this process runs can have more rights than it has."""
    return bool(ctypes.CDLL(None, use_errno=True).prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0)


def leave_network() -> bool:
    """Into a network of its own, where nobody else is. A user's own namespace is needed for it, which
    some systems allow nobody; an administrator needs none."""
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    apart = _NEW_NETWORK | _NEW_IPC
    if unshare(_NEW_USER | apart) != 0:
        return bool(unshare(apart) == 0)
    if tuple(map(int, re.findall(r"\d+", os.uname().release)[:2])) >= (5, 14):
        # before, all that the user runs elsewhere would be counted too
        resource.setrlimit(resource.RLIMIT_NPROC, (_MOST_THREADS, _MOST_THREADS))
    return True


def _of_landlock(version: int) -> tuple[Layer, ...]:
    """What holds by this version of it."""
    since = {interface.FILES: 1, interface.SHORTENING: 3, interface.CONNECTIONS: 4, interface.SIGNALS: 6}
    return tuple(Layer(name, version >= first) for name, first in since.items())


def drop_capabilities() -> None:
    """Those of an administrator, or of a namespace of its own."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    ctypes.CDLL(None, use_errno=True).capset(header, (ctypes.c_uint32 * 6)())


def _limit(room: Room) -> bool:
    no_core = (resource.RLIMIT_CORE, 0)
    no_file = () if room.fills_a_file else ((resource.RLIMIT_FSIZE, 0),)
    limits = (no_core, *no_file, (resource.RLIMIT_CPU, room.seconds), (resource.RLIMIT_AS, room.memory_bytes))
    try:
        for kind, limit in limits:
            resource.setrlimit(kind, (limit, limit))
    except (OSError, ValueError):
        return False
    return True

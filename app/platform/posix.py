"""Linux, and as far as it goes the other systems of that family."""

import ctypes
import fcntl
import os
import resource
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.platform import linux_protections
from app.platform.protection import Protection

# https://man7.org/linux/man-pages/man2/prctl.2.html
_SET_PARENT_DEATH_SIGNAL, _SET_DUMPABLE = 1, 4


class Posix:
    removes_open_files = True
    opens_folders = True

    def policy_file(self) -> Path:
        return Path("/etc/sanad/policy.toml")

    def print_program(self) -> str:
        return shutil.which("lp") or ""

    def make_private(self, folder: Path) -> None:
        folder.chmod(0o700)

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

    def end_with_parent(self) -> bool:
        parent = os.getppid()
        if sys.platform == "linux":
            ctypes.CDLL(None, use_errno=True).prctl(
                _SET_PARENT_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0
            )
        return os.getppid() == parent

    def protections(self, folder: Path) -> tuple[Protection, ...]:
        return linux_protections.read(folder)

    def limit_worker(self, *, seconds: int, memory_bytes: int) -> None:
        for kind, limit in (
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_AS, memory_bytes),
        ):
            resource.setrlimit(kind, (limit, limit))

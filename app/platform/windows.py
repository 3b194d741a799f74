"""Windows. What it has no call for is done by the system itself, or stands in docs/threat-model.md."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.platform import confinement, win32, windows_protections
from app.platform.confinement import Layer, Room
from app.platform.protection import Protection


class Windows:
    removes_open_files = False
    opens_folders = False
    asks_for_protections = True

    def policy_file(self) -> Path:
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "Sanad" / "policy.toml"

    def is_administrators(self, file: Path) -> bool:
        """By its owner: any user may lay a folder into ProgramData, but gives it to nobody else."""
        return win32.owner_is_administrator(file)

    def print_program(self) -> str:
        return ""

    def make_private(self, folder: Path) -> None:
        """A user's profile is closed to other users already; this keeps out this user's own children
        that read strangers' files."""
        win32.close_to_lower_integrity(folder)

    def sync_folder(self, folder: Path) -> None:
        """NTFS writes a rename to its own log first."""

    def try_lock(self, descriptor: int) -> bool:
        """No open file can be removed there: `app.disk.remove_abandoned` relies on that."""
        return True

    @contextmanager
    def locked(self, descriptor: int) -> Iterator[None]:
        yield

    def keep_memory_private(self) -> None:
        """Crash dumps are the administrator's to switch off (docs/threat-model.md)."""

    def memory_is_private(self) -> bool:
        return False

    def end_with_parent(self) -> bool:
        return True

    def protections(self, folder: Path) -> tuple[Protection, ...]:
        return windows_protections.read(folder)

    def bind_secret(self, secret: bytes) -> bytes | None:
        return win32.protect_data(secret)

    def read_bound(self, bound: bytes) -> bytes | None:
        return win32.unprotect_data(bound)

    def limit_worker(self, *, seconds: int, memory_bytes: int) -> None:
        """Its limits are those of the job that `hold_child` puts it into."""

    def confine(self, room: Room) -> tuple[Layer, ...]:
        return (
            Layer(confinement.NO_NEW_PRIVILEGES, win32.remove_privileges()),
            Layer(confinement.INTEGRITY, win32.lower_integrity()),
            # a job is the business of whoever started this one; there is none of its network
            Layer(confinement.NETWORK, holds=False),
        )

    def refuse_calls(self) -> tuple[Layer, ...]:
        return (Layer(confinement.MITIGATIONS, win32.mitigate()),)

    def hold_child(self, process: int, *, room: Room) -> tuple[Layer, ...]:
        # where it isn't packaged, the process is the launcher of a virtual environment, which starts
        # another one: what that may do is not limited by this job
        packaged = bool(getattr(sys, "frozen", False))
        held = packaged and win32.put_into_job(process, room.seconds, room.memory_bytes)
        return (Layer(confinement.JOB, held),)

"""Windows. What it has no call for is done by the system itself, or stands in docs/threat-model.md."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.platform import windows_protections
from app.platform.protection import Protection


class Windows:
    removes_open_files = False
    opens_folders = False

    def policy_file(self) -> Path:
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "Sanad" / "policy.toml"

    def print_program(self) -> str:
        return ""

    def make_private(self, folder: Path) -> None:
        """A user's profile is closed to other users already."""

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

    def end_with_parent(self) -> bool:
        return True

    def protections(self, folder: Path) -> tuple[Protection, ...]:
        return windows_protections.read(folder)

    def limit_worker(self, *, seconds: int, memory_bytes: int) -> None:
        """Its limits are those of a job object, which there is none of yet."""

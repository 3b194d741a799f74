"""Windows. What it has no call for is done by the system itself, or stands in docs/threat-model.md."""

import ctypes
import errno
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.platform import interface, win32, windows_process, windows_protections, windows_services
from app.platform.interface import Layer, Protection, Room, Service, ServiceState
from app.platform.volumes import Kind, Volume

# -- windows volumes ---------------------------------------------------------------------------
# The drives of Windows, by their letters and labels.
# Sources: https://learn.microsoft.com/windows/win32/api/fileapi (GetLogicalDrives, GetDriveType,
# GetVolumeInformation), /windows/win32/api/winnetwk (WNetGetConnection).

_KINDS: dict[int, Kind] = {2: "stick", 3: "disk", 4: "share", 5: "disk"}  # GetDriveType
_READ_ONLY = 0x80000  # FILE_READ_ONLY_VOLUME
_NO_QUESTIONS = 0x1  # SEM_FAILCRITICALERRORS: a reader without a card asks nobody for one
_LONGEST = 1024


if sys.platform != "win32":

    def drives() -> tuple[Volume, ...]:
        return ()

else:

    def drives() -> tuple[Volume, ...]:
        """Those that answer, by letter."""
        kernel = ctypes.WinDLL("kernel32")
        kernel.SetThreadErrorMode(_NO_QUESTIONS, None)
        mask = kernel.GetLogicalDrives()
        roots = [f"{chr(65 + bit)}:\\" for bit in range(26) if mask >> bit & 1]
        volumes = [_volume(kernel, root) for root in roots]
        return tuple(volume for volume in volumes if volume is not None)

    def _volume(kernel: ctypes.WinDLL, root: str) -> Volume | None:
        kind = _KINDS.get(kernel.GetDriveTypeW(root))
        if kind is None:
            return None
        if kind == "share":  # by what Windows remembers: a server that is away would hold us up
            return Volume(Path(root), kind, _connection(root))
        label, flags = ctypes.create_unicode_buffer(_LONGEST), ctypes.c_uint32()
        serial, longest_name, system_name = None, None, None
        arguments = (root, label, _LONGEST, serial, longest_name, ctypes.byref(flags), system_name, 0)
        if not kernel.GetVolumeInformationW(*arguments):  # nothing is in it
            return None
        return Volume(Path(root), kind, label.value, bool(flags.value & _READ_ONLY))

    def _connection(root: str) -> str:
        name, size = ctypes.create_unicode_buffer(_LONGEST), ctypes.c_uint32(_LONGEST)
        network = ctypes.WinDLL("mpr")
        refused = network.WNetGetConnectionW(root[:2], name, ctypes.byref(size))
        return "" if refused else name.value.rpartition("\\")[2]


# -- windows ------------------------------------------------------------------------------------


class Windows:
    removes_open_files = False
    opens_folders = False
    asks_for_protections = True
    # https://learn.microsoft.com/windows/win32/dataxchg/clipboard-formats#cloud-clipboard-and-clipboard-history-formats
    clipboard_marks = (
        ("ExcludeClipboardContentFromMonitorProcessing", b"\0\0\0\0"),
        ("CanIncludeInClipboardHistory", b"\0\0\0\0"),
        ("CanUploadToCloudClipboard", b"\0\0\0\0"),
    )

    def __init__(self) -> None:
        self._memory_is_private = False

    def policy_file(self) -> Path:
        return win32.program_data() / "Sanad" / "policy.toml"

    def is_closed_to_others(self, folder: Path) -> bool:
        """A user's profile is closed to other users by itself."""
        return True

    def is_administrators(self, file: Path) -> bool:
        """By its owner: any user may lay a folder into ProgramData, but gives it to nobody else."""
        return win32.owner_is_administrator(file)

    def print_program(self) -> str:
        return ""

    def program_kind(self) -> str:
        machine = os.environ.get("PROCESSOR_ARCHITECTURE", "AMD64").lower()
        return f"windows-{'x86_64' if machine == 'amd64' else machine}"

    def go_on_as(self, command: Sequence[str], environment: Mapping[str, str]) -> int:
        """A process can't become another there: this one waits for it."""
        return subprocess.run(command, env=environment, check=False).returncode

    def volumes(self) -> tuple[Volume, ...]:
        return drives()

    def install_service(self, service: Service) -> ServiceState:
        return windows_services.install(service)

    def service_state(self, name: str) -> ServiceState:
        return windows_services.state(name)

    def make_private(self, folder: Path) -> None:
        """A user's profile is closed to other users already; this keeps out this user's own children
        that read strangers' files."""
        win32.close_to_lower_integrity(folder)

    def move(self, file: int, pipe: int, size: int) -> int | None:
        """There is no such call for pipes."""
        return None

    def shared_memory(self, size: int) -> int | None:
        """What it has, has a name that others may open."""
        return None

    def reader_ended(self, error: OSError) -> bool:
        # which of the two comes depends on how far the other end had got: bugs.python.org/issue19612
        return isinstance(error, BrokenPipeError) or error.errno == errno.EINVAL

    def sync_folder(self, folder: Path) -> None:
        """NTFS writes a rename to its own log first."""

    def try_lock(self, descriptor: int) -> bool:
        return windows_process.lock_file(descriptor, wait=False)

    @contextmanager
    def locked(self, descriptor: int) -> Iterator[None]:
        is_locked = windows_process.lock_file(descriptor, wait=True)
        try:
            yield
        finally:
            if is_locked:
                windows_process.unlock_file(descriptor)

    def keep_memory_private(self) -> None:
        windows_process.leave_crash_reports()
        self._memory_is_private = windows_process.close_memory()

    def memory_is_private(self) -> bool:
        return self._memory_is_private

    def end_with_parent(self) -> bool:
        return windows_process.end_with_parent()

    def refuse_capture(self, window: int) -> bool:
        return windows_process.refuse_capture(window)

    def protections(self, folder: Path) -> tuple[Protection, ...]:
        return windows_protections.read(folder)

    def bind_secret(self, secret: bytes) -> bytes | None:
        return win32.protect_data(secret)

    def read_bound(self, bound: bytes) -> bytes | None:
        return win32.unprotect_data(bound)

    def confine(self, room: Room) -> tuple[Layer, ...]:
        return (
            Layer(interface.NO_NEW_PRIVILEGES, win32.remove_privileges()),
            Layer(interface.INTEGRITY, win32.lower_integrity()),
            # a job is the business of whoever started this one; there is none of its network
            Layer(interface.NETWORK, holds=False),
        )

    def refuse_calls(self) -> tuple[Layer, ...]:
        return (Layer(interface.MITIGATIONS, win32.mitigate()),)

    def hold_child(self, process: int, *, room: Room) -> tuple[Layer, ...]:
        # where it isn't packaged, the process is the launcher of a virtual environment, which starts
        # another one: what that may do is not limited by this job
        packaged = bool(getattr(sys, "frozen", False))
        is_confined = packaged and win32.put_into_job(process, room.seconds, room.memory_bytes)
        return (Layer(interface.JOB, is_confined),)

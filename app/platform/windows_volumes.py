"""The drives of Windows, by their letters and labels.

Sources: https://learn.microsoft.com/windows/win32/api/fileapi (GetLogicalDrives, GetDriveType,
GetVolumeInformation), /windows/win32/api/winnetwk (WNetGetConnection).
"""

import ctypes
import sys
from pathlib import Path

from app.platform.volumes import Kind, Volume

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
        arguments = (
            root, label, _LONGEST, serial, longest_name, ctypes.byref(flags), system_name, 0,
        )  # fmt: skip
        if not kernel.GetVolumeInformationW(*arguments):  # nothing is in it
            return None
        return Volume(Path(root), kind, label.value, bool(flags.value & _READ_ONLY))

    def _connection(root: str) -> str:
        name, size = ctypes.create_unicode_buffer(_LONGEST), ctypes.c_uint32(_LONGEST)
        network = ctypes.WinDLL("mpr")
        refused = network.WNetGetConnectionW(root[:2], name, ctypes.byref(size))
        return "" if refused else name.value.rpartition("\\")[2]

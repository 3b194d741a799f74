"""What Windows says of BitLocker, page file, hibernation and spool; nothing is asked as administrator.

BitLocker's state is a property of a drive that the shell shows to every user; the rest stands in
the registry. Sources: System.Volume.BitLockerProtection; "Memory Management" and "Power" keys of
the session manager."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from app.platform.interface import Protection, State

Registry = Callable[[str, str], object]  # key below HKEY_LOCAL_MACHINE, name -> value or None
Drives = Callable[[str], str]  # "C:" -> what the shell says

_CONTROL = r"SYSTEM\CurrentControlSet\Control"
_MEMORY, _POWER = rf"{_CONTROL}\Session Manager\Memory Management", rf"{_CONTROL}\Power"
_PROTECTED = ("1", "3", "5")  # on, being encrypted, suspended


def read(folder: Path) -> tuple[Protection, ...]:
    return judged(folder.drive or "C:", os.environ.get("SYSTEMDRIVE", "C:"), _registry, _bitlocker)


def judged(drive: str, system: str, registry: Registry, drives: Drives) -> tuple[Protection, ...]:
    """`drive`: with the records; `system`: with page file, hibernation file and spool."""
    disk, of_system = _state(drives(drive)), _state(drives(system))
    return (
        Protection("disk", disk),
        Protection("swap", of_system if _pages(registry) else "protected"),
        Protection("hibernation", of_system if registry(_POWER, "HibernateEnabled") != 0 else "protected"),
        Protection("print spool", of_system),
    )


def _state(answer: str) -> State:
    if answer in _PROTECTED:
        return "protected"
    return "open" if answer.isdigit() else "unknown"


def _pages(registry: Registry) -> bool:
    if registry(rf"{_CONTROL}\FileSystem", "NtfsEncryptPagingFile") == 1:
        return False  # its key is gone with the power
    return registry(_MEMORY, "PagingFiles") not in ([], [""])


def _registry(key: str, name: str) -> object:
    if sys.platform == "win32":
        import winreg

        with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as opened:
            return winreg.QueryValueEx(opened, name)[0]
    return None


def _bitlocker(drive: str) -> str:
    shell = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"))
    program = shell / "System32" / "WindowsPowerShell" / "v1.0" / "powershell.exe"
    script = (
        f"(New-Object -ComObject Shell.Application).NameSpace('{drive[:1]}:').Self"
        ".ExtendedProperty('System.Volume.BitLockerProtection')"
    )
    try:
        completed = subprocess.run(
            [str(program), "-NoProfile", "-NonInteractive", "-Command", script],
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return completed.stdout.strip()

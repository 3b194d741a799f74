"""Sticks, disks and shares that are plugged in now, by the names that people gave them."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["stick", "share", "disk"]

MOUNTS, LABELS = Path("/proc/self/mountinfo"), Path("/dev/disk/by-label")
# where desktops and administrators of Linux show what was plugged in or connected
_PLUGGED_IN = ("/media/", "/run/media/", "/mnt/")
_SHARES = frozenset({"cifs", "smb3", "smbfs", "nfs", "nfs4", "afs", "9p", "fuse.sshfs", "fuse.smbnetfs", "davfs"})
_DESKTOP_SHARES = "fuse.gvfsd-fuse"
_OCTAL = re.compile(r"\\([0-7]{3})")
_HEXADECIMAL = re.compile(r"\\x([0-9a-fA-F]{2})")


@dataclass(frozen=True, slots=True)
class Volume:
    """A place that can come and go. `label`: "" where nobody named it."""

    path: Path
    kind: Kind
    label: str
    read_only: bool = False


def linux_volumes(mounts: Path = MOUNTS, labels: Path = LABELS) -> tuple[Volume, ...]:
    """What is mounted, in the order in which it was. It asks no disk: a share that doesn't answer
    holds nobody up.

    Format: https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html"""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ()
    named = dict(_labels(labels))
    volumes = {volume.path: volume for line in lines for volume in _volumes(line, named)}
    return tuple(volumes.values())


def _volumes(line: str, named: dict[str, str]) -> Iterator[Volume]:
    first, _, last = line.partition(" - ")
    fields, system = first.split(" "), last.split(" ")
    if len(fields) < 6 or len(system) < 2:
        return
    path = _OCTAL.sub(lambda match: chr(int(match[1], 8)), fields[4])
    read_only = "ro" in fields[5].split(",")
    if system[0] == _DESKTOP_SHARES:
        yield from _desktop_shares(Path(path))
    elif system[0] in _SHARES:
        yield Volume(Path(path), "share", Path(path).name, read_only)
    elif path.startswith(_PLUGGED_IN):
        label = named.get(os.path.realpath(system[1]), Path(path).name)
        yield Volume(Path(path), "stick", label, read_only)


def _desktop_shares(folder: Path) -> Iterator[Volume]:
    """Those that the file manager has connected: folders such as smb-share:server=files,share=cases."""
    with suppress(OSError):
        for path in sorted(folder.iterdir()):
            named = re.search(r"(?:share|name|host)=([^,]+)", path.name)
            yield Volume(path, "share", named[1] if named else path.name)


def _labels(folder: Path) -> Iterator[tuple[str, str]]:
    """Of each device that was given a label."""
    with suppress(OSError):
        for link in folder.iterdir():
            label = _HEXADECIMAL.sub(lambda match: chr(int(match[1], 16)), link.name)
            with suppress(UnicodeError):  # each \x.. is a byte of UTF-8
                label = label.encode("latin-1").decode("utf-8")
            yield os.path.realpath(link), label

"""What Linux says of disks, swap, hibernation and the print spool; nothing is asked as root.

Encryption that the system does itself is seen: dm-crypt, as LUKS uses it (also below LVM or RAID),
and eCryptfs. A disk that encrypts itself, or a folder under fscrypt, is not, and counts as open.
Sources: Documentation/ABI/testing/sysfs-block, sysfs-power; proc(5); cupsd.conf(5)."""

import os
import re
from contextlib import suppress
from pathlib import Path

from app.platform.interface import Protection, State

_SPOOL = "var/spool/cups"


def read(folder: Path, root: Path = Path("/")) -> tuple[Protection, ...]:
    """`root`: where the system's own files are, such as proc and sys."""
    swap = _swap(root)
    return (
        Protection("disk", _of_folder(folder, root)),
        Protection("swap", swap),
        Protection("hibernation", _hibernation(root, swap)),
        Protection("print spool", _print_spool(root)),
    )


def _text(file: Path) -> str | None:
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        return None


def _of_folder(folder: Path, root: Path) -> State:
    """Of the disk under the nearest folder that is there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        device = folder.stat().st_dev
    except OSError:
        return "unknown"
    state = _of_device(root / f"sys/dev/block/{os.major(device)}:{os.minor(device)}")
    return _of_mount(folder, root) if state == "unknown" else state


def _of_device(device: Path) -> State:
    """A block device: encrypted itself, or made of others that all are."""
    if not device.exists():
        return "unknown"
    if (_text(device / "dm" / "uuid") or "").startswith("CRYPT-"):
        return "protected"
    parts: list[Path] = []
    with suppress(OSError):
        parts = list((device / "slaves").iterdir())
    states = {_of_device(part) for part in parts}
    return "open" if not states or "open" in states else states.pop()


def _of_mount(folder: Path, root: Path) -> State:
    """Where the file system has no block device of its own, such as btrfs or eCryptfs."""
    mounts = _text(root / "proc/self/mountinfo")
    if mounts is None:
        return "unknown"
    longest = -1
    state: State = "unknown"
    for line in mounts.splitlines():
        place_words, _, kind_words = line.partition(" - ")
        place = [*place_words.split(), "", "", "", "", ""][4].replace("\\040", " ")
        kind, source = [*kind_words.split(), "", ""][:2]
        if place and folder.is_relative_to(place) and len(place) >= longest:
            longest, state = len(place), _of_source(kind, source, root)
    return state


def _of_source(kind: str, source: str, root: Path) -> State:
    if kind == "ecryptfs":
        return "protected"
    return _of_named(source, root) if source.startswith("/dev/") else "unknown"


def _of_named(source: str, root: Path) -> State:
    """/dev/sda2, or a name of the device mapper, which is a link to /dev/dm-N."""
    name = os.path.realpath(root / source.lstrip("/")).rpartition("/")[2]
    return _of_device(root / "sys/class/block" / name)


def _swap(root: Path) -> State:
    swaps = _text(root / "proc/swaps")
    if swaps is None:
        return "unknown"
    states: set[State] = set()
    for line in swaps.splitlines()[1:]:
        name, kind = [*line.split(), "", ""][:2]
        if re.fullmatch(r"/dev/zram\d+", name):  # compressed, in memory
            states.add(_of_zram(root / "sys/class/block" / name.rpartition("/")[2]))
        elif kind == "file":
            states.add(_of_folder(Path(name), root))
        else:
            states.add(_of_named(name, root))
    return "open" if "open" in states else "unknown" if "unknown" in states else "protected"


def _of_zram(device: Path) -> State:
    """It may be told to write what it can't hold to a disk."""
    backing = (_text(device / "backing_dev") or "none").strip()
    return "protected" if backing == "none" else "open"


def _hibernation(root: Path, swap: State) -> State:
    """Memory as it is goes into the swap: as safe as that, or never there."""
    states, ways = _text(root / "sys/power/state"), _text(root / "sys/power/disk")
    if states is None:
        return "unknown"
    if "disk" not in states.split() or "[disabled]" in (ways or ""):
        return "protected"
    return swap


def _print_spool(root: Path) -> State:
    """CUPS keeps each document for a day unless it is told otherwise."""
    spool = root / _SPOOL
    if not (root / "etc/cups").exists():
        return "protected"  # there is none
    if _of_folder(spool, root) == "protected":
        return "protected"
    settings = _text(root / "etc/cups/cupsd.conf")
    if settings is None:
        return "unknown"
    setting = re.search(r"(?im)^\s*PreserveJobFiles\s+(\S+)", settings)
    return "protected" if setting and setting[1].lower() in ("no", "off", "0") else "open"

"""What this computer does with what is in its memory and on its disk, in words for people.

Said at first start, in the settings, and to whoever checks an installation; it stops nobody: an
officer can't encrypt a disk, but can ask for it."""

from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from app.errors import N_
from app.platform import system
from app.platform.interface import Kind, Protection, State

TITLES: dict[Kind, str] = {
    "disk": N_("The disk with your work"),
    "swap": N_("Memory that is written to the disk"),
    "hibernation": N_("Sleep when the lid is closed"),
    "print spool": N_("Papers on their way to the printer"),
}
_SAYS: dict[tuple[Kind, State], str] = {
    ("disk", "protected"): N_("Encrypted by the system, besides Sanad’s own encryption."),
    ("disk", "open"): N_("Not encrypted by the system. Sanad encrypts its own files, but does not hide how many there are, nor what you save elsewhere. Ask for disk encryption."),
    ("disk", "unknown"): N_("Sanad cannot tell whether the system encrypts it. Ask the person who looks after the computer."),
    ("swap", "protected"): N_("None, or encrypted."),
    ("swap", "open"): N_("Not encrypted: what was on the screen, and keys, may stay on the disk. Ask for an encrypted disk, or for the swap file to be switched off."),
    ("swap", "unknown"): N_("Sanad cannot tell whether it is encrypted. Ask the person who looks after the computer."),
    ("hibernation", "protected"): N_("Nothing readable is written to the disk."),
    ("hibernation", "open"): N_("In deep sleep, all memory may be written to the disk unencrypted. Lock Sanad before you close the lid, and ask for deep sleep to be switched off."),
    ("hibernation", "unknown"): N_("Sanad cannot tell what is written then. Lock Sanad before you close the lid."),
    ("print spool", "protected"): N_("No readable copy is kept."),
    ("print spool", "open"): N_("The system may keep a readable copy after printing. Ask for that to be switched off, or save a file with a password instead."),
    ("print spool", "unknown"): N_("Sanad cannot tell whether the system keeps a copy after printing. Ask the person who looks after the computer."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ComputerProtection:
    """`title` and `says`: message ids."""

    kind: Kind
    state: State
    title: str
    says: str


_disks: dict[Path, State] = {}  # what was last known of the disk under each folder
_looking: set[Path] = set()


def computer_protections(home: Path) -> tuple[ComputerProtection, ...]:
    """One for each kind, in their order; `home`: the folder of the records. On Windows it asks
    another program: away from the screen."""
    protections = tuple(map(_told, system.protections(home)))
    _disks[home] = next(line.state for line in protections if line.kind == "disk")
    return protections


def disk_state(home: Path) -> State:
    """Is the disk with the records encrypted, as far as it was looked up? Where nobody has, that begins
    now, beside everything else, and it is unknown until then; where it takes no time, at once."""
    if home not in _disks and home not in _looking:
        _looking.add(home)
        if system.asks_for_protections:
            Thread(target=computer_protections, args=(home,), daemon=True).start()
        else:
            computer_protections(home)
    return _disks.get(home, "unknown")


def _told(protection: Protection) -> ComputerProtection:
    kind, state = protection.kind, protection.state
    return ComputerProtection(kind, state, TITLES[kind], _SAYS[kind, state])

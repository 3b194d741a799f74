"""What a computer says of itself to the desk, in its log of keys: nothing of any case.
docs/formats/events.md, docs/decisions/0039-what-computers-report.md"""

from dataclasses import dataclass

from app.case import events, fields
from app.seal import canonical

LONGEST_NAME, LONGEST_VERSION = 64, 32
PROTECTED, OPEN, UNKNOWN = DISKS = ("protected", "open", "unknown")
_LATEST = 1 << 38  # seconds since 1970
_LARGEST = 4096  # bytes of a whole report, with what a later version may add


@dataclass(frozen=True, slots=True)
class ComputerWord:
    """`contact`, `backup`: when it last exchanged and was last kept safe, 0 for never; all by its own
    clock. `disk`: protected, open or unknown."""

    version: str
    name: str
    at: int
    contact: int
    backup: int
    disk: str


def read(event: events.Event) -> ComputerWord | None:
    """None for anything larger or other than a report is."""
    content = event.content
    if event.what != events.COMPUTER or len(canonical.encode(dict(content))) > _LARGEST:
        return None
    version, name = fields.text(content.get("version")), fields.text(content.get("name"))
    contact, backup, disk = content.get("contact"), content.get("backup"), content.get("disk")
    if not version or len(version) > LONGEST_VERSION or len(name) > LONGEST_NAME:
        return None
    if not isinstance(disk, str) or disk not in DISKS:
        return None
    if type(contact) is not int or type(backup) is not int:
        return None
    if not (0 <= contact < _LATEST and 0 <= backup < _LATEST):
        return None
    return ComputerWord(version, name, event.at, contact, backup, disk)

"""Absences, as what a team shares says them: who is away, on which days, and who stands in.

Each event tells the whole of one absence. The highest version speaks; of two with one number the one
whose event has the greater id. Only the person herself and the desk say anything of an absence.
docs/formats/events.md, docs/decisions/0038-absence.md"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.case import events, fields, roles

LONGEST_DAYS = 92
_ID = 16


@dataclass(frozen=True, slots=True)
class AbsenceEntry:
    """`restricted`: are restricted cases given too? That only the person herself can say."""

    id: bytes
    version: int
    event: bytes
    person: bytes
    substitute: bytes
    first: date
    last: date
    reason: str
    restricted: bool
    ended: bool
    set_by: bytes

    @property
    def rank(self) -> tuple[int, bytes]:
        """The greater one speaks."""
        return self.version, self.event


def read(event: events.Event) -> AbsenceEntry | None:
    """None where it says nothing: something is missing or odd, or it is not its author's to say."""
    content = event.content
    absence, person = _id(content.get("absence")), _id(content.get("person"))
    substitute = _id(content.get("substitute"))
    version = content.get("version")
    first, last = _day(content.get("first")), _day(content.get("last"))
    if not absence or not person or not substitute or person == substitute:
        return None
    if type(version) is not int or not 0 < version < 1 << 31 or first is None or last is None:
        return None
    if not 0 <= (last - first).days < LONGEST_DAYS:
        return None
    is_own = event.person == person
    if not is_own and event.role != roles.DESK:
        return None
    return AbsenceEntry(
        id=absence, version=version, event=event.id, person=person, substitute=substitute,
        first=first, last=last, reason=fields.text(content.get("reason")),
        restricted=is_own and content.get("restricted") == 1, ended=content.get("ended") == 1,
        set_by=event.person,
    )  # fmt: skip


def read_all(timeline: Iterable[events.Event]) -> list[AbsenceEntry]:
    """What the events of a log say, in their order."""
    absences = (read(event) for event in timeline if event.what == events.ABSENCE)
    return [absence for absence in absences if absence]


def _id(value: object) -> bytes:
    return value if isinstance(value, bytes) and len(value) == _ID else b""


def _day(value: object) -> date | None:
    text = fields.text(value)
    try:
        return date.fromisoformat(text) if len(text) == len("2026-12-01") else None
    except ValueError:
        return None

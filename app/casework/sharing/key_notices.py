"""What was done with holders' cards: lines that stay until they were seen, for the officer whose
records they open and for the desk.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from app.case import events
from app.case.fields import text as text_of
from app.casework.session import key_log
from app.casework.session.registrar import DESK, key_of
from app.casework.session.session import Session, events_of
from app.clock import utc
from app.vault import inbox
from app.vault.database import Writer

_KINDS = tuple(sorted(events.OF_KEYS))
_ALL = 10_000


@dataclass(frozen=True, slots=True)
class KeyNotice:
    """One act. `officer`: whose records, or who used the root. `holders`: whose
    cards, by their numbers; a name is "" where it isn't known. `is_own`: of these records. `subject`: whom the root named or withdrew. `may_be_seen`:
    not what was done since they were opened, so that the next one who opens them sees it too."""

    event: str
    kind: str
    officer: str
    is_own: bool
    at: datetime
    came_at: datetime
    set_name: str
    threshold: int
    holders: tuple[tuple[int, str], ...]
    subject: str
    is_seen: bool
    may_be_seen: bool = field(default=True)


def notice(session: Session, writer: Writer, log: bytes, new: Iterable[events.Event]) -> None:
    """Events of a log of keys have just come in: a line each, at the desk and where they are one's
    own, from another copy of these records."""
    own_devices = session.vault.directory.own.devices
    is_desk = session.officer.role == DESK or key_of(session) is not None
    for event in new:
        if event.what in events.OF_KEYS and (is_desk or event.stream in own_devices):
            inbox.add(writer, event.id, log, event.what, session.now())


def unseen(session: Session) -> list[KeyNotice]:
    """What nobody who opened these records has seen, the last that came first."""
    return [line for line in history(session) if not line.is_seen]


def history(session: Session) -> list[KeyNotice]:
    """All of it, the last that came first."""
    lines = []
    logs: dict[bytes, dict[bytes, events.Event]] = {}
    for row in inbox.rows(session.reading(), _ALL, kinds=_KINDS):
        if row.case not in logs:
            logs[row.case] = {event.id: event for event in events_of(session, row.case)}
        if event := logs[row.case].get(row.event):
            lines.append(_line(session, event, row))
    return lines


def _line(session: Session, event: events.Event, row: inbox.InboxRow) -> KeyNotice:
    vault, content = session.vault, event.content
    threshold, cards = content.get("threshold"), content.get("cards")
    return KeyNotice(
        event=event.id.hex(),
        kind=event.what,
        officer=vault.directory.name_of(event.stream),
        is_own=row.case == key_log.id_of(vault),
        at=utc(event.at),
        came_at=utc(row.at),
        set_name=text_of(content.get("set")),
        threshold=threshold if type(threshold) is int else 0,
        holders=_holders(cards),
        subject=text_of(content.get("about")),
        is_seen=row.read,
        may_be_seen=event.id not in session.key_uses,
    )


def _holders(cards: object) -> tuple[tuple[int, str], ...]:
    return tuple(
        (card[0], text_of(card[1]))
        for card in (cards if isinstance(cards, list) else [])
        if isinstance(card, list) and len(card) == 2 and type(card[0]) is int
    )


def see(session: Session, event_id: str) -> None:
    """Whoever has the records open has seen a line. Not in the session that did it: the officer whose
    records were opened without her must find it at her next unlocking."""
    event = bytes.fromhex(event_id)
    if event in session.key_uses:
        return
    with session.vault.transaction() as writer:
        inbox.mark(writer, [event], read=True)
    if not any(line.is_own and line.kind == events.HOLDERS_USED for line in unseen(session)):
        session.vault.folder.forget_recovery()

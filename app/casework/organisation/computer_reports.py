"""What each computer says of itself to the desk: its version, when it last exchanged and was last kept
safe, whether its disk is encrypted. Nothing of any case.

It lies in the computer's log of keys, which its officer's own team and the desk's read: headquarters and
who carries a stick see one more sealed record. docs/decisions/0039-what-computers-report.md"""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.case import computer, events, fields
from app.casework.organisation import desk
from app.casework.session import key_log
from app.casework.session.colleagues import is_desk, is_withdrawn, known_of
from app.casework.session.computer_protections import disk_state
from app.casework.session.session import Session, events_among
from app.clock import utc, utc_or_none
from app.seal import canonical
from app.vault import computer_reports as rows
from app.vault import safe_copies, sync_state
from app.vault.computer_reports import ReportRow
from app.vault.database import Writer
from app.vault.vault import put_setting, setting
from app.version import VERSION

EVERY_S = 86_400
_SAID = "computer report"  # the setting: [at, what was said]
_LAST = "last"  # of app.vault.sync_state: the end of the last sync


@dataclass(frozen=True, slots=True)
class ComputerReport:
    """`stream`: as the directory names the computer. Times are those of its clock, but never later than
    now; None for never. `disk_encrypted`: None where it could not tell. `newest_version`: at least the
    one that runs here."""

    stream: str
    computer_name: str
    version: str
    reported_at: datetime
    last_contact: datetime
    last_backup: datetime | None
    disk_encrypted: bool | None
    newest_version: bool


def computer_reports(session: Session) -> dict[str, ComputerReport]:
    """By the computer's id as in `administration.devices`; none of one that never reported. NotTheDesk."""
    desk.registrar_key(session)
    devices = known_of(session).organisation.devices
    return {row.stream.hex(): _shown(session, row) for row in rows.reports(session.reading()) if row.stream in devices}


def _shown(session: Session, row: ReportRow) -> ComputerReport:
    document, now = fields.map_of(canonical.decode(row.report)), session.now()
    at = min(row.at, now)
    backup, version = min(document["backup"], now), document["version"]
    return ComputerReport(
        stream=row.stream.hex(),
        computer_name=document["name"],
        version=version,
        reported_at=utc(at),
        last_contact=utc(max(at, min(document["contact"], now))),
        last_backup=utc_or_none(backup),
        disk_encrypted={computer.PROTECTED: True, computer.OPEN: False}.get(document["disk"]),
        newest_version=_numbers(version) >= _numbers(VERSION),
    )


def _numbers(version: str) -> tuple[int, ...]:
    """Of 2.10.1; nothing of what is no version."""
    parts = version.split(".")
    return tuple(map(int, parts)) if all(p.isascii() and p.isdigit() for p in parts) else ()


# -- saying ----------------------------------------------------------------------------------


def say(session: Session) -> bool:
    """Tell the desk, where something has changed or a day has passed. False where there is nothing to
    tell, or nobody to."""
    if not session.vault.directory.joined or is_withdrawn(session):
        return False
    now, database = session.now(), session.reading()
    contact = sync_state.state(database, _LAST)
    word = computer.ComputerWord(
        version=VERSION[: computer.LONGEST_VERSION],
        name=canonical.nfc(socket.gethostname())[: computer.LONGEST_NAME],
        at=now,
        contact=max(int.from_bytes(contact, "big", signed=True), 0),
        backup=max(safe_copies.last_kept(database), 0),
        disk=disk_state(session.home),
    )
    raw = setting(database, _SAID)
    if raw:
        said_at, last_word = canonical.decode(raw)
        if last_word == _changing(word) and 0 <= now - said_at < EVERY_S:
            return False
    content = {
        "version": word.version,
        "name": word.name,
        "contact": word.contact,
        "backup": word.backup,
        "disk": word.disk,
    }
    with session.vault.transaction() as writer:
        event = key_log.note(session, writer, events.COMPUTER, content)
        put_setting(writer, _SAID, canonical.encode([max(now, 0), _changing(word)]))
        if is_desk(session):
            take_in(session, writer, events_among(session, key_log.id_of(session.vault), [event]))
    return True


def _changing(word: computer.ComputerWord) -> list[str | int]:
    """What is told at once when it changes."""
    return [word.version, word.name, word.backup, word.disk]


# -- hearing ---------------------------------------------------------------------------------


def take_in(session: Session, writer: Writer, new: Iterable[events.Event]) -> None:
    """Events of a log of keys have just come in. A report is about the computer that signed it, whoever's
    log it lies in; only the desk keeps it."""
    if not is_desk(session):
        return
    for event in new:
        word = computer.read(event)
        if word is None:
            continue
        document = {
            "version": word.version,
            "name": word.name,
            "contact": word.contact,
            "backup": word.backup,
            "disk": word.disk,
        }
        place = rows.place_of(writer, event.id)
        rows.keep(writer, ReportRow(event.stream, place, word.at, canonical.encode(document)))

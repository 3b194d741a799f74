"""A computer that was lost or taken: what was on it, when it was last heard of, and what to do. The
desk withdraws it, then prints this sheet. docs/guide-sharing.md
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from app import report
from app.casework import headquarters, organisation, syncing
from app.casework.colleagues import DeviceRow, NoRecipient, devices
from app.casework.session import Session
from app.errors import SanadError
from app.language import Words
from app.settings import Language
from app.vault import cases, log

__all__ = ["Lost", "about", "page"]


@dataclass(frozen=True, slots=True)
class OnIt:
    """A case that was on it, by its number alone."""

    id: str
    reference: str
    updated: datetime


@dataclass(frozen=True, slots=True)
class Lost:
    """`last_record`: when the last of its records arrived here; `last_call`: when it last synced with
    headquarters, `locked`: when it said then that it was locked last; None where that isn't known.
    `asked` where headquarters was reached."""

    device: DeviceRow
    last_record: datetime | None
    last_call: datetime | None
    locked: datetime | None
    asked: bool
    on_it: tuple[OnIt, ...]


def about(session: Session, device_id: str) -> Lost:
    """What the desk knows of a computer. Asks headquarters where one is named. NoRecipient, NotTheDesk,
    NotJoined."""
    organisation.registrar_key(session)
    row = next((each for each in devices(session) if each.id == device_id), None)
    if row is None:
        raise NoRecipient
    last_call, locked, asked = None, None, False
    if syncing.address(session):
        with suppress(SanadError):
            told = {each.row.id: each for each in headquarters.states(session)}
            last_call, locked, asked = told[row.id].seen, told[row.id].locked, True
    last_record, on_it = _last_record(session, row.id), _on_it(session, row.id)
    return Lost(row, last_record, last_call, locked, asked, on_it)


def page(session: Session, told: Lost, language: Language) -> bytes:
    """The sheet as a PDF: it holds the numbers of cases, and no name of anybody in them."""
    words, device = Words(language), told.device
    never = words("Not known")
    return report.notice(
        report.Notice(
            words("Lost computer"),
            [words("What was on this computer, as far as the desk knows, and what to do.")],
            [
                (words("Officer"), device.person),
                (words("Computer"), device.id),
                (words("Withdrawn"), words("Yes") if device.revoked else words("Not yet")),
                (words("Last sync with headquarters"),
                 words.moment(told.last_call) if told.last_call else never),
                (words("Locked last, as it said then"),
                 words.moment(told.locked) if told.locked else never),
                (words("Last record that came from it"),
                 words.moment(told.last_record) if told.last_record else never),
                (words("Cases on it"), words.number(len(told.on_it))),
            ],
            [(words("Cases on it"),
              [(each.reference, words.date(each.updated.astimezone().date())) for each in told.on_it])],
            [
                words("1. Withdraw it at the desk, if that is not done: its teams then have new keys."),
                words("2. Ask its officer when it was locked last, and whether passphrase or recovery "
                      "card were with it."),
                words("3. If they were, warn the people in these cases as if somebody had read them."),
                words("4. The officer joins on another computer; what was sent before comes back to it."),
            ],
            session.clock(),
        ),
        words,
    )  # fmt: skip


def _last_record(session: Session, device_id: str) -> datetime | None:
    row = session.reading().row(
        "SELECT max(arrived) FROM envelope WHERE stream = ?", (bytes.fromhex(device_id),)
    )
    return datetime.fromtimestamp(row[0], UTC) if row and row[0] else None


def _on_it(session: Session, device_id: str) -> tuple[OnIt, ...]:
    """The cases that its officer could read; the latest first."""
    vault, known = session.vault, session.vault.directory.organisation
    person = known.devices[bytes.fromhex(device_id)].person
    theirs = {team.id for team in known.teams.values() if person in team.members}
    theirs |= {id_ for id_, team in known.teams.items() if team.name == device_id}
    found = []
    for row in cases.listed(session.reading(), limit=-1):
        if theirs & log.readers(session.reading(), vault, row.id).keys():
            updated = datetime.fromtimestamp(row.updated, UTC)
            found.append(OnIt(row.id.hex(), row.reference, updated))
    return tuple(found)

"""A computer that was lost or taken: what was on it, when it was last heard of, and what to do. The
desk withdraws it, then prints this sheet. docs/guide-sharing.md
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from app import report
from app.casework.cases import copy_holders
from app.casework.cases.issued_papers import Paper, moment
from app.casework.exchange import headquarters, sync
from app.casework.organisation import administration
from app.casework.session.colleagues import DeviceRow, NoRecipient, devices
from app.casework.session.session import Session
from app.clock import utc
from app.errors import SanadError
from app.language import Words, isolate, isolate_ltr
from app.seal import canonical
from app.seal.keys import digest
from app.vault import cases, erasures


@dataclass(frozen=True, slots=True)
class CaseOnComputer:
    """A case that was on it, by its number alone. `erased`: by order since, and it has not said that it did."""

    id: str
    reference: str
    updated: datetime
    erased: bool = False


@dataclass(frozen=True, slots=True)
class LostComputer:
    """`last_record`: when the last of its records arrived here; `last_call`: when it last synced with
    headquarters, `locked`: when it said then that it was locked last; None where that isn't known.
    `asked` where headquarters was reached."""

    device: DeviceRow
    last_record: datetime | None
    last_call: datetime | None
    locked: datetime | None
    asked: bool
    on_it: tuple[CaseOnComputer, ...]


def about(session: Session, device_id: str) -> LostComputer:
    """What the desk knows of a computer. Asks headquarters where one is named. NoRecipient, NotTheDesk,
    NotJoined."""
    administration.registrar_key(session)
    row = next((device_row for device_row in devices(session) if device_row.id == device_id), None)
    if row is None:
        raise NoRecipient
    last_call, locked, has_asked = None, None, False
    if sync.address(session):
        with suppress(SanadError):
            device_states = {device_state.row.id: device_state for device_state in headquarters.states(session)}
            last_call = device_states[row.id].last_seen
            locked = device_states[row.id].locked
            has_asked = True
    last_record, on_it = _last_record(session, row.id), _on_it(session, row.id)
    return LostComputer(row, last_record, last_call, locked, has_asked, on_it)


def paper(session: Session, lost_computer: LostComputer) -> Paper:
    """The sheet: it holds the numbers of cases, and no name of anybody in them."""
    return Paper(
        "lost",
        bytes.fromhex(lost_computer.device.id),
        _record(lost_computer),
        lambda words: _notice(session, lost_computer, words),
    )


def _record(lost_computer: LostComputer) -> bytes:
    """SHA-256 of all that the sheet says, whatever its language."""
    moments = lost_computer.last_record, lost_computer.last_call, lost_computer.locked
    return digest(canonical.encode([
        lost_computer.device.id, int(lost_computer.device.revoked), int(lost_computer.asked),
        [int(at.timestamp()) if at else 0 for at in moments],
        [[case.id, case.reference, int(case.updated.timestamp()), int(case.erased)] for case in lost_computer.on_it],
    ]))  # fmt: skip


def _notice(session: Session, lost_computer: LostComputer, words: Words) -> report.ShortPaper:
    device, unknown = lost_computer.device, words("Not known")
    return report.ShortPaper(
        title=words("Lost computer"),
        says=[words("What was on this computer, as far as user management knows, and what to do.")],
        facts=[
            (words("Officer"), isolate(device.person)),
            (words("Computer"), isolate_ltr(device.id)),
            (words("Access ended"), words("Yes") if device.revoked else words("Not yet")),
            (words("Last sync with the server"),
             moment(words, lost_computer.last_call) if lost_computer.last_call else unknown),
            (words("Last locked, as the computer reported"),
             moment(words, lost_computer.locked) if lost_computer.locked else unknown),
            (words("Last record received from it"),
             moment(words, lost_computer.last_record) if lost_computer.last_record else unknown),
            (words("Cases on it"), words.number(len(lost_computer.on_it))),
        ],
        tables=[(words("Cases that its officer could read"),
          words("Anybody who opens the computer can still read each of these there, until the computer replies that the case was erased."),
          [_on_paper(case_row, words) for case_row in lost_computer.on_it] or [(words("None"),)])],
        advice=[
            words("1. End its access in user management, if not done yet: its teams then get new keys."),
            words("2. Ask its officer when it was last locked, and whether the "
                  "passphrase or recovery card was with it."),
            words("3. If so, warn the people in these cases as if somebody had read their cases."),
            words("4. The officer joins on another computer, which gets back what was sent before."),
        ],
        at=session.clock(),
        record_hash=_record(lost_computer).hex(),
        organisation=session.vault.directory.organisation.name,
    )  # fmt: skip


def _on_paper(case_row: CaseOnComputer, words: Words) -> tuple[str, str]:
    changed = words.date(case_row.updated.astimezone().date())
    erased = words("Erased since by order; this computer has not confirmed it") if case_row.erased else ""
    return isolate_ltr(case_row.reference), "\n".join(filter(None, (changed, erased)))


def _last_record(session: Session, device_id: str) -> datetime | None:
    row = session.reading().row("SELECT max(arrived) FROM envelope WHERE stream = ?", (bytes.fromhex(device_id),))
    return utc(row[0]) if row and row[0] else None


def _on_it(session: Session, device_id: str) -> tuple[CaseOnComputer, ...]:
    """The cases of which it ever had a key; the latest first. Also those that were erased by order since,
    until it says that it did so too."""
    vault, source, stream = session.vault, session.reading(), bytes.fromhex(device_id)
    cases_on_it = [
        CaseOnComputer(row.case.hex(), row.reference, utc(row.changed))
        for row in cases.listed(source, limit=-1)
        if stream in copy_holders.could_read(session, source, row.case)
    ]
    completions = erasures.done(source)
    orders = {
        order.id: order
        for case in {completion.case for completion in completions}
        for order in erasures.orders(source, vault, case).orders
    }
    for completion in completions:
        order = orders.get(completion.order)
        if completion.reference and stream in completion.readers and not (order and stream in order.reports):
            at = utc(completion.at)
            cases_on_it.append(CaseOnComputer(completion.case.hex(), completion.reference, at, erased=True))
    return tuple({case.id: case for case in cases_on_it}.values())  # each as it was last said

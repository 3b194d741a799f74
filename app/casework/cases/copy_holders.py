"""Who may hold something of a case: every computer that could ever read it, and what went out of the
records on paper, in files, to agencies, with the post.

Asked before a case is erased, since the events and grants that say it are destroyed with it; what it
told is kept beside the erasure by those who order and confirm. docs/decisions/0018"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from app.case import events, fields
from app.case.projection import Case
from app.case.referral import SENT
from app.casework.session.colleagues import active
from app.casework.session.session import Session
from app.clock import utc
from app.vault import log
from app.vault.database import Database, Writer

Kind = Literal["bundle", "pdf", "print", "letter", "file", "referral", "receipt", "post"]
KINDS: tuple[Kind, ...] = ("bundle", "pdf", "print", "letter", "file", "referral", "receipt", "post")


@dataclass(frozen=True, slots=True)
class Copy:
    """What went out of the records. `author`: the computer that wrote it; `agency`: an id of the referral
    system, "" for none; `marks`: fingerprints of who can open a bundle, SHA-256 of a file, the number of
    a referral, the computers that the post is for; `reason`: the purpose that was given; `document`: its id in
    hexadecimal, "" for none; `number`: of files of the post, else 1."""

    kind: Kind
    at: datetime
    by: bytes
    agency: str = ""
    marks: tuple[str, ...] = ()
    reason: str = ""
    document: str = ""
    number: int = 1


def could_read(session: Session, source: Database | Writer, case: bytes) -> set[bytes]:
    """Every computer that ever had a key of the case, also one that was withdrawn since or whose officer
    has left the team; and those that wrote in it."""
    colleagues = session.vault.directory
    rows = {row[0] for row in source.rows("SELECT DISTINCT stream FROM envelope WHERE case_id = ?", (case,))}
    for team_id, first_number in log.granted(source, session.vault, case).items():
        team = colleagues.organisation.teams.get(team_id)
        if team is None:
            continue
        if team.personal:
            rows |= _named(team.name)
        rows |= {stream for number, stream in team.sealed if number >= first_number}
        rows |= {device.id for person in team.members for device in active(colleagues, person)}
    return rows


def copies_of(session: Session, source: Database | Writer, case: Case) -> list[Copy]:
    """By their dates. Prints and files count whether or not they were allowed: they are outside."""
    papers = (events.PRINTED, events.EXPORTED)
    copies = [paper_of(event) for event in case.timeline if event.what in papers]
    copies += _referred(case)
    copies += _posted(session, source, case.id)
    return sorted(copies, key=lambda copy: (copy.at, KINDS.index(copy.kind), copy.document))


def stored(copies: Sequence[Copy]) -> list[list[Any]]:
    """As the vault keeps them."""
    return [
        [copy.kind, int(copy.at.timestamp()), copy.by, copy.agency, list(copy.marks), copy.reason,
         copy.document, copy.number]
        for copy in copies
    ]  # fmt: skip


def read(rows: Sequence[Sequence[Any]]) -> tuple[Copy, ...]:
    """Copies as `erasure` stores them (docs/formats/vault.md)."""
    return tuple(
        Copy(
            kind=kind,
            at=utc(at),
            by=stream,
            agency=agency,
            marks=tuple(marks),
            reason=reason,
            document=document,
            number=number,
        )
        for kind, at, stream, agency, marks, reason, document, number in rows
    )


def paper_of(event: events.Event) -> Copy:
    """What a "printed" or "exported" says of what went out."""
    content = event.content
    kind: Kind = "print" if event.what == events.PRINTED else "pdf"
    marks: tuple[str, ...] = ()
    if "receipt" in content:
        kind = "receipt"
    elif "manifest" in content:
        kind, marks = "bundle", _recipients(content.get("to"))
    elif "referral" in content:
        kind = "letter"
    elif "file" in content:
        kind, marks = "file", (_hex(content.get("hash")),)
    return Copy(
        kind=kind,
        at=utc(event.at),
        by=event.stream,
        agency=fields.text(content.get("agency")),
        marks=marks,
        reason=fields.text(content.get("purpose")),
        document=_hex(content.get("document")),
    )


def _recipients(recipients: object) -> tuple[str, ...]:
    """Fingerprints; of a bundle under a passphrase the kind of its lock."""
    pairs = recipients if isinstance(recipients, list) else []
    return tuple(
        fields.text(pair[1]) or fields.text(pair[0]) for pair in pairs if isinstance(pair, list) and len(pair) == 2
    )


def _referred(case: Case) -> Iterator[Copy]:
    for referral in case.referrals.values():
        sent = [w for w in case.registers["referral", referral.id].written if w.text == SENT]
        if sent:
            event = case.timeline[sent[0].place]
            yield Copy("referral", utc(event.at), event.stream, referral.agency, (referral.reference,))


def _posted(session: Session, source: Database | Writer, case: bytes) -> Iterator[Copy]:
    """What this computer wrote for the post; of colleagues' sticks it knows nothing."""
    rows = source.rows(
        "SELECT p.id, p.made, t.device FROM parcel AS p JOIN parcel_to AS t ON t.parcel = p.id WHERE t.case_id = ?",
        (case,),
    )
    if rows:
        devices = sorted({device.hex() for _, _, device in rows})
        yield Copy(
            "post",
            utc(max(created_at for _, created_at, _ in rows)),
            session.vault.stream,
            marks=tuple(devices),
            number=len({id_ for id_, _, _ in rows}),
        )


def _named(name: str) -> set[bytes]:
    """The computer that an officer's own team is named after."""
    try:
        return {bytes.fromhex(name)}
    except ValueError:
        return set()


def _hex(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else ""

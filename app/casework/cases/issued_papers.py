"""Papers of the office: certificates, sheets, receipts. The log says that one is issued, for what and as
which number, before its bytes exist; it is signed with the key of the computer that issues it.

What is signed stands on the paper, one line of ASCII: "sanad-paper-1 KIND DOCUMENT NUMBER TIME RECORD"
(docs/formats/paper.md)."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from app import report, settings
from app.case import events
from app.casework.session.session import EventAppender, Session, events_of
from app.casework.session.transfer_places import refuse_elsewhere
from app.clock import iso, utc
from app.disk import BadFolder, condition, write_whole
from app.errors import N_
from app.language import Words
from app.seal import sshsig
from app.seal.keys import DeviceKeys, fresh_id, verify
from app.settings import Language

__all__ = ["BadFolder"]

_SIGNED, _SIGNATURE = "sanad-paper-1", 64
_BY_HAND = (N_("Name"), N_("Signature and stamp"), N_("Date"))
_RECEIVED, _OFFICE = N_("Received by"), N_("For the office")

Kind = Literal["erasure", "lost", "receipt", "figures", "check"]
How = Literal["print", "file"]


@dataclass(frozen=True, slots=True)
class Paper:
    """What is to be issued. `subject`: the order, computer or event that it is about; `record`: SHA-256 of what it
    was made from; `notice`: its words, without who issued it; `case`: whose log says that it was issued,
    b"" for the vault's own journal. `extra`: what that log says beside."""

    kind: Kind
    subject: bytes
    record: bytes
    notice: Callable[[Words], report.ShortPaper]
    case: bytes = b""
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """`document`, `record` in hexadecimal; `line`: what was signed; `fingerprint` as ssh-keygen prints it;
    `signature` in base64."""

    document: str
    number: int
    at: datetime
    record: str
    line: str
    fingerprint: str
    signature: str


@dataclass(frozen=True, slots=True)
class PaperSigner:
    """`withdrawn`: the computer was withdrawn, before or since."""

    device: str
    person: str
    withdrawn: bool


def preview(session: Session, paper: Paper, language: Language) -> bytes:
    """As it would be issued, in memory; without number, document or signature."""
    words = words_of(session, language)
    return report.notice(paper.notice(words), words)


def printed(session: Session, paper: Paper, language: Language) -> bytes:
    """For the printer, after the event that it was issued."""
    return issue(session, paper, language, "print")[1]


def save(session: Session, paper: Paper, language: Language, file: Path) -> IssuedPaper:
    """Write it to a file, after the event that it was issued. BadFolder, PlaceNotAllowed."""
    if not file.parent.is_dir() or file.is_dir():
        raise BadFolder
    refuse_elsewhere(file)
    issued, pdf = issue(session, paper, language, "file")
    try:
        write_whole(file, pdf)
    except OSError as error:
        raise condition(error) from error
    return issued


def issue(session: Session, paper: Paper, language: Language, mode: How) -> tuple[IssuedPaper, bytes]:
    """Say in the log that it is issued, sign it, make it."""
    vault, document = session.vault, fresh_id()
    log_of, at = paper.case or vault.id, session.now()
    with vault.transaction() as writer:
        number = 1 + sum(
            event.content.get("paper") == paper.kind and event.content.get("of") == paper.subject
            for event in events_of(session, log_of)
        )
        content = {
            "paper": paper.kind,
            "of": paper.subject,
            "document": document,
            "record": paper.record,
            "number": number,
            "language": language,
            **paper.extra,
            **_as_paper(paper, mode),
        }
        event_kind = events.PAGE if not paper.case else _WHAT[mode]
        EventAppender(session, writer, log_of).say(event_kind, content, at)
    issued = _signed(vault.device, paper, document, number, at)
    words = words_of(session, language)
    notice = paper.notice(words)
    notice = replace(notice, at=issued.at, mark=_mark(session, paper, issued, words))
    return issued, report.notice(notice, words)


def signer(session: Session, line: str, signature: str) -> PaperSigner:
    """Whose computer signed a paper, by the two lines at its end. SignatureRefused."""
    try:
        message = " ".join(line.split()).encode("ascii")
        signed = base64.b64decode(signature, validate=True)
    except ValueError:  # no ASCII, no base64
        raise sshsig.SignatureRefused from None
    colleagues = session.vault.directory
    devices = {**colleagues.own.devices, **colleagues.organisation.devices}.values()
    for device in devices if message.startswith(f"{_SIGNED} ".encode()) else ():
        if len(signed) == _SIGNATURE and verify(device.public, signed, message):
            return PaperSigner(device.id.hex(), colleagues.name_of(device.id), device.revoked)
    raise sshsig.SignatureRefused


def words_of(session: Session, language: Language) -> Words:
    """Arabic in the officer's digits; a paper in English in its own."""
    return Words(language, settings.preferences(session.home).digits if language == "ar" else None)


def moment(words: Words, at: datetime) -> str:
    """No dot between figures: among Arabic digits it reads as a zero."""
    comma = "،" if words.language == "ar" else ","
    return f"{words.date(at.astimezone().date())}{comma} {words.time(at)}"


_WHAT: dict[How, str] = {"print": events.PRINTED, "file": events.EXPORTED}


def _as_paper(paper: Paper, mode: How) -> dict[str, object]:
    """What a case's log says of any paper, and that this one is a receipt."""
    if not paper.case:
        return {"as": mode}
    return {"receipt": paper.subject, **({"protected": 0} if mode == "file" else {})}


def _signed(keys: DeviceKeys, paper: Paper, document: bytes, number: int, at: int) -> IssuedPaper:
    issued_at = utc(at)
    parts = (_SIGNED, paper.kind, document.hex(), str(number), iso(issued_at), paper.record.hex())
    line = " ".join(parts)
    signature = keys.sign(line.encode("ascii"))
    return IssuedPaper(
        document=document.hex(),
        number=number,
        at=issued_at,
        record=paper.record.hex(),
        line=line,
        fingerprint=sshsig.fingerprint(keys.public),
        signature=base64.b64encode(signature).decode("ascii"),
    )


def _mark(session: Session, paper: Paper, issued: IssuedPaper, words: Words) -> report.Mark:
    number = words("No. {number}, {moment}", number=words.number(issued.number), moment=moment(words, issued.at))
    who_signs = _RECEIVED if paper.kind == "receipt" else _OFFICE
    return report.Mark(
        document=issued.document,
        number=number,
        officer=session.officer.name,
        fingerprint=issued.fingerprint,
        line=issued.line,
        signature=issued.signature,
        who_signs=words(who_signs),
        by_hand=[words(msgid) for msgid in _BY_HAND],
    )

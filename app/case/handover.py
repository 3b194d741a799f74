"""What passes between colleagues: a case handed over, an interview handed on, a decision, a
substitute. As events say it, with nothing odd left in it."""

from dataclasses import dataclass, field
from typing import Any

from app.case import fields
from app.case.events import Event, moment
from app.case.origins import origins_of
from app.case.spoken import spoken_of, stops_of

Recipient = tuple[str, bytes]  # "person" or "team", and its id


@dataclass(frozen=True, slots=True)
class Handover:
    """A case offered to somebody. `event`: what an acceptance names. `assigned`: to a person, who has it
    from now on where a supervisor or the desk says so, and may still decline. `declined`: the streams of
    those of a team who declined it; the others may still accept."""

    event: bytes
    to: Recipient
    name: str
    note: str
    at: int
    stream: bytes
    assigned: bool = False
    declined: tuple[bytes, ...] = ()

    @classmethod
    def of(cls, event: Event) -> "Handover | None":
        receiver, content = recipient(event.content.get("to")), event.content
        if receiver is None:
            return None
        return cls(
            event=event.id,
            to=receiver,
            name=fields.text(content.get("name")),
            note=fields.text(content.get("note")),
            at=event.at,
            stream=event.stream,
            assigned=receiver[0] == "person" and content.get("assigned") == 1,
        )


@dataclass(frozen=True, slots=True)
class HandedOnInterview:
    """An interview that its officer could not finish, with what was saved so far. `known`: facts that
    the case knew and that were left as they were."""

    event: bytes
    interview: bytes
    form: bytes
    form_id: str
    title: str
    version: str
    language: str
    started: int
    place: str
    answers: dict[str, str]
    restricted: bool
    to: Recipient | None
    name: str
    note: str
    at: int
    stream: bytes
    known: dict[str, str] = field(default_factory=dict)
    retired: Any = None  # answers of earlier versions of the questionnaire, as they were said
    origins: dict[str, str] = field(default_factory=dict)  # path to where the answer came from
    spoken: dict[str, dict[str, str]] = field(default_factory=dict)  # path to how it was asked
    stops: tuple[tuple[int, str], ...] = ()

    @classmethod
    def of(cls, event: Event) -> "HandedOnInterview":
        content = event.content
        form, id_ = fields.map_of(content.get("form")), content.get("interview")
        hash_ = form.get("hash")
        return cls(
            event=event.id, interview=id_ if isinstance(id_, bytes) else b"",
            form=hash_ if isinstance(hash_, bytes) else b"", form_id=fields.text(form.get("id")),
            title=fields.text(form.get("title")), version=fields.text(form.get("version")),
            language=fields.text(content.get("language")), started=moment(content.get("started")),
            place=fields.text(content.get("place")), answers=fields.pairs(content.get("answers")),
            restricted=content.get("restricted") == 1, to=recipient(content.get("to")),
            name=fields.text(content.get("name")), note=fields.text(content.get("note")), at=event.at, stream=event.stream,
            known=fields.mapped(content.get("known")), retired=content.get("retired"), origins=origins_of(content), spoken=spoken_of(content), stops=stops_of(content),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SupervisorReview:
    """What a supervisor said. `decision`: approved or returned."""

    event: bytes
    decision: str
    text: str
    at: int
    stream: bytes


@dataclass(frozen=True, slots=True)
class Substitute:
    """Who stands in for somebody, from the first day to the last, both included. `absence`: the one that
    it is for, b"" of records from before there were any; `absent`: for whom, the author where it does not
    say; `ended`: taken back, before its time or after; `by_self`: whoever stands in says so;
    `end`: the event that said first that it has ended."""

    event: bytes
    person: bytes
    name: str
    first: int
    last: int
    at: int
    stream: bytes
    absence: bytes = b""
    absent: bytes = b""
    absent_name: str = ""
    ended: bool = False
    by_self: bool = False
    end: bytes = b""

    @classmethod
    def of(cls, event: Event) -> "Substitute | None":
        content, person = event.content, event.content.get("person")
        if not isinstance(person, bytes):
            return None
        absence, absent = content.get("absence"), content.get("absent")
        return cls(
            event=event.id,
            person=person,
            name=fields.text(content.get("name")),
            first=moment(content.get("from")),
            last=moment(content.get("until")),
            at=event.at,
            stream=event.stream,
            absence=absence if isinstance(absence, bytes) else b"",
            absent=absent if isinstance(absent, bytes) else event.person,
            absent_name=fields.text(content.get("absent_name")),
            by_self=event.person == person,
        )


@dataclass(frozen=True, slots=True)
class BundleExport:
    """A sealed file that went to an agency."""

    event: bytes
    agency: str
    at: int
    stream: bytes


@dataclass(frozen=True, slots=True)
class PendingNotice:
    """Somebody who has something of a case and does not know yet that consent was withdrawn."""

    consent: bytes
    purpose: str
    agency: str
    at: int


def recipient(raw_recipient: object) -> Recipient | None:
    """["person" or "team", id]; None for anything else."""
    match raw_recipient:
        case ["person" | "team" as kind, bytes() as id_]:
            return kind, id_
    return None

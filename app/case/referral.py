"""A referral to an agency: what was asked of whom, and how it went."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.case import fields
from app.case.events import Event
from app.case.profile import URGENCIES
from app.clock import end_of_day

DRAFT, SENT, RECEIVED, TAKEN_ON, REJECTED, IN_PROGRESS, DONE, REVOKED, EXPIRED = STATES = (
    "draft", "sent", "received", "accepted", "rejected", "in-progress", "done", "revoked", "expired",
)  # fmt: skip
# From where to where. What has ended stays as it is: another referral is made.
NEXT: Mapping[str, frozenset[str]] = {
    DRAFT: frozenset({SENT, REVOKED}),
    SENT: frozenset({RECEIVED, TAKEN_ON, REJECTED, REVOKED, EXPIRED}),
    RECEIVED: frozenset({TAKEN_ON, REJECTED, REVOKED, EXPIRED}),
    TAKEN_ON: frozenset({IN_PROGRESS, DONE, REVOKED}),
    IN_PROGRESS: frozenset({DONE, REVOKED}),
}
WITH_REASON = frozenset({REJECTED, REVOKED})
WAITING = frozenset({SENT, RECEIVED})  # for the agency's answer: the clock runs
TAKEN = frozenset({TAKEN_ON, IN_PROGRESS, DONE})
GOING = WAITING | TAKEN
OPEN = GOING - {DONE}  # the agency still has something to answer or to do


@dataclass(frozen=True, slots=True)
class Referral:
    """`urgency`: within which time an answer is wanted. `summary`: what the agency needs to know;
    `withheld`: what it is not told. `attached`: SHA-256 of files of the case. `where`: the place of
    the directory where the agency is asked, by its id. `override`: why it goes out without consent, "" where it has.
    `answer_day`: the day until which an answer is wanted, "" where `urgency` alone says it."""

    id: bytes
    event: bytes
    place: int
    reference: str
    agency: str
    service: str
    reason: str
    urgency: str
    person: str
    phone: str
    summary: str
    withheld: tuple[str, ...]
    interpreter: str
    escort: str
    attached: tuple[bytes, ...]
    override: str
    draft: bool
    at: int
    stream: bytes
    where: str = ""
    answer_day: str = ""

    @classmethod
    def of(cls, event: Event, place: int) -> "Referral | None":
        """None where the event lacks what a referral needs."""
        content, id_ = event.content, event.content.get("referral")
        urgency = fields.text(content.get("urgency"))
        agency, service = fields.text(content.get("agency")), fields.text(content.get("service"))
        if not isinstance(id_, bytes) or len(id_) != 16 or urgency not in URGENCIES:
            return None
        if not (agency.strip() and service.strip()):
            return None
        files = content.get("attached")
        return cls(
            id=id_, event=event.id, place=place, reference=fields.text(content.get("reference")), agency=agency, service=service,
            reason=fields.text(content.get("reason")), urgency=urgency, person=fields.text(content.get("person")),
            phone=fields.text(content.get("phone")), summary=fields.text(content.get("summary")),
            withheld=fields.texts(content.get("withheld")), interpreter=fields.text(content.get("interpreter")),
            escort=fields.text(content.get("escort")),
            attached=tuple(file for file in files if isinstance(file, bytes))
            if isinstance(files, list)
            else (),
            override=fields.text(content.get("override")), draft=content.get("draft") == 1, at=event.at, stream=event.stream,
            where=fields.text(content.get("where")), answer_day=fields.text(content.get("until")),
        )  # fmt: skip

    def due(self, sent: int) -> int:
        """When an answer is wanted, given when it was sent."""
        return end_of_day(self.answer_day) or sent + URGENCIES[self.urgency]

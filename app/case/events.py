"""What can be said about a case, one event at a time, and the form in which it is written.

An event is a map of text keys: `what` (its kind), `at` (the device's clock, seconds since 1970, as
a claim), `seen` (ids of the case's last events that its author had seen) and the kind's own
fields. Kinds and fields that this version doesn't know are kept and relayed. docs/formats/events.md"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Content = Mapping[str, Any]  # whole numbers, text, bytes, lists, maps

OPENED = "opened"
ANSWERS = "answers given"
ASSESSED = "assessment made"
NOTE = "note"
PRINTED = "printed"
EXPORTED = "exported"
ACCESS = "access given"
CORRECTED = "answers corrected"
TRANSLATED = "answer translated"
DECLARED = "interpreter declared"
RESOLVED = "conflict resolved"
REVIEWED = "reviewed"
HANDED = "handed over"
ACCEPTED = "accepted"
DECLINED = "declined"
SUBSTITUTE = "substitute named"
SUBSTITUTE_ENDED = "substitute ended"
HANDED_ON = "interview handed on"
FORM = "questionnaire added"
FORM_FILES = "questionnaire files"
FORM_WANTED = "questionnaire wanted"
RECEIVED = "received"
ERASURE = "erasure ordered"
ERASURE_CONFIRMED = "erasure confirmed"
ERASURE_OBJECTED = "erasure objected to"
ERASURE_DECIDED = "erasure decided"
ATTACHED = "attachment added"
# of the course of a case (app.case.kinds.course)
STAGE = "stage moved"
CONSENT = "consent recorded"
BASIS = "legal basis recorded"
CHECKED = "condition checked"
REFERRAL = "referral made"
REFERRED = "referral answered"
STATUS = "status decided"
CONFIRMED = "status confirmed"
TOLD = "withdrawal told"
OF_KIND = "kind of case set"
LINKED = "linked"
PERSON = "person noted"
PROCEEDING = "proceeding noted"
HEARING = "hearing noted"
GROUPED = "put into a group"
SERVICE = "service given"
RECOVERY = "recovery extended"
VIEWED = "viewed"
RELEASE_ASKED = "release asked"  # of a second person, before something leaves
RELEASE_DECIDED = "release decided"
RETURNED_RECEIPT = "receipt returned"  # of a sealed file, by its recipient
IMPORTED = "record imported"  # of another organisation
MATCHED = "matched"  # with a partner: the same keys
CLOSED = "closed"
REOPENED = "reopened"
HOLD = "legal hold"
PROFILE = "profile adopted"  # in what a team shares
ABSENCE = "absence set"  # in what a team shares
APPROVED, RETURNED = DECISIONS = ("approved", "returned")
# of the vault's own journal
RECOVERED = "recovery card used"
REPHRASED = "passphrase changed"
RESTORED = "backup restored"
NEW_CARD = "recovery card made"
JOINED = "organisation joined"
PAGE = "page written"
MATCH_STEP = "matching step"
# of the log of keys, which the desk reads too
HOLDERS_MADE = "holders' cards made"
HOLDERS_ENDED = "holders' cards ended"
HOLDERS_USED = "holders' cards used"
ROOT_DEALT = "root given to holders"
ROOT_USED = "root used"
CERTIFICATE = "office certificate"
CERTIFICATE_ENDED = "office certificate ended"
SIGNED = "paper signed"
COMPUTER = "computer report"
OF_KEYS = frozenset({HOLDERS_MADE, HOLDERS_ENDED, HOLDERS_USED, ROOT_DEALT, ROOT_USED, CERTIFICATE, CERTIFICATE_ENDED})
JOURNAL = frozenset({RECOVERED, REPHRASED, RESTORED, NEW_CARD, JOINED, PAGE, COMPUTER, MATCH_STEP, SIGNED}) | OF_KEYS

_LATEST = 221_845_392_000  # the year 9000: later ones fit into no calendar


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it stands in the log. `id`: its envelope's; `stream`: who wrote it, where.

    `role`: its author's, as the directory stood when it was written; "" where nobody knows.
    `enrolled`: False for what was written before the author's computer joined the organisation.
    `person`: whose computer it is, b"" where nobody knows."""

    id: bytes
    stream: bytes
    what: str
    at: int
    seen: tuple[bytes, ...]
    content: Content
    role: str = ""
    enrolled: bool = True
    person: bytes = b""


def body(kind: str, at: int, parents: tuple[bytes, ...], content: Content) -> dict[str, Any]:
    """The map that is sealed."""
    return {**content, "what": kind, "at": at, "seen": sorted(parents)}


def read(
    id_: bytes, stream: bytes, body_map: Mapping[str, Any], role: str = "", enrolled: bool = True, person: bytes = b""
) -> Event:
    """The event of an opened body; missing or odd fields are empty, never an error: an event that
    somebody else's version wrote must not close a case."""
    event_kind, parents = body_map.get("what"), body_map.get("seen")
    return Event(
        id=id_,
        stream=stream,
        what=event_kind if isinstance(event_kind, str) else "",
        at=moment(body_map.get("at")),
        seen=tuple(parent for parent in parents if isinstance(parent, bytes)) if isinstance(parents, list) else (),
        content={key: value for key, value in body_map.items() if key not in {"what", "at", "seen"}},
        role=role,
        enrolled=enrolled,
        person=person,
    )


def same_hand(person: bytes, stream: bytes, event: Event) -> bool:
    """Is an event by this person? Of one whom nobody knows, only the computer is known."""
    if person and event.person:
        return person == event.person
    return stream == event.stream


def moment(value: object) -> int:
    """Seconds since 1970 that a calendar can show; 0 for anything else."""
    return value if type(value) is int and 0 <= value < _LATEST else 0

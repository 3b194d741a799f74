"""Everything that happened to a case, field by field: who, when, what, from what to what, and why.

From the fold alone. What had no effect stands among the rest, with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.case import events
from app.case.events import Event
from app.case.fields import Field, Value, text
from app.case.projection import Case
from app.casework.cases import access_log
from app.casework.cases.event_outcomes import outcome
from app.casework.cases.ineffective_events import WHY
from app.casework.cases.queries import SAYS, UNKNOWN, case_of
from app.casework.session import clock_check
from app.casework.session.session import Session
from app.clock import utc

__all__ = [
    "CONSENTS",
    "COURSE",
    "GROUPS",
    "OTHERS",
    "SHARED",
    "TALKS",
    "HistoryLine",
    "entries",
    "group_of",
]

TALKS, COURSE, CONSENTS, SHARED, OTHERS = GROUPS = (
    "talks",
    "course",
    "consent",
    "shared",
    "others",
)
_KINDS: Mapping[str, frozenset[str]] = {
    TALKS: frozenset({
        events.OPENED, events.ANSWERS, events.ASSESSED, events.CORRECTED, events.RESOLVED,
        events.FORM, events.FORM_FILES, events.FORM_WANTED, events.IMPORTED, events.TRANSLATED, events.DECLARED,
    }),
    COURSE: frozenset({
        events.STAGE, events.CHECKED, events.REFERRAL, events.REFERRED, events.STATUS,
        events.CONFIRMED, events.REVIEWED, events.CLOSED, events.REOPENED, events.HOLD,
        events.OF_KIND, events.SERVICE, events.RECOVERY, events.PROCEEDING, events.HEARING,
        events.PROFILE, events.ERASURE, events.ERASURE_CONFIRMED, events.ERASURE_OBJECTED,
        events.ERASURE_DECIDED,
    }),
    CONSENTS: frozenset({events.CONSENT, events.BASIS, events.TOLD}),
    SHARED: frozenset({
        events.PRINTED, events.EXPORTED, events.ACCESS, events.HANDED, events.HANDED_ON,
        events.ACCEPTED, events.DECLINED, events.SUBSTITUTE, events.RECEIVED, events.VIEWED,
        events.MATCHED, events.RELEASE_ASKED, events.RELEASE_DECIDED, events.RETURNED_RECEIPT,
    }),
}  # fmt: skip


def group_of(kind: str) -> str:
    """Of an event, by its kind: one of GROUPS."""
    return next((group for group, kinds in _KINDS.items() if kind in kinds), OTHERS)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A line. `field`: such as `stage`, `consent:share:shelter`, `answer:/data/name`; "" where the
    event writes none. `hidden`: of a hidden answer. `before`, `after`: what stood and stands there, as far as its author had
    seen. `refused`: a msgid, "" where it has an effect. `says`: what it is, a msgid."""

    event: str
    at: datetime
    author: str
    role: str
    what: str
    says: str
    field: str
    before: str
    after: str
    reason: str
    effect: bool
    refused: str
    hidden: bool = False
    clock_in_doubt: bool = False  # its author's, when it was written


def entries(session: Session, case_id: str, *, uncover: bool = False) -> list[HistoryLine]:
    """In the order of the case; an event that writes several fields has several lines. Hidden answers
    stand without their values, unless they are to be seen: then the case says so. NoCase."""
    if uncover:
        access_log.uncover_all(session, case_id)
    case = case_of(session, case_id)
    values_by_event, hides = _written(case), access_log.hides(session, case)

    def shown(entry: HistoryLine, case_field: Field) -> HistoryLine:
        if not hides(case_field):
            return entry
        return (
            replace(entry, hidden=True)
            if uncover
            else replace(entry, hidden=True, before="", after="")
        )

    return [
        shown(_entry(session, case, event, case_field, value), case_field)
        for event in case.timeline
        for case_field, value in values_by_event.get(event.id) or [((), None)]
    ]


def _written(case: Case) -> Mapping[bytes, list[tuple[Field, Value | None]]]:
    values_by_event: dict[bytes, list[tuple[Field, Value | None]]] = {}
    for register in case.registers:
        for value in case.history(register):
            values_by_event.setdefault(value.event, []).append((register, value))
    return values_by_event


def _entry(
    session: Session, case: Case, event: Event, case_field: Field, value: Value | None
) -> HistoryLine:
    refusal = case.refused.get(event.id)
    return HistoryLine(
        event=event.id.hex(), at=utc(event.at),
        author=session.vault.directory.name_of(event.stream), role=event.role, what=event.what,
        says=outcome(event) or SAYS.get(event.what, UNKNOWN), field=_name(case, case_field),
        before=_before(case, case_field, value) if value else "",
        after=_joined(value.texts) if value else _about(event),
        reason=value.reason if value and value.reason else _why(event), effect=refusal is None,
        refused=WHY[refusal.reason] if refusal else "",
        clock_in_doubt=clock_check.is_doubtful(event.content),
    )  # fmt: skip


def _before(case: Case, case_field: Field, value: Value) -> str:
    """The first step of a case comes from where each begins."""
    if case_field == ("stage",) and not any(value.before):
        return case.first_stage
    return _joined(value.before)


def _name(case: Case, case_field: Field) -> str:
    match case_field:
        case ("answer", bytes(), str() as path):
            return f"answer:{path}"
        case ("view", bytes()):
            return "view"
        case ("referral", bytes() as id_):
            referral = case.referrals.get(id_)
            return f"referral:{referral.reference if referral else id_.hex()}"
    return ":".join(part.hex() if isinstance(part, bytes) else part for part in case_field if part)


def _about(event: Event) -> str:
    """What an event says that writes no field: what was refused, whom it names."""
    content = event.content
    keys = {
        events.STAGE: "to", events.CONSENT: "answer", events.BASIS: "basis",
        events.REFERRAL: "agency", events.REFERRED: "status", events.STATUS: "status",
        events.EXPORTED: "agency", events.PRINTED: "agency", events.CLOSED: "result", events.CHECKED: "answer",
        events.RELEASE_ASKED: "agency", events.RELEASE_DECIDED: "answer", events.RETURNED_RECEIPT: "by",
        events.TOLD: "agency", events.SERVICE: "gave", events.MATCHED: "partner",
    }  # fmt: skip
    return text(content.get(keys.get(event.what, "name")))


def _why(event: Event) -> str:
    content = event.content
    if event.what in (events.EXPORTED, events.PRINTED):
        return text(content.get("override") or content.get("purpose"))
    return text(content.get("reason") or content.get("note") or content.get("text"))


def _joined(texts: tuple[str, ...]) -> str:
    return " / ".join(texts)

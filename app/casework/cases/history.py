"""Everything that happened to a case, field by field: who, when, what, from what to what, and why.

From the fold alone. What had no effect stands among the rest, with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.case import events
from app.case.events import Event
from app.case.fields import Field, Value, text
from app.case.kinds.declaration import GROUPS, OTHERS
from app.case.kinds.table import OF_CASES
from app.case.projection import Case
from app.casework.cases import access_log
from app.casework.cases.event_outcomes import says
from app.casework.cases.ineffective_events import WHY
from app.casework.cases.queries import case_of
from app.casework.session import clock_check
from app.casework.session.session import Session
from app.clock import utc

__all__ = ["GROUPS"]


def group_of(kind: str) -> str:
    """Of an event, by its kind: one of GROUPS."""
    declared = OF_CASES.get(kind)
    return declared.group if declared else OTHERS


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
        return replace(entry, hidden=True) if uncover else replace(entry, hidden=True, before="", after="")

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


def _entry(session: Session, case: Case, event: Event, case_field: Field, value: Value | None) -> HistoryLine:
    refusal = case.refused.get(event.id)
    return HistoryLine(
        event=event.id.hex(),
        at=utc(event.at),
        author=session.vault.directory.name_of(event.stream),
        role=event.role,
        what=event.what,
        says=says(event),
        field=_name(case, case_field),
        before=_before(case, case_field, value) if value else "",
        after=_joined(value.texts) if value else _about(event),
        reason=value.reason if value and value.reason else _why(event),
        effect=refusal is None,
        refused=WHY[refusal.reason] if refusal else "",
        clock_in_doubt=clock_check.is_doubtful(event.content),
    )


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
    kind = OF_CASES.get(event.what)
    return text(event.content.get(kind.about if kind else "name"))


def _why(event: Event) -> str:
    content = event.content
    if event.what in (events.EXPORTED, events.PRINTED):
        return text(content.get("override") or content.get("purpose"))
    return text(content.get("reason") or content.get("note") or content.get("text"))


def _joined(texts: tuple[str, ...]) -> str:
    return " / ".join(texts)

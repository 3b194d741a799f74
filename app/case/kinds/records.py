"""Records that say what they say by their fields alone: noted once, and struck off where that was an error."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.case import fields, refusal
from app.case.events import Event
from app.case.kinds.declaration import ENDED, STAYS, CaseKind, Effect, Inbox, Outcome, RecordForm, keys
from app.case.kinds.people import is_day

if TYPE_CHECKING:
    from app.case.projection import Case, CaseBuilder

NOTED, STRUCK_OFF = "noted", ""
LONGEST = 20_000  # letters of a text
_ID = 16


@dataclass(frozen=True, slots=True)
class Record:
    """`values`: texts by the key of what was asked, "" where nothing was said."""

    id: bytes
    kind: str
    event: bytes
    values: Mapping[str, str]
    at: int
    stream: bytes
    place: int


def record_kind(*, form: RecordForm, struck_off: str, **clauses: Any) -> CaseKind:
    """A kind of record that is made of its form alone. `struck_off`: what the history says of one that was an
    error; `clauses`: the others of `CaseKind`."""
    texts = "; ".join(
        f"{question.key} {question.type} -- {'needed' if question.required else 'or empty'}"
        for question in form.questions
    )
    return CaseKind(
        keys=keys(f"record id; noted flag -- 0: struck off, with a reason; {texts}; reason words"),
        page="With noted 1 it has no effect where its id was there, where something needed is blank, longer than "
        f"{LONGEST:,} letters or no day, or in a closed case; with noted 0, where the author had not seen it noted",
        effect=_effect(form),
        outcome=Outcome(lambda content: ENDED if content.get("noted") == 0 else "", {ENDED: struck_off}),
        inbox=Inbox(form.word),
        leaves=STAYS,
        record=form,
        **clauses,
    )


def _effect(form: RecordForm) -> Effect:
    def noted(folding: "CaseBuilder", place: int, event: Event) -> bool:
        id_, is_noted = event.content.get("record"), event.content.get("noted")
        if not isinstance(id_, bytes) or len(id_) != _ID or is_noted not in (0, 1):
            return folding.refuse(event, refusal.NOTHING)
        if is_noted == 0:
            return _struck_off(folding, place, event, id_)
        values = {question.key: fields.text(event.content.get(question.key)).strip() for question in form.questions}
        if id_ in folding.case.records or not _is_said(form, values):
            return folding.refuse(event, refusal.NOTHING)
        if folding.ground(place).only(("closed",)) == "closed":
            return folding.refuse(event, refusal.WAS_CLOSED)
        folding.case.records[id_] = Record(
            id=id_, kind=event.what, event=event.id, values=values, at=event.at, stream=event.stream, place=place
        )
        folding.write(("record", id_), place, NOTED)
        return True

    return noted


def _is_said(form: RecordForm, values: Mapping[str, str]) -> bool:
    return all(
        (values[question.key] or not question.required)
        and len(values[question.key]) <= LONGEST
        and (question.type != "day" or is_day(values[question.key]))
        for question in form.questions
    )


def _struck_off(folding: "CaseBuilder", place: int, event: Event, id_: bytes) -> bool:
    if not any(write.text == NOTED for write in folding.known(("record", id_), place)):
        return folding.refuse(event, refusal.NOTHING)
    if not fields.text(event.content.get("reason")).strip():
        return folding.refuse(event, refusal.REASON)
    folding.write(("record", id_), place, STRUCK_OFF)
    return True


def records(case: "Case") -> list[Record]:
    """Those that stand, in the order of the case."""
    return [record for record in case.records.values() if case.shown(("record", record.id)) == NOTED]

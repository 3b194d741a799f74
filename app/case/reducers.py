"""What each kind of event does to the case that is being folded. docs/formats/events.md

True where it had an effect, or may have one for a later version; False where it says nothing that
can be used: then it is kept and shown, and changes nothing.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from app.case import attachments, events, fields, form_files, refusal, roles, shift
from app.case.consent import WITHDRAWN, YES, asked_in
from app.case.events import Event
from app.case.groups import GROUPS
from app.case.handover import Handover, Substitute, SupervisorReview, recipient
from app.case.imported import IMPORTS
from app.case.interpretation import INTERPRETATION
from app.case.lifecycle import COURSE
from app.case.links import LINKS
from app.case.people import PEOPLE
from app.case.release import RELEASES
from app.case.returned_receipts import RETURNED
from app.case.support_services import SERVICES
from app.case.talk_day import TALK_DAY, end_of_day

if TYPE_CHECKING:
    from app.case.projection import CaseBuilder

DATE = "date"  # what a note is about
MOVABLE = (
    "next_contact",
    "risk_review",
)  # days that people agree on, not those of the referral system
_DAY = re.compile(r"[12]\d{3}-[01]\d-[0-3]\d")


def _opened(folding: "CaseBuilder", _: int, event: Event) -> bool:
    case, content = folding.case, event.content
    if case.stream:
        return False  # a case is opened once
    case.reference = fields.text(content.get("reference"))
    case.profile = fields.text(content.get("profile"))
    case.officer = fields.text(content.get("officer"))
    case.opened, case.stream = event.at, event.stream
    return True


def _answered(folding: "CaseBuilder", place: int, event: Event) -> bool:
    content, id_ = event.content, event.content.get("interview")
    if not isinstance(id_, bytes):
        return False
    talk, answers = folding.talk(id_), fields.pairs(content.get("answers"))
    folding.answer(id_, place, {path: "" for path in talk.paths if path not in answers} | answers)
    talk.whole.append(place)
    # what one account alone calls computed is still asked of people where another does not
    talk.several = _shared(talk.several, fields.texts(content.get("several")))
    talk.computed = _shared(talk.computed, fields.texts(content.get("computed")))
    facts = fields.mapped(content.get("facts"))
    for handed_place in talk.handed:  # what was handed on and is now left out
        handed_facts = fields.mapped(folding.order[handed_place].content.get("facts"))
        if folding.past.saw(place, handed_place):
            facts = {name: "" for name in handed_facts if name not in facts} | facts
    folding.facts(place, facts)
    folding.consents(place, asked_in(event))
    talk.handed = folding.unseen(talk.handed, place)
    folding.case.restricted |= content.get("restricted") == 1
    return True


def _corrected(folding: "CaseBuilder", place: int, event: Event) -> bool:
    content, id_ = event.content, event.content.get("interview")
    if not isinstance(id_, bytes):
        return False
    folding.answer(id_, place, fields.pairs(content.get("answers")))
    folding.facts(place, fields.mapped(content.get("facts")))
    folding.consents(place, asked_in(event), anew=False)
    return True


def _resolved(folding: "CaseBuilder", place: int, event: Event) -> bool:
    content, text = event.content, event.content.get("value")
    named = fields.named(content.get("field"))
    if (
        named is None
        or not isinstance(text, str)
        or not roles.may_resolve(event.role, str(named[0]))
    ):
        return False
    if named == ("review",) and text not in events.DECISIONS:
        return False
    keeps_both = content.get("both") == 1
    if named[0] in fields.CHOSEN and (keeps_both or text not in _stood(folding, named, place)):
        return False  # nobody goes past a condition by deciding between values
    if named[0] == "consent" and text == YES and WITHDRAWN in _stood(folding, named, place):
        return folding.refuse(event, refusal.CONSENT)  # the person alone takes a withdrawal back
    texts = fields.texts(content.get("values")) or folding.standing(named, place)
    folding.write(named, place, text, texts if keeps_both else ())
    if named[0] == "answer":
        also = fields.pairs(content.get("answers"))
        also.pop(str(named[2]), None)
        folding.answer(named[1], place, also)  # type: ignore[arg-type]
        folding.facts(place, fields.mapped(content.get("facts")), keeps_both=keeps_both)
        folding.consents(place, asked_in(event), anew=False)
    return True


def _stood(folding: "CaseBuilder", case_field: fields.Field, place: int) -> set[str]:
    """What the author had seen standing in a field, whatever else replaced it meanwhile."""
    return {
        text for write in folding.known(case_field, place) for text in write.texts or (write.text,)
    }


def _assessed(folding: "CaseBuilder", place: int, event: Event) -> bool:
    id_ = event.content.get("interview")
    if not isinstance(id_, bytes) or not isinstance(event.content.get("assessment"), dict):
        return False
    talk = folding.talk(id_)
    folding.weighed.append(place)
    talk.assessed = [*folding.unseen(talk.assessed, place), place]
    return True


def _noted(folding: "CaseBuilder", place: int, event: Event) -> bool:
    id_, subject = event.content.get("interview"), event.content.get("about")
    if subject == shift.NOTE:
        return shift.noted(folding, place, event)
    if subject == shift.TAKEN:
        return shift.taken(folding, place, event)
    if subject == TALK_DAY:
        day = fields.text(event.content.get("text"))
        if not isinstance(id_, bytes) or not end_of_day(day):
            return False
        folding.case.talk_days[id_] = day
        return True
    if subject == DATE:
        return _date_moved(folding, place, event)
    if subject != "view":
        return True  # of a later version
    if not isinstance(id_, bytes):
        return False
    folding.write(("view", id_), place, fields.text(event.content.get("text")))
    return True


def _date_moved(folding: "CaseBuilder", place: int, event: Event) -> bool:
    fact, day = event.content.get("fact"), fields.text(event.content.get("day"))
    if fact not in MOVABLE or not _DAY.fullmatch(day):
        return False
    folding.facts(place, {fact: day})
    return True


def _reviewed(folding: "CaseBuilder", place: int, event: Event) -> bool:
    decision = event.content.get("decision")
    if not isinstance(decision, str) or decision not in events.DECISIONS:
        return False
    folding.write(("review",), place, decision)
    folding.case.reviews.append(
        SupervisorReview(
            event.id, decision, fields.text(event.content.get("text")), event.at, event.stream
        )
    )
    return True


def _handed(folding: "CaseBuilder", place: int, event: Event) -> bool:
    handover = Handover.of(event)
    if handover is None:
        return False
    # handed to somebody else instead: what its author had seen waits no more
    waiting = folding.handed.items()
    folding.handed = {k: v for k, v in waiting if not folding.past.saw(place, v[0])}
    folding.handed[event.id] = (place, handover)
    folding.all_handed[event.id] = handover
    if handover.assigned and event.role in roles.DECIDING:
        folding.case.assigned, folding.assignment = handover.to[1], event.id
    return True


def _answered_handover(folding: "CaseBuilder", _: int, event: Event) -> bool:
    handover_id = event.content.get("of")
    handover = folding.all_handed.get(handover_id) if isinstance(handover_id, bytes) else None
    if handover is None or handover_id is None:
        return False
    if handover.to[0] == "person" and event.person not in (b"", handover.to[1]):
        return False  # it was offered to somebody else
    if event.what == events.DECLINED and handover.to[0] == "team":
        if handover_id in folding.handed:
            offered, waiting = folding.handed[handover_id]
            declined = (*waiting.declined, event.stream)
            folding.handed[handover_id] = (offered, replace(waiting, declined=declined))
        return True  # it waits for the others of the team
    folding.handed.pop(handover_id, None)
    if event.what == events.ACCEPTED:
        folding.case.responsible = event.stream
    if event.what == events.ACCEPTED or handover_id == folding.assignment:
        folding.case.assigned = folding.assignment = b""
    return True


def _substituted(folding: "CaseBuilder", _: int, event: Event) -> bool:
    substitute = Substitute.of(event)
    if substitute is None or not _may_say(event, substitute.absent):
        return False
    substitutes = folding.case.substitutes
    replaced = [earlier for earlier in substitutes if _is_same(earlier, substitute)]
    if substitute.by_self and any(not earlier.by_self for earlier in replaced):
        return False  # nobody gives himself more days
    if any(_days(earlier) == _days(substitute) for earlier in replaced):
        return True  # two computers said the replaced
    substitutes[:] = [earlier for earlier in substitutes if earlier not in replaced]
    substitutes.append(substitute)
    return True


def _substitute_ended(folding: "CaseBuilder", _: int, event: Event) -> bool:
    absence, person = event.content.get("absence"), event.content.get("person")
    substitutes = folding.case.substitutes
    ended = [
        place
        for place, substitute in enumerate(substitutes)
        if absence
        and (substitute.absence, substitute.person) == (absence, person)
        and (event.person == person or _may_say(event, substitute.absent))
    ]
    for place in ended:
        if not substitutes[place].ended:
            substitutes[place] = replace(substitutes[place], ended=True, end=event.id)
    return bool(ended)


def _may_say(event: Event, absent: bytes) -> bool:
    """Of whose absence: one's own, or anybody's by a supervisor or the desk."""
    return event.person == absent or event.role in roles.DECIDING


def _days(substitute: Substitute) -> tuple[int, int, bool]:
    return substitute.first, substitute.last, substitute.ended


def _is_same(earlier: Substitute, later: Substitute) -> bool:
    """Does the later take the place of the earlier, as with other days?"""
    return bool(later.absence) and (earlier.absence, earlier.person) == (
        later.absence, later.person,
    )  # fmt: skip


def _handed_on(folding: "CaseBuilder", place: int, event: Event) -> bool:
    id_ = event.content.get("interview")
    if not isinstance(id_, bytes):
        return False
    talk = folding.talk(id_)
    if any(folding.past.saw(place, account_place) for account_place in talk.whole):
        return False  # its author had seen it finished
    talk.handed = [*folding.unseen(talk.handed, place), place]
    folding.facts(place, fields.mapped(event.content.get("facts")))
    folding.consents(place, asked_in(event))
    folding.case.restricted |= event.content.get("restricted") == 1
    return True


def _given(folding: "CaseBuilder", _: int, event: Event) -> bool:
    receiver = recipient(event.content.get("to"))
    if receiver is None:
        return False
    folding.case.access[receiver] = fields.text(event.content.get("name"))
    return True


def _brought(folding: "CaseBuilder", _: int, event: Event) -> bool:
    hash_ = event.content.get("hash")
    if not isinstance(hash_, bytes) or not isinstance(event.content.get("xml"), bytes):
        return False
    folding.case.forms.setdefault(hash_, event)
    return True


def _wanted(folding: "CaseBuilder", _: int, event: Event) -> bool:
    hash_ = event.content.get("hash")
    if not isinstance(hash_, bytes) or len(hash_) != 32:
        return False
    folding.case.wanted.setdefault(hash_, event)
    return True


def _files_brought(folding: "CaseBuilder", _: int, event: Event) -> bool:
    offer = form_files.read(event)
    offers = folding.case.form_files.get(offer.form, []) if offer else []
    if offer is None or len(offers) >= form_files.OFFERS:
        return False
    folding.case.form_files.setdefault(offer.form, []).append(offer)
    return True


def _attached(folding: "CaseBuilder", _: int, event: Event) -> bool:
    attachment = attachments.read(event)
    if attachment is None:
        return False
    folding.case.attached.setdefault(attachment.file, attachment)
    return True


def _received(_folding: "CaseBuilder", _place: int, event: Event) -> bool:
    return isinstance(event.content.get("heads"), list)


def _shared(shared_paths: set[str] | None, paths: tuple[str, ...]) -> set[str]:
    return set(paths) if shared_paths is None else shared_paths & set(paths)


EFFECTS: dict[str, Callable[["CaseBuilder", int, Event], bool]] = {
    events.OPENED: _opened,
    events.ANSWERS: _answered,
    events.CORRECTED: _corrected,
    events.RESOLVED: _resolved,
    events.ASSESSED: _assessed,
    events.NOTE: _noted,
    events.REVIEWED: _reviewed,
    events.HANDED: _handed,
    events.ACCEPTED: _answered_handover,
    events.DECLINED: _answered_handover,
    events.SUBSTITUTE: _substituted,
    events.SUBSTITUTE_ENDED: _substitute_ended,
    events.HANDED_ON: _handed_on,
    events.ACCESS: _given,
    events.FORM: _brought,
    events.FORM_FILES: _files_brought,
    events.FORM_WANTED: _wanted,
    events.RECEIVED: _received,
    events.ATTACHED: _attached,
    **COURSE,
    **GROUPS,
    **IMPORTS,
    **INTERPRETATION,
    **LINKS,
    **PEOPLE,
    **RELEASES,
    **RETURNED,
    **SERVICES,
}

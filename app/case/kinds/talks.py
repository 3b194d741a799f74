"""Interviews of a case: opened, answered, corrected, weighed, noted, handed on; and what is decided between two values."""

import re
from typing import TYPE_CHECKING

from app.case import events, fields, refusal, shift
from app.case.consent import WITHDRAWN, YES, asked_in
from app.case.events import Event
from app.case.kinds.declaration import (
    ALL,
    DECISIONS,
    OTHERS,
    SHARED,
    STAYS,
    TALKS,
    CaseKind,
    Inbox,
    Leaves,
    Silent,
    keys,
)
from app.clock import end_of_day
from app.errors import N_

if TYPE_CHECKING:
    from app.case.projection import CaseBuilder

DATE = "date"  # what a note is about
TALK_DAY = "talk day"  # the same: on which day to talk again, as an officer set it
# days that people agree on, not those of the referral system
MOVABLE = ("next_contact", "risk_review")
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
    if named is None or not isinstance(text, str) or not folding.may_resolve(event.role, str(named[0])):
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
    return {text for write in folding.known(case_field, place) for text in write.texts or (write.text,)}


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


def _shared(shared_paths: set[str] | None, paths: tuple[str, ...]) -> set[str]:
    return set(paths) if shared_paths is None else shared_paths & set(paths)


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


_WRITTEN_DOWN = keys("""
        interview id; form {id, version, title: text, hash(32)} -- of another part of the work than
        a screening also part: text, [form.md](form.md); language text; started seconds; answers
        [[path, text], ...]; facts {name: text}; known {name: text} -- facts that the case knew and
        that were left as they were, these are not in `facts`; restricted flag; program text;
        consents [{purpose "interview" | "record" | "media" | "statistics" | "recontact", answer
        "yes" | "no" | "", ref, language, interpreter, wording: text}, ...]; origins {"calculated" |
        "default" | "carried" | "action" | "unknown": [path, ...]} -- where answers come from, of
        all others it is "typed"; over {path: text} -- what the form calculates where something was
        put over it; retired [[path, question, answer, version, hidden 0/1], ...] -- what a newer
        version of the questionnaire has no place for; spoken [{asked, given, reviewed, interpreter,
        by: text, answers [path, ...]}, ...] -- in which language answers were asked and given;
        stops [[at seconds, path text], ...] -- where the person stopped the talk on a screen turned
        to her
    """)


OPENED = CaseKind(
    what=events.OPENED,
    says=N_("Case opened"),
    who=ALL,
    effect=_opened,
    group=TALKS,
    keys=keys("reference text; profile text; officer text; role text"),
    inbox=Inbox("new"),
    leaves=Leaves(outside=True),
)
ANSWERS = CaseKind(
    what=events.ANSWERS,
    says=N_("Interview finished"),
    who=ALL,
    effect=_answered,
    group=TALKS,
    keys=_WRITTEN_DOWN
    + keys("""
        several [path, ...]; computed [path, ...]; agreement {agreed: "yes" | "no" | "not read back"
        | "" where nobody said, corrections: text}; apart number -- 1 where no talk was held and
        only what staff noted apart from it is kept; again id -- the interview that another talk
        went on from, whose answers are "carried"
    """),
    inbox=Inbox("interview"),
    leaves=Leaves(outside=True),
    fills=("answer", "fact"),
)
ASSESSED = CaseKind(
    what=events.ASSESSED,
    says=N_("Answers weighed against the indicators"),
    who=ALL,
    effect=_assessed,
    group=TALKS,
    keys=keys("interview id; assessment {...} -- [screening.md](../screening.md), What is kept"),
    page="A later one takes the place of an earlier, as where the officer says on the result's page that there is concern",
    inbox=Silent("the interview that it weighs tells it"),
    leaves=STAYS,
    machinery=True,
)
NOTED = CaseKind(
    what=events.NOTE,
    says=N_("The officer’s view noted"),
    who=ALL,
    effect=_noted,
    group=OTHERS,
    keys=keys("""
        about "view" | "shift" | "shift taken" | "talk day" | "date"; interview id; text words;
        reason words; of [id(32), ...]; fact "next_contact" | "risk_review"; day day
    """),
    page='"view": the officer\'s own view of a result of the interview; "shift": a line for the next shift; "shift taken": such '
    'lines that its author had seen, wrote none of, and goes on with; "talk day": the day on which to talk '
    'again, as text, the last in the order holds; "date": the fact has that day from now on',
    inbox=Inbox("note"),
    leaves=STAYS,
    fills=("view",),
)
CORRECTED = CaseKind(
    what=events.CORRECTED,
    says=N_("Answer corrected"),
    who=ALL,
    effect=_corrected,
    group=TALKS,
    keys=keys("""
        interview id; answers [[path, text], ...]; facts {name: text}; source text; reason words;
        origins {"calculated" | "default" | "carried" | "action" | "unknown": [path, ...]} -- where
        answers come from, of all others it is "typed"; over {path: text} -- what the form
        calculates where something was put over it; consents [...] -- as above, where a question of
        consent says something else now
    """),
    inbox=Inbox("correction"),
    leaves=Leaves(outside=True),
)
RESOLVED = CaseKind(
    what=events.RESOLVED,
    says=N_("Conflict resolved"),
    who=ALL,
    effect=_resolved,
    group=TALKS,
    keys=keys("""
        field [...] -- below; value text; both flag; reason words; facts {name: text}; answers [[path, text],
        ...]; origins {"calculated" | "default" | "carried" | "action" | "unknown": [path, ...]} --
        where answers come from, of all others it is "typed"; over {path: text} -- what the form
        calculates where something was put over it; values [text, ...] -- with both 1; consents
        [...] -- as above, where a question of consent says something else now
    """),
    page="By those who may write what fills the field: a review's only by who may review",
    inbox=Inbox("decided_between", DECISIONS),
    leaves=STAYS,
)
HANDED_ON = CaseKind(
    what=events.HANDED_ON,
    says=N_("Unfinished interview handed over"),
    who=ALL,
    effect=_handed_on,
    group=SHARED,
    keys=_WRITTEN_DOWN + keys('place text -- where it was left; to ["person" | "team", id(16)]; name text; note words'),
    inbox=Inbox("interview handed on", subject="name"),
    leaves=STAYS,
)

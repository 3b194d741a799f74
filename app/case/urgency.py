"""Needs of today, and the marks that a case carries wherever it is shown.

A need is urgent while somebody said "now" and nothing met it since: no service of the office, no
referral that was taken on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.case.child_age import AGE_UNKNOWN, CHILD, CHILD_SUSPECTED, age_mark
from app.case.fields import Field, Write, texts
from app.case.kinds.support_services import Service, services
from app.case.profile import Profile
from app.case.referral import TAKEN, Referral
from app.case.visit import is_visit

if TYPE_CHECKING:
    from app.case.projection import Case

NOW = "now"  # how soon
NEED = "need_"  # the fact of a need begins so
WITHIN = 3600  # seconds in which an urgent need is looked after

URGENT, DANGER, VISIT = "urgent", "danger", "visit"
MARKS = (URGENT, CHILD, CHILD_SUSPECTED, AGE_UNKNOWN, DANGER, VISIT)
IN_DANGER = frozenset({"high", "immediate"})  # levels of risk


@dataclass(frozen=True, slots=True)
class UrgentNeed:
    """`kind`: the id of the need. `since`: when it was said; `place`: of the event that said it."""

    kind: str
    since: int
    place: int

    @property
    def due(self) -> int:
        return self.since + WITHIN


@dataclass(frozen=True, slots=True)
class MarkFacts:
    """What is known of a case, by whoever asks. `standing`: what stands in a field; `place`: where an
    event stands among the others, None for one that isn't seen."""

    fields: Iterable[Field]
    standing: Callable[[Field], Sequence[Write]]
    services: Iterable[Service]
    referrals: Iterable[Referral]
    place: Callable[[bytes], int | None]


def urgent_needs(case: "Case", profile: Profile) -> list[UrgentNeed]:
    """Those of today that nothing has met, the longest waiting first."""
    if case.closed:
        return []
    if not any(str(field[1]).startswith(NEED) for field in case.named("fact")):
        return []
    needs = (UrgentNeed(kind, case.timeline[place].at, place) for kind, place in unmet(_facts_of(case), profile))
    return sorted(needs, key=lambda need: (need.since, need.kind))


# Needs, and indicators of 2009 and 2012, that speak of violence, threats of it, or harm to oneself.
_DANGEROUS_NEEDS = frozenset({"protection", "self-harm", "sexual-violence", "child-risk"})
_DANGEROUS_CODES = frozenset(
    {"CR01", "CR02", "CR09", "CD04", "CD05", "CD13", "F1P3", "F1P4", "F1P7", "F2P6", "F2P7", "F2P9", "F3P4", "F3P6"}
)


def shows_danger(case: "Case") -> bool:
    """Did somebody say in a talk that they were hurt or threatened, or are not safe? It is no level:
    who reviews the risks says that."""
    if any(case.facts.get(NEED + need) in (NOW, "days") for need in _DANGEROUS_NEEDS):
        return True
    return any(
        bool(_DANGEROUS_NEEDS.intersection(texts(talk.assessment.get("act_now"))))
        or bool(_DANGEROUS_CODES.intersection(_codes(talk.assessment)))
        for talk in case.interviews.values()
        if talk.assessment is not None and not talk.apart
    )


def _codes(result: object) -> Iterator[str]:
    """Of the indicators that answers raised; `result`: as kept, which a colleague may have made up."""
    if isinstance(result, Mapping):
        code = result.get("code")
        if isinstance(code, str):
            yield code
        result = list(result.values())
    if isinstance(result, list | tuple):
        for entry in result:
            yield from _codes(entry)


def is_met(case: "Case", profile: Profile, kind: str) -> bool:
    """Was a need met since it was said, of whatever urgency? By a service of the office, or an agency
    that took the person on; a referral that was made or handed over has met nothing yet."""
    answering = next((set(need.services) for need in profile.needs if need.id == kind), set())
    need_place = case.registers["fact", NEED + kind].last.place
    return _met(_facts_of(case), kind, need_place, answering)


def _facts_of(case: "Case") -> MarkFacts:
    places = {event.id: place for place, event in enumerate(case.timeline)}
    return MarkFacts(case.named("fact"), case.standing, services(case), case.referrals.values(), places.get)


def unmet(view: MarkFacts, profile: Profile) -> Iterator[tuple[str, int]]:
    """Each need of today that nothing has met since it was said, with the place of who said it."""
    answers = {need.id: set(need.services) for need in profile.needs}
    for field in view.fields:
        if field[0] != "fact" or not str(field[1]).startswith(NEED):
            continue
        kind = str(field[1]).removeprefix(NEED)
        places = [write.place for write in view.standing(field) if write.text == NOW]
        if places and not _met(view, kind, places[-1], answers.get(kind, set())):
            yield kind, places[-1]


def _met(view: MarkFacts, kind: str, need_place: int, answering: set[tuple[str, str]]) -> bool:
    """By what was written after the need was said, in the order of the events."""
    for service in view.services:
        place = view.place(service.event)
        if service.need == kind and place is not None and place > need_place:
            return True
    return any(
        (referral.agency, referral.service) in answering
        and any(write.text in TAKEN and write.place > need_place for write in view.standing(("referral", referral.id)))
        for referral in view.referrals
    )


def marks(case: "Case", profile: Profile, at: int) -> tuple[str, ...]:
    """In the order of MARKS. `at`: the moment, seconds since 1970, at which a birthday counts."""
    about_whom = VISIT if is_visit(case) else _age(case, at)
    active_marks = {*([URGENT] if urgent_needs(case, profile) else []), about_whom}
    if case.facts.get("risk_level") in IN_DANGER and not case.closed:
        active_marks.add(DANGER)
    return tuple(mark for mark in MARKS if mark in active_marks)


def _age(case: "Case", at: int) -> str:
    """ "" for a person of whom nobody was told anything: a case that was opened by other means."""
    facts = case.facts
    return (
        age_mark(facts.get("age", ""), facts.get("birth_date", ""), facts.get("age_doubtful", ""), at)
        if case.interviews or case.unfinished
        else ""
    )

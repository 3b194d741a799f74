"""What is done for the person of a case: needs and what was done about each, services that the office
gave itself, the level of risk, and the time to recover."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from app.case import events
from app.case.kinds.support_services import recovery, services
from app.case.profile import NeedOfPerson, Profile
from app.case.progress import DAY
from app.case.projection import Case, FinishedInterview
from app.case.referral import DONE, DRAFT, GOING
from app.case.urgency import NOW, WITHIN, is_met, urgent_needs
from app.casework.cases.event_writer import say, under
from app.casework.interviews.interview_events import RISK_LEVEL
from app.casework.questionnaires.form_parts import SAFETY_PLAN
from app.casework.session import profiles
from app.casework.session.session import Session
from app.clock import end_of_day, utc
from app.language import Name
from app.seal.canonical import nfc
from app.seal.keys import fresh_id

LEVELS = ("low", "medium", "high", "immediate")
GRAVE = ("high", "immediate")  # levels for which there must be a safety plan
URGENT = ("now", "days", "later")
# What a need is called where a referral system doesn't name it.
NAMES: dict[str, dict[str, str]] = {
    "self-harm": {"en": "Thoughts of self-harm", "ar": "تفكير في إيذاء النفس"},
    "sexual-violence": {
        "en": "Medical care after sexual violence, within 72 hours",
        "ar": "رعاية طبية بعد عنف جنسي، خلال 72 ساعة",
    },
    "child-risk": {"en": "Safety of a child", "ar": "سلامة طفل"},
    "protection": {"en": "Protection from a threat", "ar": "الحماية من تهديد"},
}
_NEED = "need_"
_OTHER = "other"


@dataclass(frozen=True, slots=True)
class ServiceView:
    """Given by the office itself. `need`: the id of the one that it answers."""

    id: str
    need: str
    what: str
    note: str
    on: datetime
    author: str


@dataclass(frozen=True, slots=True)
class NeedView:
    """`urgency`: of URGENT. `words`: the person's own, where the need is none of the referral system's. `services`:
    (agency, service) that answer it. `referred`: (agency, service, status, reference) of referrals that answer it, the last first.
    `given`: by the office itself. `open`: has nothing met it since it was said? `urgent`: needed
    today, and open; `due`: by when somebody looks after it, None where it is not needed today; `overdue`:
    is that past?"""

    id: str
    name: Name
    urgency: str
    words: str
    since: datetime
    author: str
    services: tuple[tuple[str, str], ...]
    own: tuple[Name, ...]
    referred: tuple[tuple[str, str, str, str], ...]
    given: tuple[ServiceView, ...]
    open: bool = True
    urgent: bool = False
    due: datetime | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class RiskView:
    """`before`: earlier levels with their day, the last first. `next`: the day of the next review.
    `reviewer`: whose it is. `planned`: is there a safety plan?"""

    level: str
    at: datetime
    author: str
    next: date | None
    overdue: bool
    reviewer: str
    before: tuple[tuple[str, datetime], ...]
    planned: bool
    differs: bool


@dataclass(frozen=True, slots=True)
class RecoveryView:
    """`day` of `days`, from 1; `last`: the day it ends. `proposed`: what the referral system
    recommends. `reasons`: (days, why, who, when) of what made it longer, the last first."""

    day: int
    days: int
    first: date
    last: date
    proposed: int
    reasons: tuple[tuple[int, str, str, datetime], ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Care:
    needs: tuple[NeedView, ...] = ()
    services: tuple[ServiceView, ...] = ()
    risk: RiskView | None = None
    recovery: RecoveryView | None = None


NO_CARE = Care()


@dataclass(frozen=True, slots=True)
class KindView:
    """A kind that the case is: what the law's note says, and how such a case may end."""

    id: str
    name: Name
    note: Name
    results: tuple[Name, ...]


def kinds_of(session: Session, case: Case) -> list[KindView]:
    profile = profiles.in_use(session)
    kinds = [profile.kind(part) for part in case.shown(("kind",)).split()]
    return [
        KindView(
            kind.id,
            Name(kind.name, kind.id),
            Name(kind.note),
            tuple(Name(result.name, result.id) for result in kind.results),
        )
        for kind in kinds
        if kind is not None
    ]


def give(session: Session, case_id: str, what: str, need: str = "", note: str = "", on: date | None = None) -> str:
    """Record a service that the office gave itself; its id. NoCase, CaseClosed, NothingSaid."""
    id_ = fresh_id()
    day = end_of_day(on.isoformat()) - DAY // 2 if on else session.now()
    say(
        session, case_id, events.SERVICE,
        {
            "service": id_, "need": nfc(need), "gave": nfc(what.strip()), "note": nfc(note.strip()),
            "on": min(day, session.now()), "given": 1, **under(session),
        },
    )  # fmt: skip
    return id_.hex()


def take_back(session: Session, case_id: str, service: str, reason: str) -> str:
    """Take back what was recorded by mistake; the event's id. NoCase, ReasonWanted, NothingSaid."""
    content = {"service": bytes.fromhex(service), "given": 0, "reason": nfc(reason.strip())}
    return say(session, case_id, events.SERVICE, {**content, **under(session)})


def extend(session: Session, case_id: str, days: int, reason: str) -> str:
    """Make the time to recover longer, to so many days in all; the event's id. NoCase,
    ReasonWanted, CaseClosed; NothingSaid outside of it, or where it would not be longer."""
    content = {"days": days, "reason": nfc(reason.strip()), **under(session)}
    return say(session, case_id, events.RECOVERY, content)


def care_of(session: Session, case: Case) -> Care:
    service_views = tuple(
        ServiceView(
            service.id.hex(),
            service.need,
            service.what,
            service.note,
            utc(service.on),
            session.vault.directory.name_of(service.stream),
        )
        for service in services(case)
    )
    return Care(
        tuple(_needs(session, case, service_views)), service_views, _risk(session, case), _recovery(session, case)
    )


def _needs(session: Session, case: Case, service_views: tuple[ServiceView, ...]) -> list[NeedView]:
    """The most urgent first; those that the person said are no need are left out."""
    profile = profiles.in_use(session)
    need_of_people = {need_of_person.id: need_of_person for need_of_person in profile.needs}
    order = [*need_of_people, *(name.removeprefix(_NEED) for name in case.facts if name.startswith(_NEED))]
    need_views = [
        _need(session, case, need_of_people.get(id_), id_, service_views, profile)
        for id_ in dict.fromkeys(order)
        if case.facts.get(_NEED + id_) in URGENT or (id_ == _OTHER and case.facts.get(_NEED + id_))
    ]
    return sorted(need_views, key=lambda need_view: URGENT.index(need_view.urgency))


def _need(
    session: Session,
    case: Case,
    need_of_person: NeedOfPerson | None,
    id_: str,
    service_views: tuple[ServiceView, ...],
    profile: Profile,
) -> NeedView:
    fact = case.facts[_NEED + id_]
    last = case.timeline[case.registers["fact", _NEED + id_].last.place]
    services = need_of_person.services if need_of_person else ()
    agencies = {agency.id: agency for agency in profile.agencies if agency.own}
    return NeedView(
        id=id_, name=Name(need_of_person.name if need_of_person else NAMES.get(id_, {}), id_), urgency=fact if fact in URGENT else "later",
        words="" if fact in URGENT else fact, since=utc(last.at), author=session.vault.directory.name_of(last.stream),
        services=tuple(service for service in services if service[0] not in agencies),
        own=tuple(profiles.service_name(agencies[agency], service_id) for agency, service_id in services if agency in agencies),
        referred=tuple(_referred(case, set(services))), given=tuple(service_view for service_view in service_views if service_view.need == id_),
        **_openness(case, profile, id_, fact == NOW, session.now()),
    )  # fmt: skip


class _Openness(TypedDict):
    open: bool
    urgent: bool
    due: datetime | None
    overdue: bool


def _openness(case: Case, profile: Profile, id_: str, is_needed_today: bool, now: int) -> _Openness:
    """Of a need: did nothing meet it since it was said, and by when is that to be?"""
    is_open = not is_met(case, profile, id_)
    if not is_needed_today:
        return {"open": is_open, "urgent": False, "due": None, "overdue": False}
    due = case.timeline[case.registers["fact", _NEED + id_].last.place].at + WITHIN
    is_urgent = id_ in {need.kind for need in urgent_needs(case, profile)}
    return {"open": is_open or is_urgent, "urgent": is_urgent, "due": utc(due), "overdue": is_urgent and due < now}


def _referred(case: Case, services: set[tuple[str, str]]) -> list[tuple[str, str, str, str]]:
    referral_rows = []
    for referral in sorted(case.referrals.values(), key=lambda referral: (-referral.at, referral.id)):
        status = case.shown(("referral", referral.id))
        if (referral.agency, referral.service) in services and status in (DRAFT, DONE, *GOING):
            referral_rows.append((referral.agency, referral.service, status, referral.reference))
    return referral_rows


def _risk(session: Session, case: Case) -> RiskView | None:
    risk_field = ("fact", RISK_LEVEL)
    register = case.registers.get(risk_field)
    if register is None or register.shown not in LEVELS:
        return None
    last = case.timeline[register.last.place]
    day = end_of_day(case.facts.get("risk_review", ""))
    history = [(value.text, utc(value.at)) for value in case.history(risk_field) if value.event != last.id]
    return RiskView(
        level=register.shown,
        at=utc(last.at),
        author=session.vault.directory.name_of(last.stream),
        next=_day(day) if day else None,
        overdue=0 < day < session.now() and not case.closed,
        reviewer=case.facts.get("risk_reviewer", ""),
        before=tuple(reversed(history)),
        planned=any(interview.part == SAFETY_PLAN for interview in case.interviews.values()),
        differs=register.differs(),
    )


def _recovery(session: Session, case: Case) -> RecoveryView | None:
    proposed = profiles.in_use(session).recovery_days
    recovery_period = None if case.closed else recovery(case, proposed)
    if recovery_period is None:
        return None
    first, days = recovery_period
    name_of = session.vault.directory.name_of
    return RecoveryView(
        day=min(max((session.now() - first) // DAY + 1, 1), days + 1),
        days=days,
        first=_day(first),
        last=_day(first + days * DAY),
        proposed=proposed,
        reasons=tuple(
            (int(value.text), value.reason, name_of(value.stream), utc(value.at))
            for value in reversed(case.history(("recovery",)))
        ),
        differs=len({write.text for write in case.standing(("recovery",))}) > 1,
    )


def finished(case: Case, part: str) -> list[FinishedInterview]:
    """The finished interviews of a part of the work, the last first."""
    interviews = [
        interview
        for interview in case.interviews.values()
        if (interview.part or "screening") == part and not interview.apart
    ]
    return sorted(interviews, key=lambda interview: (interview.finished, interview.id), reverse=True)


def _day(at: int) -> date:
    return utc(at).astimezone().date()

"""The office's work as its supervisors see it: what waits for them, and how much of what there is.

Counted from the cases on this computer, with SQL alone: no case is opened. It stays in the office,
so small numbers are shown as they are; nothing here writes a file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from app.case.tasks import KINDS
from app.casework.cases.case_rows import HANDED
from app.casework.cases.reviews import NotYours, may_review
from app.casework.session import profiles
from app.casework.session.session import Session
from app.errors import N_
from app.language import Words
from app.settings import Language
from app.vault import office

__all__ = [
    "Bar",
    "Chart",
    "ToReview",
    "charts",
    "how_many_wait",
    "may_see",
    "pieces",
    "to_review",
    "uncounted",
]

_AGES = (7, 30, 90)
_AGE_SAYS = (N_("Up to 7 days"), N_("8 to 30 days"), N_("31 to 90 days"), N_("Older"))
_TASK_SAYS = {
    "urgent": N_("Urgent needs"),
    "stage": N_("Stages to finish"), "referral": N_("Replies from agencies"),
    "consent": N_("Consents that ended"), "withdrawal": N_("Withdrawn consents to report"),
    "decision": N_("Decisions to be confirmed"), "recovery": N_("Recovery and reflection periods"),
    "retention": N_("Cases to be erased"), "hearing": N_("Hearings"),
    "risk": N_("Risk reviews"), "contact": N_("Contacts agreed with the person"),
    "shift": N_("Notes for the next shift"), "erasure": N_("Erasures to be confirmed"),
    "erasure_waits": N_("Erasures that can still be objected to"),
    "erasure_objection": N_("Objections to an erasure"),
    "talk": N_("People to talk with again"), "refer": N_("People to refer"),
}  # fmt: skip
STAGES, AGES, LATE, OF_KIND, OF_EXPLOITATION = TITLES = (
    N_("Open cases by stage"), N_("Age of open cases"), N_("Overdue tasks"),
    N_("Kinds of open cases"), N_("Forms of exploitation"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """`name`: in words."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Chart:
    """`title`: a message id."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class ToReview:
    """`name`: "" of a restricted case. `handed`: to a supervisor, who has not answered; else an
    interview was finished that nobody has decided on."""

    case_id: str
    reference: str
    name: str
    handed: bool
    since: datetime
    marks: tuple[str, ...] = ()


def may_see(session: Session) -> bool:
    """Is it this officer's work to look after others'?"""
    return may_review(session)


def to_review(session: Session, limit: int = 50) -> list[ToReview]:
    """Needs of today, danger and children first; then those handed over, and the longest waiting.
    NotYours."""
    _theirs(session)
    return [
        ToReview(
            waiting.case.hex(), waiting.reference, "" if waiting.restricted else waiting.name,
            waiting.waits == HANDED, datetime.fromtimestamp(waiting.since, UTC), waiting.marks,
        )
        for waiting in office.waiting(session.reading(), limit)
    ]  # fmt: skip


def how_many_wait(session: Session) -> int:
    """NotYours."""
    _theirs(session)
    return office.how_many_wait(session.reading())


def uncounted(session: Session) -> int:
    """Cases that are still to be counted, after a newer Sanad was installed. NotYours."""
    _theirs(session)
    return office.uncounted(session.reading())


def pieces(session: Session, language: Language) -> list[Callable[[], Chart]]:
    """The charts, each to be counted on its own: others may read between them. NotYours."""
    _theirs(session)
    words, profile = Words(language), profiles.in_use(session)
    return [
        lambda: Chart(STAGES, _stages(session, profile, words)),
        lambda: Chart(AGES, _ages(session, words)),
        lambda: Chart(LATE, _late(session, words)),
        lambda: Chart(OF_KIND, _kinds(session, profile, words)),
        lambda: Chart(OF_EXPLOITATION, _forms(session, profile, words)),
    ]


def charts(session: Session, language: Language) -> list[Chart]:
    """All of them. NotYours."""
    return [count() for count in pieces(session, language)]


def _theirs(session: Session) -> None:
    if not may_see(session):
        raise NotYours


def _stages(session: Session, profile: profiles.Profile, words: Words) -> tuple[Bar, ...]:
    """Every stage of the referral system, and those of one before where cases are in them."""
    by_stage = office.by_stage(session.reading())
    names = {stage.id: stage.name.get(words.language, stage.id) for stage in profile.stages}
    return _in_order(by_stage, names)


def _ages(session: Session, words: Words) -> tuple[Bar, ...]:
    by_age = office.by_age(session.reading(), session.now(), _AGES)
    return tuple(Bar(words(says), n) for says, n in zip(_AGE_SAYS, by_age, strict=True))


def _late(session: Session, words: Words) -> tuple[Bar, ...]:
    overdue = office.overdue(session.reading(), session.now())
    return _in_order(overdue, {kind: words(_TASK_SAYS[kind]) for kind in KINDS})


def _kinds(session: Session, profile: profiles.Profile, words: Words) -> tuple[Bar, ...]:
    """A case can be of two kinds, and is counted in both."""
    counted = _counted(office.by_kinds(session.reading()))
    names = {
        kind_of_case.id: kind_of_case.name.get(words.language, kind_of_case.id)
        for kind_of_case in profile.kinds
    }
    return _in_order(counted, {**names, "": words(N_("Not set yet"))})


def _forms(session: Session, profile: profiles.Profile, words: Words) -> tuple[Bar, ...]:
    """A case can be of several forms, and is counted in each."""
    counted = _counted(office.by_exploitation(session.reading()))
    names = {
        exploitation.id: exploitation.name.get(words.language, exploitation.id)
        for exploitation in profile.exploitation
    }
    return _in_order(counted, {**names, "": words(N_("Not set yet"))})


def _counted(by_words: Mapping[str, int]) -> dict[str, int]:
    """By each of the words; "" for cases without any."""
    counts: dict[str, int] = {}
    for text, number in by_words.items():
        for word in text.split() or [""]:
            counts[word] = counts.get(word, 0) + number
    return counts


def _in_order(counts: Mapping[str, int], names: Mapping[str, str]) -> tuple[Bar, ...]:
    bars = [Bar(name, counts.get(id_, 0)) for id_, name in names.items()]
    return (*bars, *(Bar(id_, number) for id_, number in counts.items() if id_ not in names))

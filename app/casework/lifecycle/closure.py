"""A case closed, reopened, held; what kind of case it is; what a person confirmed about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.case import events
from app.case.kinds import table
from app.case.projection import Case
from app.case.retention import closed_at, held, keep_until
from app.casework.cases.event_writer import say, under
from app.casework.cases.queries import case_of
from app.casework.session import profiles
from app.casework.session.session import Session
from app.clock import utc_or_none
from app.language import Name
from app.seal.canonical import nfc


@dataclass(frozen=True, slots=True)
class CheckView:
    """Something that the referral system asks a person to confirm. `answer`: yes, no, "" for not
    yet."""

    id: str
    name: Name
    answer: str


@dataclass(frozen=True, slots=True)
class KeepingView:
    """`until`: when a closed case is due to be erased, None while it is open or held."""

    kinds: tuple[str, ...]
    closed: datetime | None
    result: str
    reason: str
    held: bool
    until: datetime | None


def may_close(session: Session) -> bool:
    """Does this officer's role close cases? Screens offer it only then."""
    return table.may(session.officer.role, events.CLOSED)


def close(session: Session, case_id: str, reason: str, result: str = "") -> str:
    """Close a case; the event's id. NoCase, NotYours, ReasonWanted, CaseClosed, NotVoluntary."""
    content = {"reason": nfc(reason.strip()), "result": result, **under(session)}
    return say(session, case_id, events.CLOSED, content)


def reopen(session: Session, case_id: str, reason: str) -> str:
    """NoCase, NotYours, ReasonWanted; NothingSaid where it isn't closed."""
    return say(session, case_id, events.REOPENED, {"reason": nfc(reason.strip())})


def hold(session: Session, case_id: str, is_held: bool, reason: str) -> str:
    """Keep a case beyond its time, or no longer. NoCase, NotYours, ReasonWanted."""
    return say(session, case_id, events.HOLD, {"on": int(is_held), "reason": nfc(reason.strip())})


def set_kinds(
    session: Session, case_id: str, kinds: Sequence[str], reason: str, exploitation: Sequence[str] | None = None
) -> str:
    """Say what kind of case it is: it can be two. `exploitation`: its forms, None to leave what was said.
    NoCase, ReasonWanted, NothingSaid."""
    content: dict[str, Any] = {"kinds": sorted(set(kinds)), "reason": nfc(reason.strip()), **under(session)}
    if exploitation is not None:
        content["exploitation"] = sorted(set(exploitation))
    return say(session, case_id, events.OF_KIND, content)


@dataclass(frozen=True, slots=True)
class KindsView:
    """`kinds`, `forms`: (id, name, whether the case is said to be so) of all that the referral system
    knows: kinds of case, forms of exploitation."""

    kinds: tuple[tuple[str, Name, bool], ...]
    forms: tuple[tuple[str, Name, bool], ...]


NO_KINDS = KindsView((), ())


def kinds_view(session: Session, case: Case) -> KindsView:
    """The kinds of case and forms of exploitation of the referral system in use, with those that
    this one has."""
    profile = profiles.in_use(session)
    kinds, forms = case.shown(("kind",)).split(), case.shown(("exploitation",)).split()
    return KindsView(
        tuple((kind.id, Name(kind.name, kind.id), kind.id in kinds) for kind in profile.kinds),
        tuple((form.id, Name(form.name, form.id), form.id in forms) for form in profile.exploitation),
    )


def check(session: Session, case_id: str, id_: str, answer: str, note: str = "") -> str:
    """Confirm, or take back, something that the referral system asks for. NoCase, NothingSaid."""
    content = {"check": id_, "answer": answer, "reason": nfc(note.strip()), **under(session)}
    return say(session, case_id, events.CHECKED, content)


def checks(session: Session, case: Case) -> list[CheckView]:
    ground = case.ground(session.now())
    return [
        CheckView(id_, Name(name, id_), ground.only(("check", id_)))
        for id_, name in profiles.in_use(session).checks.items()
    ]


def kinds(session: Session) -> list[tuple[str, Name, Name]]:
    """(id, name, note) of the kinds of case."""
    kinds = profiles.in_use(session).kinds
    return [(kind.id, Name(kind.name, kind.id), Name(kind.note)) for kind in kinds]


def results(session: Session, case: Case) -> list[tuple[str, Name, bool]]:
    """(id, name, whether the gate is asked for) of how this case may end: of its kinds, or of all."""
    profile = profiles.in_use(session)
    parts = case.shown(("kind",)).split()
    return [
        (result.id, Name(result.name, result.id), result.gate)
        for kind in profile.kinds
        if not parts or kind.id in parts
        for result in kind.results
    ]


def keeping(session: Session, case_id: str) -> KeepingView:
    """NoCase."""
    return keeping_of(session, case_of(session, case_id))


def keeping_of(session: Session, case: Case) -> KeepingView:
    contents = [case.timeline[write.place].content for write in case.standing(("closed",))]
    closed, retention_end = closed_at(case), keep_until(case, profiles.in_use(session))
    last = contents[-1] if contents and case.closed else {}
    return KeepingView(
        tuple(case.shown(("kind",)).split()),
        utc_or_none(closed),
        str(last.get("result", "")),
        str(last.get("reason", "")),
        held(case),
        utc_or_none(retention_end),
    )

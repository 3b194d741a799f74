"""One act on several cases. Each case's act is an event of its own; one that is refused is named with its
reason, and the others are done."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from app.case import events
from app.case.kinds.talks import DATE, MOVABLE
from app.case.tasks import DATED
from app.casework.cases import index, reviews
from app.casework.cases.event_writer import say
from app.casework.cases.queries import NoCase, case_of
from app.casework.cases.refusals import ReasonWanted
from app.casework.lifecycle import talk_days
from app.casework.session.session import Session
from app.casework.sharing import case_access
from app.casework.sharing.case_access import ColleagueOrTeam
from app.errors import N_, SanadError
from app.seal.canonical import nfc


class DayPast(SanadError):
    says = N_("That day is over. Nothing was changed. Choose today or a later day.")


@dataclass(frozen=True, slots=True)
class RefusedAct:
    """`reference`: the case's number, "" of one that is not here."""

    case_id: str
    reference: str
    error: SanadError


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """`completed`: ids of the cases in which it was done."""

    completed: tuple[str, ...]
    refused: tuple[RefusedAct, ...]


def reassign(session: Session, case_ids: Iterable[str], officer: ColleagueOrTeam, note: str = "") -> BatchOutcome:
    """Give cases to a colleague. NotYours before anything is done."""
    if not case_access.may_reassign(session):
        raise case_access.NotYours
    return each(session, case_ids, lambda case_id: case_access.reassign(session, case_id, officer, note))


def hand_over(session: Session, case_ids: Iterable[str], recipient: ColleagueOrTeam, note: str = "") -> BatchOutcome:
    """Offer cases to a colleague or a team, who accept or decline each."""
    return each(session, case_ids, lambda case_id: case_access.hand_over(session, case_id, recipient, note))


def review(session: Session, case_ids: Iterable[str], decision: str, text: str = "") -> BatchOutcome:
    """Decide on cases. NotYours before anything is done."""
    if not reviews.may_review(session):
        raise reviews.NotYours
    return each(session, case_ids, lambda case_id: reviews.review(session, case_id, decision, text))


def move_date(session: Session, case_ids: Iterable[str], day: date, reason: str) -> BatchOutcome:
    """Another day for the talk that a result calls for, else for the next contact or the review of the risks,
    whichever is nearer. The days of the referral system are not moved. DayPast, ReasonWanted before anything is done."""
    if day < session.clock().astimezone().date():
        raise DayPast
    if not reason.strip():
        raise ReasonWanted

    def move(case_id: str) -> None:
        if talk_days.due(session, case_id):
            talk_days.set_day(session, case_id, day, reason)
            return
        facts = case_of(session, case_id).facts
        fact = min((name for name in DATED if facts.get(name)), key=facts.__getitem__, default="")
        content = {"about": DATE, "fact": fact or MOVABLE[0], "day": day.isoformat(), "text": nfc(reason.strip())}
        say(session, case_id, events.NOTE, content)

    return each(session, case_ids, move)


def each(session: Session, case_ids: Iterable[str], act: Callable[[str], object]) -> BatchOutcome:
    """Do it in each of these cases, once in each."""
    completed: list[str] = []
    refused: list[RefusedAct] = []
    for case_id in dict.fromkeys(case_ids):
        try:
            act(case_id)
        except SanadError as error:
            refused.append(RefusedAct(case_id, _reference(session, case_id), error))
        else:
            completed.append(case_id)
    return BatchOutcome(tuple(completed), tuple(refused))


def _reference(session: Session, case_id: str) -> str:
    try:
        return index.number_of(case_of(session, case_id))
    except NoCase:
        return ""

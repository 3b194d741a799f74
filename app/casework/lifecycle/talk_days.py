"""The day of the next talk with a person whose result was open: an officer may set another, with a reason."""

from datetime import date

from app.case import events
from app.case.kinds.talks import TALK_DAY
from app.case.tasks import TALK, tasks
from app.casework.cases.event_writer import say
from app.casework.cases.queries import case_of
from app.casework.cases.refusals import ReasonWanted
from app.casework.session import profiles
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.seal.canonical import nfc


class NoTalkDue(SanadError):
    says = N_(
        "No talk is due in this case, or the day is over. Nothing was changed. "
        "Choose today or a later day, for a case whose result calls for another talk."
    )


def due(session: Session, case_id: str) -> str:
    """The interview that calls for another talk; "" where none does. NoCase."""
    case = case_of(session, case_id)
    talks = [task for task in tasks(case, profiles.in_use(session)) if task.kind == TALK]
    return talks[0].ref.hex() if talks else ""


def set_day(session: Session, case_id: str, day: date, reason: str) -> str:
    """The event's id. NoCase; ReasonWanted; NoTalkDue."""
    interview_id = due(session, case_id)
    if not interview_id or day < session.clock().astimezone().date():
        raise NoTalkDue
    if not reason.strip():
        raise ReasonWanted
    content = {
        "about": TALK_DAY,
        "interview": bytes.fromhex(interview_id),
        "text": day.isoformat(),
        "reason": nfc(reason.strip()),
    }
    return say(session, case_id, events.NOTE, content)

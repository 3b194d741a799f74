"""Who looked at a restricted case: said in the case itself, so that a look leaves a trace."""

from app.case import events
from app.casework.reading import case_of
from app.casework.session import Pen, Session

_ONCE_S = 3600  # a look within an hour of the last is the same one


def seen(session: Session, case_id: str) -> bool:
    """This officer looks at a case now; True where that was written. NoCase."""
    case, stream, now = case_of(session, case_id), session.vault.stream, session.now()
    own = (
        each.at for each in case.timeline if each.what == events.VIEWED and each.stream == stream
    )
    if not case.restricted or 0 <= now - max(own, default=-_ONCE_S) < _ONCE_S:
        return False
    with session.vault.transaction() as writer:
        Pen(session, writer, case.id).say(events.VIEWED, {})
    session.vault.say_head()
    return True

"""A certificate or the sheet of a lost computer on paper: the vault's journal says so first."""

from app.case import events
from app.casework.session import Session, journal


def printed(session: Session) -> None:
    """Before its bytes go to a printer."""
    journal(session, events.PAGE)

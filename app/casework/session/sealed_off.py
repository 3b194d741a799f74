"""What is refused while somebody practises: whatever would leave the practice, or bring others in."""

from app import practice_folder
from app.casework.session.session import Session
from app.errors import N_, SanadError


class NotInPractice(SanadError):
    """Joining, sync, a backup, a file for others."""

    says = N_(
        "This is practice: nothing leaves it, and nobody joins. Nothing was done and "
        "nothing is lost. End the practice first, then do this with real records."
    )


def is_practice(session: Session) -> bool:
    """Are these records there to practise with?"""
    return practice_folder.is_practice(session.home)


def refuse_in_practice(session: Session) -> None:
    """NotInPractice."""
    if is_practice(session):
        raise NotInPractice

"""Where files may come and go, as the administrator of this computer set it."""

from pathlib import Path

from app import practice_folder, settings
from app.casework.session.session import Session
from app.disk import BadFolder
from app.errors import N_, SanadError


class PlaceNotAllowed(SanadError):
    says = N_(
        "The administrator of this computer allows files only in certain folders, and this is not one of"
        " them. Nothing was written or read. Settings shows which they are."
    )


class SetByAdministrator(SanadError):
    says = N_(
        "The administrator of this computer set this. Nothing was changed. Ask the administrator if it"
        " has to be different."
    )


def refuse_elsewhere(path: Path) -> None:
    """PlaceNotAllowed."""
    if not settings.policy().may_hold(path):
        raise PlaceNotAllowed


def refuse_unfit(file: Path) -> None:
    """Where no file can be written. BadFolder, PlaceNotAllowed."""
    if not file.parent.is_dir() or file.is_dir():
        raise BadFolder
    refuse_elsewhere(file)


# -- sealed off --------------------------------------------------------------------------------
# What is refused while somebody practises: whatever would leave the practice, or bring others in.


class NotInPractice(SanadError):
    says = N_(
        "You are practising, so nothing can be sent and nobody can join. Nothing was done and nothing is lost. End the "
        "practice first, then do this with real records."
    )


def is_practice(session: Session) -> bool:
    """Are these records there to practise with?"""
    return practice_folder.is_practice(session.home)


def refuse_in_practice(session: Session) -> None:
    """NotInPractice."""
    if is_practice(session):
        raise NotInPractice

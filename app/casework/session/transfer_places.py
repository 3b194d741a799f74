"""Where files may come and go, as the administrator of this computer set it."""

from pathlib import Path

from app import settings
from app.errors import N_, SanadError


class PlaceNotAllowed(SanadError):
    """Outside the folders of the policy."""

    says = N_(
        "The administrator of this computer allows files only in certain folders, and this is not one of"
        " them. Nothing was written or read. Settings shows which they are."
    )


class SetByAdministrator(SanadError):
    """An officer changes what the policy sets."""

    says = N_(
        "The administrator of this computer set this. Nothing was changed. Ask the administrator if it"
        " has to be different."
    )


def refuse_elsewhere(path: Path) -> None:
    """PlaceNotAllowed."""
    if not settings.policy().may_hold(path):
        raise PlaceNotAllowed

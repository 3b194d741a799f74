"""How old the list of colleagues is, where that matters: on the pages of headquarters and of the post."""

from app.casework.session.freshness import Freshness
from app.errors import N_
from app.language import Words, isolate
from app.ui.parts import Banner


def banner(directory: Freshness) -> Banner | None:
    """None where it is fresh, and where there is no organisation."""
    match directory.kind:
        case "old":
            return Banner(lambda w: _old(directory, w) + _kept_back(directory, w), "wait", "wait")
        case "behind" | "hidden":
            return Banner(lambda w: _missing(directory, w) + _kept_back(directory, w), "flag", "wait")
    return None


def _old(directory: Freshness, w: Words) -> str:
    if directory.as_of is None:
        return w(
            "User management has not confirmed yet how recent the list of colleagues is. Until then, restricted cases "
            "are sent to nobody. The confirmation comes with its next sync, or on a USB stick from it."
        )
    return w.count(
        "The list of colleagues is {n} day old: somebody’s access may have ended since. Until user management syncs "
        "again, or sends a USB stick, restricted cases are sent to nobody.",
        "The list of colleagues is {n} days old: somebody’s access may have ended since. Until user management syncs "
        "again, or sends a USB stick, restricted cases are sent to nobody.",
        directory.days,
    )


def _kept_back(directory: Freshness, w: Words) -> str:
    if not directory.keeps_back:
        return ""
    return " " + w.count(
        "Until then only you can read new cases; {n} is waiting to go to your team.",
        "Until then only you can read new cases; {n} are waiting to go to your team.",
        directory.kept_back,
    )


def _missing(directory: Freshness, w: Words) -> str:
    if directory.kind == "hidden":
        sentence = N_(
            "The server is withholding something: {name} knew of a change in the list of colleagues that the server "
            "has not given to this computer. Tell user management, and import a USB stick from them. Until then "
            "restricted cases are given to nobody, and no computer is admitted."
        )
    else:
        sentence = N_(
            "{name} knew of a change in the list of colleagues that has not arrived here yet. Sync, or import a USB "
            "stick from user management. Until then restricted cases are sent to nobody, and nobody is admitted."
        )
    return w(sentence, name=isolate(directory.known_by))

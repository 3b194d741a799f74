"""How old the list of colleagues is, where that matters: on the pages of headquarters and of the post."""

from app.casework.session.freshness import Freshness
from app.errors import N_
from app.language import Words, isolate
from app.ui.parts.boxes import Banner


def banner(directory: Freshness) -> Banner | None:
    """None where it is fresh, and where there is no organisation."""
    match directory.kind:
        case "old":
            return Banner(lambda w: _old(directory, w), "wait", "wait")
        case "behind" | "hidden":
            return Banner(lambda w: _missing(directory, w), "flag", "wait")
    return None


def _old(directory: Freshness, w: Words) -> str:
    if directory.as_of is None:
        return w(
            "The desk has not said yet how new the list of colleagues is. Until it does, restricted "
            "cases are given to nobody. Its next sync, or a stick from it, brings that."
        )
    return w.count(
        "The list of colleagues is {n} day old: somebody may have been withdrawn since. Until the desk’s "
        "next sync, or a stick from it, restricted cases are given to nobody.",
        "The list of colleagues is {n} days old: somebody may have been withdrawn since. Until the desk’s "
        "next sync, or a stick from it, restricted cases are given to nobody.",
        directory.days,
    )


def _missing(directory: Freshness, w: Words) -> str:
    if directory.kind == "hidden":
        sentence = N_(
            "Headquarters holds something back: {name} knew of a change in the list of colleagues that "
            "it has not given to this computer. Tell the desk, and take in a stick from it. Until then "
            "restricted cases are given to nobody, and nobody is let in."
        )
    else:
        sentence = N_(
            "{name} knew of a change in the list of colleagues that has not come here yet. Sync, or take "
            "in a stick from the desk. Until then restricted cases are given to nobody, and nobody is "
            "let in."
        )
    return w(sentence, name=isolate(directory.known_by))

"""What an event says of itself: its kind, or what came of it where the kind alone would say something else. A
consent that was refused is no "consent recorded", a hold that ended no "legal hold"."""

from app.case.events import Event
from app.case.kinds.table import OF_CASES
from app.errors import N_

UNKNOWN = N_("A record that this version does not know")


def says(event: Event) -> str:
    """A message id."""
    return outcome(event) or of_kind(event.what)


def of_kind(kind: str) -> str:
    """A message id of a kind, by its word."""
    declared = OF_CASES.get(kind)
    return declared.says if declared else UNKNOWN


def outcome(event: Event) -> str:
    """A message id; "" where the kind says it."""
    return _outcome(event)[1]


def kept(event: Event) -> str:
    """Its kind, and the word of its outcome where there is one to say: as lists keep it."""
    word, _ = _outcome(event)
    return f"{event.what}:{word}" if word else event.what


def outcome_of_kept(text: str) -> tuple[str, str]:
    """(kind, message id of the outcome or "") of what `kept` said."""
    kind, _, word = text.partition(":")
    declared = OF_CASES.get(kind)
    outcomes = declared.outcome.says if declared and declared.outcome else {}
    return kind, outcomes.get(word, "")


def _outcome(event: Event) -> tuple[str, str]:
    kind = OF_CASES.get(event.what)
    return kind.outcome_of(event.content) if kind else ("", "")

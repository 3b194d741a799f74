"""What can be said about a case, one event at a time, and the form in which it is written.

An event is a map of text keys: `what` (its kind), `at` (the device's clock, seconds since 1970, as
a claim), `seen` (ids of the case's last events that its author had seen) and the kind's own
fields. Kinds and fields that this version doesn't know are kept and relayed. docs/formats/events.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Content = Mapping[str, Any]  # whole numbers, text, bytes, lists, maps

OPENED = "opened"
ANSWERS = "answers given"
ASSESSED = "assessment made"
NOTE = "note"
PRINTED = "printed"
EXPORTED = "exported"
# of the vault's own journal
RECOVERED = "recovery card used"
REPHRASED = "passphrase changed"
RESTORED = "backup restored"
NEW_CARD = "recovery card made"


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it stands in the log. `id`: its envelope's; `stream`: who wrote it, where."""

    id: bytes
    stream: bytes
    what: str
    at: int
    seen: tuple[bytes, ...]
    content: Content


def body(what: str, at: int, seen: tuple[bytes, ...], content: Content) -> dict[str, Any]:
    """The map that is sealed."""
    return {**content, "what": what, "at": at, "seen": sorted(seen)}


def read(id_: bytes, stream: bytes, told: Mapping[str, Any]) -> Event:
    """The event of an opened body; missing or odd fields are empty, never an error: an event that
    somebody else's version wrote must not close a case."""
    what, at, seen = told.get("what"), told.get("at"), told.get("seen")
    return Event(
        id_,
        stream,
        what if isinstance(what, str) else "",
        at if isinstance(at, int) else 0,
        tuple(each for each in seen if isinstance(each, bytes)) if isinstance(seen, list) else (),
        {key: value for key, value in told.items() if key not in {"what", "at", "seen"}},
    )

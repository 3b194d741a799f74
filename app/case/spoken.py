"""In which language an event's answers were asked and given, and when the person stopped the talk.
docs/formats/events.md, `spoken` and `stops`"""

from app.case import fields
from app.case.events import Content, moment

STOPS = "stops"  # in a draft's meta, and in an event
KEYS = ("asked", "given", "reviewed", "interpreter", "by")


def spoken_of(content: Content) -> dict[str, dict[str, str]]:
    """Path to how it was asked and given, of the answers of which an event says it."""
    groups = content.get("spoken")
    by_path: dict[str, dict[str, str]] = {}
    for group in groups if isinstance(groups, list) else ():
        entry = fields.map_of(group)
        mode = {key: fields.text(entry.get(key)) for key in KEYS}
        by_path |= dict.fromkeys(fields.texts(entry.get("answers")), mode)
    return by_path


def stops_of(content: Content) -> tuple[tuple[int, str], ...]:
    """When the person stopped the talk, in seconds since 1970, and at which place; in order."""
    stops = content.get(STOPS)
    return tuple(
        (moment(stop[0]), fields.text(stop[1]))
        for stop in (stops if isinstance(stops, list) else ())
        if isinstance(stop, list) and len(stop) == 2
    )

"""In which language an event's answers were asked and given. docs/formats/events.md, `spoken`"""

from app.case import fields
from app.case.events import Content

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

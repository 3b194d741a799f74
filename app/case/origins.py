"""Where the answers of an event came from: what its author's form and hands did. docs/formats/events.md"""

from app.case import fields
from app.case.events import Content

TYPED = "typed"
UNKNOWN = "unknown"
ORIGINS = frozenset({"calculated", "default", "carried", "action", UNKNOWN})


def origins_of(content: Content) -> dict[str, str]:
    """Path to origin, of every answer that an event names; none of an event that says nothing of
    it."""
    paths_by_origin = content.get("origins")
    if not isinstance(paths_by_origin, dict):
        return {}
    origins = dict.fromkeys(fields.pairs(content.get("answers")), TYPED)
    if (field := fields.named(content.get("field"))) and field[0] == "answer":
        origins[str(field[2])] = TYPED
    for origin, paths in paths_by_origin.items():
        if origin in ORIGINS:
            origins.update(dict.fromkeys(fields.texts(paths), "" if origin == UNKNOWN else origin))
    return origins


def over_of(content: Content) -> dict[str, str]:
    """Path to what the form calculated there, where something else was put over it."""
    return fields.mapped(content.get("over"))

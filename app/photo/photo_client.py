"""A child asked about a picture; it can reach nothing.

asked     JSON {"do": "look" | "clear"}, the file
answered  JSON of texts, the picture where it was to be cleared"""

from app.broker import client, frames
from app.broker.rooms import READER
from app.errors import N_, SanadError

_LONGEST_S, _LONGEST = 20, 100
_KNOWN = ("place", "taken", "camera")


class PlaceStays(SanadError):
    says = N_(
        "Data inside this kind of picture can’t be removed here: it may show where the picture was taken. Nothing was "
        "written. Choose to save it with the place, or take a picture of it."
    )


def traces(content: bytes) -> dict[str, str]:
    """`place`, `taken`, `camera` as a picture's file notes them; nothing where it notes nothing, or
    can't be read."""
    try:
        answer, _ = _run("look", content)
    except _Failed:
        return {}
    return {
        name: text[:_LONGEST]
        for name in _KNOWN
        if isinstance(text := answer.get(name), str) and text.isprintable() and text
    }


def cleared(content: bytes) -> bytes:
    """The picture without what is noted beside it; the same bytes where nothing was. PlaceStays."""
    try:
        return _run("clear", content)[1]
    except _Failed:
        raise PlaceStays from None


class _Failed(Exception):
    pass


def _run(do: str, content: bytes) -> frames.Message:
    try:
        # with a mark of how it was held it may be a little longer than it came
        largest = len(content) + 4096
        return client.ask(READER, {"do": do}, content, longest_s=_LONGEST_S, largest=largest)
    except client.ChildFailed as error:
        raise _Failed from error

"""Pictures and pages of files from anywhere, drawn by a child that can reach nothing.

asked     JSON {"do": "picture" | "page" | "pages", "number", "width"}, the file
answered  JSON {"pages"} or {"width", "height", "line", "format"}, the picture's points"""

from typing import Any

from PySide6.QtGui import QImage

from app.broker import client
from app.broker.rooms import DRAWER
from app.errors import N_, SanadError

SMALL = 56
_LONGEST_S, _LARGEST = 30, 4096 * 16384 * 4  # bytes of the largest picture that is drawn

_FORMATS = QImage.Format
# in which points come: with others a child could make this process read what lies behind them
BYTES_OF_A_POINT = {
    _FORMATS.Format_RGB888: 3,
    _FORMATS.Format_BGR888: 3,
    _FORMATS.Format_RGB32: 4,
    _FORMATS.Format_ARGB32: 4,
    _FORMATS.Format_ARGB32_Premultiplied: 4,
    _FORMATS.Format_RGBX8888: 4,
    _FORMATS.Format_RGBA8888: 4,
}


class NotShown(SanadError):
    says = N_(
        "This file can’t be shown here: it may be damaged, or protected by its own password. The file itself was not "
        "changed. Save a copy to view it in another program."
    )


def picture(content: bytes, width: int) -> QImage:
    """A picture the way up it was taken, at most as wide as asked for. NotShown."""
    return _image({"do": "picture", "width": width}, content)


def page(content: bytes, number: int, width: int) -> QImage:
    """A page of a document, from 0. NotShown."""
    return _image({"do": "page", "number": number, "width": width}, content)


def pages(content: bytes) -> int:
    """How many pages a document has. NotShown."""
    count = _run({"do": "pages"}, content)[0].get("pages", 0)
    if type(count) is not int or count < 0:
        raise NotShown
    return count


def _image(request: dict[str, Any], content: bytes) -> QImage:
    return image_of(*_run(request, content))


def image_of(reply: dict[str, Any], points: bytes) -> QImage:
    """What a child answered, which a stranger's file may have taken over. NotShown."""
    width, height, line = (_size(reply.get(name)) for name in ("width", "height", "line"))
    try:
        kind = QImage.Format(reply["format"])
        least_bytes = width * BYTES_OF_A_POINT[kind]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise NotShown from error
    if len(points) != height * line or line < least_bytes:
        raise NotShown
    return QImage(points, width, height, line, kind).copy()


def _size(number: object) -> int:
    if not isinstance(number, int) or not 0 < number < _LARGEST:
        raise NotShown
    return number


def _run(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        return client.ask(DRAWER, request, content, longest_s=_LONGEST_S, largest=_LARGEST)
    except client.ChildFailed as error:
        raise NotShown from error

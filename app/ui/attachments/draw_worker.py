"""The child that draws: fed by `app.ui.attachments.picture_client`, which says what goes through the pipes."""

from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from app.broker.child import serve
from app.broker.rooms import DRAWER
from app.ui import pdf
from app.ui.attachments.picture_client import BYTES_OF_A_POINT

# -- decoder -----------------------------------------------------------------------------------
# What the child does: pictures and pages from bytes that anybody may have made, drawn at a width.
# A damaged or hostile file ends this process, and no more: it holds no key and no row, can write
# no file, and its memory and time have an end.

_WIDEST, _TALLEST = 4096, 16384


def picture(content: bytes, width: int) -> QImage:
    """The way up it was taken, at most as wide as asked for, and decoded no larger where its kind
    allows that; null for what is no picture."""
    room = QSize(min(width, _WIDEST), _TALLEST)
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size, limit = reader.size(), room.transposed() if _turned(reader) else room
    if size.isValid() and not _fits(size, limit):
        reader.setScaledSize(size.scaled(limit, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull() or _fits(image.size(), room):
        return image
    smooth = Qt.TransformationMode.SmoothTransformation
    return image.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, smooth)


def _fits(size: QSize, room: QSize) -> bool:
    return size.width() <= room.width() and size.height() <= room.height()


def _turned(reader: QImageReader) -> bool:
    """By a quarter: width and height change places when it is read."""
    return bool(reader.transformation().value & 4)


def pages(content: bytes) -> int:
    return pdf.count(content)


def page(content: bytes, number: int, width: int) -> QImage:
    """One of them, from 0."""
    return pdf.page(content, number, min(width, _WIDEST))


# -- draw worker --------------------------------------------------------------------------------


def child() -> int:
    """Its exit status."""
    app = QCoreApplication([])  # finds the readers of picture kinds
    status = serve(DRAWER, _work)
    del app
    return status


def _work(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    match request["do"]:
        case "pages":
            return {"pages": pages(content)}, b""
        case "page":
            image = page(content, int(request["number"]), int(request["width"]))
        case _:
            image = picture(content, int(request["width"]))
    if image.isNull():
        raise ValueError
    if image.format() not in BYTES_OF_A_POINT:
        image = image.convertToFormat(QImage.Format.Format_ARGB32)
    reply = {
        "width": image.width(),
        "height": image.height(),
        "line": image.bytesPerLine(),
        "format": image.format().value,
    }
    return reply, bytes(image.constBits())

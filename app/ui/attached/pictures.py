"""Pictures and pages from bytes in memory, drawn at a width; for threads other than the screen's."""

import pypdfium2  # type: ignore[import-untyped]
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from app.errors import N_, SanadError
from app.ui import paper

SMALL = 56
_WIDEST, _TALLEST = 4096, 16384


class NotShown(SanadError):
    """Damaged, protected, or of a kind that nothing here reads."""

    says = N_(
        "This file can’t be shown here: it may be damaged, or protected by a password of its own. It is "
        "kept as it was. Save a copy to look at it with another program."
    )


def picture(content: bytes, width: int) -> QImage:
    """A picture the way up it was taken, at most as wide as asked for. NotShown."""
    made = _read(content, QSize(min(width, _WIDEST), _TALLEST))
    if made.isNull():
        raise NotShown
    return made


def small(content: bytes) -> QImage | None:
    """As small as a list shows it; None where it is none."""
    made = _read(content, QSize(2 * SMALL, 2 * SMALL))
    return None if made.isNull() else made


def _read(content: bytes, room: QSize) -> QImage:
    """Decoded no larger than it is shown, where its kind allows that."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    whole, held = reader.size(), room.transposed() if _turned(reader) else room
    if whole.isValid() and not _fits(whole, held):
        reader.setScaledSize(whole.scaled(held, Qt.AspectRatioMode.KeepAspectRatio))
    made = reader.read()
    if made.isNull() or _fits(made.size(), room):
        return made
    smooth = Qt.TransformationMode.SmoothTransformation
    return made.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, smooth)


def _fits(size: QSize, room: QSize) -> bool:
    return size.width() <= room.width() and size.height() <= room.height()


def _turned(reader: QImageReader) -> bool:
    """By a quarter: width and height change places when it is read."""
    return bool(reader.transformation().value & 4)


def pages(content: bytes) -> int:
    """How many pages a document has. NotShown."""
    try:
        return paper.count(content)
    except pypdfium2.PdfiumError as error:
        raise NotShown from error


def page(content: bytes, number: int, width: int) -> QImage:
    """One of them, from 0. NotShown."""
    try:
        return paper.page(content, number, min(width, _WIDEST))
    except pypdfium2.PdfiumError as error:
        raise NotShown from error

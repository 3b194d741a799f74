"""Pages of a PDF as pictures, from memory."""

import pypdfium2  # type: ignore[import-untyped]
from PySide6.QtGui import QImage


def count(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def page(pdf: bytes, number: int, width: int) -> QImage:
    """One page, counted from 0, drawn as wide as asked for."""
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[number]
        bitmap = sheet.render(scale=width / sheet.get_width(), rev_byteorder=True)
        image = QImage(
            bytes(bitmap.buffer),
            bitmap.width,
            bitmap.height,
            bitmap.stride,
            _format(bitmap.n_channels),
        )
        return image.copy()


def _format(channels: int) -> QImage.Format:
    return QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_RGBX8888

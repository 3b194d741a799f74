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
        formats = QImage.Format
        kind = formats.Format_RGB888 if bitmap.n_channels == 3 else formats.Format_RGBX8888
        size = bitmap.width, bitmap.height, bitmap.stride
        return QImage(bytes(bitmap.buffer), *size, kind).copy()

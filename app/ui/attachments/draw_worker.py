"""The child that draws: fed by `app.ui.attachments.picture_client`, which says what goes through the pipes."""

from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from app.broker.child import serve
from app.broker.rooms import DRAWER
from app.ui.attachments import decoder
from app.ui.attachments.picture_client import BYTES_OF_A_POINT


def child() -> int:
    """Its exit status."""
    app = QCoreApplication([])  # finds the readers of picture kinds
    status = serve(DRAWER, _work)
    del app
    return status


def _work(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    match request["do"]:
        case "pages":
            return {"pages": decoder.pages(content)}, b""
        case "page":
            image = decoder.page(content, int(request["number"]), int(request["width"]))
        case _:
            image = decoder.picture(content, int(request["width"]))
    if image.isNull():
        raise ValueError
    if image.format() not in BYTES_OF_A_POINT:
        image = image.convertToFormat(QImage.Format.Format_ARGB32)
    reply = {
        "width": image.width(), "height": image.height(), "line": image.bytesPerLine(),
        "format": image.format().value,
    }  # fmt: skip
    return reply, bytes(image.constBits())

"""The child that draws: fed by `app.ui.attachments.picture_client`, which says what goes through the pipes."""

import json
import sys
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from app.platform import system
from app.ui.attachments import decoder

_MEMORY, _SECONDS = 2 << 30, 25


def child() -> int:
    """Its exit status."""
    app = QCoreApplication([])  # finds the readers of picture kinds
    source, target = sys.stdin.buffer, sys.stdout.buffer
    header = json.loads(source.read(int.from_bytes(source.read(4), "big")))
    size = int.from_bytes(source.read(8), "big")
    content = source.read(size)
    system.limit_worker(seconds=_SECONDS, memory_bytes=_MEMORY)
    try:
        reply, points = _work(header, content)
    except Exception:  # whatever a library raises must not be printed with what it was given
        return 1
    data = json.dumps(reply).encode()
    target.write(len(data).to_bytes(4, "big") + data + points)
    target.flush()
    del app
    return 0


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
    if image.depth() not in (24, 32):
        image = image.convertToFormat(QImage.Format.Format_ARGB32)
    reply = {
        "width": image.width(), "height": image.height(), "line": image.bytesPerLine(),
        "format": image.format().value,
    }  # fmt: skip
    return reply, bytes(image.constBits())

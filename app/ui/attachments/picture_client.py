"""Pictures and pages of files from anywhere, drawn by a child process that holds no keys.

standard input   4 bytes length, JSON {"do": "picture" | "page" | "pages", "number", "width"},
                 8 bytes length, the file
standard output  4 bytes length, JSON {"pages"} or {"width", "height", "line", "format"}, the
                 picture's points; nothing where the exit status isn't 0
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from app.errors import N_, SanadError
from app.settings import ROOT

WORD = "--drawer"  # what app.__main__ hands to app.ui.attachments.draw_worker
SMALL = 56
_LONGEST_S = 30


class NotShown(SanadError):
    """Damaged, protected, or of a kind that nothing here reads."""

    says = N_(
        "This file can’t be shown here: it may be damaged, or protected by a password of its own. It is "
        "kept as it was. Save a copy to look at it with another program."
    )


def picture(content: bytes, width: int) -> QImage:
    """A picture the way up it was taken, at most as wide as asked for. NotShown."""
    return _image({"do": "picture", "width": width}, content)


def page(content: bytes, number: int, width: int) -> QImage:
    """A page of a document, from 0. NotShown."""
    return _image({"do": "page", "number": number, "width": width}, content)


def pages(content: bytes) -> int:
    """How many pages a document has. NotShown."""
    return int(_run({"do": "pages"}, content)[0].get("pages", 0))


def _image(request: dict[str, Any], content: bytes) -> QImage:
    reply, points = _run(request, content)
    try:
        sizes = int(reply["width"]), int(reply["height"]), int(reply["line"])
        kind = QImage.Format(reply["format"])
    except (KeyError, TypeError, ValueError) as error:
        raise NotShown from error
    if min(sizes) < 1 or len(points) != sizes[1] * sizes[2] or sizes[2] < 3 * sizes[0]:
        raise NotShown
    return QImage(points, *sizes, kind).copy()


def _run(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    header = json.dumps(request).encode()
    parts = len(header).to_bytes(4, "big"), header, len(content).to_bytes(8, "big"), content
    try:
        child = subprocess.run(
            command(WORD), input=b"".join(parts), capture_output=True, check=True, cwd=ROOT,
            timeout=_LONGEST_S, creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
        size = int.from_bytes(child.stdout[:4], "big")
        reply = json.loads(child.stdout[4 : 4 + size])
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise NotShown from error
    return reply, child.stdout[4 + size :]


def command(word: str) -> list[str]:
    """How this program is started as a child that does one thing."""
    if getattr(sys, "frozen", False):
        # on Windows the window's own program has no standard input or output
        program = Path(sys.executable)
        return [str(program.with_name("sanad" + program.suffix)), word]
    return [sys.executable, "-m", "app", word]

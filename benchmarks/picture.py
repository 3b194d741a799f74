"""A photograph, a page and a questionnaire read by their children, beside children that are not shut in. Aim: 1.3."""

import io
import os
import sys
from collections.abc import Callable, Iterator

from benchmarks.timing import ratio, said, side_by_side

# the same child, with nothing of its layers but limits as they were before
_OPEN = (
    "import sys\n"
    "from app.broker import child\n"
    "from app.broker.rooms import room_of\n"
    "from app.platform import posix\n"
    "def limited(word):\n"
    "    posix._limit(room_of(word))\n"
    "    return ()\n"
    "child.shut_in = limited\n"
    "from app.__main__ import main\n"
    "sys.exit(main())\n"
)


def _photograph() -> bytes:
    from PIL import Image

    content = io.BytesIO()
    noise = Image.frombytes("RGB", (500, 375), os.urandom(500 * 375 * 3))
    noise.resize((4000, 3000)).save(content, "JPEG", quality=85)
    return content.getvalue()


def _document() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    content = io.BytesIO()
    canvas = Canvas(content)
    for number in range(40):
        canvas.drawString(100, 800 - 15 * number, "A line of a document")
    canvas.save()
    return content.getvalue()


def measure(rounds: int = 30) -> Iterator[str]:
    """Median of each, alternating."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app.broker import client
    from app.casework.questionnaires.form_engine import open_form
    from app.form import convert
    from app.photo import photo_client
    from app.settings import FORMS
    from app.ui.attachments import picture_client

    shut_in, photograph, document = client.command, _photograph(), _document()
    xml = convert(FORMS / "rapid-screening.xlsx").xml

    def unlimited(word: str) -> list[str]:
        return [sys.executable, "-c", _OPEN, word]

    def by(command: Callable[[str], list[str]], work: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            client.command = command
            try:
                work()
            finally:
                client.command = shut_in

        return run

    for name, work in (
        ("a photograph of 12 megapixels, 1200 wide", lambda: picture_client.picture(photograph, 1200)),
        ("its small picture", lambda: picture_client.picture(photograph, picture_client.SMALL)),
        ("a page of a document, 1200 wide", lambda: picture_client.page(document, 0, 1200)),
        ("what is noted in a photograph", lambda: photo_client.traces(photograph)),
        ("a questionnaire compiled anew", lambda: open_form(xml)),
    ):
        ours, theirs = side_by_side(by(shut_in, work), by(unlimited, work), rounds)
        yield f"{name}: {ratio(ours, theirs)}  (shut in {said(ours)}; not {said(theirs)})"

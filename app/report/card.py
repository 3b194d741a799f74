"""The recovery card: twenty-four numbered words, the same as a QR code, and what to do with it."""

from collections.abc import Sequence

from reportlab.platypus import Flowable, Spacer

from app.errors import N_
from app.language import Words, isolate
from app.report import page
from app.report.arabic import INK2, Cell, Row, Style, Text

_TITLE = Style(size=19, leading=31, bold=True, after=4)
_BODY = Style(size=11, leading=19, after=4)
_WORD = Style(size=13, leading=22, bold=True)
_QUIET = Style(size=9, leading=15, colour=INK2)
_ADVICE = (
    N_(
        "Whoever holds this card can open your records on your computer without a passphrase. "
        "Keep it as you would keep cash: locked away, and never together with the computer."
    ),
    N_(
        "If you forget the passphrase or the computer is replaced, choose “Use the recovery card” "
        "on the first page and type these words in order. You then choose a new passphrase, and "
        "this card stops working."
    ),
    N_("Make no photograph and no copy. If the card is lost, make a new one in the settings."),
)


class _Code(Flowable):  # type: ignore[misc]
    """A QR code in the middle of the page."""

    def __init__(self, text: str, side: float) -> None:
        super().__init__()
        self.text = text
        self.side = side

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        return width, self.side + 16

    def draw(self) -> None:
        page.squares(self.canv, self.text, (self.width - self.side) / 2, 8, self.side)


def recovery_card(card: Sequence[str], officer: str, words: Words) -> bytes:
    """One page, four columns of six words, read down each column in turn."""
    title = words("Recovery card")
    sheet = page.Sheet(title, title, (), "", words)
    return page.document(sheet, lambda: _story(card, officer, words))


def _story(card: Sequence[str], officer: str, words: Words) -> list[Flowable]:
    direction = words.direction
    story: list[Flowable] = [
        Text(words("Recovery card"), _TITLE, direction),
        Text(words("Officer: {name}", name=isolate(officer)), _BODY, direction),
        Spacer(0, 6),
    ]
    columns = 4
    rows = -(-len(card) // columns)
    for row in range(rows):
        cells = []
        for column in range(columns):
            place = column * rows + row
            if place < len(card):
                number = Text(words.number(place + 1), _QUIET, direction)
                cells.append(Cell((number, Text(card[place], _WORD, direction)), 1))
        story.append(Row(cells, direction))
    story += [Spacer(0, 10), _Code(" ".join(card), 150)]
    story += [Text(words(each), _BODY, direction) for each in _ADVICE]
    return story

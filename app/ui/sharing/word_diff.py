"""A value beside others: the words in which long ones differ are underlined, never coloured."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QPainter,
    QPaintEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)

from app.language import direction_of, keep_stops
from app.ui import (
    fonts,
    text_lines,
    theme,
    tokens,
)
from app.ui.labels import Label, plain

_LONG = 48  # letters from which a value is no longer drawn as large as a date
_WORDS = 4  # from which differing words are worth underlining


def differing(value: str, others: Sequence[str]) -> list[tuple[int, int]]:
    """Where in a value the words stand that another one hasn't: (start, length)."""
    mine = _words(value)
    if len(mine) < _WORDS or any(len(_words(other)) < _WORDS for other in others):
        return []
    same = set(range(len(mine)))
    for other in others:
        theirs = [word for _, word in _words(other)]
        matcher = SequenceMatcher(a=[word for _, word in mine], b=theirs, autojunk=False)
        blocks = matcher.get_matching_blocks()
        same &= {at for block in blocks for at in range(block.a, block.a + block.size)}
    if not same:
        return []
    return [(start, len(word)) for at, (start, word) in enumerate(mine) if at not in same]


def _words(value: str) -> list[tuple[int, str]]:
    found, start = list[tuple[int, str]](), -1
    for at, letter in enumerate(value + " "):
        if letter.isspace():
            if start >= 0:
                found.append((start, value[start:at]))
            start = -1
        elif start < 0:
            start = at
    return found


class Value(Label):
    """Large where it is short; drawn from a document, which underlines in both directions."""

    def __init__(self, shown: str, others: Sequence[str] = ()) -> None:
        self._marks: list[tuple[int, int]] = []
        self._drawn: tuple[object, QTextDocument] | None = None
        super().__init__(plain(shown), "question" if len(shown) > _LONG else "display")
        # as shown: a mark for direction takes a place
        self._marks = differing(self.text(), [keep_stops(other) for other in others])

    def _document(self, width: int) -> QTextDocument:
        key = (width, self.text(), theme.words().language, theme.theme())
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = (key, self._made(width))
        return self._drawn[1]

    def _made(self, width: int) -> QTextDocument:
        made, size = QTextDocument(), tokens.measure(self.role, theme.words().language)
        made.setDocumentMargin(0)
        made.setDefaultFont(
            fonts.font(size.px, self._weight or size.weight, fonts.script_family(self.text()))
        )
        option = QTextOption()
        own = direction_of(self.text(), "rtl" if theme.rtl() else "ltr")
        which = Qt.LayoutDirection
        option.setTextDirection(which.RightToLeft if own == "rtl" else which.LeftToRight)
        side = Qt.AlignmentFlag.AlignRight if theme.rtl() else Qt.AlignmentFlag.AlignLeft
        option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        made.setDefaultTextOption(option)
        made.setPlainText(self.text())
        made.setTextWidth(width)
        cursor = QTextCursor(made)
        cursor.select(QTextCursor.SelectionType.Document)
        lines = QTextBlockFormat()
        lines.setLineHeight(size.line, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor.mergeBlockFormat(lines)
        under = QTextCharFormat()
        under.setFontUnderline(True)
        for start, length in self._marks:
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(under)
        return made

    def heightForWidth(self, width: int) -> int:
        return max(text_lines.line(self.role), round(self._document(width).size().height() + 0.49))

    def sizeHint(self) -> QSize:
        wide = min(
            text_lines.lay(self.text(), self.role, 0, self._weight).width, text_lines.READING_WIDTH
        )
        return QSize(wide, self.heightForWidth(max(wide, 1)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        told = QAbstractTextDocumentLayout.PaintContext()
        palette = self.palette()
        palette.setColor(palette.ColorRole.Text, theme.colour(self.colour))
        told.palette = palette  # type: ignore[attr-defined,unused-ignore]
        self._document(self.width()).documentLayout().draw(painter, told)

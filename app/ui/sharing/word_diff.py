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
from app.ui import fonts, text_lines, theme, tokens
from app.ui.labels import Label, plain

_LONG = 48  # letters from which a value is no longer drawn as large as a date
_WORDS = 4  # from which differing words are worth underlining


def differing(value: str, other_values: Sequence[str]) -> list[tuple[int, int]]:
    """Where in a value the words stand that another one hasn't: (start, length)."""
    words = _words(value)
    if len(words) < _WORDS or any(len(_words(text)) < _WORDS for text in other_values):
        return []
    common = set(range(len(words)))
    for other_value in other_values:
        other_words = [word for _, word in _words(other_value)]
        matcher = SequenceMatcher(a=[word for _, word in words], b=other_words, autojunk=False)
        blocks = matcher.get_matching_blocks()
        common &= {at for block in blocks for at in range(block.a, block.a + block.size)}
    if not common:
        return []
    return [(start, len(word)) for at, (start, word) in enumerate(words) if at not in common]


def _words(value: str) -> list[tuple[int, str]]:
    words, start = list[tuple[int, str]](), -1
    for at, letter in enumerate(value + " "):
        if letter.isspace():
            if start >= 0:
                words.append((start, value[start:at]))
            start = -1
        elif start < 0:
            start = at
    return words


class Value(Label):
    """Large where it is short; drawn from a document, which underlines in both directions."""

    def __init__(self, text: str, other_values: Sequence[str] = ()) -> None:
        self._marks: list[tuple[int, int]] = []
        self._drawn: tuple[object, QTextDocument] | None = None
        super().__init__(plain(text), "question" if len(text) > _LONG else "display")
        # as shown: a mark for direction takes a place
        self._marks = differing(self.text(), [keep_stops(text) for text in other_values])

    def _document(self, width: int) -> QTextDocument:
        key = (width, self.text(), theme.words().language, theme.theme())
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = (key, self._made(width))
        return self._drawn[1]

    def _made(self, width: int) -> QTextDocument:
        text_document, size = QTextDocument(), tokens.measure(self.role, theme.words().language)
        text_document.setDocumentMargin(0)
        text_document.setDefaultFont(fonts.font(size.px, self._weight or size.weight, fonts.script_family(self.text())))
        option = QTextOption()
        direction = direction_of(self.text(), "rtl" if theme.rtl() else "ltr")
        directions = Qt.LayoutDirection
        option.setTextDirection(directions.RightToLeft if direction == "rtl" else directions.LeftToRight)
        side = Qt.AlignmentFlag.AlignRight if theme.rtl() else Qt.AlignmentFlag.AlignLeft
        option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        text_document.setDefaultTextOption(option)
        text_document.setPlainText(self.text())
        text_document.setTextWidth(width)
        cursor = QTextCursor(text_document)
        cursor.select(QTextCursor.SelectionType.Document)
        lines = QTextBlockFormat()
        lines.setLineHeight(size.line, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor.mergeBlockFormat(lines)
        underline = QTextCharFormat()
        underline.setFontUnderline(True)
        for start, length in self._marks:
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(underline)
        return text_document

    def heightForWidth(self, width: int) -> int:
        return max(text_lines.line(self.role), round(self._document(width).size().height() + 0.49))

    def sizeHint(self) -> QSize:
        wide = min(text_lines.lay(self.text(), self.role, 0, self._weight).width, text_lines.READING_WIDTH)
        return QSize(wide, self.heightForWidth(max(wide, 1)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = self.palette()
        palette.setColor(palette.ColorRole.Text, theme.colour(self.colour))
        context.palette = palette  # type: ignore[attr-defined,unused-ignore]
        self._document(self.width()).documentLayout().draw(painter, context)

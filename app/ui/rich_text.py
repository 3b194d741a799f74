"""Words in several styles on fixed lines: bold, emphasised, headings, colours of a form's own.

A QTextDocument made of runs, never of HTML: nothing in the words can become a link or a picture.
"""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPainter,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)

from app.markup import Run
from app.settings import Language
from app.ui import fonts, tokens
from app.ui import theme as theme_module
from app.ui.tokens import Role, ThemeName

_LARGER = {1: 1.3, 2: 1.2, 3: 1.1}  # headings; deeper ones are bold alone
_BOLD, _PLAIN = 600, 400
_LEAST = {"light": 4.5, "contrast": 7.0}
_GROUNDS = ("surface", "bg", "primary_soft")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How the words are set: role, width (0: one line a paragraph), weight, language, colours."""

    role: Role
    width: int
    weight: int
    language: Language
    theme: ThemeName
    rtl: bool  # the direction of the words
    right: bool | None = None  # on the right, on the left; None: in the middle


@lru_cache(maxsize=512)
def document(pieces: tuple[Run, ...], style: Way) -> QTextDocument:
    """Laid out, ready to be measured and drawn."""
    text_document = QTextDocument()
    text_document.setDocumentMargin(0)
    text_document.setUndoRedoEnabled(False)
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if style.rtl else Qt.LayoutDirection.LeftToRight)
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    text_document.setDefaultTextOption(option)
    cursor, first = QTextCursor(text_document), True
    for line in _paragraphs(pieces):
        block = _block(line, style)
        if first:
            cursor.setBlockFormat(block)
        else:
            cursor.insertBlock(block, QTextCharFormat())
        first = False
        for run in line:
            cursor.insertText(run.words, _letters(run, style, _base(pieces, style)))
    text_document.setTextWidth(style.width or -1)
    if not style.width:  # else a line that ends has nowhere to stand
        text_document.setTextWidth(text_document.idealWidth())
    return text_document


def _paragraphs(pieces: tuple[Run, ...]) -> list[list[Run]]:
    lines: list[list[Run]] = [[]]
    for run in pieces:
        first, *following = run.words.split("\n")
        for at, words in enumerate((first, *following)):
            if at:
                lines.append([])
            lines[-1].append(Run(words, run.bold, run.slanted, run.heading, run.colour))
    return lines


def _larger(line: list[Run]) -> float:
    return max((_LARGER.get(run.heading, 1.0) for run in line if run.words), default=1.0)


def _block(line: list[Run], style: Way) -> QTextBlockFormat:
    text_block_format, size = QTextBlockFormat(), tokens.measure(style.role, style.language)
    text_block_format.setLineHeight(
        round(size.line * _larger(line)), QTextBlockFormat.LineHeightTypes.FixedHeight.value
    )
    text_block_format.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if style.rtl else Qt.LayoutDirection.LeftToRight
    )
    side = {True: Qt.AlignmentFlag.AlignRight, False: Qt.AlignmentFlag.AlignLeft}.get(
        bool(style.right), Qt.AlignmentFlag.AlignLeft
    )
    text_block_format.setAlignment(
        Qt.AlignmentFlag.AlignHCenter if style.right is None else side | Qt.AlignmentFlag.AlignAbsolute
    )
    return text_block_format


def _base(pieces: tuple[Run, ...], style: Way) -> int:
    """What isn't bold steps back where a question's words are bold all over."""
    usual = style.weight or tokens.measure(style.role, style.language).weight
    bold_runs = {run.bold or run.heading > 0 for run in pieces if run.words.strip()}
    return _PLAIN if len(bold_runs) > 1 else usual


def _letters(run: Run, style: Way, base: int) -> QTextCharFormat:
    text_char_format, size = QTextCharFormat(), tokens.measure(style.role, style.language)
    heavy = run.bold or run.heading > 0
    px = round(size.px * _LARGER.get(run.heading, 1.0))
    font = QFont(fonts.font(px, max(_BOLD, base) if heavy else base, fonts.script_family(run.words)))
    if run.slanted:  # Arabic letters don't slant
        arabic = any("\u0600" <= letter <= "\u06ff" for letter in run.words)
        font.setUnderline(arabic)
        font.setItalic(not arabic)
    text_char_format.setFont(font)
    if run.colour and (tint := readable(run.colour, style.theme)) is not None:
        text_char_format.setForeground(tint)
    return text_char_format


@lru_cache(maxsize=256)
def readable(colour: str, theme: ThemeName) -> QColor | None:
    """A form's colour, darkened until it can be read on every ground; None where it names none."""
    parsed = QColor.fromString(colour)
    if not parsed.isValid() or parsed.alpha() < 255:
        return None
    grounds = [QColor(tokens.colours(theme)[name]) for name in _GROUNDS]
    for _ in range(40):
        if all(contrast(parsed, ground) >= _LEAST[theme] for ground in grounds):
            break
        parsed = parsed.darker(110)
    return parsed


def contrast(first: QColor, second: QColor) -> float:
    """The ratio of two colours. Source: WCAG 2.2, "contrast ratio"."""
    dark, light = sorted((_luminance(first), _luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def draw(painter: QPainter, text_document: QTextDocument, box: QRect, high: int, ink: str) -> None:
    """From the box's left edge, in the middle of its height."""
    context = QAbstractTextDocumentLayout.PaintContext()
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, theme_module.colour(ink))
    context.palette = palette
    context.clip = QRectF(0, 0, box.width(), max(high, box.height()))
    painter.save()
    painter.translate(box.left(), box.top() + max(0, (box.height() - high) // 2))
    text_document.documentLayout().draw(painter, context)
    painter.restore()

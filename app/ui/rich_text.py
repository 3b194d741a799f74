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

from app.casework.questionnaires.markup import Run
from app.settings import Language
from app.ui import fonts, tokens
from app.ui import theme as theme_module
from app.ui.tokens import Role, ThemeName

_LARGER = {1: 1.3, 2: 1.2, 3: 1.1}  # headings; deeper ones are bold alone
_BOLD, _PLAIN = 600, 400
_LEAST = {"light": 4.5, "contrast": 7.0}
_GROUNDS = ("surface", "bg", "primary_soft")


@dataclass(frozen=True, slots=True)
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
def document(runs: tuple[Run, ...], way: Way) -> QTextDocument:
    """Laid out, ready to be measured and drawn."""
    made = QTextDocument()
    made.setDocumentMargin(0)
    made.setUndoRedoEnabled(False)
    option = QTextOption()
    option.setTextDirection(
        Qt.LayoutDirection.RightToLeft if way.rtl else Qt.LayoutDirection.LeftToRight
    )
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    made.setDefaultTextOption(option)
    cursor, first = QTextCursor(made), True
    for line in _paragraphs(runs):
        block = _block(line, way)
        if first:
            cursor.setBlockFormat(block)
        else:
            cursor.insertBlock(block, QTextCharFormat())
        first = False
        for run in line:
            cursor.insertText(run.words, _letters(run, way, _base(runs, way)))
    made.setTextWidth(way.width or -1)
    if not way.width:  # else a line that ends has nowhere to stand
        made.setTextWidth(made.idealWidth())
    return made


def _paragraphs(runs: tuple[Run, ...]) -> list[list[Run]]:
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *rest = run.words.split("\n")
        for at, words in enumerate((first, *rest)):
            if at:
                lines.append([])
            lines[-1].append(Run(words, run.bold, run.slanted, run.heading, run.colour))
    return lines


def _larger(line: list[Run]) -> float:
    return max((_LARGER.get(run.heading, 1.0) for run in line if run.words), default=1.0)


def _block(line: list[Run], way: Way) -> QTextBlockFormat:
    made, size = QTextBlockFormat(), tokens.measure(way.role, way.language)
    made.setLineHeight(
        round(size.line * _larger(line)), QTextBlockFormat.LineHeightTypes.FixedHeight.value
    )
    made.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if way.rtl else Qt.LayoutDirection.LeftToRight
    )
    side = {True: Qt.AlignmentFlag.AlignRight, False: Qt.AlignmentFlag.AlignLeft}.get(
        bool(way.right), Qt.AlignmentFlag.AlignLeft
    )
    made.setAlignment(
        Qt.AlignmentFlag.AlignHCenter
        if way.right is None
        else side | Qt.AlignmentFlag.AlignAbsolute
    )
    return made


def _base(runs: tuple[Run, ...], way: Way) -> int:
    """What isn't bold steps back where a question's words are bold all over."""
    usual = way.weight or tokens.measure(way.role, way.language).weight
    shows = {run.bold or run.heading > 0 for run in runs if run.words.strip()}
    return _PLAIN if len(shows) > 1 else usual


def _letters(run: Run, way: Way, base: int) -> QTextCharFormat:
    made, size = QTextCharFormat(), tokens.measure(way.role, way.language)
    heavy = run.bold or run.heading > 0
    px = round(size.px * _LARGER.get(run.heading, 1.0))
    font = QFont(
        fonts.font(px, max(_BOLD, base) if heavy else base, fonts.script_family(run.words))
    )
    if run.slanted:  # Arabic letters don't slant
        arabic = any("\u0600" <= letter <= "\u06ff" for letter in run.words)
        font.setUnderline(arabic)
        font.setItalic(not arabic)
    made.setFont(font)
    if run.colour and (tint := readable(run.colour, way.theme)) is not None:
        made.setForeground(tint)
    return made


@lru_cache(maxsize=256)
def readable(colour: str, theme: ThemeName) -> QColor | None:
    """A form's colour, darkened until it can be read on every ground; None where it names none."""
    asked = QColor.fromString(colour)
    if not asked.isValid() or asked.alpha() < 255:
        return None
    grounds = [QColor(tokens.colours(theme)[each]) for each in _GROUNDS]
    for _ in range(40):
        if all(contrast(asked, ground) >= _LEAST[theme] for ground in grounds):
            break
        asked = asked.darker(110)
    return asked


def contrast(one: QColor, other: QColor) -> float:
    """The ratio of two colours. Source: WCAG 2.2, "contrast ratio"."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def draw(painter: QPainter, laid: QTextDocument, box: QRect, high: int, ink: str) -> None:
    """From the box's left edge, in the middle of its height."""
    context = QAbstractTextDocumentLayout.PaintContext()
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, theme_module.colour(ink))
    context.palette = palette
    context.clip = QRectF(0, 0, box.width(), max(high, box.height()))
    painter.save()
    painter.translate(box.left(), box.top() + max(0, (box.height() - high) // 2))
    laid.documentLayout().draw(painter, context)
    painter.restore()

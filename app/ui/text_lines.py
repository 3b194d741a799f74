"""Lines of text at fixed baselines.

One `drawText` a line: PySide6 on Python 3.11 loses references to None in QTextLayout and aborts
after a few thousand. Lines are broken in logical order at spaces, as UAX #9 asks, and each is
drawn in the direction of the whole text.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from app.language import FSI, LRI, PDI, Direction, direction_of, isolate_ltr, unmistakable
from app.markup import Run, StyledText
from app.settings import Language
from app.ui import fonts, rich_text, theme, tokens
from app.ui.tokens import Role

READING_WIDTH = 620  # about 68 characters
_OPENERS = frozenset((FSI, LRI, "\u2067"))
_POINT = re.compile(r"(?<!\d)(-?\d+\.\d+) (-?\d+\.\d+) 0(?:\.0)? 0(?:\.0)?(?=;|$)", re.ASCII)  # as ODK keeps it
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_ISOLATED = re.compile("[\u2066-\u2068][^\u2066-\u2069]*\u2069")


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A text broken into lines."""

    lines: tuple[tuple[str, float], ...]  # each with its width
    font: QFont
    width: int
    height: int
    line: int
    baseline: float  # of the first line, from its top
    rtl: bool
    runs: tuple[Run, ...] = ()  # of words in several styles, which have no lines of their own
    direction: rich_text.Way | None = None


def own_direction(text: str, otherwise: Direction) -> Direction:
    """The direction of the first letter outside isolates (UAX #9, rule P2)."""
    return direction_of(_ISOLATED.sub("", text), otherwise)


def line(role: Role) -> int:
    return theme.measure(role).line


def lay(text: str, role: Role, width: int = 0, weight: int = 0) -> Laid:
    """Break a text into lines of a width; 0 is one line (a paragraph a line)."""
    if isinstance(text, StyledText):
        return _lay_styled(text, role, width, weight)
    return _lay(text, role, width, weight, theme.words().language)


@lru_cache(maxsize=4096)
def _lay(text: str, role: Role, width: int, weight: int, language: Language) -> Laid:
    size, text = tokens.measure(role, language), unmistakable(text)
    font = fonts.font(size.px, weight or size.weight, fonts.script_family(text))
    metrics = QFontMetricsF(fonts.font(size.px, weight or size.weight))
    lines = _lines(text, QFontMetricsF(font), width)
    room = size.line - metrics.ascent() - metrics.descent()
    return Laid(
        lines=tuple(lines),
        font=font,
        width=int(max(width for _, width in lines) + 0.999),
        height=size.line * len(lines),
        line=size.line,
        baseline=room / 2 + metrics.ascent(),
        rtl=own_direction(text, "rtl" if language == "ar" else "ltr") == "rtl",
    )


def lay_in(text: str, font: QFont, width: int, line: int, baseline: float, *, rtl: bool) -> Laid:
    """The same in a font and a line of one's own, in a direction that is not the page's."""
    lines = _lines(text, QFontMetricsF(font), width)
    return Laid(
        lines=tuple(lines),
        font=font,
        width=int(max(advance for _, advance in lines) + 0.999),
        height=line * len(lines),
        line=line,
        baseline=baseline,
        rtl=rtl,
    )


def _lay_styled(text: StyledText, role: Role, width: int, weight: int) -> Laid:
    language = theme.words().language
    rtl = own_direction(text, "rtl" if language == "ar" else "ltr") == "rtl"
    style = rich_text.Way(
        role=role, width=width, weight=weight, language=language, theme=theme.theme(), rtl=rtl, right=rtl
    )
    size, document = tokens.measure(role, language), rich_text.document(text.runs, style)
    return Laid(
        lines=(), font=fonts.font(size.px, weight or size.weight), width=int(document.idealWidth() + 0.999),
        height=int(document.size().height() + 0.999), line=size.line, baseline=0, rtl=rtl, runs=text.runs, direction=style,
    )  # fmt: skip


def _lines(text: str, metrics: QFontMetricsF, width: int) -> list[tuple[str, float]]:
    lines: list[tuple[str, float]] = []
    for paragraph in text.split("\n"):
        current, carried = "", ""
        for word in paragraph.split(" "):
            longer = f"{current} {word}" if current else carried + word
            if width and current and metrics.horizontalAdvance(longer) > width + 0.5:
                lines.append((current, metrics.horizontalAdvance(current)))
                carried = _open_isolates(current)
                longer = carried + word
            current = longer
        lines.append((current, metrics.horizontalAdvance(current)))
    return lines


def _open_isolates(line: str) -> str:
    """The isolates that a line leaves open: the next line opens them again."""
    still_open: list[str] = []
    for letter in line:
        if letter in _OPENERS:
            still_open.append(letter)
        elif letter == PDI and still_open:
            still_open.pop()
    return "".join(still_open)


def longest_word(text: str, role: Role, weight: int = 0) -> int:
    """The width below which a word would be cut."""
    return max(lay(word, role, 0, weight).width for word in text.split() or [""])


def elided(text: str, role: Role, width: int, weight: int = 0) -> Laid:
    """One line that ends with an ellipsis where it is too long."""
    text = unmistakable(text)
    line = lay(text, role, 0, weight)
    elided_text = QFontMetricsF(line.font).elidedText(text, Qt.TextElideMode.ElideRight, width)
    return lay(elided_text, role, 0, weight)


def draw(painter: QPainter, line: Laid, box: QRect, colour: str, align: str = "start") -> None:
    """Draw a laid text, centred from top to bottom in a box."""
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    if line.direction is not None:
        _draw_styled(painter, line, line.direction, box, colour, align)
        return
    painter.setFont(line.font)
    painter.setPen(theme.colour(colour))
    painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if line.rtl else Qt.LayoutDirection.LeftToRight)
    on_the_right = _on_the_right(line, align)
    y = box.top() + max(0.0, (box.height() - line.height) / 2) + line.baseline
    for words, advance in line.lines:
        if on_the_right is None:
            x = box.left() + (box.width() - advance) / 2
        else:
            x = box.left() + (box.width() - advance if on_the_right else 0)
        painter.drawText(QPointF(x, y), words)
        y += line.line


def _on_the_right(line: Laid, align: str) -> bool | None:
    """None: in the middle."""
    return {"start": theme.rtl(), "end": not theme.rtl(), "own": line.rtl}.get(align)


def _draw_styled(painter: QPainter, line: Laid, style: rich_text.Way, box: QRect, colour: str, align: str) -> None:
    placed = replace(style, width=box.width(), right=_on_the_right(line, align))
    rich_text.draw(painter, rich_text.document(line.runs, placed), box, line.height, colour)


def fact(text: str) -> str:
    """A value whose question isn't known here: a day in words."""
    try:
        return theme.words().date(date.fromisoformat(text)) if _DAY.fullmatch(text) else value(text)
    except ValueError:
        return value(text)


def value(text: str) -> str:
    """An answer for a screen: a count in the user's digits; what else has digits and no letters
    (a phone, an id, a date, a place) left to right, in Latin ones."""
    text = _POINT.sub(r"\1, \2", text).replace(";", "; ") if _POINT.match(text) else text
    if text.isdecimal() and len(text) <= 3:
        return theme.words().own_digits(text)
    has_letters = any(letter.isalpha() for letter in text)
    return text if has_letters or not text else isolate_ltr(text)

"""What a conflict shows: the values as their questions put them, one card a colleague."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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
from PySide6.QtWidgets import QWidget

from app.casework.cases import queries
from app.casework.interviews import conflicts
from app.casework.interviews import interview as work
from app.casework.interviews.conflicts import ConflictSide, ConflictView
from app.casework.questionnaires import answer_format, forms
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.form import Interview, Node
from app.language import Words, direction_of, keep_stops
from app.settings import Language
from app.ui import fonts, officer_names, text_lines, theme, tokens
from app.ui.labels import Label, Text, plain
from app.ui.parts import Box, RadioCard, Rule, layouts, shapes, tight
from app.ui.parts.frame import Initial

_RECENT = timedelta(hours=1)  # who had just looked at the case had seen it as it stood
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class OpenConflicts:
    """What the page shows: the case's open conflicts, and their questions as the forms ask them."""

    reference: str
    name: str
    conflicts: list[ConflictView]
    questions: dict[str, Node]  # of a conflict's id


def read(session: Session, case_id: str, language: Language) -> OpenConflicts:
    """Away from the screen; a questionnaire that isn't here leaves its questions without choices."""
    page = queries.case(session, case_id)
    found_conflicts = conflicts.conflicts(session, case_id)
    questions: dict[str, Node] = {}
    for conflict in found_conflicts:
        interview_view = next(
            (interview for interview in page.interviews if interview.id == conflict.interview_id), None
        )
        if interview_view is None or not conflict.ref:
            continue
        try:
            form = forms.load(session, interview_view.form_hash)
            interview = Interview(form, interview_view.values)
            spoken = work.address(interview, language) or form.default_language
            questions[conflict.id] = interview.node(conflict.ref, spoken)
        except (SanadError, ValueError, KeyError):
            continue
    return OpenConflicts(page.reference, page.name, found_conflicts, questions)


class SideCard(Box):
    """One colleague's value, with its own choice at the foot."""

    def __init__(self, side: ConflictSide, other_texts: list[str], text: str) -> None:
        super().__init__(margins=(24, 18, 24, 16), gap=6)
        self.side = side
        self.head = layouts.column((_author(side), 1), (Value(text, other_texts), 2), gap=10)
        self.inside.addLayout(self.head)
        day = _day(side.text)
        if day is not None:
            self.inside.addWidget(Label(lambda w: w.hijri(day), colour="ink2"))
        self.inside.addSpacing(4)
        self.inside.addWidget(Rule())
        self.inside.addSpacing(4)
        at = side.at
        self.inside.addWidget(Label(lambda w: w("Written {moment}", moment=w.moment(at))))
        if side.source:
            source = Label(lambda w: w("Source: {source}", source=side.source), colour="ink2")
            self.inside.addWidget(source)
        if side.reason:
            reason = Label(lambda w: w("Reason: {reason}", reason=side.reason), colour="ink2")
            self.inside.addWidget(reason)
        if saw := _saw(side):
            self.inside.addWidget(Label(saw, "small", "ink2"))
        self.choice = RadioCard(N_("Use this value"))
        self.add(layouts.Stretch(), layouts.Space(8), self.choice)
        self.setAccessibleName(f"{side.author}: {text}")

    def lie(self, flat: bool) -> None:
        """Flat: the value beside its author, so that two cards one above the other still compare."""
        layouts.lay(self.head, beside=flat)
        tight(self.inside, 2 if flat else 6, (24, 10, 24, 10) if flat else (24, 18, 24, 16))

    def paintEvent(self, _event: QPaintEvent) -> None:
        chosen = self.choice.isChecked()
        edge, width = ("primary", 2) if chosen else ("line", 1)
        shapes.panel(QPainter(self), self, "surface", edge, width=width, radius=12)


def _author(side: ConflictSide) -> QWidget:
    initial = Initial(side.author, 38)
    names = layouts.column(Label(plain(side.author), weight=600))
    if side.role:
        names.addWidget(Label(officer_names.role(side.role), "small", "ink2"))
    return layouts.row_widget((initial, 0, Qt.AlignmentFlag.AlignTop), (names, 1), gap=12, wrap=True)


def _saw(side: ConflictSide) -> Text:
    """On what its author had seen."""
    saw, seen_until = [value for value in side.saw if value], side.saw_until
    if saw:
        return lambda w: w(
            "Value when it was written: {value}", value=" / ".join(text_lines.value(value) for value in saw)
        )
    if seen_until is not None and side.at - seen_until > _RECENT:
        return lambda w: w("Last saw the case at {moment}", moment=w.moment(seen_until))
    return ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def shown(side: ConflictSide, node: Node | None, w: Words) -> str:
    """A value in the words of the screen; several where a person kept several on purpose."""
    texts = side.texts or (side.text,)
    if not any(texts):
        return w(N_("Not answered"))
    if node is None and len(texts) == 1:
        return text_lines.fact(side.shown or side.text)
    return " / ".join(in_words(text, node, w) for text in texts if text)


def in_words(text: str, node: Node | None, w: Words) -> str:
    """As the question's kind is read; without the question a day is told as one."""
    return text_lines.fact(text) if node is None else text_lines.value(answer_format.in_words(node, text, w))


# -- words that differ ---------------------------------------------------------------------------
# The words in which long values differ are underlined, never coloured.


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

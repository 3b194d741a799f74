"""The question for the person's language: each by its own name in its own script, to point at.

Beside each stands whether somebody has reviewed the translation. How the person is addressed is
chosen on the same page; it is the answer of the form's question for sex."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from app.casework.questionnaires.form_languages import SpokenLanguage, autonym, form_languages, may_be_spoken
from app.errors import N_
from app.form import Node
from app.language import Words, fold, strip_marks
from app.ui import fonts, icons, text_lines, theme
from app.ui.interview.choice_cards import QUIET
from app.ui.interview.questions import Question
from app.ui.labels import Label, plain, said, tooltip
from app.ui.parts import Banner, Chip, Flow, Grid, layouts, shapes
from app.ui.parts.arrow_keys import arrow, digit
from app.ui.parts.buttons import Toggles
from app.ui.parts.focus_ring import FocusRing
from app.ui.parts.segments import Segments

_MARK, _INSET, _GAP, _HIGH = 24, 17, 14, 76
_AUTONYM = 23
_SEXES = (("female", N_("a woman")), ("male", N_("a man")))
_OTHER = "*"  # the card for all languages that the form does not speak
_ANOTHER = N_("Another language, with an interpreter")


class LanguageCard(FocusRing, Toggles, QRadioButton):
    """Ring, own name, name in the officer's language, and who has reviewed it."""

    chosen = Signal()

    def __init__(self, code: str, spoken: SpokenLanguage | None) -> None:
        QRadioButton.__init__(self)
        self.code, self.spoken, self.digit = code, spoken, 0  # the digit that chooses it
        self.allowed = spoken is None or may_be_spoken(spoken)
        self.listens()
        self.setEnabled(self.allowed)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.tell()

    def tell(self) -> None:
        words = theme.words()
        parts = [self.own_name(), self._called(words)]
        if self.spoken is not None and not self.spoken.original:
            parts.append(words(self._badge()[0]))
        self.setAccessibleName(strip_marks(", ".join(dict.fromkeys(part for part in parts if part))))
        if self.spoken is not None and self.spoken.review is not None:
            review = self.spoken.review
            day = words.date(review.day) if review.day else ""
            self.setToolTip(tooltip(", ".join(part for part in (review.reviewer, day) if part)))
        self.update()

    def own_name(self) -> str:
        """As its speakers call it; for another language, what the card says."""
        return self.spoken.autonym if self.spoken is not None else said(_ANOTHER)

    def _called(self, words: Words) -> str:
        return self.spoken.called(words.language) if self.spoken is not None else ""

    def _badge(self) -> tuple[str, str, str]:
        assert self.spoken is not None
        if not self.allowed:
            return N_("Only with an interpreter"), "wait", "wait"
        if self.spoken.review is not None:
            return N_("Reviewed"), "kept", "kept"
        return N_("Not yet reviewed"), "wait", "wait"

    def begins_with(self, letter: str) -> bool:
        """In its own script, or in the officer's language."""
        names = (self.own_name(), self._called(theme.words()))
        return any(fold(name).startswith(fold(letter)) for name in names if name)

    def sizeHint(self) -> QSize:
        return QSize(320, _HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, _HIGH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if arrow(event):  # Qt would choose the next one; the question walks
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rtl = QPainter(self), theme.rtl()
        quiet = self.spoken is None or not self.allowed
        shapes.card(painter, self, quiet=quiet, ringed=self._ring)
        self._draw_ring(painter, self.width() - _INSET - _MARK if rtl else _INSET)
        badge = self._draw_badge(painter, self._badge_is_lower())
        left_x = _INSET + badge if rtl else _INSET + _MARK + _GAP
        room = QRect(left_x, 0, self.width() - 2 * _INSET - _MARK - _GAP - badge, self.height())
        self._draw_names(painter, room)

    def _draw_ring(self, painter: QPainter, x: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(x, (self.height() - _MARK) / 2, _MARK, _MARK)
        shapes.radio_mark(painter, box.adjusted(1, 1, -1, -1), 6, checked=self.isChecked())
        if self.digit and not self.isChecked():
            number = text_lines.lay(theme.words().number(self.digit), "small", 0, 600)
            text_lines.draw(painter, number, box.toRect(), "ink", "center")

    def _badge_is_lower(self) -> bool:
        """Has it no room beside the name, and stands beside the second line?"""
        if self.spoken is None or (self.spoken.original and self.spoken.review is None):
            return False
        badge = text_lines.lay(theme.words()(self._badge()[0]), "small", 0, 500).width + 38
        return self._own_line().width > self.width() - 2 * _INSET - _MARK - _GAP - badge

    def _draw_badge(self, painter: QPainter, lower: bool) -> int:
        """At the end; how much of the name's line it takes, with the gap before it."""
        if self.spoken is None or (self.spoken.original and self.spoken.review is None):
            return 0
        message, icon, tone = self._badge()
        line = text_lines.lay(theme.words()(message), "small", 0, 500)
        wide = line.width + 26
        x = _INSET if theme.rtl() else self.width() - _INSET - wide
        icon_x = x + wide - 18 if theme.rtl() else x
        top, high = (self.height() // 2 - 2, self.height() // 2 - 6) if lower else (0, self.height())
        icons.paint(painter, icon, icon_x, top + (high - 18) // 2, 18, tone)
        words_x = x if theme.rtl() else x + 26
        text_lines.draw(painter, line, QRect(words_x, top, line.width, high), tone, "center")
        return 0 if lower else wide + 12

    def _draw_names(self, painter: QPainter, room: QRect) -> None:
        ink = "ink" if self.allowed else "ink2"
        if self.spoken is None:
            line = text_lines.lay(said(_ANOTHER), "body", room.width(), 500)
            text_lines.draw(painter, line, room, "ink")
            return
        called = self._called(theme.words())
        own_line = self._own_line()
        if called == self.spoken.autonym:
            text_lines.draw(painter, own_line, room, ink, "start")
            return
        top = (self.height() - own_line.height - text_lines.line("small")) // 2
        upper = QRect(room.left(), top, room.width(), own_line.height)
        text_lines.draw(painter, own_line, upper, ink, "start")
        lower = QRect(room.left(), top + own_line.height, room.width(), text_lines.line("small"))
        text_lines.draw(painter, text_lines.lay(called, "small"), lower, "ink2")

    def _own_line(self) -> text_lines.Laid:
        assert self.spoken is not None
        name = self.spoken.autonym
        if self.spoken.code == "ur":
            font = fonts.font(_AUTONYM - 2, 400, fonts.NASTALIQ)
            metrics = QFontMetricsF(font)
        else:
            font = fonts.font(_AUTONYM, 500, fonts.script_family(name))
            metrics = QFontMetricsF(fonts.font(_AUTONYM, 500))
        high = 32
        baseline = (high - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent()
        rtl = self.spoken.direction == "rtl"
        return text_lines.lay_in(name, font, 0, high, baseline, rtl=rtl)


class LanguageChoice(Question):
    """The cards; under them what an unreviewed choice means, and which other language it is."""

    def build(self, node: Node) -> None:
        codes = [choice.value for choice in node.choices]
        spoken = [language for language in form_languages(self.controller.form) if language.code in codes]
        self.others = [
            code for code in codes if code not in {language.code for language in spoken} and code not in QUIET
        ]
        self.segments = self._address()
        self.cards = {language.code: LanguageCard(language.code, language) for language in spoken}
        if self.others:
            self.cards[_OTHER] = LanguageCard(_OTHER, None)
        self.grid = Grid(columns=3, least_width=330, gap=12)
        for code, card in self.cards.items():
            card.chosen.connect(lambda code=code: self._choose(code))
            self.grid.add(card)
        self.down.addWidget(self.grid)
        self.which = Flow(gap=8)
        self.chips = {code: self._chip(node, code) for code in self.others}
        self.which.add(*self.chips.values())
        self.down.addWidget(self.which)
        self.unreviewed = Banner("", "wait", "wait")
        self.down.addWidget(self.unreviewed)

    def _address(self) -> Segments | None:
        """Addressed as a woman or a man: the answer of the question for sex, where there is one."""
        self.sex_ref = self.controller.inside_language()
        self.show_it = Label(N_("Show this page, so that the person can point to their language."), "small", "ink2")
        if not self.sex_ref:
            self.down.addWidget(self.show_it)
            return None
        segments = Segments([(value, says) for value, says in _SEXES])
        segments.chosen.connect(self._address_as)
        self.addressed = Label(N_("Addressed as"), "label", weight=600, wrap=False)
        row = layouts.row_widget((self.show_it, 1), self.addressed, segments, gap=14, wrap=True)
        self.down.addWidget(row)
        return segments

    def _chip(self, node: Node, code: str) -> Chip:
        label = next(choice.label for choice in node.choices if choice.value == code)
        name = autonym(code)
        chip = Chip(plain(name if name != code.capitalize() and name != code else label))
        chip.chosen.connect(lambda: self._give(code))
        return chip

    def _address_as(self, value: str) -> None:
        if value or not self.controller.by_steps:
            self.controller.answer(self.sex_ref, value)
        self.refresh()
        self.goes_on()

    def begun(self) -> bool:
        return super().begun() or bool(self.sex_ref and self.controller.fact("sex"))

    def answered(self) -> bool:
        return super().answered() and not (self.sex_ref and not self.controller.fact("sex"))

    def _choose(self, code: str) -> None:
        if code != _OTHER:
            current = self.controller.node(self.ref).value
            is_again = current == code and not self.controller.by_steps
            self._give("" if is_again else code)
        else:
            self._give("other" if "other" in self.others else self.others[0])

    def _give(self, code: str) -> None:
        self.give(code)
        self.refresh()
        if self.which.isHidden() or code in self.chips:
            self.goes_on()

    def show_node(self, node: Node, second: Node | None) -> None:
        chosen = _OTHER if node.value in self.others else node.value
        for code, card in self.cards.items():
            card.setChecked(code == chosen)
            card.setEnabled(card.allowed and not node.readonly)
            card.tell()
        for number, card in enumerate(self._open_cards(), 1):
            card.digit = number if self.controller.by_steps and number < 10 else 0
        for code, chip in self.chips.items():
            chip.setChecked(code == node.value)
        self.which.setVisible(chosen == _OTHER and len(self.others) > 1)
        if self.segments is not None:
            self.segments.ask(said(N_("Addressed as")))
            self.segments.show_value(self.controller.fact("sex"))
        spoken = self.cards[chosen].spoken if chosen in self.cards else None
        self.unreviewed.setVisible(spoken is not None and spoken.unreviewed)
        if spoken is not None and spoken.unreviewed:
            language = spoken
            self.unreviewed.sentence.say(
                lambda w: w(
                    "Nobody has reviewed the {language} translation yet. Use an interpreter if you can. "
                    "The record will say so.",
                    language=language.called(w.language),
                )
            )
        self._rove(chosen)

    def _open_cards(self) -> list[LanguageCard]:
        return [card for card in self.cards.values() if card.isEnabledTo(self)]

    def _rove(self, chosen: str) -> None:
        stop = chosen if chosen in self.cards else next(iter(self.cards), None)
        for code, card in self.cards.items():
            tab = Qt.FocusPolicy.StrongFocus if code == stop else Qt.FocusPolicy.ClickFocus
            card.setFocusPolicy(tab)

    def first(self) -> QWidget | None:
        if self.segments is not None and super().answered() and not self.answered():
            return self.segments.first()
        return next((card for card in self.cards.values() if card.focusPolicy() == Qt.FocusPolicy.StrongFocus), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk as the cards are seen; a letter finds a language by its name, a digit chooses one."""
        if self.segments is not None and self.segments.by_key(event):
            return
        step, cards = arrow(event), self._open_cards()
        at = next((n for n, card in enumerate(cards) if card.hasFocus()), 0)
        letter = event.text()
        if number := digit(event, len(cards)):
            cards[number - 1].click()
            return
        target: LanguageCard | None = None
        if step and cards:
            target = cards[(at + step) % len(cards)]
        elif letter.isalpha():
            following = cards[at + 1 :] + cards[: at + 1]
            target = next((card for card in following if card.begins_with(letter)), None)
        if target is None:
            super().keyPressEvent(event)
            return
        target.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        target.setFocus(Qt.FocusReason.TabFocusReason)

"""The screen that is turned to the person: her words alone, one question at a time, answered by touch.

Nothing of the officer's stands on it. What the window could show besides (other pages, troubles,
languages, help) waits until the officer has come back by the code or the passphrase."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.casework.interviews.turned_questions import TurnedQuestion
from app.casework.questionnaires.answer_format import marked
from app.casework.questionnaires.unsaid_numbers import UNITS
from app.errors import N_
from app.form import Choice, Node
from app.ui import navigation, theme
from app.ui.interview.choice_cards import QUIET, in_order
from app.ui.interview.controller import InterviewController
from app.ui.parts import layouts, scrolling
from app.ui.parts.frame import Screen
from app.ui.turned.look import look_of
from app.ui.turned.parts import (
    Answer,
    AnyAnswer,
    Keypad,
    OneAnswer,
    PersonButton,
    PersonGrid,
    PersonLabel,
    ProgressBar,
    Voice,
    typed_digit,
)
from app.ui.turned.return_sheet import ReturnSheet

_COLUMN = 1120
_CORNER = 48
_QUIET_WIDE = 380  # of what may be said instead of a number, beside the keys
_STEPS = {Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1), Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0)}


class TurnedScreen(Screen):
    """`ref`: the question to begin with; without one, the first that has no answer."""

    faces_person = True

    def __init__(self, controller: InterviewController, ref: str = "") -> None:
        super().__init__(controller.context)
        self.controller = controller
        controller.turn(to_the_person=True)
        controller.person_stopped = False
        self.person = controller.person_words()
        self.look = look_of(controller.person_code(), self.person("next"))
        self.voice = Voice(controller, self)
        self.voice.changed.connect(self._show_heard)
        self.item: TurnedQuestion | None = None
        self.answers: dict[str, Answer] = {}
        self.keypad: Keypad | None = None
        self.listen: PersonButton | None = None
        self.sheet: ReturnSheet | None = None
        right = Qt.LayoutDirection.RightToLeft if self.look.rtl else Qt.LayoutDirection.LeftToRight
        self.setLayoutDirection(right)
        self._frame()
        QShortcut(QKeySequence("F8"), self).activated.connect(self.turn_back)
        controller.trouble.connect(self.trouble)
        self.show_item(self._beginning(ref))

    # what surrounds it

    def _frame(self) -> None:
        say, look = self.person, self.look
        self.progress = ProgressBar(look)
        self.stop = PersonButton(look, say("stop"), "pause")
        self.hide_now = PersonButton(look, say("hide"), "hide")
        self.hide_now.setObjectName("hide")
        self.go_back = PersonButton(look, say("back"), "arrow_back")
        self.next = PersonButton(look, say("next"), "arrow_fwd", primary=True, icon_after=True)
        lock_name = N_("Back to the officer’s screen")
        self.lock = PersonButton(look, "", "lock", high=_CORNER, bare=True)
        self.lock.say("", self._said(lock_name))
        self.stop.clicked.connect(self.pause)
        self.hide_now.clicked.connect(self.goes(navigation.Hide()))
        self.go_back.clicked.connect(self.back)
        self.next.clicked.connect(self.primary)
        self.lock.clicked.connect(self.turn_back)
        self.canvas = QWidget()
        self.down = layouts.column(gap=16, margins=(0, 0, 0, 0), parent=self.canvas)
        layouts.wraps(self.canvas)
        self.area = scrolling(self.canvas, bar_outside=True)
        self.area.installEventFilter(self)
        self.top = layouts.row_widget(self.progress, layouts.Stretch(), self.stop, self.hide_now, gap=12)
        self.foot = layouts.row_widget(self.go_back, layouts.Stretch(), self.next, gap=12)
        for part in (self.top, self.area, self.foot, self.lock):
            part.setParent(self)
        for earlier, later in (
            (self.area, self.next),
            (self.next, self.go_back),
            (self.go_back, self.stop),
            (self.stop, self.hide_now),
            (self.hide_now, self.lock),
        ):
            QWidget.setTabOrder(earlier, later)

    @staticmethod
    def _said(message: str) -> str:
        return theme.words()(message)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        width, height = self.width(), self.height()
        low = height < 640
        side = 32 if width > _COLUMN + 2 * (_CORNER + 40) else 24
        column = min(_COLUMN, width - 2 * (side + _CORNER + 12))
        left_x = (width - column) // 2
        edge = 10 if low else 18
        trailing = self.hide_now.sizeHint().width() + self.stop.sizeHint().width() + 12
        self.top.setGeometry(
            side if self.look.rtl else left_x, edge, width - left_x - side, self.top.sizeHint().height()
        )
        foot_high = self.foot.sizeHint().height()
        foot_top = height - foot_high - edge
        self.foot.setGeometry(left_x, foot_top, column, foot_high)
        self.lock.resize(_CORNER, _CORNER)
        lock_x = width - side - _CORNER + 8 if self.look.rtl else side - 8
        self.lock.move(lock_x, foot_top + (foot_high - _CORNER) // 2)
        begin = edge + self.top.sizeHint().height() + (12 if low else 24)
        # where there is room the question stands a little lower, as a page does
        self.down.setContentsMargins(0, 0 if low else min(64, max(0, (height - 640) // 2)), 0, 8)
        self.area.setGeometry(left_x, begin, column, foot_top - begin - 12)
        self.progress.setVisible(column > trailing + 240)
        if self.sheet is not None:
            self._place_sheet()

    # which question

    def _beginning(self, ref: str) -> TurnedQuestion | None:
        items = self.controller.turned_questions()
        order = [page_ref for page in self.controller.pages() for page_ref in page.refs]
        if ref in order:  # the first that the screen asks from there on
            later = set(order[order.index(ref) :])
            return next((item for item in items if item.ref in later), None)
        unanswered = (item for item in items if not self._is_answered(item) and item.manner != "words")
        return next(unanswered, items[0] if items else None)

    def _is_answered(self, item: TurnedQuestion) -> bool:
        if self._node(item).value:
            return True
        if self.controller.unsaid(item.ref) is None:
            return False
        unsaid = self.controller.person_unsaid(item.ref)
        return unsaid.relevant and bool(unsaid.value)

    def _node(self, item: TurnedQuestion) -> Node:
        return self.controller.person_node(item.ref)

    def _move(self, step: int) -> None:
        items = self.controller.turned_questions()
        refs = [item.ref for item in items]
        if self.item is None:
            at = len(refs) if step > 0 else len(refs) - 1
        elif self.item.ref in refs:
            at = refs.index(self.item.ref) + step
        else:
            at = 0
        if at < 0:
            return
        self.show_item(items[at] if at < len(items) else None)

    def back(self) -> None:
        if self.sheet is None and not self.foot.isHidden():
            self._move(-1)

    def forward(self) -> None:
        self.primary()

    def primary(self) -> None:
        """Next; what has no answer was not asked."""
        if self.sheet is not None or self.foot.isHidden() or not self.next.isVisible():
            return
        if self.controller.gate():
            self.show_item(None)
        else:
            self._move(1)

    # what it shows

    def _clear(self) -> None:
        self.voice.silence()
        self.answers, self.keypad, self.listen = {}, None, None
        while self.down.count():
            item = self.down.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _fill(self, *parts: QWidget | layouts.Space | layouts.Stretch) -> None:
        self._clear()
        for part in parts:
            if isinstance(part, QWidget):
                self.down.addWidget(part)
                part.show()
            elif isinstance(part, layouts.Space):
                self.down.addSpacing(part.size)
            else:
                self.down.addStretch(part.share)

    def show_item(self, item: TurnedQuestion | None) -> None:
        """A question; without one, that the officer goes on."""
        self.item = item
        items = self.controller.turned_questions()
        at = items.index(item) if item in items else len(items)
        self.progress.show_share(at / len(items) if items else 0)
        self.go_back.setVisible(at > 0)
        self.next.setVisible(item is not None and item.manner != "wait")
        self.stop.setVisible(True)
        self.foot.setVisible(True)
        if item is None or item.manner == "wait":
            self._show_moment(self.person("turn_back"))
        else:
            self.controller.keep({}, self._page_of(item.ref))
            self._show_question(item, self._node(item))
        self._place()
        if self.isVisible():
            self.arrive()

    def _page_of(self, ref: str) -> str:
        return next((page.ref for page in self.controller.pages() if ref in page.refs), "")

    def _label(self, text: str, size: str = "question", colour: str = "ink", *, centred: bool = False) -> PersonLabel:
        label = PersonLabel(self.look, size, colour, centred=centred)  # type: ignore[arg-type]
        label.say(text)
        return label

    def _show_moment(self, sentence: str = "") -> None:
        """Nothing of her answers, and nothing of the officer's."""
        parts: list[QWidget | layouts.Space | layouts.Stretch] = [
            layouts.Stretch(1),
            self._label(self.person("moment"), "question", "ink2", centred=True),
        ]
        if sentence:
            parts.append(self._label(sentence, "small", "ink2", centred=True))
        self._fill(*parts, layouts.Stretch(2))

    def _show_question(self, item: TurnedQuestion, node: Node) -> None:
        size = "answer" if item.manner == "words" else "question"
        head = QWidget()
        layouts.wraps(head)
        row = layouts.row((self._label(marked(node.label), size), 1), gap=20, parent=head)
        # hints are written for the interviewer, in whatever language: none is shown
        self._fill(head, layouts.Space(8))
        if "audio" in node.media:
            self._offer_listening(row, node.media["audio"])
        match item.manner:
            case "one" | "several":
                self._show_choices(item, node)
            case "tick":
                self._show_tick(node)
            case "number":
                self._show_keypad(node)
            case _:
                pass
        self.down.addStretch(1)
        self.area.verticalScrollBar().setValue(0)

    def _offer_listening(self, row: QHBoxLayout, reference: str) -> None:
        def there(content: bytes) -> None:
            self.listen = PersonButton(self.look, self.person("listen"), "sound")
            self.listen.clicked.connect(lambda: self.voice.toggle(reference, content))
            self.listen.setProperty("heard", reference)
            row.addWidget(self.listen, 0, Qt.AlignmentFlag.AlignTop)
            self.listen.show()

        self.voice.offer(reference, self.canvas, self._if_still_here(there))

    def _if_still_here(self, act: Callable[[bytes], object]) -> Callable[[bytes], object]:
        item = self.item
        return lambda content: act(content) if self.item is item and self.sheet is None else None

    def _show_heard(self) -> None:
        if self.listen is not None:
            is_heard = self.voice.playing == self.listen.property("heard")
            self.listen.say(self.person("silence" if is_heard else "listen"))

    def _show_choices(self, item: TurnedQuestion, node: Node) -> None:
        first, quiet = PersonGrid(self.look), PersonGrid(self.look)
        for choice in in_order(node.choices):
            is_quiet = choice.value in QUIET
            card = self._card(item, choice, quiet=is_quiet)
            (quiet if is_quiet else first).add(card)
        layouts.add(self.down, first, layouts.Space(12), quiet)
        for grid in (first, quiet):
            grid.show()
        self._show_chosen(node)

    def _card(self, item: TurnedQuestion, choice: Choice, *, quiet: bool) -> Answer:
        words = marked(choice.label) or choice.value
        kind = OneAnswer if item.manner == "one" else AnyAnswer
        card = kind(self.look, words, quiet=quiet)
        card.chosen.connect(lambda: self._chosen(item, choice.value))
        self.answers[choice.value] = card
        if reference := choice.media.get("audio"):
            word = self.person("listen")

            def there(content: bytes) -> None:
                card.hears(word, lambda: self.voice.toggle(reference, content))

            self.voice.offer(reference, card, self._if_still_here(there))
        return card

    def _chosen(self, item: TurnedQuestion, value: str) -> None:
        previous = self._node(item).value
        if item.manner == "one":
            self.controller.answer(item.ref, "" if previous == value else value)
        else:
            chosen = previous.split()
            if value in chosen:
                chosen.remove(value)
            elif value in QUIET:
                chosen = [value]
            else:
                chosen = [name for name in chosen if name not in QUIET] + [value]
            order = [choice.value for choice in self._node(item).choices]
            self.controller.answer(item.ref, [name for name in order if name in chosen])
        self._show_chosen(self._node(item))

    def _show_chosen(self, node: Node) -> None:
        chosen = node.value.split() if node.control == "select_multiple" else [node.value]
        for value, card in self.answers.items():
            card.setChecked(value in chosen)
        stop = next((value for value in self.answers if value in chosen), next(iter(self.answers), ""))
        for value, card in self.answers.items():
            tab = Qt.FocusPolicy.StrongFocus if value == stop else Qt.FocusPolicy.ClickFocus
            card.setFocusPolicy(tab)

    def _show_tick(self, node: Node) -> None:
        card = AnyAnswer(self.look, self.person("understood"))
        card.setChecked(bool(node.value))
        card.chosen.connect(lambda: self.controller.answer(node.ref, "OK" if card.isChecked() else ""))
        self.answers["OK"] = card
        grid = PersonGrid(self.look).add(card)
        self.down.addWidget(grid)
        grid.show()

    def _show_keypad(self, node: Node) -> None:
        keypad = Keypad(
            self.look,
            self.person.number,
            self.person("erase"),
            decimal=node.type == "decimal",
            value=node.value,
            unit=lambda value: self._unit(node, value),
        )

        def typed(value: str) -> None:
            self.controller.answer(node.ref, value)
            if self.answers:
                self._show_silence(node.ref)

        keypad.changed.connect(typed)
        self.keypad = keypad
        if self.controller.unsaid(node.ref) is None:
            self.down.addWidget(keypad, 0, Qt.AlignmentFlag.AlignHCenter)
            keypad.show()
            return
        quiet = self._quiet_answers(node.ref)
        number_row = layouts.row_widget(
            layouts.Stretch(1), keypad, (quiet, 0, Qt.AlignmentFlag.AlignVCenter), layouts.Stretch(1), gap=40
        )
        self.down.addWidget(number_row)
        number_row.show()

    def _unit(self, node: Node, value: str) -> str:
        unit = node.extras.get("unit", "")
        return self.person.unit(unit, value) if unit in UNITS else ""

    def _quiet_answers(self, ref: str) -> QWidget:
        """Beside the keys: what may be said instead of a number."""
        quiet = PersonGrid(self.look, columns=1)
        quiet.setFixedWidth(_QUIET_WIDE)
        unsaid = self.controller.person_unsaid(ref)
        for choice in unsaid.choices:
            card = OneAnswer(self.look, marked(choice.label) or choice.value, quiet=True)
            card.chosen.connect(lambda value=choice.value: self._silent(ref, value))
            card.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.answers[choice.value] = card
            quiet.add(card)
        self._show_silence(ref)
        return quiet

    def _silent(self, ref: str, value: str) -> None:
        unsaid = self.controller.person_unsaid(ref)
        is_again = unsaid.relevant and unsaid.value == value
        self.controller.answer(unsaid.ref, "" if is_again else value)
        if self.keypad is not None:
            self.keypad.show_value(self.controller.person_node(ref).value)
        self._show_silence(ref)

    def _show_silence(self, ref: str) -> None:
        unsaid = self.controller.person_unsaid(ref)
        for value, card in self.answers.items():
            card.setChecked(unsaid.relevant and unsaid.value == value)

    # stop, rest, back to the officer

    def pause(self) -> None:
        """She stops the talk, with one touch; what was said is kept."""
        self.controller.stopped_by_the_person(self.item.ref if self.item is not None else "")
        say = self.person
        grid = PersonGrid(self.look, columns=3, least_width=260)
        self.rest = PersonButton(self.look, say("rest"), "pause", high=104)
        self.resume = PersonButton(self.look, say("resume"), "arrow_fwd", high=104)
        self.enough = PersonButton(self.look, say("enough"), "check", high=104)
        for button, act in ((self.rest, self._take_rest), (self.resume, self._resume), (self.enough, self._enough)):
            button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
            button.clicked.connect(act)
            grid.add(button)
        self._fill(
            layouts.Space(24),
            self._label(say("stopped"), "question", centred=True),
            self._label(say("what_now"), "small", "ink2", centred=True),
            layouts.Space(16),
            grid,
            layouts.Stretch(1),
        )
        self.stop.hide()
        self.foot.hide()
        self._place()
        self.rest.setFocus(Qt.FocusReason.MouseFocusReason)

    def _take_rest(self) -> None:
        resume = PersonButton(self.look, self.person("resume"), "arrow_fwd", primary=True)
        resume.clicked.connect(self._resume)
        self._fill(layouts.Stretch(1), self._label(self.person("resting"), "question", centred=True), layouts.Space(16))
        self.down.addWidget(resume, 0, Qt.AlignmentFlag.AlignHCenter)
        resume.show()
        self.down.addStretch(2)
        resume.setFocus(Qt.FocusReason.MouseFocusReason)

    def _resume(self) -> None:
        self.controller.person_stopped = False
        self.show_item(self.item)

    def _enough(self) -> None:
        self._show_moment(self.person("turn_back"))

    def turn_back(self) -> None:
        """Her answers leave the screen at once; the code or the passphrase is asked for."""
        if self.sheet is not None:
            return
        self._show_moment()
        for part in (self.foot, self.lock, self.stop, self.progress):
            part.hide()
        self.sheet = ReturnSheet(self, self.controller)
        self.sheet.setParent(self)
        self.sheet.opened.connect(self._came_back)
        self.sheet.cancelled.connect(self._stay)
        self.sheet.fitted.connect(self._place)
        self.sheet.show()
        self._place()
        self.sheet.start()

    def _place_sheet(self) -> None:
        assert self.sheet is not None
        self.sheet.resize(self.sheet.width(), self.sheet.high())
        x = self.width() - self.sheet.width() - 24 if self.look.rtl else 24
        y = max(8, self.height() - self.sheet.height() - 24)
        self.sheet.move(x, y)
        left_x = 0 if self.look.rtl else self.sheet.width() + 40
        width = self.width() - self.sheet.width() - 40
        begin = self.area.y()
        self.area.setGeometry(left_x, begin, width, self.height() - begin - 40)

    def _stay(self) -> None:
        if self.sheet is None:
            return
        self.sheet.hide()
        self.sheet.deleteLater()
        self.sheet = None
        for part in (self.lock, self.progress):
            part.show()
        self.show_item(self.item)

    def _came_back(self) -> None:
        self.controller.turn(to_the_person=False)
        ref = self.item.ref if self.item is not None else ""
        gate = self.controller.gate()
        if gate:
            self.wants.emit(navigation.EarlyEnding(self.controller, gate))
        else:
            self.wants.emit(navigation.Interview(self.controller, self._page_of(ref), ref))

    # the window's

    def arrive(self) -> None:
        if self.sheet is not None:
            self.sheet.start()
            return
        chosen = [card for card in self.answers.values() if card.focusPolicy() == Qt.FocusPolicy.StrongFocus]
        first: QWidget = next(iter(chosen), self.next if self.next.isVisible() else self.lock)
        if self.keypad is not None:
            first = self.keypad.keys[0]
        first.setFocus(Qt.FocusReason.MouseFocusReason)  # no ring: it would read as chosen

    def complain(self, _sentence: str) -> bool:
        """A trouble is the officer's: the person is only asked to turn the screen back."""
        if self.sheet is None:
            self._show_moment(self.person("turn_back"))
            self.next.hide()
        return True

    def forget(self) -> None:
        self.voice.silence()
        self.controller.turn(to_the_person=False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows walk between answers; the page around them would scroll."""
        walks = (
            watched is self.area
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in _STEPS
        )
        if walks and isinstance(event, QKeyEvent):
            self.keyPressEvent(event)
        return walks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = typed_digit(event.text())
        cards = list(self.answers.values())
        if self.sheet is not None:
            super().keyPressEvent(event)
        elif self.keypad is not None and digit:
            self.keypad.press(digit)
        elif self.keypad is not None and event.key() == Qt.Key.Key_Backspace:
            self.keypad.press("erase")
        elif digit not in ("", ".") and 0 < ord(digit) - ord("0") <= len(cards):
            cards[int(digit) - 1].click()
        elif event.key() in _STEPS and cards:
            self._walk(cards, event.key())
        else:
            super().keyPressEvent(event)

    def _walk(self, cards: list[Answer], key: int) -> None:
        """To the neighbour, as the cards are seen."""
        at = next((n for n, card in enumerate(cards) if card.hasFocus()), 0)
        step_x, step_y = _STEPS[Qt.Key(key)]
        step = (-step_x if self.look.rtl else step_x) + 2 * step_y
        target = cards[max(0, min(len(cards) - 1, at + step))]
        target.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        target.setFocus(Qt.FocusReason.TabFocusReason)

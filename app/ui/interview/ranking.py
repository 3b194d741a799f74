"""Choices put in an order: by pressing them one after the other, by keys, or by dragging."""

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.casework.questionnaires.answer_format import marked
from app.errors import N_
from app.form import Node
from app.language import ascii_digits, strip_marks
from app.ui import text_lines, theme
from app.ui.interview.questions import Question
from app.ui.labels import Label, plain, said
from app.ui.parts import Button, IconButton, layouts, shapes

_DRAG = 8  # points that a press may tremble


class RankedChoice(Button):
    """One choice: its place, its words. A press gives it the next place, or takes its place away."""

    dragged = Signal(QPoint)  # where the hand is now, on the whole screen

    def __init__(self) -> None:
        super().__init__("", "second")
        self.at, self.second_words = 0, ""
        self._from: QPoint | None = None
        self._dragging = False
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Expanding)
        self.setSizePolicy(policy)

    def show_choice(self, words: str, second: str, at: int, question: str) -> None:
        """`at`: its place from 1, 0 for none yet; `question`: the question, for who only hears."""
        self.at, self.second_words = at, second
        self.of = plain(words)
        text = f"{theme.words().number(at)} · {words}" if at else words
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(strip_marks(text))
        heard = " · ".join(part for part in (second, question) if part)
        self.setAccessibleDescription(strip_marks(heard))
        self.update()

    def tell(self) -> None:
        """Its words come from the question."""

    def sizeHint(self) -> QSize:
        return QSize(320, 64 if self.second_words else 52)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 64 if self.second_words else 52)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space presses; arrows belong to the order around it."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from, self._dragging = event.position().toPoint(), False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        now = event.position().toPoint()
        if self._from is not None and (now - self._from).manhattanLength() > _DRAG:
            self._dragging = True
        if self._dragging:
            self.dragged.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self.setDown(False)  # it was moved, not pressed
        else:
            super().mouseReleaseEvent(event)
        self._from, self._dragging = None, False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, right = QPainter(self), theme.rtl()
        fill, edge, width = ("primary_soft", "primary", 2) if self.at else ("surface", "edge", 1)
        shapes.panel(painter, self, fill, edge, width=width, radius=10)
        if self._ring:
            shapes.ring(painter, self, 9)
        mark = QRect(self.width() - 15 - 28 if right else 15, 0, 28, self.height())
        number = theme.words().number(self.at) if self.at else "–"
        text_lines.draw(
            painter, text_lines.lay(number, "body", 0, 600), mark, "primary" if self.at else "ink2", "center"
        )
        room = self.rect().adjusted(15, 0, -54, 0) if right else self.rect().adjusted(54, 0, -15, 0)
        first = text_lines.elided(said(self.of), "body", room.width(), 500 if self.at else 400)
        if not self.second_words:
            text_lines.draw(painter, first, room, "ink")
            return
        line, small = text_lines.line("body"), text_lines.line("small")
        room.setTop((self.height() - line - small) // 2)
        room.setHeight(line)
        text_lines.draw(painter, first, room, "ink")
        room.translate(0, line)
        room.setHeight(small)
        second = text_lines.elided(self.second_words, "small", room.width())
        text_lines.draw(painter, second, room, "ink2")


class Moves(QWidget):
    """One line of the order: the choice, and a step up or down."""

    def __init__(self, card: RankedChoice) -> None:
        super().__init__()
        self.card = card
        self.up = IconButton(N_("One place up"), "up")
        self.down = IconButton(N_("One place down"), "down")
        layouts.row((card, 1), self.up, self.down, gap=8, parent=self)


class Ranked(Question):
    """An answer once each choice has its place; before that, what was pressed so far is shown."""

    _so_far: tuple[str, ...] = ()

    def build(self, node: Node) -> None:
        self.cards: dict[str, RankedChoice] = {}
        self.lines: dict[str, Moves] = {}
        self.progress_line = Label("", "small", "ink2")
        self.all = Button(N_("Use this order"), "quiet", "check", on_click=self._take_all)
        self.rows = QWidget()
        self.rows.setMaximumWidth(720)
        self.rows_down = layouts.column(gap=8, parent=self.rows)
        layouts.wraps(self.rows)
        self.down.addWidget(self.rows)
        self.down.addWidget(self.progress_line)
        self.down.addWidget(self.all, 0, Qt.AlignmentFlag.AlignLeading)

    def parts(self) -> Iterable[QWidget]:
        return (*super().parts(), self.all)

    def chosen(self, node: Node) -> list[str]:
        if node.value:
            self._so_far = ()
        values = {choice.value for choice in node.choices}
        return [part for part in node.value.split() or self._so_far if part in values]

    def order(self) -> list[str]:
        """Those that have a place first, then the others as the form lists them."""
        node = self.controller.node(self.ref)
        placed = self.chosen(node)
        return placed + [choice.value for choice in node.choices if choice.value not in placed]

    def show_node(self, node: Node, second: Node | None) -> None:
        placed = self.chosen(node)
        order = placed + [choice.value for choice in node.choices if choice.value not in placed]
        second_labels = {choice.value: marked(choice.label) for choice in second.choices} if second else {}
        words = {choice.value: marked(choice.label) or choice.value for choice in node.choices}
        for value in [value for value in self.cards if value not in words]:
            self._drop(value)
        description, moved = self.described(node), False
        for at, value in enumerate(order):
            if value not in self.lines:
                self._make(value)
            line = self.lines[value]
            if self.rows_down.indexOf(line) != at:
                self.rows_down.insertWidget(at, line)
                moved = True
            if moved:
                line.raise_()  # so that Tab goes as the eye does
            place = at + 1 if value in placed else 0
            line.card.show_choice(words[value], second_labels.get(value, ""), place, description)
            line.up.setAccessibleDescription(strip_marks(words[value]))
            line.down.setAccessibleDescription(strip_marks(words[value]))
            line.up.setEnabled(at > 0 and not node.readonly)
            line.down.setEnabled(at < len(order) - 1 and not node.readonly)
            line.card.setEnabled(not node.readonly)
        self.progress_line.say(
            N_("The order is saved when each choice has its place.") if placed and not node.value else ""
        )
        self.progress_line.setVisible(bool(placed) and not node.value)
        self.all.setVisible(not node.value and not node.readonly)

    def _make(self, value: str) -> None:
        card = RankedChoice()
        line = Moves(card)
        card.clicked.connect(lambda: self.clicked(value))
        card.dragged.connect(lambda point: self._dragged(value, point))
        line.up.clicked.connect(lambda: self.move_to(value, -1))
        line.down.clicked.connect(lambda: self.move_to(value, 1))
        self.cards[value], self.lines[value] = card, line

    def _drop(self, value: str) -> None:
        line = self.lines.pop(value)
        del self.cards[value]
        self.rows_down.removeWidget(line)
        line.hide()
        line.deleteLater()

    def clicked(self, value: str) -> None:
        """It takes the next place, or loses the one it has."""
        node = self.controller.node(self.ref)
        now = self.chosen(node)
        now = [choice for choice in now if choice != value] if value in now else [*now, value]
        self._keep(now, node)

    def move_to(self, value: str, step: int) -> None:
        """Change places with a neighbour; the whole order is the answer from then on."""
        order = self.order()
        at = order.index(value)
        target = at + step
        if 0 <= target < len(order):
            order[at], order[target] = order[target], order[at]
            self._keep(order, self.controller.node(self.ref))

    def _take_all(self) -> None:
        self._keep(self.order(), self.controller.node(self.ref))

    def _dragged(self, value: str, point: QPoint) -> None:
        """Past its own line it changes places with its neighbour."""
        order, y = self.order(), self.rows.mapFromGlobal(point).y()
        at, step = order.index(value), 0
        line = self.lines[value].geometry()
        if y < line.top() and at:
            step = -1
        elif y > line.bottom() and at < len(order) - 1:
            step = 1
        if step:
            self.move_to(value, step)
            self.rows_down.activate()

    def _keep(self, now: list[str], node: Node) -> None:
        self._so_far = tuple(now)
        complete = len(now) == len(node.choices)
        if complete or node.value:
            self.give(now if complete else "")
        self._so_far = () if complete else tuple(now)
        self.refresh()

    def first(self) -> QWidget | None:
        order = self.order()
        return self.cards[order[0]] if order else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk; with Alt or Ctrl they carry the choice along; 1 to 9 press."""
        order = self.order()
        focused = next((value for value in order if self.cards[value].hasFocus()), "")
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        carries = event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)
        digit = ascii_digits(event.text())
        if step and focused and carries:
            self.move_to(focused, step)
            self.cards[focused].setFocus(Qt.FocusReason.TabFocusReason)
        elif step and order:
            at = order.index(focused) if focused else 0
            self.cards[order[(at + step) % len(order)]].setFocus(Qt.FocusReason.TabFocusReason)
        elif len(digit) == 1 and digit in "123456789" and int(digit) <= len(order):
            self.clicked(order[int(digit) - 1])
        else:
            super().keyPressEvent(event)

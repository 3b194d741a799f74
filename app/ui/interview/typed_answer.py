"""Answers that are typed: handed in after a short pause, two seconds at the latest, on leaving, and before
a lock."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.errors import N_
from app.form import Node
from app.language import strip_marks
from app.ui.interview.questions import Question
from app.ui.parts import Area, Button, LineInput, layouts
from app.ui.parts.fields import mark

TYPING_MS = 350
_LATEST_MS = 2000  # for who writes without a pause
_LTR = frozenset(("numbers", "url"))
_COVERED = frozenset(("masked", "hidden-answer"))


class TypedQuestion(Question):
    """An answer that is typed: handed in after a short pause, on leaving, and before a lock."""

    def _name(self, _words: object) -> str:
        return self.controller.node(self.ref).label

    def build(self, node: Node) -> None:
        self._pause = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._pause.timeout.connect(self._hand_in)
        self._latest = QTimer(self, singleShot=True, interval=_LATEST_MS)
        self._latest.timeout.connect(self.flush)
        self.body(node)

    def body(self, node: Node) -> None:
        """Make the fields."""

    def typed(self) -> str:
        """What stands in the fields, as the engine reads it."""
        return ""

    def go_on(self) -> None:
        """Take the focus where one was typing: behind what stands there."""
        field = self.typed_last()
        if field is None:
            return
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(field, QPlainTextEdit):
            field.moveCursor(QTextCursor.MoveOperation.End)
        elif isinstance(field, QLineEdit):
            field.setCursorPosition(len(field.text()))

    def typed_last(self) -> QWidget | None:
        """The field in which one was typing."""
        return self.first()

    def same(self, typed: str, stored: str) -> bool:
        """Does what stands in the fields say what is kept?"""
        return typed == stored

    def typing(self) -> None:
        self.problem.say("")
        self._pause.start()
        if not self._latest.isActive():
            self._latest.start()

    def _hand_in(self) -> None:
        self._pause.stop()
        self._latest.stop()
        self.controller.answer(self.ref, self.typed())

    def flush(self) -> None:
        if self._pause.isActive():
            self._hand_in()

    def left(self) -> None:
        """The field was left: hand in, then judge."""
        self._pause.stop()
        self._latest.stop()
        if not self.same(self.typed(), self.controller.node(self.ref).value):
            self.give(self.typed())
        if not self.problem.sentence.text():
            self.judge()


class TextQuestion(TypedQuestion):
    """One line, or several where the form says multiline."""

    def body(self, node: Node) -> None:
        self.long = "multiline" in node.appearance
        self.see: Button | None = None
        name = self._name
        if self.long:
            self.area = Area(name, lines=4)
            self.area.textChanged.connect(self.typing)
            self.area.installEventFilter(self)
            self.down.addWidget(self.area)
            return
        numeric = node.type not in ("string", "text", "")
        masked = bool(node.appearance & _COVERED)
        ltr = numeric or bool(node.appearance & _LTR)
        self.line = LineInput(name, ltr=ltr, secret=masked)
        self.line.setMaximumWidth(360 if numeric else 720)
        self.line.textEdited.connect(self.typing)
        self.line.editingFinished.connect(self.left)
        row = layouts.row((self.line, 3), gap=8)
        if masked:
            self.see = Button(N_("Show what I type"), "quiet", "eye", on_click=self._see)
            row.addWidget(self.see)
        row.addStretch(1)
        self.down.addLayout(row)

    def parts(self) -> Iterable[QWidget]:
        return (*super().parts(), *([] if self.see is None else [self.see]))

    def _see(self) -> None:
        """For whoever sits alone at the screen; with the page it is covered again."""
        covered = self.line.echoMode() == LineInput.EchoMode.Password
        self.line.setEchoMode(LineInput.EchoMode.Normal if covered else LineInput.EchoMode.Password)
        assert self.see is not None
        self.see.say(N_("Hide what is typed") if covered else N_("Show what I type"))
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def first(self) -> QWidget | None:
        return self.area if self.long else self.line

    def typed(self) -> str:
        return self.area.toPlainText() if self.long else self.line.text()

    def show_node(self, node: Node, second: Node | None) -> None:
        field = self.area if self.long else self.line
        field.setReadOnly(node.readonly)
        field.setAccessibleDescription(strip_marks(self.hint.text()))
        if self._pause.isActive() or self.typed() == node.value:
            return
        if self.long:
            self.area.blockSignals(True)
            self.area.setPlainText(node.value)
            self.area.blockSignals(False)
        elif not (self.line.hasFocus() and self.line.isModified()):
            self.line.setText(node.value)

    def complain(self, sentence: str) -> None:
        super().complain(sentence)
        mark(self.area if self.long else self.line, "problem", bool(sentence))

    def eventFilter(self, watched: object, event: object) -> bool:
        from PySide6.QtCore import QEvent

        if isinstance(event, QEvent) and event.type() == QEvent.Type.FocusOut:
            self.left()
        return False

"""An officer who sees nothing and holds no mouse: knows what a screen reader says of what has the focus,
and presses keys. The tree is Qt's own, that AT-SPI and UI Automation hand on."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox

from app.language import strip_marks
from app.ui import theme
from tests.ui.hand import Hand

_FAR = 150  # presses of Tab until one is lost


class Ear:
    """`heard`: the names that were passed, for whoever reads why a journey failed."""

    def __init__(self, hand: Hand) -> None:
        self.hand, self.heard = hand, list[str]()

    def says(self, message: str) -> str:
        return strip_marks(theme.words()(message))

    def now(self) -> tuple[str, str]:
        """Name and description of what has the focus; in a list, of its row."""
        widget = QApplication.focusWidget()
        if widget is None:
            return "", ""
        interface = QAccessible.queryAccessibleInterface(widget)
        if isinstance(widget, QAbstractItemView):
            child = interface.focusChild()
            if child is not None and child.isValid():
                interface = child
        name = interface.text(QAccessible.Text.Name)
        if isinstance(widget, QComboBox):  # on Linux its name is its value; its label a relation
            labels = interface.relations(QAccessible.RelationFlag.Label)
            name = " ".join(label.text(QAccessible.Text.Name) for label, _ in labels)
        return name, interface.text(QAccessible.Text.Description)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.hand.key(key, modifiers)

    def walks(self, key: Qt.Key, is_it: Callable[[str, str], bool], wanted: str) -> None:
        """Press a key until the right thing is heard."""
        self.heard.clear()
        for _ in range(_FAR):
            name, description = self.now()
            self.heard.append(name)
            if is_it(name, description):
                return
            self.key(key)
        raise AssertionError(f"{wanted!r} is never heard; {self.heard}")

    def goes_to(self, name: str, about: str = "") -> None:
        """By Tab, to what is called so."""
        self.hand.rests()
        self.walks(Qt.Key.Key_Tab, lambda said, more: said.startswith(name) and about in more, name)

    def presses(self, message: str) -> None:
        """The button of a message, with Enter."""
        self.hand.until(lambda: self.says(message) in self.hand.names())
        self.goes_to(self.says(message))
        self.key(Qt.Key.Key_Return)
        self.hand.rests()

    def answers(self, question: str, answer: str) -> None:
        """By Tab to the question, by arrows to its answer, chosen with Space."""
        self.hand.rests()
        self.walks(Qt.Key.Key_Tab, lambda _said, more: question in more, question)
        self.walks(Qt.Key.Key_Down, lambda said, more: said == answer and question in more, answer)
        self.key(Qt.Key.Key_Space)
        self.hand.rests()

    def writes(self, field: str, text: str) -> None:
        """Into the field of a name."""
        self.goes_to(field)
        self.types(text)

    def types(self, text: str) -> None:
        widget = QApplication.focusWidget()
        assert widget is not None
        if text.isascii():
            QTest.keyClicks(widget, text)
        else:  # the keyboard of a test writes Latin alone
            widget.insert(text)  # type: ignore[attr-defined]
        QApplication.processEvents()

    def chooses_from(self, button: str, offer: str) -> None:
        """A button that offers several acts: Enter, the arrow down to the right one, Enter."""
        self.hand.until(lambda: self.says(button) in self.hand.names())
        self.goes_to(self.says(button))
        self.hand.until(lambda: bool(QApplication.focusWidget().isEnabled()))
        self.key(Qt.Key.Key_Return)
        wanted = self.says(offer)
        self.walks(Qt.Key.Key_Down, lambda said, _more: said == wanted, wanted)
        self.key(Qt.Key.Key_Return)
        self.hand.rests()

    def picks_card(self, question: str, answer: str) -> None:
        """By messages: an answer of a dialog's question."""
        self.answers(self.says(question), self.says(answer))

    def walks_values(self, text: str) -> None:
        """In a list that folds out, down to the line that has a text."""
        for _ in range(_FAR):
            interface = QAccessible.queryAccessibleInterface(QApplication.focusWidget())
            if text in strip_marks(interface.text(QAccessible.Text.Value)):
                return
            self.key(Qt.Key.Key_Down)
        raise AssertionError(f"no line has {text!r}")

    def presses_the_answer(self, message: str) -> None:
        """The act of the dialog that is open."""
        self.goes_to(self.says(message))
        self.key(Qt.Key.Key_Return)
        self.hand.rests()

    def hears(self, message: str) -> None:
        """A sentence that the page says."""
        self.hand.until(lambda: self.hand.reads(self.says(message)))

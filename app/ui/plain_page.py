"""A page of a program without records (the opener, the headquarters’ set-up): title, what scrolls, and a
foot; the other language at its corner."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.app_context import AppContext
from app.ui.labels import Label, Text
from app.ui.parts import Button, layouts, scrolling, wraps


class Page(QWidget):
    """One of them at a time. `other_language`: somebody asked for it."""

    other_language = Signal()

    def __init__(self, context: AppContext, title: Text, second: Text) -> None:
        super().__init__()
        self.context = context
        self.setObjectName("page")
        self.title, self.second = Label(title, "title"), Label(second, "small", "ink2")
        words = layouts.column_widget(self.title, self.second, wrap=True)
        self.language = Button(self._other, "quiet", "globe", on_click=self.other_language.emit)
        top = layouts.row((words, 1), self.language, gap=12, margins=(32, 18, 32, 0))
        canvas = QWidget()
        self.body = layouts.column(gap=16, margins=(32, 4, 32, 20), parent=canvas)
        wraps(canvas)
        self.area = scrolling(canvas)
        self.page = layouts.column(top, (self.area, 1), gap=12, parent=self)

    @staticmethod
    def _other(_words: object) -> str:
        return "English" if theme.rtl() else "العربية"

    def foot(self, note: Text, *buttons: Button) -> None:
        """A note, and what is done from here."""
        self.note = Label(note, "small", "ink2")
        self.page.addLayout(layouts.row((self.note, 1), *buttons, gap=12, margins=(32, 0, 32, 16)))

    def retell(self) -> None:
        """What a label says has changed."""
        for label in self.findChildren(Label):
            label.tell()
            label.updateGeometry()

    def arrive(self) -> None:
        """Put the focus where the work starts."""

    def primary(self) -> None:
        """Ctrl+Enter: the one primary action."""

    def back(self) -> None:
        """Alt and the arrow back."""

    def forget(self) -> None:
        """It was left: let go of what it showed."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.colour("bg"))

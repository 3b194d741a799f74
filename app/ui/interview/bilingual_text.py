"""A question's words in one or two languages, and what is folded away for the interviewer."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.errors import N_
from app.ui import text_lines, theme
from app.ui.labels import Label, plain
from app.ui.parts import IconButton, announce, wraps
from app.ui.tokens import Role

_LONG = 4  # lines


class Pair(QWidget):
    """The officer's words over two columns, the worker's over the third; what is long over half each; narrow:
    under each other."""

    def __init__(self, role: str = "question") -> None:
        super().__init__()
        self.first = Label("", "title" if role == "title" else "question")
        self.second = Label("", "question", "ink2", weight=400, align="own")
        for label in (self.first, self.second):
            label.setParent(self)
        self._stacked = False
        wraps(self, QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def look(self, first: Role, second: Role, *, stacked: bool = False, quiet: bool = False) -> None:
        """Other measures; `stacked`: always under each other."""
        self.first.role, self.second.role, self._stacked = first, second, stacked
        self.first.colour = "ink2" if quiet else "ink"
        self.second._align = "start" if stacked else "own"
        self.updateGeometry()
        self._place()

    def say(self, first: str, second: str) -> None:
        self.first.say(plain(first))
        self.second.say(plain(second))
        self.second.setVisible(bool(second))
        self.updateGeometry()
        self._place()

    def _widths(self, width: int) -> tuple[int, int, bool]:
        if not self.second.text():
            return width, 0, True
        if width < 700 or self._stacked:
            return width, width, False
        third = (width - 20) // 3
        if self.second.heightForWidth(third) >= _LONG * text_lines.line("question"):
            half = (width - 20) // 2  # what is read out at length has as much room as the officer's
            return width - half - 20, half, True
        return width - third - 10, third, True

    def heightForWidth(self, width: int) -> int:
        first_width, second_width, side_by_side = self._widths(width)
        first = self.first.heightForWidth(first_width)
        second = self.second.heightForWidth(second_width) if second_width else 0
        return max(first, second) if side_by_side else first + second

    def sizeHint(self) -> QSize:
        return QSize(600, self.heightForWidth(max(self.width(), 300)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(self.width()) if self.width() > 120 else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        width = self.width()
        first_width, second_width, side_by_side = self._widths(width)
        first = self.first.heightForWidth(first_width)
        second = self.second.heightForWidth(second_width) if second_width else 0
        if side_by_side:
            self.first.setGeometry(width - first_width if theme.rtl() else 0, 0, first_width, first)
            self.second.setGeometry(0 if theme.rtl() else width - second_width, 0, second_width, second)
        else:
            self.first.setGeometry(0, 0, first_width, first)
            self.second.setGeometry(0, first, second_width, second)


class Guidance:
    """For the interviewer, folded away until it is asked for: `more` stands beside the question's words,
    `words` below them."""

    def __init__(self, words: str) -> None:
        self.more = IconButton(N_("Guidance"), "info", "quiet")
        self.more.setAutoDefault(False)
        self.more.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes from answer to answer; Shift+F1
        self.words = Label(plain(words), "small", "ink2")
        self.words.hide()
        self.more.clicked.connect(self.toggle)

    def toggle(self) -> None:
        was_hidden = self.words.isHidden()
        self.words.setVisible(was_hidden)
        if was_hidden:
            announce(self.words, self.words.of)
        self.more.say(N_("Hide the guidance") if was_hidden else N_("Guidance"))

    def say(self, words: str) -> None:
        self.words.say(plain(words))
        self.more.setVisible(bool(words))
        if not words:
            self.words.hide()

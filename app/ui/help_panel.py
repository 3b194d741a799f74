"""F1: the part of the guide for the page that is open, beside it; the page stays as it is.

From 1240 on the page makes room; in a narrower window the panel lies over its trailing edge.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget
from shiboken6 import isValid

from app import markup
from app.casework.pages import guide
from app.casework.pages.guide import GuidePart
from app.errors import N_
from app.language import isolate_ltr
from app.ui import icons, text_lines, theme
from app.ui.help import KEYS
from app.ui.labels import Label, Text, name, plain, said, tooltip
from app.ui.page_help import Part
from app.ui.parts import layouts
from app.ui.parts.boxes import empty
from app.ui.parts.buttons import Button
from app.ui.parts.fields import LineInput
from app.ui.parts.notice import announce
from app.ui.parts.scroll_bar import scrolling

WIDTH = 340
_MOST = 12  # that a search shows
_NAME = N_("Help for this page")


class HelpPanel(QWidget):
    """Explains, finds, and gives the focus back."""

    def __init__(self, window: QWidget, parts: Sequence[Part], on_hide: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._parts, self._before = window, tuple(parts), window.focusWidget()
        self.close_it = Button(N_("Close"), "quiet", on_click=self.leave, about="F1")
        self.hide_now = Button(N_("Hide"), "second", "hide", key="F9", on_click=on_hide)
        self.hide_now.setObjectName("hide")  # in its corner, which the panel takes
        self.search = LineInput(
            N_("Search in the guides"), hint=N_("Search in the guides"), finds=True
        )
        self.search.textChanged.connect(lambda _text: self.show_parts())
        content = QWidget()
        content.setObjectName("canvas")
        self.listed = layouts.column(gap=10, margins=(20, 4, 20, 20), parent=content)
        self.area = scrolling(content, ground="asked")
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # arrows scroll it
        top = layouts.row((Label(_NAME, "heading"), 1), self.close_it, gap=8)
        corner = layouts.row(layouts.Stretch(), self.hide_now)
        head = layouts.column(corner, top, self.search, gap=10, margins=(20, 18, 20, 0))
        layouts.column(head, (self.area, 1), gap=12, margins=(1, 0, 1, 0), parent=self)
        self.tell()
        self.stand()
        self.show()
        self.raise_()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell(self) -> None:
        name(self, _NAME)
        name(self.area, _NAME)
        self.show_parts()

    def stand(self) -> None:
        """At the window's trailing side."""
        width = min(WIDTH, self._window.width() - 48)
        x = 0 if theme.rtl() else self._window.width() - width
        self.setGeometry(QRect(x, 0, width, self._window.height()))

    # what is read

    def show_parts(self) -> None:
        """What explains the page; where something is looked for, the parts that have it."""
        empty(self.listed)
        language, typed = theme.words().language, self.search.text().strip()
        if typed:
            self._show_matches(guide.search(typed, language))
        else:
            first, *further = [guide.part(*part, language) for part in self._parts]
            self._show(first, further)
        self.listed.addStretch(1)
        self.area.verticalScrollBar().setValue(0)

    def _show_matches(self, matches: list[GuidePart]) -> None:
        number = len(matches)
        state: Text = lambda w: w.count("{n} part", "{n} parts", number)  # noqa: E731
        if not number:
            state = N_("The guides say nothing of this. Try another word.")
        self._add(Label(state, "small", "ink2"))
        announce(self.search, state)
        for part in matches[:_MOST]:
            self._add(self._link(part))

    def _show(self, part: GuidePart, further: Sequence[GuidePart]) -> None:
        self._add(Label(plain(part.title), "label", weight=600))
        for paragraph in part.paragraphs:
            self._add(Label(plain(markup.styled(paragraph)), "small"))
        if further:
            self._add(Label(N_("In the guide"), "label", weight=600))
            for linked in further:
                self._add(self._link(linked))
        self._add(Label(N_("Keys"), "label", weight=600))
        for key, action in KEYS:
            self._add(Label(_key_line(key, action), "small", "ink2"))

    def _link(self, part: GuidePart) -> "_Link":
        button = _Link(part.title)
        button.clicked.connect(lambda: self._open(part))
        return button

    def _open(self, part: GuidePart) -> None:
        """Another part in place of what is read; Esc in the search leads back."""
        empty(self.listed)
        self._show(part, [])
        return_button = Button(N_("Back to this page"), "quiet", "arrow_back", on_click=self._back)
        self.listed.insertWidget(0, return_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.listed.addStretch(1)
        self.area.verticalScrollBar().setValue(0)
        return_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _back(self) -> None:
        self.search.clear()
        self.show_parts()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, widget: QWidget) -> None:
        self.listed.addWidget(widget)

    # leaving

    def leave(self) -> None:
        """Go; the focus returns to where it was."""
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self._window)
        self.setProperty("closed", True)
        self.hide()
        if had_focus:
            if self._before is not None and isValid(self._before) and self._before.isVisible():
                self._before.setFocus(Qt.FocusReason.OtherFocusReason)
            elif (page := getattr(self._window, "screen_now", None)) is not None:
                page.arrive()
        self.deleteLater()

    def escape(self) -> None:
        """Esc: what is looked for first, then the panel."""
        if self.search.text():
            self._back()
        else:
            self.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # the window's

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface"))
        painter.setPen(theme.colour("edge"))
        x = self.width() - 1 if theme.rtl() else 0
        painter.drawLine(x, 0, x, self.height())


def _key_line(key: str, action: str) -> Text:
    return lambda w: f"{isolate_ltr(key)} · {w(action)}"


class _Link(Button):
    """Another part: its title from the leading side, on two lines where it is long."""

    def __init__(self, title: str) -> None:
        super().__init__(plain(title), "quiet", "book")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(tooltip(title))

    def sizeHint(self) -> QSize:
        return QSize(0, super().sizeHint().height())  # as wide as the panel

    def _draw_inside(self, painter: QPainter, ink: str) -> None:
        x = self.width() - 20 if theme.rtl() else 0
        icons.paint(painter, self.icon_name, x, (self.height() - 20) // 2, 20, ink)
        box = (
            self.rect().adjusted(0, 0, -30, 0) if theme.rtl() else self.rect().adjusted(30, 0, 0, 0)
        )
        line = text_lines.lay(said(self.of), "label", 0, 500)
        if line.width > box.width():
            line = text_lines.lay(said(self.of), "small", box.width(), 500)
        if line.height > self.height():
            line = text_lines.elided(said(self.of), "label", box.width(), 500)
        text_lines.draw(painter, line, box, ink)

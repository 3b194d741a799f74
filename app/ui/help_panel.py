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
from app.ui.app_context import AppContext
from app.ui.fact_rows import fact_row
from app.ui.labels import Label, Text, name, plain, program, said, tooltip
from app.ui.page_help import Part
from app.ui.parts import Box, Button, LineInput, announce, empty, group, layouts, scrolling
from app.ui.parts.frame import Office

KEYS = (
    ("F1", N_("Help for this page")),
    ("F9", N_("Hide at once; Esc twice does the same")),
    ("Ctrl+L", N_("The other language")),
    ("Enter", N_("Press the button, open the row, go to the next field")),
    ("Esc", N_("Close what was opened last")),
    ("Ctrl+N", N_("New case")),
    ("Ctrl+K", N_("Search cases")),
    ("Ctrl+Enter", N_("Next, or the main button")),
    ("Alt+← →", N_("Back and forward")),
    ("1 – 9", N_("Choose that answer")),
    ("Ctrl+Z", N_("Undo the last answer")),
    ("Shift+F1", N_("Guidance on the question")),
    ("Ctrl+G", N_("Sections of the interview")),
    ("Ctrl+1 – 7", N_("Pages in the side bar")),
)
_SENTENCES = (
    N_("Each answer is saved when it is given; the badge above shows the time. You don’t need to save."),
    N_("You can leave an interview at any moment. It stays on the Today page."),
    N_("If nobody uses the computer, the screen is hidden and Sanad locks later."),
    N_(
        "Everything stays on this computer. What leaves it is sealed: on your USB stick, "
        "to the server that user management has set, or in a file that you hand over."
    ),
)
_TOGETHER = (
    N_("User management sets up the organisation once and gives you an invitation: Settings, Join."),
    N_("Two people compare six words on both screens. If one word differs, the computer does not join."),
    N_("Use Send to… on the case page to give a case to a colleague, a team or a supervisor."),
    N_(
        "Files travel on a USB stick. Nobody who finds it can read them. Write them here, then open them on the other computer."
    ),
    N_("With a server this is automatic; the server page shows what is waiting and why, and can pause it."),
    N_("The same page makes the sealed file, the letter or the dossier for another office."),
    N_(
        "Add files to a case on its page. Sanad asks before it saves a copy elsewhere, and the case history records it."
    ),
    N_(
        "Before a border crossing or a search, choose Server, then “Send, then remove”. What the server has is removed "
        "from this computer."
    ),
    N_("If a computer is lost, tell user management at once: it ends the computer’s access and prints what was on it."),
    N_("If two colleagues write different values, both are saved, and one of you decides."),
)
_CASE = (
    N_("Work on a case from its own page. The first button is the next step."),
    N_("What is missing for the next stage is listed below the stages, each with its button."),
    N_("Nothing goes to an agency without consent, a legal basis or a signed reason."),
    N_("Refusing is a right. Consent can be withdrawn; every agency that had the case is then told."),
    N_(
        "An agency decides the status and gives the reason; some decisions count only once a second person confirms them."
    ),
    N_("A supervisor closes a case with its result, and can reopen it."),
)


class Help(Office):
    """One page."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "help", N_("Help"))
        box = Box(margins=(18, 12, 18, 12), gap=6)
        for sentence in _SENTENCES:
            box.inside.addWidget(Label(sentence))
        self.body.addWidget(group(N_("Good to know"), box))
        course = Box(margins=(18, 12, 18, 12), gap=6).add(*(Label(sentence) for sentence in _CASE))
        self.body.addWidget(group(N_("Case progress"), course))
        together = Box(margins=(18, 12, 18, 12), gap=6)
        for sentence in _TOGETHER:
            together.inside.addWidget(Label(sentence))
        self.body.addWidget(group(N_("Working with colleagues"), together))
        keys = Box(margins=(18, 12, 18, 12), gap=6)
        for key, message in KEYS:
            keys.inside.addWidget(fact_row(key, message, says=True))
        self.body.addWidget(group(N_("Keys"), keys))
        self.body.addWidget(Label(program, "small", "ink2"))
        self.body.addStretch(1)


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
        self.search = LineInput(N_("Search in the guides"), hint=N_("Search in the guides"), finds=True)
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
            state = N_("The guides say nothing about this. Try another word.")
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
        box = self.rect().adjusted(0, 0, -30, 0) if theme.rtl() else self.rect().adjusted(30, 0, 0, 0)
        line = text_lines.lay(said(self.of), "label", 0, 500)
        if line.width > box.width():
            line = text_lines.lay(said(self.of), "small", box.width(), 500)
        if line.height > self.height():
            line = text_lines.elided(said(self.of), "label", box.width(), 500)
        text_lines.draw(painter, line, box, ink)

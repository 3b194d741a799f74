"""What was done, said where the eye is: under the header, until it was seen."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from app.errors import N_
from app.language import strip_marks
from app.ui.labels import Text, said
from app.ui.parts import layouts
from app.ui.parts.boxes import Banner, empty
from app.ui.parts.buttons import Button

# -- announcement ------------------------------------------------------------------------------
# What a screen reader says at once, wherever its user is: kept, refused, found, finished.


class _Announcer(QObject):
    spoken = Signal(str)


announcer = _Announcer()


def announce(widget: QWidget, text: Text) -> None:
    """Say it, after what is being said; nothing for nothing."""
    sentence = strip_marks(said(text))
    if not sentence:
        return
    announcer.spoken.emit(sentence)
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))


# -- notice -------------------------------------------------------------------------------------


class Notice(QWidget):
    """One sentence at a time; the next act's replaces it. Empty, it takes no room."""

    seen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.inside = layouts.column(parent=self)
        layouts.wraps(self)
        self.hide()

    def say(self, sentence: Text) -> None:
        empty(self.inside)
        close = Button(N_("Mark as seen"), "quiet", "check", on_click=self.close_it)
        banner = Banner(sentence, "kept", "kept", close, margins=(16, 0, 4, 0))
        self.inside.addWidget(banner)
        self.show()
        announce(banner.sentence, sentence)

    def close_it(self) -> None:
        self.clear()
        self.seen.emit()

    def clear(self) -> None:
        empty(self.inside)
        self.hide()

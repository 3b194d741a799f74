"""What a screen reader says at once, wherever its user is: kept, refused, found, finished."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from app.language import strip_marks
from app.ui.labels import Text, said


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

"""What a screen reader says at once, wherever its user is: kept, refused, found, finished."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from app.language import strip_marks
from app.ui.labels import Text, said


def announce(widget: QWidget, text: Text) -> None:
    """Say it, after what is being said; nothing for nothing."""
    sentence = strip_marks(said(text))
    if sentence and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))

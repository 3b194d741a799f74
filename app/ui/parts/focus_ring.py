"""The ring around what has the focus: drawn where one came to it by the keyboard."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

# a mixin: PySide can't build an object from two of Qt's own classes
if TYPE_CHECKING:
    _Base = QWidget
else:
    _Base = object

_Reason = Qt.FocusReason
KEYBOARD = (_Reason.TabFocusReason, _Reason.BacktabFocusReason, _Reason.ShortcutFocusReason)
KEYBOARD_OR_PROGRAM = (*KEYBOARD, _Reason.OtherFocusReason)  # also where the program put the focus
ALL_BUT_MOUSE = tuple(reason for reason in _Reason if reason != _Reason.MouseFocusReason)


_OF_KEYBOARD = {"used": True}  # what was used last: the keyboard, or the mouse or a finger


def by_keyboard() -> bool:
    """Was the keyboard used last? Then what has the focus shows it."""
    return _OF_KEYBOARD["used"]


class FocusRing(_Base):
    """`_ring`: whether it is drawn now. A subclass says for which reasons of having the focus."""

    ring_reasons: tuple[Qt.FocusReason, ...] = KEYBOARD
    _ring = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = event.reason() in self.ring_reasons
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring = False
        super().focusOutEvent(event)
        self.update()

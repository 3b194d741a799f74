"""Arrow keys inside a group: to the one before, to the one after, as the page reads; Enter alone."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.language import ascii_digits
from app.ui import theme


def arrow(event: QKeyEvent) -> int:
    """-1 or 1 for an arrow key inside a group, 0 for any other key."""
    match event.key():
        case Qt.Key.Key_Up:
            return -1
        case Qt.Key.Key_Down:
            return 1
        case Qt.Key.Key_Left:
            return 1 if theme.rtl() else -1
        case Qt.Key.Key_Right:
            return -1 if theme.rtl() else 1
    return 0


def digit(event: QKeyEvent, most: int) -> int:
    """1 to 9 in the digits of any script, where there are so many to choose from; else 0."""
    typed = ascii_digits(event.text())
    return int(typed) if len(typed) == 1 and "1" <= typed <= str(min(most, 9)) else 0


def is_enter(event: QKeyEvent) -> bool:
    """Enter, with nothing held down beside it."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not modifiers


def walk(widget: QWidget, step: int, kind: type[QWidget]) -> bool:
    """The focus goes to a neighbour of the same group; False where there is none."""
    parent = widget.parentWidget()
    group = [
        child
        for child in (parent.children() if parent is not None else [])
        if isinstance(child, kind) and child.isVisible() and child.isEnabled()
    ]
    if len(group) < 2 or widget not in group:
        return False
    group[(group.index(widget) + step) % len(group)].setFocus(Qt.FocusReason.TabFocusReason)
    return True

"""The ring around what has the focus: drawn while the keyboard is used, not the mouse or a finger. And
the order in which Tab comes to it."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTableView,
    QWidget,
)

from app.ui import theme

# mixins: PySide can't build an object from two of Qt's own classes
if TYPE_CHECKING:
    _Base = QWidget
    _View = QTableView
else:
    _Base = _View = object

_BY_HAND = (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.TabletPress)
_BY_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_SEEN, _ABOVE = 72, 24  # so much of what is high has to be seen; so much stays free around it
_ALONE = (  # they do nothing by themselves
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
)
_BY_SHEET = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView)  # the style sheet draws theirs
_used = {"keyboard": True}


def by_keyboard() -> bool:
    """Was the keyboard used last? Then what has the focus shows it."""
    return _used["keyboard"]


def follow(watched: object, event: QEvent) -> None:
    """Of each event of the program: what is used now, and what the style sheet has to draw."""
    kind = event.type()
    if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
        if event.key() not in _ALONE:
            _use(keyboard=True)
    elif kind in _BY_HAND:
        _use(keyboard=False)
    elif kind == QEvent.Type.FocusIn and isinstance(watched, QWidget):
        if isinstance(event, QFocusEvent) and event.reason() in _BY_TAB:
            _into_sight(watched)
        if isinstance(watched, _BY_SHEET):
            _show(watched, ring=by_keyboard())
    elif kind == QEvent.Type.FocusOut and isinstance(watched, _BY_SHEET):
        _show(watched, ring=False)


def _into_sight(widget: QWidget) -> None:
    """Tab came to it: Qt scrolls only where it comes from within, and only to the line of a cursor."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            _scroll_to(parent, widget)
        parent = parent.parentWidget()


def _scroll_to(area: QScrollArea, widget: QWidget) -> None:
    content = area.widget()
    if content is None or widget.visibleRegion().boundingRect().height() >= min(widget.height(), _SEEN):
        return
    bar, room = area.verticalScrollBar(), area.viewport().height()
    top = widget.mapTo(content, QPoint(0, 0)).y()
    bottom = top + min(widget.height(), room)
    if top < bar.value() or bottom - top + _ABOVE >= room:
        bar.setValue(top - _ABOVE if bottom - top + _ABOVE < room else top)
    elif bottom > bar.value() + room:
        bar.setValue(bottom + _ABOVE - room)


def _use(*, keyboard: bool) -> None:
    if _used["keyboard"] == keyboard:
        return
    _used["keyboard"] = keyboard
    focused = QApplication.focusWidget()
    if isinstance(focused, _BY_SHEET):
        _show(focused, ring=keyboard)
    elif focused is not None:
        focused.update()


def _show(widget: QWidget, *, ring: bool) -> None:
    if bool(widget.property("ring")) != ring:
        widget.setProperty("ring", ring)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
    if isinstance(widget, QAbstractItemView):
        widget.viewport().update()


class FocusRing(_Base):
    """`_ring`: whether it is drawn now."""

    @property
    def _ring(self) -> bool:
        return by_keyboard() and self.hasFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


class RowRing(_View):
    """A table in which the row where the keyboard stands has the ring."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        row = self.currentIndex().row()
        if row >= 0 and self.hasFocus() and by_keyboard():
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("focus"), 3))
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            box = self.viewport().rect().adjusted(2, 0, -3, 0)
            box.setTop(top + 2)
            box.setHeight(height - 5)
            painter.drawRoundedRect(box, 6, 6)


# Tab follows the eye: a place that appears later stands where it is seen, and the foot comes last.


def follow_the_eye(screen: QWidget, rank: Callable[[QWidget], tuple[int, int]]) -> None:
    """Put what Tab reaches into the order of `rank`; what ranks the same stays as it was added."""
    # not by nextInFocusChain: PySide6 6.12 makes what it returns a child of what it was asked of, and
    # forgets it when that goes
    window = screen.window()
    reached = [
        widget
        for widget in screen.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and widget.window() is window  # an open list is a window of its own
    ]
    for previous, following in pairwise(sorted(reached, key=rank)):
        QWidget.setTabOrder(previous, following)


def laid_in(layout: QLayout) -> Iterator[QWidget]:
    """The widgets of a layout and of those inside it, in their order; not what stands in these."""
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield widget
        elif (inner := item.layout()) is not None:
            yield from laid_in(inner)

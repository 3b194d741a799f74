"""What a dialog asks: where the hand begins, and where it goes on when something is missing."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLayout, QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from app.ui.parts.fields import Choose, Field, FieldProblem
from app.ui.parts.grid import Grid


def first_in(body: QWidget) -> QWidget | None:
    """The first that can be written in or chosen, in reading order."""
    return next((widget for widget in _inside(body) if _takes_focus(widget)), None)


def forgives(body: QWidget) -> None:
    """A field's complaint goes as soon as something is written or chosen in it."""
    for field in body.findChildren(Field):
        if isinstance(field.field, Choose):
            field.field.currentIndexChanged.connect(lambda _at, field=field: field.complain(""))
        elif isinstance(field.field, QLineEdit | QPlainTextEdit):
            field.field.textChanged.connect(lambda *_, field=field: field.complain(""))


def point_at_what_is_missing(body: QWidget) -> None:
    """The focus goes to the first complaint: it may stand where nobody has scrolled to."""
    widget: QWidget | None = None
    for laid_out in _inside(body):
        if isinstance(laid_out, FieldProblem) and not laid_out.isHidden():
            if widget is not None:
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
            _scroll_to(laid_out)
            return
        if _takes_focus(laid_out) and (widget is None or widget.parent() is not laid_out.parent()):
            widget = laid_out


def bring_into_sight(body: QWidget) -> None:
    """What has the focus, once it is laid."""
    QTimer.singleShot(0, body, lambda: _scroll_to(body.window().focusWidget()))


def _scroll_to(widget: QWidget | None) -> None:
    parent = widget.parentWidget() if widget is not None else None
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    if isinstance(parent, QScrollArea) and widget is not None:
        canvas = parent.widget()
        if canvas is not None and (layout := canvas.layout()) is not None:
            layout.activate()
        parent.ensureWidgetVisible(widget, 0, 80)


def _takes_focus(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled()


def _inside(widget: QWidget) -> Iterator[QWidget]:
    """What is laid out in it and not hidden, in reading order."""
    if isinstance(widget, Grid):  # it lays them out itself
        for child in widget.children_shown():
            yield child
            yield from _inside(child)
    elif (layout := widget.layout()) is not None:
        yield from _laid(layout)


def _laid(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is None:
            continue
        if (inner := item.layout()) is not None:
            yield from _laid(inner)
        elif (widget := item.widget()) is not None and not widget.isHidden():
            yield widget
            yield from _inside(widget)

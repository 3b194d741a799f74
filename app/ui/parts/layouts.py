"""Rows and columns: what stands beside and below each other, with the gap and the margins named."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

_Box = TypeVar("_Box", bound=QBoxLayout)
Margins = tuple[int, int, int, int]  # left, top, right, bottom; as Qt counts them


@dataclass(frozen=True, slots=True)
class Stretch:
    """Room that gives way; `share` of what is left over."""

    share: int = 0


@dataclass(frozen=True, slots=True)
class Space:
    """Room of its own, beside the gaps."""

    size: int


Align = Qt.AlignmentFlag
Item = QWidget | QLayout | Stretch | Space | tuple[QWidget | QLayout, int] | tuple[QWidget, int, Align]


def lay(box: QBoxLayout, *, beside: bool) -> None:
    """Beside each other, or below where there is too little room for that."""
    directions = QBoxLayout.Direction
    box.setDirection(directions.LeftToRight if beside else directions.TopToBottom)


def row(*items: Item, gap: int = 0, margins: Margins = (0, 0, 0, 0), parent: QWidget | None = None) -> QHBoxLayout:
    """Beside each other, from the page's leading side. An item: a widget or layout, alone or with its
    share of the room (and its alignment)."""
    return _filled(QHBoxLayout(), items, gap, margins, parent)


def column(*items: Item, gap: int = 0, margins: Margins = (0, 0, 0, 0), parent: QWidget | None = None) -> QVBoxLayout:
    """Below each other."""
    return _filled(QVBoxLayout(), items, gap, margins, parent)


def row_widget(*items: Item, gap: int = 0, margins: Margins = (0, 0, 0, 0), wrap: bool = False) -> QWidget:
    """A widget that holds a row. `wrap`: its height follows its width."""
    holder = QWidget()
    row(*items, gap=gap, margins=margins, parent=holder)
    if wrap:
        wraps(holder)
    return holder


def column_widget(*items: Item, gap: int = 0, margins: Margins = (0, 0, 0, 0), wrap: bool = False) -> QWidget:
    """A widget that holds a column. `wrap`: its height follows its width."""
    holder = QWidget()
    column(*items, gap=gap, margins=margins, parent=holder)
    if wrap:
        wraps(holder)
    return holder


def tight(layout: QBoxLayout, gap: int = 0, margins: Margins = (0, 0, 0, 0)) -> None:
    layout.setSpacing(gap)
    layout.setContentsMargins(*margins)


def wraps(
    widget: QWidget,
    horizontal: QSizePolicy.Policy = QSizePolicy.Policy.Preferred,
    vertical: QSizePolicy.Policy = QSizePolicy.Policy.Minimum,
) -> None:
    """Let a widget's height follow its width, else its wrapped text is cut."""
    policy = QSizePolicy(horizontal, vertical)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)


def add(layout: QBoxLayout, *items: Item) -> None:
    """Put further items at its end."""
    for item in items:
        _add(layout, item)


def _filled(layout: _Box, items: Sequence[Item], gap: int, margins: Margins, widget: QWidget | None) -> _Box:
    if widget is not None:
        widget.setLayout(layout)
    tight(layout, gap, margins)
    add(layout, *items)
    return layout


def _add(layout: QBoxLayout, item: Item) -> None:
    match item:
        case Stretch(share):
            layout.addStretch(share)
        case Space(size):
            layout.addSpacing(size)
        case QWidget():
            layout.addWidget(item)
        case QLayout():
            layout.addLayout(item)
        case (QWidget() as widget, int(share), align):
            layout.addWidget(widget, share, align)
        case (QWidget() as widget, int(share)):
            layout.addWidget(widget, share)
        case (QLayout() as inner, int(share)):
            layout.addLayout(inner, share)

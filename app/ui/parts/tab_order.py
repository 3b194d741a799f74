"""Tab follows the eye: a place that appears later stands where it is seen, and the foot comes last."""

from collections.abc import Callable, Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


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

"""Tab follows the eye: a place that appears later stands where it is seen, and the foot comes last."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


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

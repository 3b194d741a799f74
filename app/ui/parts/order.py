"""Tab follows the eye: a place that appears later stands where it is seen, and the foot comes last."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def follow_the_eye(screen: QWidget, rank: Callable[[QWidget], tuple[int, int]]) -> None:
    """Put what Tab reaches into the order of `rank`; what ranks the same stays in its own."""
    chain = _chain(screen)
    wanted = sorted(chain, key=rank)
    if chain != wanted:
        for before, after in pairwise(wanted):
            QWidget.setTabOrder(before, after)


def _chain(screen: QWidget) -> list[QWidget]:
    window = screen.window()
    found, each = [], window.nextInFocusChain()
    while each is not None and each is not window:
        reached = each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.focusProxy() is None
        if reached and screen.isAncestorOf(each):
            found.append(each)
        each = each.nextInFocusChain()
    return found

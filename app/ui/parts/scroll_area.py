"""What of a page scrolls."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from app.ui.parts.layouts import wraps
from app.ui.parts.scroll_bar import OverlaidBar


def scrolling(canvas: QWidget) -> QScrollArea:
    """A page that scrolls downwards when the window is small; its bar lies over the empty edge."""
    canvas.setObjectName("canvas")
    wraps(canvas)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(canvas)
    OverlaidBar(area)
    return area

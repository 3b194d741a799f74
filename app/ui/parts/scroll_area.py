"""What of a page scrolls."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from app.ui.parts.layouts import wraps
from app.ui.parts.scroll_bar import OverlaidBar


def scrolling(
    canvas: QWidget, look: str = "canvas", ground: str = "", *, bar_outside: bool = False
) -> QScrollArea:
    """A page that scrolls downwards when the window is small; its bar lies over the empty edge, or
    with `bar_outside` beside it, in the margin of what holds it. `look`, `ground`: by which names the style sheet knows it
    and the area; for Qt 6.9 later is too late."""
    canvas.setObjectName(look)
    wraps(canvas)
    area = QScrollArea()
    area.setObjectName(ground)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(canvas)
    OverlaidBar(area, outside=bar_outside)
    return area

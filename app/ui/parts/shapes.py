"""The few shapes everything on a screen is made of."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from app.ui import theme


def panel(
    painter: QPainter, widget: QWidget, fill: str, edge: str = "", *, width: float = 1, radius: float = 8
) -> None:
    """A filled rectangle with round corners and a thin edge, as large as the widget."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(widget.rect())
    if edge:
        painter.setPen(QPen(theme.colour(edge), width))
        box.adjust(width / 2, width / 2, -width / 2, -width / 2)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(fill) if fill else QColor(0, 0, 0, 0))
    painter.drawRoundedRect(box, radius, radius)


def ring(painter: QPainter, widget: QWidget, radius: float = 8) -> None:
    """The ring of the keyboard's focus, inside the control's own edge."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("focus"), 3))
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(1.5, 1.5, -1.5, -1.5), radius, radius)


def card(painter: QPainter, widget: QAbstractButton, *, quiet: bool = False, ringed: bool) -> None:
    """The ground of something to choose: filled where it is chosen. `ringed`: by the keyboard's focus."""
    if widget.isChecked():
        panel(painter, widget, "primary_soft", "primary", width=2, radius=10)
    else:
        panel(painter, widget, *(("bg", "line") if quiet else ("surface", "edge")), radius=10)
    if ringed and widget.hasFocus():
        ring(painter, widget, 9)


def radio_mark(painter: QPainter, box: QRectF, inner: int, *, checked: bool) -> None:
    """One of several; where it is chosen, filled to `inner` pixels from its box."""
    painter.setBrush(theme.colour("surface"))
    painter.setPen(QPen(theme.colour("primary" if checked else "edge"), 2))
    painter.drawEllipse(box)
    if checked:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("primary"))
        painter.drawEllipse(box.adjusted(inner, inner, -inner, -inner))


def tone_fill(tone: str) -> tuple[str, str]:
    """Ground and edge of a tinted thing: the contrast theme has an edge in place of a tint."""
    if tone == "ink2":
        return "sunken", ""
    if tone == "primary":
        return "primary_soft", ""
    return f"{tone}_soft", tone if theme.theme() == "contrast" else ""


class Drawn(QLabel):
    """A subclass paints it and names it. Only a label with a pixmap has the role of a picture."""

    def __init__(self) -> None:
        super().__init__()
        self.setPixmap(QPixmap(1, 1))

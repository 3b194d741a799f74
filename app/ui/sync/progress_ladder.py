"""How far a case has come, as four steps joined by a line: kept, sent, at headquarters, at the desk."""

from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.errors import N_
from app.language import Words
from app.ui import icons, text_lines, theme
from app.ui.labels import name, said

_STEPS = (
    ("kept", N_("Saved")),
    ("sent", N_("Sent")),
    ("held", N_("Server")),
    ("read", N_("Read there")),
)
_STEP, _RING = 100, 10


class Ladder(QWidget):
    """A reached step is filled and ticked, and the word of the last one is heavier."""

    def __init__(self, state: str) -> None:
        super().__init__()
        self._reached = max(0, [code for code, _ in _STEPS].index(state))
        self.setFixedSize(QSize(_STEP * len(_STEPS), 58))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.tell()

    def tell(self) -> None:
        name(self, self._said)

    def _said(self, w: Words) -> str:
        return w("Step {number} of {total}: {name}", number=self._reached + 1, total=len(_STEPS), name=w(_STEPS[self._reached][1]))  # fmt: skip

    def _centre(self, at: int) -> float:
        x = _STEP * (at + 0.5)
        return self.width() - x if theme.rtl() else x

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at in range(len(_STEPS) - 1):
            colour, width = ("primary", 2) if at < self._reached else ("edge", 1)
            painter.setPen(QPen(theme.colour(colour), width))
            painter.drawLine(QPointF(self._centre(at), 14), QPointF(self._centre(at + 1), 14))
        for at, (_, message) in enumerate(_STEPS):
            self._draw(painter, at, message)

    def _draw(self, painter: QPainter, at: int, message: str) -> None:
        x, reached = self._centre(at), at <= self._reached
        painter.setPen(QPen(theme.colour("primary" if reached else "edge"), 1.5))
        painter.setBrush(theme.colour("primary" if reached else "surface"))
        painter.drawEllipse(QPointF(x, 14), _RING, _RING)
        if reached:
            icons.paint(painter, "check", round(x) - 7, 7, 14, "on_primary")
        box = QRect(round(x) - _STEP // 2, 28, _STEP, text_lines.line("small"))
        line = text_lines.elided(said(message), "small", _STEP, 600 if at == self._reached else 400)
        text_lines.draw(painter, line, box, "ink" if reached else "ink2", "center")

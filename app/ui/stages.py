"""The road of a case as it is drawn: the stages by name, done, now and later."""

from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.errors import N_
from app.language import strip_marks
from app.ui import icons, look, text
from app.ui.words import said

STAGES: tuple[tuple[str, str], ...] = (
    ("identification", N_("Identification")),
    ("documentation", N_("Documentation")),
    ("referral", N_("Referral for investigation")),
    ("prosecution", N_("Public lawsuit")),
    ("reintegration", N_("Reintegration or return")),
)


def name(code: str) -> str:
    """The msgid of a stage; an unknown one as it is written."""
    return dict(STAGES).get(code, code)


def place(code: str) -> int:
    """Which of the stages it is, from 0; an unknown one is the first."""
    codes = [each for each, _ in STAGES]
    return codes.index(code) if code in codes else 0


class Road(QWidget):
    """Dots joined by a line, each with its name under it."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._now = place(code)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.tell()

    def tell(self) -> None:
        words = look.words()
        told = words("Stage {number} of {total}: {name}", number=self._now + 1, total=len(STAGES), name=words(STAGES[self._now][1]))  # fmt: skip
        self.setAccessibleName(strip_marks(told))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(600, self.heightForWidth(max(self.width(), 300)))

    def minimumSizeHint(self) -> QSize:
        return QSize(300, self.sizeHint().height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        step = round(width / len(STAGES)) - 4
        return 50 + max(text.lay(said(of), "small", step, 600).height for _, of in STAGES)

    def _centre(self, at: int) -> float:
        step = self.width() / len(STAGES)
        x = step * (at + 0.5)
        return self.width() - x if look.rtl() else x

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at in range(len(STAGES) - 1):
            colour, width = ("primary", 3) if at < self._now else ("edge", 1.5)
            painter.setPen(QPen(look.colour(colour), width))
            painter.drawLine(QPointF(self._centre(at), 22), QPointF(self._centre(at + 1), 22))
        for at, (_, of) in enumerate(STAGES):
            self._draw_stage(painter, at, of)

    def _draw_stage(self, painter: QPainter, at: int, of: str) -> None:
        x = self._centre(at)
        reached = at <= self._now
        painter.setPen(QPen(look.colour("primary" if reached else "edge"), 2.5 if reached else 1.5))
        painter.setBrush(look.colour("primary" if at < self._now else "surface"))
        painter.drawEllipse(QPointF(x, 22), 13, 13)
        if at < self._now:
            icons.paint(painter, "check", round(x) - 9, 13, 18, "on_primary")
        elif at == self._now:
            painter.setBrush(look.colour("primary"))
            painter.drawEllipse(QPointF(x, 22), 4, 4)
        step = round(self.width() / len(STAGES))
        box = QRect(round(x - step / 2) + 2, 42, step - 4, 0)
        ink = "primary" if at == self._now else "ink" if reached else "ink2"
        laid = text.lay(said(of), "small", step - 4, 600 if at == self._now else 400)
        text.draw(painter, laid, QRect(box.x(), box.y(), box.width(), laid.height), ink, "center")

"""A sheet to draw or sign on, with a pen, a finger or the mouse. Strokes are kept in memory only, until
they are handed over as one picture."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTabletEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.labels import Text, name
from app.ui.parts import shapes
from app.ui.parts.focus_ring import FocusRing

_WIDE, _SCALE, _PEN = 720, 2, 2.5
_LOW = 160
_SHARP = 640  # of what is drawn upon, at least so many lines are kept


class Canvas(FocusRing, QWidget):
    """`drawn`: a stroke has ended. The sheet's size doesn't change with the window's."""

    drawn = Signal()

    def __init__(self, text: Text, high: int, *, line: bool = True) -> None:
        super().__init__()
        self._of, self.strokes, self.under = text, list[list[QPointF]](), QImage()
        self._down = False
        self.locked, self._line = False, line  # to sign upon
        self.setFixedHeight(high)
        self.setMaximumWidth(_WIDE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_TabletTracking, False)
        self.tell()

    def tell(self) -> None:
        name(self, self._of)

    def sizeHint(self) -> QSize:
        return QSize(_WIDE, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.height())

    def fit(self, limit: int) -> None:
        """No higher than this, nor lower than a hand needs; before anything is drawn."""
        self.setFixedHeight(min(self.height(), max(_LOW, limit)))

    @property
    def blank(self) -> bool:
        return not self.strokes and self.under.isNull()

    def clear(self) -> None:
        self.strokes, self.under = [], QImage()
        self.update()

    def undo(self) -> None:
        if self.strokes:
            self.strokes.pop()
            self.update()
            self.drawn.emit()

    def lay_under(self, image: QImage) -> None:
        """A picture that is drawn upon, or a drawing of before."""
        self.under = image
        self.update()

    # strokes, by any hand

    def _begin(self, at: QPointF) -> None:
        if not self.locked:
            self._down = True
            self.strokes.append([at])
            self.update()

    def _go(self, at: QPointF) -> None:
        if self._down:
            self.strokes[-1].append(at)
            self.update()

    def _end(self) -> None:
        if self._down:
            self._down = False
            self.drawn.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        kinds = event.Type
        match event.type():
            case kinds.TabletPress:
                self._begin(event.position())
            case kinds.TabletMove:
                self._go(event.position())
            case kinds.TabletRelease:
                self._end()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace:
            self.undo()
        else:
            super().keyPressEvent(event)

    # the picture

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        shapes.panel(painter, self, "surface", "edge", radius=8)
        self._draw(painter, QRectF(self.rect()), theme.colour("ink"))
        painter.setPen(QPen(theme.colour("line"), 1, Qt.PenStyle.DashLine))
        if self.blank and self._line:
            base = self.height() - 44
            painter.drawLine(24, base, self.width() - 24, base)
        if self._ring:
            shapes.ring(painter, self)

    def _draw(self, painter: QPainter, room: QRectF, ink: QColor) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if not self.under.isNull():
            size = self.under.size().scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            box = QRect(0, 0, size.width(), size.height())
            box.moveCenter(room.center().toPoint())
            painter.drawImage(box, self.under)
        pen = QPen(ink, _PEN)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self.strokes:
            if len(stroke) == 1:
                painter.drawPoint(stroke[0])
            else:
                path = QPainterPath(stroke[0])
                for point in stroke[1:]:
                    path.lineTo(point)
                painter.drawPath(path)

    def png(self) -> bytes:
        """Black on white, twice as sharp as it was seen, or sharper where the sheet is low."""
        sharp = _SCALE if self._line else max(_SCALE, _SHARP / self.height())
        image = QImage((QSizeF(self.size()) * sharp).toSize(), QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.scale(sharp, sharp)
        self._draw(painter, QRectF(self.rect()), QColor("#000000"))
        painter.end()
        byte_array = QByteArray()
        buffer = QBuffer(byte_array)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        return bytes(byte_array.data())

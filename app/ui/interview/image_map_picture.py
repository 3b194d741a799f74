"""The picture of an image map, fetched when it is first shown; where there is none, the words alone."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.casework.questionnaires import form_media
from app.casework.questionnaires.answer_format import marked
from app.errors import N_
from app.form import Node
from app.language import isolate, strip_marks
from app.ui import icons, theme
from app.ui.interview.controller import InterviewController
from app.ui.interview.svg_outlines import Outlines, outlines
from app.ui.labels import Label, Text, name, plain
from app.ui.parts import layouts
from app.ui.parts.shapes import Drawn

_WIDE, _HIGH, _TICK = 640, 420, 20


class ImageMap(Drawn):
    """`picked`: the choice of the place; `over`: the one under the pointer, "" for none. The picture
    never mirrors: left is left."""

    picked = Signal(str)
    over = Signal(str)

    def __init__(self, drawn: Outlines, values: list[str]) -> None:
        super().__init__()
        self.drawn, self.chosen, self._over = drawn, frozenset[str](), ""
        self.places = {value: drawn.of(value) for value in values}
        self.places = {value: path for value, path in self.places.items() if not path.isEmpty()}
        self.rest = [shape for shape in drawn.shapes if not set(shape.ids) & set(self.places)]
        layouts.wraps(self, QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.tell()

    def tell(self) -> None:
        text: Text = N_("Places on the picture; the same choices are listed below it")
        name(self, text)

    def show_chosen(self, chosen: frozenset[str]) -> None:
        if chosen != self.chosen:
            self.chosen = chosen
            self.update()

    def _scale(self, width: int) -> float:
        box = self.drawn.box
        return min(min(width, _WIDE) / max(1e-9, box.width()), _HIGH / max(1e-9, box.height()))

    def heightForWidth(self, width: int) -> int:
        return round(self.drawn.box.height() * self._scale(width))

    def sizeHint(self) -> QSize:
        return QSize(_WIDE, self.heightForWidth(_WIDE))

    def minimumSizeHint(self) -> QSize:
        width = self.width()
        return QSize(200, self.heightForWidth(width) if self.isVisible() and width > 0 else 0)

    def _placed(self) -> QTransform:
        """From the picture's places to the widget's, at the page's leading side."""
        scale, box = self._scale(self.width()), self.drawn.box
        left_x = self.width() - box.width() * scale if theme.rtl() else 0
        transform = QTransform()
        transform.translate(left_x, 0)
        transform.scale(scale, scale)
        transform.translate(-box.x(), -box.y())
        return transform

    def value_at(self, place: QPointF) -> str:
        """The choice at a place of the widget; the one drawn last lies on top."""
        inverse, _ = self._placed().inverted()
        point = inverse.map(place)
        values = (value for value, path in reversed(self.places.items()) if path.contains(point))
        return next(values, "")

    def point_of(self, value: str) -> QPointF:
        """A place of the widget that lies in a choice's shape."""
        return self._placed().map(_inside(self.places[value]))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.value_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover("")
        super().leaveEvent(event)

    def _hover(self, value: str) -> None:
        if value != self._over:
            self._over = value
            hand = Qt.CursorShape.PointingHandCursor if value else Qt.CursorShape.ArrowCursor
            self.setCursor(hand)
            self.over.emit(value)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        value = self.value_at(event.position())
        if value and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(value)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        placed = self._placed()
        painter.setClipRect(placed.mapRect(self.drawn.box).adjusted(-2, -2, 2, 2))
        painter.setPen(QPen(theme.colour("edge"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for shape in self.rest:
            painter.drawPath(placed.map(shape.path))
        for value, path in self.places.items():
            self._draw_place(painter, value, placed.map(path))

    def _draw_place(self, painter: QPainter, value: str, path: QPainterPath) -> None:
        chosen, hovered = value in self.chosen, value == self._over
        painter.setPen(QPen(theme.colour("primary" if chosen or hovered else "edge"), 2 if chosen else 1.5))
        painter.setBrush(theme.colour("primary_soft" if chosen or hovered else "surface"))
        painter.drawPath(path)
        if chosen:
            at = _inside(path)
            box = QRectF(at.x() - 13, at.y() - 13, 26, 26)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("primary"))
            painter.drawEllipse(box)
            icons.paint(painter, "check", round(box.x()) + 3, round(box.y()) + 3, _TICK, "on_primary")


def _inside(path: QPainterPath) -> QPointF:
    """The middle of the box, or of the widest part of a line through it that lies inside."""
    box = path.boundingRect()
    if path.contains(box.center()):
        return box.center()
    for share in (0.5, 0.35, 0.65, 0.2, 0.8):
        y = box.top() + box.height() * share
        values = [x for at in range(1, 48) if path.contains(QPointF(x := box.left() + box.width() * at / 48, y))]
        if values:
            return QPointF(values[len(values) // 2], y)
    return box.center()


_MOST = 4 * 1024 * 1024  # of a picture in XML


class Mapped(QWidget):
    """`picked`: the choice of the place that was pressed."""

    picked = Signal(str)

    def __init__(self, controller: InterviewController, node: Node) -> None:
        super().__init__()
        self.controller, self._values = controller, [choice.value for choice in node.choices]
        self._labels, self._of = dict[str, str](), ""
        self._chosen = frozenset[str]()
        self.map: ImageMap | None = None
        self.chosen_line = Label(N_("The places of this picture are shown as a list."), "small", "ink2")
        self.down = layouts.column(self.chosen_line, gap=8, parent=self)
        layouts.wraps(self)
        if reference := node.media.get("image", ""):
            self._fetch(reference)

    def _fetch(self, reference: str) -> None:
        context, form = self.controller.context, self.controller.form.hash

        def came(content: bytes | None) -> None:
            if content is None or len(content) > _MOST:
                self._lacks(reference)
            else:
                context.workers.slow(self, lambda: outlines(content), self._show, lambda _error: self._lacks(reference))

        context.read_vault(self, lambda session: form_media.one(session, form, reference), came)

    def _lacks(self, reference: str) -> None:
        name = form_media.name_of(reference)
        self.chosen_line.say(
            lambda w: w("The picture “{file}” is missing. Its places are shown as a list.", file=isolate(name))
        )

    def _show(self, drawn: Outlines) -> None:
        image_map = ImageMap(drawn, self._values)
        if not image_map.places:
            image_map.deleteLater()
            return
        self.map = image_map
        image_map.picked.connect(self.picked)
        image_map.over.connect(self._over)
        self.down.insertWidget(0, image_map)
        image_map.setAccessibleDescription(self._of)
        image_map.show_chosen(self._chosen)
        image_map.show()
        self._over("")

    def _over(self, value: str) -> None:
        """The name of the place under the pointer."""
        says: Text = N_("Press a place on the picture, or choose below.")
        self.chosen_line.say(plain(self._labels.get(value, value)) if value else says)

    def show_node(self, node: Node, chosen: frozenset[str]) -> None:
        self._of = strip_marks(node.label or node.name)
        self._labels = {choice.value: marked(choice.label) for choice in node.choices}
        self._chosen = chosen
        if self.map is not None:
            self.map.setAccessibleDescription(self._of)
            self.map.show_chosen(chosen)

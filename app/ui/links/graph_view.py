"""The picture itself: each node a button that the keyboard reaches, lines between them."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.casework.cases.link_graph import GraphNode, LinkGraph
from app.errors import N_
from app.language import isolate_ltr, strip_marks
from app.ui import icons, text_lines, theme
from app.ui.labels import name as name_it
from app.ui.labels import tooltip
from app.ui.links import node_labels
from app.ui.links.graph_layout import Laid, lay
from app.ui.parts import shapes

Opens = Callable[[str], None]  # a case's id, or a group's


class NodeButton(QAbstractButton):
    """A node: its name, what it is, and to a screen reader what it is linked with."""

    def __init__(self, drawn: "Drawn", node: GraphNode) -> None:
        super().__init__(drawn)
        self.drawn, self.node = drawn, node
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(lambda: drawn.opens(node))
        self.tell()

    def tell(self) -> None:
        w, picture = theme.words(), self.drawn.picture
        self.title, self.second = node_labels.title(self.node, w), node_labels.second(self.node, w)
        self.setAccessibleName(strip_marks(", ".join(filter(None, (self.title, self.second)))))
        linked = node_labels.links_of(picture, self.node, w)
        says = (
            w(N_("Linked with: {what}"), what=node_labels.listed(w, linked)) if linked else w(N_("Linked with nothing"))
        )
        self.setAccessibleDescription(strip_marks(says))
        self.setToolTip(tooltip(" · ".join(filter(None, (self.title, self.second)))))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif not self.drawn.walk(self, event.key()):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.drawn.here(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.drawn.here(None)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        me = self.node.me
        soft = me or self.underMouse() or self.node.key in self.drawn.near
        edge = "primary" if soft else "edge"
        ground = {"group": "sunken", "elsewhere": "bg"}.get(self.node.kind, "surface")
        shapes.panel(painter, self, "primary_soft" if soft else ground, edge, width=2 if soft else 1, radius=10)
        if self.hasFocus():
            shapes.ring(painter, self, 10)
        rtl = theme.rtl()
        x = self.width() - 12 - 24 if rtl else 12
        tone = "restricted" if self.node.restricted else "primary" if me else "ink2"
        icons.paint(painter, node_labels.icon(self.node), x, (self.height() - 24) // 2, 24, tone)
        inner = self.rect().adjusted(12, 0, -46, 0) if rtl else self.rect().adjusted(46, 0, -12, 0)
        if not self.second:
            text_lines.draw(painter, text_lines.elided(self.title, "body", inner.width(), 500), inner, "ink")
            return
        upper = QRect(inner.x(), inner.y() + 6, inner.width(), inner.height() // 2 - 4)
        lower = QRect(inner.x(), inner.center().y() + 2, inner.width(), inner.height() // 2 - 8)
        text_lines.draw(painter, text_lines.elided(self.title, "body", inner.width(), 500), upper, "ink")
        text_lines.draw(painter, text_lines.elided(self.second, "small", inner.width()), lower, "ink2")


class CaseChip(QAbstractButton):
    """One case of several that stand together: its number."""

    def __init__(self, drawn: "Drawn", reference: str, case_id: str) -> None:
        super().__init__(drawn)
        self.drawn, self.reference = drawn, reference
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(reference)
        self.clicked.connect(lambda: drawn.open_case(case_id))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif not self.drawn.walk(self, event.key()):
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        shapes.panel(painter, self, "surface", "edge", radius=8)
        if self.hasFocus():
            shapes.ring(painter, self)
        line = text_lines.elided(isolate_ltr(self.reference), "small", self.width() - 8, 500)
        text_lines.draw(painter, line, self.rect(), "ink", "center")


class Drawn(QWidget):
    """`open_case`, `open_group`: where Enter and a click lead."""

    def __init__(self, picture: LinkGraph, open_case: Opens, open_group: Opens) -> None:
        super().__init__()
        self.picture, self.open_case, self.open_group = picture, open_case, open_group
        self.opened: frozenset[str] = frozenset()
        self.near: frozenset[str] = frozenset()  # linked with what has the focus
        self._at = ""
        self.laid: Laid | None = None
        self.nodes = {node.key: NodeButton(self, node) for node in picture.nodes()}
        self.chips: dict[tuple[str, int], CaseChip] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        name_it(self, N_("Picture of the links"))
        self._lay()

    def tell(self) -> None:
        name_it(self, N_("Picture of the links"))
        self._lay()

    def sizeHint(self) -> QSize:
        return QSize(720, self.laid.height if self.laid else 200)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.laid is None or event.oldSize().width() != event.size().width():
            self._lay()

    def _lay(self) -> None:
        self.laid = lay(self.picture, max(self.width(), 240), self.opened, rtl=theme.rtl())
        for key, box in self.laid.boxes.items():
            self.nodes[key].setGeometry(box)
        for chip_key, box in self.laid.chips.items():
            self.chips[chip_key].setGeometry(box)
        self.setFixedHeight(self.laid.height)
        self.update()

    def opens(self, node: GraphNode) -> None:
        """A case or a group on its page; several cases here, in their place."""
        match node.kind:
            case "case" if not node.me:
                self.open_case(node.references[0][1])
            case "group":
                self.open_group(node.key[1:])
            case "cases":
                self._turn(node)

    def _turn(self, node: GraphNode) -> None:
        if node.key in self.opened:
            self.opened -= {node.key}
            for key in [chip for chip in self.chips if chip[0] == node.key]:
                self.chips.pop(key).deleteLater()
        else:
            self.opened |= {node.key}
            previous: QWidget = self.nodes[node.key]
            for number, (reference, case_id) in enumerate(node.references):
                chip = self.chips[node.key, number] = CaseChip(self, reference, case_id)
                chip.show()
                self.setTabOrder(previous, chip)
                previous = chip
        self._lay()

    # -- the keyboard ------------------------------------------------------------------------

    def here(self, button: NodeButton | None) -> None:
        """What has the focus: its lines stand out, and what they lead to."""
        self._at = button.node.key if button else ""
        pairs = [{link.first, link.second} for link in self.picture.links]
        self.near = frozenset(key for pair in pairs if self._at in pair for key in pair - {self._at})
        for node_button in self.nodes.values():
            node_button.update()
        self.update()

    def walk(self, at: QAbstractButton, key: int) -> bool:
        """Arrows: up and down in a column, aside to the nearest of the next one."""
        sides = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        box, candidates = at.geometry(), list[tuple[int, int, QAbstractButton]]()
        for button in (*self.nodes.values(), *self.chips.values()):
            rect = button.geometry()
            apart = rect.center().x() - box.center().x()
            offset = rect.center().y() - box.center().y()
            if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                overlaps = rect.left() < box.right() and box.left() < rect.right()
                if overlaps and (offset > 0) == (key == Qt.Key.Key_Down) and offset:
                    candidates.append((abs(offset), abs(apart), button))
            elif key in sides and apart * sides[Qt.Key(key)] > 0:
                side_by_side = rect.left() >= box.right() or rect.right() <= box.left()
                linked = isinstance(button, NodeButton) and button.node.key in self.near
                if side_by_side:
                    candidates.append((0 if linked else 1, abs(offset) + abs(apart), button))
        if key not in (*sides, Qt.Key.Key_Up, Qt.Key.Key_Down):
            return False
        if candidates:
            min(candidates, key=lambda candidate: candidate[:2])[2].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    # -- the lines ---------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for strong in (False, True):
            for link in self.picture.links:
                if (self._at in (link.first, link.second)) == strong:
                    painter.setPen(QPen(theme.colour("primary" if strong else "edge"), 2.5 if strong else 1.2))
                    painter.drawPath(self._line(link.first, link.second))

    def _line(self, start_key: str, end_key: str) -> QPainterPath:
        assert self.laid is not None
        a, b = QRectF(self.laid.boxes[start_key]), QRectF(self.laid.boxes[end_key])
        if abs(a.center().x() - b.center().x()) < 1:
            return _aside(a, b, rtl=theme.rtl())
        if a.center().x() > b.center().x():
            a, b = b, a
        start, end = QPointF(a.right(), a.center().y()), QPointF(b.left(), b.center().y())
        middle = (start.x() + end.x()) / 2
        path = QPainterPath(start)
        path.cubicTo(QPointF(middle, start.y()), QPointF(middle, end.y()), end)
        return path


def _aside(a: QRectF, b: QRectF, *, rtl: bool) -> QPainterPath:
    """Two of one column: around their trailing side."""
    x = a.left() if rtl else a.right()
    reach = min(22 + abs(a.center().y() - b.center().y()) / 16, 44)  # far ones lie outside near ones
    control_x = x - reach if rtl else x + reach
    start, end = QPointF(x, a.center().y()), QPointF(x, b.center().y())
    path = QPainterPath(start)
    path.cubicTo(QPointF(control_x, start.y()), QPointF(control_x, end.y()), end)
    return path

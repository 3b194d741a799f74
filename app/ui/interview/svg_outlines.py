"""The shapes of an SVG and their ids: paths alone. Nothing in it is run, loaded or fetched.

Colours, pictures, scripts, styles and references are left out: what can be chosen is drawn in the
screen's own colours. Source: SVG 1.1, "Paths", "Basic Shapes", "Coordinate Systems"."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF, QTransform

from app.casework.questionnaires.form_engine import read_tree
from app.form.tree import XNode

_MOST_SHAPES, _MOST_STEPS = 2000, 100_000  # of the whole picture: each press looks through all
_FARTHEST = 1e7  # from the middle; beyond, a place is nowhere
_LETTER, _FLAG, _BETWEEN = (re.compile(pattern) for pattern in (r"[MmLlHhVvCcSsQqTtAaZz]", r"[01]", r"[\s,]*"))
_NEEDS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_TURN = re.compile(r"(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^()]{0,200})\)")
_NAMED = re.compile(rb"<!DOCTYPE[^\[<>]{0,500}>")  # as drawing programs write it; nothing declared in it
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")


@dataclass(frozen=True, slots=True)
class Shape:
    """`ids`: its own, then those of the groups around it."""

    ids: tuple[str, ...]
    path: QPainterPath


@dataclass(frozen=True, slots=True)
class Outlines:
    """A picture as shapes, in their order; `box` is all there is to see."""

    shapes: tuple[Shape, ...]
    box: QRectF

    def of(self, name: str) -> QPainterPath:
        """The shapes of an id as one; empty where there is none."""
        painter_path = QPainterPath()
        for shape in self.shapes:
            if name in shape.ids:
                painter_path.addPath(shape.path)
        return painter_path


def outlines(content: bytes) -> Outlines:
    """Raises what a damaged XML raises."""
    document = read_tree(_NAMED.sub(b"", content, count=1))
    root = next(kid for kid in document.kids if kid.kind == "element")
    shapes: list[Shape] = []
    steps = 0
    for shape in _shapes(root):
        steps += shape.path.elementCount()
        if steps > _MOST_STEPS or len(shapes) >= _MOST_SHAPES:
            break
        if not shape.path.isEmpty() and _near(shape.path.controlPointRect()):
            shapes.append(shape)
    return Outlines(tuple(shapes), _box(root, shapes))


def _near(box: QRectF) -> bool:
    """False of what is no number, too."""
    sides = (box.left(), box.top(), box.right(), box.bottom())
    return all(abs(side) <= _FARTHEST for side in sides)


def _box(root: XNode, shapes: list[Shape]) -> QRectF:
    numbers = _numbers(root.attribute("viewBox") or "")
    if len(numbers) == 4 and min(numbers[2:]) > 1 / _FARTHEST and _near(QRectF(*numbers)):
        return QRectF(*numbers)
    box = QRectF()
    for shape in shapes:
        box = box.united(shape.path.boundingRect())
    return box


def _shapes(root: XNode) -> Iterator[Shape]:
    stack: list[tuple[XNode, tuple[str, ...], QTransform]] = [(root, (), QTransform())]
    while stack:
        node, ids, transform = stack.pop()
        if node.kind != "element":
            continue
        id_ = node.attribute("id")
        ids = (id_, *ids) if id_ else ids
        transform = _turned(node.attribute("transform") or "") * transform
        if node.name in ("svg", "g", "a"):
            stack.extend((kid, ids, transform) for kid in reversed(node.kids))
        elif (path := _path(node)) is not None:
            yield Shape(ids, transform.map(path))


def _numbers(text: str) -> list[float]:
    return [float(number) for number in _NUMBER.findall(text[:200_000])]


def _turned(text: str) -> QTransform:
    transform = QTransform()
    for kind, arguments in _TURN.findall(text[:2000]):
        n = _numbers(arguments)
        step = QTransform()
        if kind == "matrix" and len(n) == 6:
            step = QTransform(*n)
        elif kind == "translate" and n:
            step.translate(n[0], n[1] if len(n) > 1 else 0)
        elif kind == "scale" and n:
            step.scale(n[0], n[1] if len(n) > 1 else n[0])
        elif kind == "rotate" and n:
            x, y = (n[1], n[2]) if len(n) == 3 else (0, 0)
            step.translate(x, y)
            step.rotate(n[0])
            step.translate(-x, -y)
        elif kind.startswith("skew") and n:
            lean = math.tan(math.radians(n[0]))
            step.shear(lean if kind == "skewX" else 0, lean if kind == "skewY" else 0)
        transform = step * transform
    return transform


def _path(node: XNode) -> QPainterPath | None:
    def told(name: str) -> float:
        return next(iter(_numbers(node.attribute(name) or "")), 0.0)

    painter_path = QPainterPath()
    match node.name:
        case "path":
            return _Pen().draw(node.attribute("d") or "")
        case "rect":
            painter_path.addRoundedRect(
                QRectF(told("x"), told("y"), told("width"), told("height")), told("rx"), told("ry") or told("rx")
            )
        case "circle":
            painter_path.addEllipse(QPointF(told("cx"), told("cy")), told("r"), told("r"))
        case "ellipse":
            painter_path.addEllipse(QPointF(told("cx"), told("cy")), told("rx"), told("ry"))
        case "line":
            painter_path.moveTo(told("x1"), told("y1"))
            painter_path.lineTo(told("x2"), told("y2"))
        case "polygon" | "polyline":
            n = _numbers(node.attribute("points") or "")[:_MOST_STEPS]
            corners = [QPointF(x, y) for x, y in zip(n[::2], n[1::2], strict=False)]
            painter_path.addPolygon(QPolygonF(corners))
            if node.name == "polygon":
                painter_path.closeSubpath()
        case _:
            return None
    return painter_path


def _parts(text: str) -> Iterator[str | float]:
    """Letters and numbers; ends where it can't be read, as the specification wants. The two flags of
    an arc may stand without a space."""
    at, letter, count = 0, "", 0
    while at < len(text):
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]
        if match := _LETTER.match(text, at):
            letter, count = match[0], 0
            yield letter
        else:
            flag = letter in "Aa" and count % 7 in (3, 4)
            match = (_FLAG if flag else _NUMBER).match(text, at)
            if not match or letter in "Zz":
                return
            count += 1
            yield float(match[0])
        at = match.end()


class _Pen:
    """Goes along the steps of a path's `d`."""

    def __init__(self) -> None:
        self.path = QPainterPath()
        self.bend = QPointF()  # the last control point, which S and T mirror
        self.kind = ""

    def draw(self, text: str) -> QPainterPath:
        letter, waiting, steps = "", list[float](), 0
        for part in _parts(text[:1_000_000]):
            if isinstance(part, str):
                letter, waiting = part, []
                if part in "Zz":
                    self.path.closeSubpath()
                    self.kind = "Z"
                continue
            waiting.append(part)
            if len(waiting) == _NEEDS[letter.upper()]:
                self._step(letter, waiting)
                # further pairs after a move are lines
                letter, waiting = {"M": "L", "m": "l"}.get(letter, letter), []
                steps += 1
            if steps > _MOST_STEPS:
                break
        return self.path

    def _step(self, letter: str, n: list[float]) -> None:
        kind, position = letter.upper(), self.path.currentPosition()
        base = position if letter.islower() else QPointF()
        at = [base + QPointF(x, y) for x, y in zip(n[::2], n[1::2], strict=False)]
        match kind:
            case "M":
                self.path.moveTo(at[0])
            case "L":
                self.path.lineTo(at[0])
            case "H":
                self.path.lineTo(base.x() + n[0], position.y())
            case "V":
                self.path.lineTo(position.x(), base.y() + n[0])
            case "C" | "S":
                self._cubic(kind, position, at)
            case "Q" | "T":
                first = at[0] if kind == "Q" else self._mirrored(position, "QT")
                self.path.quadTo(first, at[-1])
                self.bend = first
            case "A":
                self._arc(position, n, base + QPointF(n[5], n[6]))
        self.kind = kind

    def _cubic(self, kind: str, position: QPointF, at: list[QPointF]) -> None:
        first = at[0] if kind == "C" else self._mirrored(position, "CS")
        self.path.cubicTo(first, at[-2], at[-1])
        self.bend = at[-2]

    def _mirrored(self, position: QPointF, kinds: str) -> QPointF:
        return position * 2 - self.bend if self.kind and self.kind in kinds else position

    def _arc(self, position: QPointF, n: list[float], target: QPointF) -> None:
        """From the ends to the middle. Source: SVG 1.1, F.6.5."""
        rx, ry, lean = abs(n[0]), abs(n[1]), math.radians(n[2])
        if not rx or not ry or position == target:
            self.path.lineTo(target)
            return
        half = (position - target) / 2
        x = math.cos(lean) * half.x() + math.sin(lean) * half.y()
        y = -math.sin(lean) * half.x() + math.cos(lean) * half.y()
        grow = math.sqrt(max(1.0, (x / rx) ** 2 + (y / ry) ** 2))
        rx, ry = rx * grow, ry * grow
        denominator = (rx * y) ** 2 + (ry * x) ** 2
        size = math.sqrt(max(0.0, ((rx * ry) ** 2 - denominator) / denominator)) if denominator else 0.0
        size = -size if bool(n[3]) == bool(n[4]) else size
        cx, cy = size * rx * y / ry, -size * ry * x / rx
        begin = math.atan2((y - cy) / ry, (x - cx) / rx)
        turn = math.atan2((-y - cy) / ry, (-x - cx) / rx) - begin
        if n[4] and turn < 0:
            turn += 2 * math.pi
        elif not n[4] and turn > 0:
            turn -= 2 * math.pi
        middle = (position + target) / 2 + QPointF(
            math.cos(lean) * cx - math.sin(lean) * cy, math.sin(lean) * cx + math.cos(lean) * cy
        )
        self._along(middle, rx, ry, lean, begin, turn)
        self.path.lineTo(target)

    def _along(self, middle: QPointF, rx: float, ry: float, lean: float, begin: float, turn: float) -> None:
        for at in range(1, 25):
            angle = begin + turn * at / 24
            x, y = rx * math.cos(angle), ry * math.sin(angle)
            self.path.lineTo(
                middle + QPointF(math.cos(lean) * x - math.sin(lean) * y, math.sin(lean) * x + math.cos(lean) * y)
            )

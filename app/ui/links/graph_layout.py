"""Where the nodes of a picture stand: three columns, the same every time. No widgets here."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRect

from app.casework.cases.link_graph import GraphNode, LinkGraph

HIGH, CHIP, GAP = 64, 48, 12
_LEAST_CHIP = 172
_NARROW, _MARGIN = 640, 56  # beneath it one column, with room for lines at its side


@dataclass(frozen=True, slots=True)
class Laid:
    """`boxes`: of each node, and of each case of one that was opened (key, number), from the left.
    `height`: of all."""

    boxes: Mapping[str, QRect]
    chips: Mapping[tuple[str, int], QRect]
    height: int


def lay(picture: LinkGraph, width: int, opened: frozenset[str], *, rtl: bool) -> Laid:
    """Groups lead, cases stand between, people trail; a column that is empty takes no room."""
    if width < _NARROW:
        return _stacked(picture, width, opened, rtl=rtl)
    gap = max(24, width // 14)
    shares = [share if layer else 0 for share, layer in zip((25, 41, 34), picture.layers, strict=True)]
    room = width - gap * (sum(map(bool, shares)) - 1)
    wide = [room * share // (sum(shares) or 1) for share in shares]
    heights = [
        sum(_high(node, wide[at], opened) + GAP for node in layer) - GAP for at, layer in enumerate(picture.layers)
    ]
    tall = max([*heights, HIGH])
    boxes, chips = dict[str, QRect](), dict[tuple[str, int], QRect]()
    left_x = 0
    for at, layer in enumerate(picture.layers):
        top = min((tall - heights[at]) // 2, 3 * HIGH)  # near the top of a long picture
        for layer_node in layer:
            boxes[layer_node.key] = QRect(left_x, top, wide[at], HIGH)
            top += HIGH
            if layer_node.key in opened:
                for number, box in enumerate(_chips(layer_node, left_x, top + GAP, wide[at])):
                    chips[layer_node.key, number] = box
                top = max((box.bottom() + 1 for (key, _), box in chips.items() if key == layer_node.key))
            top += GAP
        left_x += wide[at] + gap if layer else 0
    return _turned(Laid(boxes, chips, tall), width, rtl=rtl)


def _stacked(picture: LinkGraph, width: int, opened: frozenset[str], *, rtl: bool) -> Laid:
    boxes, chips, top = dict[str, QRect](), dict[tuple[str, int], QRect](), 0
    wide = width - _MARGIN
    for node in picture.nodes():
        boxes[node.key] = QRect(0, top, wide, HIGH)
        if node.key in opened:
            for number, box in enumerate(_chips(node, 0, top + HIGH + GAP, wide)):
                chips[node.key, number] = box
        top += _high(node, wide, opened) + GAP
    return _turned(Laid(boxes, chips, max(top - GAP, HIGH)), width, rtl=rtl)


def _turned(line: Laid, width: int, *, rtl: bool) -> Laid:
    if rtl:
        for box in (*line.boxes.values(), *line.chips.values()):
            box.moveLeft(width - box.right() - 1)
    return line


def _across(wide: int) -> int:
    return max(1, wide // _LEAST_CHIP)


def _high(node: GraphNode, wide: int, opened: frozenset[str]) -> int:
    if node.key not in opened:
        return HIGH
    rows = -(-len(node.references) // _across(wide))
    return HIGH + rows * (CHIP + 4) + GAP - 4


def _chips(node: GraphNode, left_x: int, top: int, wide: int) -> list[QRect]:
    columns = _across(wide)
    width = (wide - 4 * (columns - 1)) // columns
    return [
        QRect(left_x + (n % columns) * (width + 4), top + (n // columns) * (CHIP + 4), width, CHIP)
        for n in range(len(node.references))
    ]

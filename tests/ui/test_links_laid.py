"""Where the nodes of a picture stand: the same every time, nothing over another, mirrored in Arabic."""

from itertools import combinations

import pytest

from app.casework.cases.link_graph import GraphNode, Link, LinkGraph
from app.ui.links.graph_layout import lay

MANY = tuple((f"KW-2026-{n:04}-ABCD", f"{n:032x}") for n in range(115))
PICTURE = LinkGraph(
    (
        (GraphNode("g1", "group", "site", "Block 4", 116),),
        (GraphNode("me", "case", references=MANY[:1], me=True), GraphNode("c1", "cases", number=115, references=MANY)),
        tuple(GraphNode(f"p{n}", "person", "suspect", f"S{n}", 3) for n in range(4)),
    ),
    (Link("g1", "me", "in"), Link("g1", "c1", "in"), Link("c1", "p1", "noted")),
)


@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize("opened", [frozenset(), frozenset({"c1"})])
@pytest.mark.parametrize("width", [320, 560, 700, 1058, 1600])
def test_nothing_stands_over_another_and_everything_is_inside(width, opened, rtl):
    layout = lay(PICTURE, width, opened, rtl=rtl)
    boxes = [*layout.boxes.values(), *layout.chips.values()]
    assert len(layout.chips) == (115 if opened else 0)
    assert not any(a.intersects(b) for a, b in combinations(boxes, 2))
    assert all(box.left() >= 0 and box.right() < width for box in boxes)
    assert all(box.top() >= 0 and box.bottom() < layout.height for box in boxes)
    assert all(box.height() >= 48 for box in boxes)
    assert lay(PICTURE, width, opened, rtl=rtl) == layout


def test_arabic_is_the_mirror_of_english():
    english, arabic = (lay(PICTURE, 1058, frozenset(), rtl=rtl) for rtl in (False, True))
    for key, box in english.boxes.items():
        rect = arabic.boxes[key]
        assert (rect.top(), rect.width()) == (box.top(), box.width())
        assert rect.left() == 1058 - box.right() - 1
    assert english.boxes["g1"].right() < english.boxes["me"].left()
    assert english.boxes["me"].right() < english.boxes["p0"].left()


def test_a_column_with_nobody_takes_no_room():
    alone = LinkGraph((PICTURE.layers[0], PICTURE.layers[1], ()), ())
    layout = lay(alone, 1058, frozenset(), rtl=False)
    assert max(box.right() for box in layout.boxes.values()) > 1000

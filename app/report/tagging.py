"""The flowables of a story given their places in the structure of the paper, in the order of the story."""

from collections.abc import Iterator, Sequence

from reportlab.platypus import Flowable, KeepTogether

from app.report.bidi import Direction
from app.report.structure import Element
from app.report.text_flowables import TextRow

__all__ = ["tag"]


def tag(story: Sequence[Flowable], root: Element, page: Direction) -> None:
    """Rows that follow each other with as many cells are one table. `page`: the document's direction."""
    table: Element | None = None
    columns = 0
    for flowable in _each(story):
        if isinstance(flowable, TextRow) and len(flowable.cells) > 1 and flowable.in_table:
            begins = flowable.heads == "column" or len(flowable.cells) != columns
            if table is None or begins:
                table, columns = root.child("Table"), len(flowable.cells)
            flowable.placed_in(table, page)
            continue
        table = None
        if hasattr(flowable, "placed_in"):
            flowable.placed_in(root, page)


def _each(story: Sequence[Flowable]) -> Iterator[Flowable]:
    for flowable in story:
        if isinstance(flowable, KeepTogether):
            yield from _each(flowable._content)
        else:
            yield flowable

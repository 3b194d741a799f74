"""What writing a compiled form down and making it again have in common."""

from typing import Any

from app.form.definition import Def
from app.form.texts import TextSource, written_data
from app.form.tree import XNode

LOOKS = ("required", "readonly", "constraint")
WORDS = {
    "label": "label", "repeat_label": "label", "hint": "hint",
    "constraint_message": "constraint message", "required_message": "required message",
}  # fmt: skip
PLAIN = (
    "is_repeat", "is_attribute", "default", "type", "bound", "note", "dormant", "control", "mediatype",
    "in_body", "no_add_remove", "label_looks_inside", "looks_inside", "save_incomplete", "extras",
    "attributes", "sources",
)  # fmt: skip
# what is written of each place
WRITTEN = frozenset(PLAIN) | frozenset(WORDS) | frozenset((
    "attrs", "preload", "appearances", "range", "items", "itemset", "shown", "template", "instances", "actions",
    "new_repeat", "readers",
))  # fmt: skip


_TEXTS = "jr:itext "


def far_texts_of(language: str) -> str:
    """The name under which texts of long lists are kept."""
    return _TEXTS + language


def is_of_texts(name: str) -> bool:
    """Might texts be kept under this name? A list that is called so stays with its form."""
    return name.startswith(_TEXTS)


BLANK = Def("", "", "", None)


def told_data(source: TextSource) -> list[Any]:
    told = source.told
    return [told.kind, told.source, written_data(told.written)]


def node_data(node: XNode) -> list[Any]:
    """[name, text, uri, prefix, attributes, kids, kind], as short as it goes."""
    row: list[Any] = [
        node.name, node.text, node.uri, node.prefix,
        [node_data(one) for one in node.attrs], [node_data(one) for one in node.kids], node.kind,
    ]  # fmt: skip
    while row and row[-1] == _REST[len(row) - 1]:
        row.pop()
    return row


def tree_of(row: list[Any]) -> XNode:
    name, text, uri, prefix, attrs, kids, kind = [*row, *_REST[len(row) :]]
    node = XNode(kind, name, uri, prefix, text)
    for one in (*attrs, *kids):
        node.put(tree_of(one))
    return node


_REST: list[Any] = ["", "", "", "", [], [], "element"]

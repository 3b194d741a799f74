"""The records of a compiled form: one line of JSON for each part that is read by itself.

The first line is the CRC-32 of all that follows. The second, the head, is read at once: the position
of each place, the pages, the initial state of an interview. Then follow the instance, the lists, the
actions, the texts of each language, the details of each place, and the computations in their order. A
line is read when something in it is needed."""

from dataclasses import dataclass
from typing import Any

from app.form.definition import Definition
from app.form.texts import TextSource, written_data
from app.form.tree import XNode

LOOKS = ("required", "readonly", "constraint")
WORDS = {
    "label": "label",
    "repeat_label": "label",
    "hint": "hint",
    "constraint_message": "constraint message",
    "required_message": "required message",
}
# of each place, in its line: as it is
PLAIN = (
    "default", "type", "bound", "note", "control", "mediatype", "in_body", "no_add_remove",
    "label_looks_inside", "looks_inside", "save_incomplete", "extras", "attributes", "sources",
)  # fmt: skip
# in its line, each in its own way
MADE = (
    *WORDS, "preload", "appearances", "range", "items", "itemset", "template", "instances", "actions",
    "new_repeat", "readers", "computations", "inside",
)  # fmt: skip
# in the head
FLAGS = ("is_repeat", "is_attribute", "dormant")
HEAD = (*FLAGS, "attrs", "shown")

_TEXTS = "jr:itext "
BLANK = Definition("", "", "", None)


@dataclass(frozen=True, slots=True)
class LineRanges:
    """Which line is whose: `texts` languages, `places` places, `computations` computations. The head is line 0."""

    texts: int
    places: int
    computations: int
    initial = 1
    lists = 2
    actions = 3

    def language(self, at: int) -> int:
        return 4 + at

    def place(self, at: int) -> int:
        return self.language(self.texts) + at

    def computation(self, rank: int) -> int:
        return self.place(self.places) + rank

    @property
    def all(self) -> int:
        return self.computation(self.computations)


def far_texts_of(language: str) -> str:
    """The name under which texts of long lists are kept."""
    return _TEXTS + language


def is_of_texts(name: str) -> bool:
    """Might texts be kept under this name? A list that is called so stays with its form."""
    return name.startswith(_TEXTS)


def reference_data(source: TextSource) -> list[Any]:
    reference = source.reference
    return [reference.kind, reference.source, written_data(reference.parts)]


def node_data(node: XNode) -> list[Any]:
    """[name, text, uri, prefix, attributes, kids, kind], as short as it goes."""
    row: list[Any] = [
        node.name,
        node.text,
        node.uri,
        node.prefix,
        [node_data(kid) for kid in node.attrs],
        [node_data(kid) for kid in node.kids],
        node.kind,
    ]
    while row and row[-1] == _REST[len(row) - 1]:
        row.pop()
    return row


def tree_of(row: list[Any]) -> XNode:
    name, text, uri, prefix, attrs, kids, kind = [*row, *_REST[len(row) :]]
    node = XNode(kind, name, uri, prefix, text)
    for child in (*attrs, *kids):
        node.put(tree_of(child))
    return node


_REST: list[Any] = ["", "", "", "", [], [], "element"]

"""Lists and their texts of a form that was written down: made when they are first looked at."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from app.form.cache.records import far_texts_of, tree_of
from app.form.external_table import ExternalRoot, Rows, Table
from app.form.lists import Lists
from app.form.translations import ExternalTexts
from app.form.tree import XNode

Source = Callable[[str, Table], Rows]


class CachedLists(Lists):
    """`told` gives how each list was written down."""

    def __init__(
        self, names: set[str], told: Callable[[], Mapping[str, Any]], source: Source
    ) -> None:
        self.names = names
        self._nodes: dict[str, XNode] = {}
        self._files: set[str] = set()
        self._told = told
        self._source = source

    def get(self, name: str) -> XNode | None:
        node = self._nodes.get(name)
        if node is None and name in self.names:
            told = self._told()[name]
            if told is not None:
                node = tree_of(told) if isinstance(told, list) else self._far(name, told)
                self._nodes[name] = node
        return node

    def _far(self, name: str, told: Mapping[str, Any]) -> XNode:
        table = Table(
            told["root"], told["item"], told["uri"], tuple(told["columns"]), tuple(told["by"]), (), told["count"]
        )  # fmt: skip
        node = XNode("element", "instance")
        for one in told["attrs"]:
            node.put(tree_of(one))
        node.put(ExternalRoot(table, self._source(name, table)))
        return node


class CachedTexts(ExternalTexts):
    """Texts of long lists, kept beside them."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def _rows(self, language: str) -> Rows:
        return self._source(far_texts_of(language), Table("", "", "", ("id", "entry"), ("id",)))

    def one(self, language: str, key: str) -> list[Any] | None:
        found = self._rows(language).holding("id", key)
        return json.loads(found[0][1][1] or "[]") if found else None

    def all(self, language: str) -> Mapping[str, list[Any]]:
        return {
            cells[0] or "": json.loads(cells[1] or "[]") for cells in self._rows(language).all()
        }

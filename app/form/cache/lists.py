"""Lists and texts of a form that was read back, each made when it is first needed."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from app.form.cache.records import far_texts_of, tree_of
from app.form.external_table import TEXT_TABLE, ExternalRoot, ExternalTable, Rows
from app.form.lists import Lists
from app.form.translations import ExternalTexts
from app.form.tree import XNode

Source = Callable[[str, ExternalTable], Rows]


class CachedLists(Lists):
    """`read_lists` gives the record of each list."""

    def __init__(self, names: set[str], read_lists: Callable[[], Mapping[str, Any]], source: Source) -> None:
        self.names = names
        self._nodes: dict[str, XNode] = {}
        self._files: set[str] = set()
        self._read_lists = read_lists
        self._source = source

    def get(self, name: str) -> XNode | None:
        node = self._nodes.get(name)
        if node is None and name in self.names:
            record = self._read_lists()[name]
            if record is not None:
                node = tree_of(record) if isinstance(record, list) else self._far(name, record)
                self._nodes[name] = node
        return node

    def _far(self, name: str, record: Mapping[str, Any]) -> XNode:
        table = ExternalTable(
            root=record["root"],
            item=record["item"],
            uri=record["uri"],
            columns=tuple(record["columns"]),
            lookup_columns=tuple(record["by"]),
            count=record["count"],
        )
        node = XNode("element", "instance")
        for attribute in record["attrs"]:
            node.put(tree_of(attribute))
        node.put(ExternalRoot(table, self._source(name, table)))
        return node


class CachedTexts(ExternalTexts):
    """Texts of long lists, kept beside them."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def _rows(self, language: str) -> Rows:
        return self._source(far_texts_of(language), TEXT_TABLE)

    def one(self, language: str, key: str) -> list[Any] | None:
        rows = self._rows(language).holding("id", key)
        return json.loads(rows[0][1][1] or "[]") if rows else None

    def all(self, language: str) -> Mapping[str, list[Any]]:
        return {cells[0] or "": json.loads(cells[1] or "[]") for cells in self._rows(language).all()}

"""A form that was just compiled, as data (app.form.cache.form_cache)."""

import json
import zlib
from collections import Counter
from typing import Any

from app.form import initial_state
from app.form.cache.records import (
    BLANK,
    FLAGS,
    PLAIN,
    WORDS,
    far_texts_of,
    is_of_texts,
    node_data,
    told_data,
)
from app.form.definition import Action, Def, Itemset, Vertex
from app.form.external_table import Table, table_of
from app.form.model import Form
from app.form.texts import entry_data, entry_of
from app.form.tree import XNode


class Writing:
    def __init__(self, form: Form, longer_than: int) -> None:
        self.form = form
        self.longer_than = longer_than
        self.at = {d: at for at, d in enumerate(form.defs)}
        self.ranked = [form.by_rank[rank] for rank in range(len(form.vertices))]
        looks = [v for d in form.defs for v, _ in d.readers if v.rank < 0]
        self.looks = list(dict.fromkeys(looks))
        self.vertex = {v: at for at, v in enumerate([*self.ranked, *self.looks])}
        self.actions: dict[int, int] = {}
        self.acts: list[Any] = []
        self.tables: dict[str, Table] = {}
        self.far_keys: set[str] = set()

    def content(self) -> bytes:
        """Lines of JSON; the long lists are in `tables` then."""
        form = self.form
        lists = {name: self._instance(name) for name in sorted(form.instances.names)}
        texts = self._texts()
        places = [self._def(d) for d in form.defs]
        load = [self._action(one) for one in form.load_actions]
        computed = (self._vertex(v) for v in self.ranked)
        lines = [node_data(form.initial), lists, self.acts, *texts.values(), *places, *computed]
        first = initial_state.compute(form)
        head = {
            "form": {
                "id": form.id, "version": form.version, "title": form.title, "hash": form.hash,
                "primary": form.primary_id, "namespaces": form.namespaces, "settings": form.settings,
                "default": form.default_language,
                "languages": [[one.name, one.code, one.direction] for one in form.languages],
            },
            **self._standing(),
            "vertices": len(self.ranked),
            "looks": [self.at[v.d] for v in self.looks],
            "spoken": [v.rank for v in self.ranked if v.reads.language],
            "preloaded": [self.at[d] for d in form.preloaded],
            "load": load,
            "pages": [
                [self.at[own] if own else None, [self.at[d] for d in shown]]
                for own, shown in form.pages_of
            ],
            "lists": list(lists), "texts": list(texts),
            "begun": first and [first.places, [v.rank for v in first.later], first.zone],
        }  # fmt: skip
        told = b"\n".join(_json(one) for one in (head, *lines))
        return b"%08x\n%b" % (zlib.crc32(told), told)

    def _standing(self) -> dict[str, Any]:
        """Where each place stands, and what of it is asked for at once."""
        defs = self.form.defs
        [(usual, _)] = Counter(d.uri for d in defs).most_common(1)
        return {
            "names": [d.name for d in defs],
            "parents": [self.at[d.parent] if d.parent else None for d in defs],
            "uri": usual,
            "uris": [[self.at[d], d.prefix, d.uri] for d in defs if d.prefix or d.uri != usual],
            **{name: [self.at[d] for d in defs if getattr(d, name)] for name in FLAGS},
            "attrs": [[self.at[d], [node_data(one) for one in d.attrs]] for d in defs if d.attrs],
            "shown": [[self.at[d], [self.at[one] for one in d.shown]] for d in defs if d.shown],
        }  # fmt: skip

    def _vertex(self, v: Vertex) -> list[Any]:
        own = [] if v.d.sources.get(v.what) == v.source else [v.source]
        return [self.at[v.d], v.what, *own]

    def _def(self, d: Def) -> dict[str, Any]:
        told = {name: one for name in PLAIN if (one := getattr(d, name)) != getattr(BLANK, name)}
        for name in WORDS:
            if (source := getattr(d, name)) is not None:
                told[name] = told_data(source)
        if d.preload:
            told["preload"] = d.preload
        if d.appearances:
            told["appearances"] = d.appearances
        if d.range:
            told["range"] = [d.range.start, d.range.end, d.range.step]
        if d.items:
            told["items"] = [[value, told_data(source)] for value, source in d.items]
        if d.itemset:
            told["itemset"] = self._itemset(d.itemset)
        if d.is_repeat:
            if d.template:
                told["template"] = node_data(d.template)
            told["instances"] = [node_data(one) for one in d.instances]
            told["inside"] = [v.rank for v in d.inside]
        for name in ("actions", "new_repeat"):
            if getattr(d, name):
                told[name] = [self._action(one) for one in getattr(d, name)]
        if d.readers:
            told["readers"] = [n for v, depth in d.readers for n in (self.vertex[v], depth)]
        if d.vertices:
            told["vertices"] = [v.rank for v in d.vertices]
        return told

    def _action(self, action: Action) -> int:
        at = self.actions.get(id(action))
        if at is None:
            at = self.actions[id(action)] = len(self.acts)
            source = self.at[action.source] if action.source else None
            self.acts.append(
                [
                    sorted(action.events),
                    self.at[action.target],
                    source,
                    action.kind,
                    action.sources,
                ]
            )
        return at

    def _itemset(self, one: Itemset) -> list[Any]:
        told = one.told
        assert told is not None
        fixed = self.form.unchanging(one) if one.label_id and one.source in self.tables else None
        return [
            [told.nodes, told.value, told.label, told.heading],
            one.source, one.label_id, one.static, one.label_column, one.column, fixed,
        ]  # fmt: skip

    def _instance(self, name: str) -> Any:
        """A list as a tree, or what is needed to find it where it is kept."""
        node = self.form.instances.get(name)
        if node is None:
            return None
        by = {*self.form.compiler.columns, *self._columns_of(name)}
        table = None if is_of_texts(name) else table_of(node, by, self.longer_than)
        if table is None:
            return node_data(node)
        self.tables[name] = table
        for column in self._texts_of(name):
            at = table.columns.index(column) if column in table.columns else None
            self.far_keys |= {cells[at] or "" for cells in table.rows} if at is not None else set()
        return {
            "root": table.root, "item": table.item, "uri": table.uri, "columns": table.columns,
            "by": table.by, "count": table.count, "attrs": [node_data(one) for one in node.attrs],
        }  # fmt: skip

    def _columns_of(self, name: str) -> set[str]:
        """By which a chosen value is found again."""
        return {d.itemset.column or "" for d in self.form.defs if d.itemset and d.itemset.source == name}  # fmt: skip

    def _texts_of(self, name: str) -> set[str]:
        return {d.itemset.label_id or "" for d in self.form.defs if d.itemset and d.itemset.source == name}  # fmt: skip

    def _texts(self) -> dict[str, Any]:
        """Texts by language and id; those of long lists stand beside, where there are many."""
        found: dict[str, Any] = {}
        for language, entries in self.form._texts.items():
            near: dict[str, Any] = {}
            far: list[list[str | None]] = []
            for key in entries:
                entry = entries[key]
                data = entry_data(entry_of(entry) if isinstance(entry, XNode) else tuple(entry))
                if key in self.far_keys:
                    far.append([key, json.dumps(data, ensure_ascii=False)])
                else:
                    near[key] = data
            if far:
                self.tables[far_texts_of(language)] = Table(
                    "", "", "", ("id", "entry"), ("id",), far, len(far)
                )
            found[language] = near
        return found


def _json(told: Any) -> bytes:
    written = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return written.encode("utf-8", "surrogatepass")

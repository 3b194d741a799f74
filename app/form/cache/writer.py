"""Writes a form that was just compiled as records (app.form.cache.records)."""

import json
import zlib
from collections import Counter
from dataclasses import replace
from typing import Any

from app.form import initial_state
from app.form.cache.records import BLANK, FLAGS, PLAIN, WORDS, far_texts_of, is_of_texts, node_data, reference_data
from app.form.computations import Computation
from app.form.definition import Action, Definition, Itemset
from app.form.external_table import TEXT_TABLE, ExternalTable, table_of
from app.form.model import Form
from app.form.texts import entry_data, entry_of
from app.form.tree import XNode


class FormWriter:
    def __init__(self, form: Form, longer_than: int) -> None:
        self.form = form
        self.longer_than = longer_than
        self.at = {definition: at for at, definition in enumerate(form.definitions)}
        self.ranked = [form.by_rank[rank] for rank in range(len(form.computations))]
        looks = [v for definition in form.definitions for v, _ in definition.readers if v.rank < 0]
        self.looks = list(dict.fromkeys(looks))
        self.computation = {v: at for at, v in enumerate([*self.ranked, *self.looks])}
        self.actions: dict[int, int] = {}
        self.acts: list[Any] = []
        self.tables: dict[str, ExternalTable] = {}
        self.far_keys: set[str] = set()

    def content(self) -> bytes:
        """Lines of JSON; the long lists are in `tables` then."""
        form = self.form
        lists = {name: self._instance(name) for name in sorted(form.instances.names)}
        texts = self._texts()
        places = [self._def(definition) for definition in form.definitions]
        load = [self._action(action) for action in form.load_actions]
        computed = (self._computation(v) for v in self.ranked)
        lines = [node_data(form.initial), lists, self.acts, *texts.values(), *places, *computed]
        first = initial_state.compute(form)
        head = {
            "form": {
                "id": form.id, "version": form.version, "title": form.title, "hash": form.hash,
                "primary": form.primary_id, "namespaces": form.namespaces, "settings": form.settings,
                "default": form.default_language,
                "languages": [[language.name, language.code, language.direction] for language in form.languages],
            },
            **self._standing(),
            "computations": len(self.ranked),
            "looks": [self.at[v.definition] for v in self.looks],
            "spoken": [v.rank for v in self.ranked if v.reads.language],
            "preloaded": [self.at[definition] for definition in form.preloaded],
            "load": load,
            "pages": [
                [self.at[page] if page else None, [self.at[definition] for definition in definitions]]
                for page, definitions in form.pages_of
            ],
            "lists": list(lists), "texts": list(texts),
            "begun": first and [first.places, [v.rank for v in first.later], first.zone],
        }  # fmt: skip
        body = b"\n".join(_json(line) for line in (head, *lines))
        return b"%08x\n%b" % (zlib.crc32(body), body)

    def _standing(self) -> dict[str, Any]:
        """Where each place stands, and what of it is asked for at once."""
        definitions = self.form.definitions
        [(usual, _)] = Counter(definition.uri for definition in definitions).most_common(1)
        return {
            "names": [definition.name for definition in definitions],
            "parents": [self.at[definition.parent] if definition.parent else None for definition in definitions],
            "uri": usual,
            "uris": [[self.at[definition], definition.prefix, definition.uri] for definition in definitions if definition.prefix or definition.uri != usual],
            **{name: [self.at[definition] for definition in definitions if getattr(definition, name)] for name in FLAGS},
            "attrs": [[self.at[definition], [node_data(attribute) for attribute in definition.attrs]] for definition in definitions if definition.attrs],
            "shown": [[self.at[definition], [self.at[child] for child in definition.shown]] for definition in definitions if definition.shown],
        }  # fmt: skip

    def _computation(self, computation: Computation) -> list[Any]:
        definition, source = computation.definition, computation.source
        own_source = [] if definition.sources.get(computation.purpose) == source else [source]
        return [self.at[definition], computation.purpose, *own_source]

    def _def(self, definition: Definition) -> dict[str, Any]:
        record = {name: own_value for name in PLAIN if (own_value := getattr(definition, name)) != getattr(BLANK, name)}
        for name in WORDS:
            if (source := getattr(definition, name)) is not None:
                record[name] = reference_data(source)
        if definition.preload:
            record["preload"] = definition.preload
        if definition.appearances:
            record["appearances"] = definition.appearances
        if definition.range:
            record["range"] = [definition.range.start, definition.range.end, definition.range.step]
        if definition.items:
            record["items"] = [[value, reference_data(source)] for value, source in definition.items]
        if definition.itemset:
            record["itemset"] = self._itemset(definition.itemset)
        if definition.is_repeat:
            if definition.template:
                record["template"] = node_data(definition.template)
            record["instances"] = [node_data(entry) for entry in definition.instances]
            record["inside"] = [v.rank for v in definition.inside]
        for name in ("actions", "new_repeat"):
            if getattr(definition, name):
                record[name] = [self._action(action) for action in getattr(definition, name)]
        if definition.readers:
            record["readers"] = [n for v, depth in definition.readers for n in (self.computation[v], depth)]
        if definition.computations:
            record["computations"] = [v.rank for v in definition.computations]
        return record

    def _action(self, action: Action) -> int:
        at = self.actions.get(id(action))
        if at is None:
            at = self.actions[id(action)] = len(self.acts)
            source = self.at[action.source] if action.source else None
            self.acts.append([sorted(action.events), self.at[action.target], source, action.kind, action.sources])
        return at

    def _itemset(self, itemset: Itemset) -> list[Any]:
        written_as = itemset.written_as
        assert written_as is not None
        fixed = self.form.unchanging(itemset) if itemset.label_id and itemset.source in self.tables else None
        return [
            [written_as.nodes, written_as.value, written_as.label, written_as.heading],
            itemset.source,
            itemset.label_id,
            itemset.static,
            itemset.label_column,
            itemset.column,
            fixed,
        ]

    def _instance(self, name: str) -> Any:
        """A list as a tree, or what is needed to find it where it is kept."""
        node = self.form.instances.get(name)
        if node is None:
            return None
        columns = {*self.form.compiler.columns, *self._columns_of(name)}
        table = None if is_of_texts(name) else table_of(node, columns, self.longer_than)
        if table is None:
            return node_data(node)
        self.tables[name] = table
        for column in self._texts_of(name):
            at = table.columns.index(column) if column in table.columns else None
            self.far_keys |= {cells[at] or "" for cells in table.rows} if at is not None else set()
        return {
            "root": table.root,
            "item": table.item,
            "uri": table.uri,
            "columns": table.columns,
            "by": table.lookup_columns,
            "count": table.count,
            "attrs": [node_data(attribute) for attribute in node.attrs],
        }

    def _columns_of(self, name: str) -> set[str]:
        """By which a chosen value is found again."""
        return {
            definition.itemset.column or ""
            for definition in self.form.definitions
            if definition.itemset and definition.itemset.source == name
        }

    def _texts_of(self, name: str) -> set[str]:
        return {
            definition.itemset.label_id or ""
            for definition in self.form.definitions
            if definition.itemset and definition.itemset.source == name
        }

    def _texts(self) -> dict[str, Any]:
        """Texts by language and id; those of long lists stand beside, where there are many."""
        by_language: dict[str, Any] = {}
        for language, entries in self.form._texts.items():
            with_form: dict[str, Any] = {}
            with_lists: list[list[str | None]] = []
            for key in entries:
                entry = entries[key]
                data = entry_data(entry_of(entry) if isinstance(entry, XNode) else tuple(entry))
                if key in self.far_keys:
                    with_lists.append([key, json.dumps(data, ensure_ascii=False)])
                else:
                    with_form[key] = data
            if with_lists:
                self.tables[far_texts_of(language)] = replace(TEXT_TABLE, rows=with_lists, count=len(with_lists))
            by_language[language] = with_form
        return by_language


def _json(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")

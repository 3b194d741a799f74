"""Reads the choices of a form: written in it, from lists, from entries, from files that are searched.

Source: ODK XForms spec, "Choices", "Secondary Instances"; XLSForm reference, "Dynamic selects"."""

import re
from collections.abc import Callable
from typing import Any

from app.errors import N_, said
from app.form.binds import BindsDraft
from app.form.computations import FilteredChoices
from app.form.definition import Definition, Itemset, ItemsetSource
from app.form.expressions import ContextNode, Reads
from app.form.form_draft import _primary
from app.form.problems import ExpressionRefused
from app.form.search_appearance import SearchCall
from app.form.texts import TextReference, TextSource, static_text
from app.form.tree import XNode
from app.form.xpath import Call, NameTest, Path, Text, parse


class ChoicesDraft(BindsDraft):
    """Reads choices."""

    _speaking: set[str] | None = None  # texts in which answers may stand

    def _searched(self, search: SearchCall, appearance: str, definition: Definition, reads: Reads) -> None:
        """Items that name columns of a file, for choices that are rows of it."""
        columns = next(((v, words) for v, words in definition.items if not v.isdigit()), None)
        definition.items = [(value, words) for value, words in definition.items if value.isdigit()]
        row_reads = Reads()
        try:
            nodes = self._rows(search, definition, row_reads)
        except ExpressionRefused as error:
            self._refuse(error.problem, definition, "appearance")
            return
        if columns is None:
            return
        key, words = columns
        heading = {
            language: [part.strip() for part in static_text(language_words.plain).split(",")]
            for language, language_words in words.words.items()
        }
        self._filtered(definition, row_reads)
        reads.places |= row_reads.places
        definition.itemset = self._columns_of(nodes, ItemsetSource(appearance, key, None, heading))

    def _rows(self, search: SearchCall, definition: Definition, row_reads: Reads) -> Callable[[Any], list[Any]]:
        self.compiler.reads = row_reads
        return self.compiler.nodes(
            self.compiler.expr(search.nodes, ContextNode(definition, frozenset([definition]))), "search"
        )

    @staticmethod
    def _columns_of(nodes: Callable[[Any], list[Any]], written_as: ItemsetSource) -> Itemset:
        key, heading = written_as.value or "", written_as.heading or {}

        def label(s: Any) -> str:
            names = heading.get(s.world.language) or next(iter(heading.values()), [])
            return ", ".join(text for name in names if (text := s.node.value_of(name)))

        return Itemset(
            nodes=nodes, value=lambda s: str(s.node.value_of(key)), label=label, source="", written_as=written_as
        )

    def _filtered(self, definition: Definition, row_reads: Reads) -> None:
        """Choices that depend on answers are looked at again when these change."""
        if any(place is not definition for place, _ in row_reads.places):
            places = {place for place in row_reads.places if place[0] is not definition}
            self._add(FilteredChoices(definition, reads=Reads(places, volatile=row_reads.volatile)))

    def _choices(self, node: XNode, definition: Definition, reads: Reads, query: str | None = None) -> None:
        itemset = node.first("itemset")
        if query is not None and itemset is None:
            itemset = _from_query(query)
        definition.items = [
            (
                item.value_of("value").strip(),
                self._text_source(item.first("label"), definition, "label", reads)
                or TextSource(TextReference("written"), {}),
            )
            for kid in node.kids
            for item in ([kid] if kid.name == "item" else kid.named("item") if kid.name == "choices" else [])
        ]
        if itemset is None:
            return
        value, label = (
            part_element.attribute("ref") if (part_element := itemset.first(part)) else None
            for part in ("value", "label")
        )
        written_as = ItemsetSource(itemset.attribute("nodeset") or "", value, label)
        row_reads = Reads()
        compiled = self._itemset(written_as, definition, row_reads, reads)
        if compiled is None:
            return
        if compiled.source:
            self._columns(compiled.source, itemset, definition)
        if compiled.source and compiled.label_id:
            self._shown_in(compiled.source, compiled.label_id, definition, reads)
        if definition.control != "range":
            self._filtered(definition, row_reads)
        definition.itemset = compiled

    def _itemset(
        self, written_as: ItemsetSource, definition: Definition, row_reads: Reads, reads: Reads
    ) -> Itemset | None:
        """`row_reads`: what the rows depend on. `reads`: what the looks of the question depend on."""
        code = self._compile(written_as.nodes, definition, "choices", row_reads)
        if code is None:
            return None
        reads.places |= row_reads.places
        try:
            nodes = self.compiler.nodes(code, "choices")
            tree = _primary(parse(written_as.nodes), self.primary_id, self.root)
        except ExpressionRefused as error:
            self._refuse(error.problem, definition, "choices")
            return None
        inner = tree
        while isinstance(inner, Call) and inner.name == "randomize" and inner.args:
            inner = inner.args[0]
        definitions, depth = None, 0
        if isinstance(inner, Path):
            definitions, depth = self.compiler.reachable_from(inner, ContextNode(definition, frozenset([definition])))
        value = self._item_text(written_as.value, definition, definitions, reads, depth)
        label = self._item_text(written_as.label, definition, definitions, reads, depth)
        if value is None or label is None:
            return None
        match = re.fullmatch(r"\s*jr:itext\(\s*([\w.\-]+)\s*\)\s*", written_as.label or "")
        name = _list_name(inner)
        static = not row_reads.places and not row_reads.volatile and name is not None
        offers_all = static and _offers_all(inner) and (match or _COLUMN.fullmatch(written_as.label or ""))
        key = (written_as.value or "").strip() if offers_all else ""
        return Itemset(
            nodes=nodes,
            value=value,
            label=label,
            source=name or "",
            label_id=match[1] if match else None,
            static=static,
            label_column=(written_as.label or "").strip(),
            column=key if _COLUMN.fullmatch(key) and inner is tree else None,
            written_as=written_as,
        )

    def _shown_in(self, name: str, column: str, definition: Definition, reads: Reads) -> None:
        """Notes what answers stand in the words of a list's choices."""
        if self._speaking is None:
            self._speaking = {
                key
                for entries in self._texts.values()
                for key, entry in entries.items()
                if (any(kid.kids for kid in entry.kids) if isinstance(entry, XNode) else True)
            }
        for item in self.instances.items(name) if self._speaking else ():
            key = item.value_of(column)
            if key in self._speaking and self.shows_answers(key):
                for language in self._texts:
                    entry = self._entry(language, key)
                    if entry is not None:
                        self._words(entry, definition, "label", reads)

    def _item_text(
        self,
        ref: str | None,
        definition: Definition,
        definitions: frozenset[Definition] | None,
        reads: Reads,
        depth: int,
    ) -> Callable[[Any], str] | None:
        if not ref:
            return lambda s: ""
        item_reads = Reads()
        if definitions is None:
            code = self._compile(ref, definition, "choices", item_reads, None)  # of a list beside the answers
        else:
            code = self._compile(ref, definition, "choices", item_reads, definitions)
        if code is None:
            return None
        reads.places |= item_reads.places
        return self.compiler.string(code)

    def _columns(self, name: str, itemset: XNode, definition: Definition) -> None:
        """A list read from a file must have the columns that the choices use."""
        columns = self.instances.columns(name)
        if columns is None:
            return
        for part in ("value", "label"):
            ref = itemset.first(part)
            column = (ref.attribute("ref") or "").strip() if ref else ""
            if re.fullmatch(r"[\w.\-]+", column) and column not in columns:
                self._refuse(
                    said(
                        N_("the list “{name}” has no column “{column}”; add it to the file."), name=name, column=column
                    ),
                    definition,
                    "choices",
                )


_COLUMN = re.compile(r"\s*[\w.\-]+\s*")


def _offers_all(tree: Any) -> bool:
    """Is it instance(...)/root/item, without a filter?"""
    return (
        isinstance(tree, Path)
        and not tree.filters
        and [step.test for step in tree.steps] == [NameTest("", "root"), NameTest("", "item")]
        and all(step.axis == "child" and not step.predicates for step in tree.steps)
    )


def _from_query(query: str) -> XNode:
    """The itemset that an input's query stands for (XLSForm: select_one_external)."""
    itemset = XNode("element", "itemset")
    itemset.put(XNode("attribute", "nodeset", text=query))
    for part, column in (("value", "name"), ("label", "label")):
        kid = XNode("element", part)
        kid.put(XNode("attribute", "ref", text=column))
        itemset.put(kid)
    return itemset


def _list_name(tree: Any) -> str | None:
    if isinstance(tree, Path) and isinstance(tree.start, Call) and tree.start.name == "instance":
        arg = tree.start.args[0] if tree.start.args else None
        return arg.value if isinstance(arg, Text) else None
    return None

"""The choices of a form being read: written in it, of lists, of entries, of files that are searched.

Source: ODK XForms spec, "Choices", "Secondary Instances"; XLSForm reference, "Dynamic selects".
"""

import re
from collections.abc import Callable
from typing import Any

from app.errors import N_, said
from app.form.binds import BindsDraft
from app.form.computations import FilteredChoices
from app.form.definition import Definition, Itemset, ItemsetSource
from app.form.expressions import Place, Reads
from app.form.form_draft import _primary
from app.form.problems import ExpressionRefused
from app.form.search_appearance import SearchCall
from app.form.texts import TextReference, TextSource, static
from app.form.tree import XNode
from app.form.xpath import Call, NameTest, Path, Text, parse


class ChoicesDraft(BindsDraft):
    """Reads choices."""

    _speaking: set[str] | None = None  # texts in which answers may stand

    def _searched(
        self, found: SearchCall, appearance: str, definition: Definition, reads: Reads
    ) -> None:
        """Items that name columns of a file, for choices that are rows of it."""
        columns = next(((v, words) for v, words in definition.items if not v.isdigit()), None)
        definition.items = [(value, words) for value, words in definition.items if value.isdigit()]
        own = Reads()
        try:
            nodes = self._rows(found, definition, own)
        except ExpressionRefused as bad:
            self._refuse(bad.problem, definition, "appearance")
            return
        if columns is None:
            return
        key, words = columns
        heading = {
            language: [part.strip() for part in static(told.plain).split(",")]
            for language, told in words.words.items()
        }
        self._filtered(definition, own)
        reads.places |= own.places
        definition.itemset = self._columns_of(nodes, ItemsetSource(appearance, key, None, heading))

    def _rows(
        self, found: SearchCall, definition: Definition, own: Reads
    ) -> Callable[[Any], list[Any]]:
        self.compiler.reads = own
        return self.compiler.nodes(
            self.compiler.expr(found.nodes, Place(definition, frozenset([definition]))), "search"
        )

    @staticmethod
    def _columns_of(nodes: Callable[[Any], list[Any]], told: ItemsetSource) -> Itemset:
        key, heading = told.value or "", told.heading or {}

        def label(s: Any) -> str:
            names = heading.get(s.world.language) or next(iter(heading.values()), [])
            return ", ".join(text for name in names if (text := s.node.value_of(name)))

        return Itemset(nodes, lambda s: str(s.node.value_of(key)), label, "", told=told)

    def _filtered(self, definition: Definition, own: Reads) -> None:
        """Choices that depend on answers are looked at again when these change."""
        if any(place is not definition for place, _ in own.places):
            others = {one for one in own.places if one[0] is not definition}
            self._add(FilteredChoices(definition, reads=Reads(others, volatile=own.volatile)))

    def _choices(
        self, node: XNode, definition: Definition, reads: Reads, query: str | None = None
    ) -> None:
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
            for item in (
                [kid] if kid.name == "item" else kid.named("item") if kid.name == "choices" else []
            )
        ]
        if itemset is None:
            return
        value, label = (
            one.attribute("ref") if (one := itemset.first(part)) else None
            for part in ("value", "label")
        )
        told = ItemsetSource(itemset.attribute("nodeset") or "", value, label)
        own = Reads()
        made = self._itemset(told, definition, own, reads)
        if made is None:
            return
        if made.source:
            self._columns(made.source, itemset, definition)
        if made.source and made.label_id:
            self._shown_in(made.source, made.label_id, definition, reads)
        if definition.control != "range":
            self._filtered(definition, own)
        definition.itemset = made

    def _itemset(
        self, told: ItemsetSource, definition: Definition, own: Reads, reads: Reads
    ) -> Itemset | None:
        """`own`: what the rows depend on. `reads`: what the looks of the question depend on."""
        code = self._compile(told.nodes, definition, "choices", own)
        if code is None:
            return None
        reads.places |= own.places
        try:
            nodes = self.compiler.nodes(code, "choices")
            tree = _primary(parse(told.nodes), self.primary_id, self.root)
        except ExpressionRefused as bad:
            self._refuse(bad.problem, definition, "choices")
            return None
        inner = tree
        while isinstance(inner, Call) and inner.name == "randomize" and inner.args:
            inner = inner.args[0]
        definitions, depth = None, 0
        if isinstance(inner, Path):
            definitions, depth = self.compiler.known(
                inner, Place(definition, frozenset([definition]))
            )
        value = self._item_text(told.value, definition, definitions, reads, depth)
        label = self._item_text(told.label, definition, definitions, reads, depth)
        if value is None or label is None:
            return None
        match = re.fullmatch(r"\s*jr:itext\(\s*([\w.\-]+)\s*\)\s*", told.label or "")
        name = _list_name(inner)
        static = not own.places and not own.volatile and name is not None
        whole = static and _offers_all(inner) and (match or _COLUMN.fullmatch(told.label or ""))
        key = (told.value or "").strip() if whole else ""
        return Itemset(
            nodes, value, label, name or "", match[1] if match else None, static,
            (told.label or "").strip(), key if _COLUMN.fullmatch(key) and inner is tree else None, told,
        )  # fmt: skip

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
        definitions: "frozenset[Definition] | None",
        reads: Reads,
        depth: int,
    ) -> Callable[[Any], str] | None:
        if not ref:
            return lambda s: ""
        own = Reads()
        if definitions is None:
            code = self._compile(
                ref, definition, "choices", own, None
            )  # of a list beside the answers
        else:
            code = self._compile(ref, definition, "choices", own, definitions)
        if code is None:
            return None
        reads.places |= own.places
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
                        N_("the list “{name}” has no column “{column}”; add it to the file."),
                        name=name,
                        column=column,
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
    made = XNode("element", "itemset")
    made.put(XNode("attribute", "nodeset", text=query))
    for part, column in (("value", "name"), ("label", "label")):
        kid = XNode("element", part)
        kid.put(XNode("attribute", "ref", text=column))
        made.put(kid)
    return made


def _list_name(tree: Any) -> str | None:
    if isinstance(tree, Path) and isinstance(tree.start, Call) and tree.start.name == "instance":
        arg = tree.start.args[0] if tree.start.args else None
        return arg.value if isinstance(arg, Text) else None
    return None

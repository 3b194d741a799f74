"""A form again from what was written down of it (app.form.kept)."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from app.form import begun
from app.form.codes import Reads
from app.form.compile import Compiler
from app.form.definition import Action, Def, Itemset, Offered, Vertex
from app.form.far import FarRoot, Rows, Table
from app.form.kept_data import LOOKS, WORDS, far_texts_of, tree_of
from app.form.late import Late
from app.form.lists import Lists
from app.form.model import Form
from app.form.searching import searched
from app.form.texts import TextSource, Told, written_from
from app.form.tree import XNode
from app.form.views import FormLanguage, Range
from app.form.wording import FarTexts

Source = Callable[[str, Table], Rows]


class Reading:
    def __init__(self, told: Mapping[str, Any], source: Source) -> None:
        form = self.form = Form()
        self.told = told
        head = told["form"]
        form.id, form.version, form.title = head["id"], head["version"], head["title"]
        form.hash, form.primary_id = head["hash"], head["primary"]
        form.namespaces, form.settings = head["namespaces"], head["settings"]
        form.default_language = head["default"]
        form.languages = tuple(FormLanguage(*one) for one in head["languages"])
        form._texts = told["texts"]
        form._dynamic = {}
        form.far_texts = _FarTexts(source)
        form.instances = KeptLists(told["instances"], source)
        form._initial = partial(tree_of, told["initial"])
        self._places()
        names = form.instances.names | {form.primary_id}
        form.compiler = Compiler(form.root, form.namespaces, instances=names)
        self._computed()
        self._all_actions()
        for d, row in zip(form.defs, told["defs"], strict=True):
            self._fields(d, row[4])
        self._pages()
        form._inside_repeats()
        if told["begun"] is not None:
            places, later, where = told["begun"]
            form.begun = begun.Begun(places, tuple(form.vertices[at] for at in later), where)

    def _places(self) -> None:
        form = self.form
        defs = form.defs
        for name, prefix, uri, parent, fields in self.told["defs"]:
            above = defs[parent] if parent is not None else None
            d = Def(name, prefix, uri, above)
            d.is_repeat = fields.get("is_repeat", False)
            if above is not None:
                above.by_name[name] = d
                (above.attr_defs if "is_attribute" in fields else above.children).append(d)
            defs.append(d)
        form.root = defs[0]
        form._slots()
        form._found()

    def _computed(self) -> None:
        form = self.form
        for at, what, source, rank, language in self.told["vertices"]:
            d = form.defs[at]
            vertex = Vertex(d, what, reads=Reads(language=language), source=source, rank=rank)
            if source:
                vertex.run = Late(vertex, "run", partial(_run, form, d, what, source))
            d.vertices.append(vertex)
            form.vertices.append(vertex)
        form.by_rank = {vertex.rank: vertex for vertex in form.vertices}
        self.readers = [
            *form.vertices,
            *(Vertex(form.defs[at], "look") for at in self.told["looks"]),
        ]

    def _all_actions(self) -> None:
        form, defs = self.form, self.form.defs
        self.actions = []
        for events, target, source, kind, sources in self.told["actions"]:
            action = Action(
                frozenset(events),
                defs[target],
                None,
                defs[source] if source is not None else None,
                kind,
            )
            action.sources = tuple(sources)
            value, text, ref = action.sources
            if value is not None or text is not None:
                action.value = Late(action, "value", partial(_acted, form, action, "value"))
            if ref is not None:
                action.places = Late(action, "places", partial(_acted, form, action, "places"))
            self.actions.append(action)
        form.load_actions = [self.actions[at] for at in self.told["load"]]

    def _fields(self, d: Def, told: dict[str, Any]) -> None:
        form = self.form
        own = d.__dict__
        for name, one in told.items():
            special = _SPECIAL.get(name)
            if special is None:
                own[name] = one
            else:
                special(self, d, one)
        for what in LOOKS:
            if source := d.sources.get(what):
                own[what] = Late(d, what, partial(_run, form, d, what, source))

    def _words(self, d: Def, what: str, told: list[Any]) -> TextSource:
        kind, source, parts = told
        made = Told(kind, source, written_from(parts))
        return TextSource(made, None, partial(_said, self.form, made, d, what))

    def _itemset(self, d: Def, told: list[Any]) -> None:
        offered, source, label_id, static, label_column, column, fixed = told
        one = Itemset(_never, _never, _never, source, label_id, static, label_column, column, Offered(*offered), fixed)  # fmt: skip
        for part in ("nodes", "value", "label"):
            setattr(one, part, Late(one, part, partial(_offered, self.form, d, one, part)))
        d.itemset = one

    def _readers(self, d: Def, told: list[int]) -> None:
        readers = self.readers
        d.readers = [(readers[at], depth) for at, depth in zip(told[::2], told[1::2], strict=True)]

    def _pages(self) -> None:
        form, defs = self.form, self.form.defs
        form.root.shown = [defs[at] for at in self.told["root shown"]]
        form.pages_of = [
            (defs[own] if own is not None else None, [defs[at] for at in shown])
            for own, shown in self.told["pages"]
        ]


def _never(scope: Any) -> Any:
    raise AssertionError


def _set_appearances(_: Reading, d: Def, told: list[str]) -> None:
    d.appearances, d.appearance = tuple(told), frozenset(told)


def _set_items(reading: Reading, d: Def, told: list[Any]) -> None:
    d.items = [(value, reading._words(d, "label", words)) for value, words in told]


_SPECIAL: dict[str, Callable[[Reading, Def, Any], None]] = {
    "attrs": lambda _, d, told: setattr(d, "attrs", [tree_of(one) for one in told]),
    "preload": lambda _, d, told: setattr(d, "preload", tuple(told)),
    "appearances": _set_appearances,
    "range": lambda _, d, told: setattr(d, "range", Range(*told)),
    "items": _set_items,
    "itemset": Reading._itemset,
    "shown": lambda reading, d, told: setattr(d, "shown", [reading.form.defs[at] for at in told]),
    "template": lambda _, d, told: setattr(d, "template", tree_of(told) if told else None),
    "instances": lambda _, d, told: setattr(d, "instances", [tree_of(one) for one in told]),
    "actions": lambda reading, d, told: setattr(d, "actions", [reading.actions[at] for at in told]),
    "new_repeat": lambda reading, d, told: setattr(d, "new_repeat", [reading.actions[at] for at in told]),
    "readers": Reading._readers,
    **{
        name: partial(lambda reading, d, told, name, what: setattr(d, name, reading._words(d, what, told)), name=name, what=what)
        for name, what in WORDS.items()
    },
}  # fmt: skip


def _run(form: Form, d: Def, what: str, source: str) -> Callable[[Any], Any]:
    code = form._compile(source, d, what, Reads())
    assert code is not None  # it was compiled before it was written down
    return form._asked(code, d, what)


def _acted(form: Form, action: Action, part: str) -> Callable[[Any], Any]:
    form._act_on(action)
    made: Callable[[Any], Any] = getattr(action, part)
    return made


def _said(form: Form, told: Told, d: Def, what: str) -> dict[str, Any]:
    return form._in_languages(told, d, what, Reads()) or {}


def _offered(form: Form, d: Def, one: Itemset, part: str) -> Callable[[Any], Any]:
    told = one.told
    assert told is not None
    if told.heading is not None:
        found = searched(told.nodes)
        assert found is not None
        made: Itemset | None = form._columns_of(form._rows(found, d, Reads()), told)
    else:
        made = form._itemset(told, d, Reads(), Reads())
    assert made is not None
    one.nodes, one.value, one.label = made.nodes, made.value, made.label
    asked: Callable[[Any], Any] = getattr(one, part)
    return asked


class KeptLists(Lists):
    """Lists made when they are first looked at."""

    def __init__(self, told: Mapping[str, Any], source: Source) -> None:
        self.names = set(told)
        self._nodes: dict[str, XNode] = {}
        self._files: set[str] = set()
        self._told = told
        self._source = source

    def get(self, name: str) -> XNode | None:
        node = self._nodes.get(name)
        if node is None and (told := self._told.get(name)) is not None:
            node = self._nodes[name] = (
                tree_of(told) if isinstance(told, list) else self._far(name, told)
            )
        return node

    def _far(self, name: str, told: Mapping[str, Any]) -> XNode:
        table = Table(
            told["root"], told["item"], told["uri"], tuple(told["columns"]), tuple(told["by"]), (), told["count"]
        )  # fmt: skip
        node = XNode("element", "instance")
        for one in told["attrs"]:
            node.put(tree_of(one))
        node.put(FarRoot(table, self._source(name, table)))
        return node


class _FarTexts(FarTexts):
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

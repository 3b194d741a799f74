"""A compiled form as data, and the form again from it: its second opening.

Everything is there but the closures: an expression is compiled when somebody first needs its value.
Reading XML, finding what reads what, the order of computing and the first computing are not done again.
The data are JSON; whoever keeps them keeps `engine()` beside them, and throws them away where it differs.
"""

import gc
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from typing import Any

from app import settings
from app.form import begun
from app.form.codes import Reads
from app.form.compile import Compiler
from app.form.definition import Action, Def, Itemset, Offered, Vertex
from app.form.far import LONG, FarRoot, Rows, Table, table_of
from app.form.late import Late
from app.form.lists import Lists
from app.form.model import Form
from app.form.searching import searched
from app.form.texts import (
    TextSource,
    Told,
    entry_data,
    entry_of,
    written_data,
    written_from,
)
from app.form.tree import XNode
from app.form.views import FormLanguage, Range
from app.form.wording import FarTexts

_LOOKS = ("required", "readonly", "constraint")
_WORDS = {
    "label": "label", "repeat_label": "label", "hint": "hint",
    "constraint_message": "constraint message", "required_message": "required message",
}  # fmt: skip
_PLAIN = (
    "is_repeat", "is_attribute", "default", "type", "bound", "note", "dormant", "control", "mediatype",
    "in_body", "no_add_remove", "label_looks_inside", "looks_inside", "save_incomplete", "extras",
    "attributes", "sources",
)  # fmt: skip


WRITTEN = frozenset(_PLAIN) | frozenset(_WORDS) | frozenset((
    "attrs", "preload", "appearances", "range", "items", "itemset", "shown", "template", "instances", "actions",
    "new_repeat", "readers",
))  # fmt: skip
"""What is written of each place."""


@cache
def engine() -> bytes:
    """Which engine this is: what another one wrote down is not read. (The packaged program carries
    these files for this alone.)"""
    files = sorted((settings.ROOT / "app" / "form").glob("*.py"))
    return sha256(b"".join(file.read_bytes() for file in files)).digest()


@dataclass(frozen=True, slots=True)
class Kept:
    """`content`: JSON. `tables`: lists of more than 1,000 rows, which stand beside it."""

    content: bytes
    tables: Mapping[str, Table]


def written(form: Form, longer_than: int = LONG) -> Kept:
    """A form that was just compiled, as data. `longer_than`: rows of a list that stands beside it."""
    return _Writing(form, longer_than).kept()


class _Writing:
    def __init__(self, form: Form, longer_than: int) -> None:
        self.form = form
        self.longer_than = longer_than
        self.at = {d: at for at, d in enumerate(form.defs)}
        looks = [v for d in form.defs for v, _ in d.readers if v.rank < 0]
        self.looks = list(dict.fromkeys(looks))
        self.vertex = {v: at for at, v in enumerate([*form.vertices, *self.looks])}
        self.actions: dict[int, int] = {}
        self.acts: list[Any] = []
        self.tables: dict[str, Table] = {}
        self.far_keys: set[str] = set()

    def kept(self) -> Kept:
        form = self.form
        instances = {name: self._instance(name) for name in sorted(form.instances.names)}
        first = begun.compute(form)
        told = {
            "form": {
                "id": form.id, "version": form.version, "title": form.title, "hash": form.hash,
                "primary": form.primary_id, "namespaces": form.namespaces, "settings": form.settings,
                "default": form.default_language,
                "languages": [[one.name, one.code, one.direction] for one in form.languages],
            },
            "defs": [self._def(d) for d in form.defs],
            "vertices": [
                [self.at[v.d], v.what, v.source, v.rank, v.reads.language] for v in form.vertices
            ],
            "looks": [self.at[v.d] for v in self.looks],
            "load": [self._action(one) for one in form.load_actions],
            "actions": self.acts,
            "pages": [
                [self.at[own] if own else None, [self.at[d] for d in shown]]
                for own, shown in form.pages_of
            ],
            "root shown": [self.at[d] for d in form.root.shown],
            "instances": instances,
            "texts": self._texts(),
            "initial": _node(form.initial),
            "begun": [first.places, [self.vertex[v] for v in first.later], first.zone],
        }  # fmt: skip
        content = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        return Kept(content.encode("utf-8", "surrogatepass"), self.tables)

    def _def(self, d: Def) -> list[Any]:
        blank = _BLANK
        told = {name: one for name in _PLAIN if (one := getattr(d, name)) != getattr(blank, name)}
        for name in _WORDS:
            if (source := getattr(d, name)) is not None:
                told[name] = _told(source)
        if d.attrs:
            told["attrs"] = [_node(one) for one in d.attrs]
        if d.preload:
            told["preload"] = d.preload
        if d.appearances:
            told["appearances"] = d.appearances
        if d.range:
            told["range"] = [d.range.start, d.range.end, d.range.step]
        if d.items:
            told["items"] = [[value, _told(source)] for value, source in d.items]
        if d.itemset:
            told["itemset"] = self._itemset(d.itemset)
        if d.shown and d.parent is not None:
            told["shown"] = [self.at[one] for one in d.shown]
        if d.is_repeat:
            told["template"] = _node(d.template) if d.template else None
            told["instances"] = [_node(one) for one in d.instances]
        for name in ("actions", "new_repeat"):
            if getattr(d, name):
                told[name] = [self._action(one) for one in getattr(d, name)]
        if d.readers:
            told["readers"] = [n for v, depth in d.readers for n in (self.vertex[v], depth)]
        parent = self.at[d.parent] if d.parent else None
        return [d.name, d.prefix, d.uri, parent, told]

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
        table = table_of(node, by, self.longer_than)
        if table is None:
            return _node(node)
        self.tables[name] = table
        for column in self._texts_of(name):
            at = table.columns.index(column) if column in table.columns else None
            self.far_keys |= {cells[at] or "" for cells in table.rows} if at is not None else set()
        return {
            "root": table.root, "item": table.item, "uri": table.uri, "columns": table.columns,
            "by": table.by, "count": table.count, "attrs": [_node(one) for one in node.attrs],
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


def far_texts_of(language: str) -> str:
    """The name under which texts of long lists are kept; no list of a form can be called so."""
    return f"jr:itext {language}"


_BLANK = Def("", "", "", None)


def _told(source: TextSource) -> list[Any]:
    told = source.told
    return [told.kind, told.source, written_data(told.written)]


def _node(node: XNode) -> list[Any]:
    """[name, text, uri, prefix, attributes, kids, kind], as short as it goes."""
    row: list[Any] = [
        node.name, node.text, node.uri, node.prefix,
        [_node(one) for one in node.attrs], [_node(one) for one in node.kids], node.kind,
    ]  # fmt: skip
    while row and row[-1] == _REST[len(row) - 1]:
        row.pop()
    return row


def _tree(row: list[Any]) -> XNode:
    name, text, uri, prefix, attrs, kids, kind = [*row, *_REST[len(row) :]]
    node = XNode(kind, name, uri, prefix, text)
    for one in (*attrs, *kids):
        node.put(_tree(one))
    return node


_REST: list[Any] = ["", "", "", "", [], [], "element"]

Source = Callable[[str, Table], Rows]


def reopened(content: bytes, source: Source) -> Form:
    """A form from what `written` gave. `source`: the rows of a long list by its name."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _Reading(json.loads(content.decode("utf-8", "surrogatepass")), source).form
    finally:
        if collecting:
            gc.enable()


class _Reading:
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
        form._initial = partial(_tree, told["initial"])
        self._places()
        names = form.instances.names | {form.primary_id}
        form.compiler = Compiler(form.root, form.namespaces, instances=names)
        self._computed()
        self._all_actions()
        for d, row in zip(form.defs, told["defs"], strict=True):
            self._fields(d, row[4])
        self._pages()
        form._inside_repeats()
        places, later, where = told["begun"]
        form.begun = begun.Begun(places, tuple(form.vertices[at] for at in later), where)

    def _places(self) -> None:
        form = self.form
        defs = form.defs
        for name, prefix, uri, parent, fields in self.told["defs"]:
            above = defs[parent] if parent is not None else None
            d = Def(name, prefix, uri, above)
            d.order = len(defs)
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
        form.by_rank = sorted(form.vertices, key=lambda vertex: vertex.rank)
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
        for what in _LOOKS:
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


def _set_appearances(_: _Reading, d: Def, told: list[str]) -> None:
    d.appearances, d.appearance = tuple(told), frozenset(told)


def _set_items(reading: _Reading, d: Def, told: list[Any]) -> None:
    d.items = [(value, reading._words(d, "label", words)) for value, words in told]


_SPECIAL: dict[str, Callable[[_Reading, Def, Any], None]] = {
    "attrs": lambda _, d, told: setattr(d, "attrs", [_tree(one) for one in told]),
    "preload": lambda _, d, told: setattr(d, "preload", tuple(told)),
    "appearances": _set_appearances,
    "range": lambda _, d, told: setattr(d, "range", Range(*told)),
    "items": _set_items,
    "itemset": _Reading._itemset,
    "shown": lambda reading, d, told: setattr(d, "shown", [reading.form.defs[at] for at in told]),
    "template": lambda _, d, told: setattr(d, "template", _tree(told) if told else None),
    "instances": lambda _, d, told: setattr(d, "instances", [_tree(one) for one in told]),
    "actions": lambda reading, d, told: setattr(d, "actions", [reading.actions[at] for at in told]),
    "new_repeat": lambda reading, d, told: setattr(d, "new_repeat", [reading.actions[at] for at in told]),
    "readers": _Reading._readers,
    **{
        name: partial(lambda reading, d, told, name, what: setattr(d, name, reading._words(d, what, told)), name=name, what=what)
        for name, what in _WORDS.items()
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
                _tree(told) if isinstance(told, list) else self._far(name, told)
            )
        return node

    def _far(self, name: str, told: Mapping[str, Any]) -> XNode:
        table = Table(
            told["root"], told["item"], told["uri"], tuple(told["columns"]), tuple(told["by"]), (), told["count"]
        )  # fmt: skip
        node = XNode("element", "instance")
        for one in told["attrs"]:
            node.put(_tree(one))
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

"""Places of a form that was written down: where each stands is known at once, all else when it is asked for."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from app.form.cache.records import (
    BLANK,
    LOOKS,
    MADE,
    PLAIN,
    WORDS,
    tree_of,
)
from app.form.computations import Reads
from app.form.definition import Def, Itemset, Offered, Vertex
from app.form.lazy import Late
from app.form.model import Form
from app.form.search_appearance import searched
from app.form.texts import TextSource, Told, written_from
from app.form.tree import XNode
from app.form.views import Range

if TYPE_CHECKING:
    from app.form.cache.reader import Reading

_NO_PLACES: list[Def] = []
_NO_NAMES: dict[str, Def] = {}
_NO_ATTRS: list[XNode] = []


class KeptDef(Def):
    """Made for `reading`, whose line `at` says the rest of it."""

    # nothing changes a form that is open, so that places without any share these
    children: list[Def] = _NO_PLACES
    attr_defs: list[Def] = _NO_PLACES
    shown: list[Def] = _NO_PLACES
    by_name: dict[str, Def] = _NO_NAMES
    attrs: list[XNode] = _NO_ATTRS

    def __init__(self, reading: "Reading", at: int, name: str, parent: Def | None) -> None:
        self.reading = reading
        self.at = at
        self.name = self.written = name
        self.prefix = self.uri = ""
        self.parent = parent

    def read(self) -> None:
        """Its line, once: several threads may look at one form."""
        with self.reading.lock:
            if type(self) is KeptDef:
                self.take(self.reading.line_of(self))

    def take(self, told: Mapping[str, Any]) -> None:
        own: dict[str, Any] = {}
        for name, one in told.items():
            if name not in _COMPUTED:
                made = _MADE.get(name)
                own[name] = one if made is None else made(self, one)
        if shown := own.get("appearances"):
            own["appearance"] = frozenset(shown)
        sources = own.get("sources", {})
        for what in LOOKS:
            if source := sources.get(what):
                own[what] = Late(self, what, partial(run_of, self.reading.form, self, what, source))
        self.__dict__.update(own)
        self.__class__ = _ToldDef


class _ToldDef(KeptDef):
    """A place whose line was read; what that doesn't say is as with most places."""


class _Detail:
    """Stands for an attribute until a place has its own: the first look reads its line."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, d: KeptDef, kind: Any = None) -> Any:
        d.read()
        return getattr(d, self._name)


class _Computed:
    """What is computed of a place or reads it: thousands may, and a page shows none of them."""

    def __init__(
        self, name: str, pick: Callable[[dict[int, Vertex], list[int]], list[Any]]
    ) -> None:
        self._name = name
        self._pick = pick

    def __get__(self, d: KeptDef, kind: Any = None) -> Any:
        with d.reading.lock:
            told = d.reading.line_of(d).get(self._name, [])
            return d.__dict__.setdefault(self._name, self._pick(d.reading.by_rank, told))


def _each(known: dict[int, Vertex], told: list[int]) -> list[Vertex]:
    return [known[rank] for rank in told]


def _with_depths(known: dict[int, Vertex], told: list[int]) -> list[tuple[Vertex, int]]:
    return [(known[rank], depth) for rank, depth in zip(told[::2], told[1::2], strict=True)]


_COMPUTED: Mapping[str, Callable[[dict[int, Vertex], list[int]], list[Any]]] = {
    "readers": _with_depths,
    "vertices": _each,
    "inside": _each,
}
for _name in (*PLAIN, *MADE, *LOOKS, "appearance"):
    setattr(KeptDef, _name, _Detail(_name))
    setattr(_ToldDef, _name, getattr(BLANK, _name))
for _name, _pick in _COMPUTED.items():
    setattr(KeptDef, _name, _Computed(_name, _pick))
    delattr(_ToldDef, _name)


def run_of(form: Form, d: Def, what: str, source: str) -> Callable[[Any], Any]:
    code = form._compile(source, d, what, Reads())
    assert code is not None  # it was compiled before it was written down
    return form._asked(code, d, what)


def _words(d: KeptDef, told: list[Any], *, what: str) -> TextSource:
    kind, source, parts = told
    made = Told(kind, source, written_from(parts))
    return TextSource(made, None, partial(_said, d.reading.form, made, d, what))


def _said(form: Form, told: Told, d: Def, what: str) -> dict[str, Any]:
    return form._in_languages(told, d, what, Reads()) or {}


def _itemset(d: KeptDef, told: list[Any]) -> Itemset:
    offered, source, label_id, static, label_column, column, fixed = told
    one = Itemset(_never, _never, _never, source, label_id, static, label_column, column, Offered(*offered), fixed)  # fmt: skip
    for part in ("nodes", "value", "label"):
        setattr(one, part, Late(one, part, partial(_offered, d.reading.form, d, one, part)))
    return one


def _never(scope: Any) -> Any:
    raise AssertionError


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


_MADE: Mapping[str, Callable[[KeptDef, Any], Any]] = {
    **{name: partial(_words, what=what) for name, what in WORDS.items()},
    "preload": lambda _, told: tuple(told),
    "appearances": lambda _, told: tuple(told),
    "range": lambda _, told: Range(*told),
    "items": lambda d, told: [(value, _words(d, words, what="label")) for value, words in told],
    "itemset": _itemset,
    "template": lambda _, told: tree_of(told),
    "instances": lambda _, told: [tree_of(one) for one in told],
    "actions": lambda d, told: [d.reading.actions[at] for at in told],
    "new_repeat": lambda d, told: [d.reading.actions[at] for at in told],
}

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
from app.form.computations import Computation
from app.form.definition import Definition, Itemset, ItemsetSource
from app.form.expressions import Reads
from app.form.lazy import LazyExpression
from app.form.model import Form
from app.form.search_appearance import searched
from app.form.texts import TextReference, TextSource, written_from
from app.form.tree import XNode
from app.form.views import Range

if TYPE_CHECKING:
    from app.form.cache.reader import FormReader

_NO_PLACES: list[Definition] = []
_NO_NAMES: dict[str, Definition] = {}
_NO_ATTRS: list[XNode] = []


class CachedDefinition(Definition):
    """Made for `reading`, whose line `at` says the rest of it."""

    # nothing changes a form that is open, so that places without any share these
    children: list[Definition] = _NO_PLACES
    bound_attributes: list[Definition] = _NO_PLACES
    shown: list[Definition] = _NO_PLACES
    by_name: dict[str, Definition] = _NO_NAMES
    attrs: list[XNode] = _NO_ATTRS

    def __init__(
        self, reading: "FormReader", at: int, name: str, parent: Definition | None
    ) -> None:
        self.reading = reading
        self.at = at
        self.name = self.written = name
        self.prefix = self.uri = ""
        self.parent = parent

    def read(self) -> None:
        """Its line, once: several threads may look at one form."""
        with self.reading.lock:
            if type(self) is CachedDefinition:
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
                own[what] = LazyExpression(
                    self, what, partial(run_of, self.reading.form, self, what, source)
                )
        self.__dict__.update(own)
        self.__class__ = _ReadDefinition


class _ReadDefinition(CachedDefinition):
    """A place whose line was read; what that doesn't say is as with most places."""


class _Detail:
    """Stands for an attribute until a place has its own: the first look reads its line."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, definition: CachedDefinition, kind: Any = None) -> Any:
        definition.read()
        return getattr(definition, self._name)


class _Computed:
    """What is computed of a place or reads it: thousands may, and a page shows none of them."""

    def __init__(
        self, name: str, pick: Callable[[dict[int, Computation], list[int]], list[Any]]
    ) -> None:
        self._name = name
        self._pick = pick

    def __get__(self, definition: CachedDefinition, kind: Any = None) -> Any:
        with definition.reading.lock:
            told = definition.reading.line_of(definition).get(self._name, [])
            return definition.__dict__.setdefault(
                self._name, self._pick(definition.reading.by_rank, told)
            )


def _each(known: dict[int, Computation], told: list[int]) -> list[Computation]:
    return [known[rank] for rank in told]


def _with_depths(known: dict[int, Computation], told: list[int]) -> list[tuple[Computation, int]]:
    return [(known[rank], depth) for rank, depth in zip(told[::2], told[1::2], strict=True)]


_COMPUTED: Mapping[str, Callable[[dict[int, Computation], list[int]], list[Any]]] = {
    "readers": _with_depths,
    "computations": _each,
    "inside": _each,
}
for _name in (*PLAIN, *MADE, *LOOKS, "appearance"):
    setattr(CachedDefinition, _name, _Detail(_name))
    setattr(_ReadDefinition, _name, getattr(BLANK, _name))
for _name, _pick in _COMPUTED.items():
    setattr(CachedDefinition, _name, _Computed(_name, _pick))
    delattr(_ReadDefinition, _name)


def run_of(form: Form, definition: Definition, what: str, source: str) -> Callable[[Any], Any]:
    code = form._compile(source, definition, what, Reads())
    assert code is not None  # it was compiled before it was written down
    return form._converted(code, definition, what)


def _words(definition: CachedDefinition, told: list[Any], *, what: str) -> TextSource:
    kind, source, parts = told
    made = TextReference(kind, source, written_from(parts))
    return TextSource(made, None, partial(_said, definition.reading.form, made, definition, what))


def _said(form: Form, told: TextReference, definition: Definition, what: str) -> dict[str, Any]:
    return form._in_languages(told, definition, what, Reads()) or {}


def _itemset(definition: CachedDefinition, told: list[Any]) -> Itemset:
    offered, source, label_id, static, label_column, column, fixed = told
    one = Itemset(_never, _never, _never, source, label_id, static, label_column, column, ItemsetSource(*offered), fixed)  # fmt: skip
    for part in ("nodes", "value", "label"):
        setattr(
            one,
            part,
            LazyExpression(
                one, part, partial(_offered, definition.reading.form, definition, one, part)
            ),
        )
    return one


def _never(scope: Any) -> Any:
    raise AssertionError


def _offered(form: Form, definition: Definition, one: Itemset, part: str) -> Callable[[Any], Any]:
    told = one.told
    assert told is not None
    if told.heading is not None:
        found = searched(told.nodes)
        assert found is not None
        made: Itemset | None = form._columns_of(form._rows(found, definition, Reads()), told)
    else:
        made = form._itemset(told, definition, Reads(), Reads())
    assert made is not None
    one.nodes, one.value, one.label = made.nodes, made.value, made.label
    asked: Callable[[Any], Any] = getattr(one, part)
    return asked


_MADE: Mapping[str, Callable[[CachedDefinition, Any], Any]] = {
    **{name: partial(_words, what=what) for name, what in WORDS.items()},
    "preload": lambda _, told: tuple(told),
    "appearances": lambda _, told: tuple(told),
    "range": lambda _, told: Range(*told),
    "items": lambda definition, told: [
        (value, _words(definition, words, what="label")) for value, words in told
    ],
    "itemset": _itemset,
    "template": lambda _, told: tree_of(told),
    "instances": lambda _, told: [tree_of(one) for one in told],
    "actions": lambda definition, told: [definition.reading.actions[at] for at in told],
    "new_repeat": lambda definition, told: [definition.reading.actions[at] for at in told],
}

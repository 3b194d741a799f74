"""Places of a form that was read back: the position of each is known at once, the rest is read when
it is needed."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from app.form.cache.records import BLANK, LOOKS, MADE, PLAIN, WORDS, tree_of
from app.form.computations import Computation
from app.form.definition import Definition, Itemset, ItemsetSource
from app.form.expressions import Reads
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


class LazyExpression:
    """Stands where a compiled expression of a form that was read back will: the first call makes it and
    puts it there."""

    __slots__ = ("_compiled", "_make", "_name", "_owner")

    def __init__(self, owner: Any, name: str, make: Callable[[], Callable[[Any], Any]]) -> None:
        self._owner = owner
        self._name = name
        self._make = make
        self._compiled: Callable[[Any], Any] | None = None

    def __call__(self, scope: Any) -> Any:
        if self._compiled is None:
            self._compiled = self._make()
            setattr(self._owner, self._name, self._compiled)
        return self._compiled(scope)


class CachedDefinition(Definition):
    """Made for `reading`, whose line `at` says the rest of it."""

    # nothing changes a form that is open, so that places without any share these
    children: list[Definition] = _NO_PLACES
    bound_attributes: list[Definition] = _NO_PLACES
    shown: list[Definition] = _NO_PLACES
    by_name: dict[str, Definition] = _NO_NAMES
    attrs: list[XNode] = _NO_ATTRS

    def __init__(self, reading: "FormReader", at: int, name: str, parent: Definition | None) -> None:
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

    def take(self, record: Mapping[str, Any]) -> None:
        attributes: dict[str, Any] = {}
        for name, value in record.items():
            if name not in _COMPUTED:
                convert = _MADE.get(name)
                attributes[name] = value if convert is None else convert(self, value)
        if appearances := attributes.get("appearances"):
            attributes["appearance"] = frozenset(appearances)
        sources = attributes.get("sources", {})
        for purpose in LOOKS:
            if source := sources.get(purpose):
                attributes[purpose] = LazyExpression(
                    self, purpose, partial(run_of, self.reading.form, self, purpose, source)
                )
        self.__dict__.update(attributes)
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

    def __init__(self, name: str, pick: Callable[[dict[int, Computation], list[int]], list[Any]]) -> None:
        self._name = name
        self._pick = pick

    def __get__(self, definition: CachedDefinition, kind: Any = None) -> Any:
        with definition.reading.lock:
            numbers = definition.reading.line_of(definition).get(self._name, [])
            return definition.__dict__.setdefault(self._name, self._pick(definition.reading.by_rank, numbers))


def _by_rank(computations: dict[int, Computation], ranks: list[int]) -> list[Computation]:
    return [computations[rank] for rank in ranks]


def _with_depths(computations: dict[int, Computation], numbers: list[int]) -> list[tuple[Computation, int]]:
    return [(computations[rank], depth) for rank, depth in zip(numbers[::2], numbers[1::2], strict=True)]


_COMPUTED: Mapping[str, Callable[[dict[int, Computation], list[int]], list[Any]]] = {
    "readers": _with_depths,
    "computations": _by_rank,
    "inside": _by_rank,
}
for _name in (*PLAIN, *MADE, *LOOKS, "appearance"):
    setattr(CachedDefinition, _name, _Detail(_name))
    setattr(_ReadDefinition, _name, getattr(BLANK, _name))
for _name, _pick in _COMPUTED.items():
    setattr(CachedDefinition, _name, _Computed(_name, _pick))
    delattr(_ReadDefinition, _name)


def run_of(form: Form, definition: Definition, purpose: str, source: str) -> Callable[[Any], Any]:
    code = form._compile(source, definition, purpose, Reads())
    assert code is not None  # it was compiled before it was written down
    return form._converted(code, definition, purpose)


def _words(definition: CachedDefinition, record: list[Any], *, purpose: str) -> TextSource:
    kind, source, parts = record
    reference = TextReference(kind, source, written_from(parts))
    return TextSource(reference, None, partial(_said, definition.reading.form, reference, definition, purpose))


def _said(form: Form, reference: TextReference, definition: Definition, purpose: str) -> dict[str, Any]:
    return form._in_languages(reference, definition, purpose, Reads()) or {}


def _itemset(definition: CachedDefinition, record: list[Any]) -> Itemset:
    offered, source, label_id, static, label_column, column, fixed = record
    itemset = Itemset(
        nodes=_never,
        value=_never,
        label=_never,
        source=source,
        label_id=label_id,
        static=static,
        label_column=label_column,
        column=column,
        written_as=ItemsetSource(*offered),
        fixed=fixed,
    )
    for part in ("nodes", "value", "label"):
        setattr(
            itemset,
            part,
            LazyExpression(itemset, part, partial(_offered, definition.reading.form, definition, itemset, part)),
        )
    return itemset


def _never(scope: Any) -> Any:
    raise AssertionError


def _offered(form: Form, definition: Definition, itemset: Itemset, part: str) -> Callable[[Any], Any]:
    written_as = itemset.written_as
    assert written_as is not None
    if written_as.heading is not None:
        search = searched(written_as.nodes)
        assert search is not None
        compiled: Itemset | None = form._columns_of(form._rows(search, definition, Reads()), written_as)
    else:
        compiled = form._itemset(written_as, definition, Reads(), Reads())
    assert compiled is not None
    itemset.nodes, itemset.value, itemset.label = compiled.nodes, compiled.value, compiled.label
    compiled_part: Callable[[Any], Any] = getattr(itemset, part)
    return compiled_part


_MADE: Mapping[str, Callable[[CachedDefinition, Any], Any]] = {
    **{name: partial(_words, purpose=purpose) for name, purpose in WORDS.items()},
    "preload": lambda _, record: tuple(record),
    "appearances": lambda _, record: tuple(record),
    "range": lambda _, record: Range(*record),
    "items": lambda definition, record: [
        (value, _words(definition, words, purpose="label")) for value, words in record
    ],
    "itemset": _itemset,
    "template": lambda _, record: tree_of(record),
    "instances": lambda _, record: [tree_of(item) for item in record],
    "actions": lambda definition, record: [definition.reading.actions[at] for at in record],
    "new_repeat": lambda definition, record: [definition.reading.actions[at] for at in record],
}

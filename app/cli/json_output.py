"""What a command found, as JSON: one encoder, and views that name the keys of a use case's dataclass.

A dataclass of the use cases has names for those who program with it; a document's keys are a
promise to scripts (docs/cli.md). `JsonView` says the keys once, in their order, and where a key's
value comes from if it has another name there:

    TASK = JsonView(Task, "case=case_id reference kind due")
    TASK(task)  # {"case": "...", "reference": "...", "kind": "...", "due": "2026-..." or None}

What no view and no document names is not shown: nothing of a case gets out by being a field."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from operator import attrgetter
from types import UnionType
from typing import Any, Generic, TypeVar, get_args, get_type_hints

from app.language import Unsaid, Words
from app.settings import Language

Document = dict[str, Any]
Source = TypeVar("Source")


_spoken: list[Language] = ["en"]  # of whoever is at work


def speak(language: Language) -> None:
    """In which language names and sentences stand in what is printed."""
    _spoken[:] = [language]


def encode(value: object) -> Any:
    """As `json.dumps` takes it: times and days in ISO 8601, bytes in hex, sets sorted; of a
    dataclass all fields, by the name in `field(metadata={"json": NAME})` where one is given."""
    match value:
        case Enum():
            return encode(value.value)
        case None | str() | int() | float():
            return value
        case Unsaid() if callable(value):
            return value(Words(_spoken[-1]))
        case date():  # a datetime is one
            return value.isoformat()
        case bytes():
            return value.hex()
        case Mapping():
            return {key: encode(entry) for key, entry in value.items()}
        case set() | frozenset():
            return sorted(encode(entry) for entry in value)
        case list() | tuple():
            return [encode(entry) for entry in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.metadata.get("json", field.name): encode(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(type(value).__name__)


@dataclass(frozen=True)
class Key:
    name: str
    read: Callable[[Any], object]
    merged: bool  # the entries of a mapping, each with its own key
    optional: bool  # only where there is something


class JsonView(Generic[Source]):
    """The keys of one kind of thing, in their order.

    `keys`, apart by spaces: `key` of the attribute of that name; `key=attribute`, also
    `key=attribute.attribute`; `*attribute` for each entry of a mapping; `key?` only where the value
    is not empty. `views` by key: a JsonView of the attribute's value or of each of its entries, or
    a function of the whole thing. An attribute that its class lacks is refused at once."""

    def __init__(self, kind: type[Source], keys: str, **views: "JsonView[Any] | Callable[[Source], object]") -> None:
        self._kind = kind
        self.keys = [self._key(word, views) for word in keys.split()]
        if unused := views.keys() - {key.name for key in self.keys}:
            raise TypeError(f"{kind.__name__}: no key {sorted(unused)}")

    def __call__(self, source: Source) -> Document:
        document: Document = {}
        for key in self.keys:
            value = encode(key.read(source))
            if key.merged:
                document |= value
            elif value or not key.optional:
                document[key.name] = value
        return document

    def each(self, sources: Iterable[Source]) -> list[Document]:
        return [self(source) for source in sources]

    def _key(self, word: str, views: Mapping[str, Any]) -> Key:
        name, _, attribute = word.partition("=")
        optional, merged = name.endswith("?"), name.startswith("*")
        name = name.strip("*?")
        view = views.get(name)
        if view is not None and not isinstance(view, JsonView):
            return Key(name, view, merged, optional)
        path = attribute or name
        if _lacks(self._kind, *path.split(".")):
            raise TypeError(f"{self._kind.__name__} has no {path}")
        read = attrgetter(path)
        return Key(name, _through(read, view) if view else read, merged, optional)


def _lacks(kind: type, attribute: str, *further: str) -> bool:
    """Has a class no such attribute, or the class of its value none of those that follow?"""
    if attribute not in {*dir(kind), *getattr(kind, "__dataclass_fields__", ())}:
        return True
    if not further:
        return False
    classes = [hint for hint in _hints(kind, attribute) if isinstance(hint, type)]
    return any(_lacks(value_kind, *further) for value_kind in classes)


def _hints(kind: type, attribute: str) -> Iterable[object]:
    """What an attribute may be, but for None."""
    known = getattr(kind, attribute, None)
    hints = get_type_hints(known.fget if isinstance(known, property) and known.fget else kind)
    hint = hints.get("return" if isinstance(known, property) else attribute)
    hints_of_union = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    return [candidate for candidate in hints_of_union if candidate is not type(None)]


def _through(read: Callable[[Any], Any], view: JsonView[Any]) -> Callable[[Any], object]:
    def viewed(source: object) -> object:
        value = read(source)
        if value is None:
            return None
        return view.each(value) if isinstance(value, list | tuple) else view(value)

    return viewed

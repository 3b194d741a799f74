"""A field of a case: everything that was ever written into it, and what stands in it now.

A value replaces silently what its author had seen. Values written without knowing of each other
all stand; where they differ, people decide."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.case.event_log import CausalPast
from app.case.events import REVIEWED, Event

# ("answer", interview, path), ("fact", name), ("view", interview), ("review",); of the course of a
# case ("stage",), ("consent", purpose, agency), ("basis", purpose, agency), ("check", id),
# ("referral", id), ("status",), ("kind",), ("closed",), ("hold",); ("link", other case), ("person", id, fact), ("proceeding", id, fact),
# ("hearing", id, fact), ("group", id, kind or name), ("service", id), ("recovery",)
Field = tuple[str | bytes, ...]
SHAPES: dict[str, tuple[type, ...]] = {
    "answer": (bytes, str), "fact": (str,), "view": (bytes,), "review": (), "stage": (),
    "consent": (str, str), "basis": (str, str), "check": (str,), "referral": (bytes,),
    "status": (), "kind": (), "closed": (), "hold": (), "link": (bytes,),
    "person": (bytes, str), "proceeding": (bytes, str), "hearing": (bytes, str),
    "group": (bytes, str), "service": (bytes,), "record": (bytes,), "recovery": (), "exploitation": (),
}  # fmt: skip
# Between values of these people choose one that is there: a value of their own would need a form.
CHOSEN = frozenset(SHAPES) - {"answer", "fact", "view", "review"}


class Write(NamedTuple):
    """A value as it came, by its event's place in the order. `texts`: all that were kept on
    purpose."""

    place: int
    text: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A text, and its event: who wrote it, when, on what they had seen.

    `texts`: several where a person kept all of them on purpose. `before`: what stood there when it
    was written, as far as its author had seen."""

    event: bytes
    text: str
    at: int
    stream: bytes
    role: str
    what: str
    source: str
    reason: str
    seen: tuple[bytes, ...]
    texts: tuple[str, ...]
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field with values that differ and that none of their authors had all seen.

    `values`: each once, with the first event that said so; the one that claims to be earlier first. `id`: of the field and of the
    events whose values stand in it; another value makes another conflict of it."""

    id: str
    field: Field
    values: tuple[Value, ...]
    events: tuple[bytes, ...]


@dataclass(slots=True)
class Register:
    """`standing`: what nobody has replaced yet, in order."""

    standing: list[Write] = field(default_factory=list)
    written: list[Write] = field(default_factory=list)

    def write(self, past: CausalPast, place: int, text: str, texts: tuple[str, ...] = ()) -> None:
        if self.standing:
            self.standing = [
                write for write in self.standing if write.place != place and not past.saw(place, write.place)
            ]
        new_write = Write(place, text, texts)
        self.standing.append(new_write)
        self.written.append(new_write)

    def before(self, past: CausalPast, write: Write) -> list[Write]:
        """What stood there as far as the author of this had seen."""
        return self._seen_from(past, write.place)

    def known(self, past: CausalPast, place: int) -> list[Write]:
        """What stands here as far as the author of the event at a place had seen."""
        if past.saw_all(place) or all(past.saw(place, write.place) for write in self.written):
            return self.standing
        return self._seen_from(past, place)

    def _seen_from(self, past: CausalPast, place: int) -> list[Write]:
        visible = [write for write in self.written if past.saw(place, write.place)]
        return [
            write
            for write in visible
            # from the last: it has mostly seen them all
            if not any(past.saw(successor.place, write.place) for successor in reversed(visible))
        ]

    @property
    def shown(self) -> str:
        """The last in the order that says something: what was answered is not hidden by a
        colleague's copy in which it was not."""
        return self.last.text if self.standing else ""

    @property
    def last(self) -> Write:
        return next((write for write in reversed(self.standing) if write.text), self.standing[-1])

    def differs(self, *, is_multiple: bool = False) -> bool:
        """Do the standing values differ? `is_multiple`: they are sets of choices."""
        return len({_meaning(write, is_multiple) for write in self.standing}) > 1


class EventOrder:
    """Events in their order, and who had seen what: turns writes into values."""

    def __init__(self, order: Sequence[Event], past: CausalPast) -> None:
        self._order, self._past = order, past

    def conflict(self, case_field: Field, register: Register, *, is_multiple: bool = False) -> Conflict:
        """What is to be decided."""
        first: dict[object, Write] = {}
        for write in register.standing:
            first.setdefault(_meaning(write, is_multiple), write)
        ids = tuple(self._order[write.place].id for write in register.standing)
        values = [self._value(register, write) for write in first.values()]
        # people read the earlier first; the clocks are their authors' and decide nothing
        values.sort(key=lambda value: (value.at, value.event))
        return Conflict(_id(case_field, sorted(ids)), case_field, tuple(values), ids)

    def history(self, register: Register) -> list[Value]:
        """Everything ever written into a field, in order; what was never answered is no writing."""
        values = [self._value(register, write) for write in register.written]
        return [value for value in values if value.text or any(value.before)]

    def _value(self, register: Register, write: Write) -> Value:
        event = self._order[write.place]
        reason = event.content.get("text" if event.what == REVIEWED else "reason")
        return Value(
            event=event.id, text=write.text, at=event.at, stream=event.stream, role=event.role, what=event.what,
            source=text(event.content.get("source")), reason=text(reason), seen=event.seen,
            texts=write.texts or (write.text,),
            before=tuple(previous.text for previous in register.before(self._past, write)),
        )  # fmt: skip


def named(raw_field: object) -> Field | None:
    """The field that an event names, None for one that this version doesn't know."""
    if not isinstance(raw_field, list) or not raw_field or not isinstance(raw_field[0], str):
        return None
    shape = SHAPES.get(raw_field[0])
    if shape is None or len(raw_field) != len(shape) + 1:
        return None
    if not all(isinstance(part, kind) for part, kind in zip(raw_field[1:], shape, strict=True)):
        return None
    return tuple(raw_field)


def text(value: object) -> str:
    return value if isinstance(value, str) else ""


def texts(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def pairs(value: object) -> dict[str, str]:
    """[[path, text], ...], and nothing else that stands among them."""
    return {
        pair[0]: pair[1]
        for pair in (value if isinstance(value, list) else ())
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)
    }


def mapped(value: object) -> dict[str, str]:
    """{name: text}, and nothing else that stands in it."""
    return {
        name: text
        for name, text in (value.items() if isinstance(value, dict) else ())
        if isinstance(name, str) and isinstance(text, str)
    }


def map_of(value: object) -> dict[str, Any]:
    return {k: v for k, v in value.items() if isinstance(k, str)} if isinstance(value, dict) else {}


def _meaning(write: Write, is_multiple: bool) -> object:
    normalizes = {unicodedata.normalize("NFC", text) for text in write.texts or (write.text,)}
    if is_multiple:
        return frozenset(frozenset(normalize.split()) for normalize in normalizes)
    return frozenset(normalizes)


def _id(case_field: Field, ids: Sequence[bytes]) -> str:
    hash_ = hashlib.sha256()
    for part in (*case_field, *ids):
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        hash_.update(len(raw).to_bytes(4, "big") + raw)
    return hash_.hexdigest()[:16]


def fits(value: object, shape: Any) -> bool:
    """Has what somebody wrote this shape? A type; a list of one shape for any number of them; a map of
    shapes by key, of which `str` stands for every key; a set of the texts that it may be."""
    match shape:
        case type():
            return type(value) is shape
        case [item]:
            return type(value) is list and all(fits(entry, item) for entry in value)
        case dict():
            return isinstance(value, Mapping) and all(
                all(type(name) is str and fits(entry, kind) for name, entry in value.items())
                if key is str
                else fits(value.get(key), kind)
                for key, kind in shape.items()
            )
    return type(value) is str and value in shape

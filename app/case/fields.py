"""A field of a case: everything that was ever written into it, and what stands in it now.

A value replaces silently what its author had seen. Values written without knowing of each other
all stand; where they differ, people decide.
"""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.case.event_log import Past
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
    "group": (bytes, str), "service": (bytes,), "recovery": (), "exploitation": (),
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
    was written, as far as its author had seen.
    """

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
    events whose values stand in it; another value makes another conflict of it.
    """

    id: str
    field: Field
    values: tuple[Value, ...]
    events: tuple[bytes, ...]


@dataclass(slots=True)
class Register:
    """`standing`: what nobody has replaced yet, in order."""

    standing: list[Write] = field(default_factory=list)
    written: list[Write] = field(default_factory=list)

    def write(self, past: Past, place: int, text: str, texts: tuple[str, ...] = ()) -> None:
        if self.standing:
            self.standing = [
                each
                for each in self.standing
                if each.place != place and not past.saw(place, each.place)
            ]
        told = Write(place, text, texts)
        self.standing.append(told)
        self.written.append(told)

    def before(self, past: Past, told: Write) -> list[Write]:
        """What stood there as far as the author of this had seen."""
        known = [each for each in self.written if past.saw(told.place, each.place)]
        return [
            each
            for each in known
            # from the last: it has mostly seen them all
            if not any(past.saw(other.place, each.place) for other in reversed(known))
        ]

    def known(self, past: Past, place: int) -> list[Write]:
        """What stands here as far as the author of the event at a place had seen."""
        if past.saw_all(place) or all(past.saw(place, each.place) for each in self.written):
            return self.standing
        seen = [each for each in self.written if past.saw(place, each.place)]
        return [
            each
            for each in seen
            if not any(past.saw(other.place, each.place) for other in reversed(seen))
        ]

    @property
    def shown(self) -> str:
        """The last in the order that says something: what was answered is not hidden by a
        colleague's copy in which it was not."""
        return self.last.text if self.standing else ""

    @property
    def last(self) -> Write:
        return next((each for each in reversed(self.standing) if each.text), self.standing[-1])

    def differs(self, *, several: bool = False) -> bool:
        """Do the standing values differ? `several`: they are sets of choices."""
        return len({_meaning(each, several) for each in self.standing}) > 1


class Story:
    """Events in their order, and who had seen what: turns writes into values."""

    def __init__(self, order: Sequence[Event], past: Past) -> None:
        self._order, self._past = order, past

    def conflict(self, of: Field, register: Register, *, several: bool = False) -> Conflict:
        """What is to be decided."""
        first: dict[object, Write] = {}
        for each in register.standing:
            first.setdefault(_meaning(each, several), each)
        ids = tuple(self._order[each.place].id for each in register.standing)
        values = [self._value(register, each) for each in first.values()]
        # people read the earlier first; the clocks are their authors' and decide nothing
        values.sort(key=lambda value: (value.at, value.event))
        return Conflict(_id(of, sorted(ids)), of, tuple(values), ids)

    def history(self, register: Register) -> list[Value]:
        """Everything ever written into a field, in order; what was never answered is no writing."""
        values = [self._value(register, each) for each in register.written]
        return [value for value in values if value.text or any(value.before)]

    def _value(self, register: Register, told: Write) -> Value:
        event = self._order[told.place]
        why = event.content.get("text" if event.what == REVIEWED else "reason")
        return Value(
            event.id, told.text, event.at, event.stream, event.role, event.what,
            text(event.content.get("source")), text(why), event.seen,
            told.texts or (told.text,),
            tuple(each.text for each in register.before(self._past, told)),
        )  # fmt: skip


def named(told: object) -> Field | None:
    """The field that an event names, None for one that this version doesn't know."""
    if not isinstance(told, list) or not told or not isinstance(told[0], str):
        return None
    shape = SHAPES.get(told[0])
    if shape is None or len(told) != len(shape) + 1:
        return None
    if not all(isinstance(each, kind) for each, kind in zip(told[1:], shape, strict=True)):
        return None
    return tuple(told)


def text(told: object) -> str:
    return told if isinstance(told, str) else ""


def texts(told: object) -> tuple[str, ...]:
    return tuple(each for each in told if isinstance(each, str)) if isinstance(told, list) else ()


def pairs(told: object) -> dict[str, str]:
    """[[path, text], ...], and nothing else that stands among them."""
    return {
        each[0]: each[1]
        for each in (told if isinstance(told, list) else ())
        if isinstance(each, list) and len(each) == 2 and all(isinstance(one, str) for one in each)
    }


def mapped(told: object) -> dict[str, str]:
    """{name: text}, and nothing else that stands in it."""
    return {
        name: each
        for name, each in (told.items() if isinstance(told, dict) else ())
        if isinstance(name, str) and isinstance(each, str)
    }


def map_of(told: object) -> dict[str, Any]:
    return {k: v for k, v in told.items() if isinstance(k, str)} if isinstance(told, dict) else {}


def _meaning(told: Write, several: bool) -> object:
    normalizes = {unicodedata.normalize("NFC", text) for text in told.texts or (told.text,)}
    if several:
        return frozenset(frozenset(normalize.split()) for normalize in normalizes)
    return frozenset(normalizes)


def _id(of: Field, ids: Sequence[bytes]) -> str:
    hash_ = hashlib.sha256()
    for each in (*of, *ids):
        raw = each.encode("utf-8", "surrogatepass") if isinstance(each, str) else each
        hash_.update(len(raw).to_bytes(4, "big") + raw)
    return hash_.hexdigest()[:16]

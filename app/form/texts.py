"""Labels, hints and messages of a form, in all its languages, with <output> inside.

Source: ODK XForms spec, "Languages", "Body Elements" (label, hint, output)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.form.tree import XNode

Part = str | Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Output:
    """Where an expression's text stands inside a text."""

    source: str


Written = tuple[str | Output, ...]
Entry = tuple[tuple[str, Written], ...]  # of a text id: form ("", "long", "guidance", ...), text


@dataclass(slots=True)
class Words:
    """One text in one language: plain, guidance and media, each as parts to join."""

    plain: tuple[Part, ...] = ()
    guidance: tuple[Part, ...] = ()
    media: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextReference:
    """How a label, hint or message is given: by a text id, by an expression, or as it is written."""

    kind: Literal["id", "expression", "written"]
    source: str = ""
    parts: Written = ()


class TextSource:
    """A label, hint or message: words by language ("" serves every language)."""

    __slots__ = ("_make", "_words", "reference")

    def __init__(
        self,
        reference: TextReference,
        words: dict[str, Words] | None = None,
        make: Callable[[], dict[str, Words]] = dict,
    ) -> None:
        """`make` gives the words when they are first needed, where `words` is None."""
        self.reference = reference
        self._words = words
        self._make = make

    @property
    def words(self) -> dict[str, Words]:
        if self._words is None:
            self._words = self._make()
        return self._words

    def of(self, language: str, default: str) -> Words | None:
        words = self.words
        return words.get(language) or words.get("") or words.get(default) or next(iter(words.values()), None)

    def media(self, language: str, default: str) -> Mapping[str, str]:
        """Pictures and sounds, by kind: of the language, else of the default one."""
        words = self.of(language, default)
        usual = self.words.get(default)
        if words is None or usual is None or usual is words or not usual.media:
            return words.media if words else {}
        return {**usual.media, **words.media}


def join_parts(parts: tuple[Part, ...], scope: Any) -> str:
    """The text with its outputs filled in."""
    if len(parts) == 1 and isinstance(parts[0], str):
        return parts[0]
    return "".join(part if isinstance(part, str) else part(scope) for part in parts)


def static_text(parts: Written | tuple[Part, ...]) -> str:
    """The text with an ellipsis for each output."""
    return "".join(part if isinstance(part, str) else "…" for part in parts)


def compile_parts(parts: Written, compile_: Callable[[str], Callable[[Any], str]]) -> tuple[Part, ...]:
    """The same with its outputs compiled."""
    return tuple(compile_(part.source) if isinstance(part, Output) else part for part in parts)


def parts_in(node: XNode) -> Written:
    """Text and outputs of an element, in order."""
    if not node.kids:
        return (node.text,) if node.text else ()
    parts: list[str | Output] = []
    stack = list(reversed(node.kids))
    while stack:
        kid = stack.pop()
        if kid.kind == "text":
            parts.append(kid.text)
        elif kid.kind == "element" and kid.name == "output":
            source = kid.attribute("value") or kid.attribute("ref")
            if source:
                parts.append(Output(source))
        elif kid.kind == "element":
            if kid.kids:
                stack.extend(reversed(kid.kids))
            elif kid.text:
                parts.append(kid.text)
    return tuple(parts)


def entry_of(node: XNode) -> Entry:
    """The values of an itext entry."""
    return tuple((value.attribute("form") or "", parts_in(value)) for value in node.kids if value.name == "value")


def entry_from(data: list[Any]) -> Entry:
    """An entry that was written down as data (entry_data)."""
    return tuple((form, written_from(parts)) for form, parts in data)


def entry_data(entry: Entry) -> list[Any]:
    return [[form, written_data(parts)] for form, parts in entry]


def written_from(data: list[Any]) -> Written:
    return tuple(part if isinstance(part, str) else Output(part[0]) for part in data)


def written_data(parts: Written) -> list[Any]:
    return [[part.source] if isinstance(part, Output) else part for part in parts]


def plain_of(entry: Entry) -> Written:
    """What is shown where nothing is asked for: the plain form, else the long one, else a short one."""
    plain: Written = ()
    for form, parts in entry:
        if form == "" or (form in {"long", "short"} and not plain):
            plain = parts
    return plain


def media_of(entry: Entry) -> dict[str, str]:
    """Its pictures and sounds, by kind."""
    return {
        form: "".join(part for part in parts if not isinstance(part, Output))
        for form, parts in entry
        if form not in {"", "long", "short", "guidance"}
    }


def has_output(entry: Entry) -> bool:
    return any(isinstance(part, Output) for _, parts in entry for part in parts)

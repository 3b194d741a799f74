"""The answers of one interview as a tree that expressions walk.

A frame is the form itself or one entry of a repeat; it holds, by slot, every place that is not
inside a deeper repeat, so that a compiled expression reaches an answer by two indexes."""

from typing import Any

from app.form.definition import Definition
from app.form.origins import CALCULATED, DEFAULT, UNKNOWN, Answer, Origin
from app.form.tree import XNode


class Live:
    """One place: a leaf with its text, a group, or one entry of a repeat.

    `shown` is what expressions read: the text, or "" while the place is irrelevant."""

    __slots__ = (
        "chosen",
        "definition",
        "frame",
        "lazy_attrs",
        "lazy_text",
        "look",
        "origin",
        "over",
        "own_relevant",
        "parent",
        "relevant",
        "shown",
        "text",
    )
    kind = "element"

    def __init__(self, definition: Definition, frame: "Frame", parent: "Live | None") -> None:
        self.definition = definition
        self.frame = frame
        self.parent = parent
        self.text = ""
        self.shown = ""
        self.relevant = True
        self.own_relevant = True
        self.look: Any = None
        self.chosen: str | None = None  # what was chosen, while a filter hides part of it
        self.origin: Origin | None = None  # None: as the form calculates it or begins
        self.over: str | None = None  # what would be calculated, where something else was put
        self.lazy_text: Any = None
        self.lazy_attrs: Any = None

    @property
    def answer(self) -> Answer:
        """The text as it is kept, with where it came from."""
        return Answer(self.text, self.came_from if self.origin is None else self.origin)

    @property
    def came_from(self) -> Origin:
        if self.origin is not None:
            return self.origin if self.text or self.over is not None else UNKNOWN
        if self.definition.calculated:
            return CALCULATED
        return DEFAULT if self.text else UNKNOWN

    @property
    def name(self) -> str:
        return self.definition.name

    @property
    def uri(self) -> str:
        return self.definition.uri

    @property
    def prefix(self) -> str:
        return self.definition.prefix

    @property
    def nsmap(self) -> dict[str, str] | None:
        return None

    def string(self) -> str:
        """What expressions read; of a group, the texts of everything inside."""
        if not self.definition.children:
            return self.shown
        parts: list[str] = []
        stack: list[Live] = [self]
        while stack:
            node = stack.pop()
            if node.definition.children:
                stack.extend(reversed(node.elements()))
            else:
                parts.append(node.shown)
        return "".join(parts)

    def elements(self) -> "list[Live]":
        """Child elements; every entry of a repeat is one."""
        places: list[Live] = []
        slots = self.frame.slots
        for definition in self.definition.children:
            place = slots[definition.slot]
            if isinstance(place, Entries):
                places.extend(entry.node for entry in place.frames)
            else:
                places.append(place)
        return places

    def children(self) -> list[Any]:
        if self.definition.children:
            return self.elements()
        if not self.shown:
            return []
        if self.lazy_text is None or self.lazy_text.text != self.shown:
            self.lazy_text = XNode("text", text=self.shown)
            self.lazy_text.parent = self
        return [self.lazy_text]

    def attributes(self) -> list[Any]:
        if self.lazy_attrs is None:
            self.lazy_attrs = []
            for attribute in self.definition.attrs:
                copy = XNode("attribute", attribute.name, attribute.uri, attribute.prefix, attribute.text)
                copy.parent = self  # type: ignore[assignment]
                self.lazy_attrs.append(copy)
        for copy in self.lazy_attrs if self.definition.bound_attributes else ():
            bound = self.bound(copy.name)
            copy.text = copy.text if bound is None else bound.shown
        return list(self.lazy_attrs)

    def bound(self, attribute: str) -> "Live | None":
        """The place of an attribute that something is bound to."""
        definition = self.definition.by_name.get(f"@{attribute}")
        return self.frame.slots[definition.slot] if definition is not None else None

    def named(self, name: str) -> "list[Live]":
        definition = self.definition.by_name.get(name)
        if definition is None:
            return []
        place = self.frame.slots[definition.slot]
        if isinstance(place, Entries):
            return [entry.node for entry in place.frames]
        return [place]

    @property
    def ref(self) -> str:
        """The full path with random ids."""
        return self.frame.ref_of(self.definition)


class Entries:
    """The entries of one repeat in one frame."""

    __slots__ = ("by_id", "counted", "definition", "frame", "frames", "look", "parent", "phantom")

    def __init__(self, definition: Definition, frame: "Frame", parent: Live) -> None:
        self.definition = definition
        self.frame = frame
        self.parent = parent
        self.frames: list[Frame] = []
        self.by_id: dict[str, Frame] = {}
        self.look: Any = None
        self.counted = False  # did the form's count ever say how many there are?
        # an entry that isn't there: where the count and an empty repeat's relevance are computed
        self.phantom = Frame(definition, frame, "")
        self.phantom.node = Live(definition, self.phantom, parent)

    @property
    def relevant(self) -> bool:
        if not self.parent.relevant:
            return False
        if self.frames:
            return any(frame.node.relevant for frame in self.frames)
        return self.phantom.node.own_relevant

    def renumber(self, start: int = 0) -> None:
        for at in range(start, len(self.frames)):
            self.frames[at].place = at

    def at(self, frame: "Frame") -> int:
        """Where an entry stands, from 0."""
        return frame.place

    @property
    def ref(self) -> str:
        return self.frame.ref_of(self.definition)


class Frame:
    """The form, or one entry of a repeat. `id` is random and stable; `slots` are filled once."""

    __slots__ = ("definition", "entries", "id", "node", "place", "prefix", "slots", "up")

    def __init__(self, definition: Definition, outer: "Frame | None", entry_id: str) -> None:
        self.definition = definition
        self.up = outer
        self.id = entry_id
        self.place = 0
        self.slots: list[Any] = [None] * definition.slots
        self.entries: Entries | None = None
        self.node: Live = None  # type: ignore[assignment]
        self.prefix = f"{outer.ref_of(definition)}[{entry_id}]" if outer is not None else definition.path

    def ref_of(self, definition: Definition) -> str:
        """The path of a definition of this frame."""
        return self.prefix + definition.tail if definition is not self.definition else self.prefix

    def at(self, depth: int) -> "Frame":
        """The frame around (or equal to) this one at a depth; the form is 0."""
        frame = self
        while frame.definition.frame_depth > depth:
            frame = frame.up  # type: ignore[assignment]
        return frame

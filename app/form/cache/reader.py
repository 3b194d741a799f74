"""Reads a form back from its records (app.form.cache.records)."""

import gc
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, partial
from threading import RLock
from typing import Any

from app.form import initial_state
from app.form.cache.lists import CachedLists, CachedTexts, Source
from app.form.cache.places import CachedDefinition, LazyExpression, run_of
from app.form.cache.records import FLAGS, LineRanges, tree_of
from app.form.compiler import Compiler
from app.form.computations import KINDS, Computation, DisplayComputation
from app.form.definition import Action, Definition
from app.form.expressions import Reads
from app.form.form_draft import plain
from app.form.model import Form
from app.form.views import FormLanguage, QuestionDef


@contextmanager
def undisturbed() -> Iterator[None]:
    """Pauses the garbage collector while many objects are made that stay alive."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class CachedForm(Form):
    """A form of which much is made when somebody asks for it."""

    def __init__(self, reading: "FormReader") -> None:
        super().__init__()
        self.reading = reading
        for name in _LAZY:
            self.__dict__.pop(name, None)  # until somebody asks: then __getattr__ is

    def __getattr__(self, name: str) -> Any:
        make = _LAZY.get(name)
        if make is None:
            raise AttributeError(name)
        with self.reading.lock:
            return self.__dict__.setdefault(name, make(self.reading))

    def questions(self) -> tuple[QuestionDef, ...]:
        with undisturbed():
            if not self._questions:
                self.reading.all_places()
            return super().questions()

    @cached_property
    def preloaded(self) -> list[Definition]:
        return [self.definitions[at] for at in self.reading.head["preloaded"]]

    @cached_property
    def spoken(self) -> list[Computation]:
        return [self.by_rank[rank] for rank in self.reading.head["spoken"]]


class FormReader:
    """Kept by the form that it made, for what is read later."""

    def __init__(self, content: bytes, source: Source) -> None:
        self.lock = RLock()
        total, _, text = content.partition(b"\n")
        if int(total, 16) != zlib.crc32(text):
            raise ValueError
        self._read = text.split(b"\n")
        head = self.head = self.line(0)
        self.lines = LineRanges(len(head["texts"]), len(head["names"]), head["computations"])
        if len(self._read) != self.lines.all:
            raise ValueError
        self.by_rank: dict[int, Computation] = _Computations(self)
        self._spoken = frozenset(head["spoken"])
        form = self.form = CachedForm(self)
        form_record = head["form"]
        form.id = form_record["id"]
        form.version = form_record["version"]
        form.title = form_record["title"]
        form.hash, form.primary_id = form_record["hash"], form_record["primary"]
        form.namespaces, form.settings = form_record["namespaces"], form_record["settings"]
        form.default_language = form_record["default"]
        form.languages = tuple(FormLanguage(*language) for language in form_record["languages"])
        form._dynamic = {}
        form.external_texts = CachedTexts(source)
        form.instances = CachedLists(set(head["lists"]), lambda: self._lists, source)
        form._initial = lambda: tree_of(self.line(LineRanges.initial))
        form.by_rank = self.by_rank
        self._places()
        self._pages()
        names = form.instances.names | {form.primary_id}
        form.compiler = Compiler(form.root, form.namespaces, instances=names)
        if head["begun"] is not None:
            places, later, zone = head["begun"]
            form.initial_state = initial_state.InitialState(places, tuple(self.by_rank[rank] for rank in later), zone)

    def line(self, at: int) -> Any:
        return json.loads(self._read[at].decode("utf-8", "surrogatepass"))

    def line_of(self, definition: CachedDefinition) -> Mapping[str, Any]:
        record: Mapping[str, Any] = self.line(self.lines.place(definition.at))
        return record

    def all_places(self) -> None:
        """Read in one go what would be read place by place."""
        start, end = self.lines.place(0), self.lines.computation(0)
        records = json.loads(b"[%b]" % b",".join(self._read[start:end]))
        with self.lock:
            for definition, record in zip(self.form.definitions, records, strict=True):
                if type(definition) is CachedDefinition:
                    definition.take(record)

    def _places(self) -> None:
        head, form = self.head, self.form
        names, parents = head["names"], head["parents"]
        flagged = {name: set(head[name]) for name in FLAGS}
        repeats, attributes, dormant = (flagged[name] for name in FLAGS)
        names_by_place = {at: (prefix, uri) for at, prefix, uri in head["uris"]}
        usual = head["uri"]
        definitions = form.definitions
        root = form.root = CachedDefinition(self, 0, names[0], None)
        root.prefix, root.uri = names_by_place.get(0, ("", usual))
        if root.prefix:
            root.written = f"{root.prefix}:{root.name}"
        root.path, root.frame_definition = f"/{root.written}", root
        definitions.append(root)
        places: dict[Definition, list[Definition]] = {root: []}
        parent_number = -1
        for at in range(1, len(names)):
            if parents[at] != parent_number:
                # those of one group mostly follow one another
                parent_number = parents[at]
                parent = definitions[parent_number]
                frame = parent if parent.is_repeat else parent.frame_definition
                siblings, depth = places[frame], parent.frame_depth
                path, tail = f"{parent.path}/", "/" if parent is frame else f"{parent.tail}/"
                if parent.children is CachedDefinition.children:
                    parent.children, parent.by_name = [], {}
                children, by_name = parent.children, parent.by_name
            name = names[at]
            definition = CachedDefinition(self, at, name, parent)
            definition.uri = usual
            if at in names_by_place:
                definition.prefix, definition.uri = names_by_place[at]
                if definition.prefix:
                    definition.written = f"{definition.prefix}:{name}"
            definition.path, definition.tail = path + definition.written, tail + definition.written
            definition.frame_definition, definition.slot = frame, len(siblings)
            if depth:
                definition.outer_depth = definition.frame_depth = depth
            siblings.append(definition)
            by_name[name] = definition
            if at in attributes:
                definition.is_attribute = True
                parent.bound_attributes = [*parent.bound_attributes, definition]
            else:
                children.append(definition)
            if at in repeats:
                definition.is_repeat = True
                definition.frame_depth = depth + 1
                places[definition] = []
            if at in dormant:
                definition.dormant = True
            definitions.append(definition)
        for frame, frame_places in places.items():
            frame.slots = len(frame_places)
        form.__dict__["places"] = places
        for at, rows in head["attrs"]:
            definitions[at].attrs = [tree_of(row) for row in rows]

    def _pages(self) -> None:
        head, definitions = self.head, self.form.definitions
        for at, numbers in head["shown"]:
            definitions[at].shown = [definitions[number] for number in numbers]
        self.form.pages_of = [
            (definitions[page] if page is not None else None, [definitions[at] for at in numbers])
            for page, numbers in head["pages"]
        ]

    @cached_property
    def _lists(self) -> Mapping[str, Any]:
        lists: Mapping[str, Any] = self.line(LineRanges.lists)
        return lists

    @cached_property
    def actions(self) -> list[Action]:
        return [self._action(*record) for record in self.line(LineRanges.actions)]

    def _action(self, events: list[str], target: int, source: int | None, kind: str, sources: list[Any]) -> Action:
        form, definitions = self.form, self.form.definitions
        source_definition = definitions[source] if source is not None else None
        action = Action(frozenset(events), definitions[target], None, source_definition, kind)
        value, text, ref = action.sources = (sources[0], sources[1], sources[2])
        if value is not None or text is not None:
            action.value = LazyExpression(action, "value", partial(_acted, form, action, "value"))
        if ref is not None:
            action.places = LazyExpression(action, "places", partial(_acted, form, action, "places"))
        return action

    def computation(self, rank: int) -> Computation:
        """What is computed at a rank; beyond the last of these, what is only looked at again."""
        if rank >= self.lines.computations:
            return DisplayComputation(self.form.definitions[self.head["looks"][rank - self.lines.computations]])
        at, purpose, *own_source = self.line(self.lines.computation(rank))
        definition = self.form.definitions[at]
        # not through the place itself: what it is made of may lead to the next computation, and so on
        source = own_source[0] if own_source else self.line(self.lines.place(at))["sources"][purpose]
        reads = Reads(language=rank in self._spoken)
        computation = KINDS[purpose](definition, reads=reads, source=source, rank=rank)
        if source:
            computation.run = LazyExpression(
                computation, "run", partial(run_of, self.form, definition, purpose, source)
            )
        return computation


class _Computations(dict[int, Computation]):
    """By rank; each is made when it is first computed, or when somebody asks what reads a place."""

    def __init__(self, reading: FormReader) -> None:
        super().__init__()
        self._reading = reading

    def __missing__(self, rank: int) -> Computation:
        with self._reading.lock:
            return self.setdefault(rank, self._reading.computation(rank))


def _acted(form: Form, action: Action, part: str) -> Callable[[Any], Any]:
    form._act_on(action)
    compiled: Callable[[Any], Any] = getattr(action, part)
    return compiled


_LAZY: Mapping[str, Callable[[FormReader], Any]] = {
    "computations": lambda reading: [reading.by_rank[at] for at in range(reading.lines.computations)],
    "load_actions": lambda reading: [reading.actions[at] for at in reading.head["load"]],
    "by_path": lambda reading: {definition.path: definition for definition in reading.form.definitions},
    "_by_plain": lambda reading: {plain(definition.path): definition for definition in reading.form.definitions},
    "_texts": lambda reading: {
        language: reading.line(reading.lines.language(at)) for at, language in enumerate(reading.head["texts"])
    },
}

"""A form again from what was written down of it (app.form.cache.records)."""

import json
import zlib
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from threading import RLock
from typing import Any

from app.form import initial_state
from app.form.cache.lists import KeptLists, KeptTexts, Source
from app.form.cache.places import KeptDef, run_of
from app.form.cache.records import FLAGS, Lines, tree_of
from app.form.compiler import Compiler
from app.form.computations import Reads
from app.form.definition import Action, Def, Vertex
from app.form.form_draft import plain
from app.form.gc_pause import undisturbed
from app.form.lazy import Late
from app.form.model import Form
from app.form.views import FormLanguage, QuestionDef


class KeptForm(Form):
    """A form of which much is made when somebody asks for it."""

    def __init__(self, reading: "Reading") -> None:
        super().__init__()
        self.reading = reading
        for name in _LATE:
            self.__dict__.pop(name, None)  # until somebody asks: then __getattr__ is

    def __getattr__(self, name: str) -> Any:
        make = _LATE.get(name)
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
    def preloaded(self) -> list[Def]:
        return [self.defs[at] for at in self.reading.head["preloaded"]]

    @cached_property
    def spoken(self) -> list[Vertex]:
        return [self.by_rank[rank] for rank in self.reading.head["spoken"]]


class Reading:
    """Kept by the form that it made, for what is read later."""

    def __init__(self, content: bytes, source: Source) -> None:
        self.lock = RLock()
        total, _, told = content.partition(b"\n")
        if int(total, 16) != zlib.crc32(told):
            raise ValueError
        self._read = told.split(b"\n")
        head = self.head = self.line(0)
        self.lines = Lines(len(head["texts"]), len(head["names"]), head["vertices"])
        if len(self._read) != self.lines.all:
            raise ValueError
        self.by_rank: dict[int, Vertex] = _Vertices(self)
        self._spoken = frozenset(head["spoken"])
        form = self.form = KeptForm(self)
        own = head["form"]
        form.id, form.version, form.title = own["id"], own["version"], own["title"]
        form.hash, form.primary_id = own["hash"], own["primary"]
        form.namespaces, form.settings = own["namespaces"], own["settings"]
        form.default_language = own["default"]
        form.languages = tuple(FormLanguage(*one) for one in own["languages"])
        form._dynamic = {}
        form.far_texts = KeptTexts(source)
        form.instances = KeptLists(set(head["lists"]), lambda: self._lists, source)
        form._initial = lambda: tree_of(self.line(Lines.initial))
        form.by_rank = self.by_rank
        self._places()
        self._pages()
        names = form.instances.names | {form.primary_id}
        form.compiler = Compiler(form.root, form.namespaces, instances=names)
        if head["begun"] is not None:
            places, later, zone = head["begun"]
            form.begun = initial_state.Begun(
                places, tuple(self.by_rank[rank] for rank in later), zone
            )

    def line(self, at: int) -> Any:
        return json.loads(self._read[at].decode("utf-8", "surrogatepass"))

    def line_of(self, d: KeptDef) -> Mapping[str, Any]:
        told: Mapping[str, Any] = self.line(self.lines.place(d.at))
        return told

    def all_places(self) -> None:
        """Read in one go what would be read place by place."""
        start, end = self.lines.place(0), self.lines.vertex(0)
        told = json.loads(b"[%b]" % b",".join(self._read[start:end]))
        with self.lock:
            for d, one in zip(self.form.defs, told, strict=True):
                if type(d) is KeptDef:
                    d.take(one)

    def _places(self) -> None:
        head, form = self.head, self.form
        names, parents = head["names"], head["parents"]
        flagged = {name: set(head[name]) for name in FLAGS}
        repeats, attributes, dormant = (flagged[name] for name in FLAGS)
        written = {at: (prefix, uri) for at, prefix, uri in head["uris"]}
        usual = head["uri"]
        defs = form.defs
        root = form.root = KeptDef(self, 0, names[0], None)
        root.prefix, root.uri = written.get(0, ("", usual))
        if root.prefix:
            root.written = f"{root.prefix}:{root.name}"
        root.path, root.frame_def = f"/{root.written}", root
        defs.append(root)
        places: dict[Def, list[Def]] = {root: []}
        around = -1
        for at in range(1, len(names)):
            if parents[at] != around:
                # those of one group mostly follow one another
                around = parents[at]
                above = defs[around]
                frame = above if above.is_repeat else above.frame_def
                beside, depth = places[frame], above.frame_depth
                path, tail = f"{above.path}/", "/" if above is frame else f"{above.tail}/"
                if above.children is KeptDef.children:
                    above.children, above.by_name = [], {}
                children, by_name = above.children, above.by_name
            name = names[at]
            d = KeptDef(self, at, name, above)
            d.uri = usual
            if at in written:
                d.prefix, d.uri = written[at]
                if d.prefix:
                    d.written = f"{d.prefix}:{name}"
            d.path, d.tail = path + d.written, tail + d.written
            d.frame_def, d.slot = frame, len(beside)
            if depth:
                d.outer_depth = d.frame_depth = depth
            beside.append(d)
            by_name[name] = d
            if at in attributes:
                d.is_attribute = True
                above.attr_defs = [*above.attr_defs, d]
            else:
                children.append(d)
            if at in repeats:
                d.is_repeat = True
                d.frame_depth = depth + 1
                places[d] = []
            if at in dormant:
                d.dormant = True
            defs.append(d)
        for frame, inside in places.items():
            frame.slots = len(inside)
        form.__dict__["places"] = places
        for at, told in head["attrs"]:
            defs[at].attrs = [tree_of(one) for one in told]

    def _pages(self) -> None:
        head, defs = self.head, self.form.defs
        for at, shown in head["shown"]:
            defs[at].shown = [defs[one] for one in shown]
        self.form.pages_of = [
            (defs[own] if own is not None else None, [defs[at] for at in shown])
            for own, shown in head["pages"]
        ]

    @cached_property
    def _lists(self) -> Mapping[str, Any]:
        told: Mapping[str, Any] = self.line(Lines.lists)
        return told

    @cached_property
    def actions(self) -> list[Action]:
        return [self._action(*told) for told in self.line(Lines.actions)]

    def _action(
        self, events: list[str], target: int, source: int | None, kind: str, sources: list[Any]
    ) -> Action:
        form, defs = self.form, self.form.defs
        on = defs[source] if source is not None else None
        action = Action(frozenset(events), defs[target], None, on, kind)
        value, text, ref = action.sources = (sources[0], sources[1], sources[2])
        if value is not None or text is not None:
            action.value = Late(action, "value", partial(_acted, form, action, "value"))
        if ref is not None:
            action.places = Late(action, "places", partial(_acted, form, action, "places"))
        return action

    def vertex(self, rank: int) -> Vertex:
        """What is computed at a rank; beyond the last of these, what is only looked at again."""
        if rank >= self.lines.vertices:
            return Vertex(self.form.defs[self.head["looks"][rank - self.lines.vertices]], "look")
        at, what, *other = self.line(self.lines.vertex(rank))
        d = self.form.defs[at]
        # not through the place itself: what it is made of may lead to the next vertex, and so on
        source = other[0] if other else self.line(self.lines.place(at))["sources"][what]
        reads = Reads(language=rank in self._spoken)
        vertex = Vertex(d, what, reads=reads, source=source, rank=rank)
        if source:
            vertex.run = Late(vertex, "run", partial(run_of, self.form, d, what, source))
        return vertex


class _Vertices(dict[int, Vertex]):
    """By rank; each is made when it is first computed, or when somebody asks what reads a place."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self._reading = reading

    def __missing__(self, rank: int) -> Vertex:
        with self._reading.lock:
            return self.setdefault(rank, self._reading.vertex(rank))


def _acted(form: Form, action: Action, part: str) -> Callable[[Any], Any]:
    form._act_on(action)
    made: Callable[[Any], Any] = getattr(action, part)
    return made


_LATE: Mapping[str, Callable[[Reading], Any]] = {
    "vertices": lambda reading: [reading.by_rank[at] for at in range(reading.lines.vertices)],
    "load_actions": lambda reading: [reading.actions[at] for at in reading.head["load"]],
    "by_path": lambda reading: {d.path: d for d in reading.form.defs},
    "_by_plain": lambda reading: {plain(d.path): d for d in reading.form.defs},
    "_texts": lambda reading: {
        language: reading.line(reading.lines.language(at))
        for at, language in enumerate(reading.head["texts"])
    },
}

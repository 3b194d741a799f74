"""The state of an interview before any answer: computed once and kept with the compiled form.

What depends on the moment, on the device or on chance is left out and computed each time (`later`)."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from app import clock
from app.form.computations import Computation, EntryCount, Relevance
from app.form.definition import Definition
from app.form.engine import Engine
from app.form.instance import Entries, Frame, Live
from app.form.model import Form


@dataclass(frozen=True, slots=True)
class InitialState:
    """`places`: of the outermost frame, by slot (`frame_data`). `later`: what is still to compute.
    `zone`: where the computer stood; elsewhere moments are written otherwise."""

    places: list[Any]
    later: tuple[Computation, ...]
    zone: str


def zone() -> str:
    """Where this computer stands: the names of its time, and what clocks show there four times a year, for
    places far apart have names in common."""
    quarters = range(0, 2_524_608_000, 7_889_400)  # from 1970 to 2050
    offsets = ",".join(str(time.localtime(at).tm_gmtoff) for at in quarters)
    return f"{'/'.join(time.tzname)} {sha256(offsets.encode()).hexdigest()[:16]}"


def compute(form: Form) -> InitialState | None:
    """None where it takes more steps than an act may: then no interview begins with the form."""
    later = moving(form)
    first = _First(form, later)
    if first.overworked:
        return None
    return InitialState(frame_data(first.root, form.places), tuple(later), zone())


class _First(Engine):
    """An interview in which nothing happens but what happens in each."""

    def __init__(self, form: Form, later: Iterable[Computation]) -> None:
        super().__init__(form)
        self.language = form.default_language
        self._now, self._today, self._properties = clock.now, None, {}
        self._later = frozenset(later)
        self._fill(self.root, form.initial)
        self._schedule_all(self.root, form.computations)
        self._run()

    def _new_id(self) -> str:
        self._last_id = getattr(self, "_last_id", 0) + 1
        return f"e{self._last_id}"

    def _schedule(self, definition: Definition, frame: Frame) -> None:
        for computation, depth in definition.readers:
            if computation.rank >= 0:
                self._schedule_all(frame.at(depth), [computation])

    def _schedule_all(self, frame: Frame, computations: Iterable[Computation]) -> None:
        super()._schedule_all(frame, [computation for computation in computations if computation not in self._later])


def moving(form: Form) -> list[Computation]:
    """Everything that may come out otherwise another time, and all that reads it."""
    readers: dict[Computation, list[Computation]] = {computation: [] for computation in form.computations}
    computed_inside: dict[Definition, list[Computation]] = {}
    for computation in form.computations:
        for ancestor in _ancestors(computation.definition):
            computed_inside.setdefault(ancestor, []).append(computation)
    by_place: dict[Definition, list[Computation]] = {
        definition: [v for v, _ in definition.readers] for definition in form.definitions
    }
    for computation in form.computations:
        readers[computation] = list(by_place[computation.definition])
        if isinstance(computation, Relevance | EntryCount):
            # a place's relevance is that of all that is inside, and a count makes entries
            readers[computation] += computed_inside.get(computation.definition, [])
            for definition in computation.definition.everything():
                readers[computation] += by_place[definition]
    waiting = [computation for computation in form.computations if _moves(computation)]
    for definition in form.definitions:
        if definition.preload is not None:
            waiting += by_place[definition]
        if definition.actions:
            waiting += definition.computations
    for action in form.load_actions:
        waiting += [*by_place[action.target], *action.target.computations]
    changing: dict[Computation, None] = {}
    while waiting:
        computation = waiting.pop()
        if computation.rank >= 0 and computation not in changing:
            changing[computation] = None
            waiting += readers[computation]
    return list(changing)


def _moves(computation: Computation) -> bool:
    reads = computation.reads
    acts = isinstance(computation, EntryCount) and bool(computation.definition.new_repeat)
    return reads.volatile or reads.language or acts


def _ancestors(definition: Definition) -> list[Definition]:
    ancestors = []
    ancestor = definition.parent
    while ancestor is not None:
        ancestors.append(ancestor)
        ancestor = ancestor.parent
    return ancestors


def frame_data(frame: Frame, places: dict[Definition, list[Definition]]) -> list[Any]:
    """Every place of a frame by slot: a text, or [text, flags, what was chosen] where it differs
    from a relevant place; of a repeat {own, entries, phantom}."""
    return [_place_data(frame.slots[definition.slot], places) for definition in places[frame.definition]]


def _place_data(place: Any, places: dict[Definition, list[Definition]]) -> Any:
    if isinstance(place, Entries):
        phantom = place.phantom
        phantom_data = frame_data(phantom, places) if place.definition.looks_inside else None
        return {
            "own": _live_data(phantom.node),
            "phantom": phantom_data,
            "counted": place.counted,
            "entries": [[_live_data(frame.node), frame_data(frame, places)] for frame in place.frames],
        }
    return _live_data(place)


def _live_data(live: Live) -> Any:
    if live.relevant and live.own_relevant and live.chosen is None:
        return live.text
    return [live.text, live.relevant, live.own_relevant, live.chosen]


def lay(engine: Engine, records: list[Any], *, entries: bool = True) -> None:
    """Make every place of an interview as it was written down; `entries`: those of repeats too."""
    work = [(engine.root, records)]
    while work:
        frame, data = work.pop()
        slots, top, frame_definition = frame.slots, frame.node, frame.definition
        for definition, record in zip(engine.form.places[frame_definition], data, strict=True):
            parent_definition = definition.parent
            parent = (
                top
                if parent_definition is frame_definition or parent_definition is None
                else slots[parent_definition.slot]
            )
            if definition.is_repeat:
                slots[definition.slot] = repeat = Entries(definition, frame, parent)
                work += _repeat(engine, repeat, record, entries)
                continue
            live = slots[definition.slot] = Live(definition, frame, parent)
            if type(record) is str:
                live.text = live.shown = record
            else:
                _set(live, record)


def _repeat(engine: Engine, entries: Entries, record: Any, with_entries: bool) -> list[tuple[Frame, list[Any]]]:
    _set(entries.phantom.node, record["own"])
    entries.counted = with_entries and record["counted"]
    work = [(entries.phantom, record["phantom"])] if record["phantom"] is not None else []
    for node, entry_data in record["entries"] if with_entries else ():
        entry = engine._entry(entries)
        engine._entries += 1
        _set(entry.node, node)
        work.append((entry, entry_data))
    return work


def _set(live: Live, record: Any) -> None:
    live.text, live.relevant, live.own_relevant, live.chosen = (
        (record, True, True, None) if type(record) is str else record
    )
    live.shown = live.text if live.relevant else ""


def resume(engine: Engine, first: InitialState, saved: Mapping[str, str]) -> None:
    """Lay what was kept of an interview over its first state; compute what differs from that."""
    lay(engine, first.places, entries=False)
    slots = engine.root.slots
    first_texts = [None if isinstance(place, Entries) else place.text for place in slots]
    for place in slots:
        if isinstance(place, Live) and not place.definition.children:
            _set_text(place, place.definition.default if place.definition.is_attribute else "")
            place.chosen = None
    engine._restore(saved)
    for place, text in zip(slots, first_texts, strict=True):
        if isinstance(place, Entries):
            _look_again(engine, place)
        elif place.text != text:
            engine._schedule(place.definition, engine.root)
            engine._schedule_all(engine.root, place.definition.computations)
    engine._schedule_all(engine.root, first.later)


def _set_text(live: Live, text: str) -> None:
    live.text = text
    live.shown = text if live.relevant else ""


def _look_again(engine: Engine, top: Entries) -> None:
    """Everything that follows from which entries there are."""
    waiting = [top]
    while waiting:
        entries = waiting.pop()
        definition = entries.definition
        engine._schedule(definition, entries.frame)
        engine._schedule_all(entries.frame, definition.computations)
        for frame in entries.frames:
            engine._schedule_all(frame, definition.inside)
            waiting += [place for place in frame.slots if isinstance(place, Entries)]

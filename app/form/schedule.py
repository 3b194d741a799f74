"""What has to be recomputed after a change, and how its places are found.

A change schedules its readers as (rank, frame). The lowest rank depends on nothing that still waits,
so each is computed once, unless entries depend on other entries."""

import heapq
from collections.abc import Iterable
from typing import Any

from app.form.computations import Computation
from app.form.definition import Action, Definition
from app.form.instance import Entries, Frame, Live
from app.form.instance_builder import InstanceBuilder
from app.form.model import Form


class Schedule(InstanceBuilder):
    """What is pending in one interview, and what changed since it was last asked."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._pending: dict[int, dict[Frame, None]] = {}
        self._heap: list[int] = []
        self._entries = 0
        self._queued: list[tuple[Action, Live, bool]] = []  # the last: on loading?
        self._changed: dict[str, Live | str | None] = {}
        self._put_over: set[Live] = set()  # by this act: they stand, whatever is calculated now
        self._touched: set[Live | Entries] = set()
        self._answering = False  # does somebody answer, rather than add, remove, resume?
        self._taken_up = False  # does it go on from what was stored?
        self.root = Frame(form.root, None, "")
        self.root.node = Live(form.root, self.root, None)

    def _schedule(self, definition: Definition, frame: Frame) -> None:
        pending = self._pending
        for computation, depth in definition.readers:
            outer = frame
            while outer.definition.frame_depth > depth:
                outer = outer.up  # type: ignore[assignment]
            rank = computation.rank
            if rank < 0:
                self._note_look(computation, outer)
                continue
            frames = pending.get(rank)
            if frames is None:
                pending[rank] = {outer: None}
                heapq.heappush(self._heap, rank)
            else:
                frames[outer] = None

    def _schedule_all(self, frame: Frame, computations: Iterable[Computation]) -> None:
        for computation in computations:
            frames = self._pending.get(computation.rank)
            if frames is None:
                self._pending[computation.rank] = {frame: None}
                heapq.heappush(self._heap, computation.rank)
            else:
                frames[frame] = None

    def _note_look(self, computation: Computation, frame: Frame) -> None:
        definition = computation.definition
        if definition.frame_definition is frame.definition and not definition.is_repeat:
            self._touched.add(frame.slots[definition.slot])
            return
        self._touched.update(self._places(definition, frame))

    def _places(self, definition: Definition, frame: Frame, *, as_entries: bool = True) -> list[Any]:
        """All places of a definition inside a frame; of a repeat, its entries (`as_entries`) or Entries."""
        if not definition.is_repeat and definition.frame_definition is frame.definition:
            # nearly always; the root alone isn't kept in a slot
            slots = frame.slots
            return [slots[definition.slot] if definition.parent is not None else self.root.node]
        target = definition if definition.is_repeat and as_entries else definition.frame_definition
        frames = self._frames(target, frame)
        if definition.is_repeat and as_entries:
            return [inner.node for inner in frames]
        if definition.parent is None:
            return [self.root.node]
        return [inner.slots[definition.slot] for inner in frames]

    def _frames(self, target: Definition, frame: Frame) -> list[Frame]:
        if target is frame.definition:
            return [frame]
        chain: list[Definition] = []
        ancestor: Definition | None = target
        while ancestor is not None and ancestor is not frame.definition:
            if ancestor.is_repeat:
                chain.append(ancestor)
            ancestor = ancestor.parent
        frames = [frame]
        for repeat in reversed(chain):
            frames = [entry for inner in frames for entry in inner.slots[repeat.slot].frames]
        return frames

    def _all(self, frame: Frame) -> list[Live | Entries]:
        places: list[Live | Entries] = [frame.node]
        stack = [frame]
        while stack:
            current = stack.pop()
            for place in current.slots:
                if place is None:
                    continue
                places.append(place)
                if isinstance(place, Entries):
                    for entry in place.frames:
                        places.append(entry.node)
                        stack.append(entry)
        return places

    def _in_order(self) -> list[Live]:
        """Every leaf and entry, in instance order."""
        places: list[Live] = []
        stack: list[Live] = [self.root.node]
        while stack:
            live = stack.pop()
            if live.definition.is_repeat or not live.definition.children:
                places.append(live)
            places.extend(live.frame.slots[definition.slot] for definition in live.definition.bound_attributes)
            if live.definition.children:
                stack.extend(reversed(live.elements()))
        return places

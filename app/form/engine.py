"""Recomputes what depends on a change and nothing else, in the order of app.form.graph."""

import heapq
from collections.abc import Callable
from typing import Any

from app.form.actions import Actions
from app.form.budget import LOOKS, MOST, Overworked
from app.form.computations import Calculation, Computation, EntryCount, FilteredChoices, Relevance
from app.form.expressions import Scope
from app.form.instance import Entries, Frame, Live

MAX_ROUNDS = 200_000
_ROUNDS_OF_AN_ACTION = 50


class Engine(Actions):
    """Values, relevance, counts of entries, filtered choices and actions of one interview."""

    def _run(self, *, answering: bool = False) -> None:
        self.steps_left, self.computing, self._answering = MOST, True, answering
        try:
            self._settle()
        except Overworked:
            self.overworked = True
            self._heap.clear()
            self._pending.clear()
            self._queued.clear()
        finally:
            self._settle_over()
            self.steps_left, self.looks_left, self.computing = MOST, LOOKS, False

    def _settle(self) -> None:
        """Compute what is pending and carry out what actions that sets off, until nothing is left."""
        rounds = 0
        postponed: list[tuple[Computation, dict[Frame, None]]] = []
        while True:
            rounds = self._compute_pending(rounds, postponed)
            if not self._queued:
                return
            queued, self._queued = self._queued, []
            for action, source, loading in queued:
                rounds += _ROUNDS_OF_AN_ACTION
                self._act(action, source.frame, loading=loading)
            for computation, frames in postponed:
                for frame in frames:
                    self._schedule_all(frame, [computation])
            postponed.clear()
            if rounds > MAX_ROUNDS:
                self._queued.clear()

    def _compute_pending(self, rounds: int, postponed: list[tuple[Computation, dict[Frame, None]]]) -> int:
        """Compute in order what is pending; how many rounds that makes with those before. `postponed`
        gets what is drawn once and has to wait for the actions of the beginning."""
        computations, heap, pending = self.form.by_rank, self._heap, self._pending
        scope = Scope(None, self)
        carry_out: dict[type[Computation], Callable[[Any, dict[Frame, None], Scope], None]] = {
            Calculation: self._calculate,
            Relevance: self._decide_relevance,
            FilteredChoices: self._filter_choices,
            EntryCount: self._count_entries,
        }
        while heap:
            rank = heapq.heappop(heap)
            frames = pending.pop(rank)
            computation = computations[rank]
            if len(frames) > 1 and self.root in frames:
                frames = {self.root: None}
            if self._queued and self._beginning() and computation.is_once:
                postponed.append((computation, frames))
                continue
            carry_out[type(computation)](computation, frames, scope)
            rounds += 1
            if rounds > MAX_ROUNDS:
                # a total that never stands still (an entry that depends on itself through others)
                heap.clear()
                pending.clear()
        return rounds

    def _beginning(self) -> bool:
        """Do actions wait that belong to the beginning of the interview?"""
        return any(loading for _, _, loading in self._queued)

    def _calculate(self, computation: Calculation, frames: dict[Frame, None], scope: Scope) -> None:
        definition, run = computation.definition, computation.run
        for frame in frames:
            for live in self._places(definition, frame):
                scope.node = scope.origin = live
                text = run(scope)
                if live.over is not None:
                    self._calculated_under(live, text)
                elif text != live.text:
                    live.origin = None
                    self._set(live, text)
                    self._offer_again(live)

    def _decide_relevance(self, computation: Relevance, frames: dict[Frame, None], scope: Scope) -> None:
        definition, run = computation.definition, computation.run
        for frame in frames:
            for live in self._places(definition, frame):
                scope.node = scope.origin = live
                self._own_relevance(live, run(scope))
            if definition.is_repeat and frame.definition is not definition:
                for entries in self._places(definition, frame, as_entries=False):
                    phantom = scope.node = scope.origin = entries.phantom.node
                    if phantom.own_relevant != run(scope):
                        phantom.own_relevant = not phantom.own_relevant
                        self._touched.add(entries)

    def _filter_choices(self, computation: FilteredChoices, frames: dict[Frame, None], scope: Scope) -> None:
        for frame in frames:
            for live in self._places(computation.definition, frame):
                self._touched.add(live)
                self._available(live)

    def _count_entries(self, computation: EntryCount, frames: dict[Frame, None], scope: Scope) -> None:
        definition, run = computation.definition, computation.run
        for frame in frames:
            if frame.definition is not definition:
                for entries in self._places(definition, frame, as_entries=False):
                    scope.node = scope.origin = entries.phantom.node
                    self._count(entries, run(scope))

    def _own_relevance(self, live: Live, own_relevant: bool) -> None:
        if own_relevant == live.own_relevant:
            return
        live.own_relevant = own_relevant
        parent_relevant = live.parent is None or live.parent.relevant
        self._relevance(live, parent_relevant and own_relevant)

    def _relevance(self, top: Live, relevant: bool) -> None:
        """Give a place and everything inside it its relevance."""
        if top.relevant == relevant:
            return
        touched = self._touched
        if top.parent is not None:
            touched.add(top.parent)
        if top.definition.is_repeat and top.frame.entries is not None:
            touched.add(top.frame.entries)
        stack = [(top, relevant)]
        while stack:
            live, now = stack.pop()
            if live.relevant == now:
                continue
            live.relevant = now
            touched.add(live)
            definition = live.definition
            if not definition.children:
                visible_text = live.text if now else ""
                if visible_text != live.shown:
                    live.shown = visible_text
            self._schedule(definition, live.frame)
            for child in definition.bound_attributes:
                stack.append((live.frame.slots[child.slot], now))
            if definition.children:
                slots = live.frame.slots
                for child in definition.children:
                    place = slots[child.slot]
                    if isinstance(place, Entries):
                        touched.add(place)
                        place.phantom.node.relevant = now
                        for frame in place.frames:
                            stack.append((frame.node, now and frame.node.own_relevant))
                    else:
                        stack.append((place, now and place.own_relevant))

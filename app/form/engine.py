"""Computing again only what depends on a change, in the order of app.form.graph.

A change schedules its readers: (rank, frame) on a heap. What comes off the heap first depends on
nothing still waiting, so each is computed once, unless entries depend on other entries.
"""

import heapq
import math
import re
from collections.abc import Iterable
from typing import Any

from app.form.budget import LOOKS, MOST, Overworked
from app.form.computations import Scope
from app.form.definition import Action, Def, Vertex
from app.form.instance import Entries, Frame, Live
from app.form.instance_builder import Filling
from app.form.model import Form
from app.form.origins import ACTION, TYPED, Origin

MAX_ENTRIES = 10_000
MAX_ALL_ENTRIES = 50_000  # of all repeats together: counts inside counts multiply
MAX_ROUNDS = 200_000
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_PATH = re.compile(r"/|\.\.")


class Engine(Filling):
    """Values, relevance, counts of entries, filtered choices and actions of one interview."""

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

    def _schedule(self, d: Def, frame: Frame) -> None:
        pending = self._pending
        for vertex, depth in d.readers:
            around = frame
            while around.d.frame_depth > depth:
                around = around.up  # type: ignore[assignment]
            rank = vertex.rank
            if rank < 0:
                self._look(vertex, around)
                continue
            frames = pending.get(rank)
            if frames is None:
                pending[rank] = {around: None}
                heapq.heappush(self._heap, rank)
            else:
                frames[around] = None

    def _schedule_all(self, frame: Frame, vertices: Iterable[Vertex]) -> None:
        for vertex in vertices:
            frames = self._pending.get(vertex.rank)
            if frames is None:
                self._pending[vertex.rank] = {frame: None}
                heapq.heappush(self._heap, vertex.rank)
            else:
                frames[frame] = None

    def _look(self, vertex: Vertex, frame: Frame) -> None:
        d = vertex.d
        if d.frame_def is frame.d and not d.is_repeat:
            self._touched.add(frame.slots[d.slot])
            return
        self._touched.update(self._places(d, frame))

    def _places(self, d: Def, frame: Frame, *, own: bool = True) -> list[Any]:
        """All places of a definition inside a frame; of a repeat, its entries (`own`) or Entries."""
        target = d if d.is_repeat and own else d.frame_def
        frames = self._frames(target, frame)
        if d.is_repeat and own:
            return [one.node for one in frames]
        if d.parent is None:
            return [self.root.node]
        return [one.slots[d.slot] for one in frames]

    def _frames(self, target: Def, frame: Frame) -> list[Frame]:
        if target is frame.d:
            return [frame]
        chain: list[Def] = []
        above: Def | None = target
        while above is not None and above is not frame.d:
            if above.is_repeat:
                chain.append(above)
            above = above.parent
        frames = [frame]
        for repeat in reversed(chain):
            frames = [entry for one in frames for entry in one.slots[repeat.slot].frames]
        return frames

    def _run(self, *, answering: bool = False) -> None:
        self.left, self.computing, self._answering = MOST, True, answering
        try:
            self._settle()
        except Overworked:
            self.overworked = True
            self._heap.clear()
            self._pending.clear()
            self._queued.clear()
        finally:
            self._settle_over()
            self.left, self.looking, self.computing = MOST, LOOKS, False

    def _settle(self) -> None:
        vertices = self.form.by_rank
        scope = Scope(None, self)
        rounds = 0
        heap, pending = self._heap, self._pending
        held: list[tuple[Vertex, dict[Frame, None]]] = []
        while True:
            while heap:
                rank = heapq.heappop(heap)
                frames = pending.pop(rank)
                vertex = vertices[rank]
                d, run = vertex.d, vertex.run
                if len(frames) > 1 and self.root in frames:
                    frames = {self.root: None}
                if self._queued and "once(" in vertex.source and self._beginning():
                    held.append((vertex, frames))
                    continue
                match vertex.what:
                    case "calculate":
                        for frame in frames:
                            for live in self._places(d, frame):
                                scope.node = scope.origin = live
                                text = run(scope)
                                if live.over is not None:
                                    self._calculated_under(live, text)
                                elif text != live.text:
                                    live.origin = None
                                    self._set(live, text)
                                    self._offer_again(live)
                    case "relevant":
                        for frame in frames:
                            for live in self._places(d, frame):
                                scope.node = scope.origin = live
                                self._own_relevance(live, run(scope))
                            if d.is_repeat:
                                for entries in (
                                    self._places(d, frame, own=False) if frame.d is not d else ()
                                ):
                                    scope.node = scope.origin = entries.phantom.node
                                    if entries.phantom.node.own_relevant != run(scope):
                                        entries.phantom.node.own_relevant = (
                                            not entries.phantom.node.own_relevant
                                        )
                                        self._touched.add(entries)
                    case "choices":
                        for frame in frames:
                            for live in self._places(d, frame):
                                self._touched.add(live)
                                self._available(live)
                    case _:
                        for frame in frames:
                            if frame.d is d:
                                continue
                            for entries in self._places(d, frame, own=False):
                                scope.node = scope.origin = entries.phantom.node
                                self._count(entries, run(scope))
                rounds += 1
                if rounds > MAX_ROUNDS:
                    # a total that never stands still (an entry that depends on itself through others)
                    heap.clear()
                    pending.clear()
                    break
            if not self._queued:
                return
            queued, self._queued = self._queued, []
            for action, source, loading in queued:
                rounds += 50
                self._act(action, source.frame, loading=loading)
            for vertex, frames in held:
                for frame in frames:
                    self._schedule_all(frame, [vertex])
            held.clear()
            if rounds > MAX_ROUNDS:
                self._queued.clear()

    def _beginning(self) -> bool:
        """Do actions wait that belong to the beginning of the interview?"""
        return any(loading for _, _, loading in self._queued)

    def _set(self, live: Live, text: str) -> None:
        """Keep a text in a leaf and note everything that reads it."""
        live.text = text
        self._changed[live.ref] = live
        self._touched.add(live)
        if live.relevant and live.shown != text:
            live.shown = text
            self._schedule(live.d, live.frame)
        if live.d.actions:
            self._queued.extend((action, live, False) for action in live.d.actions)

    def _put_in(self, live: Live, text: str, origin: Origin) -> None:
        """Keep a text that somebody or something gave; of a calculation, over what is calculated."""
        live.origin = origin
        if text != live.text:
            self._set(live, text)
        else:
            self._changed[live.ref] = live
            self._touched.add(live)
        if live.d.calculated:
            self._stand_over(live)
        if origin != TYPED:
            self._offer_again(live)

    def _offer_again(self, live: Live) -> None:
        """What no person chose may not be among the choices as they are filtered now."""
        if live.d.itemset is not None:
            offers = [one for one in live.d.vertices if one.what == "choices"]
            self._schedule_all(live.frame, offers)

    def _stand_over(self, live: Live) -> None:
        """Let what is in a place stand; its calculation is asked for, to know what it stands over."""
        vertex = live.d.calculation
        if vertex is not None:
            live.over = live.text
            self._put_over.add(live)
            self._schedule_all(live.frame, [vertex])

    def _calculated_under(self, live: Live, text: str) -> None:
        """What is typed over a calculation stands until an answer lets that come to another result:
        then the result counts, as in JavaRosa and web-forms (docs/decisions/0018)."""
        if text == live.over:
            return
        self._touched.add(live)
        if not self._answering or live in self._put_over:
            live.over = text
            self._put_over.add(live)
            return
        live.over = live.origin = None
        self._changed[live.ref] = live
        if text != live.text:
            self._set(live, text)
            self._offer_again(live)

    def _settle_over(self) -> None:
        """What was put in as it is calculated anyway stands over nothing."""
        for live in self._put_over:
            if live.over == live.text:
                live.over = live.origin = None
        self._put_over.clear()

    def _own_relevance(self, live: Live, own: bool) -> None:
        if own == live.own_relevant:
            return
        live.own_relevant = own
        around = live.parent is None or live.parent.relevant
        self._relevance(live, around and own)

    def _relevance(self, top: Live, relevant: bool) -> None:
        """Give a place and everything inside it its relevance."""
        if top.relevant == relevant:
            return
        touched = self._touched
        if top.parent is not None:
            touched.add(top.parent)
        if top.d.is_repeat and top.frame.entries is not None:
            touched.add(top.frame.entries)
        stack = [(top, relevant)]
        while stack:
            live, now = stack.pop()
            if live.relevant == now:
                continue
            live.relevant = now
            touched.add(live)
            d = live.d
            if not d.children:
                shown = live.text if now else ""
                if shown != live.shown:
                    live.shown = shown
            self._schedule(d, live.frame)
            for child in d.attr_defs:
                stack.append((live.frame.slots[child.slot], now))
            if d.children:
                slots = live.frame.slots
                for child in d.children:
                    place = slots[child.slot]
                    if isinstance(place, Entries):
                        touched.add(place)
                        place.phantom.node.relevant = now
                        for frame in place.frames:
                            stack.append((frame.node, now and frame.node.own_relevant))
                    else:
                        stack.append((place, now and place.own_relevant))

    def _available(self, live: Live) -> None:
        """Chosen values that a filter no longer offers are no answer; they return with the filter."""
        chosen = live.chosen if live.chosen is not None else live.text
        if not chosen:
            return
        have = {choice.value for choice in self._choices(live)}
        if live.d.control == "select_one":
            offered = chosen if chosen in have else ""
        else:
            offered = " ".join(one for one in chosen.split() if one in have)
        live.chosen = None if offered == chosen else chosen
        if offered != live.text:
            self._set(live, offered)

    def _count(self, entries: Entries, wanted: float) -> None:
        """jr:count: as many entries as the count says, added and removed at the end. Where it says
        nothing (it was cleared, or isn't asked any more), they stay, and their answers with them."""
        if math.isnan(wanted) and entries.counted:
            return
        entries.counted = True
        number = 0 if math.isnan(wanted) else int(max(0.0, min(wanted, float(MAX_ENTRIES))))
        while len(entries.frames) > number:
            self._remove(entries.frames[-1])
        if len(entries.frames) < number and (asked_on := self.form.asked_on(entries.d)) is not None:
            # as one walks: the next when the last was answered, and not all that would ever be asked
            further = not entries.frames or self._answered(entries.frames[-1], asked_on)
            number = len(entries.frames) + further
        while len(entries.frames) < number and self._entries < MAX_ALL_ENTRIES:
            self._add(entries)

    def _answered(self, frame: Frame, asked_on: frozenset[Def]) -> bool:
        """Did somebody answer in an entry what its repeat's count asks, or anything where it asks only
        how many there are?"""
        places = [place for d in asked_on for place in self._places(d, frame)]
        return any(
            isinstance(place, Live) and place.text and place.origin not in {None, ACTION}
            for place in (places if asked_on else self._all(frame))
        )

    def _add(self, entries: Entries, entry_id: str | None = None) -> Frame:
        d = entries.d
        self._entries += 1
        frame = self._entry(entries, entry_id)
        given = d.instances[frame.place] if d.counted and frame.place < len(d.instances) else None
        self._fill(frame, given or d.template)
        self._changed[frame.prefix] = ""
        for live in self._all(frame):
            self._touched.add(live)
            if isinstance(live, Live) and live.d.leaf and live.text:
                self._changed[live.ref] = live
        self._touched.add(entries)
        self._touched.add(entries.parent)
        for action in d.new_repeat:
            if "odk-new-repeat" in action.events:
                # before anything is calculated in the entry: that has the last word
                self._act(action, frame, stands=False)
        self._schedule_all(frame, d.inside)
        self._schedule(d, entries.frame)
        return frame

    def _remove(self, frame: Frame) -> None:
        entries = frame.entries
        assert entries is not None
        for live in self._all(frame):
            if isinstance(live, Live) and (live.d.leaf or live.d.is_repeat):
                self._changed[live.ref] = None
            self._touched.discard(live)
        self._changed[frame.prefix] = None
        at = entries.at(frame)
        self._entries -= 1
        del entries.frames[at]
        del entries.by_id[frame.id]
        entries.renumber(at)
        self._touched.add(entries)
        self._touched.add(entries.parent)
        self._touched.update(other.node for other in entries.frames[at:])
        self._schedule(entries.d, entries.frame)

    def _all(self, frame: Frame) -> list[Live | Entries]:
        found: list[Live | Entries] = [frame.node]
        stack = [frame]
        while stack:
            one = stack.pop()
            for place in one.slots:
                if place is None:
                    continue
                found.append(place)
                if isinstance(place, Entries):
                    for entry in place.frames:
                        found.append(entry.node)
                        stack.append(entry)
        return found

    def _act(
        self, action: Action, source: Frame, *, loading: bool = False, stands: bool = True
    ) -> None:
        """setvalue: into the target nearest to where the event happened. `stands`: over what is
        calculated there."""
        if action.kind != "setvalue" or action.value is None:
            return
        frame = source
        target = action.target.frame_def
        while frame.up is not None and not _within(target, frame.d):
            frame = frame.up
        scope = Scope(None, self)
        places = self._places(action.target, frame)
        if action.places is not None:
            at = (
                frame.slots[action.source.slot]
                if action.source and frame.d is action.source.frame_def
                else frame.node
            )
            if isinstance(at, Entries):
                at = frame.node
            places = [one for one in action.places(Scope(at, self)) if isinstance(one, Live)]
        for live in places:
            if live.d.children:
                continue
            if not live.relevant and (loading or action.source is None):
                continue  # on loading, what isn't asked takes no value; on a change it does
            if loading and self._decided(live):
                continue
            scope.node = scope.origin = live
            text = action.value(scope)
            vertex = live.d.calculation
            if vertex is None or (stands and not (loading and _looks(vertex.source))):
                if text != live.text:
                    self._put_in(live, text, ACTION)
                continue
            # what begins is set first and computed then: what is calculated from other places
            # has the last word, a constant hasn't
            if text != live.text:
                self._set(live, text)
            if loading:
                self._schedule_all(live.frame, [vertex])

    def _decided(self, live: Live) -> bool:
        """Did a person say before what is here, where an interview is taken up again? That stays."""
        calculated = live.d.calculated and live.over is None
        return live.origin == TYPED or (self._taken_up and calculated)


def _looks(source: str) -> bool:
    """Does an expression name places?"""
    return _PATH.search(_QUOTED.sub("", source)) is not None


def _within(target: Def, around: Def) -> bool:
    """Is a frame of `target` reached from a frame of `around` by entering repeats only?"""
    above: Def | None = target
    while above is not None:
        if above is around:
            return True
        above = above.parent
    return False

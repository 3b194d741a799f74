"""One interview: answers in, changes out.

`answer`, `add_repeat`, `remove_repeat` and `set_language` each give one Changes value; the result
is the same as computing everything afresh. Only what depends on an answer is computed again, in
the order of app.form.graph. Labels, choices, required, read-only and constraints are computed when
they are looked at.
"""

import heapq
import math
import random
import re
import unicodedata
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from app import clock
from app.errors import N_
from app.form import answers, pages, texts
from app.form.compile import Scope
from app.form.definition import Action, Def, Vertex
from app.form.live import Entries, Frame, Live
from app.form.model import Form, extras_of
from app.form.problems import AnswerRefused, ExpressionRefused, NoSuchQuestion
from app.form.texts import TextSource
from app.form.tree import XNode
from app.form.values import string
from app.form.views import Changes, Choice, Node, Page, Violation

MAX_ENTRIES = 10_000
MAX_ROUNDS = 200_000
_SEGMENT = re.compile(r"([^\[\]/]+)(?:\[([^\]]*)\])?")
_LETTERS = "abcdefghijkmnpqrstuvwxyz"
_LETTERS_DIGITS = _LETTERS + "23456789"


def random_id() -> str:
    """Four letters and digits, a letter first."""
    draw = random.SystemRandom()
    return draw.choice(_LETTERS) + "".join(draw.choice(_LETTERS_DIGITS) for _ in range(3))


class Interview:
    """The answers of one conversation, and everything that follows from them.

    `saved`: what `stored()` gave (or `Changes.answers` gathered over time): restores without
    defaults or first-load events. `prefill`: answers by path, laid over a new interview's defaults.
    `properties`: device facts for preloads, such as {"username": ...}; unknown ones stay empty.
    """

    def __init__(
        self,
        form: Form,
        saved: Mapping[str, str] | None = None,
        *,
        now: clock.Clock = clock.now,
        today: date | None = None,
        new_id: Callable[[], str] | None = None,
        prefill: Mapping[str, str] | None = None,
        properties: Mapping[str, str] | None = None,
        instance: XNode | None = None,
        edit: bool = False,
    ) -> None:
        self.form = form
        self.language = form.default_language
        self._now, self._today = now, today
        self._new_id = new_id or random_id
        self._properties = properties or {}
        self._pending: dict[int, dict[Frame, None]] = {}
        self._heap: list[int] = []
        self._queued: list[tuple[Action, Live]] = []
        self._changed: dict[str, str | None] = {}
        self._touched: set[Live | Entries] = set()
        self.root = Frame(form.root, None, "")
        self.root.node = Live(form.root, self.root, None)
        if saved is not None:
            self._fill(self.root, None)
            self._restore(saved)
        else:
            self._fill(self.root, instance if instance is not None else form.initial)
        self._schedule_all(self.root, form.vertices)
        if saved is None and instance is None:
            self._preload()
            self._run()
            self._load_actions("odk-instance-first-load")
        else:
            self._run()
        if edit:
            self._edited()
            self._run()
        self._load_actions("odk-instance-load")
        if prefill and saved is None:
            for path, text in prefill.items():
                live = self._find(path)
                if isinstance(live, Live) and live.d.leaf:
                    self._set(live, answers.typed(text, live.d.type))
        self._run()
        self._finished()

    # --- what expressions may ask of the interview (the "world" of compile.Scope)

    def now(self) -> datetime:
        return self._now().astimezone()

    def today(self) -> date:
        return self._today or self._now().astimezone().date()

    def instance(self, name: str) -> list[Any]:
        node = self.form.instances.get(name)
        return [node] if node is not None else []

    def itext(self, key: str, origin: Any) -> str:
        if not isinstance(origin, Live):
            origin = self.root.node
        words = self.form.itext(key, self.language, origin.d)
        return texts.joined(words.plain, Scope(origin, self)) if words else ""

    def choice_name(self, value: str, nodes: list[Any]) -> str:
        if not nodes:
            return ""
        node = nodes[0]
        if not isinstance(node, Live):
            return ""
        for choice in self._choices(node, only=value):
            return choice.label
        return ""

    def choice_name_at(self, value: str, ref: str) -> str:
        live = self._find(ref.strip())
        return self.choice_name(value, [live])

    def property(self, name: str) -> str:
        return self._properties.get(name, "")

    def month_names(self) -> tuple[Sequence[str], Sequence[str]]:
        from app.form.calendar import names

        return names(self.language)

    # --- building

    def _fill(self, frame: Frame, source: XNode | None) -> None:
        """Make every place of a frame, entries included, from XML (None: from the form's defaults)."""
        work: list[tuple[Frame, Live, XNode | None, bool]] = [
            (frame, frame.node, source, source is not None)
        ]
        while work:
            frame, parent, xml, told = work.pop()
            named: dict[str, list[XNode]] = {}
            for one in xml.kids if xml is not None else ():
                if one.kind == "element":
                    named.setdefault(one.name, []).append(one)
            for d in parent.d.children:
                kids = named.get(d.name, [])
                if d.is_repeat:
                    entries = Entries(d, frame, parent)
                    entries.phantom.node.relevant = parent.relevant
                    frame.slots[d.slot] = entries
                    for kid in kids:
                        if any(
                            one.name == "template" and one.uri.endswith("javarosa")
                            for one in kid.attrs
                        ):
                            continue
                        entry = self._entry(entries)
                        work.append((entry, entry.node, kid, True))
                    if d.no_add_remove and xml is not None:
                        # an instance from elsewhere with fewer entries than the form fixes
                        for _ in range(len(entries.frames), len(d.instances)):
                            entry = self._entry(entries)
                            work.append((entry, entry.node, None, False))
                    continue
                live = Live(d, frame, parent)
                live.relevant = parent.relevant
                if d.dormant:
                    live.relevant = live.own_relevant = False
                frame.slots[d.slot] = live
                first = kids[0] if kids else None
                if d.children:
                    work.append((frame, live, first, told))
                elif first is not None:
                    live.text = answers.given(first.string(), d.type)
                    live.shown = live.text if live.relevant else ""
                elif told and frame is self.root and d.default:
                    # an instance from elsewhere that lacks this place: the form's default
                    live.text = answers.given(d.default, d.type)
                    live.shown = live.text if live.relevant else ""

    def _entry(self, entries: Entries, entry_id: str | None = None) -> Frame:
        taken = {frame.id for frame in entries.frames} if len(entries.frames) < 400 else set()
        made = entry_id or self._new_id()
        while made in taken:
            made += self._new_id()
        frame = Frame(entries.d, entries.frame, made)
        frame.entries = entries
        frame.place = len(entries.frames)
        frame.node = Live(entries.d, frame, entries.parent)
        frame.node.relevant = entries.parent.relevant
        entries.frames.append(frame)
        return frame

    def _restore(self, saved: Mapping[str, str]) -> None:
        for path, text in saved.items():
            self._put(path, text)

    def _put(self, path: str, text: str) -> None:
        frame, d = self.root, self.form.root
        segments = _SEGMENT.findall(path.lstrip("/"))
        if not segments or segments[0][0].rpartition(":")[2] != d.name:
            return
        for name, entry_id in segments[1:]:
            child = d.by_name.get(name.rpartition(":")[2])
            if child is None:
                return
            d = child
            if d.is_repeat:
                if not entry_id:
                    return
                entries = frame.slots[d.slot]
                found = self._by_id(entries, entry_id)
                if found is None:
                    found = self._entry(entries, entry_id)
                    self._fill(found, None)
                frame = found
        if d.leaf and not d.is_repeat:
            live = frame.slots[d.slot]
            live.text = text
            live.shown = text if live.relevant else ""
        elif d.leaf:
            frame.node.text = frame.node.shown = text

    @staticmethod
    def _by_id(entries: Entries, entry_id: str) -> Frame | None:
        frames = entries.frames
        if frames and frames[-1].id == entry_id:
            return frames[-1]
        return next((frame for frame in frames if frame.id == entry_id), None)

    def _preload(self) -> None:
        for d in self.form.defs:
            if d.preload is None:
                continue
            text = self._preloaded(*d.preload)
            if text is not None:
                for live in self._places(d, self.root):
                    self._set(live, text)

    def _edited(self) -> None:
        """A finished interview taken up again: a new instance id, the old one kept as deprecated."""
        meta = self.form.root.by_name.get("meta")
        if meta is None or "instanceID" not in meta.by_name:
            return
        own = self.root.slots[meta.by_name["instanceID"].slot]
        old = meta.by_name.get("deprecatedID")
        if old is not None:
            deprecated = self.root.slots[old.slot]
            self._own_relevance(deprecated, True)
            self._set(deprecated, own.text)
        self._set(own, f"uuid:{uuid.uuid4()}")

    def _preloaded(self, kind: str, wanted: str) -> str | None:
        from app.form.values import moment_text

        match kind:
            case "uid":
                return f"uuid:{uuid.uuid4()}"
            case "timestamp":
                return moment_text(self.now()) if wanted == "start" else None
            case "date":
                return self.today().isoformat()
            case "property":
                name = {"phone_number": "phonenumber"}.get(wanted.lower(), wanted.lower())
                return next(
                    (text for key, text in self._properties.items() if key.lower() == name), None
                )
            case "context" | "user":
                return self._properties.get(wanted)
        return None

    def _load_actions(self, event: str) -> None:
        for action in self.form.load_actions:
            if event in action.events:
                self._act(action, self.root)
        self._run()

    # --- computing

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

    def _run(self) -> None:
        vertices = self.form.by_rank
        scope = Scope(None, self)
        rounds = 0
        heap, pending = self._heap, self._pending
        while True:
            while heap:
                rank = heapq.heappop(heap)
                frames = pending.pop(rank)
                vertex = vertices[rank]
                d, run = vertex.d, vertex.run
                if len(frames) > 1 and self.root in frames:
                    frames = {self.root: None}
                match vertex.what:
                    case "calculate":
                        for frame in frames:
                            for live in self._places(d, frame):
                                scope.node = scope.origin = live
                                text = run(scope)
                                if text != live.text:
                                    self._set(live, text)
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
            for action, source in queued:
                rounds += 50
                self._act(action, source.frame)
            if rounds > MAX_ROUNDS:
                self._queued.clear()

    def _set(self, live: Live, text: str) -> None:
        """Keep a text in a leaf and note everything that reads it."""
        live.text = text
        self._changed[live.ref] = text
        self._touched.add(live)
        if live.relevant and live.shown != text:
            live.shown = text
            self._schedule(live.d, live.frame)
        if live.d.actions:
            self._queued.extend((action, live) for action in live.d.actions)

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
        """jr:count: as many entries as the count says, added and removed at the end."""
        if math.isnan(wanted):
            wanted = 0
        number = max(0, min(int(wanted), MAX_ENTRIES))
        while len(entries.frames) > number:
            self._remove(entries.frames[-1])
        while len(entries.frames) < number:
            self._add(entries)

    def _add(self, entries: Entries, entry_id: str | None = None) -> Frame:
        d = entries.d
        frame = self._entry(entries, entry_id)
        given = (
            d.instances[frame.place]
            if d.count is not None and frame.place < len(d.instances)
            else None
        )
        self._fill(frame, given or d.template)
        self._changed[frame.prefix] = ""
        for live in self._all(frame):
            self._touched.add(live)
            if isinstance(live, Live) and live.d.leaf and live.text:
                self._changed[live.ref] = live.text
        self._touched.add(entries)
        self._touched.add(entries.parent)
        self._schedule_all(frame, d.inside)
        self._schedule(d, entries.frame)
        for action in d.new_repeat:
            if "odk-new-repeat" in action.events:
                self._queued.append((action, frame.node))
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
        del entries.frames[at]
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

    def _act(self, action: Action, source: Frame) -> None:
        """setvalue: into the target nearest to where the event happened."""
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
            if not live.relevant and action.source is None:
                continue  # on loading, what isn't asked takes no value; on a change it does
            scope.node = scope.origin = live
            text = action.value(scope)
            if text != live.text:
                self._set(live, text)

    # --- acts

    def _finished(self) -> Changes:
        touched = {place.ref for place in self._touched}
        for place in self._touched:
            above = place.parent
            if above is not None and above.parent is None:
                touched.add(place.ref)
        changes = Changes(self._changed, frozenset(touched))
        self._changed, self._touched = {}, set()
        return changes

    def answer(self, ref: str, value: str | Sequence[str]) -> Changes:
        """Keep an answer; "" clears it, a list answers a select-multiple or a ranking.

        Digits of any script are taken and stored as 0-9. Raises AnswerRefused, having changed
        nothing, for what the question can't hold; NoSuchQuestion.
        """
        live = self._leaf(ref)
        text = self._typed(live, value)
        if text == live.text:
            live.chosen = None
            self._touched.add(live)
            return self._finished()
        live.chosen = None
        self._set(live, text)
        self._run()
        return self._finished()

    def _leaf(self, ref: str) -> Live:
        live = self._find(ref)
        if not isinstance(live, Live) or live.d.children:
            raise NoSuchQuestion
        return live

    def _typed(self, live: Live, value: str | Sequence[str]) -> str:
        d = live.d
        if d.control in {"select_multiple", "rank"}:
            chosen = (
                value.split() if isinstance(value, str) else [str(one).strip() for one in value]
            )
            if not chosen:
                return ""
            have = dict.fromkeys(choice.value for choice in self._choices(live))
            wanted = list(dict.fromkeys(chosen))
            if any(one not in have for one in wanted):
                raise AnswerRefused(N_("it is not among the choices."))
            if d.control == "rank":
                if len(wanted) != len(have):
                    raise AnswerRefused(N_("a ranking names every choice once."))
                return " ".join(wanted)
            return " ".join(dict.fromkeys(one for one in have if one in set(wanted)))
        text = value if isinstance(value, str) else " ".join(str(one) for one in value)
        if d.control == "select_one":
            text = text.strip()
            if text and all(choice.value != text for choice in self._choices(live, only=text)):
                raise AnswerRefused(N_("it is not among the choices."))
            return text
        if d.control == "trigger":
            return text
        if d.range is not None and text:
            return answers.ranged(text, d.type, d.range)
        return answers.typed(text, d.type)

    def set_language(self, name: str) -> Changes:
        """Speak another of the form's languages."""
        if name not in {language.name for language in self.form.languages}:
            raise NoSuchQuestion
        self.language = name
        for vertex in self.form.vertices:
            if vertex.reads.language:
                self._schedule_all(self.root, [vertex])
        self._run()
        self._touched.update(self._all(self.root))
        return self._finished()

    def add_repeat(self, ref: str) -> tuple[str, Changes]:
        """Append an entry to a repeat; its new ref, and what changed."""
        entries = self._find(ref)
        if isinstance(entries, Live) and entries.d.is_repeat and entries.frame.entries:
            entries = entries.frame.entries
        if not isinstance(entries, Entries):
            raise NoSuchQuestion
        if len(entries.frames) >= MAX_ENTRIES:
            raise AnswerRefused(N_("there are too many entries already."))
        frame = self._add(entries)
        self._run()
        return frame.prefix, self._finished()

    def stamp_end(self) -> Changes:
        """Note the end of the interview where the form asks for it (preload timestamp/end)."""
        from app.form.values import moment_text

        for d in self.form.defs:
            if d.preload == ("timestamp", "end"):
                for live in self._places(d, self.root):
                    self._set(live, moment_text(self.now()))
        self._run()
        return self._finished()

    def remove_repeat(self, ref: str) -> Changes:
        """Remove an entry and all its answers."""
        live = self._find(ref)
        if isinstance(live, Entries) or not live.d.is_repeat:
            raise NoSuchQuestion
        self._remove(live.frame)
        self._run()
        return self._finished()

    # --- looking

    def _find(self, ref: str) -> Any:
        """The place at a ref: ids or [n]; a repeat itself where its last part has neither."""
        segments = ref.strip().lstrip("/").split("/")
        frame, d = self.root, self.form.root
        if segments[0].rpartition(":")[2] != d.name:
            raise NoSuchQuestion
        place: Any = self.root.node
        for at, segment in enumerate(segments[1:], 1):
            match = _SEGMENT.fullmatch(segment)
            child = d.by_name.get(match[1].rpartition(":")[2]) if match else None
            if match is None or child is None:
                raise NoSuchQuestion
            d = child
            place = frame.slots[d.slot]
            which = match[2]
            if not d.is_repeat:
                if which not in {None, "1"}:
                    raise NoSuchQuestion
                continue
            if which is None:
                if at == len(segments) - 1:
                    return place
                which = "1"
            found: Frame | None
            if which.strip().isdigit():
                number = int(which) - 1
                found = place.frames[number] if 0 <= number < len(place.frames) else None
            else:
                found = self._by_id(place, which)
            if found is None:
                raise NoSuchQuestion
            frame, place = found, found.node
        return place

    def resolve(self, ref: str) -> str:
        """The full path with random ids; raises NoSuchQuestion."""
        return str(self._find(ref).ref)

    @contextmanager
    def _speaking(self, language: str | None) -> Any:
        before = self.language
        self.language = language or before
        try:
            yield
        finally:
            self.language = before

    def node(self, ref: str, language: str | None = None) -> Node:
        """How a place looks now, in the interview's language or another."""
        with self._speaking(language):
            return pages.node_of(self, self._find(ref))

    def text_of(self, source: TextSource | None, live: Live, part: str = "plain") -> str:
        if source is None:
            return ""
        words = source.of(self.language, self.form.default_language)
        if words is None:
            return ""
        parts = words.plain if part == "plain" else words.guidance
        return texts.joined(parts, Scope(live, self)).strip() if parts else ""

    def _choices(self, live: Live, only: str | None = None) -> list[Choice]:
        """The choices of a select as filtered now; `only` looks for one value."""
        d = live.d
        scope = Scope(live, self)
        found: list[Choice] = []
        for value, label in d.items:
            if only is None or value == only:
                found.append(Choice(value, self.text_of(label, live)))
        itemset = d.itemset
        if itemset is None:
            return found
        inner = Scope(None, self, live)
        for item in itemset.nodes(scope):
            inner.node = item
            value = itemset.value(inner).strip()
            if only is not None and value != only:
                continue
            extras = extras_of(item) if isinstance(item, XNode) else {}
            media: Mapping[str, str] = {}
            if itemset.label_id is not None and isinstance(item, XNode):
                words = self.form.itext(item.value_of(itemset.label_id), self.language)
                media = words.media if words else {}
            found.append(Choice(value, itemset.label(inner).strip(), extras, media))
        return found

    def pages(self) -> tuple[Page, ...]:
        """The relevant sections in order."""
        return pages.pages_of(self)

    def _in_order(self) -> list[Live]:
        """Every leaf and entry, in instance order."""
        found: list[Live] = []
        stack: list[Live] = [self.root.node]
        while stack:
            live = stack.pop()
            if live.d.is_repeat or not live.d.children:
                found.append(live)
            if live.d.children:
                stack.extend(reversed(live.elements()))
        return found

    def values(self, relevant_only: bool = True) -> dict[str, str]:
        """Path -> text in instance order, calculated ones included; of entries 'path[id]': ''."""
        return {
            live.ref: "" if live.d.children else live.text
            for live in self._in_order()
            if live.relevant or not relevant_only
        }

    def stored(self) -> dict[str, str]:
        """What must be kept to restore this interview, irrelevant answers included."""
        return {
            path: text
            for path, text in self.values(relevant_only=False).items()
            if text or path.endswith("]")
        }

    def missing(self) -> tuple[str, ...]:
        """Relevant required questions without an answer."""
        return tuple(one.ref for one in pages.violations(self) if one.condition == "required")

    def violations(self) -> tuple[Violation, ...]:
        """Relevant questions whose constraint or requirement doesn't hold."""
        return pages.violations(self)

    def evaluate(self, expression: str, ref: str) -> str:
        """The text of an expression in the place of a question; raises ExpressionRefused."""
        live = self._find(ref)
        if isinstance(live, Entries):
            live = live.phantom.node
        key = (expression, live.d)
        run = self.form.asked.get(key)
        if run is None:
            expanded = re.sub(
                r"\$\{\s*([^}\s]+)\s*\}", lambda m: self._named(m[1], live.d), expression
            )
            code, _ = self.form.compiler.compile(expanded, live.d)
            run = self.form.compiler.value(code)
            self.form.asked[key] = run
        return string(run(Scope(live, self)))

    def _named(self, name: str, around: Def) -> str:
        """${name} as the path of the question of that name, nearest to where it is written."""
        found = [d for d in self.form.defs if d.name == name]
        if not found:
            raise ExpressionRefused(f"there is no question “{name}”.")
        return found[0].path

    def instance_xml(self) -> str:
        """The answers as XML: irrelevant places left out."""
        out: list[str] = []
        stack: list[Live | str] = [self.root.node]
        while stack:
            one = stack.pop()
            if isinstance(one, str):
                out.append(one)
                continue
            if not one.relevant:
                continue
            name = one.d.written
            attrs = "".join(
                f" {a.prefix}:{a.name}={quoteattr(a.text)}"
                if a.prefix
                else f" {a.name}={quoteattr(a.text)}"
                for a in one.d.attrs
                if a.prefix != "xmlns"
            )
            if one.d.parent is None:
                attrs += self._declared()
            if one.d.children:
                out.append(f"<{name}{attrs}>")
                stack.append(f"</{name}>")
                stack.extend(reversed(one.elements()))
            elif one.text:
                out.append(
                    f"<{name}{attrs}>{escape(unicodedata.normalize('NFC', one.text))}</{name}>"
                )
            else:
                out.append(f"<{name}{attrs}/>")
        return "".join(out)

    def _declared(self) -> str:
        prefixes = {d.prefix: d.uri for d in self.form.defs if d.prefix}
        for d in self.form.defs:
            prefixes.update({a.prefix: a.uri for a in d.attrs if a.prefix and a.uri})
        prefixes.pop("xml", None)
        own = self.form.root
        base = (
            f" xmlns={quoteattr(own.uri)}"
            if own.uri and own.uri != "http://www.w3.org/2002/xforms"
            else ""
        )
        return base + "".join(
            f" xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in sorted(prefixes.items())
        )


def _within(target: Def, around: Def) -> bool:
    """Is a frame of `target` reached from a frame of `around` by entering repeats only?"""
    above: Def | None = target
    while above is not None:
        if above is around:
            return True
        above = above.parent
    return False

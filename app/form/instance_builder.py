"""The places of an interview made: from the form's defaults, from XML, from what was stored."""

from collections.abc import Callable, Mapping

from app.form import answers
from app.form.evaluation_context import SEGMENT, World
from app.form.instance import Entries, Frame, Live
from app.form.origins import CALCULATED, DEFAULT, UNKNOWN, Origin, origin_of
from app.form.tree import XNode

FORMS_OWN = frozenset({CALCULATED, DEFAULT})
CHOOSES = frozenset({"select_one", "select_multiple", "rank"})


class Filling(World):
    """Makes frames and entries and fills them. Computes nothing."""

    _new_id: Callable[[], str]
    _stand_over: Callable[[Live], None]

    def _fill(self, frame: Frame, source: XNode | None) -> None:
        """Make every place of a frame, entries included, from XML (None: from the form's defaults)."""
        work: list[tuple[Frame, Live, XNode | None, bool]] = [
            (frame, frame.node, source, source is not None)
        ]
        chosen: list[Live] = []
        while work:
            frame, parent, xml, told = work.pop()
            named: dict[str, list[XNode]] = {}
            for one in xml.kids if xml is not None else ():
                if one.kind == "element":
                    named.setdefault(one.name, []).append(one)
            if parent.d.attr_defs:
                self._attributes(frame, parent, xml)
            for d in parent.d.children:
                kids = named.get(d.name, [])
                if d.is_repeat:
                    entries = Entries(d, frame, parent)
                    entries.phantom.node.relevant = parent.relevant
                    frame.slots[d.slot] = entries
                    if d.looks_inside:
                        work.append((entries.phantom, entries.phantom.node, d.template, False))
                    for kid in kids:
                        if any(
                            one.name == "template" and one.uri.endswith("javarosa")
                            for one in kid.attrs
                        ):
                            continue
                        entry = self._entry(entries)
                        work.append((entry, entry.node, kid, True))
                    if told and xml is None:
                        # what is around it wasn't asked: as the form begins
                        for kid in d.instances:
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
                if d.attr_defs and not d.children:
                    self._attributes(frame, live, first)
                if d.children:
                    work.append((frame, live, first, told))
                elif first is not None:
                    live.text = answers.given(first.string(), d.type)
                    live.shown = live.text if live.relevant else ""
                elif told and d.default:
                    # an instance from elsewhere that lacks this place: the form's or the template's default
                    live.text = answers.given(d.default, d.type)
                    live.shown = live.text if live.relevant else ""
                if live.text and d.control in CHOOSES:
                    chosen.append(live)
        for live in chosen:
            self._keep_offered(live)

    def _keep_offered(self, live: Live) -> None:
        """A default that the list doesn't have is no answer. What a filter offers that looks at other
        answers is told by them (app.form.engine)."""
        d = live.d
        if not d.items and (d.itemset is None or not d.itemset.static):
            return
        told = [live.text.strip()] if d.control == "select_one" else live.text.split()
        live.text = " ".join(one for one in told if self._has(live, one))
        live.shown = live.text if live.relevant else ""

    def _has(self, live: Live, value: str) -> bool:
        return any(choice.value == value for choice in self._choices(live, only=value))

    @staticmethod
    def _attributes(frame: Frame, around: Live, xml: XNode | None) -> None:
        for d in around.d.attr_defs:
            live = Live(d, frame, around)
            live.relevant = around.relevant
            told = xml.attribute(d.name[1:]) if xml is not None else None
            live.text = d.default if told is None else told
            live.shown = live.text if live.relevant else ""
            frame.slots[d.slot] = live

    def _entry(self, entries: Entries, entry_id: str | None = None) -> Frame:
        made = entry_id or self._new_id()
        while made in entries.by_id:
            made += self._new_id()
        frame = Frame(entries.d, entries.frame, made)
        frame.entries = entries
        frame.place = len(entries.frames)
        frame.node = Live(entries.d, frame, entries.parent)
        frame.node.relevant = entries.parent.relevant
        entries.frames.append(frame)
        entries.by_id[made] = frame
        return frame

    def _restore(self, saved: Mapping[str, str]) -> None:
        for path, text in saved.items():
            self._put(path, text)

    def _put(self, path: str, text: str) -> None:
        frame, d = self.root, self.form.root
        segments = SEGMENT.findall(path.lstrip("/"))
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
                found = entries.by_id.get(entry_id)
                entries.counted = True  # what was kept tells how many
                if found is None:
                    found = self._entry(entries, entry_id)
                    self._fill(found, None)
                frame = found
        if d.leaf and not d.is_repeat:
            live = frame.slots[d.slot]
            live.text = str(text)
            live.shown = live.text if live.relevant else ""
            self._came_from(live, origin_of(text))
        elif d.leaf:
            frame.node.text = frame.node.shown = str(text)
            self._came_from(frame.node, origin_of(text))

    def _came_from(self, live: Live, origin: Origin) -> None:
        if origin in FORMS_OWN:
            return
        if not live.d.calculated:
            live.origin = origin
        elif origin != UNKNOWN:  # without a word of where it came from the calculation counts
            live.origin = origin
            self._stand_over(live)

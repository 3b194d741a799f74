"""Makes the places of an interview: from the form's defaults, from XML, or from what was stored."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from app.form import answers
from app.form.definition import Definition
from app.form.evaluation_context import SEGMENT, EvaluationContext
from app.form.instance import Entries, Frame, Live
from app.form.origins import CALCULATED, DEFAULT, UNKNOWN, Origin, origin_of
from app.form.tree import XNode

FORMS_OWN = frozenset({CALCULATED, DEFAULT})
CHOOSES = frozenset({"select_one", "select_multiple", "rank"})


class _Unfilled(NamedTuple):
    """A place whose inside is still to make. `source`: its XML, None where there is none;
    `from_instance`: does it stand in an instance, rather than begin with the form's defaults?"""

    frame: Frame
    place: Live
    source: XNode | None
    from_instance: bool


def _elements_by_name(source: XNode) -> dict[str, list[XNode]]:
    elements: dict[str, list[XNode]] = {}
    for kid in source.kids:
        if kid.kind == "element":
            elements.setdefault(kid.name, []).append(kid)
    return elements


def _is_template(element: XNode) -> bool:
    return any(attribute.name == "template" and attribute.uri.endswith("javarosa") for attribute in element.attrs)


class InstanceBuilder(EvaluationContext):
    """Makes frames and entries and fills them. Computes nothing."""

    _new_id: Callable[[], str]
    _stand_over: Callable[[Live], None]

    def _fill(self, frame: Frame, source: XNode | None) -> None:
        """Make every place of a frame, entries included, from XML (None: from the form's defaults)."""
        waiting = [_Unfilled(frame, frame.node, source, source is not None)]
        chosen: list[Live] = []
        while waiting:
            unfilled = waiting.pop()
            frame, parent, source, from_instance = unfilled
            elements = _elements_by_name(source) if source is not None else {}
            if parent.definition.bound_attributes:
                self._attributes(frame, parent, source)
            for child in parent.definition.children:
                matching = elements.get(child.name)
                if child.is_repeat:
                    waiting += self._fill_repeat(child, unfilled, matching or [])
                    continue
                first = matching[0] if matching else None
                live = Live(child, frame, parent)
                live.relevant = parent.relevant
                frame.slots[child.slot] = live
                if child.dormant:
                    live.relevant = live.own_relevant = False
                if child.children:
                    waiting.append(_Unfilled(frame, live, first, from_instance))
                    continue
                self._fill_leaf(live, first, from_instance)
                if live.text and child.control in CHOOSES:
                    chosen.append(live)
        for live in chosen:
            self._keep_offered(live)

    def _fill_repeat(self, definition: Definition, parent: "_Unfilled", elements: list[XNode]) -> "list[_Unfilled]":
        """Make a repeat and its entries; what of them is still to fill."""
        entries = Entries(definition, parent.frame, parent.place)
        parent.frame.slots[definition.slot] = entries
        phantom = entries.phantom
        phantom.node.relevant = parent.place.relevant
        unfilled: list[_Unfilled] = []
        if definition.looks_inside:
            unfilled.append(_Unfilled(phantom, phantom.node, definition.template, False))
        sources: list[XNode | None] = [kid for kid in elements if not _is_template(kid)]
        if parent.from_instance and parent.source is None:
            # what is around it wasn't asked: as the form begins
            sources += definition.instances
        unfilled += [self._unfilled_entry(entries, source, True) for source in sources]
        if definition.no_add_remove and parent.source is not None:
            # an instance from elsewhere with fewer entries than the form fixes
            missing = len(definition.instances) - len(entries.frames)
            unfilled += [self._unfilled_entry(entries, None, False) for _ in range(missing)]
        return unfilled

    def _unfilled_entry(self, entries: Entries, source: XNode | None, from_instance: bool) -> "_Unfilled":
        entry = self._entry(entries)
        return _Unfilled(entry, entry.node, source, from_instance)

    def _fill_leaf(self, live: Live, element: XNode | None, from_instance: bool) -> None:
        """Give a place its text. An instance from elsewhere that lacks it has the default of the form
        or of the template there."""
        definition = live.definition
        if definition.bound_attributes:
            self._attributes(live.frame, live, element)
        if element is not None:
            live.text = answers.default_text(element.string(), definition.type)
        elif from_instance and definition.default:
            live.text = answers.default_text(definition.default, definition.type)
        else:
            return
        live.shown = live.text if live.relevant else ""

    def _keep_offered(self, live: Live) -> None:
        """A default that the list doesn't have is no answer. What a filter offers that looks at other
        answers is decided when these are known (app.form.engine)."""
        definition = live.definition
        if not definition.items and (definition.itemset is None or not definition.itemset.static):
            return
        defaults = [live.text.strip()] if definition.control == "select_one" else live.text.split()
        live.text = " ".join(default for default in defaults if self._has(live, default))
        live.shown = live.text if live.relevant else ""

    def _has(self, live: Live, value: str) -> bool:
        return any(choice.value == value for choice in self._choices(live, only=value))

    @staticmethod
    def _attributes(frame: Frame, element: Live, xml: XNode | None) -> None:
        for definition in element.definition.bound_attributes:
            live = Live(definition, frame, element)
            live.relevant = element.relevant
            attribute_text = xml.attribute(definition.name[1:]) if xml is not None else None
            live.text = definition.default if attribute_text is None else attribute_text
            live.shown = live.text if live.relevant else ""
            frame.slots[definition.slot] = live

    def _entry(self, entries: Entries, entry_id: str | None = None) -> Frame:
        new_id = entry_id or self._new_id()
        while new_id in entries.by_id:
            new_id += self._new_id()
        frame = Frame(entries.definition, entries.frame, new_id)
        frame.entries = entries
        frame.place = len(entries.frames)
        frame.node = Live(entries.definition, frame, entries.parent)
        frame.node.relevant = entries.parent.relevant
        entries.frames.append(frame)
        entries.by_id[new_id] = frame
        return frame

    def _restore(self, saved: Mapping[str, str]) -> None:
        for path, text in saved.items():
            self._put(path, text)

    def _put(self, path: str, text: str) -> None:
        frame, definition = self.root, self.form.root
        segments = SEGMENT.findall(path.lstrip("/"))
        if not segments or segments[0][0].rpartition(":")[2] != definition.name:
            return
        for name, entry_id in segments[1:]:
            child = definition.by_name.get(name.rpartition(":")[2])
            if child is None:
                return
            definition = child
            if definition.is_repeat:
                if not entry_id:
                    return
                entries = frame.slots[definition.slot]
                entry = entries.by_id.get(entry_id)
                entries.counted = True  # what was kept tells how many
                if entry is None:
                    entry = self._entry(entries, entry_id)
                    self._fill(entry, None)
                frame = entry
        if definition.leaf and not definition.is_repeat:
            live = frame.slots[definition.slot]
            live.text = str(text)
            live.shown = live.text if live.relevant else ""
            self._came_from(live, origin_of(text))
        elif definition.leaf:
            frame.node.text = frame.node.shown = str(text)
            self._came_from(frame.node, origin_of(text))

    def _came_from(self, live: Live, origin: Origin) -> None:
        if origin in FORMS_OWN:
            return
        if not live.definition.calculated:
            live.origin = origin
        elif origin != UNKNOWN:  # without a word of where it came from the calculation counts
            live.origin = origin
            self._stand_over(live)

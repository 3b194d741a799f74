"""The entries of repeats: added, removed, and as many as the form counts."""

import math
from collections.abc import Callable

from app.form.definition import Definition
from app.form.instance import Entries, Frame, Live
from app.form.origins import ACTION
from app.form.place_values import PlaceValues

MAX_ENTRIES = 10_000
MAX_ALL_ENTRIES = 50_000  # of all repeats together: counts inside counts multiply


class EntryLists(PlaceValues):
    """Adds and removes entries."""

    _act: Callable[..., None]  # app.form.actions

    def _count(self, entries: Entries, count: float) -> None:
        """jr:count: as many entries as the count says, added and removed at the end. Where it says
        nothing (it was cleared, or isn't asked any more), they stay, and their answers with them."""
        if math.isnan(count) and entries.counted:
            return
        entries.counted = True
        number = 0 if math.isnan(count) else int(max(0.0, min(count, float(MAX_ENTRIES))))
        while len(entries.frames) > number:
            self._remove(entries.frames[-1])
        if len(entries.frames) < number and (counted_from := self.form.counted_from(entries.definition)) is not None:
            # as one walks: the next when the last was answered, and not all that would ever be asked
            further = not entries.frames or self._answered(entries.frames[-1], counted_from)
            number = len(entries.frames) + further
        while len(entries.frames) < number and self._entries < MAX_ALL_ENTRIES:
            self._add(entries)

    def _answered(self, frame: Frame, counted_from: frozenset[Definition]) -> bool:
        """Did somebody answer in an entry what its repeat's count asks, or anything where it asks only
        how many there are?"""
        places = [place for definition in counted_from for place in self._places(definition, frame)]
        return any(
            isinstance(place, Live) and place.text and place.origin not in {None, ACTION}
            for place in (places if counted_from else self._all(frame))
        )

    def _add(self, entries: Entries, entry_id: str | None = None) -> Frame:
        definition = entries.definition
        self._entries += 1
        frame = self._entry(entries, entry_id)
        form_entries = definition.instances if definition.counted else []
        first = form_entries[frame.place] if frame.place < len(form_entries) else None
        self._fill(frame, first or definition.template)
        self._changed[frame.prefix] = ""
        for live in self._all(frame):
            self._touched.add(live)
            if isinstance(live, Live) and live.definition.leaf and live.text:
                self._changed[live.ref] = live
        self._touched.add(entries)
        self._touched.add(entries.parent)
        for action in definition.new_repeat:
            if "odk-new-repeat" in action.events:
                # before anything is calculated in the entry: that has the last word
                self._act(action, frame, stands_over=False)
        self._schedule_all(frame, definition.inside)
        self._schedule(definition, entries.frame)
        return frame

    def _remove(self, frame: Frame) -> None:
        entries = frame.entries
        assert entries is not None
        for live in self._all(frame):
            if isinstance(live, Live) and (live.definition.leaf or live.definition.is_repeat):
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
        self._touched.update(following.node for following in entries.frames[at:])
        self._schedule(entries.definition, entries.frame)

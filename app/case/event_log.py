"""Events in their one order, whoever brought them: the union of logs, and who had seen what.

The order is the depth in the graph of what each author had seen, then the id; no clock decides.
What was seen but isn't here (yet) counts as the beginning."""

from collections.abc import Iterable, Sequence

from app.case.events import Event


def merge(*logs: Iterable[Event]) -> list[Event]:
    """The union of these logs by id, in order: once, twice, by halves or from two sides."""
    return in_order(event for log in logs for event in log)


def in_order(events: Iterable[Event]) -> list[Event]:
    """By depth in the graph of what was seen, then by id; an event told twice is there once."""
    events_by_id: dict[bytes, Event] = {}
    for event in events:
        existing = events_by_id.get(event.id)
        if existing is None or (event is not existing and _known(event) > _known(existing)):
            events_by_id[event.id] = event
    depth = _depths(events_by_id)
    # only a forger could make a circle of hashes: whoever is in one, or saw one, comes last
    last = len(events_by_id) + 1
    return sorted(events_by_id.values(), key=lambda event: (depth.get(event.id, last), event.id))


def _known(event: Event) -> tuple[bool, str, bool]:
    return event.role != "", event.role, event.enrolled


def _depths(events: dict[bytes, Event]) -> dict[bytes, int]:
    waiting: dict[bytes, int] = {}
    followers: dict[bytes, list[bytes]] = {}
    for id_, event in events.items():
        parents = {parent for parent in event.seen if parent in events and parent != id_}
        waiting[id_] = len(parents)
        for event_id in parents:
            followers.setdefault(event_id, []).append(id_)
    depth: dict[bytes, int] = {}
    level, ready = 1, [id_ for id_, number in waiting.items() if not number]
    while ready:
        following: list[bytes] = []
        for id_ in ready:
            depth[id_] = level
            for event_id in followers.get(id_, ()):
                waiting[event_id] -= 1
                if not waiting[event_id]:  # the last of those that it saw is the deepest
                    following.append(event_id)
        level, ready = level + 1, following
    return depth


class CausalPast:
    """Which events each author had seen, directly or through what those had seen.

    By place in the order. Everything before `_whole[n]` was seen by n, and of what comes after
    that the bits of `_rest[n]`: where colleagues wrote one after the other nothing is left over."""

    def __init__(self, order: Sequence[Event], begun: "CausalPast | None" = None) -> None:
        """`begun`: that of the events which `order` begins with."""
        place = {event.id: n for n, event in enumerate(order)}
        self._whole: list[int] = list(begun._whole) if begun else []
        self._rest: list[int] = list(begun._rest) if begun else []
        for n in range(len(self._whole), len(order)):
            event = order[n]
            prefix_length, mask = 0, 0
            for parent in event.seen:
                at = place.get(parent, n)
                if at < n:
                    prefix_length, mask = self._joined(prefix_length, mask, at)
            ones = (~mask & (mask + 1)).bit_length() - 1
            self._whole.append(prefix_length + ones)
            self._rest.append(mask >> ones)

    def _joined(self, prefix_length: int, mask: int, at: int) -> tuple[int, int]:
        """Further what stands at a place, and what that had seen."""
        further, other_mask = self._whole[at], self._rest[at]
        if further > prefix_length:
            prefix_length, mask, further, other_mask = further, other_mask, prefix_length, mask
        mask |= other_mask >> (prefix_length - further)
        if at >= prefix_length:
            mask |= 1 << (at - prefix_length)
        return prefix_length, mask

    def saw_all(self, place: int) -> bool:
        """Had the author of this one seen everything that comes before it in the order?"""
        return self._whole[place] >= place

    def saw(self, later: int, earlier: int) -> bool:
        """Had the author of the one seen the other?"""
        beyond = earlier - self._whole[later]
        return beyond < 0 or bool(self._rest[later] >> beyond & 1)

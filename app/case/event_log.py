"""Events in their one order, whoever brought them: the union of logs, and who had seen what.

The order is the depth in the graph of what each author had seen, then the id; no clock decides.
What was seen but isn't here (yet) counts as the beginning.
"""

from collections.abc import Iterable, Sequence

from app.case.events import Event


def merge(*logs: Iterable[Event]) -> list[Event]:
    """The union of these logs by id, in order: once, twice, by halves or from two sides."""
    return in_order(event for log in logs for event in log)


def in_order(events: Iterable[Event]) -> list[Event]:
    """By depth in the graph of what was seen, then by id; an event told twice is there once."""
    known: dict[bytes, Event] = {}
    for event in events:
        here = known.get(event.id)
        if here is None or (event is not here and _known(event) > _known(here)):
            known[event.id] = event
    depth = _depths(known)
    # only a forger could make a circle of hashes: whoever is in one, or saw one, comes last
    last = len(known) + 1
    return sorted(known.values(), key=lambda event: (depth.get(event.id, last), event.id))


def _known(event: Event) -> tuple[bool, str, bool]:
    return event.role != "", event.role, event.enrolled


def _depths(events: dict[bytes, Event]) -> dict[bytes, int]:
    waiting: dict[bytes, int] = {}
    followers: dict[bytes, list[bytes]] = {}
    for id_, event in events.items():
        before = {each for each in event.seen if each in events and each != id_}
        waiting[id_] = len(before)
        for each in before:
            followers.setdefault(each, []).append(id_)
    depth: dict[bytes, int] = {}
    level, ready = 1, [id_ for id_, number in waiting.items() if not number]
    while ready:
        following: list[bytes] = []
        for id_ in ready:
            depth[id_] = level
            for each in followers.get(id_, ()):
                waiting[each] -= 1
                if not waiting[each]:  # the last of those that it saw is the deepest
                    following.append(each)
        level, ready = level + 1, following
    return depth


class Past:
    """Which events each author had seen, directly or through what those had seen.

    By place in the order. Everything before `_whole[n]` was seen by n, and of what comes after
    that the bits of `_rest[n]`: where colleagues wrote one after the other nothing is left over.
    """

    def __init__(self, order: Sequence[Event]) -> None:
        place = {event.id: n for n, event in enumerate(order)}
        self._whole: list[int] = []
        self._rest: list[int] = []
        for n, event in enumerate(order):
            whole, rest = 0, 0
            for each in event.seen:
                at = place.get(each, n)
                if at < n:
                    whole, rest = self._joined(whole, rest, at)
            ones = (~rest & (rest + 1)).bit_length() - 1
            self._whole.append(whole + ones)
            self._rest.append(rest >> ones)

    def _joined(self, whole: int, rest: int, at: int) -> tuple[int, int]:
        """Further what stands at a place, and what that had seen."""
        further, more = self._whole[at], self._rest[at]
        if further > whole:
            whole, rest, further, more = further, more, whole, rest
        rest |= more >> (whole - further)
        if at >= whole:
            rest |= 1 << (at - whole)
        return whole, rest

    def saw_all(self, place: int) -> bool:
        """Had the author of this one seen everything that comes before it in the order?"""
        return self._whole[place] >= place

    def saw(self, later: int, earlier: int) -> bool:
        """Had the author of the one seen the other?"""
        beyond = earlier - self._whole[later]
        return beyond < 0 or bool(self._rest[later] >> beyond & 1)

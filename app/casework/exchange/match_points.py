"""The points of a matching, made by a child of their own in batches: it is handed the run's secret number and
nothing that a stranger wrote but points, and ends with the matching.
"""

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.broker.client import Child, ChildFailed
from app.broker.rooms import MULTIPLIER
from app.case.match_keys import KINDS
from app.casework.exchange.match_partakers import MatchProgress, NobodyToMatch, Steps
from app.casework.exchange.match_terms import filled_up, slots
from app.casework.session.stepped_work import in_batches
from app.errors import N_, SanadError
from app.seal import canonical
from app.seal.keys import ID, Secret
from app.seal.matching import POINT, MatchFileRefused
from app.vault.matching import MatchedCase

_PLACE = struct.Struct(">IIB")
AT_ONCE = {"own": 500, "partner": 2_000, "dummies": 2_000}  # some tenths of a second each
_LONGEST_S = 120.0


class MultiplyingFailed(SanadError):
    says = N_(
        "The keys could not be computed: the part of the program that does it ended. No file was written, and"
        " nothing is lost. Go on with the matching from the list, or begin it again."
    )


@dataclass(frozen=True, slots=True)
class Items:
    """`points`: blinded, in an order that tells nothing, filled up. `places`: which is of which case."""

    points: list[bytes]
    places: bytes
    persons: int


class Multiplier:
    """A child that multiplies by one secret number."""

    def __init__(self, child: Child, secret: Secret) -> None:
        self._child, self._secret = child, secret

    def own(self, messages: Sequence[bytes]) -> list[bytes]:
        """The blinded points of messages."""
        framed = b"".join(len(message).to_bytes(2, "big") + message for message in messages)
        return self._asked({"do": "own"}, bytes(self._secret) + framed, len(messages))

    def partner(self, points: Sequence[bytes]) -> list[bytes]:
        """A partner's points, multiplied. MatchFileRefused for one of small order."""
        return self._asked({"do": "partner"}, bytes(self._secret) + b"".join(points), len(points))

    def dummies(self, number: int) -> list[bytes]:
        """Points of nobody."""
        return self._asked({"do": "dummies", "number": number}, b"", number)

    def _asked(self, request: dict[str, object], content: bytes, number: int) -> list[bytes]:
        try:
            reply, points = self._child.ask(request, content)
        except ChildFailed as error:
            raise MultiplyingFailed from error
        if reply.get("refused"):
            raise MatchFileRefused
        if len(points) != number * POINT:
            raise MultiplyingFailed
        return [points[at : at + POINT] for at in range(0, len(points), POINT)]


@contextmanager
def multiplier(secret: Secret) -> Iterator[Multiplier]:
    largest = 1 << 26  # bytes of points
    with Child(MULTIPLIER, longest_s=_LONGEST_S, largest=largest) as child:
        yield Multiplier(child, secret)


def multiplied(child: Multiplier, points: Sequence[bytes]) -> Steps[list[bytes]]:
    """A partner's points. MatchFileRefused, MultiplyingFailed."""
    twice = list[bytes]()
    for batch in in_batches(points, AT_ONCE["partner"]):
        twice += child.partner(batch)
        yield MatchProgress("partner", len(twice), len(points))
    return twice


def laid_out(
    child: Multiplier, run: bytes, kinds: Sequence[str], partaking: Sequence[MatchedCase]
) -> Steps[Mapping[bytes, list[tuple[bytes, int]]]]:
    """Each blinded point once, with the cases whose key it is and of which kind. MultiplyingFailed."""
    of_message: dict[bytes, list[tuple[bytes, int]]] = {}
    for matched in partaking:
        for key in matched.keys:
            if key[0] in kinds:
                message = canonical.encode([run, *key])
                of_message.setdefault(message, []).append((matched.case, KINDS.index(key[0])))
    blinded: dict[bytes, list[tuple[bytes, int]]] = {}
    for batch in in_batches(of_message, AT_ONCE["own"]):
        for message, point in zip(batch, child.own(batch), strict=True):
            blinded.setdefault(point, []).extend(of_message[message])
        yield MatchProgress("points", len(blinded), len(of_message))
    return blinded


def filled(
    child: Multiplier,
    kinds: Sequence[str],
    blinded: Mapping[bytes, list[tuple[bytes, int]]],
    partaking: Sequence[MatchedCase],
    revoked: Callable[[], frozenset[bytes]],
) -> Steps[Items]:
    """Points of nobody among them, as many as tell how many persons there are only roughly. `revoked`: cases
    that take part no more, asked for last. NobodyToMatch, MultiplyingFailed."""
    missing, dummies = filled_up(len(partaking)) * slots(kinds) - len(blinded), list[bytes]()
    for at in range(0, missing, AT_ONCE["dummies"]):
        dummies += child.dummies(min(AT_ONCE["dummies"], missing - at))
        yield MatchProgress("points", at, missing)
    withdrawn_cases = revoked()  # nobody comes between from here on
    ids = [matched.case for matched in partaking if matched.case not in withdrawn_cases]
    if not ids:
        raise NobodyToMatch
    numbers = {case: number for number, case in enumerate(ids)}
    owners = {
        point: remaining
        for point, cases in blinded.items()
        if (remaining := [(numbers[case], kind) for case, kind in cases if case in numbers])
    }
    missing = filled_up(len(ids)) * slots(kinds) - len(owners)
    dummies += child.dummies(max(0, missing - len(dummies)))
    points = sorted([*owners, *dummies[:missing]])
    packed = b"".join(
        _PLACE.pack(at, number, kind) for at, point in enumerate(points) for number, kind in owners.get(point, ())
    )
    return Items(points, len(ids).to_bytes(4, "big") + b"".join(ids) + packed, len(ids))


def common_places(ordered: Sequence[bytes], other_marks: set[bytes]) -> list[int]:
    return [at for at, mark in enumerate(ordered) if mark in other_marks]


def kinds_of(packed: bytes, common: Sequence[int]) -> dict[bytes, tuple[str, ...]]:
    """Cases of our points at these places, and by keys of which kinds."""
    number = int.from_bytes(packed[:4], "big")
    ids = [packed[at : at + ID] for at in range(4, 4 + number * ID, ID)]
    places, kinds = set(common), dict[bytes, set[str]]()
    for place, case, kind in _PLACE.iter_unpack(packed[4 + number * ID :]):
        if place in places:
            kinds.setdefault(ids[case], set()).add(KINDS[kind])
    return {case: tuple(kind for kind in KINDS if kind in kinds[case]) for case in sorted(kinds)}

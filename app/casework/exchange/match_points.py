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
from app.casework.exchange.match_terms import filled_up
from app.casework.session.stepped_work import in_batches
from app.errors import N_, SanadError
from app.seal import canonical, matching
from app.seal.keys import ID, Secret
from app.seal.matching import POINT, SLOTS, MatchFileRefused
from app.vault.matching import MatchedCase

Blinded = Mapping[str, Mapping[bytes, list[bytes]]]  # by kind, the cases of each point
_PLACE = struct.Struct(">IIB")
AT_ONCE = {"own": 500, "partner": 2_000, "dummies": 2_000}  # some tenths of a second each
_LONGEST_S = 120.0


class MultiplyingFailed(SanadError):
    says = N_(
        "The keys could not be computed because the part of the program that computes them stopped. No file was "
        "written, and nothing is lost. Continue the matching from the list, or begin it again."
    )


@dataclass(frozen=True, slots=True)
class Items:
    """`points`: blinded, kind by kind, filled up and in an order that tells nothing. `places`: which is of which
    case. `seeming`: as how many persons they appear."""

    points: list[list[bytes]]
    places: bytes
    persons: int
    seeming: int

    @property
    def number(self) -> int:
        """Of all points."""
        return sum(map(len, self.points))


class Multiplier:
    """A child that multiplies by the secret numbers of a run, one for each kind of keys."""

    def __init__(self, child: Child, secret: Secret, run: bytes) -> None:
        self._child = child
        self._secrets = {kind: matching.secret_of(secret, run, kind) for kind in KINDS}

    def own(self, kind: str, messages: Sequence[bytes]) -> list[bytes]:
        """The blinded points of messages."""
        framed = b"".join(len(message).to_bytes(2, "big") + message for message in messages)
        return self._asked({"do": "own"}, bytes(self._secrets[kind]) + framed, len(messages))

    def partner(self, kind: str, points: Sequence[bytes]) -> list[bytes]:
        """A partner's points, multiplied. MatchFileRefused for one of small order."""
        return self._asked({"do": "partner"}, bytes(self._secrets[kind]) + b"".join(points), len(points))

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
def multiplier(secret: Secret, run: bytes) -> Iterator[Multiplier]:
    largest = 1 << 26  # bytes of points
    with Child(MULTIPLIER, longest_s=_LONGEST_S, largest=largest) as child:
        yield Multiplier(child, secret, run)


def multiplied(
    child: Multiplier, kinds: Sequence[str], points_by_kind: Sequence[Sequence[bytes]]
) -> Steps[list[bytes]]:
    """A partner's points, in their order. MatchFileRefused, MultiplyingFailed."""
    twice, total = list[bytes](), sum(map(len, points_by_kind))
    for kind, points in zip(kinds, points_by_kind, strict=True):
        for batch in in_batches(points, AT_ONCE["partner"]):
            twice += child.partner(kind, batch)
            yield MatchProgress("partner", len(twice), total)
    return twice


def laid_out(child: Multiplier, run: bytes, kinds: Sequence[str], partaking: Sequence[MatchedCase]) -> Steps[Blinded]:
    """Each blinded point once, with the cases whose key it is, kind by kind. MultiplyingFailed."""
    of_message: dict[str, dict[bytes, list[bytes]]] = {kind: {} for kind in kinds}
    for matched in partaking:
        for key in matched.keys:
            if key[0] in kinds:
                of_message[key[0]].setdefault(canonical.encode([run, *key]), []).append(matched.case)
    blinded: dict[str, dict[bytes, list[bytes]]] = {kind: {} for kind in kinds}
    blinded_count, total = 0, sum(map(len, of_message.values()))
    for kind, cases_of in of_message.items():
        for batch in in_batches(cases_of, AT_ONCE["own"]):
            for message, point in zip(batch, child.own(kind, batch), strict=True):
                blinded[kind].setdefault(point, []).extend(cases_of[message])
            blinded_count += len(batch)
            yield MatchProgress("points", blinded_count, total)
    return blinded


def filled(
    child: Multiplier, blinded: Blinded, partaking: Sequence[MatchedCase], revoked: Callable[[], frozenset[bytes]]
) -> Steps[Items]:
    """Points of nobody among those of each kind, as many as tell how many persons there are only roughly.
    `revoked`: cases that take part no more, asked for last. NobodyToMatch, MultiplyingFailed."""
    slots = sum(SLOTS[kind] for kind in blinded)
    missing, dummies = filled_up(len(partaking)) * slots - sum(map(len, blinded.values())), list[bytes]()
    for at in range(0, missing, AT_ONCE["dummies"]):
        dummies += child.dummies(min(AT_ONCE["dummies"], missing - at))
        yield MatchProgress("points", at, missing)
    withdrawn_cases = revoked()  # nobody comes between from here on
    ids = [matched.case for matched in partaking if matched.case not in withdrawn_cases]
    if not ids:
        raise NobodyToMatch
    numbers = {case: number for number, case in enumerate(ids)}
    seeming = filled_up(len(ids))
    owners_by_kind = {
        kind: {
            point: remaining
            for point, cases in points.items()
            if (remaining := [numbers[case] for case in cases if case in numbers])
        }
        for kind, points in blinded.items()
    }
    missing = seeming * slots - sum(map(len, owners_by_kind.values()))
    dummies += child.dummies(max(0, missing - len(dummies)))
    ordered, packed, at = list[list[bytes]](), b"", 0
    for kind, owners in owners_by_kind.items():
        of_nobody = [dummies.pop() for _ in range(seeming * SLOTS[kind] - len(owners))]
        ordered.append(sorted([*owners, *of_nobody]))
        packed += b"".join(
            _PLACE.pack(place, number, KINDS.index(kind))
            for place, point in enumerate(ordered[-1], at)
            for number in owners.get(point, ())
        )
        at += len(ordered[-1])
    return Items(ordered, len(ids).to_bytes(4, "big") + b"".join(ids) + packed, len(ids), seeming)


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

"""What an envelope that a registrar named follows, by hash: in its stream, in its case.

A number alone proves nothing: whoever has a key can write a second envelope with any number. What
is named here commits by `case_prev` to all before it. docs/formats/directory.md"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol


class Link(Protocol):
    """A header, as far as it says where an envelope stands."""

    @property
    def case(self) -> bytes: ...
    @property
    def stream(self) -> bytes: ...
    @property
    def case_seq(self) -> int: ...
    @property
    def case_prev(self) -> bytes: ...


class Descent(Enum):
    """Does a named envelope follow another? MISSING: what lies between isn't here, so nobody knows."""

    FOLLOWED = 1
    BESIDE = 2
    MISSING = 3


FindLink = Callable[[bytes], Link | None]
Tips = Mapping[bytes, int]  # id of a named envelope -> its number in its case


@dataclass(slots=True)
class Lineage:
    """`find` gives a header by its id, None where it isn't here (yet). Each chain is walked once,
    however many envelopes are asked about; what was missing is looked for again."""

    find: FindLink
    _chains: dict[bytes, list[bytes]] = field(default_factory=dict)

    def descent(self, tips: Tips, case_seq: int, id_: bytes) -> Descent:
        """Do some of these follow this envelope, or are they it?"""
        missing = False
        for tip, number in tips.items():
            ancestor = self._ancestor(tip, max(number - case_seq, 0))
            if ancestor == id_:
                return Descent.FOLLOWED
            missing |= ancestor is None
        return Descent.MISSING if missing else Descent.BESIDE

    def _ancestor(self, tip: bytes, steps: int) -> bytes | None:
        """The id so many steps before; None where one between isn't here."""
        chain = self._chains.setdefault(tip, [tip])
        while len(chain) <= steps:
            link = self.find(chain[-1])
            if link is None:
                return None
            chain.append(link.case_prev)
        return chain[steps]

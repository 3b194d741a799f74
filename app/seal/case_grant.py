"""A grant: keys of a case wrapped for teams, and the word of a reader that these teams may fetch it.

Anybody whom the directory knows can sign one. Readers look at links and proofs, under the case's
keys. Headquarters has no key; for it a case's id is made from a public key, whose private half
follows from the case's first key: whoever reads a case can sign with it, and nobody else.
docs/formats/envelope.md, docs/decisions/0029-who-may-fetch.md"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.seal import canonical
from app.seal.envelope import EnvelopeRefused
from app.seal.keys import derive, verify
from app.seal.secret import ID, KEY, digest, fresh_id, mac, same

FIRST = 1  # the number of a case's first key
_BOUND = b"\x5a\x01"  # the end of ids that are made from a key
_OF_KEYS = b"\x5a\x02"  # of those of logs of keys
_SIGNED = b"sanad-read-1"
_SIGNATURE = 64
_MOST_TEAMS = 1000  # in one grant


def case_id(first_key: bytes) -> bytes:
    """The id of a case whose first key this is: no other key can be given to it as its first, and
    nobody without it can sign who may fetch it."""
    return _id_of(_reading_key(first_key).public_key().public_bytes_raw())


def unbound_id() -> bytes:
    """A fresh id of what is no case: a vault's journal, a team."""
    while bound(id_ := fresh_id()) or is_key_log(id_):
        pass
    return id_


def key_log_id(vault: bytes) -> bytes:
    """The id of a vault's log of keys (docs/formats/events.md)."""
    return digest(b"sanad-key-log-1", vault)[: ID - len(_OF_KEYS)] + _OF_KEYS


def is_key_log(case: bytes) -> bool:
    """Is it a log of keys, whosever, and so no case?"""
    return case.endswith(_OF_KEYS)


def bound(case: bytes) -> bool:
    """Is a case's id made from its first key?"""
    return case.endswith(_BOUND)


def link(previous_key: bytes, case: bytes, number: int, key: bytes) -> bytes:
    """Says that who made a case's next key had the one before it."""
    return mac(derive(previous_key, "sanad/1/next case key"), canonical.encode([case, number, bytes(key)]))


def proof(key: bytes, case: bytes, fields: list[bytes | int]) -> bytes:
    """Says that who gives a case's key to a team has that key."""
    return mac(derive(key, "sanad/1/grant"), canonical.encode([case, *fields]))


@dataclass(frozen=True, slots=True)
class Item:
    """A key of a case for a team. `number`: of the case's key; `link`: to the one before, b"" for the
    first; `proof`: that who says it has the key."""

    team: bytes
    team_number: int
    number: int
    wrapped: bytes
    link: bytes
    proof: bytes

    def proves(self, key: bytes, case: bytes) -> bool:
        return same(self.proof, proof(key, case, self._said()))

    def _said(self) -> list[bytes | int]:
        return [self.team, self.team_number, self.number, self.wrapped, self.link]

    def stored(self) -> list[bytes | int]:
        return [*self._said(), self.proof]


def write(case: bytes, stream: bytes, items: Sequence[Item], first_key: bytes) -> bytes:
    """A grant's body, by the computer that writes `stream`. `first_key`: the case's; of what has an
    id of its own it says nothing."""
    listed = [item.stored() for item in items]
    if not bound(case):
        return canonical.encode([[], listed])
    reading_key = _reading_key(first_key)
    signature = reading_key.sign(_message(case, stream, listed))
    return canonical.encode([[reading_key.public_key().public_bytes_raw(), signature], listed])


def read(body: bytes) -> list[Item]:
    """The items of a grant's body. EnvelopeRefused."""
    try:
        _, listed = _parts(body)
        items = [_item(fields) for fields in listed]
    except (canonical.NotCanonical, ValueError, TypeError) as error:
        raise EnvelopeRefused from error
    return items


def teams(body: bytes, case: bytes, stream: bytes) -> tuple[bytes, ...]:
    """The teams that a grant lets fetch a case, as far as that can be told without a key: where the
    case's id is made from a key, those that were signed for with it. Nobody for a body that this
    version can't read."""
    try:
        reading, listed = _parts(body)
        named = [fields[0] for fields in listed if type(fields) is list and fields]
        if bound(case):
            public, signature = reading
            if _id_of(public) != case or not verify(public, signature, _message(case, stream, listed)):
                return ()
    except (canonical.NotCanonical, ValueError, TypeError):
        return ()
    team_ids = sorted({team for team in named if type(team) is bytes and len(team) == ID})
    return tuple(team_ids) if len(team_ids) <= _MOST_TEAMS else ()


def _parts(body: bytes) -> tuple[list[bytes], list[object]]:
    """What headquarters can check, and the items. ValueError for anything else."""
    reading, listed = canonical.decode(body)
    if type(reading) is not list or type(listed) is not list:
        raise ValueError
    if [(type(part), len(part)) for part in reading] not in ([], [(bytes, KEY), (bytes, _SIGNATURE)]):
        raise ValueError
    return reading, listed


def _item(fields: object) -> Item:
    item = Item(*canonical.shaped(fields, (ID, int, int, bytes, bytes, bytes)))
    if not 0 < item.number < 1 << 31 or item.team_number < 1:
        raise ValueError
    return item


def _reading_key(first_key: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(derive(first_key, "sanad/1/read"))


def _id_of(public: bytes) -> bytes:
    return digest(b"sanad-case-id-1", public)[: ID - len(_BOUND)] + _BOUND


def _message(case: bytes, stream: bytes, listed: Iterable[object]) -> bytes:
    return _SIGNED + canonical.encode([case, stream, listed])

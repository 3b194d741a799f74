"""One signed entry of a directory: its kinds, what each holds, and reading its bytes.
docs/formats/directory.md
"""

from dataclasses import dataclass
from typing import Any

from app.errors import N_, SanadError
from app.seal import canonical
from app.seal.keys import digest

VERSION = 1
ROOT, PERSON, DEVICE, TEAM, REVOKED, REGISTRAR, UNREGISTERED, HEADQUARTERS, AS_OF, NAMED = range(
    1, 11
)
A_TEAM, OWN_TEAM, DESK_TEAM = range(3)


class DirectoryRefused(SanadError):
    """An entry whose place, signature or right doesn't hold."""

    says = N_(
        "The list of colleagues is not valid ({problem}). It was not used, and nothing "
        "was changed. Ask user management for it again, and say that this happened."
    )
    number: int = 0
    problem: str = N_("unreadable")


class EntryTooEarly(SanadError):
    """An entry whose signer, or the one before it, isn't here yet."""

    says = N_("Part of the list of colleagues has not arrived yet. What arrived is kept.")


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """One signed entry. `id` is SHA-256 of `raw`."""

    raw: bytes
    id: bytes
    number: int
    before: bytes
    kind: int
    content: list[Any]
    signer: bytes
    body: bytes
    signature: bytes

    @classmethod
    def parse(cls, raw: bytes) -> "DirectoryEntry":
        """DirectoryRefused for bytes that are no entry; nothing is verified."""
        try:
            body, signature = canonical.decode(raw)
            version, *fields = canonical.decode(body)
            if version != VERSION:
                raise DirectoryRefused(0, N_("made by a newer version"))
            number, previous_id, kind, content, signer = fields
            if not _is([number, previous_id, kind, signer, signature], [int, 32, int, 16, 64]):
                raise DirectoryRefused
            if number < 1 or not fits(kind, content):
                raise DirectoryRefused(number)
        except (canonical.NotCanonical, ValueError, TypeError) as error:
            raise DirectoryRefused from error
        return cls(
            raw=raw,
            id=digest(raw),
            number=number,
            before=previous_id,
            kind=kind,
            content=content,
            signer=signer,
            body=body,
            signature=signature,
        )


# What an entry of each kind holds: bytes of a length, text, whole numbers, lists of such.
_SHAPES: dict[int, list[Any]] = {
    ROOT: [32, str],
    PERSON: [16, str, str, int, [[16, 16, int, 32]]],
    DEVICE: [16, 16, 32, 1216, int, int],
    TEAM: [16, str, int, int, 1216, [16], [[16, 1168]]],
    REVOKED: [16, 16, [[16, int, 32]]],
    REGISTRAR: [32, str],
    UNREGISTERED: [16, [32]],
    HEADQUARTERS: [32, str, str, int],
    AS_OF: [int, int, [32]],
    NAMED: [16, str, int],
}
_SHORTER = {ROOT: 1, PERSON: 3, DEVICE: 4, REVOKED: 1}  # as in a directory of one


def fits(kind: int, content: object) -> bool:
    """Is this what an entry of a kind holds?"""
    shape = _SHAPES.get(kind)
    if not isinstance(content, list):
        return False
    if shape is None:
        return True  # of a later version: kept and relayed
    if len(content) not in (len(shape), _SHORTER.get(kind, len(shape))):
        return False
    return all(_is(value, expected) for value, expected in zip(content, shape, strict=False))


def _is(value: object, expected: Any) -> bool:
    if isinstance(expected, list):
        if not isinstance(value, list):
            return False
        if len(expected) == 1:
            return all(_is(item, expected[0]) for item in value)
        return len(value) == len(expected) and all(map(_is, value, expected))
    if type(expected) is int:
        return type(value) is bytes and len(value) == expected
    if expected is int:
        return type(value) is int and 0 <= value < 1 << 63  # as much as a database holds
    return type(value) is expected

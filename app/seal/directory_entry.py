"""One signed entry of a directory: its kinds, what each holds, and reading its bytes.
docs/formats/directory.md"""

from dataclasses import dataclass
from typing import Any

from app.errors import N_, SanadError
from app.seal import canonical
from app.seal.keys import digest

VERSION = 1
ROOT, PERSON, DEVICE, TEAM, REVOKED, REGISTRAR, UNREGISTERED, HEADQUARTERS, AS_OF, NAMED = range(1, 11)
CAPACITY = 12  # 11 is reserved
A_TEAM, OWN_TEAM, DESK_TEAM = range(3)


class DirectoryRefused(SanadError):
    says = N_(
        "The list of colleagues is not valid ({problem}). It was not used, and nothing "
        "was changed. Ask user management for it again, and say that this happened."
    )
    number: int = 0
    problem: str = N_("unreadable")


class EntryTooEarly(SanadError):
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
            plain = [number, previous_id, kind, signer, signature]
            canonical.shaped(plain, (int, 32, int, 16, 64), _MOST)
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


# What an entry of each kind holds.
_SHAPES: dict[int, tuple[canonical.Shape, ...]] = {
    ROOT: (32, str),
    PERSON: (16, str, str, int, [(16, 16, int, 32)]),
    DEVICE: (16, 16, 32, 1216, int, int),
    TEAM: (16, str, int, int, 1216, [16], [(16, 1168)]),
    REVOKED: (16, 16, [(16, int, 32)]),
    REGISTRAR: (32, str),
    UNREGISTERED: (16, [32]),
    HEADQUARTERS: (32, str, str, int),
    AS_OF: (int, int, [32]),
    NAMED: (16, str, int),
    CAPACITY: (16, str, str, int),
}
_MOST = 1 << 63  # as much as a database holds
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
    try:
        canonical.shaped(content, shape[: len(content)], _MOST)
    except canonical.NotCanonical:
        return False
    return True

"""Who may sign updates, and did they: metadata of The Update Framework, which python-tuf reads and verifies.
https://theupdateframework.github.io/specification/latest/

A computer trusts one root, a list of keys, which came with the program or which its administrator named. A
newer root counts where as many keys of the one before signed it as that asks for, and as many of its own:
so a lost key is replaced without touching a laptop. Of former roots in a chain no day of expiry counts:
computers are offline for months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from securesystemslib.signer import Key, SSlibKey
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Role, Root, Snapshot, Targets, Timestamp

from app.seal.secret import ID, KEY, digest
from app.update.conditions import TooFewUpdateSignatures, UnknownUpdateKey, UpdateDamaged, UpdateRootRefused

SPECIFICATION = "1.0.31"
FIELD = "x-sanad"  # what TUF knows no field for
MOST_KEYS = 16
LONGEST_CHAIN = 64
_LONGEST_NAME = 100
_UPDATE_ROLES = (Timestamp.type, Snapshot.type, Targets.type)
_LARGEST = {Root.type: 1 << 16, Timestamp.type: 1 << 14, Snapshot.type: 1 << 14, Targets.type: 8 << 20}
_MOST_MARKS = 1 << 18  # that begin or part something in JSON: more would fill a computer's memory
_MOST_NUMBER = 1 << 31
_S = TypeVar("_S", Root, Timestamp, Snapshot, Targets)


def key_id(public: bytes) -> bytes:
    """16 bytes that name an update key: the beginning of its SHA-256."""
    return digest(public)[:ID]


@dataclass(frozen=True, slots=True)
class KeyList:
    """Keys and how many different ones have to sign. `keys`: (public(32), name), by public key."""

    threshold: int
    keys: tuple[tuple[bytes, str], ...]

    def holds(self) -> bool:
        """Are there keys, all different and in order, and at least as many as have to sign?"""
        publics = [public for public, _ in self.keys]
        return (
            1 <= self.threshold <= len(self.keys) <= MOST_KEYS
            and publics == sorted(set(publics))
            and all(len(public) == KEY and len(name) <= _LONGEST_NAME for public, name in self.keys)
        )

    def role(self) -> Role:
        return Role(sorted(key_id(public).hex() for public, _ in self.keys), self.threshold)

    @classmethod
    def of(cls, root: Root, role: str) -> "KeyList":
        named = [root.keys[id_] for id_ in root.roles[role].keyids]
        keys = ((bytes.fromhex(key.keyval["public"]), key.unrecognized_fields[FIELD]) for key in named)
        return cls(root.roles[role].threshold, tuple(sorted(keys)))


def root_keys(root: Root) -> KeyList:
    """They sign the next root."""
    return KeyList.of(root, Root.type)


def update_keys(root: Root) -> KeyList:
    return KeyList.of(root, Targets.type)


def name_of(root: Root) -> tuple[str, str]:
    """Who signs, (English, Arabic), as screens say it."""
    english, arabic = root.unrecognized_fields[FIELD]
    return english, arabic


def new_root(number: int, name: tuple[str, str], root: KeyList, update: KeyList, expires: datetime) -> Root:
    """`number`: from 1, by one with each. `root`: keys that sign the next one, `update`: updates."""
    keys: dict[str, Key] = {
        (id_ := key_id(public).hex()): SSlibKey(id_, "ed25519", "ed25519", {"public": public.hex()}, {FIELD: holder})
        for public, holder in (*root.keys, *update.keys)
    }
    roles = {Root.type: root.role(), **{role: update.role() for role in _UPDATE_ROLES}}
    return Root(
        number, SPECIFICATION, expires, keys, roles, consistent_snapshot=False, unrecognized_fields={FIELD: list(name)}
    )


def read(raw: bytes, kind: type[_S]) -> Metadata[_S]:
    """Metadata of a kind. UpdateDamaged for anything else, and for other bytes than it is written with."""
    marks = sum(raw.count(mark) for mark in (b"{", b"[", b","))
    if len(raw) > _LARGEST[kind.type] or marks > _MOST_MARKS:
        raise UpdateDamaged
    try:
        metadata: Metadata[_S] = Metadata.from_bytes(raw)
        signed = metadata.signed
        is_plain = written(metadata) == raw and bool(metadata.signed_bytes)
    except (RepositoryError, TypeError) as error:
        raise UpdateDamaged from error
    unsigned = [metadata.unrecognized_fields]
    unsigned += [signature.unrecognized_fields for signature in metadata.signatures.values()]
    if any(unsigned) or not is_plain or type(signed) is not kind or type(signed.version) is not int:
        raise UpdateDamaged
    if signed.version >= _MOST_NUMBER or len(metadata.signatures) > 2 * MOST_KEYS:
        raise UpdateDamaged
    return metadata


def written(metadata: Metadata[_S]) -> bytes:
    """Its bytes, the same whoever signed first."""
    signatures = dict(sorted(metadata.signatures.items()))
    return Metadata(metadata.signed, signatures, metadata.unrecognized_fields).to_bytes()


def read_root(raw: bytes) -> Metadata[Root]:
    """UpdateRootRefused for what is no whole list, or says more than one."""
    try:
        metadata = read(raw, Root)
        root = metadata.signed
        name, keys = name_of(root), (root_keys(root), update_keys(root))
        is_whole = all(map(KeyList.holds, keys)) and all(len(text) <= _LONGEST_NAME for text in name)
        remade = new_root(root.version, name, *keys, root.expires)
        if not is_whole or Metadata(remade).signed_bytes != metadata.signed_bytes:
            raise UpdateRootRefused
    except (UpdateDamaged, RepositoryError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise UpdateRootRefused from error
    return metadata


def newest(trusted: Root, chain: Sequence[Metadata[Root]]) -> Root:
    """The last list of a chain that goes on from the trusted one. Lists up to the trusted one's number
    are passed over, but the one with its number has to be it. UpdateRootRefused."""
    root = trusted
    for link in chain:
        following = link.signed
        if following.version < trusted.version or following == trusted:
            continue
        try:
            is_next = following.get_root_verification_result(root, link.signed_bytes, link.signatures)
        except ValueError as error:  # its number is not the next
            raise UpdateRootRefused from error
        if not is_next:
            raise UpdateRootRefused
        root = following
    return root


def first(chain: Sequence[Metadata[Root]]) -> Root:
    """The newest list of a chain whose first one is trusted. UpdateRootRefused; also where that is not
    signed by as many of its keys as it asks for."""
    link = chain[0]
    if not link.signed.get_root_verification_result(None, link.signed_bytes, link.signatures):
        raise UpdateRootRefused
    return newest(link.signed, chain[1:])


def require_signed(root: Root, metadata: Metadata[_S]) -> None:
    """Every signature is of a key that the root names for it, and they are enough. UnknownUpdateKey,
    TooFewUpdateSignatures."""
    result = root.get_verification_result(metadata.signed.type, metadata.signed_bytes, metadata.signatures)
    if len(result.signed) < len(metadata.signatures):
        raise UnknownUpdateKey
    if not result:
        raise TooFewUpdateSignatures(len(result.signed), result.threshold)


def day(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)

"""Who may sign updates: a list of keys, itself signed, and a chain of such lists.

A computer trusts one list, which came with the program or which its administrator named. A newer list
counts where it was signed by as many keys of the list before as that asks for, and by as many of its
own: so a lost key is replaced without touching a laptop. Nothing here expires: computers are offline for
months, and whoever has the keys of a list can write the next one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.seal import canonical
from app.seal.keys import verify
from app.seal.secret import ID, KEY, digest
from app.update.conditions import TooFewUpdateSignatures, UnknownUpdateKey, UpdateRootRefused

ROOT_PURPOSE = b"sanad/1/update root\n"
SIGNATURE = 64
MOST_KEYS = 16
LONGEST_CHAIN = 64
_LONGEST_NAME = 100
_KEYS = (int, [(KEY, str)])
Signature = tuple[bytes, bytes]  # the key's id(16), then Ed25519(64)


def key_id(public: bytes) -> bytes:
    """16 bytes that name an update key: the beginning of its SHA-256."""
    return digest(public)[:ID]


@dataclass(frozen=True, slots=True)
class KeyList:
    """Keys and how many different ones have to sign. `keys`: (public(32), name), by public key."""

    threshold: int
    keys: tuple[tuple[bytes, str], ...]

    def public(self, id_: bytes) -> bytes | None:
        return next((public for public, _ in self.keys if key_id(public) == id_), None)

    def holds(self) -> bool:
        """Are there keys, all different and in order, and at least as many as have to sign?"""
        publics = [public for public, _ in self.keys]
        return (
            1 <= self.threshold <= len(self.keys) <= MOST_KEYS
            and publics == sorted(set(publics))
            and all(len(name) <= _LONGEST_NAME for _, name in self.keys)
        )

    def require(self, purpose: bytes, message: bytes, signatures: Sequence[Signature]) -> None:
        """Every signature is of one of these keys and holds, and they are enough.
        UnknownUpdateKey, TooFewUpdateSignatures."""
        for id_, signature in signatures:
            public = self.public(id_)
            if public is None or not verify(public, signature, purpose + message):
                raise UnknownUpdateKey
        signers = len({id_ for id_, _ in signatures})
        if signers < self.threshold:
            raise TooFewUpdateSignatures(signers, self.threshold)

    def is_enough(self, purpose: bytes, message: bytes, signatures: Iterable[Signature]) -> bool:
        """Do enough of these keys sign? Other keys' signatures may stand beside."""
        signers = {
            id_
            for id_, signature in signatures
            if (public := self.public(id_)) and verify(public, signature, purpose + message)
        }
        return len(signers) >= self.threshold

    def _value(self) -> canonical.Value:
        return [self.threshold, [[public, name] for public, name in self.keys]]


@dataclass(frozen=True, slots=True)
class Root:
    """`number`: from 1, by one with each. `name`: who signs, (English, Arabic), as screens say it.
    `root_keys` sign the next list, `update_keys` sign updates."""

    number: int
    name: tuple[str, str]
    root_keys: KeyList
    update_keys: KeyList

    def to_bytes(self) -> bytes:
        return canonical.encode(
            [self.number, list(self.name), self.root_keys._value(), self.update_keys._value()]
        )

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Root":
        """UpdateRootRefused for what is no whole list."""
        try:
            number, name, *lists = canonical.read(raw, (int, (str, str), _KEYS, _KEYS))
        except canonical.NotCanonical as error:
            raise UpdateRootRefused from error
        root_keys, update_keys = (KeyList(*key_list) for key_list in lists)
        if number < 1 or any(len(text) > _LONGEST_NAME for text in name):
            raise UpdateRootRefused
        if not (root_keys.holds() and update_keys.holds()):
            raise UpdateRootRefused
        return cls(number, name, root_keys, update_keys)


@dataclass(frozen=True, slots=True)
class SignedRoot:
    """A list as it lies in a file. `raw`: what was signed."""

    raw: bytes
    signatures: tuple[Signature, ...]

    @property
    def root(self) -> Root:
        return Root.from_bytes(self.raw)

    def value(self) -> canonical.Value:
        return [self.raw, [list(signature) for signature in self.signatures]]


def signed_root(value: canonical.Value) -> SignedRoot:
    """UpdateRootRefused."""
    try:
        raw, pairs = value
        canonical.shaped(raw, bytes)
        return SignedRoot(raw, signature_list(pairs))
    except (canonical.NotCanonical, ValueError, TypeError) as error:
        raise UpdateRootRefused from error


def signature_list(pairs: canonical.Value) -> tuple[Signature, ...]:
    """By the keys' ids, each once. NotCanonical for anything else."""
    signatures: tuple[Signature, ...] = canonical.shaped(pairs, [(ID, SIGNATURE)])
    ids = [id_ for id_, _ in signatures]
    if len(ids) > 2 * MOST_KEYS or ids != sorted(set(ids)):
        raise canonical.NotCanonical
    return signatures


def newest(trusted: Root, chain: Sequence[SignedRoot]) -> Root:
    """The last list of a chain that goes on from the trusted one. Lists up to the trusted one's number
    are passed over, but the one with its number has to be it. UpdateRootRefused."""
    root = trusted
    for link in chain:
        following = link.root
        if following.number < trusted.number:
            continue
        if following.number == trusted.number:
            if following != trusted:
                raise UpdateRootRefused
            continue
        is_next = following.number == root.number + 1
        if not (is_next and _signed_by_both(root, following, link)):
            raise UpdateRootRefused
        root = following
    return root


def _signed_by_both(root: Root, following: Root, link: SignedRoot) -> bool:
    return all(
        keys.is_enough(ROOT_PURPOSE, link.raw, link.signatures)
        for keys in (root.root_keys, following.root_keys)
    )

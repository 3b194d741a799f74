"""The key file of a vault: who it belongs to, and the slots that open its master key.

    b"SANAD-KEYS 1\\n" || canonical CBOR || SHA-256 of all before

A slot is AES-256-GCM-SIV of the master key under a key made from a passphrase and this device's
secret, or from a recovery card; or the master key sealed to a public key whose private half only
holders' cards give together (docs/decisions/0028). Every field of the file's head and of the slot itself is
authenticated. See docs/formats/slot.md.

The cryptography is imported where it is used: the lock screen reads who is here before anyone has
typed a word."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.disk import OutOfMemory
from app.errors import N_, SanadError
from app.seal import canonical, passphrase
from app.seal.file_marker import Damaged, ForeignFile, NewerVersion
from app.seal.holders import HolderSetEnded, Policy
from app.seal.secret import NONCE, Secret, digest, fresh, same
from app.settings import Language

if TYPE_CHECKING:
    from app.seal.keys import DeviceKeys

_MAGIC = b"SANAD-KEYS "
_VERSION = 1
PHRASE, CARD, HOLDERS = 1, 2, 3
# What a file may ask of this computer's memory, in KiB: less is too weak, more is an attack.
_LEAST, _MOST = 64 * 1024, 2 * 1024 * 1024
_SALT = 16  # bytes
_SLOT = (int, _SALT, int, int, int, NONCE, bytes)  # kind, salt, cost, nonce, sealed


class KeyFileDamaged(Damaged):
    says = N_(
        "The key file of these records is damaged, so they cannot be opened. Nothing was changed, and the records "
        "themselves were not touched. Restore your last backup, and keep this computer for user management to examine."
    )

    @classmethod
    def kind(cls) -> str:
        return "damaged"


class WrongPassphrase(SanadError):
    says = N_("Not unlocked. Check the keyboard language and try again.")


@dataclass(frozen=True, slots=True)
class Cost:
    """What Argon2id takes: memory in KiB, passes, lanes."""

    memory: int = 256 * 1024
    passes: int = 3
    lanes: int = 4


def calibrated(cost: Cost = Cost(), seconds: float = 0.7) -> Cost:
    """`cost`, or more passes where this computer does it in under `seconds`."""
    start = time.perf_counter()
    stretched(b"calibration", b"calibration-salt", cost)
    took = time.perf_counter() - start
    factor = max(1.0, seconds / max(took, 0.01))
    return replace(cost, passes=min(12, max(cost.passes, round(cost.passes * factor))))


@dataclass(frozen=True, slots=True)
class HolderSlot:
    """What a key file says of the holders' cards that open it. `id`: 16 random bytes, the set's;
    `mark`: what its cards carry (app.seal.holders)."""

    id: bytes
    mark: int
    policy: Policy


@dataclass(frozen=True, slots=True)
class Slot:
    """`cost`: what Argon2id takes; of a card zeros; of holders' cards what `HolderSlot` says."""

    kind: int
    salt: bytes
    cost: Cost
    nonce: bytes
    sealed: bytes

    def is_affordable(self) -> bool:
        return _LEAST <= self.cost.memory <= _MOST and 1 <= self.cost.passes <= 64 and 1 <= self.cost.lanes <= 64

    def _fields(self) -> list[canonical.Value]:
        return [self.kind, self.salt, self.cost.memory, self.cost.passes, self.cost.lanes, self.nonce]


@dataclass(frozen=True, slots=True)
class KeyFile:
    """`vault`: 16 bytes. `generation`: which database file this master key opens; it is outside
    the slots' authentication, because a database of another generation has another master key."""

    vault: bytes
    officer: str
    role: str
    language: Language
    created: int
    generation: int = 1
    slots: tuple[Slot, ...] = ()

    def _head(self) -> list[canonical.Value]:
        return [_VERSION, self.vault, self.officer, self.role, self.language, self.created]

    def to_bytes(self) -> bytes:
        body = canonical.encode(
            [*self._head(), self.generation, [[*slot._fields(), slot.sealed] for slot in self.slots]]
        )
        content = _MAGIC + b"%d\n" % _VERSION + body
        return content + digest(content)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "KeyFile":
        """ForeignFile, NewerVersion or Damaged for what can't be used."""
        body = _checked(raw)
        try:
            version, *fields = canonical.decode(body)
            if version != _VERSION:
                raise NewerVersion
            # anybody can write the right SHA-256
            vault, officer, role, language, created, generation, slots = canonical.shaped(
                fields, (16, str, str, str, int, int, [_SLOT])
            )
        except (canonical.NotCanonical, ValueError, TypeError) as error:
            raise KeyFileDamaged from error
        kept_slots = tuple(
            Slot(kind, salt, Cost(memory, passes, lanes), nonce, sealed)
            for kind, salt, memory, passes, lanes, nonce, sealed in slots
        )
        single = len({slot.kind for slot in kept_slots}) == len(kept_slots)
        if not single or language not in ("ar", "en"):
            raise KeyFileDamaged
        return cls(
            vault=vault,
            officer=officer,
            role=role,
            language=language,
            created=created,
            generation=generation,
            slots=kept_slots,
        )

    def with_phrase(self, master: bytes, phrase: str, device_secret: bytes, cost: Cost) -> "KeyFile":
        """The same file with its phrase slot made anew."""
        salt = os.urandom(_SALT)
        return self._with(PHRASE, salt, cost, _phrase_key(phrase, salt, cost, device_secret), master)

    def with_card(self, master: bytes, entropy: bytes) -> "KeyFile":
        """The same file with its recovery slot made anew; the card alone opens it."""
        salt = os.urandom(_SALT)
        return self._with(CARD, salt, Cost(0, 0, 0), _card_key(entropy, salt), master)

    def with_holders(self, master: bytes, holders: HolderSlot, public: bytes) -> "KeyFile":
        """The same file with its slot of holders' cards made anew. `public`: of `holders_public`, so
        that nobody needs the cards when the master key changes."""
        from app.seal.keys import seal_to

        numbers = Cost(holders.mark, holders.policy.threshold, holders.policy.cards)
        slot = Slot(HOLDERS, holders.id, numbers, bytes(NONCE), b"")
        sealed = seal_to(public, master, _HOLDERS_INFO + self._about(slot))
        key_file = self.without_holders()
        return replace(key_file, slots=(*key_file.slots, replace(slot, sealed=sealed)))

    def without_holders(self) -> "KeyFile":
        return replace(self, slots=tuple(slot for slot in self.slots if slot.kind != HOLDERS))

    @property
    def holders(self) -> HolderSlot | None:
        """Which holders' cards open it, None where none do."""
        for slot in self._of(HOLDERS):
            policy = Policy(slot.cost.passes, slot.cost.lanes)
            if policy.holds():  # anybody can write the right SHA-256
                return HolderSlot(slot.salt, slot.cost.memory, policy)
        return None

    def open_with_holders(self, secret: bytes) -> Secret:
        """The master key, with what a set's cards give together; HolderSetEnded for another set's."""
        from app.seal.keys import KeyRefused

        for slot in self._of(HOLDERS):
            try:
                return _holder_keys(secret, slot.salt).unseal(slot.sealed, _HOLDERS_INFO + self._about(slot))
            except KeyRefused as error:
                raise HolderSetEnded from error
        raise HolderSetEnded

    def _with(self, kind: int, salt: bytes, cost: Cost, key: bytes, master: bytes) -> "KeyFile":
        slot = Slot(kind, salt, cost, os.urandom(NONCE), b"")
        from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

        sealed = AESGCMSIV(key).encrypt(slot.nonce, master, self._about(slot))
        slots = tuple(slot for slot in self.slots if slot.kind != kind)
        return replace(self, slots=(*slots, replace(slot, sealed=sealed)))

    def _about(self, slot: Slot) -> bytes:
        return canonical.encode([*self._head(), *slot._fields()])

    def open_with_phrase(self, phrase: str, device_secret: bytes) -> Secret:
        """The master key; WrongPassphrase if no slot opens, Damaged for an absurd cost."""
        for slot in self._of(PHRASE):
            if not slot.is_affordable():
                raise KeyFileDamaged
            key = _phrase_key(phrase, slot.salt, slot.cost, device_secret)
            if master := self._try(slot, key):
                return master
        raise WrongPassphrase

    def open_with_card(self, entropy: bytes) -> Secret:
        """The master key; CardRefused if this is another vault's card."""
        for slot in self._of(CARD):
            if master := self._try(slot, _card_key(entropy, slot.salt)):
                return master
        raise passphrase.CardRefused

    def _of(self, kind: int) -> Sequence[Slot]:
        return [slot for slot in self.slots if slot.kind == kind]

    def _try(self, slot: Slot, key: bytes) -> Secret | None:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

        try:
            return Secret(AESGCMSIV(key).decrypt(slot.nonce, slot.sealed, self._about(slot)))
        except InvalidTag:
            return None


def _checked(raw: bytes) -> bytes:
    if not raw.startswith(_MAGIC):
        raise ForeignFile
    line, _, payload = raw.partition(b"\n")
    version = line[len(_MAGIC) :]
    if not version.isdigit() or len(version) > 9:
        raise KeyFileDamaged
    if not same(digest(raw[:-32]), raw[-32:]):
        # a later version may end otherwise; an earlier one never existed
        raise NewerVersion if int(version) > _VERSION else KeyFileDamaged
    if int(version) > _VERSION:
        raise NewerVersion
    return payload[:-32]


def stretched(phrase: bytes, salt: bytes, cost: Cost) -> bytes:
    """32 bytes of a passphrase's material (Argon2id). OutOfMemory."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    try:
        return Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory).derive(
            phrase
        )
    except MemoryError as error:
        raise OutOfMemory from error


def _phrase_key(phrase: str, salt: bytes, cost: Cost, device_secret: bytes) -> Secret:
    from app.seal.keys import derive

    material = stretched(passphrase.material(phrase), salt, cost)
    return derive(material + device_secret, "sanad/1/slot/phrase", salt)


def _card_key(entropy: bytes, salt: bytes) -> Secret:
    from app.seal.keys import derive

    return derive(entropy, "sanad/1/slot/card", salt)


_HOLDERS_INFO = b"sanad-holders-1"


def _holder_keys(secret: bytes, set_id: bytes) -> "DeviceKeys":
    from app.seal.keys import DeviceKeys, derive

    return DeviceKeys(Secret(), derive(secret, "sanad/1/slot/holders", set_id, 96))


def holders_public(secret: bytes, set_id: bytes) -> bytes:
    """What a master key is sealed to so that a set's cards open it: 1,216 bytes."""
    return _holder_keys(secret, set_id).receiving_public


def new_master() -> Secret:
    return fresh()

"""A key that signs updates, in a file of its own under a passphrase. docs/formats/update.md

    b"SANAD-UPDATE-KEY 1\\n" || CBOR [name, public(32), salt(16), memory, passes, lanes, nonce(12),
                                       sealed(48)]

Sealed is the Ed25519 private key, AES-256-GCM-SIV under a key that Argon2id makes of the passphrase;
all the other fields are authenticated with it."""

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from app.errors import N_, SanadError
from app.seal import canonical, file_marker, passphrase
from app.seal.keys import KEY, NONCE, DeviceKeys, Secret, derive
from app.seal.slots import PHRASE, Cost, Slot, WrongPassphrase, stretched

_MAGIC = b"SANAD-UPDATE-KEY "
_PURPOSE = "sanad/1/update key"
_SALT = 16
LONGEST_NAME = 100
COST = Cost()  # of a new key's passphrase, where nobody says another


class UpdateKeyRefused(SanadError):
    says = N_("This file with an update key is damaged. Nothing was signed or changed. Use another copy of it.")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Whose it is, by the name that its holder gave it, and the key."""

    name: str
    keys: DeviceKeys

    @property
    def public(self) -> bytes:
        return self.keys.public

    def sign(self, message: bytes) -> bytes:
        return self.keys.sign(message)


def fresh_key(name: str) -> SigningKey:
    """A new one. The name is cut to 100 characters."""
    return SigningKey(
        canonical.nfc(name)[:LONGEST_NAME],
        DeviceKeys(Secret(Ed25519PrivateKey.generate().private_bytes_raw()), Secret()),
    )


def write(key: SigningKey, phrase: str, cost: Cost | None = None) -> bytes:
    """The bytes of its file. OutOfMemory."""
    slot = Slot(PHRASE, os.urandom(_SALT), cost or COST, os.urandom(NONCE), b"")
    head = _head(key.name, key.public, slot)
    cipher = AESGCMSIV(_slot_key(phrase, slot))
    sealed = cipher.encrypt(slot.nonce, key.keys.signing, canonical.encode(head))
    return file_marker.line(_MAGIC) + canonical.encode([*head, sealed])


def read(raw: bytes, phrase: str) -> SigningKey:
    """UpdateKeyRefused, WrongPassphrase, ForeignFile, NewerVersion, OutOfMemory."""
    name, public, slot = _fields(raw)
    cipher = AESGCMSIV(_slot_key(phrase, slot))
    try:
        opened = cipher.decrypt(slot.nonce, slot.sealed, canonical.encode(_head(name, public, slot)))
    except InvalidTag as error:
        raise WrongPassphrase from error
    key = SigningKey(name, DeviceKeys(Secret(opened), Secret()))
    if len(opened) != KEY or key.public != public:
        raise UpdateKeyRefused
    return key


def public_of(raw: bytes) -> tuple[str, bytes]:
    """The name and the public key (32 bytes) that its file tells without the passphrase. As `read`."""
    name, public, _ = _fields(raw)
    return name, public


def _fields(raw: bytes) -> tuple[str, bytes, Slot]:
    try:
        name, public, salt, memory, passes, lanes, nonce, sealed = canonical.read(
            file_marker.content(raw, _MAGIC, UpdateKeyRefused), (str, KEY, _SALT, int, int, int, NONCE, bytes)
        )
    except canonical.NotCanonical as error:
        raise UpdateKeyRefused from error
    slot = Slot(PHRASE, salt, Cost(memory, passes, lanes), nonce, sealed)
    if len(name) > LONGEST_NAME or not slot.is_affordable():
        raise UpdateKeyRefused
    return name, public, slot


def _head(name: str, public: bytes, slot: Slot) -> list[canonical.Value]:
    cost = slot.cost
    return [name, public, slot.salt, cost.memory, cost.passes, cost.lanes, slot.nonce]


def _slot_key(phrase: str, slot: Slot) -> Secret:
    return derive(stretched(passphrase.material(phrase), slot.salt, slot.cost), _PURPOSE, slot.salt)

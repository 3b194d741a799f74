"""The keys, what is derived from what, and how one key is wrapped under another.

    master --HKDF--> database key (SQLCipher), head key
    officer on a device: Ed25519 (signs) and ML-KEM-768 + X25519 (receives)
    team key --GCM-SIV--> case key --HKDF--> body key

Secret values have a blind `repr`. Python can't wipe them: the process that held them ends.
"""

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import N_, SanadError
from app.seal import canonical
from app.seal.secret import ID, KEY, NONCE, Secret, digest, fresh, fresh_id, mac, same

__all__ = [
    "ID", "KEY", "NONCE", "DeviceKeys", "KeyRefused", "Secret", "TeamKey", "derive", "digest",
    "fresh", "fresh_id", "key_id", "mac", "same", "seal_to", "verify",
]  # fmt: skip


@dataclass(eq=False)
class KeyRefused(SanadError):
    """A wrapped key that doesn't open, or a signature that doesn't hold."""

    says = N_(
        "A key does not fit what it should open. Nothing was changed. "
        "Restore a backup, or ask the desk."
    )


def derive(secret: bytes, purpose: str, salt: bytes = b"") -> Secret:
    """32 bytes for one purpose: HKDF-SHA256 (RFC 5869)."""
    return Secret(HKDF(hashes.SHA256(), KEY, salt or None, purpose.encode()).derive(secret))


def key_id(public: bytes) -> bytes:
    """What names a signing key in a header: the first 16 bytes of SHA-256 of the public key."""
    return digest(public)[:ID]


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """One officer's keys on one device: 32 bytes that sign, 96 that receive (ML-KEM-768 seed of
    64 bytes, then X25519 of 32)."""

    signing: Secret
    receiving: Secret

    @classmethod
    def fresh(cls) -> "DeviceKeys":
        return cls(
            Secret(Ed25519PrivateKey.generate().private_bytes_raw()),
            Secret(
                MLKEM768PrivateKey.generate().private_bytes_raw()
                + X25519PrivateKey.generate().private_bytes_raw()
            ),
        )

    @property
    def public(self) -> bytes:
        """The Ed25519 public key, 32 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.signing).public_key().public_bytes_raw()

    @property
    def receiving_public(self) -> bytes:
        """The ML-KEM-768 public key (1,184 bytes), then the X25519 one (32)."""
        lattice, curve = self._receiving()
        return lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.signing).sign(message)

    def _receiving(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        return (
            MLKEM768PrivateKey.from_seed_bytes(self.receiving[:64]),
            X25519PrivateKey.from_private_bytes(self.receiving[64:]),
        )

    def unseal(self, sealed: bytes, context: bytes) -> Secret:
        """A key sealed to this device by `seal_to`; KeyRefused if it isn't."""
        private = hpke.MLKEM768X25519PrivateKey(*self._receiving())
        try:
            return Secret(_suite().decrypt(sealed, private, context))
        except InvalidTag as error:
            raise KeyRefused from error


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Does an Ed25519 signature hold?"""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _suite() -> hpke.Suite:
    return hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def seal_to(receiving_public: bytes, key: bytes, context: bytes) -> bytes:
    """A key for one device: HPKE (RFC 9180), ML-KEM-768 + X25519; `context` is HPKE's info."""
    from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    public = hpke.MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(receiving_public[:-32]),
        X25519PublicKey.from_public_bytes(receiving_public[-32:]),
    )
    return _suite().encrypt(key, public, context)


@dataclass(frozen=True, slots=True)
class TeamKey:
    """A team's key and its number."""

    team: bytes
    number: int
    key: Secret

    def wrap(self, case: bytes, number: int, case_key: bytes) -> bytes:
        """The case's key for this team: 12 bytes nonce, then 48 sealed."""
        nonce = os.urandom(NONCE)
        return nonce + AESGCMSIV(self.key).encrypt(nonce, case_key, self._about(case, number))

    def unwrap(self, case: bytes, number: int, wrapped: bytes) -> Secret:
        """The case's key, or KeyRefused when it was wrapped for another team, case or number."""
        try:
            opened = AESGCMSIV(self.key).decrypt(
                wrapped[:NONCE], wrapped[NONCE:], self._about(case, number)
            )
        except (InvalidTag, ValueError) as error:
            raise KeyRefused from error
        return Secret(opened)

    def _about(self, case: bytes, number: int) -> bytes:
        return canonical.encode([case, number, self.team, self.number])

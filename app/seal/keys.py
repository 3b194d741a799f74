"""The keys, what is derived from what, and how one key is wrapped under another.

    master --HKDF--> database key (SQLCipher), head key
    officer on a device: Ed25519 (signs) and ML-KEM-768 + X25519 (receives)
    team key --GCM-SIV--> case key --HKDF--> body key

Secret values have a blind `repr`. Python can't wipe them: the process that held them ends."""

import os
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

from app.errors import N_, SanadError
from app.seal import canonical
from app.seal.secret import ID, KEY, NONCE, Secret, digest, fresh, fresh_id, mac, same

__all__ = ["ID", "KEY", "NONCE", "Secret", "digest", "fresh", "fresh_id", "mac", "same"]

# -- signature ---------------------------------------------------------------------------------
# Ed25519 signatures, checked: light, for what is started before anybody has typed a word.


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Does an Ed25519 signature hold? docs/decisions/0012-signatures-checked-by-libsodium.md"""
    try:
        VerifyKey(public).verify(message, signature)
    except (CryptoError, ValueError, TypeError):
        return False
    return True


# -- keys ---------------------------------------------------------------------------------------


class KeyRefused(SanadError):
    says = N_("A key does not fit what it should open. Nothing was changed. Restore a backup, or ask user management.")


def derive(secret: bytes, purpose: str, salt: bytes = b"", size: int = KEY) -> Secret:
    """Bytes for one purpose, 32 if not told otherwise: HKDF-SHA256 (RFC 5869)."""
    return Secret(HKDF(hashes.SHA256(), size, salt or None, purpose.encode()).derive(secret))


@lru_cache(1024)
def key_id(public: bytes) -> bytes:
    """What names a signing key in a header: the first 16 bytes of SHA-256 of the public key."""
    return digest(public)[:ID]


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """One officer's keys on one device: 32 bytes that sign, 96 that receive (ML-KEM-768 seed of
    64 bytes, then X25519 of 32)."""

    signing: Secret
    receiving: Secret
    # the key as the library wants it, and its public half: each takes longer to make than a signature, and
    # goes with these
    _signer: list[tuple[Ed25519PrivateKey, bytes]] = field(default_factory=list, init=False, repr=False, compare=False)

    @classmethod
    def fresh(cls) -> "DeviceKeys":
        return cls(
            Secret(Ed25519PrivateKey.generate().private_bytes_raw()),
            Secret(MLKEM768PrivateKey.generate().private_bytes_raw() + X25519PrivateKey.generate().private_bytes_raw()),
        )

    @property
    def public(self) -> bytes:
        """The Ed25519 public key, 32 bytes."""
        return self._signing()[1]

    @property
    def receiving_public(self) -> bytes:
        """The ML-KEM-768 public key (1,184 bytes), then the X25519 one (32)."""
        lattice, curve = self._receiving()
        return lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self._signing()[0].sign(message)

    def _signing(self) -> tuple[Ed25519PrivateKey, bytes]:
        if not self._signer:
            key = Ed25519PrivateKey.from_private_bytes(self.signing)
            self._signer.append((key, key.public_key().public_bytes_raw()))
        return self._signer[0]

    def _receiving(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        return (
            MLKEM768PrivateKey.from_seed_bytes(self.receiving[:64]),
            X25519PrivateKey.from_private_bytes(self.receiving[64:]),
        )

    def unseal(self, sealed: bytes, context: bytes) -> Secret:
        """A key, or more, sealed to this device by `seal_to`; KeyRefused if it isn't."""
        private = hpke.MLKEM768X25519PrivateKey(*self._receiving())
        try:
            return Secret(_suite().decrypt(sealed, private, context))
        except (InvalidTag, ValueError) as error:
            raise KeyRefused from error


def _suite() -> hpke.Suite:
    return hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def seal_to(receiving_public: bytes, key: bytes, context: bytes) -> bytes:
    """A key for one device: HPKE (RFC 9180), ML-KEM-768 + X25519; `context` is HPKE's info.
    KeyRefused for what is no public key."""
    from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    try:
        public = hpke.MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(receiving_public[:-32]),
            X25519PublicKey.from_public_bytes(receiving_public[-32:]),
        )
        return _suite().encrypt(key, public, context)
    except ValueError as error:
        raise KeyRefused from error


_SEALED = 1168  # bytes of a 32-byte key sealed by HPKE; one wrapped by a member is 60


@dataclass(frozen=True, slots=True)
class TeamKey:
    """A team's key and its number. Members wrap under it; whoever isn't one seals to its public
    half, which is derived from it."""

    team: bytes
    number: int
    key: Secret

    @property
    def public(self) -> bytes:
        """What others seal to: ML-KEM-768 (1,184 bytes), then X25519 (32)."""
        return self._pair().receiving_public

    def _pair(self) -> DeviceKeys:
        size = 64 + KEY  # the seed of ML-KEM-768, and an X25519 key
        return DeviceKeys(Secret(), derive(self.key, "sanad/1/team receiving", size=size))

    def wrap(self, case: bytes, number: int, case_key: bytes) -> bytes:
        """The case's key for this team: 12 bytes nonce, then 48 sealed."""
        nonce = os.urandom(NONCE)
        associated_data = _about(case, number, self.team, self.number)
        return nonce + AESGCMSIV(self.key).encrypt(nonce, case_key, associated_data)

    def unwrap(self, case: bytes, number: int, wrapped: bytes) -> Secret:
        """The case's key, or KeyRefused when it was wrapped for another team, case or number."""
        associated_data = _about(case, number, self.team, self.number)
        if len(wrapped) == _SEALED:
            return self._pair().unseal(wrapped, _CASE + associated_data)
        try:
            opened = AESGCMSIV(self.key).decrypt(wrapped[:NONCE], wrapped[NONCE:], associated_data)
        except (InvalidTag, ValueError) as error:
            raise KeyRefused from error
        return Secret(opened)


_CASE = b"sanad-case-1"


def seal_to_team(public: bytes, team: bytes, team_number: int, case: bytes, number: int, case_key: bytes) -> bytes:
    """The case's key for a team that one isn't in: 1,168 bytes."""
    return seal_to(public, case_key, _CASE + _about(case, number, team, team_number))


def _about(case: bytes, number: int, team: bytes, team_number: int) -> bytes:
    return canonical.encode([case, number, team, team_number])

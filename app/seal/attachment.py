"""Files of a case in sealed chunks: each under the file's own random key, its number as the nonce.

A chunk is named by the SHA-256 of its bytes. The key and the list stand in an event of the case.
docs/formats/attachment.md
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.errors import N_, SanadError
from app.seal import canonical
from app.seal.keys import NONCE, Secret, digest, fresh, fresh_id

CHUNK = 256 << 10  # bytes of a file in one chunk
OVERHEAD = 16


@dataclass(eq=False)
class ChunkRefused(SanadError):
    """A chunk that is not the one sealed in its place."""

    says = N_(
        "A part of this file is damaged, or not the one that was attached. Nothing was changed. "
        "Sync again, or ask whoever attached it."
    )


@dataclass(frozen=True, slots=True)
class FileKey:
    """One file's key, fresh for each; never used for another."""

    file: bytes = field(default_factory=fresh_id)
    key: Secret = field(default_factory=fresh)

    def seal(self, number: int, content: bytes, *, last: bool) -> bytes:
        """The chunk in place `number`, from 0."""
        nonce, associated_data = self._place(number, last=last)
        return AESGCM(self.key).encrypt(nonce, content, associated_data)

    def open(self, number: int, chunk: bytes, *, last: bool) -> bytes:
        """ChunkRefused for another file's, another place's, or a changed one."""
        nonce, associated_data = self._place(number, last=last)
        try:
            return AESGCM(self.key).decrypt(nonce, chunk, associated_data)
        except InvalidTag as error:
            raise ChunkRefused from error

    def _place(self, number: int, *, last: bool) -> tuple[bytes, bytes]:
        data = canonical.encode([self.file, number, int(last)])
        return number.to_bytes(NONCE, "big"), data


def sealed(key: FileKey, parts: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """(id, chunk) of a file's parts, each of CHUNK bytes but the last."""
    number, waiting = 0, None
    for part in parts:
        if waiting is not None:
            yield _named(key.seal(number, waiting, last=False))
            number += 1
        waiting = part
    yield _named(key.seal(number, waiting or b"", last=True))


def _named(chunk: bytes) -> tuple[bytes, bytes]:
    return digest(chunk), chunk

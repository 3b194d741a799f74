"""Files of a case in sealed chunks: each under the file's own random key, its number as the nonce.

A chunk is named by the SHA-256 of its bytes. The key, the list and the file's own size stand in an
event of the case; what travels is padded, so that its size tells little. docs/formats/attachment.md"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.errors import N_, SanadError
from app.seal import canonical
from app.seal.keys import NONCE, Secret, digest, fresh, fresh_id

CHUNK = 256 << 10  # bytes of a file in one chunk
OVERHEAD = 16
_LEAST, _DOUBLED = 4 << 10, 1 << 20  # bytes: below, above which lengths are not doubled


class ChunkRefused(SanadError):
    says = N_(
        "Part of this file is damaged, or it is not the file that was attached. Nothing "
        "was changed. Sync again, or ask whoever attached it."
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

    def open_part(self, number: int, chunk: bytes, size: int, *, last: bool) -> bytes:
        """A part of a file of `size` bytes, without what pads it. ChunkRefused."""
        padded_part = self.open(number, chunk, last=last)
        length = max(min(size - number * CHUNK, CHUNK), 0)
        if len(padded_part) < length or padded_part[length:].strip(b"\0"):
            raise ChunkRefused
        return padded_part[:length]

    def _place(self, number: int, *, last: bool) -> tuple[bytes, bytes]:
        data = canonical.encode([self.file, number, int(last)])
        return number.to_bytes(NONCE, "big"), data


def padded_size(size: int) -> int:
    """How many bytes of a file travel: a power of two up to 1 MB, at least 4 KB; above, whole chunks."""
    if size > _DOUBLED:
        return -(-size // CHUNK) * CHUNK
    return max(1 << (size - 1).bit_length(), _LEAST) if size else _LEAST


def chunk_sizes(size: int) -> list[int]:
    """Bytes of the chunks of a file of so many bytes, in order."""
    full, remainder = divmod(padded_size(size), CHUNK)
    return [CHUNK + OVERHEAD] * full + ([remainder + OVERHEAD] if remainder else [])


def sealed(key: FileKey, parts: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """(id, chunk) of a file's parts, each of CHUNK bytes but the last, padded."""
    number, waiting = 0, b""
    for part in parts:
        if waiting:
            yield _named(key.seal(number, waiting, last=False))
            number += 1
        waiting = part
    end = padded_size(number * CHUNK + len(waiting))
    while True:
        length = min(end - number * CHUNK, CHUNK)
        last = number * CHUNK + length == end
        yield _named(key.seal(number, waiting.ljust(length, b"\0"), last=last))
        if last:
            return
        number, waiting = number + 1, b""


def _named(chunk: bytes) -> tuple[bytes, bytes]:
    return digest(chunk), chunk

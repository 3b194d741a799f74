"""What an event says of a file that travels in sealed chunks. docs/formats/attachment.md"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_MOST = 4096  # chunks: a gigabyte


@dataclass(frozen=True, slots=True)
class SealedFile:
    """`key`: of its chunks; `chunks`: (id, bytes of it), in order; `hash`: SHA-256 of the file."""

    file: bytes
    key: bytes
    size: int
    hash: bytes
    chunks: tuple[tuple[bytes, int], ...]

    def __repr__(self) -> str:
        return "SealedFile()"


def read(content: Mapping[str, Any]) -> SealedFile | None:
    """None for what isn't one."""
    file, key, hash_ = content.get("file"), content.get("key"), content.get("hash")
    size, chunk_refs = content.get("size"), content.get("chunks")
    if not (isinstance(file, bytes) and isinstance(key, bytes) and isinstance(hash_, bytes)):
        return None
    if (len(file), len(key), len(hash_)) != (16, 32, 32) or type(size) is not int or size < 0:
        return None
    if not isinstance(chunk_refs, list) or not 0 < len(chunk_refs) <= _MOST:
        return None
    chunks = []
    for entry in chunk_refs:
        if not isinstance(entry, list) or len(entry) != 2:
            return None
        id_, bytes_ = entry
        if not isinstance(id_, bytes) or len(id_) != 32 or type(bytes_) is not int:
            return None
        if not 0 <= bytes_ <= 1 << 20:
            return None
        chunks.append((id_, bytes_))
    return SealedFile(file, key, size, hash_, tuple(chunks))

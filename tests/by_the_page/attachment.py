"""docs/formats/attachment.md: a file of a case in sealed chunks."""

from tests.by_the_page import canonical
from tests.by_the_page.primitives import gcm_opened, need, sha256

PART = 262_144


def padded_size(size: int) -> int:
    if size > 1 << 20:
        return -(-size // PART) * PART
    return max(4096, 1 << max(0, size - 1).bit_length())


def opened(
    file: bytes,
    key: bytes,
    size: int,
    whole: bytes,
    named: list[tuple[bytes, int]],
    chunks: dict[bytes, bytes],
    *,
    padded: bool = True,
) -> bytes:
    """The file of an "attachment added"; `named`: its chunks, `whole`: its SHA-256."""
    content = b""
    for number, (name, length) in enumerate(named):
        raw = chunks[name]
        need(len(raw) == length and sha256(raw) == name, "chunk: another")
        aad = canonical.encode([file, number, int(number == len(named) - 1)])
        content += gcm_opened(key, number.to_bytes(12, "big"), raw, aad)
    need(len(content) == (padded_size(size) if padded else size), "file: padded otherwise")
    need(not content[size:].strip(b"\0"), "file: not padded with zeros")
    need(sha256(content[:size]) == whole, "file: another hash")
    return content[:size]

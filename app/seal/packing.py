"""Compressed and padded: how much is inside tells little of it.

It stands by itself, without keys or cryptography: a child that reads strangers' bytes needs no more."""

import zstandard

# What packed bytes may open to: so many bytes, and so many times their own size. Who wants to fill
# another's memory has to send a thirty-second part of it; what compresses better is padded.
_FREE, _RATIO = 64 * 1024, 32
_SHORT = 4096
Compressor = zstandard.ZstdCompressor
Decompressor = zstandard.ZstdDecompressor  # may serve many


class NotPacked(ValueError):
    """Bytes that `pack` did not give."""


class TooLarge(NotPacked):
    """More than there may be."""


def compressor(size: int = 0) -> Compressor:
    """As `pack` uses it for so many bytes: of one thread at a time. What is short is made as small as can
    be, in a tenth of a millisecond more: most records are, and a thin line carries each."""
    return Compressor(level=19 if size <= _SHORT else 9)


def pack(content: bytes, compressing: Compressor | None = None) -> bytes:
    """Compressed, and padded so that the size tells little, and so that `unpack` takes it."""
    least_size = -(-(len(content) - _FREE) // _RATIO)
    short = compressing if len(content) <= _SHORT else None
    return padded((short or compressor(len(content))).compress(content), least_size)


def padded(packed: bytes, least_size: int = 0) -> bytes:
    """To a size that says less."""
    framed = len(packed).to_bytes(4, "big") + packed
    return framed.ljust(padded_size(max(len(framed), least_size)), b"\0")


def unpack(padded: bytes, largest: int, decompressor: Decompressor | None = None) -> bytes:
    """What `pack` packed; TooLarge for more than `largest` bytes, or than so few bytes may hold, before
    it is made; NotPacked for anything else."""
    packed = _unpadded(padded)
    try:
        size = zstandard.frame_content_size(packed)
        if not 0 <= size <= min(largest, _FREE + _RATIO * len(padded)):
            raise TooLarge
        # the library reads 0 as unknown, and makes room for as much as it is told
        return (decompressor or Decompressor()).decompress(packed, max_output_size=size or 1, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise NotPacked from error


def padded_size(size: int) -> int:
    """Multiples of 64 up to 1 KB; above, Padmé (Nikitin et al., 2019), which leaks log log n bits."""
    if size <= 1024:
        return max(64, -(-size // 64) * 64)
    exponent = size.bit_length() - 1
    last = exponent - exponent.bit_length()
    mask = (1 << last) - 1
    return (size + mask) & ~mask


def _unpadded(padded: bytes) -> bytes:
    size = int.from_bytes(padded[:4], "big")
    packed, padding = padded[4 : 4 + size], padded[4 + size :]
    if len(packed) != size or padding.strip(b"\0"):
        raise NotPacked
    return packed

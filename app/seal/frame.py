"""A zstd frame that is opened within a limit. Nothing secret: what travels, and backups."""

import zstandard

from app.errors import N_, SanadError


class FrameRefused(SanadError):
    says = N_("The data received is damaged. It was not used, and nothing was changed. Try again.")


# What a frame may hold: so many bytes, and so many times its own size.
_FREE, _RATIO = 1 << 20, 32


def compress(content: bytes) -> bytes:
    """One frame, which says its size; `may_hold` says whether it would be opened."""
    return zstandard.ZstdCompressor(level=3).compress(content)


def may_hold(frame: bytes, size: int) -> bool:
    """Is that little enough for a frame of this length?"""
    return size <= _FREE + _RATIO * len(frame)


def decompress(frame: bytes, limit: int) -> bytes:
    """FrameRefused for more than `limit` bytes, or more than such a frame may hold, before they are
    made; and for anything odd."""
    try:
        size = zstandard.frame_content_size(frame)
        if not 0 <= size <= limit or not may_hold(frame, size):
            raise FrameRefused
        if not size:  # the library reads 0 as unknown
            return b""
        # straight into as many bytes as it says, so that the window it claims takes no memory
        return zstandard.ZstdDecompressor().decompress(frame, max_output_size=size, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise FrameRefused from error

"""A frame opens to what it says, and to no more than it may."""

import pytest
import zstandard

from app.seal import frame


def test_a_frame_opens_to_what_it_says_and_may_hold():
    for content in (b"", b"x", bytes(1 << 20)):
        assert frame.decompress(frame.compress(content), len(content)) == content
    with pytest.raises(frame.FrameRefused):
        frame.decompress(frame.compress(b"xy"), 1)
    assert frame.may_hold(b"12", (1 << 20) + 64)
    assert not frame.may_hold(b"12", (1 << 20) + 65)


def stored(content: bytes, claimed: int, window_log: int = 17) -> bytes:
    """A frame of one block as it stands, which claims a size and a window."""
    block = (1 | len(content) << 3).to_bytes(3, "little") + content
    window = (window_log - 10) << 3
    return b"\x28\xb5\x2f\xfd" + bytes([0x80, window]) + claimed.to_bytes(4, "little") + block


def test_a_frame_opens_whatever_window_it_claims_and_not_where_its_size_is_a_lie():
    for window_log in (17, 27, 28, 31):
        whole = stored(b"said", 4, window_log)
        assert frame.decompress(whole, 4) == b"said"
        for odd in (whole[:-1], whole + b"x"):
            with pytest.raises(frame.FrameRefused):
                frame.decompress(odd, 4)
    assert frame.decompress(stored(b"", 0), 0) == b""
    for claimed in (3, 5, (1 << 20) + 32 * 17 + 1):
        with pytest.raises(frame.FrameRefused):
            frame.decompress(stored(b"said", claimed), 1 << 30)
    with pytest.raises(frame.FrameRefused):  # which says no size at all
        frame.decompress(zstandard.ZstdCompressor(write_content_size=False).compress(b"x"), 9)

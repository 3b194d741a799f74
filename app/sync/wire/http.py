"""How a call travels: compression with a limit, and what is wrong with who asks."""

from app.errors import N_, SanadError
from app.seal import frame
from app.sync.wire.shape import WireRefused

PROTO, PROTO_HEADER, TYPE = "1", "sanad-proto", "application/cbor"
BYTES = "application/octet-stream"  # of a chunk, or a piece of one
MAX_AGE_S = 300
REQUEST, ANSWER, BLOB = 8 << 20, 24 << 20, 512 << 10  # bytes at most, also when unpacked
WORTH = 256  # bytes from which compressing is tried


class NotSigned(SanadError):
    says = N_("The server could not tell who asked. Nothing was changed.")


class ClockOff(NotSigned):
    says = N_(
        "This computer’s clock differs too much from the server’s. Nothing was changed. "
        "Set the date and time, then try again."
    )


def packed(content: bytes) -> tuple[bytes, str]:
    """(bytes to send, content-encoding): "zstd" where that is shorter, else ""."""
    if len(content) >= WORTH:
        smaller = frame.compress(content)
        if len(smaller) < len(content) and frame.may_hold(smaller, len(content)):
            return smaller, "zstd"
    return content, ""


def unpacked(content: bytes, encoding: str, limit: int) -> bytes:
    """What was packed; WireRefused for another encoding, or more than `limit` bytes."""
    if encoding not in ("", "zstd") or (not encoding and len(content) > limit):
        raise WireRefused
    try:
        return frame.decompress(content, limit) if encoding else content
    except frame.FrameRefused as error:
        raise WireRefused from error

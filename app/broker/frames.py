"""What goes through the pipes, in both directions: 4 bytes length, JSON of a map, 8 bytes length, bytes.
All lengths are big-endian and looked at before anything is made of them. What is larger than memory
should hold goes in blocks (app.broker.blocks)."""

import json
from typing import IO, Any

LONGEST_HEADER = 1 << 20

Message = tuple[dict[str, Any], bytes]


class BadFrame(ValueError):
    """What no other end would have written, or the end of it."""


def write(pipe: IO[bytes], header: dict[str, Any], content: bytes = b"") -> None:
    """BrokenPipeError where nobody reads any more."""
    encoded = json.dumps(header).encode()
    pipe.write(b"".join((len(encoded).to_bytes(4, "big"), encoded, len(content).to_bytes(8, "big"))))
    pipe.write(content)
    pipe.flush()


def read(pipe: IO[bytes], largest: int) -> Message:
    """The next message with at most so many bytes; BadFrame."""
    size = int.from_bytes(exactly(pipe, 4), "big")
    if size > LONGEST_HEADER:
        raise BadFrame
    try:
        header = json.loads(exactly(pipe, size))
    except (ValueError, RecursionError) as error:
        raise BadFrame from error
    length = int.from_bytes(exactly(pipe, 8), "big")
    if not isinstance(header, dict) or length > largest:
        raise BadFrame
    return header, exactly(pipe, length)


def exactly(pipe: IO[bytes], size: int) -> bytes:
    """BadFrame where fewer come."""
    content = pipe.read(size)
    if len(content) != size:
        raise BadFrame
    return content

"""Files of the post decompressed by a child that can reach nothing.

One child serves the files of a folder: what it gives is signed by whoever wrote it, as a whole and
in its parts, so a file that took it over could make others unreadable, and nothing false of them.
"""

from typing import Self

from app.broker.client import Child, ChildFailed
from app.broker.rooms import UNPACKER
from app.seal.envelope import EnvelopeRefused
from app.seal.parcel import LARGEST_BODY

_LONGEST_S = 60


class Unpacker:
    """Its child is started with the first file."""

    def __init__(self) -> None:
        self._child = Child(UNPACKER, longest_s=_LONGEST_S, largest=LARGEST_BODY)

    def unpack(self, padded: bytes, largest: int) -> bytes:
        """As `app.seal.envelope.unpack` does it. EnvelopeRefused."""
        try:
            header, content = self._child.ask({"largest": largest}, padded)
        except ChildFailed as error:
            raise EnvelopeRefused from error
        if header.get("refused") is not False or len(content) > largest:
            raise EnvelopeRefused
        return content

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.close()

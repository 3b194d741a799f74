"""Files that belong to a case: what an event says of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.case.events import Event
from app.case.fields import mapped, text

_MOST = 4096  # chunks: a gigabyte


@dataclass(frozen=True, slots=True)
class Attached:
    """`key`: of its chunks; `chunks`: (id, bytes of it), in order; `hash`: SHA-256 of the file. `photo`:
    place, taken, camera as they were noted in a picture when it was attached."""

    event: bytes
    stream: bytes
    at: int
    file: bytes
    key: bytes
    name: str
    kind: str
    size: int
    hash: bytes
    chunks: tuple[tuple[bytes, int], ...]
    note: str
    photo: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "Attached()"


def read(event: Event) -> Attached | None:
    """None for what isn't one."""
    told = event.content
    file, key, hash_ = told.get("file"), told.get("key"), told.get("hash")
    size, listed = told.get("size"), told.get("chunks")
    if not (isinstance(file, bytes) and isinstance(key, bytes) and isinstance(hash_, bytes)):
        return None
    if (len(file), len(key), len(hash_)) != (16, 32, 32) or type(size) is not int or size < 0:
        return None
    if not isinstance(listed, list) or not 0 < len(listed) <= _MOST:
        return None
    chunks = []
    for each in listed:
        if not isinstance(each, list) or len(each) != 2:
            return None
        id_, bytes_ = each
        if not isinstance(id_, bytes) or len(id_) != 32 or type(bytes_) is not int:
            return None
        if not 0 <= bytes_ <= 1 << 20:
            return None
        chunks.append((id_, bytes_))
    return Attached(
        event.id, event.stream, event.at, file, key, text(told.get("name")),
        text(told.get("type")), size, hash_, tuple(chunks), text(told.get("note")),
        mapped(told.get("photo")),
    )  # fmt: skip

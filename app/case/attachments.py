"""Files that belong to a case: what an event says of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.case import sealed_file
from app.case.events import Event
from app.case.fields import mapped, text


@dataclass(frozen=True, slots=True)
class Attachment:
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


def read(event: Event) -> Attachment | None:
    """None for what isn't one."""
    content, sealed = event.content, sealed_file.read(event.content)
    if sealed is None:
        return None
    return Attachment(
        event=event.id, stream=event.stream, at=event.at, file=sealed.file, key=sealed.key, name=text(content.get("name")),
        kind=text(content.get("type")), size=sealed.size, hash=sealed.hash, chunks=sealed.chunks, note=text(content.get("note")),
        photo=mapped(content.get("photo")),
    )  # fmt: skip

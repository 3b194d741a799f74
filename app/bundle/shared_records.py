"""The signed events of a bundle as they came: taken apart in a child, and handed back as bytes alone.

Nothing of what the file says in words is used: an envelope tells by itself what it is.
docs/formats/bundle.md"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.broker.frames import Message
from app.bundle.manifest import NotAManifest, from_json
from app.errors import N_, SanadError

FORMAT, LEFT_OUT = "sanad-events", {1: int, 2: bool}  # version 1 counted what stays
LARGEST = 64 << 20  # bytes of the file
_MOST = 20_000  # items of a list
_LISTS = ("certificates", "grants", "events")


class SharedRecordsUnreadable(SanadError):
    says = N_(
        "The signed records in this file can’t be read, so none of them was imported. You can still view the rest of "
        "the file. Tell the sender."
    )


@dataclass(frozen=True, slots=True)
class SharedRecords:
    """`case`: 16 bytes; `left_out`: did events stay with the sender? The rest as bytes, of which nothing was
    verified: entries of a directory, envelopes."""

    case: bytes
    left_out: bool
    certificates: tuple[bytes, ...]
    grants: tuple[bytes, ...]
    events: tuple[bytes, ...]


def take_apart(raw: bytes) -> SharedRecords:
    """In the child. SharedRecordsUnreadable."""
    try:
        document = from_json(raw, LARGEST)
    except NotAManifest as error:
        raise SharedRecordsUnreadable from error
    version = document.get("version")
    if document.get("format") != FORMAT or type(version) is not int or version not in LEFT_OUT:
        raise SharedRecordsUnreadable
    rows = [row.get("envelope") if isinstance(row, dict) else None for row in _list(document, "events")]
    try:
        return SharedRecords(
            bytes.fromhex(_of(document.get("case"), str)),
            bool(_of(document.get("left_out"), LEFT_OUT[version])),
            _decoded(_list(document, "certificates")),
            _decoded(_list(document, "grants")),
            _decoded(rows),
        )
    except (binascii.Error, ValueError) as error:
        raise SharedRecordsUnreadable from error


def packed(records: SharedRecords) -> Message:
    """As the child answers it."""
    lists = (records.certificates, records.grants, records.events)
    header: dict[str, Any] = {name: [len(item) for item in items] for name, items in zip(_LISTS, lists, strict=True)}
    header |= {"case": records.case.hex(), "left_out": records.left_out}
    return header, b"".join(item for items in lists for item in items)


def unpacked(message: Message) -> SharedRecords:
    """What came from the child, looked over. SharedRecordsUnreadable."""
    header, content = message
    try:
        case = bytes.fromhex(_of(header.get("case"), str))
        left_out = _of(header.get("left_out"), bool)
        lists, at = list[tuple[bytes, ...]](), 0
        for name in _LISTS:
            sizes = [_of(size, int) for size in _list(header, name)]
            items = []
            for size in sizes:
                items.append(content[at : at + size])
                at += size
                if not 0 < size == len(items[-1]):
                    raise ValueError
            lists.append(tuple(items))
    except ValueError as error:
        raise SharedRecordsUnreadable from error
    if at != len(content) or len(case) != 16:
        raise SharedRecordsUnreadable
    return SharedRecords(case, left_out, *lists)


def _list(document: dict[str, Any], name: str) -> Sequence[Any]:
    value = document.get(name)
    if not isinstance(value, list) or len(value) > _MOST:
        raise SharedRecordsUnreadable
    return value


def _of(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise ValueError
    return value


def _decoded(texts: Sequence[Any]) -> tuple[bytes, ...]:
    return tuple(base64.b64decode(_of(text, str), validate=True) for text in texts)

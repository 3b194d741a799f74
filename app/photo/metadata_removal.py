"""The child's work: a picture without what is noted beside it. Its points are not touched: parts of the
file are left out, nothing is drawn anew. How it is turned, and its colours, stay."""

import zlib

from PIL import Image

_TURNED = 274
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_NOTES = (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME", b"caBX")
_MARKS = (b"Exif\0\0", b"eXIf", b"GPSLat", b"II*\0", b"MM\0*")
_JPEG_KEPT = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))


class NotCleared(Exception):
    """A kind that nothing here can take apart, or a damaged one."""


def clear(content: bytes) -> bytes:
    """The same bytes where there was nothing to leave out. NotCleared."""
    if content.startswith(b"\xff\xd8"):
        return _jpeg(content)
    if content.startswith(_PNG):
        return _png(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp(content)
    if content[:4] in (b"RIFF", b"II*\0", b"MM\0*") or content[4:8] == b"ftyp":
        raise NotCleared
    if any(mark in content for mark in _MARKS):
        raise NotCleared
    return content  # BMP, GIF, or no picture at all


def _turn(notes: bytes) -> int:
    """How it was held, from 1 to 8; 1 where that is not noted."""
    exif = Image.Exif()
    try:
        exif.load(notes)
        orientation = exif.get(_TURNED, 1)
    except Exception:  # whatever a library says of damaged notes: not turned
        return 1
    return orientation if isinstance(orientation, int) and 1 < orientation <= 8 else 1


def _only(orientation: int) -> bytes:
    notes = Image.Exif()
    notes[_TURNED] = orientation
    return notes.tobytes()


def _jpeg(content: bytes) -> bytes:
    segments, at, orientation = [b"\xff\xd8"], 2, 1
    head = 1  # after the JFIF part, where notes belong
    while True:
        if content[at : at + 1] != b"\xff":
            raise NotCleared
        while content[at + 1 : at + 2] == b"\xff":  # filling
            at += 1
        kind = content[at + 1] if at + 1 < len(content) else 0
        if kind == 0xD9:
            segments.append(b"\xff\xd9")
            break  # what comes behind it is no part of the picture: other pictures, a film
        size = int.from_bytes(content[at + 2 : at + 4], "big")
        end = at + 2 + size
        if size < 2 or end > len(content) or kind < 0xC0:
            raise NotCleared
        part = content[at:end]
        if kind == 0xE1 and part[4:10] == b"Exif\0\0":
            orientation = _turn(part[4:]) if orientation == 1 else orientation
        if _is_picture(kind, part):
            segments.append(part)
            head = len(segments) if kind == 0xE0 else head
        at = end
        if kind == 0xDA:
            end = _scanned(content, at)
            segments.append(content[at:end])
            at = end
    if orientation != 1:
        notes = _only(orientation)
        notes = notes if notes.startswith(b"Exif\0\0") else b"Exif\0\0" + notes
        segments.insert(head, b"\xff\xe1" + (len(notes) + 2).to_bytes(2, "big") + notes)
    return b"".join(segments)


def _is_picture(kind: int, part: bytes) -> bool:
    if 0xE0 <= kind <= 0xEF:
        return any(kind == marker and part[4:].startswith(prefix) for marker, prefix in _JPEG_KEPT)
    return kind != 0xFE  # a remark


def _scanned(content: bytes, at: int) -> int:
    """Where the points end: at the next mark that is neither filling nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise NotCleared
        if content[at + 1] == 0 or 0xD0 <= content[at + 1] <= 0xD7:
            at += 2
        elif content[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _png(content: bytes) -> bytes:
    chunks, at, orientation, kind = [_PNG], 8, 1, b""
    while kind != b"IEND":
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        end = at + 12 + size
        if end > len(content):
            raise NotCleared
        if kind == b"eXIf":
            orientation = _turn(content[at + 8 : end - 4])
        if kind not in _PNG_NOTES:
            chunks.append(content[at:end])
        at = end
    if orientation != 1:
        notes = b"eXIf" + _only(orientation).removeprefix(b"Exif\0\0")
        bytes_ = (len(notes) - 4).to_bytes(4, "big") + notes + zlib.crc32(notes).to_bytes(4, "big")
        chunks.insert(2, bytes_)  # after the head of the picture
    return b"".join(chunks)


def _webp(content: bytes) -> bytes:
    chunks, at, orientation = list[bytes](), 12, 1
    while at + 8 <= len(content):
        kind, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        if at + 8 + size > len(content):
            raise NotCleared
        if kind == b"EXIF":
            orientation = _turn(content[at + 8 : at + 8 + size])
        elif kind != b"XMP ":
            chunks.append(content[at:end])
        at = end
    if not chunks:
        raise NotCleared
    if chunks[0].startswith(b"VP8X"):
        flags = chunks[0][8] & ~0x0C | (0x08 if orientation != 1 else 0)
        chunks[0] = chunks[0][:8] + bytes([flags]) + chunks[0][9:]
        if orientation != 1:
            notes = _only(orientation).removeprefix(b"Exif\0\0")
            chunks.append(b"EXIF" + len(notes).to_bytes(4, "little") + notes + b"\0" * (len(notes) % 2))
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + len(body).to_bytes(4, "little") + body

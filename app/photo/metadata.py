"""The child's work: place, time and camera from the notes in a picture's file (EXIF, XMP)."""

import io
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PIL import Image

_KINDS = ("JPEG", "PNG", "WEBP", "TIFF")
_MAKE, _MODEL, _TAKEN, _ZONE, _DETAILS, _PLACE = 271, 272, 36867, 36881, 34665, 34853
_SHIFTED = re.compile(r"[+-]\d\d:\d\d\Z")
_XMP = re.compile(rb"GPS(Latitude|Longitude)\W{1,3}(\d{1,3}),([\d.]{1,12})([NSEW])")
_LONGEST = 80


def look(content: bytes) -> dict[str, str]:
    """`place` ("29.37586,47.97740", degrees), `taken` (ISO 8601, with its zone where it is noted),
    `camera`; what is not noted, or makes no sense, is left out."""
    notes, xmp = _notes(content)
    traces = {
        "place": _place(_ifd(notes, _PLACE)) or _in_xmp(xmp),
        "taken": _taken(_ifd(notes, _DETAILS)),
        "camera": _camera(notes),
    }
    return {name: text for name, text in traces.items() if text}


def _notes(content: bytes) -> tuple[Image.Exif, bytes]:
    at = content.find(b"Exif\0\0") if content[4:8] == b"ftyp" else -1
    if at >= 0:  # a telephone's HEIC, which Pillow can't read; its notes it can
        notes = Image.Exif()
        notes.load(content[at : at + (1 << 20)])
        return notes, content
    with Image.open(io.BytesIO(content), formats=_KINDS) as opened:
        xmp = opened.info.get("xmp") or opened.info.get("XML:com.adobe.xmp") or b""
        return opened.getexif(), xmp.encode() if isinstance(xmp, str) else bytes(xmp)


def _ifd(notes: Image.Exif, tag: int) -> Mapping[int, Any]:
    try:
        return notes.get_ifd(tag)
    except Exception:  # whatever a library says of damaged notes: there are none
        return {}


def _place(gps_tags: Mapping[int, Any]) -> str:
    try:
        north, east = _degrees(gps_tags[2]), _degrees(gps_tags[4])
        south = str(gps_tags.get(1, "N")).upper() == "S"
        west = str(gps_tags.get(3, "E")).upper() == "W"
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return ""
    return _said(-north if south else north, -east if west else east)


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in (*parts, 0, 0)[:3])
    return degrees + minutes / 60 + seconds / 3600


def _said(north: float, east: float) -> str:
    """Nowhere, or a place that can't be, is none."""
    if not (-90 <= north <= 90 and -180 <= east <= 180) or north == east == 0:
        return ""
    return f"{north:.5f},{east:.5f}"


def _in_xmp(xmp: bytes) -> str:
    findall = {
        axis: (int(degrees) + float(minutes) / 60) * (-1 if side in b"SW" else 1)
        for axis, degrees, minutes, side in _XMP.findall(xmp[: 1 << 20])
        if len(minutes.split(b".")) <= 2 and minutes.strip(b".")
    }
    if len(findall) != 2:
        return ""
    return _said(findall[b"Latitude"], findall[b"Longitude"])


def _taken(tags: Mapping[int, Any]) -> str:
    try:
        at = datetime.strptime(str(tags[_TAKEN]).strip("\0 "), "%Y:%m:%d %H:%M:%S")
    except (KeyError, ValueError):
        return ""
    zone = str(tags.get(_ZONE, "")).strip("\0 ")
    return at.isoformat() + (zone if _SHIFTED.match(zone) else "")


def _camera(notes: Image.Exif) -> str:
    try:
        make, model = (str(notes.get(tag) or "").strip("\0 ") for tag in (_MAKE, _MODEL))
    except Exception:  # whatever a library says of damaged notes: no camera
        return ""
    name = model if model.lower().startswith(make.lower()) else f"{make} {model}"
    return "".join(character for character in name if character.isprintable()).strip()[:_LONGEST]

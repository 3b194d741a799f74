"""A font file with further copies of its glyphs that advance differently.

Archives ask that the width which a document gives for a glyph is that of the font file (ISO 19005-2,
6.2.11.5), while text on paper moves on by other widths, so that reader programs see no gap within a
word (app.report.glyphs). Source: OpenType 1.9, glyf, loca, hmtx, hhea, maxp, head."""

import struct
from collections.abc import Mapping, Sequence
from itertools import pairwise

_HEAD_LOCA, _HEAD_SUM, _MAXP_GLYPHS, _HHEA_METRICS, _HHEA_WIDEST = 50, 8, 4, 34, 10
_MAGIC_SUM = 0xB1B0AFBA


def advances(font: bytes) -> list[int]:
    """How far each glyph of a TrueType file advances, in the units of the font."""
    tables = _tables(font)
    count = _number(tables["hhea"], _HHEA_METRICS)
    widths = [_number(tables["hmtx"], 4 * glyph) for glyph in range(count)]
    glyphs = _number(tables["maxp"], _MAXP_GLYPHS)
    return widths + widths[-1:] * (glyphs - count)


def with_copies(font: bytes, copies: Sequence[tuple[int, int]]) -> bytes:
    """Each (glyph, advance in units of the font) as a glyph of its own behind all that are there, in
    this order. Outlines are those of the glyph."""
    tables = dict(_tables(font))
    widths, places = advances(font), _places(tables)
    bearings = _bearings(tables, len(widths))
    outlines = [tables["glyf"][first:last] for first, last in pairwise(places)]
    for glyph, advance in copies:
        outlines.append(outlines[glyph])
        widths.append(advance)
        bearings.append(bearings[glyph])
    glyf, loca = bytearray(), [0]
    for outline in outlines:
        glyf += outline + bytes(-len(outline) % 4)
        loca.append(len(glyf))
    tables["glyf"] = bytes(glyf)
    tables["loca"] = struct.pack(f">{len(loca)}I", *loca)
    tables["hmtx"] = b"".join(
        struct.pack(">Hh", width, bearing) for width, bearing in zip(widths, bearings, strict=True)
    )
    tables["head"] = _put(_put(tables["head"], _HEAD_LOCA, 1), _HEAD_SUM, 0, ">I")
    tables["maxp"] = _put(tables["maxp"], _MAXP_GLYPHS, len(outlines))
    hhea = _put(tables["hhea"], _HHEA_METRICS, len(outlines))
    tables["hhea"] = _put(hhea, _HHEA_WIDEST, max(widths))
    return _file(font[:4], tables)


def _tables(font: bytes) -> Mapping[str, bytes]:
    records = [struct.unpack_from(">4sIII", font, 12 + 16 * place) for place in range(_number(font, 4))]
    return {tag.decode("ascii"): font[offset : offset + length] for tag, _, offset, length in records}


def _places(tables: Mapping[str, bytes]) -> list[int]:
    """Where each glyph's outline begins, and the last one ends."""
    loca = tables["loca"]
    if _number(tables["head"], _HEAD_LOCA):
        return list(struct.unpack(f">{len(loca) // 4}I", loca))
    return [2 * place for place in struct.unpack(f">{len(loca) // 2}H", loca)]


def _bearings(tables: Mapping[str, bytes], glyphs: int) -> list[int]:
    count, hmtx = _number(tables["hhea"], _HHEA_METRICS), tables["hmtx"]
    bearings = [struct.unpack_from(">h", hmtx, 4 * glyph + 2)[0] for glyph in range(count)]
    return bearings + list(struct.unpack_from(f">{glyphs - count}h", hmtx, 4 * count))


def _number(table: bytes, place: int) -> int:
    return int(struct.unpack_from(">H", table, place)[0])


def _put(table: bytes, place: int, number: int, kind: str = ">H") -> bytes:
    size = struct.calcsize(kind)
    return table[:place] + struct.pack(kind, number) + table[place + size :]


def _sum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    total: int = sum(struct.unpack(f">{len(padded) // 4}I", padded))
    return total & 0xFFFFFFFF


def _file(version: bytes, tables: Mapping[str, bytes]) -> bytes:
    """The tables as one file, with their sums."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    head = version + struct.pack(">HHHH", count, 16 * power, power.bit_length() - 1, 16 * (count - power))
    directory, body, offset, head_at = b"", bytearray(), 12 + 16 * count, 0
    for tag, data in sorted(tables.items()):
        place = offset + len(body)
        if tag == "head":
            head_at = place
        directory += struct.pack(">4sIII", tag.encode("ascii"), _sum(data), place, len(data))
        body += data + bytes(-len(data) % 4)
    font = head + directory + bytes(body)
    remainder = (_MAGIC_SUM - _sum(font)) & 0xFFFFFFFF
    return _put(font, head_at + _HEAD_SUM, remainder, ">I")

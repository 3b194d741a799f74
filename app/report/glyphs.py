"""Fonts on paper: letters shaped by HarfBuzz, and the glyphs used embedded with their meaning.

Each document embeds, a face once, only the glyphs it shows, and for each of them the letters it
stands for (ToUnicode): a glyph that means different letters in different places gets a code for
each. So a reader finds and copies what is printed: 78% stays 78%."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import fontpkg_ibm_plex_sans_arabic as plex  # type: ignore[import-untyped]
import fontpkg_noto_sans_devanagari as devanagari  # type: ignore[import-untyped]
import fontpkg_noto_sans_tamil as tamil  # type: ignore[import-untyped]
import uharfbuzz as hb
from reportlab.pdfbase import pdfdoc

from app.report.glyph_copies import advances, with_copies
from app.settings import RESOURCES

SEMIBOLD = 600
_LATIN = "\u08ff"  # below: Latin, and what is written from right to left
_KEPT = ("NotoSansBengali", "NotoSansSinhala", "NotoSansMalayalam", "NotoSansEthiopic", "NotoSansTelugu")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph in reading order of the page, left to right; lengths in 1/1000 of the size."""

    id: int
    text: str
    advance: float
    dx: float = 0
    dy: float = 0


@dataclass(frozen=True, slots=True)
class ShapedText:
    glyphs: tuple[Glyph, ...]
    width: float


class Face:
    """A font file at one weight."""

    def __init__(self, name: str, file: Path, weight: int | None = None) -> None:
        self.name = name
        self.weight = weight
        self.hb_face = hb.Face(hb.Blob.from_file_path(str(file)))
        self.font = hb.Font(self.hb_face)
        if weight is not None:
            self.font.set_variations({"wght": weight})
        self.scale = 1000 / self.hb_face.upem
        self.has = frozenset(self.hb_face.unicodes)
        self.blank = int(self.font.get_nominal_glyph(ord(" ")) or 0)
        extents = self.font.get_font_extents("ltr")
        self.ascent = extents.ascender * self.scale
        self.descent = extents.descender * self.scale

    def shape(self, text: str, rtl: bool) -> ShapedText:
        """Text of one direction in one font; joined, placed, in the order of the page."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        # clusters by character, so that a vowel sign keeps its own letter
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.direction = "rtl" if rtl else "ltr"
        buffer.guess_segment_properties()
        # a Latin ligature is one glyph for two letters; other scripts are not written without theirs
        hb.shape(self.font, buffer, {"dlig": False, "liga": rtl or text[:1] > _LATIN})
        clusters = sorted({info.cluster for info in buffer.glyph_infos})
        ends = dict(zip(clusters, [*clusters[1:], len(text)], strict=True))
        used_clusters: set[int] = set()
        glyphs: list[Glyph] = []
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            meaning = "" if info.cluster in used_clusters else text[info.cluster : ends[info.cluster]]
            used_clusters.add(info.cluster)
            glyphs.append(
                Glyph(
                    info.codepoint,
                    meaning,
                    place.x_advance * self.scale,
                    place.x_offset * self.scale,
                    place.y_offset * self.scale,
                )
            )
        return ShapedText(tuple(glyphs), sum(glyph.advance for glyph in glyphs))

    def plain_advance(self, glyph: int) -> float:
        """The width that the font file itself gives a glyph."""
        return float(self.font.get_glyph_h_advance(glyph) * self.scale)

    def outline(self, glyph: int) -> tuple[tuple[str, tuple[float, ...]], ...]:
        """The shape of a glyph as PDF path operators, in 1/1000 of the size."""
        steps: list[tuple[str, tuple[float, ...]]] = []
        position = [0.0, 0.0]

        def step(operator: str, points: Sequence[float]) -> None:
            steps.append((operator, tuple(point * self.scale for point in points)))
            position[:] = points[-2:]

        def quadratic(cx: float, cy: float, x: float, y: float, _: object) -> None:
            x0, y0 = position
            first = x0 + (cx - x0) * 2 / 3, y0 + (cy - y0) * 2 / 3
            second = x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3
            step("c", (*first, *second, x, y))

        pen = hb.DrawFuncs()
        pen.set_move_to_func(lambda x, y, _: step("m", (x, y)))
        pen.set_line_to_func(lambda x, y, _: step("l", (x, y)))
        pen.set_quadratic_to_func(quadratic)
        pen.set_cubic_to_func(lambda a, b, c, d, x, y, _: step("c", (a, b, c, d, x, y)))
        pen.set_close_path_func(lambda _: steps.append(("h", ())))
        self.font.draw_glyph(glyph, pen, None)
        return tuple(steps)

    def subset(self, glyphs: set[int]) -> bytes:
        """A font file with these glyphs only, under their old numbers."""
        subset_input = hb.SubsetInput()
        subset_input.sets(hb.SubsetInputSets.GLYPH_INDEX).update(glyphs)
        subset_input.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING
        drop = subset_input.sets(hb.SubsetInputSets.DROP_TABLE_TAG)
        drop.update(_tag(name) for name in ("GSUB", "GPOS", "GDEF", "STAT", "DSIG", "name", "cmap"))
        if self.weight is not None:
            subset_input.pin_all_axes_to_default(self.hb_face)
            subset_input.pin_axis_location(self.hb_face, "wght", self.weight)
        return bytes(hb.subset(self.hb_face, subset_input).blob.data)


def _tag(name: str) -> int:
    return int.from_bytes(name.encode("ascii"), "big")


def _file(package: Any, name: str) -> Path:
    return Path(package.__file__).parent / "files" / name


@lru_cache(maxsize=2)
def faces(bold: bool) -> tuple[Face, ...]:
    """The faces to look for a letter in, the usual one first."""
    weight = "SemiBold" if bold else "Regular"
    wght = SEMIBOLD if bold else 400
    return (
        Face(f"IBMPlexSansArabic-{weight}", _file(plex, f"IBMPlexSansArabic-{weight}.ttf")),
        Face(f"NotoSansDevanagari-{weight}", _file(devanagari, "NotoSansDevanagari[wdth,wght].ttf"), wght),
        Face(f"NotoSansTamil-{weight}", _file(tamil, "NotoSansTamil[wdth,wght].ttf"), wght),
        *(_kept(name, "Bold" if bold else "Regular") for name in _KEPT),
    )


def _kept(name: str, weight: str) -> Face:
    return Face(f"{name}-{weight}", RESOURCES / "fonts" / f"{name}-{weight}.ttf")


@lru_cache(maxsize=8192)
def face_of(letter: str, bold: bool) -> int:
    """Which of the faces has this letter; the first where none has, which shows an empty box."""
    for i, face in enumerate(faces(bold)):
        if ord(letter) in face.has:
            return i
    return 0


@lru_cache(maxsize=16384)
def shaped(text: str, bold: bool, face: int, rtl: bool) -> ShapedText:
    return faces(bold)[face].shape(text, rtl)


class Embedded:
    """One face inside one document: hands out a code for each glyph and meaning.

    reportlab calls `addObjects` once, when the document is complete."""

    def __init__(self, face: Face, name: str) -> None:
        self.face = face
        self.internal = name
        self.codes: dict[tuple[int, str, float], int] = {}

    def code(self, glyph: int, meaning: str, width: float) -> int:
        """The code of a glyph that means this and after which the next one stands `width` on.

        A width of its own instead of a step between two glyphs: a step forward within a word is
        taken for a space by reader programs."""
        return self.codes.setdefault((glyph, meaning, round(width, 2)), len(self.codes) + 1)

    def addObjects(self, doc: Any) -> None:
        """The font's objects: Type 0 over a CIDFont with its own map from codes to glyphs."""
        subset = self.face.subset({glyph for glyph, _, _ in self.codes})
        subset, pairs = self._with_widths(subset)
        mark = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(subset).digest()[:6])
        base = pdfdoc.PDFName(f"{mark}+{self.face.name}")
        font = self._cid_font(doc, base, pairs, self._descriptor(doc, base, subset))
        meaning = pdfdoc.PDFStream(content=_to_unicode([text for _, text, _ in pairs]), filters=[pdfdoc.PDFZCompress])
        dictionary = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": base,
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray([doc.Reference(font, f"cid {self.internal}")]),
                "ToUnicode": doc.Reference(meaning, f"meaning {self.internal}"),
            }
        )
        doc.idToObject["BasicFonts"].dict[self.internal] = doc.Reference(dictionary, self.internal)

    def _with_widths(self, subset: bytes) -> tuple[bytes, list[tuple[int, str, float]]]:
        """The font file with a glyph for each width that a code has, and the codes over its glyphs: (glyph,
        meaning, width in 1/1000), in their order."""
        widths = advances(subset)
        copies: dict[tuple[int, int], int] = {}
        pairs = []
        for glyph, meaning, width in self.codes:
            units = round(width / self.face.scale)
            number = glyph
            if units != widths[glyph]:
                number = copies.setdefault((glyph, units), len(widths) + len(copies))
            pairs.append((number, meaning, round(units * self.face.scale, 3)))
        return with_copies(subset, list(copies)) if copies else subset, pairs

    def _descriptor(self, doc: Any, base: Any, subset: bytes) -> Any:
        program = pdfdoc.PDFStream(content=subset, filters=[pdfdoc.PDFZCompress])
        program.dictionary["Length1"] = len(subset)
        return pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("FontDescriptor"),
                "FontName": base,
                "Flags": 4,
                "FontBBox": pdfdoc.PDFArray([-1000, -600, 3000, 1400]),
                "ItalicAngle": 0,
                "Ascent": round(self.face.ascent),
                "Descent": round(self.face.descent),
                "CapHeight": 700,
                "StemV": 120 if self.face.weight == SEMIBOLD else 80,
                "FontFile2": doc.Reference(program, f"file {self.internal}"),
            }
        )

    def _cid_font(self, doc: Any, base: Any, pairs: Sequence[tuple[int, str, float]], descriptor: Any) -> Any:
        to_glyph = b"\0\0" + b"".join(glyph.to_bytes(2, "big") for glyph, _, _ in pairs)
        return pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("CIDFontType2"),
                "BaseFont": base,
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {"Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0}
                ),
                "FontDescriptor": doc.Reference(descriptor, f"descriptor {self.internal}"),
                "DW": 0,
                "W": pdfdoc.PDFArray([1, pdfdoc.PDFArray([width for _, _, width in pairs])]),
                "CIDToGIDMap": doc.Reference(
                    pdfdoc.PDFStream(content=to_glyph, filters=[pdfdoc.PDFZCompress]), f"glyphs {self.internal}"
                ),
            }
        )


def _to_unicode(texts: Sequence[str]) -> bytes:
    lines = [f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in enumerate(texts, 1)]
    blocks = [lines[i : i + 100] for i in range(0, len(lines), 100)]
    body = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def embedded(canvas: Any, bold: bool, face: int) -> Embedded:
    """The face in this canvas's document, begun when it is first used."""
    fonts: dict[tuple[bool, int], Embedded] = canvas._doc.__dict__.setdefault("sanad_fonts", {})
    if (bold, face) not in fonts:
        font = Embedded(faces(bold)[face], f"S{len(fonts) + 1}")
        fonts[bold, face] = font
        canvas._doc.delayedFonts.append(font)
    return fonts[bold, face]

"""Makes of a typeset paper what archives and screen readers want: tagged, with its language, what it says
of itself, and the meaning of its colours. PDF/A-2a; under a password it is no longer one.

Source: ISO 19005-2; ISO 32000-1, 14.7. The colour profile in resources/colour is the sRGB of Little CMS."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from app.report.place_reading import set_reading
from app.report.structure import Element, moved, numbered_pages, together
from app.settings import RESOURCES

_TOOL = "Sanad"
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{tool}</xmp:CreatorTool><pdf:Producer>{tool}</pdf:Producer>
<xmp:CreateDate>{at}</xmp:CreateDate><xmp:ModifyDate>{at}</xmp:ModifyDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def joined(papers: Sequence[bytes]) -> bytes:
    """Several papers behind one another, to be looked at."""
    memory = io.BytesIO()
    with pikepdf.open(io.BytesIO(papers[0])) as pdf:
        for paper in papers[1:]:
            with pikepdf.open(io.BytesIO(paper)) as further:
                pdf.pages.extend(further.pages)
        pdf.save(memory)
    return memory.getvalue()


def archived(parts: Sequence[tuple[bytes, Element]], *, title: str, language: str, at: datetime | None) -> bytes:
    """The parts one after another as one document. `at`: what it says about its making."""
    memory = io.BytesIO()
    with pikepdf.open(io.BytesIO(parts[0][0])) as pdf:
        roots = [parts[0][1]]
        for further_bytes, further_root in parts[1:]:
            roots.append(moved(further_root, len(pdf.pages)))
            with pikepdf.open(io.BytesIO(further_bytes)) as further:
                pdf.pages.extend(further.pages)
        set_reading(pdf)
        _tag(pdf, together(roots))
        pdf.Root.Lang = String(language)
        _describe(pdf, title, language, at or datetime(2000, 1, 1, tzinfo=UTC))
        pdf.Root.OutputIntents = Array([_colours(pdf)])
        pdf.save(memory, deterministic_id=True, min_version="1.7", object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return memory.getvalue()


def _describe(pdf: Pdf, title: str, language: str, at: datetime) -> None:
    """The same in the old place and in the new: they must not differ."""
    moment = at.astimezone(UTC)
    stamp = f"D:{moment:%Y%m%d%H%M%S}+00'00'"
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    pdf.docinfo.Title, pdf.docinfo.Creator = String(title), String(_TOOL)
    pdf.docinfo.Producer = String(_TOOL)
    pdf.docinfo.CreationDate = pdf.docinfo.ModDate = String(stamp)
    packet = _PACKET.format(
        title=escape(title), language=escape(language), tool=_TOOL, at=f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    )
    metadata = Stream(pdf, packet.encode("utf-8"))
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = pdf.make_indirect(metadata)


@lru_cache(maxsize=1)
def _profile() -> bytes:
    return (RESOURCES / "colour" / "srgb.icc").read_bytes()


def _colours(pdf: Pdf) -> Dictionary:
    profile = Stream(pdf, _profile())
    profile.N = 3
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB"),
        DestOutputProfile=pdf.make_indirect(profile),
    )


def _tag(pdf: Pdf, document: Element) -> None:
    pages = [page.obj for page in pdf.pages]
    on_page = numbered_pages(document)
    tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    objects: dict[Element, pikepdf.Object] = {}
    tree.K = _element(pdf, document, tree, pages, objects)
    numbers = Array()
    for place, page in enumerate(pages):
        page.StructParents, page.Tabs = place, Name.S
        if Name.Trans in page:
            del page[Name.Trans]
        numbers.append(place)
        elements = [objects[element] for element in on_page.get(place + 1, ())]
        numbers.append(pdf.make_indirect(Array(elements)))
    tree.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    tree.ParentTreeNextKey = len(pages)
    pdf.Root.StructTreeRoot = tree
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _element(
    pdf: Pdf,
    element: Element,
    parent: pikepdf.Object,
    pages: Sequence[pikepdf.Object],
    objects: dict[Element, pikepdf.Object],
) -> pikepdf.Object:
    structure_element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{element.tag}"), P=parent))
    objects[element] = structure_element
    if element.language:
        structure_element.Lang = String(element.language)
    if element.alternative:
        structure_element.Alt = String(element.alternative)
    if element.actual:
        structure_element.ActualText = String(element.actual)
    if element.scope:
        structure_element.A = Dictionary(O=Name.Table, Scope=Name(f"/{element.scope}"))
    kids = Array()
    for piece in element.pieces:
        if isinstance(piece, Element):
            if not piece.is_empty() or piece.tag in _CELLS:
                kids.append(_element(pdf, piece, structure_element, pages, objects))
        else:
            page, number = piece
            kids.append(Dictionary(Type=Name.MCR, Pg=pages[page - 1], MCID=number))
    structure_element.K = kids
    return structure_element


_CELLS = ("TD", "TH")  # a row keeps its cells, also those in which nothing stands

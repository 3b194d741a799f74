"""Papers for archives and screen readers: whole in their structure, exact in their letters, with all that
they need inside them. What veraPDF asks of PDF/A-2a, as far as our papers can break it."""

import io
from collections import Counter
from datetime import UTC, datetime

import pikepdf
import pytest
import uharfbuzz as hb
from reportlab.platypus import Flowable

from app.language import Words, strip_marks
from app.report import holder_card, page, recovery_card
from app.report.card import HolderSheet
from app.report.glyph_copies import advances, with_copies
from app.report.glyphs import faces
from app.report.styles import Style
from app.report.text_flowables import Cell, Text, TextRow
from tests.report import archive_check, structure_reader
from tests.report.test_reading import SENTENCES

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
STYLE, NARROW = Style(size=10, leading=17), 150
WRAPPED = [f"{sentence} {sentence} {sentence}" for sentence in SENTENCES]


def paper(story, language="ar") -> bytes:
    sheet = page.Sheet("ورقة & paper <1>", "head", ("foot",), "SANAD 0a1b ff", Words(language), AT)
    return page.document(sheet, story)


def rows(language="ar") -> list[Flowable]:
    direction = Words(language).direction
    head = TextRow(
        [Cell((Text("العمود", STYLE, direction),), 1), Cell((Text("Column", STYLE, direction),), 1)],
        direction,
        heads="column",
    )
    told = [
        TextRow(
            [Cell((Text(text, STYLE, direction),), 1), Cell((Text(text, STYLE, direction),), 4)], direction, heads="row"
        )
        for text in WRAPPED
    ]
    return [*page.heading("العنوان 78% (أ)", direction, STYLE), head, *told, Text(WRAPPED[0], STYLE, direction)]


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return paper(rows)


def opened(pdf_bytes: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf_bytes))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_validator_of_others_finds_nothing_against_the_archive(pdf, language):
    card = recovery_card(tuple(f"word{number}" for number in range(24)), "Layla", Words(language))
    assert archive_check.faults(card) == []
    assert archive_check.faults(pdf) == []


def test_the_validator_finds_what_is_broken(pdf):
    with opened(pdf) as broken:
        del broken.Root.OutputIntents
        changed = io.BytesIO()
        broken.save(changed)
    assert archive_check.faults(changed.getvalue())


def test_each_text_is_found_whole_under_its_element(pdf):
    read = structure_reader.read(pdf).root
    cells = [each for each in read.walked() if each.tag == "P" and each.text]
    for text in WRAPPED:
        assert sum(" ".join(cell.text.split()) == text for cell in cells) >= 2, text
    assert [each.text for each in read.walked() if each.tag == "H1"] == ["العنوان 78% (أ)"]


def test_no_letter_is_drawn_that_is_not_read_and_none_is_read_that_is_not_drawn(pdf):
    read = structure_reader.read(pdf).root
    for element in read.walked():
        if (element.tag in ("P", "H1") and element.text.isascii()) or any(
            "\u0600" <= c <= "\u06ff" for c in element.text
        ):
            drawn = Counter(strip_marks(element.drawn).translate(_TURNED))
            wanted = Counter(element.text.translate(_TURNED))
            del drawn[" "], wanted[" "], drawn["\u00a0"], wanted["\u00a0"]
            assert drawn == wanted, element.text


_TURNED = str.maketrans(")]}»›>", "([{«‹<")  # a reader mirrors brackets among Arabic back


def test_nothing_is_painted_outside_the_structure_but_artifacts(pdf):
    read = structure_reader.read(pdf)
    assert read.untagged == []
    assert read.artifacts > 0


def test_the_reading_order_is_that_of_the_story_and_tables_have_heads(pdf):
    root = structure_reader.read(pdf).root
    assert (root.tag, root.language) == ("Document", "ar")
    assert [child.tag for child in root.children][:3] == ["H1", "Table", "P"]
    table = root.children[1]
    assert {row.tag for row in table.children} == {"TR"}
    assert [cell.scope for cell in table.children[0].children] == ["Column", "Column"]
    assert all([cell.tag for cell in row.children] == ["TH", "TD"] for row in table.children[1:])


def test_the_code_on_each_page_has_words_for_who_does_not_see_it(pdf):
    figures = [each for each in structure_reader.read(pdf).root.walked() if each.tag == "Figure"]
    with opened(pdf) as document:
        assert len(figures) == len(document.pages) > 1
    assert figures[1].alternative == "رمز QR للوثيقة 0a1b، صفحة ٢"


def test_the_parent_tree_leads_from_each_mark_to_its_element(pdf):
    with opened(pdf) as document:
        tree = document.Root.StructTreeRoot
        numbers = list(tree.ParentTree.Nums)
        for place, leaf in enumerate(document.pages):
            assert leaf.StructParents == numbers[2 * place] == place
            for number, element in enumerate(numbers[2 * place + 1]):
                marks = [(kid.Pg.objgen, int(kid.MCID)) for kid in element.K if kid.get("/Type") == "/MCR"]
                assert (leaf.obj.objgen, number) in marks


def test_it_says_in_both_places_what_it_is_and_in_which_language(pdf):
    with opened(pdf) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "ar"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        raw = document.Root.Metadata.read_bytes()
        assert "/Filter" not in document.Root.Metadata
        metadata = document.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert metadata["dc:title"] == str(document.docinfo.Title) == "ورقة & paper <1>"
        assert metadata["xmp:CreateDate"] == "2026-11-24T09:30:00Z"
        assert str(document.docinfo.CreationDate) == "D:20261124093000+00'00'"
        assert raw.startswith('<?xpacket begin="\ufeff"'.encode())
        assert set(document.docinfo.keys()) == {"/Title", "/Creator", "/Producer", "/CreationDate", "/ModDate"}
        assert document.trailer.ID is not None


def test_the_colours_mean_something_by_themselves(pdf):
    with opened(pdf) as document:
        (intent,) = document.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        profile = intent.DestOutputProfile
        assert profile.N == 3
        assert profile.read_bytes()[36:40] == b"acsp"
        assert profile.read_bytes()[16:20] == b"RGB "


def _fonts(document: pikepdf.Pdf):
    seen = {}
    for leaf in document.pages:
        for font in leaf.Resources.Font.values():
            seen[font.objgen] = font
    return list(seen.values())


def test_all_fonts_are_inside_with_the_widths_that_the_paper_uses(pdf):
    with opened(pdf) as document:
        fonts = _fonts(document)
        assert fonts
        for font in fonts:
            assert font.Subtype == "/Type0"
            (descendant,) = font.DescendantFonts
            face = hb.Face(descendant.FontDescriptor.FontFile2.read_bytes())
            own, places = hb.Font(face), descendant.CIDToGIDMap.read_bytes()
            for code, width in enumerate(descendant.W[1], 1):
                glyph = int.from_bytes(places[2 * code : 2 * code + 2], "big")
                assert own.get_glyph_h_advance(glyph) * 1000 / face.upem == pytest.approx(float(width), abs=0.5)


def test_each_glyph_means_letters(pdf):
    with opened(pdf) as document:
        for font in _fonts(document):
            meanings = structure_reader._meanings(font)
            assert len(meanings) == len(font.DescendantFonts[0].W[1])
            assert all(meanings.values())
            assert not {"\0", "\ufeff", "\ufffe"} & set("".join(meanings.values()))


def test_the_same_paper_is_made_of_the_same_bytes(pdf):
    assert paper(rows) == pdf


@pytest.mark.parametrize("copies", [[], [(3, 0), (3, 777), (5, 1200)]])
def test_a_copied_glyph_looks_the_same_and_advances_as_it_is_told(copies):
    face = faces(bold=False)[0]
    subset = face.subset({3, 5, 36})
    font = with_copies(subset, copies)
    count = len(advances(subset))
    assert advances(font) == [*advances(subset), *(advance for _, advance in copies)]
    drawn = hb.Font(hb.Face(font))
    original = hb.Font(hb.Face(subset))
    for place, (glyph, advance) in enumerate(copies):
        assert drawn.get_glyph_h_advance(count + place) == advance
        assert drawn.get_glyph_extents(count + place) == original.get_glyph_extents(glyph)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_recovery_card_is_made_by_the_same_maker(language):
    pdf = recovery_card(("سند",) * 24, "ليلى السالم", Words(language))
    read = structure_reader.read(pdf)
    assert read.untagged == []
    (figure,) = [each for each in read.root.walked() if each.tag == "Figure"]
    assert figure.alternative
    assert read.root.whole().count("سند") >= 24


def test_a_text_in_the_other_language_says_so():
    card = HolderSheet(
        words=("walrus",) * 33, number=1, cards=3, threshold=2, holder="Holder", set_name="Set",
        made_at=AT, organisation="", officer="Layla",
    )  # fmt: skip
    read = structure_reader.read(holder_card(card, [Words("ar"), Words("en")])).root
    languages = {each.text: each.language for each in read.walked() if each.tag == "P"}
    title = next(text for text in languages if text.startswith("Holder’s card"))
    assert languages[title] == "en"

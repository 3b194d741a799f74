"""The dossier of a case, to a file: for whom first, then its pages."""

import pypdfium2
import pytest

from app.casework.cases import queries
from app.casework.lifecycle import consents
from tests.ui.office import opened
from tests.ui.sending import send_page
from tests.ui.test_course import waits_for
from tests.ui.test_layout import stands_at_every_size

PASSWORD = "walrus thistle gondola anvil"

pytestmark = pytest.mark.screen


def test_a_dossier_is_saved_for_whom_it_was_chosen(opens, tmp_path, language):
    layla = opened(opens, tmp_path, language).layla
    case = layla.interviews(name="Sunita Tamang").case_id
    terms = consents.ConsentDetails(language="ne", mode="signature")
    layla.hand.does(lambda: consents.record(layla.session, case, "share", "yes", terms, "prosecution"))
    hand, file = layla.hand.turns_to(), tmp_path / "dossier.pdf"
    page = send_page(hand, case)
    assert not page.pages.pdf
    page = send_page(hand, case, "agency", "prosecution", goes=["dossier"], how="pdf")
    stands_at_every_size(hand, "the dossier")
    hand.until(lambda: bool(page.pages.pdf))
    assert page.left_out.cards["interviewer_only"].isChecked()
    hand.type("Reason", "The facts of November")
    hand.press("Save as a file")
    waits_for(hand, "Choose my own")
    hand.press("Choose my own")
    hand.type("Password of the file", PASSWORD)
    hand.type("Repeat to confirm", PASSWORD)
    hand.press("Choose the place")
    hand.chooses(file)
    hand.until(lambda: hand.reads(hand.says("File written.")))
    leaves = pypdfium2.PdfDocument(file, password=PASSWORD)
    text = " ".join(leaf.get_textpage().get_text_range() for leaf in leaves)
    leaves.close()
    assert "The facts of November" in " ".join(text.split())
    event = hand.does(lambda: queries.case_of(layla.session, case).timeline[-1])
    assert (event.what, event.content["agency"]) == ("exported", "prosecution")
    assert "interviewer_only" in dict(event.content["held"])

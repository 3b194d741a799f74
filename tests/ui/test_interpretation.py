"""Translating what was typed and recording the interpreter's declaration, from the case's page."""

import pytest
from PySide6.QtWidgets import QPlainTextEdit

from app.casework.cases import queries
from app.casework.export import dossier
from app.language import strip_marks
from tests.casework.dossier_case import STORY, dossier_case
from tests.person_form import ref
from tests.report import structure_reader
from tests.ui.office import opened
from tests.ui.test_course import chooses, opens_case, waits_for

pytestmark = pytest.mark.screen
ENGLISH = "The supervisor said that 78 % of the wages were deducted."


def test_a_translation_and_a_declaration_are_written_down_and_shown(opens, tmp_path, language):
    layla = opened(opens, tmp_path, language).layla
    (tmp_path / "files").mkdir()
    case = layla.hand.does(lambda: dossier_case(layla.session, tmp_path / "files"))
    hand, _ = opens_case(layla, case.id)
    hand.opens_tab("Interviews")
    waits_for(hand, "Translate an answer")
    hand.press("Translate an answer")
    waits_for(hand, "Translate")
    hand.press("Translate")
    hand.until(lambda: bool(hand.window.dialogs()))
    hand.press("Save the translation")
    assert hand.reads(hand.says("Write the translation first."))
    hand.find(strip_marks(hand.says("Translation")), QPlainTextEdit).setPlainText(ENGLISH)
    chooses(hand, "The interpreter’s")
    hand.press("Save the translation")
    hand.until(lambda: not hand.window.dialogs())
    hand.until(lambda: hand.reads(ENGLISH))
    assert hand.reads(STORY)
    waits_for(hand, "Record the interpreter’s declaration")
    hand.press("Record the interpreter’s declaration")
    hand.until(lambda: bool(hand.window.dialogs()))
    chooses(hand, "Before the interview")
    chooses(hand, "Said aloud")
    hand.press("Record the declaration")
    hand.until(lambda: not hand.window.dialogs())
    view = hand.does(lambda: queries.case(layla.session, case.id)).interviews[0]
    (entry,) = view.translations[ref(case.form, "story")]
    assert (entry.text, entry.language, entry.name) == (ENGLISH, "en", "T-07")
    (declared,) = view.declarations
    assert (declared.interpreter, declared.moment, declared.mode) == ("T-07", "before", "spoken")
    hand.until(lambda: any("T-07" in text for text in hand.shown()))
    request = dossier.DossierRequest("prosecution", "en")
    pdf = hand.does(lambda: dossier.preview(layla.session, case.id, request, dossier.chosen("prosecution")))
    assert ENGLISH in " ".join(strip_marks(structure_reader.read(pdf).root.whole()).split())

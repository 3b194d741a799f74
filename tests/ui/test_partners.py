"""The page for partners: a matching from its first file to its last, and files of cases out and in."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.casework.exchange import match_partners, match_runs
from app.casework.session.stepped_work import carried_out
from app.errors import N_, SanadError
from app.ui import navigation
from app.ui.case.page import CaseScreen
from app.ui.figures import FiguresPage
from app.ui.file_chooser import FileDialog
from app.ui.partners.page import PartnersPage
from app.ui.parts import Button, Choose, LineInput, Row
from app.ui.parts.form_dialog import FormDialog
from tests.casework.test_matching import SITA, TERMS, Office, theirs
from tests.casework.test_work_list import keeps
from tests.people import Person
from tests.ui.hand import Hand

__all__ = ["theirs"]

pytestmark = pytest.mark.screen


def opened(opens, language: str, role: str = "supervisor") -> tuple[Hand, PartnersPage]:
    hand: Hand = opens(language).unlocks_new("عمر المثال", role)
    hand.window.go(navigation.Figures())
    hand.sees(FiguresPage).partners.click()
    page = hand.sees(PartnersPage)
    hand.rests()
    return hand, page


def dialog(hand: Hand) -> FormDialog:
    hand.until(lambda: bool(hand.visible(FormDialog)))
    return hand.visible(FormDialog)[-1]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_whom_a_partner_knows_too_stands_in_the_case_and_leads_to_it(
    opens, home: Path, theirs: Office, tmp_path, language
):
    hand, page = opened(opens, language)
    session = hand.window.context.session
    ours = Office(Person("Omar", home, "supervisor"), session, tmp_path)
    theirs.session.clock = session.clock
    their_card = tmp_path / "their.sanadcard"
    match_partners.write_card(theirs.session, their_card)
    words = " ".join(match_partners.words_of(match_partners.read_card(their_card))[0])
    page.matching.take_card(their_card)
    form = dialog(hand)
    for label, text in (
        (N_("Reference of the agreement"), TERMS.reference),
        (N_("Purpose"), "x"),
        (N_("The six words that they read to you"), words),
        (N_("Highest number of persons in one matching"), "64"),
    ):
        hand.find(hand.says(label), LineInput, form).setText(text)
    hand.find(hand.says("In the referral system"), Choose, form).choose(TERMS.agency)
    form.confirm()
    hand.until(lambda: bool(hand.does(lambda: match_partners.known(session))))
    hand.rests()
    case = hand.does(lambda: ours.knows("سيتا غورونغ", **SITA))
    (agreement,) = hand.does(lambda: match_partners.known(session))
    card = hand.does(lambda: match_partners.own_card(session))
    match_partners.add(theirs.session, card, " ".join(match_partners.words_of(card)[1]), TERMS)
    theirs.knows("Sita", **SITA)
    first, second, third = (tmp_path / f"{n}.sanadmatch" for n in range(3))
    hand.does(lambda: carried_out(match_runs.starting(session, agreement.id, first)))
    theirs.answers(first).rename(second)
    page.matching._finish(second, third)
    hand.until(lambda: bool([b for b in hand.visible(Button, page) if b.accessibleDescription().startswith("KW-")]))
    assert len(theirs.finishes(third).cases) == 1
    hand.rests()
    (button,) = [b for b in hand.visible(Button, page) if b.accessibleDescription().startswith("KW-")]
    button.click()
    assert hand.sees(CaseScreen).case_id == case
    hand.opens_tab("People and places")
    assert hand.reads(theirs.person.name)


@pytest.mark.parametrize("language", ["ar"])
def test_who_enters_an_agreement_reads_what_is_needed_before_a_file_is_asked_for(opens, language):
    hand, _page = opened(opens, language)
    hand.press("Enter an agreement")
    form = dialog(hand)
    hand.rests()
    assert not [files for files in hand.window.dialogs() if isinstance(files, FileDialog)]
    text = " ".join(hand.shown())
    assert ".sanadcard" in text
    assert hand.says("The partner on the telephone") in text
    assert form.isVisible()
    hand.press("Choose the card")
    hand.until(lambda: any(isinstance(files, FileDialog) for files in hand.window.dialogs()))
    hand.key(Qt.Key.Key_Escape)


@pytest.mark.parametrize("language", ["en"])
def test_cases_are_written_and_a_partners_records_taken_in(opens, tmp_path, language):
    hand, page = opened(opens, language)
    session = hand.window.context.session
    case = hand.does(lambda: keeps(session, "Sita Gurung", nationality="NP", birth_date="1999-03-02"))
    file = tmp_path / "cases.json"
    page.files.write_file(file, "htcds-json", "", None, None)
    hand.until(file.exists)
    hand.rests()
    (record,) = json.loads(file.read_text("utf-8"))["cases"]
    partner = tmp_path / "partner.json"
    partner.write_text(json.dumps([{**record, "sanad_CaseNumber": "", "con_Consent": True}]))
    page.files.look(partner)
    dialog(hand).confirm()
    hand.until(lambda: "New cases" in hand.shown())
    hand.rests()  # what came of it stays until the next act
    assert "1 record was taken in." in hand.shown()
    assert any("KW-" in row.title.text() for row in hand.visible(Row, page))
    (compare,) = [
        button
        for button in hand.visible(Button, page)
        if button.isVisible() and button.text().startswith("Compare with")
    ]
    compare.click()
    assert hand.sees(CaseScreen).case_id == case


@pytest.mark.parametrize("language", ["ar"])
def test_whose_role_does_not_match_sees_who_may(opens, language, monkeypatch):
    monkeypatch.setattr(match_partners, "may_match", lambda _session: False)
    hand, page = opened(opens, language)
    hand.until(lambda: not page.matching.acts.isVisible())
    refusal: SanadError = match_partners.NotMatching()
    assert hand.says(refusal.says) in hand.shown()
    hand.key(Qt.Key.Key_Escape)

"""The sheet of rights and numbers: from the day's page and from a result, in the person's language."""

import tomllib
from typing import Any

import pytest

from app import settings
from app.casework.cases import queries
from app.casework.interviews import interview as work
from app.casework.interviews.interview import FinishedInterview
from app.casework.lifecycle import rights_sheet
from app.casework.questionnaires import form_languages, forms
from app.casework.questionnaires.situation import BANK
from app.casework.session.session import Session
from app.ui import navigation
from app.ui.case.page import CaseScreen
from app.ui.result import ResultScreen
from app.ui.rights_sheet import RightsSheet
from tests.casework.test_letter import text_of
from tests.forms import bank_answers
from tests.ui.office import opened
from tests.ui.test_course import opens_case, waits_for
from tests.ui.test_layout import stands_at_every_size

pytestmark = pytest.mark.screen
SITUATIONS = tomllib.loads(BANK.read_text("utf-8"))["situation"]
COMPLAINT = "S005"


def test_a_sheet_is_looked_at_and_saved_from_the_days_page(opens, tmp_path, language):
    hand = opens(language).unlocks_new()
    waits_for(hand, "Rights and numbers to call")
    hand.press("Rights and numbers to call")
    page = hand.sees(RightsSheet)
    hand.until(lambda: bool(page.pages.pdf))
    stands_at_every_size(hand, "the sheet of rights")
    assert hand.reads("5 numbers are not printed" if language == "en" else "٥ أرقام غير مطبوعة")
    page._language.choose("ne")
    hand.until(lambda: "कुवेतमा" in text_of(page.pages.pdf)[0])
    file = tmp_path / "sheet.pdf"
    hand.press("Save as a file")
    hand.chooses(file)
    hand.until(lambda: hand.reads(hand.says("File written.")))
    (text,) = text_of(file.read_bytes())
    assert "कुवेतमा" in text
    assert {"ar": "حقوقك في العمل", "en": "Your rights at work"}[language] in text
    hand.press("Small cards")
    hand.until(lambda: "काम लाग्ने नम्बर" in text_of(page.pages.pdf)[0])


def test_the_page_says_what_of_the_sheet_nobody_has_translated(opens, tmp_path, monkeypatch, language):
    (tmp_path / "policy.toml").write_text('profile = "bh-2017"\n', "utf-8")
    monkeypatch.setattr(settings, "policy_file", lambda: tmp_path / "policy.toml")
    hand = opens(language).unlocks_new()
    waits_for(hand, "Rights and numbers to call")
    hand.press("Rights and numbers to call")
    page = hand.sees(RightsSheet)
    hand.until(lambda: bool(page.pages.pdf))
    assert not page.in_english.isVisible()
    page._language.choose("ne")
    assert page.in_english.isVisible()
    says = {"ar": "٣ جمل في هذه الورقة بالإنجليزية", "en": "3 sentences of this sheet stand in English"}[language]
    assert hand.reads(says)
    assert hand.reads({"ar": "كاملة بهذه اللغات", "en": "Whole in"}[language])
    hand.until(lambda: "Your rights at work in Bahrain" in text_of(page.pages.pdf)[0])
    stands_at_every_size(hand, "a sheet with sentences in English")


def told(session: Session, situation: dict[str, Any]) -> FinishedInterview:
    """The rapid screening of a described situation."""
    live = work.start(session, forms.forms(session)[0].hash)
    answered = bank_answers.answered(live.form, situation)
    for question in live.form.questions():
        if question.kind == "question" and (value := answered.node(question.path).value):
            work.keep(session, live.draft_id, live.interview.answer(question.path, value).answers)
    return work.finish(session, live.draft_id)


def test_a_labour_complaint_offers_the_sheet_first_and_it_leads_back_to_the_case(opens, tmp_path, language):
    layla = opened(opens, tmp_path, language).layla
    situation = next(situation for situation in SITUATIONS if situation["id"] == COMPLAINT)
    hand = layla.hand
    talk = hand.does(lambda: told(layla.session, situation))
    hand.window.go(navigation.Result(talk.case_id, talk.interview_id))
    hand.sees(ResultScreen)
    waits_for(hand, "Rights and numbers to call")
    stands_at_every_size(hand, "a labour complaint")
    hand.press("Rights and numbers to call")
    sheet = hand.sees(RightsSheet)
    hand.until(lambda: bool(sheet.pages.pdf))
    assert sheet._code() == hand.does(lambda: queries.case_of(layla.session, talk.case_id)).facts["language"]
    hand.press("Back to the case")
    hand.sees(CaseScreen)


@pytest.mark.parametrize("spoken", ["ne", "am", "id"])
def test_from_a_case_and_its_directory_it_is_in_the_persons_language(opens, tmp_path, spoken: str):
    layla = opened(opens, tmp_path, "ar").layla
    talk = layla.interviews(name="Sunita Tamang", language=spoken)
    hand, _ = opens_case(layla, talk.case_id)
    hand.sends("The person")
    hand.press("Rights and numbers to call")
    of_case = hand.sees(RightsSheet)
    hand.until(lambda: bool(of_case.pages.pdf))
    assert of_case._code() == spoken
    hand.window.go(navigation.AgencyDirectory(talk.case_id))
    waits_for(hand, "Rights and numbers to call")
    hand.press("Rights and numbers to call")
    of_directory = hand.sees(RightsSheet)
    hand.until(lambda: bool(of_directory.pages.pdf))
    assert of_directory._code() == spoken


@pytest.mark.parametrize("code", ["ar", "ne"])
def test_where_nobody_said_the_language_it_is_the_one_in_which_the_questions_were_put(opens, tmp_path, code: str):
    layla = opened(opens, tmp_path, "ar").layla
    session, draft = layla.session, layla.begins(name="Sunita Tamang")

    def held() -> str:
        form = forms.load(session, forms.forms(session)[0].hash)
        spoken = form_languages.form_languages(form)
        (column,) = [language.name for language in spoken if language.code == code]
        talk = work.finish(session, draft, language=column)
        return rights_sheet.language_of(session, talk.case_id)

    assert layla.hand.does(held) == code

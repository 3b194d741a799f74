"""From a case or its directory, the sheet of rights opens in the language of the talk."""

import pytest

from app.casework.interviews import interview as work
from app.casework.lifecycle import rights_sheet
from app.casework.questionnaires import form_languages, forms
from app.ui import navigation
from app.ui.rights_sheet import RightsSheet
from tests.ui.office import opened
from tests.ui.test_course import opens_case, waits_for

pytestmark = pytest.mark.screen


@pytest.mark.parametrize("spoken", ["ne", "am", "id"])
def test_from_a_case_and_its_directory_it_is_in_the_persons_language(opens, tmp_path, spoken: str):
    layla = opened(opens, tmp_path, "ar").layla
    talk = layla.interviews(name="Sunita Tamang", language=spoken)
    hand, _ = opens_case(layla, talk.case_id)
    hand.shares("Rights and numbers to call")
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
def test_where_nobody_said_the_language_it_is_the_one_in_which_the_questions_were_put(
    opens, tmp_path, code: str
):
    layla = opened(opens, tmp_path, "ar").layla
    session, draft = layla.session, layla.begins(name="Sunita Tamang")

    def held() -> str:
        form = forms.load(session, forms.forms(session)[0].hash)
        spoken = form_languages.form_languages(form)
        (column,) = [language.name for language in spoken if language.code == code]
        talk = work.finish(session, draft, language=column)
        return rights_sheet.language_of(session, talk.case_id)

    assert layla.hand.does(held) == code

"""What is typed over a calculation is seen as that, with the way back: asking, reviewing, in the case."""

import pytest

from app.casework.interviews import interview
from app.casework.questionnaires.answers import readback
from app.ui import navigation, theme
from app.ui.labels import Label
from app.ui.review import ReviewScreen
from tests.ui.test_controls import opens_form, types, value  # noqa: F401 - a fixture
from tests.ui.test_interview import question

pytestmark = pytest.mark.screen

OVER = """
| survey   |               |         |                     |                     |             |
|          | type          | name    | label::العربية (ar) | label::English (en) | calculation |
|          | begin_group   | first   | البداية             | Beginning           |             |
|          | integer       | age     | العمر               | Age                 |             |
|          | integer       | double  | الضعف               | Twice               | ${age}*2    |
|          | end_group     |         |                     |                     |             |
| settings |               |         |                     |                     |             |
|          | form_title    | form_id | version             | default_language    |             |
|          | Over          | over    | 1                   | English (en)        |             |
"""


def _typed(hand, name: str, text: str) -> None:
    field = question(hand, name)
    types(field.first(), text)
    field.flush()


def test_it_stands_beside_what_would_be_calculated_until_that_is_used(opens_form, language):  # noqa: F811
    hand = opens_form(OVER, language=language)
    _typed(hand, "age", "30")
    assert value(hand, "double") == "60"
    assert question(hand, "double").over is None
    _typed(hand, "double", "99")
    assert value(hand, "double") == "99"
    note = question(hand, "double").over
    assert note.isVisible()
    assert {"ar": "٦٠", "en": "60"}[language] in note.says.text()
    hand.click(note.undo)
    assert value(hand, "double") == "60"
    assert not note.isVisible()
    assert hand.screen.controller.undo()
    assert value(hand, "double") == "99"


def test_the_review_names_it_and_leads_there(opens_form, language):  # noqa: F811
    hand = opens_form(OVER, language=language)
    _typed(hand, "age", "30")
    _typed(hand, "double", "99")
    hand.window.go(navigation.Review(hand.screen.controller))
    hand.sees(ReviewScreen)
    text = " ".join(label_widget.text() for label_widget in hand.visible(Label))
    assert hand.says("Values entered in place of calculated ones") in text
    assert {"ar": "٦٠", "en": "60"}[language] in text
    [section] = readback(hand.screen.controller.interview, "English (en)", theme.words())
    assert [bool(line.over) for line in section.lines] == [False, True]


def test_the_case_says_it_beside_the_answer(opens_form, language):  # noqa: F811
    hand = opens_form(OVER, language=language)
    _typed(hand, "age", "30")
    _typed(hand, "double", "99")
    hand.until(lambda: hand.screen.controller.state == "kept")
    session, draft, results = hand.window.context.session, hand.screen.controller.live.draft_id, []
    hand.window.context.workers.write_vault(hand.window, lambda: interview.finish(session, draft), results.append)
    hand.until(lambda: bool(results))
    hand.window.go(navigation.Case(results[0].case_id))
    hand.opens_tab("Interviews")
    says = hand.says("Changed by hand; calculated: {value}").partition("{")[0]
    hand.until(lambda: any(says in label.text() for label in hand.visible(Label)))

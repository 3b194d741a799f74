"""A newer questionnaire is offered to an interview under way, looked at, and taken or left."""

import pytest

from app.language import strip_marks
from app.ui import navigation
from app.ui.home import Home
from app.ui.interview.screen import InterviewScreen
from app.ui.interview.version_move import NewerScreen
from app.ui.parts import Button
from tests.ui.test_interview import kept, question

pytestmark = pytest.mark.screen

OLD = """
| survey   |            |         |                     |                     |
|          | type       | name    | label::العربية (ar) | label::English (en) |
|          | text       | who     | الاسم               | Who                 |
|          | text       | colour  | اللون               | Favourite colour    |
| settings |            |         |                     |                     |
|          | form_title | form_id | version             | default_language    |
|          | Newer      | newer   | 1                   | English (en)        |
"""
NEW = OLD.replace("| 1   ", "| 2   ").replace(
    "|          | text       | colour  | اللون               | Favourite colour    |",
    "|          | text       | since   | منذ متى             | Since when          |",
)


def test_a_newer_version_is_looked_at_and_the_interview_moved(opens, tmp_path, language):
    hand = opens(language).unlocks_new()
    hand.window.go(navigation.StartInterview({}, hand.adds_form(tmp_path / "newer.md", OLD)))
    hand.sees(InterviewScreen)
    question(hand, "who").give("Sunita")
    question(hand, "colour").give("blue")
    kept(hand)
    hand.screen.leave()
    hand.sees(Home)
    hand.adds_form(tmp_path / "newer.md", NEW)
    hand.window.go(navigation.Home())
    home = hand.sees(Home)
    label = strip_marks(hand.says("Newer version"))
    hand.until(
        lambda: any(button.accessibleName() == label and button.isVisible() for button in home.findChildren(Button))
    )
    hand.press("Newer version")
    screen = hand.sees(NewerScreen)
    hand.until(lambda: screen.told is not None)
    for text in {"ar": ("اللون", "منذ متى"), "en": ("Favourite colour", "Since when")}[language]:
        hand.until(lambda text=text: hand.reads(text))
    hand.press("Move the interview")
    hand.sees(InterviewScreen)
    assert hand.screen.controller.form.version == "2"
    assert question(hand, "who").line.text() == "Sunita"


def test_who_stays_finds_everything_as_it_was(opens, tmp_path):
    hand = opens("en").unlocks_new()
    hand.window.go(navigation.StartInterview({}, hand.adds_form(tmp_path / "newer.md", OLD)))
    draft = hand.sees(InterviewScreen).controller.live.draft_id
    question(hand, "who").give("Sunita")
    kept(hand)
    hand.screen.leave()
    hand.sees(Home)
    hand.adds_form(tmp_path / "newer.md", NEW)
    hand.window.go(navigation.NewerVersion(draft))
    screen = hand.sees(NewerScreen)
    hand.until(lambda: screen.told is not None)
    hand.press("Keep this version")
    hand.sees(Home)
    hand.window.go(navigation.ResumeInterview(draft))
    assert hand.sees(InterviewScreen).controller.form.version == "1"

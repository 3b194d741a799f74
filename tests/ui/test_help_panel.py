"""F1 explains the page that is open, beside it; nothing of the page is lost."""

import importlib
import pkgutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import app.ui
from app.casework.pages import guide
from app.ui import navigation, page_help
from app.ui.home import Home
from app.ui.labels import Label
from app.ui.lock import PlainScreen
from app.ui.paper_screen import PaperScreen
from app.ui.parts.frame import Office, Screen
from app.ui.settings import Settings
from tests.ui.hand import Hand
from tests.ui.test_interview import answer, kept, question

pytestmark = pytest.mark.screen


def pages() -> list[type[Screen]]:
    """Every page that the window can show."""
    for module in pkgutil.walk_packages(app.ui.__path__, "app.ui."):
        if not module.name.endswith(".playback"):  # a process of its own
            importlib.import_module(module.name)
    known, waiting = set[type[Screen]](), [Screen]
    while waiting:
        children = waiting.pop().__subclasses__()
        known |= set(children)
        waiting += children
    shared = {Office, PlainScreen, PaperScreen}
    return sorted(
        (page for page in known - shared if page.__module__.startswith("app.ui.")), key=lambda page: page.__name__
    )


def test_every_page_has_its_part_and_every_part_is_there():
    def explained(page: type[Screen]) -> bool:
        return any(kind.__name__ in page_help.PARTS for kind in page.__mro__)

    shown = [page for page in pages() if not page.faces_person and not page.__subclasses__()]
    assert [page.__name__ for page in shown if not explained(page)] == []
    names = {page.__name__ for page in pages()}
    assert sorted(set(page_help.PARTS) - names) == []
    for language in ("ar", "en"):
        for parts in page_help.PARTS.values():
            for part in parts:
                assert guide.part(*part, language).paragraphs


def test_both_languages_have_the_same_parts():
    for name in guide.GUIDES:
        arabic, english = (
            [part.number for part in guide.parts(language) if part.guide == name] for language in ("ar", "en")
        )
        assert arabic == english


def test_a_search_finds_in_titles_first_and_in_either_spelling():
    assert guide.search("rights", "en")[0].title == "The sheet of rights"
    assert guide.search("ورقه الحقوق", "ar")[0].number == 24
    assert guide.search("quantum", "en") == []


def test_it_reads_items_and_rows_by_themselves():
    consent = guide.part("case", 3, "en")
    assert consent.paragraphs[0].startswith("1. ")
    assert not any(
        "](" in line or line.startswith(("|", "!")) for part in guide.parts("en") for line in part.paragraphs
    )


def reads(hand: Hand) -> str:
    assert hand.window.help is not None
    return "\n".join(str(label.words) for label in hand.window.help.findChildren(Label))


def test_an_interview_goes_on_beside_its_help(opens, language):
    hand = opens(language).unlocks_new()
    screen = hand.begins()
    answer(hand, present="nobody", overheard="no", wants_here="yes")
    card = question(hand, "overheard").cards["no"]
    card.setFocus(Qt.FocusReason.TabFocusReason)
    values = kept(hand)
    hand.key(Qt.Key.Key_F1)
    assert hand.screen is screen
    assert hand.window.help is not None
    assert guide.part("pages", 4, language).title in reads(hand)
    assert screen.width() == hand.window.width() - hand.window.help.width()
    hand.key(Qt.Key.Key_Escape)
    assert hand.window.help is None
    assert card.hasFocus()
    assert kept(hand) == values
    assert screen.width() == hand.window.width()


@pytest.mark.both_languages
def test_it_stands_at_the_trailing_side_and_below_1240_over_the_page(opens, language):
    hand = opens(language).unlocks_new()
    home = hand.sees(Home)
    for width in (1366, 1024):
        hand.window.resize(width, 700)
        hand.key(Qt.Key.Key_F1)
        panel = hand.window.help
        assert panel is not None
        assert panel.x() == (0 if language == "ar" else width - panel.width())
        assert home.width() == (width - panel.width() if width == 1366 else width)
        # Hide stays in its corner
        corner = panel.hide_now.mapTo(hand.window, panel.hide_now.rect().center())
        assert (corner.x() < 240) if language == "ar" else (corner.x() > width - 240)
        hand.key(Qt.Key.Key_F1)
        assert hand.window.help is None


def test_it_searches_and_escape_leads_back_step_by_step(opens, language):
    hand = opens(language).unlocks_new()
    hand.sees(Home)
    hand.key(Qt.Key.Key_F1)
    panel = hand.window.help
    assert panel.search.hasFocus()
    word = {"ar": "بطاقة", "en": "card"}[language]
    panel.search.insert(word)
    title = guide.search(word, language)[0].title
    hand.until(lambda: title in hand.names())
    hand.click(hand.find(title, within=panel))
    assert title in reads(hand)
    hand.key(Qt.Key.Key_Escape)
    assert panel.search.text() == ""
    assert guide.part("pages", 1, language).title in reads(hand)
    hand.window._escaped = 0.0
    hand.key(Qt.Key.Key_Escape)
    assert hand.window.help is None
    hand.key(Qt.Key.Key_F1)
    hand.window.help.search.insert("zzz")
    assert hand.says("The guides say nothing about this. Try another word.") in reads(hand)


def test_back_closes_it_and_another_page_does(opens, language):
    hand = opens(language).unlocks_new()
    home = hand.sees(Home)
    hand.key(Qt.Key.Key_F1)
    back = {"en": Qt.Key.Key_Left, "ar": Qt.Key.Key_Right}[language]
    hand.key(back, Qt.KeyboardModifier.AltModifier)
    assert hand.window.help is None
    assert hand.screen is home
    hand.key(Qt.Key.Key_F1)
    hand.window.go(navigation.Settings())
    hand.sees(Settings)
    assert hand.window.help is None


def test_it_is_hidden_with_the_page_and_follows_the_language(opens):
    hand = opens("en").unlocks_new()
    hand.sees(Home)
    hand.window.context.pin = "2468"
    hand.key(Qt.Key.Key_F1)
    panel = hand.window.help
    hand.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert panel.accessibleName() == "مساعدة لهذه الصفحة"
    assert panel.x() == 0
    QTest.mouseClick(panel.hide_now, Qt.MouseButton.LeftButton)
    assert hand.window.cover.isVisible()
    assert not panel.isVisible()
    hand.window.cover._opened(True)
    assert panel.isVisible()


def test_before_the_passphrase_it_explains_the_lock(opens, layla, language):
    layla.sets_up().close()
    hand = opens(language)
    QApplication.processEvents()
    hand.key(Qt.Key.Key_F1)
    assert guide.part("pages", 31, language).title in reads(hand)

"""Every appearance of ODK's forms that a desktop can honour, by hand and by key, in either language."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.casework.questionnaires import packs
from app.ui import navigation
from app.ui.interview.screen import InterviewScreen
from tests.ui.forms_appearances import APPEARANCES, HUMAN
from tests.ui.test_controls import types, value
from tests.ui.test_interview import question
from tests.ui.test_layout import stands_at_every_size

pytestmark = pytest.mark.screen


@pytest.fixture
def opens_section(opens, tmp_path, language):
    """Opens the questionnaire of every appearance, packed with its picture, at a section."""

    def open_(section, **options):
        (tmp_path / "all.md").write_text(APPEARANCES, "utf-8")
        (tmp_path / "all-media").mkdir()
        (tmp_path / "all-media" / "human.svg").write_text(HUMAN, "utf-8")
        pack = packs.make(tmp_path / "all.md", tmp_path / "all.sanadform")
        hand = opens(language, **options).unlocks_new()
        session = hand.window.context.session
        row = hand.does(lambda: packs.install(session, tmp_path / "all.sanadform", pack.digest))
        hand.window.go(navigation.StartInterview({}, row.hash))
        hand.sees(InterviewScreen)._to_section(f"/data/{section}")
        return hand

    return open_


SECTIONS = ("one", "columns", "table", "ranges", "texts", "days", "places", "files")


def test_a_quick_choice_by_hand_goes_to_the_next_question_and_by_key_stays(opens_section):
    hand = opens_section("one")
    quick, minimal = question(hand, "quick"), question(hand, "minimal")
    quick.cards["farm"].setFocus()
    hand.key(Qt.Key.Key_Space)
    hand.bot.wait(200)
    assert value(hand, "quick") == "farm"
    assert QApplication.focusWidget() is quick.cards["farm"]
    hand.click(quick.cards["house"])
    hand.until(minimal.opener.hasFocus)
    assert value(hand, "quick") == "house"
    quick.cards["site"].setFocus()
    hand.key(Qt.Key.Key_Return)
    hand.until(minimal.opener.hasFocus)
    assert value(hand, "quick") == "site"


def test_cards_without_buttons_and_packed_ones_stand_as_they_are_asked_for(opens_section):
    hand = opens_section("one")
    assert all(card.bare for card in question(hand, "nobut").cards.values())
    hand.screen._to_section("/data/columns")
    QApplication.processEvents()
    pack = question(hand, "pack").cards
    assert pack["ne"].width() < pack["cf"].width()
    assert len({card.y() for card in pack.values()}) < len(pack)
    one_line = {name: card.height() for name, card in pack.items() if name != "cf"}
    high = {"ar": 68, "en": 64}[hand.language]  # the second language in one line too
    assert set(one_line.values()) == {high}
    assert len({card.y() for card in question(hand, "two").cards.values()}) == 2
    assert len({card.x() for card in question(hand, "compact").cards.values()}) == 3


def test_a_place_of_a_picture_is_pressed_and_its_card_says_so(opens_section):
    hand = opens_section("table")
    body = question(hand, "body")
    hand.until(lambda: body.mapped.map is not None)
    hand.until(body.mapped.map.isVisible)
    drawn = body.mapped.map
    assert set(drawn.places) == {"head", "trunk", "arm_right", "arm_left", "legs"}
    for part_name in ("trunk", "arm_left", "legs"):
        QTest.mouseClick(drawn, Qt.MouseButton.LeftButton, pos=drawn.point_of(part_name).toPoint())
        assert value(hand, "body") == part_name
        assert body.cards[part_name].isChecked()
        assert drawn.chosen == {part_name}
    hand.screen.area.ensureWidgetVisible(drawn)
    QTest.mouseMove(drawn, drawn.point_of("trunk").toPoint())
    QTest.mouseMove(drawn, drawn.point_of("head").toPoint())
    hand.until(lambda: hand.reads({"ar": "الرأس", "en": "Head"}[hand.language]))
    QTest.mouseClick(drawn, Qt.MouseButton.LeftButton, pos=drawn.point_of("legs").toPoint())
    assert value(hand, "body") == ""


def test_an_upright_line_has_more_above_and_begins_where_the_form_says(opens_section):
    hand = opens_section("ranges")
    upright = question(hand, "upright")
    assert not upright.scale.is_answered
    upright.scale.setFocus()
    hand.key(Qt.Key.Key_Up)
    assert value(hand, "upright") == "5"
    hand.key(Qt.Key.Key_Up)
    assert value(hand, "upright") == "6"
    top = upright.scale._point(upright.scale._on(10)).toPoint()
    hand.click_at(upright.scale, top)
    assert value(hand, "upright") == "10"


def test_ticks_words_and_stars_are_those_of_the_form(opens_section):
    hand = opens_section("ranges")
    assert question(hand, "bare").scale._ticked() == []
    assert question(hand, "every").scale._ticked() == [0, 2, 4, 6, 8, 10]
    worst = {"ar": "أسوأ ما يكون", "en": "The worst there is"}[hand.language]
    assert question(hand, "pain").scale.how.said[10.0] == worst
    assert question(hand, "picker").scale is None
    stars = question(hand, "stars")
    hand.click(stars.rates["3"])
    assert [star.filled for star in stars.rates.values()] == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("hijri", ("1", "1", "1448"), "2026-06-16"),
        ("coptic", ("1", "1", "1741"), "2024-09-11"),
        ("ethiopian", ("1", "1", "2016"), "2023-09-12"),
        ("plain", ("5", "3", "2026"), "2026-03-05"),
        ("hijri", ("31", "1", "1448"), ""),
    ],
)
def test_a_day_is_written_in_the_calendar_that_the_form_asks_for(opens_section, name, typed, kept):
    hand = opens_section("days")
    day_question = question(hand, name)
    for line, part in zip(day_question.lines.values(), typed, strict=True):
        types(line, part)
    question(hand, "year").lines["year"].setFocus()
    QApplication.processEvents()
    assert value(hand, name) == kept
    hand.screen._to_section("/data/one")
    hand.screen._to_section("/data/days")
    parts = [day_question.part(key) for key in ("day", "month", "year")]
    assert parts == (list(typed) if kept else [*typed])


@pytest.mark.parametrize(
    "typed",
    [
        "geo:29.3759,47.9774;u=12",
        "https://www.google.com/maps/place/x/@29.1,47.1,15z/data=!8m2!3d29.3759!4d47.9774",
        "47°58'38.64\"E 29°22'33.24\"N",
        "خط العرض 29.3759 وخط الطول 47.9774",
    ],
)
def test_a_place_is_pasted_as_telephones_and_maps_write_it(opens_section, typed):
    hand = opens_section("places")
    placed = question(hand, "placed")
    types(placed.lines["latitude"], typed)
    question(hand, "point").lines["latitude"].setFocus()
    QApplication.processEvents()
    latitude, longitude = (float(part) for part in value(hand, "placed").split()[:2])
    assert abs(latitude - 29.3759) < 0.00001
    assert abs(longitude - 47.9774) < 0.00001
    assert placed.net.isVisible()


def test_a_place_outside_the_country_is_noticed_and_turned_around(opens_section):
    hand = opens_section("places")
    point = question(hand, "point")
    hand.until(lambda: point._area is not None)
    types(point.lines["latitude"], "47.9774, 29.3759")
    question(hand, "placed").lines["latitude"].setFocus()
    QApplication.processEvents()
    assert point.echo.colour == "wait"
    hand.click(point.swap)
    assert value(hand, "point").startswith("29.3759 47.9774")
    assert not point.swap.isVisible()


def test_a_covered_word_is_shown_when_asked_and_covered_again(opens_section):
    hand = opens_section("texts")
    masked = question(hand, "masked")
    assert masked.line.echoMode() == masked.line.EchoMode.Password
    hand.click(masked.see)
    assert masked.line.echoMode() == masked.line.EchoMode.Normal
    hand.screen._to_section("/data/one")
    hand.screen._to_section("/data/texts")
    assert question(hand, "masked").line.echoMode() == masked.line.EchoMode.Password


def test_a_direction_is_told_in_words(opens_section):
    hand = opens_section("texts")
    types(question(hand, "bearing").line, "135")
    hand.key(Qt.Key.Key_Tab)
    assert hand.reads(hand.says("south-east"))


def test_every_appearance_stands_at_every_size(opens_section):
    hand = opens_section("one", both_languages=True)
    for section in SECTIONS:
        hand.screen._to_section(f"/data/{section}")
        hand.screen.page.finish()
        stands_at_every_size(hand, section)

"""Every control of the specification takes an answer, by hand or by key, in either language."""

import re

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui import navigation, rich_text, tokens
from app.ui.interview.entries import EntryHead
from app.ui.interview.questions import Note
from app.ui.review import ReviewScreen
from tests.ui.forms_controls import EVERY
from tests.ui.test_controls import types, value
from tests.ui.test_interview import question

pytestmark = pytest.mark.screen
_WAY = "29.1 47.5 0.0 0.0;29.2 47.6 0.0 0.0;29.3 47.5 0.0 0.0"


@pytest.fixture
def opens_section(opens, tmp_path, language):
    """Opens the questionnaire of every control at one of its sections."""

    def open_(section, form=EVERY, **options):
        hand = opens(language, **options).unlocks_new()
        hand.opens_form(tmp_path / "every.md", form)._to_section(f"/data/{section}")
        return hand

    return open_


def test_a_folded_choice_opens_by_key_and_says_what_was_chosen(opens_section, language):
    hand = opens_section("choosing")
    folded = question(hand, "folded")
    assert folded.first() is folded.opener
    folded.opener.setFocus()
    hand.key(Qt.Key.Key_Space)
    assert folded.inside.isVisible()
    hand.key(Qt.Key.Key_Down)
    hand.key(Qt.Key.Key_Space)
    assert value(hand, "folded") == "house"
    assert not folded.inside.isVisible()
    assert folded.opener.accessibleName() == {"ar": "بيت", "en": "A house"}[language]


def test_a_searched_choice_is_found_by_typing_in_either_script(opens_section):
    hand = opens_section("choosing")
    searched = question(hand, "searched")
    types(searched.finder, "موقعْ")
    assert [row.value for row in searched.list.rows.shown] == ["site"]
    searched.finder.setFocus()
    hand.key(Qt.Key.Key_Return)
    assert value(hand, "searched") == "site"


def test_guidance_is_folded_until_it_is_asked_for(opens_section):
    hand = opens_section("choosing")
    guidance = question(hand, "folded").guidance
    assert not guidance.words.isVisible()
    hand.click(guidance.more)
    assert guidance.words.isVisible()


def test_tab_goes_past_the_guidance_and_a_key_opens_it(opens_section):
    hand = opens_section("choosing")
    folded = question(hand, "folded")
    folded.first().setFocus()
    with_focus = QApplication.focusWidget()
    for _ in hand.screen.page.questions():
        assert hand.screen.focusWidget() is not folded.guidance.more
        hand.key(Qt.Key.Key_Backtab)
    with_focus.setFocus()
    hand.key(Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert folded.guidance.words.isVisible()
    assert QApplication.focusWidget() is with_focus


def test_a_likert_scale_is_one_line(opens_section):
    hand = opens_section("choosing")
    cards = question(hand, "likert").cards.values()
    assert len({card.y() for card in cards}) == 1


def test_a_table_has_its_words_once_and_each_mark_its_name(opens_section, language):
    hand = opens_section("table")
    hit, locked, head = (question(hand, name) for name in ("hit", "locked", "head"))
    once_label = {"ar": "مرة", "en": "Once"}[language]
    assert once_label in [label.text() for label in head.labels]
    assert hit.cards["once"].accessibleName() == once_label
    places = [row.cards["once"].mapTo(hand.screen, QPoint(0, 0)).x() for row in (hit, locked)]
    assert places[0] == places[1]
    hand.click(hit.cards["once"])
    hand.click(locked.cards["often"])
    hand.click(locked.cards["once"])
    assert (value(hand, "hit"), value(hand, "locked")) == ("once", "often once")


def test_an_order_is_carried_by_keys_and_dragged_by_hand(opens_section):
    hand = opens_section("measuring")
    order = question(hand, "order")
    order.cards["farm"].setFocus()
    hand.key(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert value(hand, "order") == "house farm site unknown"
    hand.click(order.lines["unknown"].up)
    assert value(hand, "order") == "house farm unknown site"
    card, farm_line = order.cards["house"], order.lines["farm"]
    middle = card.rect().center()
    QTest.mousePress(card, Qt.MouseButton.LeftButton, pos=middle)
    point = card.mapFromGlobal(farm_line.mapToGlobal(QPoint(middle.x(), farm_line.height() + 2)))
    QTest.mouseMove(card, middle + QPoint(0, 20))
    QTest.mouseMove(card, point)
    QTest.mouseRelease(card, Qt.MouseButton.LeftButton, pos=point)
    QApplication.processEvents()
    assert value(hand, "order").split()[0] == "farm"


def test_a_scale_is_empty_until_touched_and_runs_with_the_page(opens_section, language):
    hand = opens_section("measuring")
    pain = question(hand, "pain")
    assert not pain.scale.is_answered
    pain.scale.setFocus()
    more_key = {"ar": Qt.Key.Key_Left, "en": Qt.Key.Key_Right}[language]
    hand.key(more_key)
    assert value(hand, "pain") == "0"
    for _ in range(3):
        hand.key(more_key)
    assert value(hand, "pain") == "3"
    end = pain.scale.rect().center()
    end.setX({"ar": 5, "en": pain.scale.width() - 5}[language])
    hand.click_at(pain.scale, end)
    assert value(hand, "pain") == "10"
    types(pain.line, "٤")
    hand.key(Qt.Key.Key_Tab)
    assert value(hand, "pain") == "4"
    assert pain.scale.value() == 4


def test_a_rating_is_pressed_and_pressed_away(opens_section):
    hand = opens_section("measuring")
    stars = question(hand, "stars")
    hand.click(stars.rates["4"])
    assert value(hand, "stars") == "4"
    hand.click(stars.rates["4"])
    assert value(hand, "stars") == ""


def test_thousands_are_parted_beside_the_field(opens_section, language):
    hand = opens_section("measuring")
    wage = question(hand, "wage")
    types(wage.line, "1250000")
    hand.key(Qt.Key.Key_Tab)
    assert value(hand, "wage") == "1250000"
    assert hand.reads({"ar": "١٬٢٥٠٬٠٠٠", "en": "1,250,000"}[language])


def test_shares_of_a_line_stand_beside_each_other_where_there_is_room(opens_section):
    hand = opens_section("measuring")
    wage, phone = question(hand, "wage"), question(hand, "phone")
    assert wage.y() == phone.y()
    hand.window.resize(500, 700)
    QApplication.processEvents()
    assert wage.y() < phone.y()


@pytest.mark.parametrize("typed", ["29.3759, 47.9774", "٢٩٫٣٧٥٩ ٤٧٫٩٧٧٤", "29°22'33.24\"N 47°58'38.64\"E"])
def test_a_place_is_typed_or_pasted(opens_section, typed):
    hand = opens_section("places")
    point = question(hand, "point")
    types(point.lines["latitude"], typed)
    point.lines["accuracy"].setFocus()
    hand.key(Qt.Key.Key_Tab)
    assert value(hand, "point") == "29.3759 47.9774 0.0 0.0"


def test_half_a_place_is_complained_about_and_not_kept(opens_section):
    hand = opens_section("places")
    point = question(hand, "point")
    types(point.lines["latitude"], "29.4")
    question(hand, "code").line.setFocus()
    QApplication.processEvents()
    assert point.problem.isVisible()
    assert value(hand, "point") == ""


def test_a_way_is_a_point_a_line_and_an_area_closes_itself(opens_section):
    hand = opens_section("places")
    for name, stored in (("way", _WAY), ("area", f"{_WAY};29.1 47.5 0.0 0.0")):
        question_widget = question(hand, name)
        question_widget.area.setFocus()
        question_widget.area.setPlainText("29.1 47.5\n29.2، 47.6\n٢٩٫٣ ٤٧٫٥")
        hand.key(Qt.Key.Key_Tab)
        assert value(hand, name) == stored
    question_widget.area.setPlainText("29.1 47.5\nnear the port")
    question_widget.left()
    assert question_widget.problem.isVisible()
    assert value(hand, "area") == stored


def picture(folder):
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    file = folder / "passport of Sunita.png"
    image.save(str(file))
    return file


def test_a_picture_from_a_disk_is_the_answer_seen_and_removed(opens_section, tmp_path):
    hand = opens_section("files")
    photo = question(hand, "photo")
    hand.click(photo.choose)
    hand.chooses(picture(tmp_path))
    hand.until(lambda: bool(hand.screen.controller.node(photo.ref).value))
    assert re.fullmatch(r"passport_of_Sunita-[0-9a-f]{4}\.png", value(hand, "photo"))
    hand.until(lambda: not photo.picture.image.isNull())
    hand.click(photo.remove)
    assert value(hand, "photo") == ""
    hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hand.until(photo.picture.isVisible)


def test_a_signature_is_drawn_and_found_again(opens_section):
    hand = opens_section("files")
    sign = question(hand, "sign")
    QTest.mousePress(sign.canvas, Qt.MouseButton.LeftButton, pos=QPoint(40, 60))
    for x in range(60, 300, 20):
        QTest.mouseMove(sign.canvas, QPoint(x, 60 + x % 40))
    QTest.mouseRelease(sign.canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 90))
    sign.flush()
    assert value(hand, "sign").startswith("sign-")
    hand.screen._to_section("/data/days")
    hand.screen._to_section("/data/files")
    sign_again = question(hand, "sign")
    hand.until(lambda: not sign_again.canvas.under.isNull())
    assert any(
        sign_again.canvas.under.pixelColor(x, y).lightness() < 100
        for x in range(0, sign_again.canvas.under.width(), 2)
        for y in range(0, sign_again.canvas.under.height(), 2)
    )


def test_words_with_marks_are_read_without_them(opens_section, language):
    hand = opens_section("days")
    assert hand.reads({"ar": "اقرأ هذا", "en": "Read this"}[language])
    assert not any("**" in text for text in hand.shown())


def test_every_control_can_be_reached_by_the_keyboard(opens_section):
    hand = opens_section("choosing")
    for page in hand.screen.controller.pages():
        hand.screen._to_section(page.ref)
        for question_widget in hand.screen.page.questions():
            if question_widget.focusable:
                target = question_widget.first()
                assert target is not None
                assert target.focusPolicy() & Qt.FocusPolicy.TabFocus
                assert target.accessibleName()


TURNS = """
| survey |              |       |                     |            |               |              |
|        | type         | name  | label::English (en) | appearance | readonly      | repeat_count |
|        | begin_group  | first | First               |            |               |              |
|        | text         | lock  | Lock it             |            |               |              |
|        | text         | kept  | What she said       |            | ${lock}='yes' |              |
|        | image        | body  | Where it hurts      | annotate   |               |              |
|        | integer      | many  | How many            |            |               |              |
|        | end_group    |       |                     |            |               |              |
|        | begin_repeat | child | Children            |            |               | ${many}      |
|        | text         | name  | Name                |            |               |              |
|        | end_repeat   |       |                     |            |               |              |
| settings |            |       |                     |            |               |              |
|        | form_title   | form_id | default_language  |            |               |              |
|        | Turns        | turns | English (en)        |            |               |              |
"""


def test_what_may_only_be_read_now_is_words_and_a_field_again_later(opens_section):
    hand = opens_section("first", TURNS)
    question(hand, "kept").give("no food")
    question(hand, "lock").give("yes")
    QApplication.processEvents()
    assert isinstance(question(hand, "kept"), Note)
    assert hand.reads("no food")
    question(hand, "lock").give("no")
    QApplication.processEvents()
    assert question(hand, "kept").line.text() == "no food"


def test_a_picture_is_drawn_upon_and_both_are_the_answer(opens_section, tmp_path):
    hand = opens_section("first", TURNS)
    body = question(hand, "body")
    hand.click(body.choose)
    hand.chooses(picture(tmp_path))
    hand.until(lambda: not body.canvas.under.isNull())
    first = value(hand, "body")
    QTest.mousePress(body.canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 150))
    QTest.mouseMove(body.canvas, QPoint(380, 180))
    QTest.mouseRelease(body.canvas, Qt.MouseButton.LeftButton, pos=QPoint(380, 180))
    body.flush()
    assert value(hand, "body") != first
    drawn = QImage.fromData(body.canvas.png())
    middle = drawn.pixelColor(drawn.width() // 2 - 60, drawn.height() // 2 + 80)
    assert middle.lightness() < 200


def test_entries_that_a_number_counts_have_neither_more_nor_less(opens_section):
    hand = opens_section("first", TURNS)
    question(hand, "many").give("3")
    hand.screen._to_section("/data/child")
    QApplication.processEvents()
    heads = [item for item in hand.screen.page.items.values() if isinstance(item, EntryHead)]
    assert [entry_head.number for entry_head in heads] == [1, 2, 3]
    assert not any(entry_head.remove.isVisible() for entry_head in heads)
    assert not hand.screen.page.items["/data/child"].add.isVisible()


MARKED = """
| survey |              |       |                           |                          |               |
|        | type         | name  | label::English (en)       | label::العربية (ar)      | hint::English (en) |
|        | begin_group  | first | **First** part            | القسم **الأول**          |               |
|        | select_one l | one   | Was the **employer** there? | هل كان **صاحب العمل** حاضرًا؟ | - one<br>- **two** |
|        | end_group    |       |                           |                          |               |
| choices |             |       |                           |                          |               |
|        | list_name    | name  | label::English (en)       | label::العربية (ar)      |               |
|        | l            | yes   | **Yes**, always           | **نعم** دائمًا           |               |
|        | l            | no    | <font color="yellow">No</font> | <font color="yellow">لا</font> |       |
| settings |            |       |                           |                          |               |
|        | form_title   | form_id | default_language        |                          |               |
|        | Marked       | marked | English (en)             |                          |               |
"""


def test_marks_of_a_form_are_seen_and_a_screen_reader_hears_plain_words(opens_section, language):
    hand = opens_section("first", MARKED)
    one_question = question(hand, "one")
    assert one_question.pair.first.words.runs[1].bold
    assert (
        one_question.pair.first.accessibleName()
        == {"ar": "هل كان صاحب العمل حاضرًا؟", "en": "Was the employer there?"}[language]
    )
    assert one_question.hint.text() == "• one\n• two"
    assert one_question.cards["yes"].accessibleName() == {"ar": "نعم دائمًا", "en": "Yes, always"}[language]
    assert hand.screen.contents.title("/data/first") == {"ar": "القسم الأول", "en": "First part"}[language]


@pytest.mark.parametrize("theme", ["light", "contrast"])
@pytest.mark.parametrize("colour", ["yellow", "#ffffff", "#f58a1f", "red", "lime"])
def test_a_colour_of_a_form_is_darkened_until_it_can_be_read(colour, theme):
    colour_shown = rich_text.readable(colour, theme)
    for ground in ("surface", "bg", "primary_soft"):
        ground_colour = QColor(tokens.colours(theme)[ground])
        assert rich_text.contrast(colour_shown, ground_colour) >= {"light": 4.5, "contrast": 7.0}[theme]
    assert rich_text.readable("no-colour", theme) is None


def test_digits_kept_while_they_were_typed_stand_in_the_users_own_once_left(opens_section, language):
    hand = opens_section("measuring")
    wage = question(hand, "wage")
    wage.line.setFocus()
    QTest.keyClicks(wage.line, "1250")
    hand.until(lambda: value(hand, "wage") == "1250")  # before it is left
    assert wage.line.text() == {"ar": "١٢٥٠", "en": "1250"}[language]
    hand.key(Qt.Key.Key_Tab)
    assert wage.line.text() == {"ar": "١٢٥٠", "en": "1250"}[language]
    hand.screen._to_section("/data/days")
    day = question(hand, "whole")
    for key, typed in (("day", "5"), ("month", "11"), ("year", "2026")):
        types(day.lines[key], typed)
    hand.until(lambda: value(hand, "whole") == "2026-11-05")
    question(hand, "more").area.setFocus()
    assert day.lines["day"].text() == {"ar": "٥", "en": "5"}[language]


def test_a_month_says_no_day_that_nobody_gave(opens_section, language):
    hand = opens_section("days")
    month = question(hand, "month")
    month.give("2026-03-01")
    month.refresh()
    assert month.echo.text() == ""
    assert hand.find(hand.says("This month"))


def test_as_many_lines_as_a_field_promises_are_seen_at_once(opens_section):
    hand = opens_section("days")
    area = question(hand, "more").area
    area.setPlainText("one\ntwo\nthree\nfour")
    QApplication.processEvents()
    assert area.verticalScrollBar().maximum() == 0


def test_the_head_of_a_table_is_no_question_left_without_an_answer(opens_section, language):
    hand = opens_section("table")
    hand.click(question(hand, "hit").cards["once"])
    hand.click(question(hand, "locked").cards["often"])
    (table,) = [page for page in hand.screen.controller.pages() if page.ref == "/data/table"]
    assert hand.screen.contents.done(table.refs)
    hand.window.go(navigation.Review(hand.screen.controller))
    hand.sees(ReviewScreen)
    head = {"ar": "كم مرة حدث هذا؟", "en": "Did this happen?"}[language]
    assert not hand.reads(head)
    assert hand.reads({"ar": "أين تسكن؟", "en": "Where does she live?"}[language])

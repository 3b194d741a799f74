"""The rarer questions: long lists, ranks, moments, ranges, notes, boxes to tick, lists in lists."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.language import strip_marks
from app.ui import navigation
from app.ui.interview.entries import EntryHead, GroupHead
from app.ui.interview.screen import InterviewScreen
from app.ui.parts import Button
from app.ui.result import ResultScreen
from app.ui.review import ReviewScreen
from tests.counted import calls_of
from tests.form.corpus import HTCDS
from tests.ui.test_interview import kept, question, talks_to_the_end

pytestmark = pytest.mark.screen

RARE = """
| survey   |                        |           |                     |                     |            |                       |
|          | type                   | name      | label::العربية (ar) | label::English (en) | constraint | parameters            |
|          | begin_group            | first     | البداية             | Beginning           |            |                       |
|          | note                   | hello     | اقرأ هذا            | Read this           |            |                       |
|          | acknowledge            | told      | قيل له              | Was told            |            |                       |
|          | rank few               | order     | رتّب                | Put in order        |            |                       |
|          | dateTime               | moment    | متى؟                | When?               |            |                       |
|          | time                   | at        | في أي ساعة؟         | At what time?       |            |                       |
|          | range                  | pain      | كم؟                 | How much?           |            | start=0 end=2 step=0.5 |
|          | decimal                | weight    | الوزن               | Weight              | . < 300    |                       |
|          | end_group              |           |                     |                     |            |                       |
|          | begin_repeat           | employer  | أصحاب العمل         | Employers           |            |                       |
|          | text                   | who       | الاسم               | Who                 |            |                       |
|          | begin_repeat           | place     | أماكن العمل         | Places              |            |                       |
|          | text                   | where     | أين                 | Where               |            |                       |
|          | end_repeat             |           |                     |                     |            |                       |
|          | end_repeat             |           |                     |                     |            |                       |
| choices  |                        |           |                     |                     |            |                       |
|          | list_name              | name      | label::العربية (ar) | label::English (en) |            |                       |
|          | few                    | pay       | الأجر               | Pay                 |            |                       |
|          | few                    | rest      | الراحة              | Rest                |            |                       |
|          | few                    | food      | الطعام              | Food                |            |                       |
| settings |                        |           |                     |                     |            |                       |
|          | form_title             | form_id   | version             | default_language    |            |                       |
|          | Rare                   | rare      | 1                   | English (en)        |            |                       |
"""


@pytest.fixture
def opens_form(opens, tmp_path):
    """Opens an interview with a questionnaire given as text or as a file."""

    def open_(form: str | Path = RARE, language="en", **options):
        hand = opens(language, **options).unlocks_new()
        if isinstance(form, Path):
            hand.opens_form(form)
        else:
            hand.opens_form(tmp_path / "form.md", form)
        return hand

    return open_


def value(hand, name):
    return next(v for path, v in kept(hand).items() if path.rpartition("/")[2] == name)


def types(line, text):
    line.setFocus()
    line.selectAll()
    line.insert(text)
    line.textEdited.emit(text)


def test_a_rank_follows_the_order_of_presses(opens_form, language):
    hand = opens_form(language=language)
    order = question(hand, "order")
    for choice in ("food", "pay", "rest"):
        hand.click(order.cards[choice])
    assert value(hand, "order") == "food pay rest"
    assert order.cards["pay"].accessibleName().startswith({"ar": "٢", "en": "2"}[language])
    hand.click(order.cards["food"])
    assert value(hand, "order") == ""
    assert order.cards["pay"].accessibleName().startswith({"ar": "١", "en": "1"}[language])
    assert hand.reads(hand.says("The order is saved when each choice has its place."))
    hand.click(order.cards["food"])
    assert value(hand, "order") == "pay rest food"


def test_a_moment_is_typed_or_taken_now_and_keeps_its_zone(opens_form):
    hand = opens_form()
    moment = question(hand, "moment")
    hand.click(hand.find("Now", within=moment))
    first_moment = value(hand, "moment")
    moment.lines["minute"].setFocus()
    hand.key(Qt.Key.Key_Tab)
    assert value(hand, "moment") == first_moment
    types(moment.lines["hour"], "٢٣")
    types(moment.lines["minute"], "05")
    hand.key(Qt.Key.Key_Tab)
    assert "T23:05" in value(hand, "moment")
    hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hand.until(lambda: hand.screen.controller.state == "kept")


def test_a_time_is_taken_and_an_impossible_one_complained_about(opens_form):
    hand = opens_form()
    at = question(hand, "at")
    types(at.lines["hour"], "07")
    types(at.lines["minute"], "30")
    hand.key(Qt.Key.Key_Tab)
    assert value(hand, "at").startswith("07:30")
    types(at.lines["hour"], "27")
    types(at.lines["minute"], "30")
    hand.key(Qt.Key.Key_Tab)
    assert at.problem.isVisible()
    assert value(hand, "at").startswith("07:30")


def test_a_range_steps_within_its_bounds(opens_form, language):
    hand = opens_form(language=language)
    pain = question(hand, "pain")
    for _ in range(7):
        pain.more.click()
    assert float(value(hand, "pain")) == 2
    pain.less.click()
    assert value(hand, "pain") == "1.5"
    assert pain.line.text() == {"ar": "١٫٥", "en": "1.5"}[language]
    assert hand.reads({"ar": "من ٠ إلى ٢", "en": "From 0 to 2"}[language])


@pytest.mark.parametrize("typed", ["61.5", "٦١٫٥", "۶۱٫۵"])
def test_a_decimal_in_any_script_is_the_same_number(opens_form, typed):
    hand = opens_form()
    types(question(hand, "weight").line, typed)
    hand.key(Qt.Key.Key_Tab)
    assert value(hand, "weight") == "61.5"


def test_a_box_is_ticked_and_unticked_and_a_note_is_read(opens_form):
    hand = opens_form()
    assert hand.reads("Read this")
    note = question(hand, "told")
    hand.click(note.card)
    assert value(hand, "told") == "OK"
    hand.click(note.card)
    assert "OK" not in kept(hand).values()


def entries(hand):
    return [item for item in hand.screen.page.items.values() if isinstance(item, EntryHead)]


def test_a_list_inside_an_entry_of_a_list(opens_form, language):
    hand = opens_form(language=language)
    hand.screen._to_section("/data/employer")
    while not entries(hand):
        hand.press("Add an entry")
    outer = entries(hand)[0]
    if not outer.is_open:
        hand.click(outer.open)
    QTest.keyClicks(QApplication.focusWidget(), "Anwar")
    hand.key(Qt.Key.Key_Tab)
    count = len(entries(hand))
    hand.click(hand.screen.page.items[f"{outer.ref}/place"].add)
    assert len(entries(hand)) == count + 1
    QTest.keyClicks(QApplication.focusWidget(), "Mahboula")
    hand.key(Qt.Key.Key_Tab)
    values = kept(hand)
    assert [v for p, v in values.items() if p.endswith("/where") and v] == ["Mahboula"]
    assert [v for p, v in values.items() if p.endswith("/who") and v] == ["Anwar"]
    assert outer.is_open
    inner = [entry for entry in entries(hand) if entry.ref.startswith(outer.ref + "/")]
    hand.click(inner[-1].remove)
    hand.press("Remove the entry")
    assert "Mahboula" not in kept(hand).values()
    hand.click(outer.open)
    assert not outer.is_open
    assert not any(q.isVisible() for q in hand.screen.page.questions() if "/who" in q.ref)
    assert hand.reads("Anwar")


def long_form(count):
    rows = "\n".join(f"| | big | c{n} | مدينة {n} | City {n} |" for n in range(count))
    return f"""
| survey   |                     |           |                     |                     |
|          | type                | name      | label::العربية (ar) | label::English (en) |
|          | select_one big      | city      | المدينة             | City                |
|          | select_multiple big | cities    | المدن               | Cities              |
|          | text                | more      | المزيد              | More                |
| choices  |                     |           |                     |                     |
|          | list_name           | name      | label::العربية (ar) | label::English (en) |
{rows}
|          | big                 | unknown   | لا أعرف             | I don't know        |
"""


def test_ten_thousand_choices_are_found_by_typing_without_a_widget_each(opens_form, language):
    hand = opens_form(long_form(10_000), language)
    city = question(hand, "city")
    assert list(city.cards) == ["unknown"]
    assert len(city.findChildren(QWidget)) < 40
    assert QApplication.focusWidget() is city.finder
    city.finder.insert({"ar": "مدينة ٧٧٧٧", "en": "city 7777"}[language])
    city.finder.textEdited.emit(city.finder.text())
    assert len(city.list.rows.shown) == 1
    hand.key(Qt.Key.Key_Return)
    assert value(hand, "city") == "c7777"
    assert hand.reads({"ar": "مدينة 7777", "en": "City 7777"}[language])
    hand.click(city.cards["unknown"])
    assert value(hand, "city") == "unknown"
    cities = question(hand, "cities")
    cities.list.setFocus()
    for _ in range(2):
        hand.key(Qt.Key.Key_Down)
        hand.key(Qt.Key.Key_Space)
    assert value(hand, "cities") == "c1 c2"
    hand.key(Qt.Key.Key_Space)
    assert value(hand, "cities") == "c1"
    hand.window.other_language()
    label = {"ar": "City 1", "en": "مدينة 1"}[language]
    assert cities.list.rows.shown[1].label == label


def test_another_answer_beside_a_long_list_looks_at_none_of_its_choices(opens_form):
    hand = opens_form(long_form(10_000))
    more_question = question(hand, "more")
    assert calls_of(lambda: more_question.give("something")) < 10_000
    assert value(hand, "more") == "something"


def test_the_htcds_form_is_walked_through_with_answers_of_every_kind(opens_form, language):
    hand = opens_form(HTCDS, language)
    screen, answers, pages = hand.screen, {}, 0
    while isinstance(hand.window.screen_now, InterviewScreen) and pages < 60:
        pages += 1
        page = screen.controller.pages()[pages - 1]
        assert [q.ref for q in screen.page.questions()] == [
            ref for ref in page.refs if (definition := screen.controller.definition(ref)) and definition.kind != "group"
        ]
        for question_widget in screen.page.questions():
            node = screen.controller.node(question_widget.ref)
            if not question_widget.isVisible() or node.readonly:
                continue
            target = question_widget.first()
            if hasattr(question_widget, "cards") and question_widget.cards:
                target.click()
            elif hasattr(question_widget, "line") and node.type in ("int", "decimal"):
                types(question_widget.line, "12")
            elif hasattr(question_widget, "lines"):
                for key, text in {"day": "3", "month": "2", "year": "2026"}.items():
                    types(question_widget.lines[key], text)
            elif hasattr(question_widget, "line"):
                types(question_widget.line, "Sunita")
            else:
                continue
            question_widget.flush()
            answers[question_widget.ref] = screen.controller.node(question_widget.ref).value
        screen._onward(1)
        screen = hand.window.screen_now
    hand.sees(ReviewScreen)
    assert len(answers) > 20
    hand.screen.grab()


def test_what_could_change_a_result_is_listed_whole_and_open_is_a_state_not_a_button(opens):
    hand = opens("ar").unlocks_new()
    thanks = talks_to_the_end(hand)
    hand.window.go(navigation.Result(thanks.case_id, thanks.interview_id))
    result = hand.sees(ResultScreen)
    hand.until(lambda: result._explained() is not None and hand.reads("لم يُسأل"))
    questions = [open_question.question for open_question in result._explained().would_decide]
    assert len(questions) > 5
    last = strip_marks(questions[-1])
    assert not hand.reads(last)
    [rest] = [b for b in result.findChildren(Button) if b.isVisible() and b.accessibleName().startswith("و")]
    hand.click(rest)
    assert all(hand.reads(strip_marks(text)) for text in questions)


def test_a_page_is_named_once(opens):
    hand = opens("en").unlocks_new()
    screen = hand.begins()
    assert not any(isinstance(item, GroupHead) for item in screen.page.items.values())

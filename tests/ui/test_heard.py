"""What a screen reader is told of the controls that are drawn by hand, in either language."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from app.language import strip_marks
from app.ui import theme
from tests.ui.test_appearances import opens_section  # noqa: F401 - the questionnaire of every appearance
from tests.ui.test_interview import question

pytestmark = pytest.mark.screen
Role, Told = QAccessible.Role, QAccessible.Text


def heard(widget):
    """Role, name and description."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.role(), interface.text(Told.Name), interface.text(Told.Description)


def test_a_star_says_of_how_many_and_of_which_question(opens_section, language):  # noqa: F811
    hand = opens_section("ranges")
    star = question(hand, "stars").rates["3"]
    three, five = {"ar": ("٣", "٥"), "en": ("3", "5")}[language]
    sentence = strip_marks(theme.words()("{number} of {total}", number=three, total=five))
    label = {"ar": "تقييم", "en": "Rating"}[language]
    assert heard(star) == (Role.CheckBox, sentence, label)
    hand.click(star)
    assert QAccessible.queryAccessibleInterface(star).state().checked


def test_a_line_says_the_forms_own_numbers_and_words(opens_section, language):  # noqa: F811
    hand = opens_section("ranges")
    upright, pain, bare = (question(hand, name).scale for name in ("upright", "pain", "bare"))
    assert heard(upright) == (Role.SpinBox, {"ar": "قائم", "en": "Upright"}[language], "")
    bare.setFocus()
    hand.key(Qt.Key.Key_Up)
    hand.key(Qt.Key.Key_Up)
    assert (bare.value(), bare.minimum(), bare.maximum()) == (5, 0, 100)
    assert heard(bare)[2] == {"ar": "٥", "en": "5"}[language]
    question(hand, "pain").give("10")
    question(hand, "pain").refresh()
    worst = {"ar": "١٠ · أسوأ ما يكون", "en": "10 · The worst there is"}[language]
    assert heard(pain)[2] == worst


def test_the_steps_of_a_number_say_of_which_question(opens_section, language):  # noqa: F811
    hand = opens_section("texts")
    bearing = question(hand, "bearing")
    label = {"ar": "اتجاه الموقع", "en": "Direction of the site"}[language]
    assert heard(bearing.line)[:2] == (Role.EditableText, label)
    assert heard(bearing.more) == (Role.Button, hand.says("More"), label)


def test_the_fields_of_a_day_say_of_which_question_and_calendar(opens_section, language):  # noqa: F811
    hand = opens_section("days")
    sentence = {"ar": "هجري · التقويم الهجري", "en": "Hijri · Hijri calendar"}[language]
    role, name, described = heard(question(hand, "hijri").lines["day"])
    assert (role, name) == (Role.EditableText, hand.says("Day"))
    assert described.startswith(sentence)
    assert heard(question(hand, "plain").lines["year"])[2] == {"ar": "اليوم", "en": "Day"}[language]
    hand.window.other_language()
    second_sentence = {"ar": "Hijri · Hijri calendar", "en": "هجري · التقويم الهجري"}[language]
    hand.until(lambda: heard(question(hand, "hijri").lines["day"])[2].startswith(second_sentence))


def test_the_net_of_degrees_and_a_map_of_places_are_pictures(opens_section, language):  # noqa: F811
    hand = opens_section("places")
    placed = question(hand, "placed")
    placed.give("29.3759 47.9774 0 0")
    placed.refresh()
    net = hand.says("The place on a grid of degrees, north up")
    site = {"ar": "مكان العمل", "en": "Work site"}[language]
    assert heard(placed.net) == (Role.Graphic, net, site)
    assert heard(placed.lines["latitude"])[2] == site
    hand.screen._to_section("/data/table")
    body = question(hand, "body")
    hand.until(lambda: body.mapped.map is not None)
    role, name, described = heard(body.mapped.map)
    assert (role, name) == (Role.Graphic, hand.says("Places on the picture; the same choices are listed below it"))
    assert described == {"ar": "أين الألم؟", "en": "Where does it hurt?"}[language]
    assert body.mapped.map.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_what_is_wrong_is_said_at_once_and_what_helps_at_the_field(opens_section, language):  # noqa: F811
    hand = opens_section("texts")
    bearing = question(hand, "bearing")
    QAccessible.setActive(True)
    try:
        bearing.line.setFocus()
        bearing.line.setText("x")
        bearing.left()
    finally:
        QAccessible.setActive(False)
    assert bearing.problem.isVisible()
    hand.screen._to_section("/data/ranges")
    low, high = {"ar": ("٠", "١٠"), "en": ("0", "10")}[language]
    sentence = strip_marks(theme.words()("From {low} to {high}", low=low, high=high))
    assert heard(question(hand, "pain").line)[2] == sentence

"""Fonts, colours, icons, words: what every screen is made of."""

import itertools

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase, QPaintEvent, QRawFont, QTransform
from PySide6.QtWidgets import QApplication, QWidget

from app.language import FSI, LRI, PDI, Words, isolate_ltr
from app.ui import fonts, icons, text_lines, tokens
from app.ui import theme as theme_module
from app.ui.interview.bilingual_text import Pair
from app.ui.labels import Label, plain
from app.ui.parts import Button, Flow, Grid, RadioCard, layouts, scrolling
from app.ui.parts.frame import Canvas
from app.ui.window import application

pytestmark = pytest.mark.screen
THEMES = ("light", "contrast")


@pytest.fixture(autouse=True)
def _app(qapp: QApplication):
    application()
    theme_module.choose(Words("en"), "light")
    yield
    theme_module.choose(Words("en"), "light")


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_families_are_loaded_and_have_the_letters():
    assert tokens.family() in QFontDatabase.families()
    plex = QRawFont.fromFont(fonts.font(16, 400), QFontDatabase.WritingSystem.Arabic)
    assert plex.familyName() == tokens.family()
    assert all(plex.supportsCharacter(ord(letter)) for letter in "سندABC٤")
    for letter, family in (
        ("न", "Noto Sans Devanagari"),
        ("த", "Noto Sans Tamil"),
        ("ব", "Noto Sans Bengali"),
        ("ම", "Noto Sans Sinhala"),
        ("മ", "Noto Sans Malayalam"),
        ("అ", "Noto Sans Telugu"),
        ("አ", "Noto Sans Ethiopic"),
    ):
        assert fonts.script_family(letter) == family
        assert family in QFontDatabase.families()
        shown = QRawFont.fromFont(fonts.font(16, 600, family))
        assert shown.familyName() == family
        assert shown.supportsCharacter(ord(letter))


@pytest.mark.parametrize("theme", THEMES)
def test_every_pair_of_text_and_ground_can_be_read(theme):
    c = tokens.colours(theme)
    grounds = ("bg", "surface", "sunken", "primary_soft")
    least_ratio = 7.0 if theme == "contrast" else 4.5
    for ink, ground in itertools.product(("ink", "ink2", "primary"), grounds):
        assert ratio(c[ink], c[ground]) >= least_ratio, (ink, ground)
    assert ratio(c["on_primary"], c["primary"]) >= least_ratio
    for tone in ("kept", "wait", "sent", "restricted", "grave"):
        assert ratio(c[tone], c[f"{tone}_soft"]) >= least_ratio
    for ground in grounds:
        assert ratio(c["edge"], c[ground]) >= 3
        assert ratio(c["focus"], c[ground]) >= 3


def test_icons_that_point_turn_around_in_arabic_and_ticks_do_not():
    english = {name: icons.pixmap(name, 24).toImage() for name in ("arrow_fwd", "check")}
    theme_module.choose(Words("ar"), "light")
    arabic = {name: icons.pixmap(name, 24).toImage() for name in ("arrow_fwd", "check")}
    assert arabic["check"] == english["check"]
    assert arabic["arrow_fwd"] != english["arrow_fwd"]
    image = english["arrow_fwd"].transformed(QTransform(-1, 0, 0, 1, 0, 0))
    alike = [
        abs(image.pixelColor(x, y).alpha() - arabic["arrow_fwd"].pixelColor(x, y).alpha()) < 40
        for x in range(24)
        for y in range(24)
    ]
    assert all(alike)


@pytest.mark.parametrize(
    ("written", "rtl"),
    [
        ("Sunita Tamang", False),
        ("سونيتا", True),
        (f"{LRI}KW-2026{PDI} · المسؤول", True),
        (f"{FSI}سونيتا{PDI} answered", False),
        (isolate_ltr("+965 5512 3456"), False),
    ],
)
def test_a_text_follows_its_own_direction_outside_isolates(written, rtl):
    assert text_lines.lay(written, "body").rtl is rtl


def test_a_name_broken_over_two_lines_stays_isolated_on_both():
    long_name = f"عند {FSI}Al-Noor Trading and General Contracting Company{PDI} الآن"
    lines = [line for line, _ in text_lines.lay(long_name, "body", 180).lines]
    assert len(lines) > 2
    assert all(line.startswith(FSI) for line in lines[1:-1])


def test_what_is_drawn_has_no_dot_that_looks_like_a_zero():
    ((drawn, _width),) = text_lines.lay("أطفال · ١", "label").lines
    assert drawn == "أطفال: ١"
    assert text_lines.elided("أطفال · ١", "label", 400).lines[0][0] == "أطفال: ١"


def test_a_phone_number_is_drawn_left_to_right_in_an_arabic_page():
    assert text_lines.value("+965 5512 3456") == isolate_ltr("+965 5512 3456")
    assert text_lines.value("شقة ٤") == "شقة ٤"


def test_a_label_is_as_high_as_its_lines_and_as_plain_as_its_letters():
    label = Label(plain("<b>one</b> two three four five six seven"), "body")
    assert label.textFormat() == Qt.TextFormat.PlainText
    line = theme_module.measure("body").line
    assert label.heightForWidth(2000) == line
    assert label.heightForWidth(120) >= 3 * line
    assert label.heightForWidth(120) % line == 0


def test_the_accessible_name_has_no_direction_marks():
    label = Label(lambda w: w("Keyboard: {language}", language="العربية"))
    assert label.accessibleName() == "Keyboard: العربية"


def test_the_sheet_has_no_side_of_the_other_direction():
    from app.ui.theme import sheet

    assert "padding-right: 40px" in sheet("light", "en")
    assert "padding-left: 40px" in sheet("light", "ar")
    assert "text-align" not in sheet("light", "ar")


def ink(card: RadioCard, width: int) -> int:
    """How much of a card's inside is drawn, at a width."""
    card.resize(width, card.heightForWidth(width))
    image = card.grab().toImage()
    inside = itertools.product(range(4, image.width() - 4), range(4, image.height() - 4))
    return sum(255 - image.pixelColor(x, y).lightness() for x, y in inside)


def test_an_option_that_is_not_chosen_is_drawn_no_heavier_where_it_would_wrap_more(qtbot):
    card = RadioCard(plain("My employer keeps it and does not give it back to me when I ask"))
    qtbot.addWidget(card)
    widths = range(180, 600)
    lines = {
        weight: [text_lines.lay(card.text(), "body", wide - 65, weight).height for wide in widths]
        for weight in (400, 500)
    }
    wraps_more = [wide for wide, first, heavier in zip(widths, *lines.values(), strict=True) if heavier > first]
    assert wraps_more
    assert ink(card, wraps_more[-1]) == pytest.approx(ink(card, 600), rel=0.03)


def test_a_button_that_becomes_the_first_one_has_room_for_its_heavier_letters(qtbot):
    flow = Flow()
    buttons = [Button("Open a partner’s file"), Button("Save our card")]
    flow.add(*buttons)
    qtbot.addWidget(flow)
    flow.resize(640, 60)
    flow.show()
    for _ in range(10):  # all is laid
        QApplication.processEvents()
    buttons[1].show_kind("primary")
    for _ in range(10):
        QApplication.processEvents()
    assert buttons[1].width() >= buttons[1].sizeHint().width()


def test_what_is_read_out_at_length_has_half_the_width_and_a_question_a_third(qtbot):
    pair = Pair()
    qtbot.addWidget(pair)
    pair.resize(1000, 400)
    shares = []
    for words in ("Do you agree?", "We would like to ask how you live and work. " * 8):
        pair.say("هل توافق؟", words)
        shares.append((pair.first.width(), pair.second.width()))
    assert [first > second for first, second in shares] == [True, False]


def test_what_came_is_drawn_once_and_not_while_it_is_laid(qapp):
    drawn = []

    class Drawn(QWidget):
        def sizeHint(self) -> QSize:
            return QSize(100, 50)

        def paintEvent(self, _event: QPaintEvent) -> None:
            drawn.append(self.height())

    canvas = Canvas()
    body = layouts.column(parent=canvas)
    area = scrolling(canvas)
    area.resize(600, 300)
    area.show()
    qapp.processEvents()
    for _ in range(20):
        body.addWidget(layouts.column_widget(Grid().add(Drawn()), wrap=True))
    for _ in range(10):
        qapp.processEvents()
    assert drawn == 6 * [50]  # those in sight
    area.deleteLater()

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from app.errors import SanadError
from app.language import (
    Words,
    _catalog_of,
    ascii_digits,
    direction_of,
    fold,
    isolate,
    isolate_ltr,
    keep_stops,
    strip_marks,
    unmistakable,
)
from app.settings import CATALOGS

CATALOG = CATALOGS / "ar" / "LC_MESSAGES" / "sanad.po"
NUMBERS = [0, 1, 2, 3, 10, 11, 99, 100, 101, 102]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أحمَد", "احمد"),
        ("إبراهيم", "ابراهيم"),
        ("مـحـمـد", "محمد"),
        ("فاطمة", "فاطمه"),
        ("هدى", "هدي"),
        ("١٢٣", "123"),
        ("۱۲۳", "123"),
        ("کریم", "كريم"),
        ("José ÁLVAREZ", "jose alvarez"),
        ("  two   spaces ", "two spaces"),
        ("\u200fسند\u200e", "سند"),
        ("ﻻ", "لا"),
    ],
)
def test_what_people_write_differently_folds_to_one(one, other):
    assert fold(one) == fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_two_different_names_stay_apart():
    assert fold("سمير") != fold("سميرة")


def test_values_in_a_sentence_are_isolated_and_come_out_clean():
    said = Words("en")("Kept for {name}", name="سونيتا +965 5512 3456")
    assert "\u2068سونيتا +965 5512 3456\u2069" in said
    assert strip_marks(said) == "Kept for سونيتا +965 5512 3456"
    assert Words("ar")("Kept for {name}", name="x").startswith("\u200f")


def test_counts_follow_the_users_digits_and_ids_never_do():
    assert Words("ar").number(417) == "٤١٧"
    assert Words("ar", "latin").number(417) == "417"
    assert (Words("ar").number(10_075), Words("en").number(10_075)) == ("١٠٬٠٧٥", "10,075")
    assert Words("en").number(1_075) == "1075", "four digits are read at a glance"
    assert ascii_digits("١٤ ۱۵") == "14 15"


def test_arabic_plurals_have_six_forms_and_each_is_the_right_one():
    """CLDR: zero, one, two, few (3-10), many (11-99), other (100-102)."""
    kinds = ["zero", "one", "two", "few", "few", "many", "many", "other", "other", "other"]
    plurals = [
        message
        for message in read_po(BytesIO(CATALOG.read_bytes()), locale="ar")
        if message.id and message.pluralizable
    ]
    assert plurals
    for message in plurals:
        zero, one, two, few, other, many = message.string
        forms = {"zero": zero, "one": one, "two": two, "few": few, "many": many, "other": other}
        for n, kind in zip(NUMBERS, kinds, strict=True):
            told = dict.fromkeys(re.findall(r"{(\w+)}", " ".join(message.id)), "ليلى")
            told.pop("n", None)
            said = strip_marks(Words("ar").count(*message.id, n, **told))
            form = forms[kind].format_map({**told, "n": Words("ar").number(n)})
            assert said == form, (message.id, n)
        assert "{n}" in many
        assert "{n}" in few
        # 11 يومًا, 100 يوم: exchanged, each would stand beside the other's numbers
        assert many.count("\u064b\u0627") >= other.count("\u064b\u0627"), message.id


def test_dates_in_both_calendars():
    day = date(2026, 11, 24)
    assert Words("en").date(day, "weekday") == "Tuesday 24 November 2026"
    assert Words("ar").date(day, "weekday") == "الثلاثاء ٢٤ نوفمبر ٢٠٢٦"
    assert Words("en").hijri(day) == "14 Jumada al-Akhirah 1448"
    assert Words("ar").hijri(day) == "١٤ جمادى الآخرة ١٤٤٨"
    assert Words("en").hijri(date(1800, 1, 1)) == ""


def test_how_long_ago():
    now = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert Words("en").ago(now - timedelta(minutes=20), now) == "20 minutes ago"
    assert "٢٠" in Words("ar").ago(now - timedelta(minutes=20), now)


def test_direction_is_that_of_the_first_letter():
    assert direction_of("123 سند") == "rtl"
    assert direction_of("(Sanad) سند") == "ltr"
    assert direction_of("123", "rtl") == "rtl"


def test_an_error_is_said_with_its_fields_and_shows_nothing_else():
    class RowError(SanadError):
        row: int
        secret: str = "planted"
        says = "Row {row} is empty."

    error = RowError(12)
    assert strip_marks(Words("en").say(error)) == "Row 12 is empty."
    assert str(error) == "row"
    assert "planted" not in str(error)


def test_an_abbreviation_keeps_its_last_stop_among_arabic():
    shown = keep_stops("شركة المثال Example W.L.L. للتنظيف.")
    assert shown == "شركة المثال Example W.L.L.\u200e للتنظيف."
    assert strip_marks(shown) == "شركة المثال Example W.L.L. للتنظيف."


def test_a_name_turns_nothing_around_that_stands_beside_it():
    assert isolate("\u2069\u202edetanimret") == "\u2068detanimret\u2069"
    assert isolate("\u2067open") == "\u2068\u2067open\u2069\u2069"
    assert isolate(isolate("Layla")) == "\u2068\u2068Layla\u2069\u2069"
    assert isolate_ltr("a\u2069\u202db") == "\u2066ab\u2069"


def test_arabic_speaks_to_the_officer_as_a_woman_where_that_is_written_otherwise(tmp_path, monkeypatch):
    folder = tmp_path / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (folder / "sanad.po").write_text(
        head + 'msgid "Try again"\nmsgstr "أعد المحاولة"\n\nmsgid "Cases"\nmsgstr "الحالات"\n', "utf-8"
    )
    (folder / "sanad-woman.po").write_text(head + 'msgid "Try again"\nmsgstr "أعيدي المحاولة"\n', "utf-8")
    monkeypatch.setattr("app.language.CATALOGS", tmp_path)
    monkeypatch.setattr("app.language._catalog_of", _catalog_of.__wrapped__)
    woman, man = Words("ar", to_a_woman=True), Words("ar")
    assert (woman("Try again"), woman("Cases")) == ("أعيدي المحاولة", "الحالات")
    assert man("Try again") == "أعد المحاولة"
    assert Words("en", to_a_woman=True)("Try again") == "Try again"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("القانون رقم 68 لسنة 2015", "القانون رقم ٦٨ لسنة ٢٠١٥"),
        ("القرار رقم 143/أ لسنة 2010", "القرار رقم ١٤٣/أ لسنة ٢٠١٠"),
        ("1. ألغِ صلاحية الجهاز", "١. ألغِ صلاحية الجهاز"),
        ("هذه الكلمات الـ24 هي", "هذه الكلمات الـ٢٤ هي"),
        ("البصمة (SHA-256)", "البصمة (SHA-256)"),
        ("يُكتب اليوم هكذا: 2026-12-01.", "يُكتب اليوم هكذا: 2026-12-01."),
        ("هدف التنمية 16.2.2", "هدف التنمية 16.2.2"),
        ("Law 68 of 2015", "Law 68 of 2015"),
    ],
)
def test_numbers_in_our_own_arabic_are_in_the_digits_of_the_user(text, shown):
    assert Words("ar").text(text) == shown
    assert Words("ar", "latin").text(text) == text
    assert Words("en").text(text) == text


def test_a_message_mixes_no_digits():
    assert Words("ar")("Within 3 days") == "خلال ٣ أيام"
    assert Words("ar", "latin")("Within 3 days") == "خلال 3 أيام"
    assert Words("en")("Within 3 days") == "Within 3 days"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("أطفال · ١", "أطفال: ١"),  # is read as 10
        ("متأخرة · ٠", "متأخرة: ٠"),
        ("متحقق: ٤ · لم يتضح: ٠", "متحقق: ٤، لم يتضح: ٠"),
        ("ليلى · \u2068٢٤ نوفمبر\u2069 · ١٠:٤٢ · KW-1", "ليلى، \u2068٢٤ نوفمبر\u2069، ١٠:٤٢، KW-1"),
        ("أنثى · العمر ٢٤", "أنثى · العمر ٢٤"),
        ("Children · 1", "Children · 1"),
        ("بچے · ۲", "بچے: ۲"),  # Urdu and Persian write it alike
    ],
)
def test_a_dot_that_would_be_read_as_a_zero_is_a_comma(text, shown):
    assert unmistakable(text) == shown

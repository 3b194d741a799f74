"""What somebody types finds what was written: numbers in any spelling, names in either script."""

import pytest

from app.case import search_text
from app.case.search_text import ALIKE, NAME, PHONE, REFERENCE

SUNITA = search_text.laid_out(
    [
        (REFERENCE, "KW-2026-CS8F-79QY"),
        (NAME, "Sunita Tamang"),
        (PHONE, "+965 5512 3456"),
        (search_text.CIVIL_ID, "298010112345"),
        (search_text.PASSPORT, "N 1234567"),
        (search_text.EMPLOYER, "Gulf Cleaning W.L.L."),
    ]
)
SONITA = search_text.laid_out([(NAME, "سونيتا تامانغ"), (PHONE, "٥٥١٢٣٤٥٦")])


def reasons(text: str, typed: str) -> tuple[str, ...]:
    return search_text.why(text, search_text.query(typed).terms)


@pytest.mark.parametrize(
    "typed", ["55123456", "5512 3456", "+965 5512 3456", "٥٥١٢٣٤٥٦", "0096555123456", "96555123456", "5512"]
)
def test_a_telephone_is_found_in_any_spelling(typed: str):
    assert reasons(SUNITA, typed) == (PHONE,)
    assert reasons(SONITA, typed) == (PHONE,)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("KW-2026-CS8F-79QY", REFERENCE),
        ("kw2026cs8f79qy", REFERENCE),
        ("CS8F-79", REFERENCE),
        ("cs8f79qy", REFERENCE),
        ("kw-2026", REFERENCE),
        ("٢٩٨٠١٠١١٢٣٤٥", search_text.CIVIL_ID),
        ("298010 112345", search_text.CIVIL_ID),
        ("n1234567", search_text.PASSPORT),
        ("1234567", search_text.PASSPORT),
        ("gulf cl", search_text.EMPLOYER),
    ],
)
def test_a_number_is_found_with_or_without_what_stands_between(typed: str, kind: str):
    assert set(reasons(SUNITA, typed)) == {kind}


@pytest.mark.parametrize("typed", ["sunitta", "سونيتا", "Suneeta", "tamang سونيتا"])
def test_a_name_is_found_as_it_sounds_in_either_script(typed: str):
    query = search_text.query(typed)
    assert search_text.sounds_so(SUNITA, query.terms)
    assert search_text.sounds_so(SONITA, query.terms)
    assert ALIKE in reasons(SUNITA, typed)


@pytest.mark.parametrize("typed", ["samira", "santos", "66123456", "sunita nair"])
def test_what_is_somebody_elses_is_not_found(typed: str):
    assert not search_text.sounds_so(SUNITA, search_text.query(typed).terms)


def test_of_a_text_without_kinds_no_reason_is_invented():
    assert reasons("sunita tamang", "sunita") == ()


def test_a_search_is_never_an_expression():
    query = search_text.query('a" OR b* NEAR(c) \ue100 -')
    assert query.exact == '(("a"*)) AND (("or"*)) AND (("b"*)) AND (("near"* AND "c"*))'
    assert search_text.query(" - \ue100 ").terms == ()


def test_groups_of_few_digits_are_looked_for_each_by_itself():
    for typed, spellings in (
        ("12 34", [(("12",),), (("34",),)]),
        ("12 3456", [(("12", "3456"), ("123456",))]),
        ("12", [(("12",),)]),
        ("0096612345678", [(("0096612345678",), ("12345678",), ("96612345678",))]),
        ("965", [(("965",),)]),
        ("96512", [(("96512",), ("12",))]),
        ("97312", [(("97312",), ("12",))]),
    ):
        assert [term.spellings for term in search_text.query(typed).terms] == spellings, typed


def test_the_beginning_of_a_number_is_whole_and_more_of_it_is_not():
    assert [search_text.query(typed).terms[0].is_whole for typed in ("KW-2026", "KW-2026-CS8F", "KW-12")] == [
        True,
        False,
        False,
    ]
    assert reasons(SUNITA, "KW-2026-CS") == (REFERENCE,)


def test_what_holds_digits_sounds_like_nobody():
    assert search_text.query("sunita").terms[0].sounds
    assert search_text.query("sunita7").terms[0].sounds == ()


def test_what_stands_in_two_kinds_is_of_the_answers():
    text = search_text.laid_out([(NAME, "Sunita"), (search_text.SITE, "Farwaniya camp")])
    assert reasons(text, "sunita-camp") == (search_text.ANSWER,)


@pytest.mark.parametrize("kind", [NAME, search_text.OFFICER, search_text.PERSON, search_text.EMPLOYER])
def test_whoever_has_a_name_is_found_as_it_sounds(kind: str):
    text = search_text.laid_out([(kind, "Sunita")])
    assert search_text.sounds_so(text, search_text.query("سونيتا").terms)
    other = search_text.laid_out([(search_text.SITE, "Sunita")])
    assert not search_text.sounds_so(other, search_text.query("سونيتا").terms)

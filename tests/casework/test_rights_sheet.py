"""The sheet of a worker's rights: every language says everything, on one page, and names nobody."""

import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from app import settings
from app.case import built_in_profiles, profile
from app.casework.lifecycle import rights_sheet
from app.casework.organisation import referral_system
from app.casework.organisation.referral_system import Confirmation, NoSuchFact, NotConfirmed, OtherCountry
from app.casework.questionnaires import person_words
from app.casework.questionnaires.form_languages import UnreviewedLanguage
from app.casework.session import profiles
from app.casework.session.colleagues import NotTheDesk
from app.casework.session.session import Session
from app.disk import BadFolder
from app.settings import Language
from tests.casework.test_letter import text_of
from tests.casework.test_posting import Office
from tests.conftest import Terminal
from tests.people import Person
from tests.report import structure_reader

TEXTS = tomllib.loads((settings.RESOURCES / "rights" / "kw.toml").read_text("utf-8"))
PLACES = built_in_profiles.default().places
NUMBERS = {place.phone for place in PLACES if place.phone and place.id not in TEXTS["directory_only"]}


KUWAIT = (profile.FOLDER / "kw-2019.toml").read_text("utf-8")
CONFIRMED = re.sub(r'reviewed = ""\ncheck_by = .*', 'reviewed = "Huda Desk"\ncheck_by = 2026-12-24', KUWAIT)


@pytest.fixture
def session(office: Office, tmp_path: Path) -> Session:
    """Of an office that confirmed every number of its directory."""
    desk = office.sessions["Huda Desk"]
    (tmp_path / "own.toml").write_text(CONFIRMED.replace("version = 2", "version = 3", 1), "utf-8")
    referral_system.adopt(desk, tmp_path / "own.toml")
    return desk


def printed(pdf: bytes) -> str:
    return " ".join(text_of(pdf))


def pages(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def test_every_language_of_the_persons_has_every_text():
    languages = TEXTS["language"]
    assert set(languages) == set(person_words.languages())
    keys = {*languages["en"]}
    assert {right["id"] for right in TEXTS["right"]} <= keys
    assert set(TEXTS["labels"].values()) <= keys
    for code, texts in languages.items():
        assert {*texts} == keys, code
        assert all(texts[key].strip() for key in keys - {"reviewed"}), code


def test_each_right_names_its_law_or_says_nothing_of_one():
    for right in TEXTS["right"]:
        assert set(right) == {"id", "law", "source", "as_of", "reviewed", "check_by"}
        assert right["source"]
        assert right["as_of"] < right["check_by"]


def test_a_number_that_nobody_confirmed_or_not_lately_is_not_printed(office: Office):
    desk, layla = office.sessions["Huda Desk"], office.joins("Layla Sample")
    clock, day = office.people["Huda Desk"].clock, date(2026, 11, 24)
    none = TEXTS["language"]["en"]["none"]

    def numbers(session: Session) -> set[str]:
        text = printed(rights_sheet.pdf(session, "en"))
        assert (none in text) is not any(number in text for number in (*NUMBERS, "55501000"))
        return {number for number in (*NUMBERS, "55501000") if number in text}

    assert numbers(desk) == {"112"}  # the state's own; no other
    assert set(referral_system.facts(desk)) >= {"kw", "kw/kind/smuggling", "kw/place/emergency"}
    said = Confirmation(source="asked on the telephone", day=day, until=date(2026, 12, 1))
    for session, name, told, refused in (
        (layla, "kw/place/emergency", said, NotTheDesk),
        (desk, "bh/place/emergency", said, OtherCountry),
        (desk, "kw/place/nowhere", said, NoSuchFact),
        (desk, "kw/labour/hours", replace(said, phone="1"), NoSuchFact),
        (desk, "kw/place/emergency", replace(said, day=date(2026, 11, 25)), NotConfirmed),
        (desk, "kw/place/emergency", replace(said, until=day), NotConfirmed),
        (desk, "kw/place/emergency", replace(said, source=" "), NotConfirmed),
        (desk, "kw/place/emergency", replace(said, phone="1\n2"), NotConfirmed),
    ):
        with pytest.raises(refused):
            referral_system.confirm(session, name, told)
    before = profiles.in_use(desk)
    referral_system.confirm(desk, "kw/place/emergency", said)
    referral_system.confirm(desk, "kw/place/child-helpline", replace(said, phone="55501000"))
    referral_system.confirm(desk, "kw", said)
    after = profiles.in_use(desk)
    assert after.version == before.version + 3
    assert after.place_of("emergency").reviewed == "Huda Desk, 2026-11-24"
    assert [place for place in after.places if place in before.places] == [
        place for place in before.places if place.id not in ("emergency", "child-helpline")
    ]
    assert (after.source, after.stages, after.labour) == (said.source, before.stages, before.labour)
    office.carry("Huda Desk", "Layla Sample")
    assert numbers(desk) == numbers(layla) == {"112", "55501000"}
    clock.pass_(days=8)
    assert numbers(desk) == {"112"}
    assert referral_system.facts(desk)["kw/place/emergency"].state_at(desk.now()) == "stale"


def test_every_language_fits_one_page_and_shows_every_number(session: Session):
    assert len(rights_sheet.languages(session)) == 14
    for language in rights_sheet.languages(session):
        beside = "en" if language.code == "ar" else "ar"
        for small in (False, True):
            pdf = rights_sheet.pdf(session, language.code, beside, small=small)
            assert pages(pdf) == 1, language.code
            text = printed(pdf)
            assert NUMBERS
            assert all(number in text for number in NUMBERS), language.code


@pytest.mark.parametrize("code", sorted(TEXTS["language"]))
def test_a_small_card_names_nobody_and_has_the_same_numbers_in_the_same_order(code: str):
    places, texts = built_in_profiles.default().places, TEXTS["language"][code]
    sheet = rights_sheet._Sheet(TEXTS, code, "en" if code != "en" else None)
    whole, small = (sheet.paper(places, small=small) for small in (False, True))
    assert [line.phone for line in small.lines] == [line.phone for line in whole.lines]
    assert not any(line.names for line in small.lines)
    assert all(line.names for line in whole.lines)
    quiet = {texts[key] for key in TEXTS["quiet"]}
    assert not quiet & {line.label for line in small.lines}
    assert quiet & {line.label for line in whole.lines}
    # as the file of the texts orders them, whatever the order of the directory
    order = list(dict.fromkeys(TEXTS["labels"].values()))
    for directory in (places, tuple(reversed(places))):
        labels = [line.label for line in sheet.paper(directory, small=False).lines]
        keys = [next(key for key in order if texts[key] == label) for label in labels]
        assert keys == sorted(keys, key=order.index)
    # said where somebody speaks it, and nowhere else
    speaking = {place.phone for place in places if code in place.languages}
    assert {line.phone for line in whole.lines if texts["speaks"] in line.notes} <= speaking
    assert bool(whole.notes) is (code not in ("ar", "en") and not texts["reviewed"])


def test_a_small_card_does_not_say_what_it_is_for(session: Session):
    text = printed(rights_sheet.pdf(session, "en", small=True))
    assert "Help and advice" in text
    for word in ("traffick", "rights", "Shelter", "Kuwait Society"):
        assert word not in text
    whole, texts = printed(rights_sheet.pdf(session, "en")), TEXTS["language"]["en"]
    assert "trafficking" in whole
    for key in ("title", "safe", "numbers", *(right["id"] for right in TEXTS["right"])):
        assert texts[key] in whole, key


def test_a_number_says_when_it_was_true_and_who_speaks_the_language(session: Session):
    text = printed(rights_sheet.pdf(session, "hi"))
    assert "9 दिसंबर 2024" in text
    assert "९ डिसेम्बर २०२४" in printed(rights_sheet.pdf(session, "ne"))  # her digits
    assert text.count(TEXTS["language"]["hi"]["speaks"]) == 1
    assert TEXTS["language"]["hi"]["unreviewed"] in text


@pytest.mark.parametrize("code", sorted(TEXTS["language"]))
def test_no_dot_stands_between_digits_of_a_day_where_it_is_read_as_a_zero(session: Session, code: str):
    assert not re.search(r"\d[.]\d", printed(rights_sheet.pdf(session, code)))


def test_the_same_sheet_has_the_same_bytes_and_names_nobody(session: Session):
    pdf = rights_sheet.pdf(session, "ne", "ar")
    assert pdf == rights_sheet.pdf(session, "ne", "ar")
    assert session.officer.name not in printed(pdf)


def test_where_only_reviewed_translations_may_be_used_the_others_are_refused(
    session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    rules = tmp_path / "policy.toml"
    rules.write_text("unreviewed_languages = false\n", "utf-8")
    monkeypatch.setattr(settings, "policy_file", lambda: rules)
    assert [language.code for language in rights_sheet.languages(session)] == ["ar", "en"]
    with pytest.raises(UnreviewedLanguage):
        rights_sheet.save(session, "ne", tmp_path / "ne.pdf")
    assert not (tmp_path / "ne.pdf").exists()
    assert rights_sheet.pdf(session, "ar")


def test_a_referral_system_without_texts_has_no_sheet(office: Office, tmp_path: Path):
    session = office.sessions["Huda Desk"]
    file = tmp_path / "own.toml"
    file.write_text(
        KUWAIT.replace('rights = "kw"', 'rights = "nowhere"').replace("version = 2", "version = 3", 1), "utf-8"
    )
    referral_system.adopt(session, file)
    assert rights_sheet.languages(session) == []
    with pytest.raises(rights_sheet.NoRightsSheet):
        rights_sheet.pdf(session, "ar")


def test_a_sheet_that_cannot_be_written_says_why(session: Session, tmp_path: Path):
    with pytest.raises(BadFolder):
        rights_sheet.save(session, "ar", tmp_path / "pulled out" / "ar.pdf")


def test_on_the_command_line(sanad: Terminal, layla: Person, tmp_path: Path):
    layla.sets_up().close()
    status, document, _ = sanad("profile", "facts", "--json")
    assert status == 0
    facts = {fact["fact"]: fact for fact in document["facts"]}
    assert facts["kw/place/women-shelter"]["as_of"] == "2024-01-24"
    assert facts["kw/right/passport"]["check_by"] == "2027-08-16"
    assert {fact["reviewed"] for fact in facts.values()} == {""}
    confirm = "profile", "confirm", "kw/place/kshr", "--source", "asked", "--until"
    status, document, _ = sanad(*confirm, "2999-01-01", "--json")
    assert (status, document["error"]["kind"]) == (1, "not_joined")
    status, document, _ = sanad("profile", "languages", "--json")
    assert status == 0
    assert {"code": "ne", "autonym": "नेपाली", "reviewed": "", "missing": 0} in document["languages"]
    file = tmp_path / "sheet.pdf"
    status, document, _ = sanad("profile", "rights", "ne", "--beside", "ar", "-o", file, "--json")
    assert (status, document) == (0, {"sheet": str(file)})
    assert "तपाईंका" in printed(file.read_bytes())
    status, document, _ = sanad("profile", "rights", "xx", "-o", tmp_path / "x.pdf", "--json")
    assert (status, document["error"]["kind"]) == (1, "no_rights_sheet")


@pytest.mark.parametrize(("code", "beside"), [("ne", "en"), ("ur", "ar"), ("hi", "ar"), ("ar", "en")])
def test_each_text_of_a_sheet_is_read_out_in_its_own_language(session: Session, code: str, beside: Language):
    root = structure_reader.read(rights_sheet.pdf(session, code, beside)).root
    assert root.language == code
    spoken = {element.text: element.language for element in root.walked() if element.text}
    for key in ("title", "safe"):
        assert spoken[TEXTS["language"][code][key]] in ("", code)
        assert spoken[TEXTS["language"][beside][key]] == beside
    names = [place.name for place in built_in_profiles.default().places if place.phone in NUMBERS]
    told = [(named[office], office) for named in names for office in ("ar", "en")]
    heard = {spoken[name] == office for name, office in told if name in spoken}
    assert heard == {True}

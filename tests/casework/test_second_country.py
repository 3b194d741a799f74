"""Bahrain, from its files alone: what an office there sees and gives says nothing of Kuwait."""

import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app import settings
from app.case import built_in_profiles, events, match_keys, profile
from app.case.profile import prefix_of
from app.casework.cases import covered_text, issued_papers, queries
from app.casework.export import case_print, dossier, referral_letter
from app.casework.interviews import interview
from app.casework.lifecycle import case_stages, consents, decisions, referrals, rights_sheet
from app.casework.lifecycle.referrals import ReferralRequest
from app.casework.organisation import referral_system
from app.casework.organisation.referral_system import Confirmation, OtherCountry, VersionTaken
from app.casework.pages import demo, figure_files, figure_packs, office_figures
from app.casework.pages.figure_tables import Days
from app.casework.pages.office_figures import Period
from app.casework.questionnaires import answer_player, forms, labour_thresholds, screening
from app.casework.questionnaires.country_outline import area_of
from app.casework.session import profiles
from app.casework.session.session import EventAppender, Session
from app.language import Words, strip_marks
from app.seal.keys import fresh_id
from app.settings import Language
from tests.casework.dossier_case import DETAILS, read_over
from tests.casework.test_caring import SAFE, answer
from tests.casework.test_conflicts import DEMO, begun
from tests.casework.test_letter import text_of
from tests.casework.test_posting import Office
from tests.people import Person

FILE = profile.FOLDER / "bh-2017.toml"
# as papers and screens might say it; the nationality and the country stay in the lists of countries
KUWAIT = re.compile(
    r"Kuwait|الكويت|كويتي|[Cc]ivil ID|المدني|\bKW-|\bKD\b|Manpower|القوى العاملة|91 of 2013|68 of 2015|6 of 2010|2013|٢٠١٣|٢٠١٥"
)


@pytest.fixture
def bahrain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = tmp_path / "policy.toml"
    rules.write_text('profile = "bh-2017"\n', "utf-8")
    monkeypatch.setattr(settings, "policy_file", lambda: rules)


@pytest.fixture
def case(bahrain, at_work: Session) -> str:
    """Screened with the rapid form, and the person agreed that the prosecution and the shelter are told."""
    case_id = interview.finish(at_work, begun(at_work, DEMO).draft_id).case_id
    for agency in ("prosecution", "shelter"):
        consents.record(at_work, case_id, "share", "yes", DETAILS, agency)
    return case_id


def test_the_stages_are_those_that_bahrain_publishes_in_order(at_work: Session, case: str):
    assert profiles.in_use(at_work).key == ("bh-2017", 1)
    assert [id_ for id_, _ in case_stages.stages(at_work)] == [
        "identification",
        "documentation",
        "confirmation",
        "protection",
        "reintegration",
    ]
    assert case_stages.road_of(at_work, case).stage == "identification"
    number = queries.case(at_work, case).reference
    assert number.startswith("BH-2026-")
    for typed in (number, number[:12].lower()):
        assert [row.id for row in queries.cases(at_work, typed)] == [case]
    area = area_of(at_work)
    assert area is not None
    assert area.holds((26.22, 50.58))
    assert not area.holds((29.37, 47.98))  # Kuwait City


def test_answers_are_held_against_the_law_of_bahrain(bahrain, at_work: Session):
    live = begun(at_work, DEMO).interview
    path = {question.name: question.path for question in live.form.questions()}
    for name, told in (("job", "domestic"), ("hours", "11"), ("pay_last", "60"), ("days", "7")):
        live.answer(path[name], told)
    in_use, words = profiles.in_use(at_work), Words("en")
    assert screening.hint(live, path["hours"], in_use, words) == ""  # none is set in private homes
    assert screening.hint(live, path["pay_last"], in_use, words) == ""
    live.answer(path["job"], "other")
    says = screening.hint(live, path["hours"], in_use, words)
    assert "Law 36 of 2012" in says
    result = screening.as_json(screening.assess(live.form, live, date(2026, 12, 2), profile=in_use))
    unset = [row for row in result["thresholds"] if not row["set"]]
    assert {row["id"] for row in unset} >= {"wage"}
    assert labour_thresholds.in_words(unset[0], words) == labour_thresholds.UNSET
    assert not KUWAIT.search(str(result))


@pytest.mark.parametrize(("id_", "labour"), [("kw-2019", ["LL11"]), ("bh-2017", [])])
def test_an_age_that_only_one_law_sets_is_no_breach_elsewhere(at_work: Session, id_: str, labour: list[str]):
    live = begun(at_work, DEMO).interview
    path = {question.name: question.path for question in live.form.questions()}
    for name, told in (("job", "domestic"), ("age", "20")):
        live.answer(path[name], told)
    result = screening.assess(live.form, live, date(2026, 12, 2), profile=built_in_profiles.default(id_=id_))
    assert [code for code in result.readings.labour if code == "LL11"] == labour


@pytest.mark.parametrize(
    ("id_", "number", "is_right"),
    [
        ("kw-2019", "291050612307", True),
        ("kw-2019", "٢٩١٠٥٠٦١٢٣٠٧", True),
        ("kw-2019", "291050612308", False),
        ("kw-2019", "910506123", False),
        ("bh-2017", "910506123", True),  # how its last digit is checked was found nowhere
        ("bh-2017", "291050612307", False),
    ],
)
def test_the_number_of_a_person_is_that_of_the_country(id_: str, number: str, is_right: bool):
    number_of_person = built_in_profiles.number_of(built_in_profiles.default(id_=id_))
    assert number_of_person.fits(number) == is_right
    earlier = replace(built_in_profiles.default(id_=id_), number=None)
    assert built_in_profiles.number_of(earlier) == number_of_person


def test_a_number_of_another_country_is_said_and_stays(bahrain, at_work: Session):
    live, in_use = begun(at_work, DEMO).interview, profiles.in_use(at_work)
    path = next(question.path for question in live.form.questions() if question.extras.get("fact") == "civil_id")
    live.answer(path, "291050612307")
    assert live.node(path).valid
    says = strip_marks(screening.hint(live, path, in_use, Words("en")))
    assert says.startswith("This is no Personal number (CPR) (digits: 9).")
    assert "الرقم الشخصي" in screening.hint(live, path, in_use, Words("ar"))
    live.answer(path, "910506123")
    assert screening.hint(live, path, in_use, Words("en")) == ""
    assert path in screening.hints(live, built_in_profiles.default(), Words("en"))


def test_partners_compare_the_numbers_of_their_country():
    for digits, key in ((9, ("civil_id", "910506123")), (12, ("civil_id", "291050612307"))):
        assert match_keys.keys({"civil_id": key[1]}, digits) == [key]
        assert match_keys.keys({"civil_id": key[1]}, 21 - digits) == []
    assert match_keys.keys({"name": "Sita"}, 0) == []


def test_no_paper_of_a_bahraini_case_says_anything_of_kuwait(at_work: Session, case: str):
    asked = ReferralRequest("shelter", "accommodation", "no safe place tonight", "1d")
    referral = referrals.refer(at_work, case, asked)
    read_over(at_work, case, "prosecution")
    withheld = dossier.chosen("prosecution")
    papers = {"letter": referral_letter.preview(at_work, case, referral, "both")}
    for language in ("ar", "en"):
        request = dossier.DossierRequest("prosecution", language)
        papers[f"dossier {language}"] = dossier.preview(at_work, case, request, withheld)
        papers[f"sheet {language}"] = rights_sheet.pdf(at_work, language)
        papers[f"record {language}"] = case_print.preview(at_work, case, language)
    texts = {name: " ".join(text_of(pdf)) for name, pdf in papers.items()}
    for name, text in texts.items():
        assert (found := KUWAIT.findall(text)) == [], (name, found)
    assert "Kingdom of Bahrain" in texts["letter"]
    assert "مملكة البحرين" in texts["letter"]
    assert "Expat Protection Centre" in texts["letter"]
    for part in (
        "Kingdom of Bahrain",
        "Labour Market Regulatory Authority",
        "Trafficking in Persons Prosecution",
        "Law No. 1 of 2008",
    ):
        assert part in texts["dossier en"], part
    assert "Your rights at work in Bahrain" in texts["sheet en"]
    assert not re.search(r"\b(995|555|112)\b", texts["sheet en"])  # nobody confirmed them


def test_a_case_goes_from_the_talk_to_the_dossier_without_a_word_of_kuwait(bahrain, home: Path, tmp_path: Path):
    office = Person("Omar Sample", home, "supervisor", "en").sets_up()
    forms.offer_shipped(office)
    intake = interview.start(office, forms.forms(office, "intake")[0].hash)
    answer(office, intake, **SAFE, name="Maya Sample Gurung", civil_id="910506123", phone="+973 3312 3456")
    case = interview.finish(office, intake.draft_id).case_id
    talk = interview.start(office, forms.forms(office)[0].hash, case_id=case)
    own = dict(answer_player.read_answers(settings.RESOURCES / "demo" / "bh.json"))
    for told in DEMO:
        value = own.get(told["ref"], told["value"])
        interview.keep(office, talk.draft_id, answer_player.give(talk.interview, told["ref"], value))
    interview.finish(office, talk.draft_id)
    decisions.decide(office, case, "presumed", "the office", "passport kept, pay withheld")
    case_stages.move(office, case, "documentation")
    consents.record(office, case, "share", "yes", DETAILS, "prosecution")
    case_stages.move(office, case, "confirmation")
    referrals.refer(office, case, ReferralRequest("prosecution", "investigation", "for its decision", "1d"))
    case_stages.move(office, case, "protection")
    assert [step.state for step in case_stages.road_of(office, case).steps][:4] == ["done", "done", "done", "here"]
    (figure,) = [
        figure
        for table in office_figures.figures(office, Period(), "en").tables
        for figure in table.figures
        if table.title == office_figures.BY_STAGE and figure.number
    ]
    assert figure.name == "Protection and assistance"
    read_over(office, case, "prosecution")
    file = tmp_path / "dossier.pdf"
    request = dossier.DossierRequest("prosecution", "both")
    dossier.save(office, case, request, file, None, dossier.chosen("prosecution"))
    text = " ".join(text_of(file.read_bytes())) + " ".join(text_of(rights_sheet.pdf(office, "en")))
    assert KUWAIT.findall(text) == []
    for part in (
        "Kingdom of Bahrain",
        "مملكة البحرين",
        "نيابة الاتجار بالأشخاص",
        "Presumed victim",
        "910506123",
        "Personal number (CPR)",
    ):
        assert part in text, part
    office.close()


def test_figures_are_counted_by_the_stages_of_bahrain_and_say_nothing_of_kuwait(bahrain, home: Path, tmp_path: Path):
    office = Person("Omar Sample", home, "supervisor", "en").sets_up()
    for number in range(12):
        case = office.vault.new_case()
        with office.vault.transaction() as writer:
            pen = EventAppender(office, writer, case)
            pen.say(events.OPENED, {"reference": f"BH-2026-{number:04}", "officer": "Omar Sample"})
            told = {"sex": "female", "age": "31", "nationality": "NP"}
            pen.say(events.ANSWERS, {"interview": fresh_id(), "answers": [], "facts": told, "restricted": 0})
    today = office.clock().astimezone().date()
    month = Period.month(today.year, today.month)
    assert month.first
    assert month.last
    languages: tuple[Language, ...] = ("ar", "en")
    for language in languages:
        names = [stage.name[language] for stage in profiles.in_use(office).stages]
        tables = {table.title: table for table in office_figures.figures(office, month, language).tables}
        assert [figure.name for figure in tables[office_figures.BY_STAGE].figures] == names
        days = Days(month.first, month.last)
        issued = issued_papers.preview(office, office_figures.paper(office, month), language)
        texts = {"month": " ".join(text_of(issued))}
        texts |= {id_: str((pack.title, pack.source, pack.note)) for id_, pack in figure_packs.packs().items()}
        file = tmp_path / f"{language}.xlsx"
        figure_files.publish(office, figure_packs.pack("national-committee"), days, file, language)
        cells = [cell for sheet in openpyxl.load_workbook(file) for row in sheet.values for cell in row if cell]
        texts["workbook"] = " ".join(map(str, cells))
        for name, text in texts.items():
            assert (found := KUWAIT.findall(text)) == [], (name, found)
        for name in ("month", "workbook"):
            assert names[0] in texts[name], (name, language)
    office.close()


def test_the_sheet_says_in_english_what_nobody_has_written_in_a_language(bahrain, at_work: Session):
    missing = {language.code: language.missing for language in rights_sheet.languages(at_work)}
    assert len(missing) == 14
    assert {code for code, number in missing.items() if number == 0} == {"ar", "en"}
    assert missing["ne"] == 3
    sheet = " ".join(text_of(rights_sheet.pdf(at_work, "ne", "ar")))
    for part in ("Your rights at work in Bahrain", "for a work permit", "राहदानी", "هيئة تنظيم سوق العمل"):
        assert part in sheet, part
    for code in missing:
        for small in (False, True):
            pages = text_of(rights_sheet.pdf(at_work, code, "en" if code == "ar" else "ar", small=small))
            assert len(pages) == 1, code
            assert not KUWAIT.search(pages[0]), code
    own = tomllib.loads((settings.RESOURCES / "rights" / "bh.toml").read_text("utf-8"))["language"]
    kuwait = tomllib.loads((settings.RESOURCES / "rights" / "kw.toml").read_text("utf-8"))["language"]
    for code in missing.keys() - {"ar", "en"}:  # only where both of the office's languages say the same there
        for key in own[code].keys() - {"reviewed"}:
            assert [own[each][key] for each in ("ar", "en", code)] == [kuwait[each][key] for each in ("ar", "en", code)]


def test_no_question_speaks_the_law_of_one_country():
    """Countries stand in lists of countries, and papers of a country in its lists of papers."""
    lists = re.compile(r"^\|  \| (country|nationality|[a-z_]*countr[a-z]*) \|")
    for file in sorted((settings.ROOT / "forms").glob("*.md")):
        for line in file.read_text("utf-8").splitlines():
            if not lists.match(line):
                assert not re.search(r"Kuwait|الكويت|\bLaw \d|لسنة ٢٠|75 dinars|: 112", line), (file.name, line[:90])


def test_an_office_takes_its_country_once(office: Office, tmp_path: Path):
    desk = office.sessions["Huda Desk"]
    own = tmp_path / "own.toml"
    text = FILE.read_text("utf-8").replace("as_of = 2026-12-01", "as_of = 2026-11-01")
    own.write_text(text, "utf-8")
    referral_system.adopt(desk, own)  # nobody had chosen: also one with a lower version
    assert profiles.in_use(desk).key == ("bh-2017", 1)
    said = Confirmation(source="asked", day=date(2026, 11, 24), until=date(2026, 12, 24))
    with pytest.raises(OtherCountry):
        referral_system.confirm(desk, "kw/place/emergency", said)
    referral_system.confirm(desk, "bh/place/lmra-hotline", said)
    assert profiles.in_use(desk).version == 2
    assert "995" in " ".join(text_of(rights_sheet.pdf(desk, "en")))
    with pytest.raises(VersionTaken):
        referral_system.adopt(desk, own)
    own.write_text(
        (profile.FOLDER / "kw-2019.toml").read_text("utf-8").replace("version = 2", "version = 9", 1), "utf-8"
    )
    with pytest.raises(OtherCountry):
        referral_system.adopt(desk, own)
    assert profiles.in_use(desk).country == "bh"


def test_the_file_names_a_source_and_a_day_for_everything_and_confirms_nothing():
    bahrain = built_in_profiles.default(id_="bh-2017")
    for at, fact in bahrain.facts().items():
        assert fact.source, at
        assert fact.as_of < fact.check_by, at
        assert not fact.reviewed, at


def test_an_address_in_bahrain_is_said_by_its_governorate():
    assert covered_text.district_of("Block 338, Adliya", "BH") == "Capital Governorate · محافظة العاصمة"
    assert covered_text.district_of("الرفاع الشرقي", "BH").startswith("Southern Governorate")


@pytest.mark.parametrize(("address", "country"), [("Adliya", "KW"), ("Salmiya", "BH"), ("السالمية", "BH")])
def test_a_place_of_another_country_is_no_governorate_here(address: str, country: str):
    assert covered_text.district_of(address, country) == ""


def test_the_demo_is_of_a_country_whose_system_came_with_sanad(tmp_path: Path):
    with pytest.raises(demo.NoSuchCountry):
        demo.run(tmp_path, "xx")
    told = dict(demo._answers("bh"))
    assert told["/data/papers/civil_id"] == "910506123"
    assert "/data/papers/residency_article" not in told
    assert "/data/papers/residency_article" in dict(demo._answers("kw"))


def test_a_profile_that_names_no_country_numbers_its_cases_as_the_default():
    assert [prefix_of(id_) for id_ in ("bh-2017", "kw-2019", "own", "moj-2026")] == ["BH", "KW", "KW", "KW"]

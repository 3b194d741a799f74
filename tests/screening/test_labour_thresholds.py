"""Labour law's thresholds are the profile's: judged, hinted at and kept as it sets them, never by a form."""

from dataclasses import replace
from datetime import date

import pytest

from app.case import built_in_profiles
from app.case.profile import FOLDER
from app.case.profile_file import ProfileRefused, read
from app.casework.cases import queries
from app.casework.interviews import conflicts
from app.casework.questionnaires import labour_thresholds, screening
from app.casework.questionnaires.answer_player import give, play
from app.casework.session import profiles
from app.form import Interview, convert, open_form
from app.language import Words, strip_marks
from app.screening.readings import all_codes
from app.settings import FORMS
from tests.gate_answers import with_gates
from tests.people import Person
from tests.ui.office import finished

TODAY = date(2026, 11, 27)
KUWAIT = built_in_profiles.default()
RAW = (FOLDER / "kw-2019.toml").read_text("utf-8")


@pytest.fixture(scope="module")
def rapid():
    return open_form(convert((FORMS / "rapid-screening.xlsx").read_bytes(), "r.xlsx").xml)


def place(form, name):
    return next(question.path for question in form.questions() if question.name == name)


def answered(form, **answers):
    live = Interview(form)
    consent = {
        "present": ["nobody"],
        "overheard": "no",
        "wants_here": "yes",
        "consent_talk": "yes",
        "consent_record": "yes",
    }
    for name, value in (consent | with_gates(answers)).items():
        give(live, place(form, name), value)
    return live


def judged(form, profile=KUWAIT, **answers):
    return screening.assess(form, answered(form, **answers), TODAY, profile=profile)


def without_thresholds():
    return replace(KUWAIT, labour=())


def with_most(id_, most):
    return replace(KUWAIT, labour=tuple(replace(row, most=most) if row.id == id_ else row for row in KUWAIT.labour))


def test_every_threshold_that_a_form_names_is_set_by_the_profiles_of_kuwait():
    numbers = 0
    for file in sorted(FORMS.glob("*.xlsx")):
        form = open_form(convert(file.read_bytes(), file.name).xml)
        for question in form.questions():
            named = question.extras.get("threshold", "")
            ids = [word for part in named.split("'")[1::2] for word in part.split()]
            ids = [id_ for id_ in ids if id_ != "domestic"]
            assert bool(ids) == bool(named), (file.stem, question.name)
            for profile in built_in_profiles.built_in().values():
                if profile.country != "kw":
                    continue  # whose law sets no limit for each, as far as was found
                assert all(profile.threshold(id_) for id_ in ids), (file.stem, ids)
            numbers += bool(ids and question.type in ("int", "decimal"))
            if question.type in ("int", "decimal") and ids:
                assert not question.extras.get("when"), (file.stem, question.name)
    assert numbers > 10


def test_no_threshold_is_said_to_be_reviewed_and_each_says_where_it_is_from_or_that_nobody_knows():
    for threshold in KUWAIT.labour:
        assert not threshold.reviewed
        assert threshold.law["en"] or not threshold.article
        assert set(threshold.codes) <= all_codes()
        assert threshold.source
        assert threshold.as_of < threshold.check_by


@pytest.mark.parametrize(
    ("job", "hours", "breach"),
    [("domestic", "12", False), ("domestic", "13", True), ("farm", "10", False), ("farm", "11", True)],
)
def test_the_line_is_where_the_profile_draws_it(rapid, job, hours, breach):
    assert ("LL01" in judged(rapid, job=job, hours=hours).readings.labour) == breach


def test_another_profile_draws_another_line(rapid):
    answers = {"job": "domestic", "hours": "13"}
    assert "LL01" not in judged(rapid, with_most("hours-domestic", "14"), **answers).readings.labour
    assert "LL01" in judged(rapid, with_most("hours-domestic", "11"), **answers).readings.labour


def test_a_profile_without_the_threshold_leaves_it_open_with_a_sentence(rapid):
    answers = {"job": "domestic", "hours": "16"}
    result = judged(rapid, without_thresholds(), **answers)
    assert "LL01" not in result.readings.labour
    assert [state for _, state in result.evidence["EX01"]][:1] == ["unknown"]
    stored = screening.to_stored(result)
    assert screening.is_sound(stored)
    labour = next(row for row in stored["readings"] if row["id"] == "labour")
    assert labour["state"] == "open"
    live = answered(rapid, **answers)
    explained = screening.explain(stored, rapid, live.values(), Words("en"))
    (law,) = [reading for reading in explained.readings if reading.id == "labour"]
    assert {(row.ref, strip_marks(row.answer), row.strength) for row in law.rows} == {
        (place(rapid, "hours"), "16", "The referral system in use sets no limit for this.")
    }
    assert explained.why == ()


def test_a_kept_result_names_the_threshold_and_explains_itself_after_the_profile_changed(rapid):
    answers = {"job": "domestic", "hours": "13"}
    stored = screening.to_stored(judged(rapid, **answers))
    (kept,) = [case for case in stored["thresholds"] if case["id"] == "hours-domestic"]
    assert (kept["most"], kept["article"], kept["answer"], kept["passed"]) == ("12", "22", "13", 1)
    assert stored["profile"] == ["kw-2019", 2]
    explained = screening.explain(stored, rapid, answered(rapid, **answers).values(), Words("ar"))
    labour = next(reading for reading in explained.readings if reading.id == "labour")
    assert [strip_marks(row.strength) for row in labour.rows] == [
        "أكثر من ١٢ ساعة عمل في اليوم: القانون رقم ٦٨ لسنة ٢٠١٥ في شأن العمالة المنزلية، المادة ٢٢"
    ]


@pytest.mark.parametrize("broken", [{"law": "text"}, {"codes": [1]}, {"passed": "1"}, {"name": {"en": 1}}])
def test_what_a_forger_writes_of_thresholds_is_not_shown(rapid, broken):
    stored = screening.to_stored(judged(rapid, job="domestic", hours="13"))
    stored["thresholds"][0] |= broken
    assert not screening.is_sound(stored)


def test_a_hint_stands_at_what_passes_a_threshold_and_nowhere_else(rapid):
    live = answered(rapid, job="domestic", hours="13", days="6", passport_now="returned")
    hints = {
        ref.rpartition("/")[2]: strip_marks(says) for ref, says in screening.hints(live, KUWAIT, Words("en")).items()
    }
    assert hints == {
        "hours": "More than 12 hours of work a day: Law 68 of 2015 on domestic workers, article 22",
        "passport_now": "Passport and civil ID are the worker’s own to keep, unless she or he agrees: "
        "Law 68 of 2015 on domestic workers, article 12, 22",
    }
    nine = answered(rapid, job="farm", hours="9")
    assert "overtime" in screening.hint(nine, place(rapid, "hours"), KUWAIT, Words("en"))
    assert "LL01" not in judged(rapid, job="farm", hours="9").readings.labour
    assert screening.hint(nine, place(rapid, "hours"), without_thresholds(), Words("en")) == ""


def test_play_shows_the_hints(rapid):
    consent = [
        (place(rapid, "present"), ["nobody"]),
        (place(rapid, "overheard"), "no"),
        (place(rapid, "wants_here"), "yes"),
        (place(rapid, "consent_talk"), "yes"),
        (place(rapid, "consent_record"), "yes"),
    ]
    played = play(rapid, [*consent, (place(rapid, "hours"), "11")])
    assert [hint["ref"] for hint in played["assessment"]["hints"]] == [place(rapid, "hours")]


def test_a_corrected_answer_is_held_against_the_thresholds_of_its_time(layla: Person):
    session = layla.sets_up()
    facts = {"name": "Maya Sample", "job": "domestic", "hours": "11", "pay_last": "200"}
    case = finished(session, facts).case_id
    before = queries.case(session, case).interviews[0]
    stricter = RAW.replace("version = 2", "version = 3", 1).replace("most = 12", "most = 9", 1)
    with session.vault.transaction() as writer:
        profiles.take_in(writer, [stricter.encode()])
    assert profiles.in_use(session).threshold("hours-domestic").most == "9"
    days = next(ref for ref in before.values if ref.endswith("/pay_last"))
    conflicts.correct(session, case, before.id, days, "210", source="pay slip")
    after = queries.case(session, case).interviews[0]
    assert after.values[days] == "210"
    assert after.assessment["profile"] == ["kw-2019", 2]
    hours = [row for row in after.assessment["thresholds"] if row["id"] == "hours-domestic"]
    assert [(row["most"], row["passed"]) for row in hours] == [("12", 0)]


@pytest.mark.parametrize(
    ("was", "is_", "says"),
    [
        ("most = 12", "most = 12\nleast = 3", "not both"),
        ("most = 12", 'most = "12"', "must be"),
        ("most = 12", "most = -1", "must be"),
        ('codes = ["CD01", "LL04"]', "codes = []", "or “codes”"),
        ('codes = ["EX01", "LL01"]', 'codes = ["EX01", "LL99"]', "no sign"),
        ('id = "hours"\n', 'id = "hours-domestic"\n', "twice"),
        ("unit_en", "unt_en", "unt_en"),
    ],
)
def test_a_threshold_that_nobody_could_judge_by_is_refused_with_its_line(was, is_, says):
    text = RAW.replace(was, is_, 1)
    with pytest.raises(ProfileRefused) as refused:
        read(text.encode(), all_codes())
    fault = refused.value.faults[0]
    assert says in profiles.words(fault, Words("en"))
    assert fault.line > RAW[: RAW.index("[[labour]]")].count("\n")


def test_what_is_no_number_passes_nothing():
    assert labour_thresholds.as_number("NaN") is None
    assert labour_thresholds.as_number("Infinity") is None
    assert labour_thresholds.as_number("twelve") is None


def test_of_several_thresholds_of_one_sign_one_that_is_passed_is_enough(rapid):
    profile = replace(
        KUWAIT,
        labour=tuple(
            replace(row, codes=(*row.codes, "LL01")) if row.id == "overtime" else row for row in KUWAIT.labour
        ),
    )
    assert "LL01" in judged(rapid, profile, job="farm", hours="9").readings.labour
    assert "LL01" not in judged(rapid, profile, job="farm", hours="8").readings.labour


def test_a_threshold_that_is_not_set_is_said_at_its_own_answer_alone():
    stored = {"thresholds": [{"ref": "/data/hours", "set": 0}, {"ref": "/data/days", "set": 1}]}
    unset = [labour_thresholds.unset_at(stored, ref) for ref in ("/data/hours", "/data/days")]
    assert unset == [True, False]

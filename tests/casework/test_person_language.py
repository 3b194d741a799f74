"""The person's own language: what a form speaks, who reviewed it, what the record says of each answer."""

import json
from datetime import date

import pypdfium2
import pytest

from app import settings
from app.casework.cases import queries
from app.casework.cases.access_log import answers as answers_of
from app.casework.export import case_print
from app.casework.interviews import interview as work
from app.casework.interviews import spoken_answers
from app.casework.interviews.turned_questions import NotForThePerson, TurnedQuestion, may_touch, turned_questions
from app.casework.questionnaires.form_languages import (
    UnreviewedLanguage,
    autonym,
    form_languages,
    may_be_spoken,
    name_in,
    named,
)
from app.casework.sharing import case_access
from app.form import Interview
from app.language import Words
from tests.casework.test_conflicts import LAYLA, OMAR, Two, two  # noqa: F401 - a fixture
from tests.person_form import FEMININE, LANGUAGES, added, form_of, markdown, ref

NEPALI, URDU, AMHARIC = LANGUAGES[3], LANGUAGES[4], LANGUAGES[5]


@pytest.fixture
def form():
    return form_of()


def answered(form, **answers):
    interview = Interview(form)
    for name, value in {"safe": "yes", **answers}.items():
        interview.answer(ref(form, name), value)
    return interview


# the languages of a form


def test_a_form_says_its_languages_by_their_own_names(form):
    spoken = form_languages(form)
    assert [language.code for language in spoken] == ["ar", "en", "ne", "ur", "am", "si"]
    assert [language.autonym for language in spoken] == ["العربية", "English", "नेपाली", "اردو", "አማርኛ", "සිංහල"]
    assert named(form, "ne").english == "Nepali"
    assert named(form, "ne").arabic == "النيبالية"
    assert [language.direction for language in spoken] == ["rtl", "ltr", "ltr", "rtl", "ltr", "ltr"]
    assert (named(form, "ur").arabic, name_in("bn", "en")) == ("الأردية", "Bengali")
    assert spoken[0].feminine == FEMININE


@pytest.mark.parametrize(
    ("code", "name"),
    {
        "ar": "العربية", "en": "English", "hi": "हिन्दी", "bn": "বাংলা", "ur": "اردو", "ne": "नेपाली",
        "tl": "Filipino", "si": "සිංහල", "ta": "தமிழ்", "ml": "മലയാളം", "am": "አማርኛ",
        "sw": "Kiswahili", "id": "Bahasa Indonesia", "fr": "Français", "te": "తెలుగు",
    }.items(),
)  # fmt: skip
def test_a_language_is_called_as_its_speakers_call_it(code, name):
    assert autonym(code) == name


def test_who_reviewed_a_language_is_said_with_the_day(form):
    assert named(form, "ne").review.reviewer == "Maya Sample"
    assert named(form, "ne").review.day == date(2026, 11, 1)
    assert named(form, "ur").review is None
    assert [language.code for language in form_languages(form) if language.unreviewed] == ["ur", "am", "si"]


@pytest.mark.parametrize(
    ("setting", "reviewed"),
    [
        ("ur:; am: , 2026-11-01; ne", set()),
        ("ur:Someone, soon; اردو (ur):; am:B; xx:Nobody;", {"ur", "am"}),
        ("اردو (ur):Someone, 2026-11-01", {"ur"}),
    ],
)
def test_a_review_counts_where_it_names_somebody(setting, reviewed):
    form = form_of(reviewed=setting)
    assert {language.code for language in form_languages(form) if language.review} == reviewed


def test_the_administrator_may_turn_unreviewed_languages_off(form, tmp_path, monkeypatch):
    strict = settings.Policy(unreviewed_languages=False)
    assert [language.code for language in form_languages(form) if may_be_spoken(language, strict)] == ["ar", "en", "ne"]
    policy = tmp_path / "policy.toml"
    policy.write_text("unreviewed_languages = false")
    monkeypatch.setattr(settings, "policy_file", lambda: policy)
    assert spoken_answers.asking(form, NEPALI).reviewed == "Maya Sample, 2026-11-01"
    with pytest.raises(UnreviewedLanguage):
        spoken_answers.asking(form, URDU)


# a screen turned to the person


def test_the_turned_screen_asks_the_person_and_nothing_of_the_officers(form):
    interview = answered(form, agree="yes")
    items = turned_questions(interview, NEPALI)
    assert items == (
        TurnedQuestion(ref(form, "introduction"), "words"),
        TurnedQuestion(ref(form, "agree"), "one"),
        TurnedQuestion(ref(form, "passport_now"), "one"),
        TurnedQuestion(ref(form, "hours"), "number"),
        TurnedQuestion(ref(form, "kept"), "several"),
        TurnedQuestion(ref(form, "hurt"), "wait"),
        TurnedQuestion(ref(form, "story"), "wait"),
    )


def test_the_turned_screen_shows_nothing_before_it_is_safe_and_nothing_past_a_gate(form):
    assert turned_questions(Interview(form), NEPALI) == ()
    refs = [item.ref for item in turned_questions(answered(form), NEPALI)]
    assert refs == [ref(form, "introduction"), ref(form, "agree")]


def test_whether_it_is_safe_is_never_asked_on_the_turned_screen_whatever_a_form_marks():
    """Who overhears, or holds the telephone, would read along."""
    lines = markdown().splitlines()
    place = lines[0].split("|").index(next(c for c in lines[0].split("|") if "sanad:aside" in c))
    unmarked = []
    for line in lines:
        cells = line.split("|")
        if len(cells) > place and "sanad" not in cells[place]:
            cells[place] = "  "
        unmarked.append("|".join(cells))
    form = form_of("\n".join(unmarked) + "\n")
    interview = answered(form)
    asked = [item.ref for item in turned_questions(interview, NEPALI)]
    assert ref(form, "agree") in asked
    assert ref(form, "safe") not in asked
    with pytest.raises(NotForThePerson):
        may_touch(interview, NEPALI, ref(form, "safe"))


def test_what_the_case_knew_is_not_asked_again_on_the_turned_screen(form):
    known = {ref(form, "hours")}
    refs = [item.ref for item in turned_questions(answered(form, agree="yes"), NEPALI, known)]
    assert ref(form, "hours") not in refs
    assert ref(form, "kept") in refs


@pytest.mark.parametrize("name", ["safe", "looks", "view", "again", "language", "sex", "hurt", "story"])
def test_the_turned_screen_takes_no_answer_to_what_it_does_not_ask(form, name):
    interview = answered(form, agree="yes")
    may_touch(interview, NEPALI, ref(form, "passport_now"))
    with pytest.raises(NotForThePerson):
        may_touch(interview, NEPALI, ref(form, name))


def test_what_has_no_words_in_the_persons_language_waits_for_the_officer():
    half = markdown().replace("दिनमा कति घण्टा?", "").replace("मालिकसँग, फिर्ता दिँदैनन्", "")
    form = form_of(half)
    manners = {
        item.ref.rpartition("/")[2]: item.manner for item in turned_questions(answered(form, agree="yes"), NEPALI)
    }
    assert (manners["hours"], manners["passport_now"], manners["agree"]) == ("wait", "wait", "one")


def test_what_a_group_sets_aside_is_neither_read_back_nor_asked_of_the_person(form):
    interview = answered(form, agree="yes", looks="yes", again="no", hours="14")
    read = [line.ref for section in work.readback(interview, NEPALI) for line in section.lines]
    assert ref(form, "hours") in read
    assert not {ref(form, "looks"), ref(form, "again")} & set(read)


# what the record says


def keeps(session, live, asking, **answers):
    for name, value in answers.items():
        changes = live.interview.answer(ref(live.form, name), value)
        work.keep(session, live.draft_id, changes.answers, "", asking)


def talk(session, form):
    """Safety by the officer in English; consent and papers by the person in Nepali; one in Arabic
    through an interpreter; and the passport once more, by the officer."""
    live = work.start(session, form.hash)
    keeps(session, live, spoken_answers.asking(form, "English (en)"), safe="yes", language="ne")
    by_person = spoken_answers.asking(form, NEPALI, "ne", touched_by="person")
    keeps(session, live, by_person, agree="yes", passport_now="me", hours="14")
    interpreted = spoken_answers.asking(form, LANGUAGES[0], "ne", "T-07")
    keeps(session, live, interpreted, kept="me", passport_now="employer")
    return live


def modes(spoken, form):
    return {
        path.rpartition("/")[2]: (mode["asked"], mode["given"], mode["interpreter"], mode["by"])
        for path, mode in spoken.items()
    }


EXPECTED = {
    "language": ("English (en)", "", "", "officer"),
    "agree": (NEPALI, "ne", "", "person"),
    "hours": (NEPALI, "ne", "", "person"),
    "passport_now": (LANGUAGES[0], "ne", "T-07", "officer"),
    "kept": (LANGUAGES[0], "ne", "T-07", "officer"),
}


def test_the_record_says_in_which_language_each_answer_was_asked_and_given(at_work):
    form = added(at_work)
    live = talk(at_work, form)
    done = work.finish(at_work, live.draft_id)
    (interview,) = queries.case(at_work, done.case_id).interviews
    assert modes(interview.spoken, form) == EXPECTED
    assert interview.spoken[ref(form, "agree")]["reviewed"] == "Maya Sample, 2026-11-01"
    assert interview.spoken[ref(form, "kept")]["reviewed"] == ""


def test_json_says_it_by_groups(at_work):
    form = added(at_work)
    done = work.finish(at_work, talk(at_work, form).draft_id)
    (interview,) = queries.case(at_work, done.case_id).interviews
    spoken = answers_of(at_work, done.case_id, interview)["spoken"]
    assert json.loads(json.dumps(spoken))
    nepali = next(group for group in spoken if group["asked"] == NEPALI)
    assert nepali == {
        "asked": NEPALI,
        "given": "ne",
        "reviewed": "Maya Sample, 2026-11-01",
        "interpreter": "",
        "by": "person",
        "answers": [ref(form, "agree"), ref(form, "hours")],
    }


def test_what_nobody_asked_the_person_is_not_among_it(at_work):
    form = added(at_work)
    done = work.finish(at_work, talk(at_work, form).draft_id)
    (interview,) = queries.case(at_work, done.case_id).interviews
    assert ref(form, "safe") not in interview.spoken
    assert all(not path.endswith(("safe_gate", "instanceID")) for path in interview.spoken)


@pytest.mark.long
def test_it_goes_along_where_an_interview_is_handed_on_and_taken_up(two: Two):  # noqa: F811
    form = added(two.layla)
    live = talk(two.layla, form)
    work.person_stopped(two.layla, live.draft_id, ref(form, "hours"))
    case = work.hand_on(two.layla, live.draft_id, case_access.find(two.layla, OMAR))
    two.carry(LAYLA, OMAR)
    (waiting,) = queries.case(two.omar, case).unfinished
    taken = work.take_up(two.omar, case, waiting.interview_id)
    work.finish(two.omar, taken.draft_id)
    (interview,) = queries.case(two.omar, case).interviews
    assert [place for _, place in interview.stops] == [ref(form, "hours")]
    assert modes(interview.spoken, form) == EXPECTED


def test_the_paper_has_the_question_as_the_person_saw_it(at_work):
    form = added(at_work)
    done = work.finish(at_work, talk(at_work, form).draft_id)
    pdf = case_print.record(at_work, done.case_id, "en", "")
    text = "\n".join(leaf.get_textpage().get_text_range() for leaf in pypdfium2.PdfDocument(pdf))
    text = " ".join(text.split())
    assert "के तपाईं सहमत हुनुहुन्छ?" in text
    assert "interpreter: T-07" in text
    assert "answered by the person on the screen" in text
    assert "translation reviewed: Maya Sample, 2026-11-01" in text


def test_that_the_person_stopped_stays_in_the_record_in_json_and_on_paper(at_work):
    form = added(at_work)
    live = talk(at_work, form)
    work.person_stopped(at_work, live.draft_id, ref(form, "hours"))
    work.person_stopped(at_work, live.draft_id, "")
    done = work.finish(at_work, live.draft_id)
    (interview,) = queries.case(at_work, done.case_id).interviews
    assert [place for _, place in interview.stops] == [ref(form, "hours"), ""]
    stops = answers_of(at_work, done.case_id, interview)["stops"]
    assert [stop["ref"] for stop in stops] == [ref(form, "hours"), ""]
    pdf = case_print.record(at_work, done.case_id, "en", "")
    text = "".join(leaf.get_textpage().get_text_range() for leaf in pypdfium2.PdfDocument(pdf))
    assert "Stopped by the person" in text


def test_an_unreviewed_translation_is_said_to_be_one(form):
    urdu = {"asked": URDU, "given": "ur", "reviewed": "", "interpreter": "", "by": "officer"}
    assert "translation not reviewed yet" in spoken_answers.in_words(form, urdu, Words("en"))


def test_a_form_that_asks_no_sex_speaks_as_its_column_is_written():
    form = form_of(sex="")
    assert work.address(answered(form), "ar") == LANGUAGES[0]

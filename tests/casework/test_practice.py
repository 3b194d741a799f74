"""The practice mission: what the twelve tell, a trainer's own file, and a score that explains."""

import json
from datetime import date

import pytest

from app.casework.pages import mission_score, practice
from app.casework.pages.practice import MissionUnreadable, NoSuchMission
from app.casework.questionnaires import forms, screening
from app.language import Words, strip_marks
from app.settings import FORMS
from tests.conftest import Terminal
from tests.practised import QUIET, TALKS, interview

TODAY = date(2026, 11, 27)
TWELVE = ["S001", "S002", "S003", "S004", "S005", "S009", "S010", "S011", "S023", "S036", "S202", "S216"]


@pytest.fixture(scope="module")
def form():
    return forms.read_file(FORMS / f"{practice.FORM}.xlsx")[0]


def scored(form, id_, file=None, **answers):
    live = interview(form, **answers)
    return mission_score.score(practice.mission(id_, file), screening.assess(form, live, TODAY), live)


def said(score, language="en"):
    return [strip_marks(line.text) for line in mission_score.sentences(score, Words(language))]


def test_twelve_people_tell_their_story_in_both_languages():
    missions = practice.missions()
    assert [mission.id for mission in missions] == TWELVE
    for mission in missions:
        assert mission.name["ar"] != mission.name["en"]
        assert 120 <= len(mission.story["en"].split()) <= 180
        assert 100 <= len(mission.story["ar"].split()) <= 180
        assert mission.notice["ar"]
        assert mission.notice["en"]


@pytest.mark.parametrize("id_", TWELVE)
def test_what_they_tell_noted_as_it_was_said_finds_everything(form, id_):
    score = scored(form, id_, **TALKS[id_])
    assert score.perfect, score
    assert score.share in (None, 1)
    assert said(score)[0].startswith("Right result:")


@pytest.mark.parametrize("id_", ["S001", "S036", "S216"])
def test_an_interview_without_an_answer_finds_nothing(form, id_):
    score = scored(form, id_, **dict.fromkeys(QUIET, ""))
    assert score.nothing_asked
    assert not score.findings
    mission = practice.mission(id_)
    assert score.verdict == ("as_it_should_be" if mission.label == "none" else "too_low")
    assert score.needs_missed == mission.described.needs
    assert score.child_missed == (id_ == "S036")
    assert {finding.state for finding in score.missed} == {"not_asked"}


def test_too_low_is_said_first_and_plainly(form):
    score = scored(form, "S001", age="27")
    assert score.verdict == "too_low"
    assert said(score)[0].startswith("Too low, and that is dangerous.")
    assert said(score)[1] == "Not noticed, although it can’t wait until tomorrow: medical care, a safe place to stay."
    assert said(score, "ar")[0].startswith("النتيجة أدنى مما يجب، وهذا خطر.")
    missed = {finding.code: finding for finding in score.missed}
    assert missed["CD04"].question["en"] == "Has anybody hurt or threatened you?"
    assert missed["CD04"].question["ar"].startswith("هل آذاك أحد")
    assert missed["CD04"].name["en"] == "Violence against the person"
    assert mission_score.why_missed(missed["CD04"], Words("en")) == "You asked, and noted another answer."


def test_a_child_that_was_not_recognised_is_said_before_the_signs(form):
    score = scored(form, "S036", **{**TALKS["S036"], "age": "24"})
    assert score.child_missed
    assert not score.missed
    assert said(score)[0].startswith("The person is a child, or may be one")
    doubted = scored(form, "S036", **{**TALKS["S036"], "age": "24", "age_doubtful": "yes"})
    assert not doubted.child_missed
    assert scored(form, "S001", **{**TALKS["S001"], "age": "15"}).child_unfounded


def test_the_contrary_of_what_was_said_is_named(form):
    score = scored(form, "S009", **{**TALKS["S009"], "limits": "locked", "passport_now": "kept"})
    assert score.verdict == "higher"
    assert {finding.code for finding in score.against} == {"CD01", "CD03"}
    assert [line for line in said(score) if line.startswith("Noted although the person says the opposite")]
    assert not score.perfect


def test_what_nobody_told_is_asked_about_and_no_fault(form):
    score = scored(form, "S009", **{**TALKS["S009"], "conditions": "danger"})
    assert [finding.code for finding in score.unsaid] == ["EX06"]
    assert "Noted in addition to the marked signs" in said(score)[-1]


@pytest.mark.parametrize("id_", TWELVE)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_no_sentence_is_a_bare_number(form, id_, language):
    score = scored(form, id_)
    assert all(len(line.split()) > 3 for line in said(score, language))
    if language == "ar":
        assert all(any("\u0600" <= letter <= "\u06ff" for letter in line) for line in said(score, "ar"))


# -- a trainer's own -------------------------------------------------------------------------

OWN = """
[[situation]]
id = "T1"
name = "Noor"
label = "talk_again"
population = "adult_labour"
age = 30
concern = true
needs = ["food"]
facts = { CD01 = "yes", CD03 = "no" }
story = { en = "They keep my passport.", ar = "جوازي عندهم." }
notice.en = "She was not asked why."
"""


def trainers(tmp_path, text):
    file = tmp_path / "own.toml"
    file.write_text(text, "utf-8")
    return file


def test_a_trainers_own_situation_is_scored_like_the_others(form, tmp_path):
    file = trainers(tmp_path, OWN)
    (mission,) = practice.missions(file)
    assert mission.story["ar"] == "جوازي عندهم."
    assert mission.notice["ar"] == mission.notice["en"]  # one language stands for both
    score = scored(form, "T1", file, passport_now="kept")
    assert [finding.code for finding in score.findings] == ["CD01"]
    assert score.needs_missed == ("food",)
    assert score.concern_missed
    fine = scored(form, "T1", file, passport_now="kept", view="concern", needs_today="food")
    assert fine.perfect
    doubted = trainers(tmp_path, OWN.replace("age = 30", 'age = "doubted"'))
    assert practice.missions(doubted)[0].described.age == "doubtful"


def test_a_situation_of_the_bank_needs_no_facts_of_its_own(tmp_path):
    text = 'id = "S017"\nname = "A"\nstory = "B"\nnotice = "C"\n'
    (mission,) = practice.missions(trainers(tmp_path, f"[[situation]]\n{text}"))
    assert mission.described.answers


@pytest.mark.parametrize(
    ("before", "after", "place", "problem"),
    [
        ('id = "T1"', "", "1", "its id is not"),
        ('id = "T1"', 'id = "ت"', "1", "its id is not"),
        ('"talk_again"', '"victim"', "T1", "its label"),
        ('"adult_labour"', '"men"', "T1", "its population"),
        ('population = "adult_labour"', "", "T1", "its population"),
        ("age = 30", "age = 300", "T1", "its age"),
        ("age = 30", "", "T1", "its age"),
        ("concern = true", 'concern = "yes"', "T1", "invalid age, concern or needs"),
        ('["food"]', '["wings"]', "T1", "its needs"),
        ('CD01 = "yes"', 'XX99 = "yes"', "T1", "a code that is in no list"),
        ('CD01 = "yes"', 'CD01 = "perhaps"', "T1", "an answer that is not one of the five"),
        ('facts = { CD01 = "yes", CD03 = "no" }', "", "T1", "it has no facts"),
        ('name = "Noor"', "", "T1", "it has no name"),
        ('ar = "جوازي عندهم."', 'fr = "x"', "T1", "it has no story"),
        ('notice.en = "She was not asked why."', 'notice = " "', "T1", "it has no notice"),
        ('name = "Noor"', 'name = "Noor"\nnames = "x"', "T1", "a key that is not known"),
        ("concern = true", 'concern = true\nbeyond = ["VR01"]', "T1", "something noted outside the talk"),
        ("[[situation]]", "[situation]", "TOML", "it has no [[situation]]"),
        ("[[situation]]", "[[situation", "TOML", "it can't be read as TOML"),
    ],
)
def test_what_is_wrong_with_a_trainers_file_is_named(tmp_path, before, after, place, problem):
    assert before in OWN
    with pytest.raises(MissionUnreadable) as refused:
        practice.missions(trainers(tmp_path, OWN.replace(before, after)))
    assert refused.value.place == place
    assert problem in refused.value.problem
    assert refused.value.problem in Words("en").say(refused.value)
    assert Words("ar")(refused.value.problem) != refused.value.problem


def test_two_situations_of_one_id_a_missing_file_and_a_huge_one_are_refused(tmp_path):
    for file in (trainers(tmp_path, OWN + OWN), tmp_path / "none.toml"):
        with pytest.raises(MissionUnreadable):
            practice.missions(file)
    with pytest.raises(MissionUnreadable):
        practice.missions(trainers(tmp_path, "#" * (1 << 21)))
    with pytest.raises(NoSuchMission):
        practice.mission("S999")


# -- the command line ------------------------------------------------------------------------


def test_the_command_line_plays_a_talk_and_keeps_nothing(sanad: Terminal, home, tmp_path):
    status, listed, _ = sanad("practice", "list", "--json")
    assert status == 0
    assert [situation["id"] for situation in listed["situations"]] == TWELVE
    assert "label" not in listed["situations"][0]
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"/data/treatment/harmed": "yes", "/data/treatment/hurt": "yes"}), "utf-8")
    status, score, _ = sanad("practice", "score", "S001", "--answers", str(answers), "--json")
    assert [finding["code"] for finding in score["found"]] == ["CD04"]
    assert score["verdict"] == "as_it_should_be"
    assert "1 of 14 signs" in strip_marks(score["says"]["en"][-1])
    assert score["says"]["ar"]
    assert not score["perfect"]
    assert not home.exists()
    status, refused, error = sanad("practice", "score", "S999", "--answers", str(answers), "--json")
    assert status != 0
    assert "no_such_mission" in error + json.dumps(refused)

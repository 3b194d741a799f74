"""The score of a practice by its rules alone: what counts as found, missed or unsaid, and which sentence says it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.casework.cases.queries import InterviewView
from app.casework.pages import mission_score, practice
from app.casework.pages.mission_score import Finding, Score
from app.casework.pages.practice import Mission, MissionUnreadable
from app.casework.questionnaires import answer_player, forms, situation
from app.casework.questionnaires.kept_result import Screening
from app.form import Form, Interview
from app.language import Words, strip_marks
from app.screening import State, catalogue
from app.settings import FORMS

TEXTS = {"en": "a text", "ar": "نص"}
W = Words("en")


@pytest.fixture(scope="module")
def form() -> Form:
    return forms.read_file(FORMS / f"{practice.FORM}.xlsx")[0]


@pytest.fixture(scope="module")
def silent(form: Form) -> Interview:
    """Nobody asked anything."""
    return Interview(form)


@pytest.fixture(scope="module")
def of_fifteen(form: Form) -> Interview:
    """The age alone was noted: fifteen."""
    live = Interview(form)
    age = next(question.path for question in form.questions() if question.extras.get("fact") == "age")
    answer_player.give(live, age, "15")
    return live


def mission(**described: object) -> Mission:
    known = {"population": "adult_labour", "facts": {}, **described}
    return Mission("S", "refer", situation.situation(known), TEXTS, TEXTS, TEXTS)


def read(**described: object) -> Screening:
    return situation.screened(situation.situation({"population": "adult_labour", **described}))


def scored(
    about: Mission,
    live: Interview,
    *,
    age: str = "adult",
    evidence: Mapping[str, object] | None = None,
    **answers: object,
) -> Score:
    assessed = read(age=age, facts={}, **answers)
    return mission_score.score(about, replace(assessed, evidence=evidence or {}), live)  # type: ignore[arg-type]


# -- what counts


def test_a_doubt_about_the_age_is_to_be_noticed_like_a_child(silent, of_fifteen):
    for age in ("child", "doubtful"):
        assert scored(mission(age=age), silent, age=age).child_missed, age
        assert not scored(mission(age=age), of_fifteen, age=age).child_missed, age
    assert scored(mission(), of_fifteen, age="child").child_unfounded
    assert not scored(mission(age="child"), of_fifteen, age="child").child_unfounded


def test_a_concern_is_missed_where_none_was_noted(silent):
    about = mission(concern=True)
    assert scored(about, silent).concern_missed
    assert not scored(about, silent, concern=True).concern_missed
    assert not scored(mission(), silent).concern_missed


@pytest.mark.parametrize(
    ("assessment", "is_concerned"), [(None, False), ({}, False), ({"concern": False}, False), ({"concern": True}, True)]
)
def test_a_concern_that_was_noted_with_a_kept_talk_counts(assessment, is_concerned: bool):
    at = datetime(2026, 11, 25, tzinfo=UTC)
    talk = InterviewView(
        id="t", form_hash="", form_id="", form_title="", version="", language="", started=at, at=at, values={},
        assessment=assessment, agreed="", corrections="", view="", titles={},
    )  # fmt: skip
    assert mission_score._is_concerned(talk) == is_concerned


@pytest.mark.parametrize(
    ("need", "noted"),
    [
        ("medical", ("medical", "sexual-violence")),
        ("shelter", ("accommodation",)),
        ("danger", ("protection", "accommodation")),
        ("threat", ("protection", "accommodation")),
        ("child", ("child-risk",)),
        ("food", ("food",)),
        ("self_harm", ("self-harm",)),
    ],
)
def test_a_need_is_met_by_what_the_questionnaire_calls_it(silent, need: str, noted: tuple[str, ...]):
    about, assessed = mission(needs=[need]), read(facts={})

    def seen(*act_now: str) -> tuple[str, ...]:
        readings = replace(assessed.readings, act_now=act_now)
        return mission_score.score(about, replace(assessed, readings=readings), silent).needs_seen

    kinds = {kind for kinds in mission_score._MET_BY.values() for kind in kinds}
    assert {kind for kind in kinds if seen(kind) == (need,)} == set(noted)
    assert seen() == ()


def test_who_brought_or_employed_somebody_is_no_sign_that_was_made_up(silent):
    codes = sorted(situation.codes())
    act = next(code for code in codes if code.startswith("AC"))
    sign = next(code for code in codes if code in catalogue().lists["adult_labour"])
    noted = {code: ((f"/{code}", "yes"),) for code in (act, sign)}
    score = mission_score.score(mission(), replace(read(facts={}), evidence=noted), silent)
    assert [finding.code for finding in score.unsaid] == [sign]


@pytest.mark.parametrize(
    ("result", "label", "by_the_facts", "verdict"),
    [
        ("none", "talk_again", "none", "too_low"),
        ("talk_again", "talk_again", "refer", "as_it_should_be"),
        ("refer", "talk_again", "refer", "as_it_should_be"),
        ("refer", "talk_again", "talk_again", "higher"),
        ("refer", "talk_again", "none", "higher"),
    ],
)
def test_the_label_is_the_least_and_what_the_facts_come_to_is_no_fault(result, label, by_the_facts, verdict: str):
    assert mission_score._verdict(result, label, by_the_facts) == verdict


# -- in words


def finding(code: str = "RC01", state: State = "not_asked") -> Finding:
    return Finding(code, TEXTS, f"/{code}", TEXTS, state)


def score_of(**changes: object) -> Score:
    score = Score(
        mission=mission(), findings=(), missed=(), against=(), unsaid=(), result="refer",
        verdict="as_it_should_be", needs_seen=(), needs_missed=(), child="no", child_missed=False,
        child_unfounded=False, concern_missed=False, nothing_asked=False,
    )  # fmt: skip
    return replace(score, **changes)  # type: ignore[arg-type]


def test_the_share_is_of_what_was_found():
    one, three = (finding(),), (finding("a"), finding("b"), finding("c"))
    assert score_of(findings=one, missed=three).share == 0.25
    assert score_of().share is None
    assert mission_score.as_json(score_of())["share"] is None
    assert mission_score.as_json(score_of(findings=one, missed=three))["share"] == 0.25


@pytest.mark.parametrize(
    "fault",
    [
        {"missed": (finding(),)},
        {"against": (finding(),)},
        {"needs_missed": ("food",)},
        {"child_missed": True},
        {"child_unfounded": True},
        {"concern_missed": True},
        {"verdict": "higher"},
        {"verdict": "too_low"},
    ],
)
def test_a_talk_with_a_fault_is_not_perfect(fault: dict[str, object]):
    assert score_of().perfect
    assert not score_of(**fault).perfect


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("no", "You asked, and noted another answer."),
        ("unknown", "You asked, and the answer stayed open."),
        ("refused", "You asked, and noted that the person prefers not to say."),
        ("not_asked", "It was not answered."),
    ],
)
def test_why_a_sign_was_missed_is_said_by_what_was_answered(state: State, says: str):
    assert mission_score.why_missed(finding(state=state), W) == says


def test_a_question_that_was_answered_says_more_than_one_that_was_not(of_fifteen):
    [age] = [ref for ref, value in of_fifteen.values().items() if value == "15"]
    about, state = practice.mission("S001"), "refused"
    assert mission_score._asking("CD04", of_fifteen.form)  # by a question that nobody answered
    noted = replace(read(facts={}), evidence={"CD04": ((age, state),)})
    assert mission_score._finding("CD04", about, noted, of_fifteen).state == state
    unanswered = replace(noted, evidence={})
    assert mission_score._finding("CD04", about, unanswered, of_fifteen).state == "not_asked"


def said(score: Score) -> list[str]:
    return [strip_marks(line.text) for line in mission_score.sentences(score, W)]


def test_that_nothing_was_asked_is_said_where_something_was_to_be_found():
    sentence = "No question about signs was answered, so there was nothing to find."
    assert sentence in said(score_of(nothing_asked=True, missed=(finding(),)))
    assert sentence not in said(score_of(nothing_asked=True))


# -- a trainer's file, and what is shown before the talk


def own_file(tmp_path, *ages: object, needs: str = "[]"):
    file = tmp_path / "own.toml"
    file.write_text(
        "".join(
            f'[[situation]]\nid = "own-{n}"\nlabel = "none"\npopulation = "adult_labour"\nage = {age}\n'
            f'needs = {needs}\nname = "Rani"\nstory = "A story"\nnotice = "Nothing"\n[situation.facts]\n'
            for n, age in enumerate(ages, 1)
        )
    )
    return file


def test_who_is_of_age_is_no_child_and_needs_are_those_of_the_file(tmp_path):
    least = catalogue().child_below
    missions = practice.missions(own_file(tmp_path, least - 1, least, '"doubted"', needs='["food"]'))
    assert [mission_.described.age for mission_ in missions] == ["child", "adult", "doubtful"]
    assert {mission_.described.needs for mission_ in missions} == {("food",)}


def test_a_file_larger_than_a_megabyte_is_refused_for_that(tmp_path):
    file = own_file(tmp_path, 30)
    with file.open("a") as opened:
        opened.write("#" * (1 << 20))
    with pytest.raises(MissionUnreadable) as refused:
        practice.missions(file)
    assert refused.value.problem == "it is larger than 1 MB"


def test_whoever_practises_reads_no_result_beforehand():
    for mission_ in practice.missions():
        assert set(practice.listed(mission_)) == {"id", "name", "story", "notice", "population"}

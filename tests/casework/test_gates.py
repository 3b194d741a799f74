"""Safety and consent come first, whichever way an interview is held."""

import json
from pathlib import Path

import pytest

from app import settings
from app.casework.cases import queries
from app.casework.interviews import interview
from app.casework.interviews.interview import ConsentRefused, NotSafe
from app.casework.lifecycle import consents as consents_module
from app.casework.questionnaires import answer_player, consent_answers, forms, gates, versions
from app.casework.questionnaires.gates import GateOpen
from app.casework.session.session import Session
from app.form import AnswerRefused, Interview, NoSuchQuestion, open_file
from tests.people import Person

SAFE = {"/data/safety/present": "nobody", "/data/safety/overheard": "no", "/data/safety/wants_here": "yes"}
AGREED = {"/data/consent/consent_talk": "yes", "/data/consent/consent_record": "yes"}
DEMO = json.loads((settings.RESOURCES / "demo" / "answers.json").read_text("utf-8"))
NAME = "/data/person/name"


def begins(session: Session, carried: dict[str, str] | None = None, **how: str) -> interview.LiveInterview:
    row = next(row for row in forms.forms(session) if row.id == "rapid-screening")
    return interview.start(session, row.hash, carried, **how)


def gives(session: Session, live: interview.LiveInterview, answers: dict[str, str]) -> None:
    for ref, value in answers.items():
        interview.keep(session, live.draft_id, answer_player.give(live.interview, ref, value))


def test_no_answer_after_a_gate_is_kept_before_the_gate_is_open(at_work: Session):
    live = begins(at_work)
    with pytest.raises(GateOpen) as refused:
        interview.keep(at_work, live.draft_id, {NAME: "Maya Sample"})
    assert refused.value.refs[:2] == ("/data/safety/present", "/data/safety/overheard")
    gives(at_work, live, SAFE)
    with pytest.raises(GateOpen) as refused:
        interview.keep(at_work, live.draft_id, {NAME: "Maya Sample"})
    assert refused.value.refs == tuple(AGREED)
    assert refused.value.gate == "consent"
    gives(at_work, live, {"/data/language_used/sex": "female", **AGREED, NAME: "Maya Sample"})
    assert interview.resume(at_work, live.draft_id).interview.value(NAME) == "Maya Sample"


def test_a_gate_that_closes_again_lets_nothing_more_through(at_work: Session):
    live = begins(at_work)
    gives(at_work, live, {**SAFE, **AGREED, NAME: "Maya Sample"})
    gives(at_work, live, {"/data/safety/overheard": "perhaps"})
    with pytest.raises(GateOpen):
        interview.keep(at_work, live.draft_id, {"/data/person/age": "30"})
    interview.keep(at_work, live.draft_id, {NAME: ""})  # to take something back is always possible
    with pytest.raises(GateOpen):
        interview.finish(at_work, live.draft_id)


@pytest.mark.parametrize("lacking", [*SAFE, *AGREED])
def test_nothing_is_finished_or_handed_on_while_one_question_of_a_gate_has_no_answer(at_work: Session, lacking: str):
    live = begins(at_work)
    gives(at_work, live, {**SAFE, **AGREED, NAME: "Maya Sample"})
    gives(at_work, live, {lacking: ""})
    with pytest.raises(GateOpen) as refused:
        interview.finish(at_work, live.draft_id)
    assert refused.value.refs == (lacking,)
    assert interview.review(live.interview).first == (lacking,)
    assert queries.count(at_work) == 0
    gives(at_work, live, {lacking: {**SAFE, **AGREED}[lacking]})
    interview.finish(at_work, live.draft_id)


def test_an_interpreter_or_a_guardian_does_not_end_the_interview(at_work: Session):
    live = begins(at_work)
    gives(at_work, live, {**SAFE, "/data/safety/present": "interpreter guardian"})
    assert gates.unanswered(live.interview, gates.gates(live.form)[0]) == (
        "/data/safety/interpreter_safe",
        "/data/safety/guardian_safe",
    )
    gives(at_work, live, {"/data/safety/interpreter_safe": "yes"})
    gives(at_work, live, {"/data/safety/guardian_safe": "unknown"})
    with pytest.raises(GateOpen):  # not known whether he is safe: another place first
        interview.finish(at_work, live.draft_id)
    gives(at_work, live, {"/data/safety/guardian_safe": "yes", **AGREED})
    interview.finish(at_work, live.draft_id)


@pytest.mark.parametrize(
    ("answers", "ends"),
    [
        ({"/data/safety/present": "employer", "/data/safety/employer_safe": "no"}, NotSafe),
        ({"/data/safety/wants_here": "no"}, NotSafe),
        ({"/data/safety/overheard": "yes"}, GateOpen),
        ({"/data/safety/overheard": "unknown"}, GateOpen),
        ({"/data/safety/present": "unknown"}, GateOpen),
        ({"/data/safety/wants_here": "not_asked"}, GateOpen),
        ({"/data/consent/consent_talk": "no"}, ConsentRefused),
        ({"/data/consent/consent_record": "no"}, ConsentRefused),
    ],
)
def test_what_each_answer_of_a_gate_does(at_work: Session, answers: dict[str, str], ends: type):
    live = begins(at_work)
    gives(at_work, live, {**SAFE, **AGREED})
    gives(at_work, live, answers)
    with pytest.raises(ends):
        interview.finish(at_work, live.draft_id)


def test_what_the_last_interview_said_opens_no_gate(at_work: Session):
    live = begins(at_work, {"present": "nobody", "site": "Block 4", "consent": "yes"})
    with pytest.raises(GateOpen):
        interview.finish(at_work, live.draft_id)
    assert interview.facts(live.interview)["site"] == "Block 4"


OWN = """
| survey | type              | name    | label   | default | bind::sanad:gate | bind::sanad:fact | calculation |
|        | select_one yn     | safe    | Safe?   | yes     |                  | agreed           |             |
|        | calculate         | door    |         |         | safety           |                  | if(${safe}='no', 'stop', '') |
|        | select_one yn     | agree   | Agreed? | yes     | consent          |                  |             |
|        | text              | name    | Name    |         |                  | name             |             |
| choices | list_name | name | label |
|         | yn        | yes  | Yes   |
|         | yn        | no   | No    |
| settings | form_id | version | namespaces |
|          | own     | {version} | sanad="urn:sanad:form" |
"""


def own_form(session: Session, folder: Path, version: str = "1") -> str:
    file = folder / f"own-{version}.md"
    file.write_text(OWN.replace("{version}", version))
    return forms.add(session, file).row.hash


def test_a_default_or_a_carried_fact_is_no_answer_of_a_gate(at_work: Session, tmp_path: Path):
    live = interview.start(at_work, own_form(at_work, tmp_path), {"agreed": "yes"})
    assert live.interview.value("/data/safe") == live.interview.value("/data/agree") == ""
    with pytest.raises(GateOpen):
        interview.keep(at_work, live.draft_id, {"/data/name": "Maya"})
    again = interview.resume(at_work, live.draft_id)
    gives(at_work, again, {"/data/safe": "yes"})
    with pytest.raises(GateOpen) as refused:
        interview.finish(at_work, live.draft_id)
    assert refused.value.refs == ("/data/agree",)
    gives(at_work, again, {"/data/agree": "yes", "/data/name": "Maya"})
    interview.finish(at_work, live.draft_id)


def test_what_a_form_calculates_or_sets_is_no_answer_of_a_gate(at_work: Session, tmp_path: Path):
    file = tmp_path / "sly.md"
    file.write_text(
        "| survey | type | name | label | bind::sanad:gate | calculation |\n"
        "| | text | who | Who? | | |\n"
        "| | text | agreed | Agreed? | consent | if(${who} != '', 'yes', '') |\n"
        "| | text | name | Name | | |\n"
        '| settings | form_id | version | namespaces |\n| | sly | 1 | sanad="urn:sanad:form" |\n'
    )
    live = interview.start(at_work, forms.add(at_work, file).row.hash)
    gives(at_work, live, {"/data/who": "Maya"})
    assert live.interview.value("/data/agreed") == "yes"  # said by the form alone
    with pytest.raises(GateOpen) as refused:
        interview.finish(at_work, live.draft_id)
    assert "/data/agreed" in refused.value.refs
    again = interview.resume(at_work, live.draft_id)
    gives(at_work, again, {"/data/agreed": "said yes"})
    interview.finish(at_work, live.draft_id)


def test_a_draft_that_moves_to_another_version_is_held_by_that_versions_gates(at_work: Session, tmp_path: Path):
    live = interview.start(at_work, own_form(at_work, tmp_path))
    gives(at_work, live, {"/data/safe": "yes", "/data/agree": "yes", "/data/name": "Maya"})
    file = tmp_path / "own-2.md"
    file.write_text(OWN.replace("{version}", "2").replace("| safe ", "| safe_here ").replace("${safe}", "${safe_here}"))
    forms.add(at_work, file)
    versions.move(at_work, live.draft_id)
    with pytest.raises(GateOpen) as refused:
        interview.keep(at_work, live.draft_id, {"/data/name": "Maya S."})
    assert refused.value.refs == ("/data/safe_here",)


def consents(session: Session, case_id: str) -> dict[str, str]:
    cells = consents_module.grid(session, case_id)
    return {cell.purpose: cell.answer for cell in cells if cell.purpose in ("interview", "record")}


def test_consent_is_what_the_questions_of_consent_were_answered(at_work: Session):
    live = begins(at_work)
    gives(at_work, live, {**SAFE, **AGREED, "/data/language_used/language": "ne"})
    done = interview.finish(at_work, live.draft_id)
    cells = {cell.purpose: cell for cell in consents_module.grid(at_work, done.case_id) if cell.at}
    assert set(cells) == {"interview", "record"}
    for cell in cells.values():
        assert (cell.answer, cell.allowed, cell.given.mode) == ("yes", True, "interview")
        assert (cell.given.language, cell.author) == ("ne", at_work.officer.name)
        assert cell.event


def test_a_form_that_asks_for_no_consent_gives_none(at_work: Session, tmp_path: Path):
    file = tmp_path / "plain.md"
    file.write_text(
        "| survey | type | name | label |\n| | text | name | Name |\n"
        "| settings | form_id | version |\n| | plain | 1 |\n"
    )
    live = interview.start(at_work, forms.add(at_work, file).row.hash)
    gives(at_work, live, {"/data/name": "Maya"})
    done = interview.finish(at_work, live.draft_id)
    assert consents(at_work, done.case_id) == {"interview": "not_asked", "record": "not_asked"}


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [("yes", "", "yes"), ("", "yes", "yes"), ("no", "yes", "no"), ("yes", "no", "no"), ("", "", "not_asked")],
)
def test_where_two_questions_ask_for_one_purpose_a_no_outweighs_a_yes(
    at_work: Session, tmp_path: Path, first: str, second: str, stands: str
):
    file = tmp_path / "two.md"
    file.write_text(
        "| survey | type | name | label | bind::sanad:consent |\n"
        "| | select_one yn | hers | She agrees? | record |\n"
        "| | select_one yn | theirs | Her guardian agrees? | record |\n"
        "| choices | list_name | name | label |\n| | yn | yes | Yes |\n| | yn | no | No |\n"
        '| settings | form_id | version | namespaces |\n| | two | 1 | sanad="urn:sanad:form" |\n'
    )
    live = interview.start(at_work, forms.add(at_work, file).row.hash)
    gives(at_work, live, {"/data/hers": first, "/data/theirs": second})
    done = interview.finish(at_work, live.draft_id)
    assert consents(at_work, done.case_id)["record"] == stands


def test_a_yes_to_a_question_that_is_not_asked_any_more_is_no_consent():
    form = open_file(
        b"| survey | type | name | label | relevant | bind::sanad:consent |\n"
        b"| | select_one yn | adult | Adult? | | |\n"
        b"| | select_one yn | media | Pictures? | ${adult} = 'yes' | media |\n"
        b"| choices | list_name | name | label |\n| | yn | yes | Yes |\n| | yn | no | No |\n"
        b'| settings | form_id | version | namespaces |\n| | pictures | 1 | sanad="urn:sanad:form" |\n',
        "pictures.md",
    )
    talk = Interview(form)
    for place, value in (("adult", "yes"), ("media", "yes")):
        talk.answer(f"/data/{place}", value)
    assert [entry["answer"] for entry in consent_answers.asked(talk)] == ["yes"]
    talk.answer("/data/adult", "no")
    assert consent_answers.asked(talk) == []


def test_a_consent_that_is_put_right_is_not_shown_as_a_yes_any_more(at_work: Session):
    from app.casework.interviews import conflicts

    live = begins(at_work)
    gives(at_work, live, {**SAFE, **AGREED})
    done = interview.finish(at_work, live.draft_id)
    ref = "/data/consent/consent_record"
    conflicts.correct(at_work, done.case_id, done.interview_id, ref, "no", reason="misheard")
    assert consents(at_work, done.case_id) == {"interview": "yes", "record": "no"}
    conflicts.correct(at_work, done.case_id, done.interview_id, ref, "", reason="never asked")
    assert consents(at_work, done.case_id) == {"interview": "yes", "record": "not_asked"}


def test_an_old_answer_put_right_takes_no_withdrawal_back(at_work: Session):
    from app.casework.interviews import conflicts

    live = begins(at_work)
    gives(at_work, live, {**SAFE, **AGREED})
    done = interview.finish(at_work, live.draft_id)
    details = consents_module.ConsentDetails(language="ne")
    consents_module.record(at_work, done.case_id, "record", "withdrawn", details)
    ref = "/data/consent/consent_record"
    conflicts.correct(at_work, done.case_id, done.interview_id, ref, "no", reason="x")
    conflicts.correct(at_work, done.case_id, done.interview_id, ref, "yes", reason="x")
    assert consents(at_work, done.case_id) == {"interview": "yes", "record": "withdrawn"}


def test_what_a_colleague_takes_up_is_held_by_the_same_gates(at_work: Session, layla: Person):
    live = begins(at_work)
    gives(at_work, live, {**SAFE, **AGREED, NAME: "Maya Sample"})
    gives(at_work, live, {"/data/consent/consent_record": ""})
    from app.casework.session.colleagues import ColleagueOrTeam

    with pytest.raises(GateOpen):
        interview.hand_on(at_work, live.draft_id, ColleagueOrTeam("person", "00" * 16, "Omar", "inspector"))
    assert queries.count(at_work) == 0


def test_an_author_hears_of_a_gate_that_holds_nobody_and_of_a_consent_to_nothing(tmp_path: Path):
    file = tmp_path / "odd.md"
    file.write_text(
        "| survey | type | name | label | bind::sanad:gate | bind::sanad:consent | calculation |\n"
        "| | text | a | A | | dancing | |\n| | calculate | b | | safety | | 'x' |\n"
        "| | calculate | c | | money | | ${a} |\n"
        '| settings | form_id | namespaces |\n| | odd | sanad="urn:sanad:form" |\n'
    )
    from app.casework.questionnaires import screening

    form = forms.read_file(file)[0]
    says = [problem.says for problem in screening.problems(form)]
    assert sum("reads no question" in each for each in says) == 1
    assert sum("No gate is named “money”" in each for each in says) == 1
    assert sum("“dancing” can’t be agreed to" in each for each in says) == 1


def test_an_answer_that_cannot_be_given_says_which_it_was(at_work: Session):
    live = begins(at_work)
    with pytest.raises(answer_player.AtRef) as refused:
        answer_player.give(live.interview, "/data/nowhere", "x")
    assert refused.value.ref == "/data/nowhere"
    assert isinstance(refused.value.error, NoSuchQuestion)
    with pytest.raises(answer_player.AtRef) as refused:
        answer_player.give(live.interview, "/data/safety/present", "no such choice")
    assert isinstance(refused.value.error, AnswerRefused)


def test_an_interview_is_held_in_a_language_that_the_form_speaks(at_work: Session):
    interview_ = begins(at_work).interview
    language = interview_.language
    with pytest.raises(answer_player.UnknownLanguage):
        answer_player.speak(interview_, "Klingon (tlh)")
    assert interview_.language == language
    for form_language in interview_.form.languages:
        answer_player.speak(interview_, form_language.code)
        assert interview_.language.endswith(f"({form_language.code})")
        answer_player.speak(interview_, form_language.name)
        assert interview_.language == form_language.name

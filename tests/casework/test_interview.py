"""An interview from its first answer to a case, on the rapid screening that ships."""

import json
from datetime import timedelta

import pytest

from app import settings
from app.casework.cases import queries
from app.casework.interviews import interview
from app.casework.questionnaires import answer_player, forms
from app.casework.records import unlock
from app.casework.session.session import Session
from app.seal.envelope import EventTooLarge
from tests.people import Person

SAFE = {
    "/data/safety/present": "nobody",
    "/data/safety/overheard": "no",
    "/data/safety/wants_here": "yes",
    "/data/consent/consent_talk": "yes",
    "/data/consent/consent_record": "yes",
}
DEMO = json.loads((settings.RESOURCES / "demo" / "answers.json").read_text("utf-8"))


def begins(session: Session, carried: dict[str, str] | None = None) -> interview.LiveInterview:
    return interview.start(session, forms.forms(session)[0].hash, carried)


def gives(session: Session, live: interview.LiveInterview, answers) -> None:
    pairs = answers.items() if isinstance(answers, dict) else [(a["ref"], a["value"]) for a in answers]
    for ref, value in pairs:
        interview.keep(session, live.draft_id, answer_player.give(live.interview, ref, value))


def test_a_whole_interview_becomes_a_case_that_is_found_tomorrow(layla: Person):
    session = layla.sets_up()
    live = begins(session)
    gives(session, live, DEMO)
    done = interview.finish(session, live.draft_id, interview.Agreement(agreed="yes", view="spoke freely"))
    assert interview.drafts(session) == []
    session.close()
    layla.clock.pass_(days=1)
    session = layla.unlocks()
    page = queries.case(session, done.case_id)
    assert page.reference == done.reference
    assert page.interviews[0].values["/data/work/hours"] == "14"
    assert page.interviews[0].assessment["result"] == "refer"
    assert page.interviews[0].view == "spoke freely"
    assert page.interviews[0].agreed == "yes"
    assert [each.what for each in page.timeline] == ["opened", "answers given", "assessment made", "note"]
    for text in ("maya", "GURUNG sam", "مايا", "غورونغ", "NX0000123", done.reference, done.reference[-4:], "5512"):
        found = [row.id for row in queries.cases(session, text)]
        assert found == [done.case_id], text
    assert queries.cases(session, "nobody") == []
    assert queries.resolve(session, done.reference.lower()) == done.case_id
    assert unlock.check(session).ok
    session.close()


def test_an_interview_left_in_the_middle_goes_on_to_the_letter(layla: Person):
    session = layla.sets_up()
    live = begins(session)
    gives(session, live, DEMO[:12])
    before = live.interview.stored()
    interview.leave(session, live.draft_id)
    session.close()
    session = layla.unlocks()
    [row] = interview.drafts(session)
    assert not row.interrupted
    again = interview.resume(session, row.id)
    assert again.interview.stored() == before
    session.close()


def test_a_draft_that_was_open_when_the_program_died_is_named_as_interrupted(layla: Person):
    session = layla.sets_up()
    live = begins(session)
    gives(session, live, {**SAFE, "/data/person/name": "Maya Sample"})
    session.close()  # nobody left the interview
    session = layla.unlocks()
    [row] = interview.drafts(session)
    assert row.interrupted
    assert row.name == "Maya Sample"
    assert row.answered == 6
    session.close()


def test_a_closed_interview_without_an_answer_goes_and_one_with_an_answer_waits(at_work: Session):
    interview.close(at_work, begins(at_work).draft_id)
    assert interview.drafts(at_work) == []
    live = begins(at_work)
    gives(at_work, live, {"/data/safety/present": "nobody"})
    interview.close(at_work, live.draft_id)
    assert [(row.id, row.interrupted) for row in interview.drafts(at_work)] == [(live.draft_id, False)]


def test_of_an_unfinished_interview_only_the_questions_on_the_persons_path_count(at_work: Session):
    live = begins(at_work)
    gives(at_work, live, SAFE)
    [row] = interview.drafts(at_work)
    assert row.questions < len(live.interview.form.questions()) / 2  # no module was opened
    gives(at_work, live, {"/data/treatment/harmed": "yes"})
    [later] = interview.drafts(at_work)
    assert (later.answered, later.questions > row.questions) == (row.answered + 1, True)


def test_a_failed_safety_gate_keeps_only_when_where_and_how(at_work: Session):
    live = begins(at_work)
    gives(at_work, live, {"/data/safety/present": "employer", "/data/safety/employer_safe": "no"})
    assert interview.gate(live.interview) == "safety"
    with pytest.raises(interview.NotSafe):
        interview.finish(at_work, live.draft_id)
    interview.close_unsafe(at_work, live.draft_id, "Friday", "behind the mosque", "alone")
    assert interview.drafts(at_work) == []
    [visit] = interview.revisits(at_work)
    assert (visit.time, visit.place, visit.how) == ("Friday", "behind the mosque", "alone")
    assert (visit.outcome, visit.present) == ("unsafe", ("employer",))
    assert queries.count(at_work) == 0
    interview.forget_revisit(at_work, visit.n)
    assert interview.revisits(at_work) == []


def test_consent_refused_destroys_the_draft_and_leaves_a_number(at_work: Session):
    live = begins(at_work)
    gives(at_work, live, {**SAFE, "/data/person/name": "Maya"})
    gives(at_work, live, {"/data/consent/consent_record": "no"})
    assert interview.gate(live.interview) == "consent"
    with pytest.raises(interview.ConsentRefused):
        interview.finish(at_work, live.draft_id)
    interview.refuse_consent(at_work, live.draft_id)
    assert interview.refusals(at_work) == 1
    assert interview.drafts(at_work) == []
    assert at_work.vault.database.rows("SELECT * FROM draft_answer") == []


def test_a_discarded_draft_is_gone(at_work: Session):
    live = begins(at_work)
    interview.discard(at_work, live.draft_id)
    for act in (interview.discard, interview.resume):
        with pytest.raises(interview.NoDraft):
            act(at_work, live.draft_id)
    with pytest.raises(interview.NoDraft):
        interview.keep(at_work, live.draft_id, {"/data/person/name": "late"})


def test_an_answer_that_breaks_a_rule_is_kept_and_stops_only_the_finish(at_work: Session):
    live = begins(at_work)
    gives(at_work, live, {**SAFE, "/data/work/hours": "30"})
    with pytest.raises(interview.NeedsAttention) as refused:
        interview.finish(at_work, live.draft_id)
    assert refused.value.refs == ("/data/work/hours",)
    gives(at_work, live, {"/data/work/hours": "١٣"})
    done = interview.finish(at_work, live.draft_id)
    [told] = queries.case(at_work, done.case_id).interviews
    assert told.values["/data/work/hours"] == "13"


def test_the_next_worker_here_shares_the_place_and_nothing_of_the_person(at_work: Session):
    live = begins(at_work)
    gives(at_work, live, DEMO)
    carried = interview.carried_over(live.interview)
    assert set(carried) == {"site", "employer", "employer_file", "interpreter"}
    following = begins(at_work, carried)
    again = interview.resume(at_work, following.draft_id)
    for begun in (following, again):  # the others belong to questions that nothing opened yet
        assert interview.facts(begun.interview) == {name: carried[name] for name in ("site", "employer")}
    of_the_person = {"language", "sex"}
    opened = {"/data/today/needs_any": "yes", "/data/papers/papers_now": "yes"}
    gives(at_work, again, DEMO[:9])
    gives(at_work, again, opened)
    shown = interview.facts(again.interview)
    assert {name: shown[name] for name in shown if name not in of_the_person} == carried


def test_arabic_addresses_a_woman_once_she_is_known_to_be_one(at_work: Session):
    live = begins(at_work)
    man = interview.address(live.interview, "ar")
    gives(at_work, live, {**SAFE, "/data/language_used/sex": "female"})
    woman = interview.address(live.interview, "ar")
    assert man != woman
    ref = "/data/work/hours"
    assert live.interview.node(ref, man).label != live.interview.node(ref, woman).label
    assert interview.address(live.interview, "en") == "English (en)"


def test_read_back_shows_the_answers_in_the_forms_words(at_work: Session):
    live = begins(at_work)
    gives(at_work, live, DEMO)
    sections = interview.readback(live.interview, "English (en)")
    lines = {line.ref: line for section in sections for line in section.lines}
    assert "/data/safety/present" not in lines  # for the interviewer's eyes
    whole = interview.readback(live.interview, "English (en)", aloud=False)
    assert whole[0].lines[0].answer == "Interpreter, here or on the phone"
    assert lines["/data/work/hours"].answer == "14"
    assert lines["/data/treatment/threats"].restricted
    assert all(section.title for section in sections)


def test_review_names_what_is_required_and_not_asked(at_work: Session):
    live = begins(at_work)
    review = interview.review(live.interview)
    assert "/data/safety/present" in review.missing
    assert "/data/person/name" in review.unanswered
    assert review.problems == ()


def test_finishing_twice_is_refused_and_makes_one_case(at_work: Session):
    live = begins(at_work)
    gives(at_work, live, SAFE)
    interview.finish(at_work, live.draft_id)
    with pytest.raises(interview.NoDraft):
        interview.finish(at_work, live.draft_id)
    assert queries.count(at_work) == 1


def test_half_letters_and_unusual_forms_are_kept_as_text(at_work: Session):
    live = begins(at_work)
    gives(at_work, live, {**SAFE, "/data/person/name": "Jose\u0301 \ud800 \u202eabc"})
    done = interview.finish(at_work, live.draft_id)
    assert queries.case(at_work, done.case_id).name.startswith("José ?")


def test_the_officers_view_can_be_added_later(at_work: Session):
    live = begins(at_work)
    gives(at_work, live, SAFE)
    done = interview.finish(at_work, live.draft_id)
    queries.set_view(at_work, done.case_id, done.interview_id, "She was tired.")
    assert queries.case(at_work, done.case_id).interviews[0].view == "She was tired."


def test_times_are_the_clocks_at_the_moment(layla: Person):
    session = layla.sets_up()
    live = begins(session)
    gives(session, live, SAFE)
    layla.clock.pass_(minutes=11)
    done = interview.finish(session, live.draft_id)
    [told] = queries.case(session, done.case_id).interviews
    assert told.at - told.started == timedelta(minutes=11)
    session.close()


def test_an_added_form_replaces_the_older_one_of_its_id_and_old_drafts_keep_theirs(at_work: Session, tmp_path):
    text = """
| survey | type | name | label |
|        | text | first | First |
| settings | form_title | form_id | version |
|          | Visit | visit | {version} |
"""
    rows = []
    for version in ("1", "2"):
        file = tmp_path / f"visit-{version}.md"
        file.write_text(text.replace("{version}", version))
        rows.append(forms.add(at_work, file).row)
        if version == "1":
            old = interview.start(at_work, rows[0].hash)
    offered = {row.id: row.version for row in forms.forms(at_work)}
    assert offered["visit"] == "2"
    assert interview.resume(at_work, old.draft_id).form.version == "1"


def test_more_text_than_a_record_holds_stops_the_finish_and_loses_nothing(at_work: Session):
    live = begins(at_work)
    gives(at_work, live, {**SAFE, "/data/view/view_reason": "ك" * 2_200_000})
    with pytest.raises(EventTooLarge):
        interview.finish(at_work, live.draft_id)
    assert [row.id for row in interview.drafts(at_work)] == [live.draft_id]
    gives(at_work, live, {"/data/view/view_reason": "short"})
    done = interview.finish(at_work, live.draft_id)
    assert queries.case(at_work, done.case_id).interviews[0].values["/data/view/view_reason"] == "short"
    assert unlock.check(at_work).ok


def test_a_case_from_a_form_without_facts_is_found_by_what_was_written(at_work: Session, tmp_path):
    file = tmp_path / "other.md"
    file.write_text(
        "| survey | type | name | label | bind::sanad:restricted |\n"
        "| | text | who | Who | |\n| | text | secret | Secret | yes |\n| | integer | number | No | |\n"
        '| settings | namespaces |\n| | sanad="urn:sanad:form" |\n'
    )
    live = interview.start(at_work, forms.add(at_work, file).row.hash)
    gives(at_work, live, {"/data/who": "رحيم الدين", "/data/secret": "hidden", "/data/number": "4711"})
    done = interview.finish(at_work, live.draft_id)
    for text, found in [("رحيم", [done.case_id]), ("4711", [done.case_id]), ("hidden", [])]:
        assert [row.id for row in queries.cases(at_work, text)] == found


def test_a_form_that_speaks_htcds_names_its_person(at_work: Session, tmp_path):
    file = tmp_path / "htcds.md"
    file.write_text(
        "| survey | type | name | label |\n| | text | prs_Second_Name | Second |\n| | text | prs_First_Name | First |\n"
    )
    live = interview.start(at_work, forms.add(at_work, file).row.hash)
    gives(at_work, live, {"/data/prs_Second_Name": "Gurung", "/data/prs_First_Name": "Maya"})
    done = interview.finish(at_work, live.draft_id)
    assert queries.case(at_work, done.case_id).name == "Maya Gurung"


def test_a_list_in_a_file_beside_the_form_stays_with_it(at_work: Session, tmp_path):
    (tmp_path / "towns.csv").write_text(
        "name,label,area,odd heading\nkw,مدينة المثال,north,1\nhw,Sample Town,south,2\n", "utf-8"
    )
    (tmp_path / "site.md").write_text(
        "| survey | type | name | label | calculation | choice_filter |\n"
        "| | text | area | Area | | |\n"
        "| | select_one_from_file towns.csv | town | Town | | area = ${area} |\n"
        "| | calculate | looked_up | | pulldata('towns', 'area', 'name', ${town}) | |\n"
    )
    added = forms.add(at_work, tmp_path / "site.md")
    (tmp_path / "towns.csv").unlink()
    live = interview.start(at_work, added.row.hash)
    gives(at_work, live, {"/data/area": "north"})
    choices = live.interview.node("/data/town").choices
    assert [(choice.value, choice.label) for choice in choices] == [("kw", "مدينة المثال")]
    gives(at_work, live, {"/data/town": "kw"})
    done = interview.finish(at_work, live.draft_id)
    [told] = queries.case(at_work, done.case_id).interviews
    assert told.values["/data/looked_up"] == "north"
    assert added.warnings == ()

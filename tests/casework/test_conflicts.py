"""Two colleagues, each with a vault, who wrote on one case before their computers met."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import settings
from app.case import events
from app.casework.cases import queries, reviews
from app.casework.export import case_print, dossier, referral_letter
from app.casework.interviews import conflicts, interview
from app.casework.interviews.conflicts import AnswerRefused, NoConflict, NoSuchQuestion, NotYours
from app.casework.lifecycle import consents, referrals
from app.casework.organisation import administration
from app.casework.questionnaires import answer_player, forms, versions
from app.casework.records import unlock
from app.casework.session.session import EventAppender, Session, case_state_of
from app.casework.sharing import case_access, inbox
from app.language import strip_marks
from app.vault import drafts
from tests.casework.test_posting import Office
from tests.casework.test_printing import text_of
from tests.casework.test_versions import NEW, OLD

DEMO = json.loads((settings.RESOURCES / "demo" / "answers.json").read_text("utf-8"))
AGE, HOURS, NAME = "/data/person/age", "/data/work/hours", "/data/person/name"
LAYLA, OMAR = "Layla Sample", "Omar Sample"


class Two(Office):
    """Layla inspects, Omar supervises; both have the finished interview."""

    case = talk = ""

    @property
    def layla(self) -> Session:
        return self.sessions[LAYLA]

    @property
    def omar(self) -> Session:
        return self.sessions[OMAR]

    def meet(self) -> None:
        self.carry(LAYLA, OMAR)
        self.carry(OMAR, LAYLA)

    def correct(self, session: Session, ref: str, value: str, **more: str) -> str:
        return conflicts.correct(session, self.case, self.talk, ref, value, **more)

    def told(self, session: Session, ref: str) -> str:
        return queries.case(session, self.case).interviews[0].values[ref]


def begun(session: Session, answers: list[dict[str, str]], **how: str) -> interview.LiveInterview:
    live = interview.start(session, forms.forms(session)[0].hash, **how)
    for answer in answers:
        interview.keep(session, live.draft_id, answer_player.give(live.interview, answer["ref"], answer["value"]))
    return live


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    two_people = Two(tmp_path, tmp_path / "stick")
    two_people.stick.mkdir()
    desk = two_people.sets_up("Huda Desk", "desk")
    two_people.founded = administration.create_organisation(desk, "Sample Committee", "Badr Second", "Farwaniya")
    layla = two_people.joins(LAYLA, news=False)
    two_people.joins(OMAR, "supervisor")
    done = interview.finish(layla, begun(layla, DEMO).draft_id)
    two_people.case, two_people.talk = done.case_id, done.interview_id
    two_people.carry(LAYLA, OMAR)
    yield two_people
    for session in two_people.sessions.values():
        session.close()


def test_both_colleagues_see_both_values_who_wrote_them_and_on_what_they_had_seen(two: Two):
    two.people[LAYLA].clock.pass_(days=1)
    two.correct(two.layla, HOURS, "15", source="the person said so")
    two.people[OMAR].clock.pass_(days=2)
    two.correct(two.omar, HOURS, "١٦", source="pay slip", reason="from the register")
    two.meet()
    for session in (two.layla, two.omar):
        [view] = conflicts.conflicts(session, two.case)
        assert (view.field_kind, view.ref, view.interview_id) == ("answer", HOURS, two.talk)
        assert view.question == view.labels["en"] == "How many hours a day do you usually work?"
        assert view.labels["ar"]
        assert view.may_decide
        sides = {side.author: side for side in view.values}
        assert (sides[LAYLA].text, sides[OMAR].text) == ("15", "16")
        assert (sides[LAYLA].role, sides[OMAR].role) == ("inspector", "supervisor")
        assert sides[OMAR].source == "pay slip"
        assert sides[OMAR].reason == "from the register"
        assert sides[OMAR].saw == sides[LAYLA].saw == ("14",)
        assert (sides[OMAR].at - sides[LAYLA].at).days == 1
        assert sides[LAYLA].saw_until < sides[LAYLA].at
        assert queries.case(session, two.case).conflicts == 1
        assert "conflict" in [row.kind for row in inbox.came_in(session)]
        assert HOURS in queries.case(session, two.case).interviews[0].open


def test_a_decision_ends_it_on_both_sides_and_the_loser_stays_in_the_history(two: Two):
    two.correct(two.layla, HOURS, "15")
    two.correct(two.omar, HOURS, "16")
    two.meet()
    [view] = conflicts.conflicts(two.layla, two.case)
    keep = [side.text for side in view.values].index("15")
    conflicts.resolve(two.layla, two.case, view.id, keep=keep, reason="she counted twice")
    assert conflicts.conflicts(two.layla, two.case) == []
    two.meet()
    for session in (two.layla, two.omar):
        assert conflicts.conflicts(session, two.case) == []
        assert two.told(session, HOURS) == "15"
        *_, last = told = queries.history(session, two.case, "answer", two.talk, HOURS)
        assert (last.author, sorted(last.before), last.after) == (LAYLA, ["15", "16"], ("15",))
        assert last.reason == "she counted twice"
        assert {text for each in told for text in each.after} == {"14", "15", "16"}
        assert queries.changed(session, two.case, two.talk) == (HOURS,)
        assert unlock.check(session).ok
    with pytest.raises(NoConflict):
        conflicts.resolve(two.omar, two.case, view.id, keep=0)
    assert case_state_of(two.layla, bytes.fromhex(two.case)) == case_state_of(two.omar, bytes.fromhex(two.case))


def test_decided_differently_at_once_they_are_asked_again(two: Two):
    two.correct(two.layla, HOURS, "15")
    two.correct(two.omar, HOURS, "16")
    two.meet()
    for session, hours in ((two.layla, "15"), (two.omar, "17")):
        [view] = conflicts.conflicts(session, two.case)
        conflicts.resolve(session, two.case, view.id, value=hours)
    two.meet()
    [view] = conflicts.conflicts(two.omar, two.case)
    assert sorted(side.text for side in view.values) == ["15", "17"]
    assert {side.saw for side in view.values} <= {("15", "16"), ("16", "15")}
    conflicts.resolve(two.omar, two.case, view.id, both=True, reason="two employers")
    two.meet()
    page = queries.case(two.layla, two.case)
    assert page.conflicts == 0
    assert sorted(page.interviews[0].both[HOURS]) == ["15", "17"]


def test_a_third_value_must_keep_the_rules_of_the_form(two: Two):
    two.correct(two.layla, HOURS, "15")
    two.correct(two.omar, HOURS, "16")
    two.meet()
    [view] = conflicts.conflicts(two.layla, two.case)
    before = len(queries.case(two.layla, two.case).timeline)
    for bad in ("30", "many"):
        with pytest.raises(AnswerRefused):
            conflicts.resolve(two.layla, two.case, view.id, value=bad)
        with pytest.raises(AnswerRefused):
            two.correct(two.layla, HOURS, bad)
    with pytest.raises(AnswerRefused):
        two.correct(two.layla, "/data/safety/overheard", "sometimes")
    with pytest.raises(NoSuchQuestion):
        two.correct(two.layla, "/data/nowhere", "x")
    with pytest.raises(queries.NoCase):
        conflicts.correct(two.layla, two.case, "00" * 16, HOURS, "12")
    assert len(queries.case(two.layla, two.case).timeline) == before
    with pytest.raises(ValueError, match="one of"):
        conflicts.resolve(two.layla, two.case, view.id)
    with pytest.raises(NoConflict):
        conflicts.resolve(two.layla, two.case, view.id, keep=7)


def test_a_name_is_asked_about_once_and_the_list_follows_the_decision(two: Two):
    two.correct(two.layla, NAME, "Maya Gurung Sample")
    two.correct(two.omar, NAME, "Maja Gurung")
    two.meet()
    [view] = conflicts.conflicts(two.omar, two.case)
    assert view.field_kind == "answer"
    conflicts.resolve(two.omar, two.case, view.id, value="Mayya Gurung")
    two.meet()
    for session in (two.layla, two.omar):
        page = queries.case(session, two.case)
        assert (page.name, page.conflicts) == ("Mayya Gurung", 0)
        assert [row.name for row in queries.cases(session, "mayya")] == ["Mayya Gurung"]
        assert queries.cases(session, "maja") == []


def test_a_correction_that_changes_what_the_answers_show_is_weighed_again(two: Two):
    before = queries.case(two.layla, two.case).interviews[0].assessment
    two.correct(two.layla, AGE, "15")
    after = queries.case(two.layla, two.case).interviews[0].assessment
    assert (before["child"], after["child"]) == ("no", "yes")
    kinds = [each.what for each in queries.case(two.layla, two.case).timeline]
    assert kinds[-2:] == ["answers corrected", "assessment made"]
    two.correct(two.layla, NAME, "Maya")
    assert [each.what for each in queries.case(two.layla, two.case).timeline][-1:] == ["answers corrected"]


def test_no_decision_makes_a_yes_of_a_consent_that_was_withdrawn(two: Two):
    details = consents.ConsentDetails(language="ne", mode="signature")
    consents.record(two.layla, two.case, "share", "yes", details, "shelter")
    two.meet()
    two.people[LAYLA].clock.pass_(minutes=5)  # what says yes comes last
    for session, answer in ((two.omar, "withdrawn"), (two.layla, "yes")):  # apart
        consents.record(session, two.case, "share", answer, details, "shelter")
    two.meet()
    (view,) = conflicts.conflicts(two.omar, two.case)
    assert (view.field_kind, view.only_one) == ("consent", True)
    yes = [side.text for side in view.values].index("yes")
    consents.base(two.omar, two.case, "share", "duty", "a court asked", "shelter")
    request = referrals.ReferralRequest("shelter", "accommodation", "no place to sleep", "3h")
    referral = referrals.refer(two.omar, two.case, request)
    letter = text_of(referral_letter.preview(two.omar, two.case, referral, "en"))
    assert "Legal basis: " in letter
    assert "The person agreed on" not in letter  # nobody knows whether she did
    for how in ({"keep": yes}, {"value": "yes"}, {"value": "no"}, {"both": True}):
        with pytest.raises(AnswerRefused):
            conflicts.resolve(two.omar, two.case, view.id, **how)
    conflicts.resolve(two.omar, two.case, view.id, keep=1 - yes, reason="she said so")
    cells = {(cell.purpose, cell.agency): cell for cell in consents.grid(two.omar, two.case)}
    assert (cells["share", "shelter"].answer, cells["share", "shelter"].basis) == ("withdrawn", "duty")


def test_only_those_who_may_decide_decide(two: Two):
    assert reviews.may_review(two.omar)
    with pytest.raises(NotYours):
        reviews.review(two.layla, two.case, "approved")
    with pytest.raises(reviews.NoDecision):
        reviews.review(two.omar, two.case, "perhaps")
    reviews.review(two.omar, two.case, "returned", "the address")
    desk = two.sessions["Huda Desk"]
    case_access.grant(two.omar, two.case, case_access.find(two.omar, "Huda Desk"))
    assert case_access.find(two.omar, "Huda Desk")
    two.carry(OMAR, LAYLA, "Huda Desk")
    [review] = queries.case(two.layla, two.case).reviews
    assert (review.decision, review.text, review.author) == ("returned", "the address", OMAR)
    reviews.review(two.omar, two.case, "approved")
    reviews.review(desk, two.case, "returned", "not yet")
    two.carry("Huda Desk", LAYLA, OMAR)
    two.meet()
    [view] = conflicts.conflicts(two.layla, two.case)
    assert (view.field_kind, view.may_decide) == ("review", False)
    with pytest.raises(NotYours):
        conflicts.resolve(two.layla, two.case, view.id, keep=0)
    with pytest.raises(AnswerRefused):
        conflicts.resolve(two.omar, two.case, view.id, value="whatever")
    conflicts.resolve(two.omar, two.case, view.id, value="approved")
    assert queries.case(two.omar, two.case).conflicts == 0


def test_what_may_not_be_said_is_shown_and_has_no_effect(two: Two):
    """Somebody with another program, but a colleague's keys."""
    case = bytes.fromhex(two.case)
    with two.layla.vault.transaction() as writer:
        pen = EventAppender(two.layla, writer, case)
        pen.say(events.REVIEWED, {"decision": "approved", "text": ""})
        pen.say(events.ASSESSED, {"interview": bytes.fromhex(two.talk), "assessment": {"a": 1}})
        pen.say(events.CORRECTED, {"interview": bytes.fromhex(two.talk), "answers": [["/x", "y"]]})
        pen.say(events.ANSWERS, {"interview": b"odd", "form": {"hash": 7}, "started": 2**63})
        pen.say(events.FORM, {"hash": bytes(32), "xml": b"<nothing"})
        pen.say(events.NOTE, {"about": "view"}, at=-5)
    two.meet()
    for session in (two.layla, two.omar):
        page = queries.case(session, two.case)
        assert page.reviews == ()
        without = [each for each in page.timeline if not each.effect]
        assert {each.what for each in without} == {events.REVIEWED, events.NOTE}
        assert all(each.author == LAYLA for each in without)
        assert page.interviews[0].assessment is None
        assert len(page.interviews) == 2
        assert all(interview.titles for interview in page.interviews)
        assert queries.cases(session, "maya")


def test_a_questionnaire_that_is_not_here_breaks_no_page(two: Two):
    case = bytes.fromhex(two.case)
    talk = {"interview": b"2" * 16, "form": {"hash": b"h" * 32, "id": "later", "title": "Later"}}
    for session, text in ((two.layla, "a"), (two.omar, "b")):
        with session.vault.transaction() as writer:
            EventAppender(session, writer, case).say(events.ANSWERS, {**talk, "answers": [["/data/q", text]]})
    two.meet()
    [view] = conflicts.conflicts(two.omar, two.case)
    assert (view.question, view.ref) == ("/data/q", "/data/q")
    page = queries.case(two.omar, two.case)
    assert page.interviews[-1].form_title == "Later"
    with pytest.raises(forms.NoForm):
        conflicts.resolve(two.omar, two.case, view.id, value="c")
    conflicts.resolve(two.omar, two.case, view.id, keep=1)
    two.meet()
    assert conflicts.conflicts(two.layla, two.case) == []


def test_an_interview_handed_on_is_finished_by_the_next_officer(two: Two):
    live = begun(two.layla, DEMO[:14])
    to = case_access.find(two.layla, OMAR)
    case = interview.hand_on(two.layla, live.draft_id, to, "the bus leaves at four")
    assert interview.drafts(two.layla) == []
    two.carry(LAYLA, OMAR)
    inbox.seen(two.omar, case)  # a look at the case answers nobody
    [came] = [row for row in inbox.came_in(two.omar) if row.kind == "interview handed on"]
    assert (came.case_id, came.note) == (case, "the bus leaves at four")
    [waiting] = queries.case(two.omar, case).unfinished
    assert (waiting.author, waiting.name, waiting.interview_id) == (LAYLA, OMAR, came.interview_id)
    assert waiting.is_mine
    assert not queries.case(two.layla, case).unfinished[0].is_mine
    going_on = interview.take_up(two.omar, case, came.interview_id)
    assert going_on.interview.stored() == live.interview.stored()
    again = interview.take_up(two.omar, case, came.interview_id)
    assert again.draft_id == going_on.draft_id
    for each in DEMO[14:]:
        interview.keep(two.omar, going_on.draft_id, answer_player.give(going_on.interview, each["ref"], each["value"]))
    done = interview.finish(two.omar, going_on.draft_id)
    assert done.case_id == case
    two.meet()
    for session in (two.layla, two.omar):
        page = queries.case(session, case)
        assert [each.what for each in page.timeline].count("opened") == 1
        assert page.unfinished == ()
        [talk] = page.interviews
        assert (talk.author, talk.values[HOURS]) == (OMAR, "14")
    with pytest.raises(interview.NotWaiting):
        interview.take_up(two.omar, case, came.interview_id)


def test_an_interview_finished_on_both_sides_is_asked_about_path_by_path(two: Two):
    live = begun(two.layla, DEMO[:14])
    case = interview.hand_on(two.layla, live.draft_id, case_access.find(two.layla, "Farwaniya"))
    two.meet()
    for session, hours in ((two.layla, "12"), (two.omar, "13")):
        [waiting] = queries.case(session, case).unfinished
        going_on = interview.take_up(session, case, waiting.interview_id)
        for each in DEMO[14:]:
            value = hours if each["ref"] == HOURS else each["value"]
            interview.keep(session, going_on.draft_id, answer_player.give(going_on.interview, each["ref"], value))
        if session is two.omar:
            interview.keep(session, going_on.draft_id, answer_player.give(going_on.interview, NAME, ""))
        interview.finish(session, going_on.draft_id)
    two.meet()
    for session in (two.layla, two.omar):
        found = {conflict.ref: {s.text for s in conflict.values} for conflict in conflicts.conflicts(session, case)}
        assert found == {HOURS: {"12", "13"}, NAME: {"", "Maya Sample Gurung"}}
        assert queries.case(session, case).name == "Maya Sample Gurung"


def test_a_second_interview_is_added_to_a_case_that_is_here(two: Two):
    live = begun(two.omar, DEMO, case_id=two.case)
    done = interview.finish(two.omar, live.draft_id)
    assert done.case_id == two.case
    assert done.reference == queries.case(two.omar, two.case).reference
    two.meet()
    page = queries.case(two.layla, two.case)
    assert [interview.author for interview in page.interviews] == [LAYLA, OMAR]
    assert page.conflicts == 0
    assert page.officer == LAYLA
    with pytest.raises(queries.NoCase):
        begun(two.omar, [], case_id="00" * 16)


def test_nothing_is_handed_on_where_a_gate_says_stop(two: Two):
    unsafe = begun(two.layla, [{"ref": "/data/safety/wants_here", "value": "no"}])
    with pytest.raises(interview.NotSafe):
        interview.hand_on(two.layla, unsafe.draft_id, case_access.find(two.layla, OMAR))
    assert [row.id for row in interview.drafts(two.layla)] == [unsafe.draft_id]


def test_the_record_on_paper_gives_both_values_and_says_what_had_no_effect(two: Two):
    two.correct(two.layla, HOURS, "15")
    two.correct(two.omar, HOURS, "16", reason="pay slip")
    with two.layla.vault.transaction() as writer:
        EventAppender(two.layla, writer, bytes.fromhex(two.case)).say(
            events.REVIEWED, {"decision": "approved", "text": ""}
        )
    two.meet()
    assert case_print.preview(two.layla, two.case, "ar").startswith(b"%PDF")
    text = " ".join(text_of(case_print.preview(two.layla, two.case, "en")).split())
    for each in ("Unresolved conflicts", "pay slip", "Stored without effect", OMAR):
        assert each in text
    assert "15 / 16" in text or "16 / 15" in text
    asked = dossier.DossierRequest("prosecution", "en")
    pdf = dossier.preview(two.layla, two.case, asked, dossier.chosen("prosecution"))
    _, sign, text = " ".join(text_of(pdf).split()).partition("Conflicting entries, not resolved:")
    assert sign
    values = strip_marks(text)[:200]
    assert all(part in values for part in ("15", "16", LAYLA, OMAR)), values


def test_a_questionnaire_that_only_one_of_them_has_comes_with_the_case(two: Two, tmp_path: Path):
    file = tmp_path / "visit.md"
    file.write_text(
        "| survey | type | name | label | constraint |\n| | text | who | Who | |\n"
        "| | integer | beds | Beds | . < 9 |\n| | select_multiple n | needs | Needs | |\n"
        "| choices | list_name | name | label |\n| | n | food | Food |\n| | n | rest | Rest |\n"
    )
    live = interview.start(two.layla, forms.add(two.layla, file).row.hash)
    for ref, value in {"/data/who": "Asha", "/data/beds": "2", "/data/needs": "food rest"}.items():
        interview.keep(two.layla, live.draft_id, answer_player.give(live.interview, ref, value))
    done = interview.finish(two.layla, live.draft_id)
    two.meet()
    assert [row.id for row in queries.cases(two.omar, "asha")] == [done.case_id]
    for session, value in ((two.layla, "food"), (two.omar, "rest")):
        conflicts.correct(session, done.case_id, done.interview_id, "/data/needs", value)
        conflicts.correct(session, done.case_id, done.interview_id, "/data/beds", "3")
    two.meet()
    [view] = conflicts.conflicts(two.omar, done.case_id)
    assert (view.question, view.control) == ("Needs", "select_multiple")
    assert {side.shown for side in view.values} == {"Food", "Rest"}
    conflicts.resolve(two.omar, done.case_id, view.id, value="rest food")
    page = queries.case(two.omar, done.case_id)
    assert page.interviews[0].values["/data/needs"] == "food rest"
    assert page.interviews[0].titles == {"": live.form.title or live.form.id}


def test_what_a_newer_questionnaire_has_no_place_for_goes_along_when_it_is_handed_on(two: Two, tmp_path: Path):
    file = tmp_path / "versions.md"
    file.write_text(OLD, "utf-8")
    live = interview.start(two.layla, forms.add(two.layla, file).row.hash)
    answers = live.interview.answer("/data/gone", "blue").answers
    interview.keep(two.layla, live.draft_id, answers)
    file.write_text(NEW, "utf-8")
    forms.add(two.layla, file)
    versions.move(two.layla, live.draft_id)
    case = interview.hand_on(two.layla, live.draft_id, case_access.find(two.layla, OMAR))
    two.carry(LAYLA, OMAR)
    (came,) = queries.case(two.omar, case).unfinished
    going_on = interview.take_up(two.omar, case, came.interview_id)
    draft = drafts.one(two.omar.reading(), bytes.fromhex(going_on.draft_id))
    assert [each.answer for each in versions.drawer_of(draft.meta)] == ["blue"]

"""Two colleagues who wrote without knowing of each other."""

import pytest

from app.case import events
from app.case.kinds import table
from app.case.projection import fold
from tests.case.colleagues import CASE, TALK, Colleague

AGE = ("answer", TALK, "/data/age")


@pytest.fixture
def layla() -> Colleague:
    return Colleague("layla")


@pytest.fixture
def omar() -> Colleague:
    return Colleague("omar", "supervisor")


@pytest.fixture
def apart(layla: Colleague, omar: Colleague) -> tuple[Colleague, Colleague]:
    """Both have the finished interview, and then no line between them."""
    layla.says(events.OPENED, reference="KW-1", officer="ليلى")
    layla.finishes({"/data/name": "Maya", "/data/age": "20"}, facts={"name": "Maya"})
    omar.meets(layla)
    return layla, omar


def shown(told: Colleague, path: str = "/data/age") -> str:
    return told.case.interviews[TALK].answers.get(path, "")


def said(told: Colleague) -> list[tuple[str, ...]]:
    return [tuple(value.text for value in conflict.values) for conflict in told.case.conflicts]


def test_what_was_seen_is_replaced_silently_and_stays_in_the_history(apart):
    layla, omar = apart
    omar.corrects("/data/age", "21", source="passport", reason="misheard")
    assert omar.case.conflicts == []
    layla.meets(omar)
    assert shown(layla) == "21"
    first, second = layla.case.history(AGE)
    assert (first.text, first.before) == ("20", ())
    assert (second.text, second.before, second.reason) == ("21", ("20",), "misheard")
    assert second.source == "passport"
    assert second.stream.startswith(b"omar")


def test_values_written_apart_are_all_kept_and_one_is_shown(apart):
    layla, omar = apart
    event = layla.corrects("/data/age", "22")
    two = omar.corrects("/data/age", "23")
    layla.meets(omar)
    [conflict] = layla.case.conflicts
    assert conflict.field == AGE
    assert sorted(value.text for value in conflict.values) == ["22", "23"]
    assert {value.event for value in conflict.values} == {event.id, two.id}
    assert all(value.before == ("20",) for value in conflict.values)
    assert shown(layla) in ("22", "23")
    assert shown(layla) == shown(omar)
    assert omar.case.conflicts == layla.case.conflicts


def test_whoever_claims_to_be_earlier_is_read_first_and_nothing_else_comes_of_it(apart):
    layla, omar = apart
    for late, early in ((9, 5), (5, 9)):
        layla.corrects("/data/age", f"2{late}", at=late)
        omar.corrects("/data/age", f"2{early}", at=early)
        layla.meets(omar)
        [conflict] = layla.case.conflicts
        assert [value.text for value in conflict.values] == ["25", "29"]
        layla.resolves(AGE, "20", at=10)
        omar.meets(layla)


def test_the_same_value_twice_is_no_conflict(apart):
    layla, omar = apart
    layla.corrects("/data/name", "Jose\u0301")
    omar.corrects("/data/name", "José")
    layla.meets(omar)
    assert layla.case.conflicts == []


def test_a_third_colleague_who_agrees_with_one_makes_no_third_value(apart):
    layla, omar = apart
    third = Colleague("sara", log=list(layla.log))
    layla.corrects("/data/age", "22")
    omar.corrects("/data/age", "23")
    third.corrects("/data/age", "22", source="stamp")
    layla.meets(omar, third)
    [conflict] = layla.case.conflicts
    assert sorted(value.text for value in conflict.values) == ["22", "23"]
    assert len(conflict.events) == 3


def test_whoever_writes_on_top_of_both_ends_the_conflict(apart):
    layla, omar = apart
    layla.corrects("/data/age", "22")
    omar.corrects("/data/age", "23")
    layla.meets(omar)
    layla.corrects("/data/age", "24")
    assert layla.case.conflicts == []
    omar.meets(layla)
    assert omar.case.conflicts == []
    assert shown(omar) == "24"


def test_resolving_ends_it_on_every_side_and_keeps_the_loser_for_ever(apart):
    layla, omar = apart
    layla.corrects("/data/age", "22")
    omar.corrects("/data/age", "23")
    layla.meets(omar)
    omar.resolves(AGE, "22", reason="the stamp is more exact")
    layla.meets(omar)
    for each in (layla, omar):
        assert each.case.conflicts == []
        assert shown(each) == "22"
    last = layla.case.history(AGE)[-1]
    assert (last.text, sorted(last.before)) == ("22", ["22", "23"])
    assert last.reason == "the stamp is more exact"
    assert {each.text for each in layla.case.history(AGE)} == {"20", "22", "23"}


def test_two_different_resolutions_apart_are_a_conflict_again_and_equal_ones_are_none(apart):
    layla, omar = apart
    layla.corrects("/data/age", "22")
    omar.corrects("/data/age", "23")
    layla.meets(omar)
    before = layla.case.conflicts[0].id
    layla.resolves(AGE, "22")
    omar.resolves(AGE, "24")
    layla.meets(omar)
    [again] = layla.case.conflicts
    assert again.id != before
    assert sorted(value.text for value in again.values) == ["22", "24"]
    layla.resolves(AGE, "24", at=1)
    omar.resolves(AGE, "24", at=2)
    layla.meets(omar)
    assert layla.case.conflicts == []


def test_keeping_both_leaves_no_badge_and_both_values(apart):
    layla, omar = apart
    layla.corrects("/data/age", "22")
    omar.corrects("/data/age", "23")
    layla.meets(omar)
    layla.resolves(AGE, "23", both=1)
    omar.meets(layla)
    assert omar.case.conflicts == []
    assert sorted(omar.case.interviews[TALK].both["/data/age"]) == ["22", "23"]
    omar.corrects("/data/age", "25")
    assert omar.case.conflicts == []
    assert omar.case.interviews[TALK].both == {}


def test_keeping_both_and_choosing_one_apart_differ(apart):
    layla, omar = apart
    layla.corrects("/data/age", "22")
    omar.corrects("/data/age", "23")
    layla.meets(omar)
    layla.resolves(AGE, "23", both=1)
    omar.resolves(AGE, "23")
    layla.meets(omar)
    [again] = layla.case.conflicts
    assert sorted(map(sorted, (value.texts for value in again.values))) == [["22", "23"], ["23"]]


def test_an_interview_finished_on_both_sides_differs_path_by_path(layla, omar):
    layla.says(events.OPENED, reference="KW-1")
    omar.meets(layla)
    layla.finishes(
        {"/data/name": "Maya", "/data/age": "20", "/data/when": "morning", "/data/ok": "yes",
         "/data/empty": "", "/data/kinds": "a b"},
        several=["/data/kinds"], computed=["/data/when"],
    )  # fmt: skip
    omar.finishes(
        {
            "/data/name": "Maya",
            "/data/age": "21",
            "/data/when": "evening",
            "/data/town": "Hawalli",
            "/data/kinds": "b a",
        },
        several=["/data/kinds"],
        computed=["/data/when"],
    )
    layla.meets(omar)
    found = {conflict.field[2]: {v.text for v in conflict.values} for conflict in layla.case.conflicts}
    assert found == {"/data/age": {"20", "21"}, "/data/ok": {"yes", ""}, "/data/town": {"Hawalli", ""}}
    assert shown(layla, "/data/ok") == "yes"  # what was answered is not hidden
    assert shown(layla, "/data/town") == "Hawalli"
    for conflict in layla.case.conflicts:
        omar.meets(layla)
        omar.resolves(conflict.field, conflict.values[0].text)
    assert omar.case.conflicts == []


def test_what_only_one_account_calls_computed_or_a_set_is_still_asked(layla, omar):
    layla.finishes({"/data/name": "Ali Hassan"})
    omar.finishes({"/data/name": "Hassan Ali"}, several=["/data/name"], computed=["/data/name"])
    layla.meets(omar)
    assert len(layla.case.conflicts) == 1


def test_the_words_of_a_text_in_another_order_are_another_text(layla, omar):
    layla.finishes({"/data/name": "Ali Hassan"})
    omar.finishes({"/data/name": "Hassan Ali"})
    layla.meets(omar)
    assert len(layla.case.conflicts) == 1


def test_a_fact_that_only_mirrors_an_answer_is_not_listed_twice(layla, omar):
    name = ("answer", TALK, "/data/name")
    layla.finishes({"/data/name": "Maya"}, facts={"name": "Maya"})
    omar.finishes({"/data/name": "Maia"}, facts={"name": "Maia"})
    layla.meets(omar)
    assert [conflict.field for conflict in layla.case.conflicts] == [name]
    layla.resolves(name, "Maya", facts={"name": "Maya"})
    omar.resolves(name, "Mayya", facts={"name": "Mayya"})
    layla.meets(omar)
    assert [conflict.field for conflict in layla.case.conflicts] == [name]
    layla.resolves(name, "Maya", both=1, facts={"name": "Maya"})
    assert layla.case.conflicts == []
    assert layla.case.name == "Maya"


def test_two_interviews_apart_that_name_the_person_differently_are_asked_about_the_fact(layla, omar):
    layla.says(events.ANSWERS, interview=b"1" * 16, answers=[["/a", "x"]], facts={"name": "Maya"})
    omar.says(events.ANSWERS, interview=b"2" * 16, answers=[["/a", "y"]], facts={"name": "Maia"})
    layla.meets(omar)
    assert [conflict.field for conflict in layla.case.conflicts] == [("fact", "name")]


def test_a_value_whose_parents_come_later_is_in_conflict_only_until_they_are_here(apart):
    layla, omar = apart
    layla.corrects("/data/age", "22")
    middle = layla.corrects("/data/age", "23")
    last = layla.corrects("/data/age", "24")
    half = [each for each in layla.log if each is not middle]
    assert said_of(half) == [{"22", "24"}]
    assert said_of([*half, middle]) == []
    assert fold(CASE, [last]).interviews == {}  # nothing of the interview itself is here
    assert omar.case.conflicts == []


def said_of(told: list[events.Event]) -> list[set[str]]:
    return [{value.text for value in conflict.values} for conflict in fold(CASE, told).conflicts]


def test_the_officers_views_written_apart_are_a_conflict(apart):
    layla, omar = apart
    layla.says(events.NOTE, about="view", interview=TALK, text="tired")
    omar.says(events.NOTE, about="view", interview=TALK, text="afraid")
    layla.meets(omar)
    [conflict] = layla.case.conflicts
    assert conflict.field == ("view", TALK)
    layla.resolves(conflict.field, "tired and afraid")
    assert layla.case.interviews[TALK].view == "tired and afraid"


def test_a_decision_of_one_who_may_not_decide_is_kept_shown_and_without_effect(apart):
    layla, omar = apart
    wrong = layla.says(events.REVIEWED, decision="approved", text="")
    layla.role = ""
    unknown = layla.says(events.REVIEWED, decision="approved", text="")
    right = omar.says(events.REVIEWED, decision="returned", text="the address")
    odd = omar.says(events.REVIEWED, decision="perhaps")
    layla.meets(omar)
    case = layla.case
    assert case.without_effect == {wrong.id, unknown.id, odd.id}
    assert [review.event for review in case.reviews] == [right.id]
    assert {each.id for each in case.timeline} >= case.without_effect
    assert case.conflicts == []


def test_decisions_that_differ_are_resolved_only_by_those_who_may_decide(apart):
    layla, omar = apart
    desk = Colleague("desk", "desk", list(omar.log))
    omar.says(events.REVIEWED, decision="approved", text="complete")
    desk.says(events.REVIEWED, decision="returned", text="the address")
    omar.meets(desk, layla)
    assert [conflict.field for conflict in layla.case.conflicts] == [("review",)]
    assert {value.reason for value in layla.case.conflicts[0].values} == {"complete", "the address"}
    layla.resolves(("review",), "approved")
    assert layla.case.conflicts
    omar.resolves(("review",), "whatever")
    assert omar.case.conflicts
    omar.resolves(("review",), "returned")
    assert omar.case.conflicts == []


def test_the_table_by_role():
    for role in ("inspector", "shelter", ""):
        assert not table.may(role, events.REVIEWED)
        assert table.may(role, events.ANSWERS)
        assert not table.may_resolve(role, "review")
    for role in ("supervisor", "desk"):
        assert table.may(role, events.REVIEWED)
        assert table.may_resolve(role, "review")
    assert table.may("inspector", "something of a later version")
    assert not table.may("a role of a later version", events.REVIEWED)


def test_a_case_handed_over_is_the_receivers_once_accepted(apart):
    layla, omar = apart
    assert layla.case.responsible.startswith(b"layla")
    event = layla.says(events.HANDED, to=["person", b"o" * 16], name="Omar", note="night shift")
    omar.meets(layla)
    [open_one] = omar.case.handovers
    assert (open_one.event, open_one.name, open_one.note) == (event.id, "Omar", "night shift")
    omar.says(events.ACCEPTED, of=event.id)
    layla.meets(omar)
    for each in (layla, omar):
        assert each.case.handovers == []
        assert each.case.responsible.startswith(b"omar")
    odd = layla.says(events.ACCEPTED, of=b"nothing")
    assert layla.case.responsible.startswith(b"omar")
    assert odd.id in layla.case.without_effect


def test_a_declined_handover_changes_nothing_and_a_later_one_takes_its_place(apart):
    layla, omar = apart
    first = layla.says(events.HANDED, to=["person", b"o" * 16], name="Omar")
    omar.meets(layla)
    omar.says(events.DECLINED, of=first.id, reason="on leave")
    layla.meets(omar)
    assert layla.case.handovers == []
    assert layla.case.responsible.startswith(b"layla")
    layla.says(events.HANDED, to=["team", b"n" * 16], name="Night")
    layla.says(events.HANDED, to=["team", b"m" * 16], name="Morning")
    assert [handover.name for handover in layla.case.handovers] == ["Morning"]
    assert layla.says(events.HANDED, to=["people", 4]).id in layla.case.without_effect


def test_one_of_a_team_who_declines_leaves_the_case_to_the_others(apart):
    layla, omar = apart
    offered = layla.says(events.HANDED, to=["team", b"n" * 16], name="Night")
    omar.meets(layla)
    declined = omar.says(events.DECLINED, of=offered.id, reason="full")
    layla.meets(omar)
    [waiting] = layla.case.handovers
    assert (waiting.event, waiting.declined) == (offered.id, (declined.stream,))
    omar.says(events.ACCEPTED, of=offered.id)
    assert omar.case.handovers == []
    late = layla.says(events.DECLINED, of=offered.id, reason="nor I")
    layla.meets(omar)
    assert layla.case.handovers == []
    assert late.id not in layla.case.without_effect


def test_an_interview_handed_on_waits_until_somebody_finishes_it(apart):
    layla, omar = apart
    layla.says(
        events.HANDED_ON,
        interview=b"2" * 16,
        answers=[["/data/name", "Asha"]],
        facts={"name": "Asha", "site": "farm"},
        form={"hash": b"h" * 32},
        restricted=1,
        to=["person", b"o" * 16],
        name="Omar",
    )
    omar.meets(layla)
    [waiting] = omar.case.unfinished
    assert waiting.answers == {"/data/name": "Asha"}
    assert (omar.case.restricted, omar.case.name) == (True, "Asha")
    assert set(omar.case.interviews) == {TALK}
    omar.says(events.ANSWERS, interview=b"2" * 16, answers=[], facts={"name": "Asha K"})
    assert omar.case.unfinished == []
    assert omar.case.facts == {"name": "Asha K"}
    layla.meets(omar)
    assert layla.case.unfinished == []


def test_the_result_shown_belongs_to_the_answers_shown(layla, omar):
    for n in range(20):
        one, two = Colleague("one"), Colleague("two")
        for each in (one, two):
            event = each.finishes({"/data/age": each.name}, number=n)
            each.says(events.ASSESSED, interview=TALK, assessment={"of": each.name})
            assert event.id
        one.meets(two)
        talk = one.case.interviews[TALK]
        assert talk.assessment == {"of": talk.answers["/data/age"]}


def test_substitutes_access_and_questionnaires_are_what_events_say(layla):
    layla.says(events.SUBSTITUTE, person=b"o" * 16, name="Omar", **{"from": 1, "until": 2})
    layla.says(events.ACCESS, to=["team", b"n" * 16], name="Night")
    layla.says(events.FORM, hash=b"h" * 32, id="f", version="1", xml=b"<h:html/>")
    odd = [
        layla.says(events.SUBSTITUTE, person="Omar"),
        layla.says(events.ACCESS, to=[]),
        layla.says(events.FORM, hash=b"h" * 32, xml="text"),
    ]
    case = layla.case
    assert [(substitute.name, substitute.first, substitute.last) for substitute in case.substitutes] == [("Omar", 1, 2)]
    assert case.access == {("team", b"n" * 16): "Night"}
    assert set(case.forms) == {b"h" * 32}
    assert case.without_effect == {each.id for each in odd}


def test_a_field_that_this_version_does_not_know_is_decided_by_a_later_one(apart):
    layla, omar = apart
    layla.corrects("/data/age", "22")
    omar.corrects("/data/age", "23")
    layla.meets(omar)
    for odd in (["stage"], [], [7], ["answer", TALK], ["answer", "text", "/data/age"], ["fact", 7]):
        assert layla.resolves(odd, "24").id in layla.case.without_effect
    layla.resolves(AGE, 24)
    assert [conflict.field for conflict in layla.case.conflicts] == [AGE]


def test_what_is_sealed_reads_back(layla):
    body = events.body(events.NOTE, 7, (b"2" * 32, b"1" * 32), {"about": "view", "text": "x"})
    assert body["seen"] == [b"1" * 32, b"2" * 32]
    read = events.read(b"i" * 32, b"s" * 16, body, "shelter", False)
    assert (read.what, read.at, read.role, read.enrolled) == (events.NOTE, 7, "shelter", False)
    assert read.content == {"about": "view", "text": "x"}

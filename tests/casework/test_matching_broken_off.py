"""A matching in slices: others use the records between, a stop or a killed program leaves what is said so, and what
goes on says nothing twice."""

from dataclasses import replace

import pytest

from app.broker import rooms
from app.broker.client import Child
from app.case import events, match_keys
from app.casework.cases import queries
from app.casework.exchange import match_overview, match_partakers, match_partners, match_runs
from app.casework.exchange.match_partakers import MatchProgress, MatchStopped, Steps
from app.casework.exchange.match_partners import NoAgreement
from app.casework.exchange.match_points import Multiplier, MultiplyingFailed, multiplier
from app.casework.exchange.match_runs import PartnersFileNeeded, RunUnderWay
from app.casework.exchange.match_terms import MatchTooMany, RunsSpent
from app.casework.lifecycle import consents
from app.casework.session.stepped_work import carried_out
from app.disk import BadFolder
from app.seal import canonical, matching
from app.seal.matching import MatchFileRefused
from app.vault import matching as match_table
from tests.casework.test_matching import (
    AGENCY,
    IN_NEPALI,
    SITA,
    SMALL_ORDER,
    TERMS,
    Office,
    agreed,
    ours,
    steps_said,
    theirs,
)

__all__ = ["agreed", "ours", "theirs"]


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were thousands of cases."""
    for module in (match_partakers, match_runs):
        monkeypatch.setattr(module, "AT_ONCE", 2)


def knows_some(office: Office, number: int = 5) -> list[str]:
    return [
        office.knows("Sita Gurung", **{**SITA, "passport": f"N{n:07}", "birth_date": f"199{n}-03-02"})
        for n in range(number)
    ]


def until(steps: Steps[object], part: str, done: int) -> list[MatchProgress]:
    """Goes so far, and no further."""
    seen = list[MatchProgress]()
    for step in steps:
        seen.append(step)
        if (step.part, step.done) == (part, done):
            return seen
    raise AssertionError(seen)


def said(office: Office, cases: list[str], kind: str = events.EXPORTED) -> list[int]:
    return [len(office.events_of(case, kind)) for case in cases]


def test_what_is_broken_off_stands_in_the_list_and_goes_on_without_saying_anything_twice(agreed):
    ours, theirs = agreed
    cases, file = knows_some(ours), ours.file()
    steps = match_runs.starting(ours.session, theirs.person.name, file)
    until(steps, "cases", 2)
    queries.set_view(ours.session, cases[4], "00" * 16, "written between two slices")
    until(steps, "cases", 4)
    (view,) = match_overview.runs(ours.session)
    assert (view.state, view.is_broken_off, view.persons) == ("begun", False, 4)  # under way
    with pytest.raises(RunUnderWay):
        carried_out(match_runs.going_on(ours.session, view.run, file))
    steps.close()
    assert sum(said(ours, cases)) == 4
    assert not file.exists()

    ours.session.close()  # as after the program was killed
    ours.session = ours.person.unlocks()
    (view,) = match_overview.runs(ours.session)
    assert (view.state, view.is_broken_off, view.persons) == ("begun", True, 4)
    started = carried_out(match_runs.going_on(ours.session, view.run, file))
    assert (started.run, started.persons) == (view.run, 5)
    assert said(ours, cases) == [1] * 5
    (view,) = match_overview.runs(ours.session)
    assert (view.state, view.is_broken_off) == ("asked", False)
    assert ours.session.reading().rows("SELECT * FROM match_said") == []

    # the partner's answer is broken off and goes on with the same file; so does what comes out
    their_cases, answer = knows_some(theirs, 3), theirs.file()
    until(match_runs.answering(theirs.session, file, answer), "cases", 2)
    (view,) = match_overview.runs(theirs.session)
    assert (view.state, view.is_broken_off) == ("answering", True)
    with pytest.raises(PartnersFileNeeded):
        carried_out(match_runs.going_on(theirs.session, view.run, answer))
    carried_out(match_runs.answering(theirs.session, file, answer))
    assert said(theirs, their_cases) == [1] * 3
    until(match_runs.finishing(ours.session, answer), "common", 2)
    (view,) = match_overview.runs(ours.session)
    assert (view.state, view.is_broken_off) == ("finishing", True)
    assert match_runs.step_of(ours.session, answer) == "answer"
    back = ours.file()
    assert len(carried_out(match_runs.finishing(ours.session, answer, back)).cases) == 3
    assert sum(said(ours, cases, events.MATCHED)) == 3
    assert len(theirs.finishes(back).cases) == 3


def test_one_that_is_stopped_or_given_up_writes_no_file_and_keeps_no_secret(agreed):
    ours, theirs = agreed
    cases, file = knows_some(ours), ours.file()
    steps = match_runs.starting(ours.session, theirs.person.name, file)
    until(steps, "cases", 2)
    with pytest.raises(MatchStopped):
        steps.throw(MatchStopped())
    (view,) = match_overview.runs(ours.session)
    assert (view.is_broken_off, view.persons) == (True, 2)
    steps = match_runs.going_on(ours.session, view.run, file)
    until(steps, "points", 0)
    assert match_overview.end_run(ours.session, view.run).state == "ended"
    with pytest.raises(MatchStopped):  # whoever works on it notices
        carried_out(steps)
    assert not file.exists()
    row = match_table.run_of(ours.session.reading(), bytes.fromhex(view.run))
    assert row is not None
    assert (row.secret, row.places) == (b"", b"")
    assert ours.session.reading().rows("SELECT * FROM match_said") == []
    assert said(ours, cases) == [1] * 5


def test_an_agreement_that_ends_ends_every_matching_under_it(agreed):
    ours, theirs = agreed
    knows_some(ours)
    waiting, file = ours.asks(theirs), ours.file()
    steps = match_runs.starting(ours.session, theirs.person.name, file)
    until(steps, "points", 0)
    match_partners.end(ours.session, theirs.person.name)
    with pytest.raises(MatchStopped):  # whoever works on it notices
        carried_out(steps)
    assert not file.exists()
    rows = ours.session.reading().rows("SELECT state, secret, places FROM match_run")
    assert rows == [("ended", b"", b"")] * 2
    assert ours.session.reading().rows("SELECT * FROM match_said") == []
    knows_some(theirs)
    answered = theirs.answers(waiting)
    with pytest.raises(NoAgreement):  # its keys are forgotten
        ours.finishes(answered)
    assert steps_said(ours)[-1] == "agreement ended"


def test_what_was_found_before_the_days_were_past_stays_named(agreed):
    ours, theirs = agreed
    cases = knows_some(ours)
    knows_some(theirs)
    until(match_runs.finishing(ours.session, theirs.answers(ours.asks(theirs))), "common", 2)
    ours.person.clock.pass_(days=15)
    (view,) = match_overview.runs(ours.session)
    assert (view.state, view.common) == ("ended", None)
    assert len(view.cases) == 2
    assert {case.case_id for case in view.cases} < set(cases)


def test_who_withdraws_while_it_goes_on_is_in_no_file(agreed):
    ours, theirs = agreed
    cases, file = knows_some(ours), ours.file()
    steps = match_runs.starting(ours.session, theirs.person.name, file)
    until(steps, "points", 0)
    consents.record(ours.session, cases[1], "share", "withdrawn", IN_NEPALI, AGENCY)
    assert carried_out(steps).persons == 4
    knows_some(theirs)
    event = ours.finishes(theirs.answers(file))
    assert {case.case_id for case in event.cases} == set(cases) - {cases[1]}


def test_one_that_goes_on_counts_once_and_what_cant_be_written_stands_in_the_list(ours, theirs):
    ours.agrees(theirs, replace(TERMS, runs=1))
    knows_some(ours, 1)
    folder = ours.folder / "away"
    folder.mkdir()
    steps = match_runs.starting(ours.session, theirs.person.name, folder / "1.sanadmatch")
    until(steps, "cases", 1)
    folder.rmdir()  # the stick is pulled out
    with pytest.raises(BadFolder):
        carried_out(steps)
    (view,) = match_overview.runs(ours.session)
    assert view.is_broken_off
    with pytest.raises(RunsSpent):
        ours.asks(theirs)
    assert carried_out(match_runs.going_on(ours.session, view.run, ours.file())).persons == 1


def test_the_child_multiplies_as_this_process_would_and_refuses_small_order():
    secret = matching.fresh_secret()
    messages = [canonical.encode([bytes(32), "name", str(number)]) for number in range(5)]
    points = [matching.point_of(message) for message in messages]
    by_kind = [matching.blinded(matching.secret_of(secret, bytes(32), kind), points) for kind in matching.KINDS]
    with multiplier(secret, bytes(32)) as child:
        for kind, blinded in zip(matching.KINDS, by_kind, strict=True):
            assert child.own(kind, messages) == blinded == child.partner(kind, points)
        assert len(set(child.dummies(3))) == 3
        with pytest.raises(MatchFileRefused):
            child.partner("name", [points[0], SMALL_ORDER[1]])
    assert len({point for blinded in by_kind for point in blinded}) == 15  # no number serves two kinds
    with (
        Child(rooms.MATCHER, longest_s=60, largest=1000) as other,
        pytest.raises(MultiplyingFailed),  # it says something else
    ):
        Multiplier(other, secret, bytes(32)).dummies(1)


def test_a_passport_is_of_the_country_that_issued_it_where_that_is_recorded():
    facts = {"passport": "N1234567", "nationality": "NP"}
    assert match_keys.keys(facts, 12) == [("passport", "N1234567", "NP")]
    assert not match_keys.is_country_known(facts)
    facts["passport_country"] = "in"
    assert match_keys.keys(facts, 12) == [("passport", "N1234567", "IN")]
    assert match_keys.is_country_known(facts)


def test_more_persons_than_agreed_are_noticed_before_any_case_says_something(ours, theirs):
    ours.agrees(theirs, replace(TERMS, persons=2))
    cases = knows_some(ours, 3)
    with pytest.raises(MatchTooMany):
        ours.asks(theirs)
    assert said(ours, cases) == [0] * 3
    assert match_overview.runs(ours.session) == []

"""A case carried by two officers, each with a vault on a computer of their own."""

import random
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from app.case import built_in_profiles, events, refusal
from app.case.projection import Case
from app.casework.cases import erasure, groups, history, queries
from app.casework.cases.event_writer import under
from app.casework.cases.refusals import (
    ConsentFirst,
    InForce,
    NoAgency,
    NotYours,
    OutsideConsent,
    SecondPerson,
    StageRefused,
    ValuesDiffer,
)
from app.casework.interviews import conflicts, interview
from app.casework.lifecycle import case_stages, closure, consents, decisions, referrals, tasks
from app.casework.lifecycle.consents import ConsentDetails
from app.casework.lifecycle.referrals import ReferralRequest
from app.casework.records import unlock
from app.casework.session import profiles
from app.casework.session.session import EventAppender, Session, case_state_of
from app.casework.sharing import case_verification
from app.errors import SanadError
from app.vault import cases
from tests.casework.test_conflicts import DEMO, Two, begun, two
from tests.chance import seeds
from tests.erasing import destroys, vouched
from tests.indexed import stale

__all__ = ["two"]

NEPALI = ConsentDetails("ne")
BED = ReferralRequest("shelter", "accommodation", "no place to sleep", "3h")
WHY = "passport held, no wages"
STAGES = [stage.id for stage in built_in_profiles.default().stages]


def case_of(session: Session, two: Two) -> Case:
    return case_state_of(session, bytes.fromhex(two.case))


def same(two: Two) -> Case:
    """Both have the same case, the same refusals, the same list and the same tasks."""
    layla, omar = case_of(two.layla, two), case_of(two.omar, two)
    assert layla == omar
    assert layla.refused == omar.refused
    lists = [cases.listed(each.reading()) for each in (two.layla, two.omar)]
    assert [row.stage for row in lists[0]] == [row.stage for row in lists[1]] == [layla.stage]
    todo = [
        {(task.kind, task.what, task.agency, task.due) for task in tasks.tasks(session)}
        for session in (two.layla, two.omar)
    ]
    assert todo[0] == todo[1]
    return layla


def writes(session: Session, two: Two, what: str, **content: object) -> bytes:
    """Signed, chained and sealed like any other event, but asked of nobody."""
    case = bytes.fromhex(two.case)
    with session.vault.transaction() as writer:
        return EventAppender(session, writer, case).say(what, {**under(session), **content})


def test_a_case_goes_through_all_its_stages_between_two_computers(two: Two):
    layla, omar, case = two.layla, two.omar, two.case
    case_stages.move(layla, case, "documentation")
    with pytest.raises(ConsentFirst) as refused:
        case_stages.move(layla, case, "referral")
    assert refused.value.missing == ("allowed:share:prosecution,interior",)
    consents.record(layla, case, "share", "yes", NEPALI, "prosecution")
    case_stages.move(layla, case, "referral")
    sent = referrals.refer(layla, case, ReferralRequest("prosecution", "investigation", WHY, "1d"))
    with pytest.raises(NotYours):
        decisions.decide(layla, case, "presumed", "Committee", WHY)
    two.meet()
    decisions.decide(omar, case, "presumed", "Committee", WHY)
    case_stages.move(omar, case, "lawsuit")
    two.meet()
    referrals.set_status(layla, case, sent, "accepted")
    with pytest.raises(StageRefused):
        case_stages.move(layla, case, "reintegration")
    closure.check(layla, case, "risk-review", "yes")
    case_stages.move(layla, case, "reintegration")
    two.meet()
    case_state = same(two)
    assert (case_state.stage, case_state.refused) == ("reintegration", {})
    road = case_stages.road_of(omar, case)
    assert [step.author for step in road.steps[1:]] == ["Layla Sample", "Layla Sample", "Omar Sample", "Layla Sample"]
    moved = [entry for entry in history.entries(omar, case) if entry.field == "stage"]
    assert [(each.before, each.after) for each in moved] == [
        ("identification", "documentation"),
        ("documentation", "referral"),
        ("referral", "lawsuit"),
        ("lawsuit", "reintegration"),
    ]
    assert case_verification.verify(omar, case).ok


def test_signed_but_unlawful_events_are_kept_shown_and_without_effect_on_every_computer(two: Two):
    layla = two.layla
    unlawful = {
        writes(layla, two, events.STAGE, to="lawsuit"): refusal.SKIPPED,
        writes(layla, two, events.STAGE, to="documentation", profile=["mine", 1]): refusal.PROFILE,
        writes(layla, two, events.STATUS, status="identified", body="B", reason="r"): refusal.ROLE,
        writes(layla, two, events.CLOSED, reason="r", result=""): refusal.ROLE,
        writes(
            layla, two, events.REFERRAL, referral=b"r" * 16, agency="embassy", service="s", reason="r", urgency="1h"
        ): refusal.CONSENT,
        writes(layla, two, events.EXPORTED, agency="embassy"): refusal.CONSENT,
        writes(
            layla, two, events.CONSENT, purpose="share", agency="embassy", answer="yes", language="ne", mode="spoken"
        ): refusal.WITNESS,
        writes(layla, two, events.RESOLVED, field=["stage"], value="lawsuit", both=0, reason=""): refusal.NOTHING,
    }
    two.meet()
    case_state = same(two)
    assert {id_: each.reason for id_, each in case_state.refused.items()} == unlawful
    assert (case_state.stage, case_state.closed, case_state.referrals) == ("identification", False, {})
    page = queries.case(two.omar, two.case)
    assert len([each for each in page.timeline if each.refused]) == len(unlawful)
    shown = [entry for entry in history.entries(two.omar, two.case) if not entry.effect]
    assert len(shown) == len(unlawful)
    assert all(each.refused and each.author == "Layla Sample" for each in shown)
    looked = case_verification.verify(two.omar, two.case)
    assert {problem.kind for problem in looked.problems} == {"without effect"}
    assert all(problem.reason for problem in looked.problems)


def test_a_withdrawal_that_met_a_referral_on_its_way_is_told(two: Two):
    consents.record(two.layla, two.case, "share", "yes", NEPALI, "shelter")
    two.meet()
    consents.record(two.omar, two.case, "share", "withdrawn", NEPALI, "shelter")
    referrals.refer(two.layla, two.case, BED)
    two.meet()
    same(two)
    (todo,) = tasks.tasks(two.omar, ["withdrawal"])
    assert (todo.agency, todo.reference) == ("shelter", queries.case(two.omar, two.case).reference)
    with pytest.raises(OutsideConsent):
        referrals.refer(two.layla, two.case, BED)
    consents.told(two.omar, two.case, todo.ref, "shelter")
    two.meet()
    assert tasks.tasks(two.layla, ["withdrawal"]) == []
    same(two)


def test_different_stages_at_once_hold_the_case_until_somebody_decides(two: Two):
    case_stages.move(two.layla, two.case, "documentation")
    two.meet()
    consents.record(two.layla, two.case, "share", "yes", NEPALI, "interior")
    case_stages.move(two.layla, two.case, "referral")
    case_stages.move(two.omar, two.case, "identification", "another interview is wanted")
    two.meet()
    case_state = same(two)
    (conflict,) = case_state.conflicts
    assert conflict.field == ("stage",)
    assert case_stages.road_of(two.omar, two.case).held_up
    with pytest.raises(ValuesDiffer):
        case_stages.move(two.omar, two.case, "documentation", "r")
    (view,) = conflicts.conflicts(two.omar, two.case, "en")
    assert (view.question, view.only_one) == ("Stage of the case", True)
    for wrong in ({"both": True}, {"value": "lawsuit"}):  # no way around what a stage needs
        with pytest.raises(conflicts.AnswerRefused):
            conflicts.resolve(two.omar, two.case, view.id, **wrong)
    keep = next(n for n, value in enumerate(view.values) if value.text == "referral")
    conflicts.resolve(two.omar, two.case, view.id, keep=keep, reason="the consent is there")
    two.meet()
    assert same(two).stage == "referral"


def test_a_second_person_confirms_on_another_computer(two: Two):
    decision = decisions.decide(two.omar, two.case, "identified", "Committee", WHY)
    assert not decision.in_force
    with pytest.raises(SecondPerson):
        decisions.confirm(two.omar, two.case, decision.id)
    desk = two.sessions["Huda Desk"]
    two.meet()
    two.carry("Omar Sample", "Huda Desk")
    assert [task.kind for task in tasks.tasks(desk, ["decision"])] == ["decision"]
    with pytest.raises(NotYours):
        decisions.confirm(two.layla, two.case, decision.id)
    decisions.confirm(desk, two.case, decision.id[:8])
    with pytest.raises(InForce):
        decisions.confirm(desk, two.case, decision.id)
    two.carry("Huda Desk", "Layla Sample", "Omar Sample")
    assert same(two).shown(("status",)) == "identified"
    (view,) = decisions.decisions(two.layla, two.case)
    assert (view.state, view.author, view.second) == ("in force", "Omar Sample", "Huda Desk")
    assert tasks.tasks(two.omar, ["decision"]) == []


def test_what_is_over_by_the_clock_is_a_task_and_then_no_consent(two: Two):
    layla, clock = two.layla, two.people["Layla Sample"].clock
    until = layla.clock() + timedelta(days=20)
    consents.record(layla, two.case, "share", "yes", ConsentDetails("ne", expires=until), "shelter")
    sent = referrals.refer(layla, two.case, BED)
    assert [task.kind for task in tasks.tasks(layla)] == ["referral", "stage"]
    clock.pass_(days=7)
    assert [(task.kind, task.overdue) for task in tasks.tasks(layla)] == [
        ("referral", True),
        ("stage", True),
        ("consent", False),
    ]
    assert tasks.how_many(layla) == (3, 2)
    referrals.set_status(layla, two.case, sent, "received")
    assert tasks.tasks(layla)[0].kind == "referral"  # received is no answer yet
    referrals.set_status(layla, two.case, sent, "accepted")
    assert [task.kind for task in tasks.tasks(layla)] == ["stage", "consent"]
    clock.pass_(days=13, seconds=1)
    with pytest.raises(OutsideConsent):
        referrals.refer(layla, two.case, BED)
    cell = next(each for each in consents.grid(layla, two.case) if each.agency == "shelter")
    assert (cell.answer, cell.over, cell.allowed) == ("yes", True, False)


def test_a_closed_case_is_kept_for_its_years_and_longer_when_held(two: Two):
    omar, clock = two.omar, two.people["Omar Sample"].clock
    closure.close(omar, two.case, "it ended", "left")
    assert tasks.tasks(omar) == []
    retention = closure.keeping(omar, two.case)
    assert retention.until.year == clock().year + 10
    clock.pass_(days=3653)
    assert [task.kind for task in tasks.tasks(omar)] == ["retention"]
    closure.hold(omar, two.case, True, "appeal")
    assert tasks.tasks(omar) == []
    closure.hold(omar, two.case, False, "decided")
    closure.reopen(omar, two.case, "a new statement")
    assert {task.kind for task in tasks.tasks(omar)} == {"stage", "refer"}


def test_a_case_of_an_earlier_version_gets_its_tasks_when_they_are_asked_for(two: Two):
    database = two.layla.vault.database
    with two.layla.vault.transaction() as writer:
        writer.run("DELETE FROM task")
        writer.run("INSERT INTO case_to_remake SELECT case_id FROM case_row")
    assert [task.kind for task in tasks.tasks(two.layla)] == ["refer", "stage"]
    assert database.row("SELECT count(*) FROM case_to_remake") == (0,)


def test_a_restricted_case_shows_no_name_among_the_tasks(two: Two):
    answers = [*DEMO]
    done = interview.finish(two.layla, begun(two.layla, answers).draft_id)
    with two.layla.vault.transaction() as writer:
        writer.run("UPDATE case_row SET restricted = 1")
    found = tasks.tasks(two.layla)
    assert {each.case_id for each in found} == {two.case, done.case_id}
    assert {each.name for each in found} == {""}


def test_nothing_is_written_by_what_is_refused(two: Two):
    before = unlock.check(two.layla).events
    for wrong in (
        lambda: case_stages.move(two.layla, two.case, "lawsuit"),
        lambda: referrals.refer(two.layla, two.case, BED),
        lambda: consents.record(two.layla, two.case, "share", "yes", NEPALI, "mars"),
    ):
        with pytest.raises((StageRefused, OutsideConsent, NoAgency)):
            wrong()
    assert unlock.check(two.layla).events == before
    assert profiles.in_use(two.layla).id == "kw-2019"


def test_a_legal_hold_keeps_a_case_from_being_erased(two: Two):
    desk = two.sessions["Huda Desk"]
    vouched(two, "Omar Sample")
    closure.hold(two.omar, two.case, True, "appeal")
    with pytest.raises(erasure.OnHold):
        erasure.order(two.omar, two.case, "the person asked for it")
    closure.hold(two.omar, two.case, False, "decided")
    erasure.order(two.omar, two.case, "the person asked for it")
    closure.hold(two.omar, two.case, True, "a second appeal")
    two.carry("Omar Sample", "Huda Desk")
    with pytest.raises(erasure.OnHold):
        erasure.confirm(desk, two.case)
    closure.hold(desk, two.case, False, "decided")
    assert destroys(two, desk, two.case) > 0
    assert tasks.tasks(desk) == []


@pytest.mark.parametrize("seed", seeds(range(2), range(6)))
def test_whatever_two_officers_do_apart_their_computers_end_with_the_same_case(two: Two, seed: int):
    rng = random.Random(seed)
    agencies = ["shelter", "prosecution", "embassy"]

    def something(session: Session) -> None:
        case, told = two.case, case_of(session, two)
        made = [referral.id.hex() for referral in told.referrals.values()] or [""]
        doings = [
            lambda: case_stages.move(session, case, rng.choice(STAGES), rng.choice(["", "r"])),
            lambda: consents.record(
                session, case, "share", rng.choice(["yes", "no", "withdrawn"]), NEPALI, rng.choice(agencies)
            ),
            lambda: consents.base(session, case, "share", rng.choice(["duty", ""]), "Article 7", rng.choice(agencies)),
            lambda: referrals.refer(session, case, replace(BED, agency=rng.choice(agencies)), draft=rng.random() < 0.3),
            lambda: referrals.set_status(
                session, case, rng.choice(made), rng.choice(["sent", "accepted", "revoked"]), "r"
            ),
            lambda: decisions.decide(
                session, case, rng.choice(["possible", "presumed", "identified"]), "Committee", WHY
            ),
            lambda: closure.check(session, case, "risk-review", rng.choice(["yes", "no"])),
            lambda: closure.set_kinds(session, case, ["smuggling"], "the route"),
            lambda: closure.close(session, case, "it ended"),
            lambda: closure.reopen(session, case, "a new statement"),
            lambda: two.correct(session, "/data/work/hours", str(rng.randrange(8, 18))),
            lambda: writes(session, two, events.STAGE, to=rng.choice(STAGES)),
            lambda: writes(session, two, events.STATUS, status="identified", body="B", reason="r"),
        ]
        with suppress(SanadError):
            rng.choice(doings)()

    for _ in range(24):
        something(rng.choice([two.layla, two.omar]))
        if rng.random() < 0.2:
            two.carry(*rng.sample(["Layla Sample", "Omar Sample"], 2))
    two.meet()
    case_state = same(two)
    assert len(case_state.timeline) > 6
    assert {problem.kind for problem in case_verification.verify(two.omar, two.case).problems} <= {"without effect"}
    for session in (two.layla, two.omar):
        assert unlock.check(session).ok
        assert stale(session.vault) == {}


def test_the_history_says_what_was_done_and_not_its_contrary(two: Two):
    layla, omar, case = two.layla, two.omar, two.case
    for answer in ("yes", "withdrawn", "no"):
        consents.record(layla, case, "share", answer, NEPALI, "shelter")
    group = groups.make(layla, "site", "Block 4", [case])
    groups.take_out(layla, group, case, WHY)
    two.meet()
    for is_held in (True, False):
        closure.hold(omar, case, is_held, WHY)
    said = [entry.says for entry in queries.case(omar, case).timeline]
    done = [
        "Consent recorded",
        "Consent withdrawn",
        "Consent refused",
        "Put into a group of cases",
        "Taken out of its group",
        "Legal hold",
        "Legal hold ended",
    ]
    assert [says for says in said if says in done] == done

"""A clock that can't be right is asked about once, and what is written meanwhile says so for ever."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import settings
from app.case.kinds.home_visit import HOME_VISIT
from app.casework.cases import history, queries
from app.casework.export import case_print
from app.casework.interviews import interview
from app.casework.lifecycle import case_stages, consents, records, referrals
from app.casework.lifecycle.consents import ConsentDetails
from app.casework.lifecycle.referrals import ReferralRequest
from app.casework.organisation import absences
from app.casework.questionnaires import answer_player, forms
from app.casework.questionnaires.form_parts import LABOUR, SAFETY_PLAN
from app.casework.session import clock_check
from app.casework.session.colleagues import own_id
from app.casework.session.session import Session, case_state_of
from app.version import RELEASED
from tests.casework.test_caring import held
from tests.casework.test_interview import SAFE
from tests.hq_people import DESK, LAYLA, OMAR, committee
from tests.people import Person


def holds_an_interview(session: Session, name: str = "Maya Sample") -> interview.FinishedInterview:
    form = forms.forms(session)[0].hash
    live = interview.start(session, form)
    for ref, value in {**SAFE, "/data/person/name": name}.items():
        interview.keep(session, live.draft_id, answer_player.give(live.interview, ref, value))
    return interview.finish(session, live.draft_id)


def kind(session: Session) -> str | None:
    told = clock_check.doubt(session)
    return told.kind if told else None


@pytest.mark.parametrize(
    ("at", "doubt"),
    [
        (datetime(1999, 12, 31, tzinfo=UTC), clock_check.BEFORE_RELEASE),
        (datetime(2020, 1, 1, tzinfo=UTC), clock_check.BEFORE_RELEASE),
        (datetime(2031, 1, 1, tzinfo=UTC), clock_check.FAR_AHEAD),
        (datetime(2100, 1, 1, tzinfo=UTC), clock_check.FAR_AHEAD),
    ],
    ids=lambda each: str(getattr(each, "year", each)),
)
def test_a_case_of_an_impossible_day_is_marked_and_has_a_year_that_can_be(at: datetime, doubt: str, layla: Person):
    layla.clock.at = at
    session = layla.sets_up()
    assert kind(session) == doubt
    done = holds_an_interview(session)
    assert done.reference.startswith(f"KW-{RELEASED.year}-")
    page = queries.case(session, done.case_id)
    assert page.timeline
    assert all(each.clock_in_doubt for each in page.timeline)
    assert all(entry.clock_in_doubt for entry in history.entries(session, done.case_id))
    session.close()
    layla.clock.at = RELEASED + timedelta(days=30)  # put right: the mark stays, the doubt goes
    session = layla.unlocks()
    assert kind(session) is None
    assert all(each.clock_in_doubt for each in queries.case(session, done.case_id).timeline)
    after = queries.case(session, holds_an_interview(session, "Another").case_id)
    assert not any(each.clock_in_doubt for each in after.timeline)
    session.close()


def test_a_clock_before_the_last_work_is_in_doubt_by_more_than_a_day(layla: Person):
    layla.clock.at = RELEASED + timedelta(days=100)
    session = layla.sets_up()
    holds_an_interview(session)
    session.close()
    layla.clock.at -= timedelta(hours=20)
    session = layla.unlocks()
    assert kind(session) is None
    layla.clock.at -= timedelta(days=10)
    assert kind(session) == clock_check.BEFORE_LAST
    session.close()


def test_a_year_without_work_is_no_doubt_and_a_longer_time_is(layla: Person):
    session = layla.sets_up()
    holds_an_interview(session)
    layla.clock.at += timedelta(days=380)
    assert kind(session) is None
    layla.clock.at += timedelta(days=60)
    assert kind(session) == clock_check.FAR_AHEAD
    session.close()


def test_the_officers_word_is_kept_and_ends_the_doubt_where_it_can_be_right(layla: Person):
    session = layla.sets_up()
    layla.clock.at += timedelta(days=900)
    told = clock_check.doubt(session)
    assert told is not None
    assert told.may_be_right
    clock_check.say_right(session)
    assert kind(session) is None
    done = holds_an_interview(session)
    assert done.reference.startswith(f"KW-{layla.clock.at.year}-")
    session.close()
    session = layla.unlocks()
    assert kind(session) is None
    session.close()


def test_a_case_of_a_clock_that_ran_ahead_gives_way_once_the_clock_is_right(layla: Person):
    right = layla.clock.at
    session = layla.sets_up()
    layla.clock.at = right + timedelta(days=30)
    ahead = [holds_an_interview(session, name).case_id for name in ("First", "Second")]
    layla.clock.at = right + timedelta(minutes=5)
    assert kind(session) == clock_check.BEFORE_LAST
    assert [row.id for row in queries.cases(session)] == ahead[::-1]
    clock_check.say_right(session)
    assert [row.id for row in queries.cases(session)] == ahead[::-1]
    assert {row.changed for row in queries.cases(session)} == {int(layla.clock.at.timestamp())}
    layla.clock.at += timedelta(minutes=5)
    later = holds_an_interview(session, "Third").case_id
    assert [row.id for row in queries.cases(session)] == [later, *ahead[::-1]]
    session.close()


def test_hours_that_a_clock_ran_ahead_are_given_back_when_records_are_opened(layla: Person):
    session = layla.sets_up()
    layla.clock.at += timedelta(hours=20)
    ahead = holds_an_interview(session, "First").case_id
    session.close()
    layla.clock.at -= timedelta(hours=19)
    session = layla.unlocks()
    later = holds_an_interview(session, "Second").case_id
    assert [row.id for row in queries.cases(session)] == [later, ahead]
    session.close()


def test_while_the_clock_lies_behind_no_case_sinks_that_was_written_before(layla: Person):
    session = layla.sets_up()
    case = holds_an_interview(session).case_id
    written = queries.cases(session)[0].changed
    layla.clock.at = datetime(1999, 1, 1, tzinfo=UTC)
    queries.set_view(session, case, queries.case(session, case).interviews[0].id, "Afraid")
    assert queries.cases(session)[0].changed == written
    session.close()


@pytest.mark.parametrize("at", [datetime(1999, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)])
def test_nobodys_word_makes_an_impossible_clock_right(at: datetime, layla: Person):
    layla.sets_up().close()
    layla.clock.at = at
    session = layla.unlocks()
    with pytest.raises(clock_check.ClockCantBeRight):
        clock_check.say_right(session)
    clock_check.go_on(session)
    told = clock_check.doubt(session)
    assert told is not None
    assert told.answered  # asked once
    assert clock_check.marks(session)
    session.close()


def test_work_in_doubt_is_no_evidence_and_a_colleagues_clock_neither(layla: Person):
    session = layla.sets_up()
    holds_an_interview(session)
    layla.clock.at = datetime(2100, 1, 1, tzinfo=UTC)
    holds_an_interview(session, "Another")
    session.close()
    layla.clock.at = RELEASED + timedelta(days=30)
    session = layla.unlocks()
    assert kind(session) is None
    session.close()


def test_the_command_line_warns_and_its_documents_say_so(
    layla: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    from app.cli import officer_session, output

    session = layla.sets_up()
    forms.add(session, settings.FORMS / "rapid-screening.xlsx")
    officer_session.look_at_clock(session)
    output.show({"ok": True})
    assert json.loads(capsys.readouterr().out) == {"ok": True}
    layla.clock.at = datetime(1999, 1, 1, tzinfo=UTC)
    officer_session.look_at_clock(session)
    output.show({"ok": True})
    told = capsys.readouterr()
    assert json.loads(told.out) == {"ok": True, "clock_in_doubt": "before_release"}
    assert "clock" in told.err
    layla.clock.at = RELEASED
    officer_session.look_at_clock(session)
    session.close()


def test_a_waiting_time_that_began_by_a_wrong_clock_is_over_no_sooner(layla: Person):
    session = layla.sets_up()
    holds_an_interview(session)
    known = session.now()
    layla.clock.at -= timedelta(days=30)
    assert session.now() < clock_check.not_before(session) <= known
    layla.clock.at += timedelta(days=60)
    assert clock_check.not_before(session) == session.now()
    session.close()


def test_records_from_before_evidence_was_kept_take_none_from_what_was_written_in_doubt(layla: Person):
    session = layla.sets_up()
    layla.clock.at += timedelta(days=900)
    holds_an_interview(session)  # marked
    with session.vault.transaction() as writer:
        writer.run("DELETE FROM setting WHERE name = 'clock newest'")
    session.close()
    layla.clock.at -= timedelta(days=890)
    session = layla.unlocks()
    assert kind(session) is None
    session.close()


@pytest.mark.parametrize("year", [1970, 2000, 2090])
def test_no_main_act_is_stopped_by_a_clock_in_doubt_and_each_is_marked(year: int, tmp_path: Path):
    with committee(tmp_path) as office:
        layla, omar, desk = (office.sessions[name] for name in (LAYLA, OMAR, DESK))
        office.syncs(DESK)
        today = layla.clock().astimezone().date()
        office.wrist(LAYLA).at = datetime(year, 1, 2, 8, tzinfo=UTC)
        assert kind(layla)
        case = holds_an_interview(layla).case_id
        for part in ("intake", LABOUR, "needs"):
            assert held(layla, case, part)
        grave = {"risk_level": "high", "risk_why": "x", "risk_review": today.isoformat()}
        assert held(layla, case, "risk", **grave)
        assert held(layla, case, SAFETY_PLAN)
        case_stages.move(layla, case, "documentation")
        consents.record(layla, case, "share", "yes", ConsentDetails("ne"), "shelter")
        asked = ReferralRequest(
            "shelter", "accommodation", "no place to sleep", "3h", answer_day=today + timedelta(days=3)
        )
        referral = referrals.refer(layla, case, asked)
        referrals.set_status(layla, case, referral, "accepted")
        visit = {"day": today.isoformat(), "by": "Huda Sample", "observed": "A room of her own."}
        next_day = {"next": (today + timedelta(days=14)).isoformat()}
        records.note(layla, case, HOME_VISIT.what, {**visit, **next_day})
        case_print.save(layla, case, "en", tmp_path / "case.pdf", "granite walnut seven kettle moon")
        absences.set_absence(
            layla, own_id(layla), first_day=today, last_day=today + timedelta(days=3), substitute_id=own_id(omar)
        )
        synced = office.syncs(LAYLA)
        assert (synced.finished, synced.problems) == (True, ())
        office.carry(LAYLA, DESK)
        for session in (layla, desk):
            page = queries.case(session, case)
            assert all(each.clock_in_doubt for each in page.timeline if each.author == LAYLA)
            assert case_state_of(session, bytes.fromhex(case)).refused == {}

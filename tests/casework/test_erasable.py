"""What a court, an agency or a legal hold still needs is not erased: not by an order, not by its
confirmation, not on any computer that they reach."""

import pytest

from app.casework.cases import erasure, queries, related_people
from app.casework.exchange import post
from app.casework.lifecycle import closure, referrals
from app.casework.records import unlock
from app.casework.session.session import Session
from app.vault import erasures as kept
from tests.casework.test_erasing import SECRET, nothing_is_left, three
from tests.casework.test_posting import Office
from tests.erasing import destroys, waits
from tests.hq_people import DESK, LAYLA, OMAR

ASKED = referrals.ReferralRequest("shelter", "bed", "no safe place", "1d", override="she asked for it")


def nobody_is_named(session: Session) -> None:
    """What was written after the order stays as nobody can read it: its key went with the case."""
    assert queries.cases(session) == []
    assert queries.cases(session, "maya") == []
    assert unlock.check(session).ok


def refer(session: Session, case: str) -> str:
    return referrals.refer(session, case, ASKED)


def test_a_case_is_not_erased_while_a_proceeding_is_open(office: Office):
    desk, layla, omar, case = three(office)
    complaint = related_people.proceed(layla, case, {"complaint": "412/2026", "authority": "Farwaniya"})
    office.carry(LAYLA, OMAR, DESK)
    with pytest.raises(erasure.ProceedingOpen):
        erasure.order(omar, case, "so")
    assert not kept.orders(omar.vault.database, omar.vault, bytes.fromhex(case)).orders
    related_people.proceed(omar, case, {"decision": "Filed"}, proceeding=complaint)
    erasure.order(omar, case, "so")
    office.carry(OMAR, DESK)
    related_people.hear(desk, case, complaint, {"date": "2026-12-01"})
    with pytest.raises(erasure.ProceedingOpen):
        erasure.confirm(desk, case)
    assert queries.case(desk, case).name == SECRET
    (hearing,) = related_people.proceedings_of(desk, queries.case_of(desk, case))[0].hearings
    related_people.hear(desk, case, complaint, {"outcome": "Filed for good"}, hearing.id)
    assert destroys(office, desk, case) > 0
    nobody_is_named(desk)


def test_a_decision_that_colleagues_differ_on_keeps_the_proceeding_open(office: Office):
    _desk, layla, omar, case = three(office)
    complaint = related_people.proceed(layla, case, {"complaint": "412/2026", "decision": "Filed"})
    office.carry(LAYLA, OMAR)
    related_people.proceed(layla, case, {"decision": "Filed"}, proceeding=complaint)
    related_people.proceed(omar, case, {"decision": ""}, proceeding=complaint)
    office.carry(LAYLA, OMAR)
    with pytest.raises(erasure.ProceedingOpen):
        erasure.order(omar, case, "so")


@pytest.mark.parametrize("end", [("rejected",), ("accepted", "in-progress", "done"), ("revoked",)])
def test_a_case_is_not_erased_while_an_agency_has_a_referral(office: Office, end: tuple[str, ...]):
    desk, layla, omar, case = three(office)
    referral = refer(layla, case)
    office.carry(LAYLA, OMAR, DESK)
    for status in end:
        with pytest.raises(erasure.ReferralOpen):
            erasure.order(omar, case, "so")
        referrals.set_status(omar, case, referral, status, "said by telephone")
    erasure.order(omar, case, "so")
    office.carry(OMAR, DESK)
    later = refer(desk, case)
    with pytest.raises(erasure.ReferralOpen):
        erasure.confirm(desk, case)
    referrals.set_status(desk, case, later, "revoked", "no longer needed")
    assert destroys(office, desk, case) > 0


def test_a_draft_of_a_referral_keeps_nothing(office: Office):
    desk, layla, omar, case = three(office)
    referrals.refer(layla, case, ASKED, draft=True)
    office.carry(LAYLA, OMAR, DESK)
    erasure.order(omar, case, "so")
    office.carry(OMAR, DESK)
    assert destroys(office, desk, case) > 0


def test_a_hold_that_the_desk_had_not_seen_keeps_the_case_where_it_is(office: Office):
    desk, layla, omar, case = three(office)
    erasure.order(omar, case, "so")
    office.carry(OMAR, DESK)
    closure.hold(omar, case, True, "the court asks for it")  # apart from the desk
    erasure.confirm(desk, case)
    post.export(desk, office.stick)
    post.collect(omar, office.stick)
    waits(office)
    nothing_is_left(desk, case)
    post.export(desk, office.stick)
    post.collect(omar, office.stick)
    assert queries.case(omar, case).name == SECRET
    assert unlock.check(omar).ok
    post.export(omar, office.stick)
    assert queries.case(omar, case).name == SECRET
    closure.hold(omar, case, False, "decided")
    post.export(omar, office.stick)  # each exchange carries out what is due
    nobody_is_named(omar)
    office.carry(OMAR, LAYLA)
    waits(office)
    nobody_is_named(layla)


def test_the_words_say_what_to_do_and_name_nobody():
    for error in (erasure.OnHold(), erasure.ProceedingOpen(), erasure.ReferralOpen()):
        assert "Nothing was changed." in error.says
        assert "can be erased once" in error.says
    kinds = [erasure.OnHold.kind(), erasure.ProceedingOpen.kind(), erasure.ReferralOpen.kind()]
    assert kinds == ["on_hold", "proceeding_open", "referral_open"]

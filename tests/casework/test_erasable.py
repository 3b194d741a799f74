"""What a court, an agency or a legal hold still needs is not erased: not by an order, not by its
confirmation, not on any computer that they reach."""

import pytest

from app.casework import closing, erasing, others, posting, reading, referring, unlock
from app.casework.session import Session
from app.vault import erasing as kept
from tests.casework.test_erasing import SECRET, nothing_is_left, three
from tests.casework.test_posting import Office, office
from tests.hq_people import DESK, LAYLA, OMAR

__all__ = ["office"]
ASKED = referring.Request("shelter", "bed", "no safe place", "1d", override="she asked for it")


def nobody_is_named(session: Session) -> None:
    """What was written after the order stays until it is ordered again; it says nothing of her."""
    assert SECRET not in [row.name for row in reading.cases(session)]
    assert reading.cases(session, "maya") == []
    assert unlock.check(session).ok


def refer(session: Session, case: str) -> str:
    return referring.refer(session, case, ASKED)


def test_a_case_is_not_erased_while_a_proceeding_is_open(office: Office):
    desk, layla, omar, case = three(office)
    complaint = others.proceed(layla, case, {"complaint": "412/2026", "authority": "Farwaniya"})
    office.carry(LAYLA, OMAR, DESK)
    with pytest.raises(erasing.ProceedingOpen):
        erasing.order(omar, case, "so")
    assert not kept.orders(omar.vault.database, omar.vault, bytes.fromhex(case))
    others.proceed(omar, case, {"decision": "Filed"}, proceeding=complaint)
    erasing.order(omar, case, "so")
    office.carry(OMAR, DESK)
    others.hear(desk, case, complaint, {"date": "2026-12-01"})
    with pytest.raises(erasing.ProceedingOpen):
        erasing.confirm(desk, case)
    assert reading.case(desk, case).name == SECRET
    (hearing,) = others.proceedings_of(desk, reading.case_of(desk, case))[0].hearings
    others.hear(desk, case, complaint, {"outcome": "Filed for good"}, hearing.id)
    assert erasing.confirm(desk, case) > 0
    nobody_is_named(desk)


def test_a_decision_that_colleagues_differ_on_keeps_the_proceeding_open(office: Office):
    _desk, layla, omar, case = three(office)
    complaint = others.proceed(layla, case, {"complaint": "412/2026", "decision": "Filed"})
    office.carry(LAYLA, OMAR)
    others.proceed(layla, case, {"decision": "Filed"}, proceeding=complaint)
    others.proceed(omar, case, {"decision": ""}, proceeding=complaint)
    office.carry(LAYLA, OMAR)
    with pytest.raises(erasing.ProceedingOpen):
        erasing.order(omar, case, "so")


@pytest.mark.parametrize("end", [("rejected",), ("accepted", "in-progress", "done"), ("revoked",)])
def test_a_case_is_not_erased_while_an_agency_has_a_referral(office: Office, end: tuple[str, ...]):
    desk, layla, omar, case = three(office)
    referral = refer(layla, case)
    office.carry(LAYLA, OMAR, DESK)
    for status in end:
        with pytest.raises(erasing.ReferralOpen):
            erasing.order(omar, case, "so")
        referring.set_status(omar, case, referral, status, "said by telephone")
    erasing.order(omar, case, "so")
    office.carry(OMAR, DESK)
    later = refer(desk, case)
    with pytest.raises(erasing.ReferralOpen):
        erasing.confirm(desk, case)
    referring.set_status(desk, case, later, "revoked", "no longer needed")
    assert erasing.confirm(desk, case) > 0


def test_a_draft_of_a_referral_keeps_nothing(office: Office):
    desk, layla, omar, case = three(office)
    referring.refer(layla, case, ASKED, draft=True)
    office.carry(LAYLA, OMAR, DESK)
    erasing.order(omar, case, "so")
    office.carry(OMAR, DESK)
    assert erasing.confirm(desk, case) > 0


def test_a_hold_that_the_desk_had_not_seen_keeps_the_case_where_it_is(office: Office):
    desk, layla, omar, case = three(office)
    erasing.order(omar, case, "so")
    office.carry(OMAR, DESK)
    closing.hold(omar, case, True, "the court asks for it")  # apart from the desk
    erasing.confirm(desk, case)
    nothing_is_left(desk, case)
    posting.collect(omar, office.stick)
    posting.export(desk, office.stick)
    posting.collect(omar, office.stick)
    assert reading.case(omar, case).name == SECRET
    assert unlock.check(omar).ok
    posting.export(omar, office.stick)
    assert reading.case(omar, case).name == SECRET
    closing.hold(omar, case, False, "decided")
    posting.export(omar, office.stick)  # each exchange carries out what is due
    nobody_is_named(omar)
    office.carry(OMAR, LAYLA)
    nobody_is_named(layla)


def test_the_words_say_what_to_do_and_name_nobody():
    for error in (erasing.OnHold(), erasing.ProceedingOpen(), erasing.ReferralOpen()):
        assert "Nothing was changed." in error.says
        assert "can be erased once" in error.says
    kinds = [erasing.OnHold.kind(), erasing.ProceedingOpen.kind(), erasing.ReferralOpen.kind()]
    assert kinds == ["on_hold", "proceeding_open", "referral_open"]

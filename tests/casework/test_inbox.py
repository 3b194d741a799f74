"""The officer responsible hears of every change that somebody else makes in her case."""

from app.case import events
from app.casework.cases import erasure, queries
from app.casework.interviews import conflicts
from app.casework.lifecycle import (
    case_stages,
    closure,
    consents,
    decisions,
    referrals,
)
from app.casework.lifecycle.consents import ConsentDetails
from app.casework.lifecycle.referrals import ReferralRequest
from app.casework.pages import work_list
from app.casework.pages.work_list import WorkFilter
from app.casework.session.session import EventAppender, Session
from app.casework.sharing import inbox
from tests.casework.test_conflicts import Two, two

__all__ = ["two"]
GIVEN = ConsentDetails(language="ne")


def kinds(session: Session, **how: bool) -> list[str]:
    return [line.kind for line in inbox.lines(session, **how)]


def reads_all(two: Two) -> None:
    for session in (two.layla, two.omar):
        inbox.mark_all(session)


def test_each_change_by_a_supervisor_is_a_line_of_the_officer_responsible(two: Two):
    layla, omar, case = two.layla, two.omar, two.case
    two.meet()
    reads_all(two)
    consents.record(omar, case, "share", "yes", GIVEN, "prosecution")
    case_stages.move(omar, case, "documentation")
    referral = referrals.refer(
        omar, case, ReferralRequest("prosecution", "investigation", "why", "1d")
    )
    referrals.set_status(omar, case, referral, "accepted")
    decisions.decide(omar, case, "presumed", "Committee", "passport held")
    consents.record(omar, case, "share", "withdrawn", GIVEN, "prosecution")
    for is_held in (True, False):
        closure.hold(omar, case, is_held, "a court asked")
    assert kinds(omar, unread=True) == []  # one's own changes make no line
    two.meet()
    lines = inbox.lines(layla, unread=True)
    assert [line.kind for line in reversed(lines)] == [
        "consent", "stage", "referral", "referral_answered", "status", "consent", "hold", "hold",
    ]  # fmt: skip
    follows = [inbox.detail(layla, line.event, "en").follows[:12] for line in reversed(lines)]
    # of an agreement nothing follows that a refusal does, nor anything of a hold that was lifted
    assert follows == ["", "", "", "", "", "Nothing more", "It cannot be", ""]
    assert {line.author for line in lines} == {"Omar Sample"}
    assert inbox.how_many(layla) == len(lines)
    (row,) = work_list.find(layla, WorkFilter()).rows
    assert row.unread
    reads_all(two)
    (row,) = work_list.find(layla, WorkFilter()).rows
    assert not row.unread


def test_a_line_says_what_stood_there_what_stands_there_now_and_why(two: Two):
    layla, omar, case = two.layla, two.omar, two.case
    two.meet()
    reads_all(two)
    decisions.decide(omar, case, "presumed", "Committee", "passport held")
    case_stages.move(omar, case, "documentation")
    two.meet()
    stage, status = inbox.lines(layla, unread=True)
    detail = inbox.detail(layla, stage.event, "en")
    assert detail is not None
    assert detail.changes == (("Stage of the case", "Identification", "Documentation"),)
    detail = inbox.detail(layla, status.event, "en")
    assert detail is not None
    assert (detail.changes[0][2], detail.reason) == ("Presumed victim", "passport held")


def test_a_correction_names_the_question_and_both_answers(two: Two):
    two.meet()
    reads_all(two)
    interview = queries.case(two.omar, two.case).interviews[0].id
    conflicts.correct(two.omar, two.case, interview, "/data/work/hours", "16", reason="misheard")
    two.meet()
    (line,) = inbox.lines(two.layla, unread=True)
    detail = inbox.detail(two.layla, line.event, "en")
    assert detail is not None
    answer = next(change for change in detail.changes if change[2] == "16")
    assert (answer[0], detail.reason) == ("How many hours a day do you usually work?", "misheard")
    assert answer[1] == "14"


def test_read_and_kept_unread(two: Two):
    two.meet()
    reads_all(two)
    case_stages.move(two.omar, two.case, "documentation")
    two.meet()
    (line,) = inbox.lines(two.layla, unread=True)
    inbox.mark(two.layla, [line.event])
    assert kinds(two.layla, unread=True) == []
    assert kinds(two.layla)[0] == "stage"
    inbox.mark(two.layla, [line.event], read=False)
    inbox.seen(two.layla, two.case)  # she opened the case
    assert kinds(two.layla, unread=True) == []


def test_an_order_to_erase_her_case_is_a_line(two: Two):
    two.meet()
    reads_all(two)
    erasure.order(two.omar, two.case, "opened by mistake")
    two.meet()
    assert "erasure" in kinds(two.layla, unread=True)


def test_what_the_officer_writes_herself_and_what_comes_twice_make_no_second_line(two: Two):
    two.meet()
    reads_all(two)
    case_stages.move(two.layla, two.case, "documentation")
    two.meet()
    two.meet()
    assert kinds(two.layla, unread=True) == []
    assert kinds(two.omar, unread=True).count("stage") <= 1


def test_neither_ones_own_record_that_comes_back_nor_one_without_effect_is_a_line(two: Two):
    two.meet()
    reads_all(two)
    layla, omar, case = two.layla, two.omar, two.case
    case_stages.move(layla, case, "documentation")
    with omar.vault.transaction() as writer:  # a computer that was altered says what nobody may
        pen = EventAppender(omar, writer, bytes.fromhex(case))
        pen.say(events.STATUS, {"status": "no-such-status", "body": "", "reason": ""})
        pen.say(events.STAGE, {"from": "identification", "to": "no-such-stage"})
    two.meet()
    told = queries.case_of(layla, case)
    assert told.without_effect
    theirs = {each.id for each in told.timeline}
    with layla.vault.transaction() as writer:  # as after a backup was restored: all comes again
        inbox.notice(layla, writer, told.id, theirs)
    shown = {line.event for line in inbox.lines(layla, unread=True)}
    own = {each.id.hex() for each in told.timeline if each.stream == told.stream}
    assert not shown & own
    assert not shown & {id_.hex() for id_ in told.without_effect}

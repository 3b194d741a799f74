"""The officer responsible hears of every change that somebody else makes in her case."""

import pytest

from app.case import events
from app.casework.cases import erasure, queries
from app.casework.interviews import conflicts
from app.casework.lifecycle import case_stages, closure, consents, decisions, referrals
from app.casework.lifecycle.consents import ConsentDetails
from app.casework.lifecycle.referrals import ReferralRequest
from app.casework.pages import office_work, work_list
from app.casework.pages.work_list import WorkFilter
from app.casework.session.session import EventAppender, Session
from app.casework.sharing import case_access, inbox
from app.seal.keys import fresh_id
from app.vault import inbox as stored
from app.vault import log
from tests.casework.test_conflicts import Two, two
from tests.casework.test_posting import Office
from tests.casework.test_work_list import keeps
from tests.counted import calls_of
from tests.people import keeps_a_case

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
    referral = referrals.refer(omar, case, ReferralRequest("prosecution", "investigation", "why", "1d"))
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


def says(session: Session, case: str, kind: str, content: dict[str, object]) -> bytes:
    with session.vault.transaction() as writer:
        return EventAppender(session, writer, bytes.fromhex(case)).say(kind, content)


def test_of_others_cases_only_a_need_of_today_comes_to_a_supervisor_and_to_nobody_else(office: Office):
    layla, nora = office.joins("Layla Sample"), office.joins("Nora Sample")
    omar = office.joins("Omar Sample", "supervisor")
    case = keeps_a_case(layla, "Maya Sample")
    office.carry("Layla Sample", "Nora Sample", "Omar Sample")
    for session in (nora, omar):
        inbox.mark_all(session)
    for needs in ({"need_shelter": "later"}, {"need_doctor": "now"}):
        talk = {"interview": fresh_id(), "facts": needs, "answers": []}
        says(layla, case, events.ANSWERS, talk)
    office.carry("Layla Sample", "Nora Sample", "Omar Sample")
    assert kinds(nora, unread=True) == []
    assert kinds(omar, unread=True) == ["urgent"]


def test_who_declines_says_why_to_whoever_has_the_case_alone(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    nora = office.joins("Nora Sample")
    case = keeps_a_case(layla, "Maya Sample")
    case_access.hand_over(layla, case, case_access.find(layla, "Omar Sample"), "yours")
    office.carry("Layla Sample", "Omar Sample", "Nora Sample")
    case_access.decline(omar, case, "too far away")
    office.carry("Omar Sample", "Layla Sample", "Nora Sample")
    declined = [(item.kind, item.note) for item in inbox.came_in(layla)]
    assert declined == [("declined", "too far away")]
    case_access.hand_over(layla, case, case_access.find(layla, "Nora Sample"), "then you")
    office.carry("Layla Sample", "Nora Sample", "Omar Sample")
    case_access.accept(nora, case)
    case_access.hand_over(nora, case, case_access.find(nora, "Omar Sample"), "after all")
    office.carry("Nora Sample", "Omar Sample", "Layla Sample")
    case_access.decline(omar, case, "still too far")
    inbox.mark_all(layla)
    office.carry("Omar Sample", "Nora Sample", "Layla Sample")
    waits = {
        name: [item.note for item in inbox.came_in(who) if item.kind == "declined"]
        for name, who in (("Layla", layla), ("Nora", nora))
    }
    assert waits == {"Layla": [], "Nora": ["still too far"]}


def test_a_look_at_a_case_reads_its_lines_but_for_what_waits_for_an_answer(two: Two):
    layla, case = two.layla, bytes.fromhex(two.case)
    reads_all(two)
    waiting = {events.HANDED: b"1" * 32, events.HANDED_ON: b"2" * 32, events.STAGE: b"3" * 32}
    with layla.vault.transaction() as writer:
        for kind, event in waiting.items():
            stored.add(writer, event, case, kind, layla.now())
    inbox.seen(layla, two.case)
    unread = {row.event for row in stored.rows(layla.reading(), 9, unread=True)}
    assert unread == {waiting[events.HANDED], waiting[events.HANDED_ON]}


def test_of_a_refusal_follows_what_of_an_agreement_does_not(two: Two):
    two.meet()
    reads_all(two)
    consents.record(two.omar, two.case, "share", "no", GIVEN, "prosecution")
    two.meet()
    (line,) = inbox.lines(two.layla, unread=True)
    detail = inbox.detail(two.layla, line.event, "en")
    assert detail is not None
    assert detail.follows.startswith("Nothing more is sent to those it names")


def test_only_whom_a_case_was_offered_takes_it_and_then_reads_it_in_his_own_right(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    nora = office.joins("Nora Sample")
    case = keeps_a_case(layla, "Maya Sample")
    case_access.hand_over(layla, case, case_access.find(layla, "Omar Sample"), "yours")
    office.carry("Layla Sample", "Omar Sample", "Nora Sample")
    for answer in (case_access.accept, lambda who, id_: case_access.decline(who, id_, "no")):
        with pytest.raises(case_access.NoHandover):
            answer(nora, case)
    declined, accepted = (keeps_a_case(layla, name) for name in ("Rima Sample", "Sara Sample"))
    for offered in (declined, accepted):
        case_access.hand_over(layla, offered, case_access.find(layla, "Farwaniya"), "who can")
    office.carry("Layla Sample", "Omar Sample")
    case_access.decline(omar, declined, "not I")
    case_access.accept(omar, accepted)
    own = [
        omar.vault.own_team().id in log.readers(omar.vault.database, omar.vault, bytes.fromhex(offered))
        for offered in (declined, accepted)
    ]
    assert own == [False, True]  # also once he is in that team no more


def test_one_of_a_team_declines_and_another_takes_the_case(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    nora = office.joins("Nora Sample")
    case = keeps_a_case(layla, "Maya Sample")
    case_access.hand_over(layla, case, case_access.find(layla, "Farwaniya"), "who can")
    office.carry("Layla Sample", "Omar Sample", "Nora Sample")
    case_access.decline(omar, case, "no room")
    office.carry("Omar Sample", "Layla Sample", "Nora Sample")
    [waiting] = queries.case(layla, case).handovers
    assert waiting.declined == ("Omar Sample",)
    [heard] = [item for item in inbox.came_in(layla) if item.kind == "declined"]
    assert (heard.author, heard.note, heard.team) == ("Omar Sample", "no room", "Farwaniya")
    assert heard.others_can_accept
    assert "declined" not in [item.kind for item in inbox.came_in(nora)]
    assert [handover.is_mine for handover in queries.case(omar, case).handovers] == [False]
    for answer in (case_access.accept, lambda who, id_: case_access.decline(who, id_, "again")):
        with pytest.raises(case_access.NoHandover):
            answer(omar, case)
    assert "handed over" in [item.kind for item in inbox.came_in(nora)]
    case_access.accept(nora, case)
    office.carry("Nora Sample", "Layla Sample", "Omar Sample")
    assert queries.case_of(layla, case).responsible == nora.vault.stream
    assert "declined" not in [item.kind for item in inbox.came_in(layla)]


def test_a_case_is_declined_once_all_of_its_team_have_declined(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    nora = office.joins("Nora Sample")
    case = keeps_a_case(layla, "Maya Sample")
    case_access.hand_over(layla, case, case_access.find(layla, "Farwaniya"), "who can")
    office.carry("Layla Sample", "Omar Sample", "Nora Sample")
    case_access.decline(omar, case, "no room")
    case_access.decline(nora, case, "on leave")
    office.carry("Omar Sample", "Nora Sample", "Layla Sample")
    office.carry("Nora Sample", "Layla Sample", "Omar Sample")
    assert queries.case(layla, case).handovers == ()
    heard = [item for item in inbox.came_in(layla) if item.kind == "declined"]
    assert {(item.author, item.others_can_accept) for item in heard} == {("Omar Sample", False), ("Nora Sample", False)}


def test_whoever_offered_a_colleagues_case_hears_that_it_was_declined(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    nora = office.joins("Nora Sample")
    case = keeps_a_case(layla, "Maya Sample")
    office.carry("Layla Sample", "Omar Sample", "Nora Sample")
    case_access.reassign(omar, case, case_access.find(omar, "Nora Sample"), "nearer")
    office.carry("Omar Sample", "Nora Sample", "Layla Sample")
    case_access.decline(nora, case, "on leave")
    office.carry("Nora Sample", "Omar Sample", "Layla Sample")
    heard = {
        name: [item.note for item in inbox.came_in(session) if item.kind == "declined"]
        for name, session in (("Layla", layla), ("Omar", omar))
    }
    assert heard == {"Layla": ["on leave"], "Omar": ["on leave"]}


def test_what_waits_costs_a_supervisor_the_same_however_many_cases_colleagues_open(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")

    def day() -> tuple[object, ...]:
        return inbox.came_in(omar), inbox.how_many(omar), office_work.today(omar).reviews.count

    def cost(number: int) -> int:
        for at in range(number):
            keeps_a_case(layla, f"Maya {at}")
        office.carry("Layla Sample", "Omar Sample")
        omar.forget()
        assert day()[:2] == ([], 0)  # nobody has to answer a new case
        return calls_of(day)

    few = cost(2)
    assert cost(20) < 1.2 * few
    assert len(work_list.find(omar, WorkFilter()).rows) == 22
    assert all(row.unread for row in work_list.find(omar, WorkFilter()).rows)


def test_a_line_costs_the_same_however_much_happened_in_its_case(two: Two):
    layla, omar, case = two.layla, two.omar, two.case
    two.meet()
    reads_all(two)
    case_stages.move(omar, case, "documentation")
    two.meet()

    def cost() -> int:
        layla.forget()
        return calls_of(lambda: inbox.lines(layla, unread=True))

    before, _ = (cost(), [consents.record(layla, case, "share", "yes", GIVEN, "ngo") for _ in range(30)])
    assert kinds(layla, unread=True) == ["stage"]
    assert cost() < 1.2 * before


def test_what_was_handed_over_is_shown_without_opening_its_case_and_waits_until_it_is_answered(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    case = keeps_a_case(layla, "Maya Sample")
    case_access.hand_over(layla, case, case_access.find(layla, "Omar Sample"), "please go on")
    office.carry("Layla Sample", "Omar Sample")

    def cost() -> int:
        omar.forget()
        return calls_of(lambda: inbox.came_in(omar))

    before, _ = (cost(), [consents.record(layla, case, "share", "yes", GIVEN, "ngo") for _ in range(30)])
    office.carry("Layla Sample", "Omar Sample")
    assert cost() < 1.2 * before
    lines = inbox.mark_all(omar)
    (came,) = inbox.came_in(omar)  # having read it answers nothing
    assert (came.kind, came.note) == ("handed over", "please go on")
    case_access.accept(omar, case)
    inbox.mark(omar, lines, read=False)
    assert inbox.came_in(omar) == []


def test_of_what_waits_a_person_who_needs_something_today_comes_first(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    cases = [keeps(layla, "Rima Sample", need_protection="now"), keeps(layla, "Maya Sample")]
    for case in cases:
        case_access.hand_over(layla, case, case_access.find(layla, "Omar Sample"))
        layla.clock.pass_(hours=1)
    office.carry("Layla Sample", "Omar Sample")
    assert [item.case_id for item in inbox.came_in(omar)] == cases

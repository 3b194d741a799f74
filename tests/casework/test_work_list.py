"""The list of work: what a supervisor filters, sorts, counts and reassigns; and what nobody may see there."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.case import events
from app.casework.cases import categories, index, queries, related_people, reviews
from app.casework.cases.case_rows import REVIEW
from app.casework.cases.refusals import ReasonWanted
from app.casework.interviews import interview
from app.casework.lifecycle import case_batch, closure, consents, referrals, shift, tasks
from app.casework.lifecycle.consents import ConsentDetails
from app.casework.pages import office_figures, office_work, work_list
from app.casework.pages.work_list import UNSAID, NameMissing, WorkFilter
from app.casework.questionnaires import forms
from app.casework.session.session import EventAppender, Session, case_state_of
from app.casework.sharing import case_access, inbox
from app.casework.sharing.case_access import NotYours, WithThemAlready
from app.language import Words
from app.seal.keys import fresh_id
from app.vault import cases as case_table
from tests.casework.test_beginnings import visited
from tests.casework.test_posting import Office, away
from tests.people import keeps_a_case
from tests.ui.office import finished

W = Words("en")
SITA = {"nationality": "NP", "sex": "female", "age": "31", "phone": "+965 5512 3456"}


def keeps(session: Session, name: str, *, restricted: bool = False, **facts: str) -> str:
    """A case in which this was said."""
    case = keeps_a_case(session, name, restricted=restricted)
    with session.vault.transaction() as writer:
        pen = EventAppender(session, writer, bytes.fromhex(case))
        told = {"interview": fresh_id(), "facts": facts, "answers": []}
        pen.say(events.ANSWERS, {**told, "restricted": int(restricted)})
    return case


def found(session: Session, sort: str = work_list.Sort.DANGER, **conditions: object) -> list[str]:
    listed = work_list.find(session, WorkFilter(**conditions), sort)  # type: ignore[arg-type]
    assert listed.total == len(listed.rows)
    return [row.id for row in listed.rows]


def officer_called(session: Session, name: str) -> case_access.ColleagueOrTeam:
    return case_access.find(session, name)


# -- the list


def test_danger_comes_first_and_what_nobody_looked_at_is_not_low(omar):
    low, high = keeps(omar, "Low", risk_level="low"), keeps(omar, "High", risk_level="high")
    unseen, medium = keeps(omar, "Unseen"), keeps(omar, "Medium", risk_level="medium")
    urgent = keeps(omar, "Urgent", risk_level="high", need_shelter="now")
    assert found(omar) == [urgent, high, unseen, medium, low]
    assert found(omar, danger="not_assessed") == [unseen]
    assert found(omar, urgent=True) == [urgent]
    by_name = work_list.find(omar, WorkFilter(), work_list.Sort.PERSON)
    assert [row.name for row in by_name.rows] == ["High", "Low", "Medium", "Unseen", "Urgent"]
    backwards = work_list.find(omar, WorkFilter(), work_list.Sort.PERSON, reverse=True)
    assert backwards.rows == by_name.rows[::-1]


def test_what_somebody_said_of_violence_marks_the_case_until_the_risks_are_reviewed(omar):
    high, unseen = keeps(omar, "High", risk_level="high"), keeps(omar, "Unseen")
    threatened = keeps(omar, "Threatened", need_protection="days")
    assert found(omar) == [high, threatened, unseen]
    assert found(omar, danger="signs") == [threatened]
    hurt = keeps(omar, "Hurt")
    talk = bytes.fromhex(queries.case(omar, hurt).interviews[0].id)
    seen = {"id": "ilo_2012", "seen": [{"code": "F2P7"}]}
    with omar.vault.transaction() as writer:
        pen = EventAppender(omar, writer, bytes.fromhex(hurt))
        pen.say(events.ASSESSED, {"interview": talk, "assessment": {"readings": [seen, 7, "F2P7"]}})
    assert set(found(omar, danger="signs")) == {threatened, hurt}
    low = keeps(omar, "Looked at", need_protection="days", risk_level="low")
    assert low not in found(omar, danger="signs")


def test_the_day_of_an_office_begins_with_who_has_least_time_left(omar):
    for name, minutes in (("Long over", 300), ("Just over", 80), ("Soon", 20), ("Later", 10)):
        keeps(omar, name, need_shelter="now")
        omar.clock.pass_(minutes=minutes)
    needed = tasks.first(omar, 3, needs=True)
    assert [task.name for task in needed] == ["Soon", "Later", "Just over"]
    assert needed[0].officer == omar.officer.name
    assert {task.kind for task in needed} == {"urgent"}
    others = tasks.first(omar, 9, needs=False)
    assert others
    assert "urgent" not in {task.kind for task in others}
    today = office_work.today(omar)
    assert (today.reviews.count, today.approvals, today.decisions.count) == (4, office_work.WorkQueue(0, None), 0)
    assert [(work.urgent, work.open) for work in today.officers] == [(4, 4)]
    assert not office_work.is_silent(today.officers[0], omar.clock())
    quiet = replace(today.officers[0], contact=omar.clock() - timedelta(days=4))
    assert office_work.is_silent(quiet, omar.clock())
    assert not office_work.is_silent(replace(quiet, open=0), omar.clock())


def test_each_filter_leaves_its_cases_and_all_of_them_hold_at_once(omar):
    sita = keeps(omar, "Sita", **SITA)
    child = keeps(omar, "Asha", nationality="BD", sex="female", age="15")
    other = keeps(omar, "Rahim", nationality="BD", sex="male", age="40")
    closure.close(omar, other, "he left", "left")
    assert found(omar, nationality="NP") == [sita]
    assert found(omar, nationality="BD") == [child]
    assert found(omar, child=True) == [child]
    assert found(omar, age_group="25-34", sex="female") == [sita]
    assert found(omar, age_group="25-34", sex="male") == []
    assert found(omar, state="closed") == [other]
    assert sorted(found(omar, state="all", nationality="BD")) == sorted([child, other])
    today = omar.clock().astimezone().date()
    assert sorted(found(omar, opened_from=str(today), opened_until=str(today))) == sorted([sita, child])
    assert found(omar, opened_until=str(today - timedelta(days=1))) == []
    assert sorted(found(omar, changed=1)) == sorted([sita, child])
    omar.clock.pass_(days=40)
    assert found(omar, changed=1) == []
    assert sorted(found(omar, late=True)) == sorted([sita, child])  # their stage should be over


def test_a_day_of_a_filter_is_a_whole_day_and_yesterday_is_one_day_ago(omar):
    ended = keeps(omar, "Sita", **SITA)
    closure.close(omar, ended, "she left", "left")
    still_open = keeps(omar, "Maya")
    today = omar.clock().astimezone().date()
    day, day_before = str(today), str(today - timedelta(days=1))
    assert found(omar, state="closed", ended_from=day, ended_until=day) == [ended]
    assert found(omar, state="closed", ended_until=day_before) == []
    assert found(omar, state="all", ended_until=day) == [ended]  # what is open ended on no day
    omar.clock.pass_(days=1)
    assert found(omar, changed=1) == [still_open]
    omar.clock.pass_(days=1)
    assert found(omar, changed=1) == []
    assert found(omar, changed=2) == [still_open]


def test_what_is_late_comes_before_a_review_that_is_waited_for(omar):
    case = keeps(omar, "Sita", next_contact="2026-12-20")
    omar.clock.pass_(minutes=1)
    names = work_list.task_names(omar)
    (row,) = work_list.find(omar, WorkFilter()).rows
    assert row.waits == REVIEW
    decides = work_list.next_step(row, names, omar.now(), decides=True)
    assert (decides.says(W), decides.due, decides.late) == ("Your review", None, False)
    assert work_list.next_step(row, names, omar.now()).says(W) == "A supervisor decides"
    assert work_list.oldest_waiting(omar) == decides.waiting
    omar.clock.pass_(days=40)
    late = work_list.next_step(row, names, omar.now(), decides=True)
    assert (late.late, late.waiting) == (True, None)
    assert late.says(W) not in ("Your review", "A supervisor decides")
    (worker,) = work_list.officers(omar)
    assert (worker.open, worker.waits, worker.late) == (1, 1, 1)
    case_batch.review(omar, [case], "returned", "ask for the address")
    assert work_list.officers(omar)[0].waits == 0
    closure.close(omar, case, "she left", "left")
    assert work_list.oldest_waiting(omar) is None


def test_what_is_needed_today_stands_before_a_review_and_the_nearest_day_first(omar):
    later = keeps(omar, "Later", risk_level="high", next_contact="2026-11-25")
    sooner = keeps(omar, "Sooner", risk_level="high", next_contact="2026-11-24")
    assert found(omar) == [sooner, later]
    urgent = keeps(omar, "Urgent", need_shelter="now")
    names = work_list.task_names(omar)
    row = next(row for row in work_list.find(omar, WorkFilter()).rows if row.id == urgent)
    assert row.waits == REVIEW
    step = work_list.next_step(row, names, omar.now(), decides=True)
    assert step.says(W).startswith("Today")


def test_tasks_stand_by_their_days_and_those_of_a_closed_case_press_nobody(omar):
    late = keeps(omar, "Late", next_contact="2026-11-20")
    soon = keeps(omar, "Soon", next_contact="2026-11-24")
    shift.note(omar, soon, "she sleeps badly")  # of no day
    kinds = [(task.kind, task.case_id) for task in tasks.tasks(omar) if task.kind != "stage"]
    assert kinds == [("contact", late), ("contact", soon), ("shift", soon)]
    assert tasks.how_many(omar) == (5, 1)  # today is not overdue
    ended = keeps(omar, "Ended", risk_level="high", next_contact="2026-11-25")
    assert [task.case_id for task in tasks.first(omar, 1)] == [ended]
    closure.close(omar, ended, "she left", "left")
    omar.clock.pass_(days=4000)  # it is to be erased by then
    assert "retention" in [task.kind for task in tasks.tasks(omar)]
    assert ended not in [task.case_id for task in tasks.first(omar, 1)]
    assert ended not in tasks.nearest(omar, [ended, soon])


def test_a_page_follows_a_page(omar):
    for number in range(5):
        keeps_a_case(omar, f"Sample {number}")
    pages = [work_list.find(omar, WorkFilter(), limit=2, offset=at).rows for at in (0, 2, 4)]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert len({row.id for page in pages for row in page}) == 5


def test_text_alone_finds_closed_cases_too_and_says_why(omar):
    sita = keeps(omar, "Sita Gurung", **SITA)
    closure.close(omar, sita, "she left", "left")
    (row,) = work_list.find(omar, WorkFilter(typed="5512 3456")).rows
    assert (row.id, row.matched) == (sita, ("telephone",))
    assert queries.cases(omar, "سيتا")[0].matched == ("sounds_alike",)
    for typed in ("nepal", "نيبال", "omar sample"):
        assert [row.id for row in queries.cases(omar, typed)] == [sita]
    assert found(omar, typed="sita", nationality="NP", state="closed") == [sita]
    assert found(omar, typed="سيتا", nationality="NP", state="closed") == [sita]
    assert work_list.find(omar, WorkFilter(typed="nobody")).total == 0


def test_a_restricted_case_tells_who_it_is_by_no_name_filter_order_or_number(omar):
    open_case = keeps(omar, "Aisha", **SITA)
    kept = keeps(omar, "Zahra Secret", restricted=True, **{**SITA, "site": "Secret Villa"})
    rows = {row.id: row for row in work_list.find(omar, WorkFilter()).rows}
    shown = rows[kept]
    assert (shown.name, shown.nationality, shown.sex, shown.age_group, shown.site) == ("",) * 5
    assert found(omar, nationality="NP") == [open_case]
    assert found(omar, nationality=UNSAID) == [kept]
    assert found(omar, work_list.Sort.PERSON) == [kept, open_case]  # the order tells no name
    (row,) = queries.cases(omar, "secret")
    assert (row.id, row.name, row.matched) == (kept, "", ())
    (row,) = queries.cases(omar, row.reference)
    assert row.matched == ("number",)


def test_a_visit_is_in_the_list_and_in_no_figure(omar):
    case, visit = keeps(omar, "Sita", **SITA), visited(omar).case_id
    assert sorted(found(omar)) == sorted([case, visit])
    assert found(omar, visits="no") == [case]
    figures = office_figures.figures(omar, office_figures.Period(), "en")
    assert figures.total == 1
    for table in figures.tables:
        assert sum(figure.number for figure in table.figures) <= 1
    (work,) = work_list.officers(omar)
    assert work.open == 1


def test_the_next_step_and_the_last_change_stand_in_the_row(omar):
    case = keeps(omar, "Sita", next_contact="2026-11-24")
    (row,) = work_list.find(omar, WorkFilter()).rows
    assert row.waits == REVIEW
    step = work_list.next_step(row, work_list.task_names(omar), omar.now(), decides=True)
    assert step is not None
    assert (step.says(W), step.due) == ("Your review", None)
    assert step.waiting is not None
    omar.clock.pass_(minutes=1)
    reviews.review(omar, case, "approved")
    (row,) = work_list.find(omar, WorkFilter()).rows
    assert (work_list.last_change(row), row.changed_by) == ("Approved by a supervisor", "Omar Sample")
    step = work_list.next_step(row, work_list.task_names(omar), omar.now())
    assert step is not None
    assert (step.says(W), step.late) == ("Next contact", False)


def test_the_last_change_says_what_came_of_it_and_not_the_contrary(omar):
    case = keeps(omar, "Sita")
    officer = ConsentDetails(language="ne", mode="spoken", witness="Rana", interpreter="T-07")
    request = referrals.ReferralRequest("shelter", "shelter", "a bed", "1d")

    def last() -> str:
        omar.clock.pass_(minutes=1)
        (row,) = work_list.find(omar, WorkFilter()).rows
        assert row.changed_by == "Omar Sample"
        return work_list.last_change(row)

    def consent(answer: str) -> str:
        consents.record(omar, case, "share", answer, officer, "shelter")
        return last()

    assert [consent(answer) for answer in ("yes", "no", "yes", "withdrawn", "yes")] == [
        "Consent recorded",
        "Consent refused",
        "Consent recorded",
        "Consent withdrawn",
        "Consent recorded",
    ]
    drafts = [referrals.refer(omar, case, request, draft=True) for _ in range(2)]
    assert last() == "Referral made"
    answers = []
    for status in ("sent", "rejected"):
        referrals.set_status(omar, case, drafts[0], status, reason="No room")
        answers.append(last())
    for status in ("sent", "accepted", "revoked"):
        referrals.set_status(omar, case, drafts[1], status, reason="No need")
        answers.append(last())
    assert answers == ["Referral sent", "Referral rejected", "Referral sent", "Referral accepted", "Referral cancelled"]
    reviews.review(omar, case, "returned", "The age is missing")
    assert last() == "Returned by a supervisor"
    for is_held, says in ((True, "Legal hold"), (False, "Legal hold ended")):
        closure.hold(omar, case, is_held, "Court order")
        assert last() == says
    brother = related_people.note(omar, case, "family", {"name": "Ram"})
    assert last() == "Person or place noted"
    related_people.strike(omar, case, brother, "Somebody else")
    assert last() == "Person or place struck off"


def test_a_filter_is_kept_under_its_name_until_it_is_forgotten(omar):
    wanted = WorkFilter(nationality="NP", late=True)
    work_list.save(omar, " Nepal, late ", wanted)
    (chip,) = work_list.saved(omar)
    assert (chip.name, chip.filter) == ("Nepal, late", wanted)
    assert work_list.chips(omar)[-1] == chip
    work_list.save(omar, "Nepal, late", replace(wanted, late=False))
    assert len(work_list.saved(omar)) == 1
    for name in (" ", "n" * 61):
        with pytest.raises(NameMissing):
            work_list.save(omar, name, wanted)
    assert WorkFilter.of('{"nationality": "NP", "of a later version": 1, "late": "yes"}') == (
        WorkFilter(nationality="NP")
    )


def test_an_earlier_versions_rows_are_counted_until_they_are_made_again(omar):
    keeps(omar, "Sita", **SITA)
    with omar.vault.transaction() as writer:  # as a vault of version 20 comes
        writer.run("UPDATE case_row SET nationality = '', danger = 1")
        writer.run("INSERT INTO case_to_remake SELECT case_id FROM case_row")
    assert work_list.uncounted(omar) == 1
    assert found(omar, nationality="NP") == []
    while index.remake_some_tasks(omar):
        pass
    assert work_list.uncounted(omar) == 0
    assert len(found(omar, nationality="NP")) == 1


def test_categories_are_called_as_the_questionnaires_call_them(omar):
    live = interview.start(omar, forms.forms(omar)[0].hash)
    for kind, questions in (("nationality", ["nationality"]), ("sector", ["job", "industry"])):
        paths = [asked.path for asked in live.form.questions() if asked.name in questions]
        for code in ("en", "ar"):
            label = next(item.name for item in live.form.languages if item.code == code)
            names = {
                choice.value: _straight(choice.label)
                for path in paths
                for choice in live.interview.node(path, label).choices
                if choice.value not in ("unknown", "refused")
            }
            words = Words(code)  # type: ignore[arg-type]
            assert {value: _straight(categories.name(kind, value, words)) for value in categories.codes(kind)} == names


@pytest.mark.parametrize(("job", "sector"), [("domestic", "domestic"), ("farm", "farm"), ("other", "other")])
def test_the_sector_of_a_case_is_the_kind_of_work_as_far_as_it_was_asked(omar, job, sector):
    case = finished(omar, {"name": "Maya Sample", "job": job}).case_id
    for code in ("domestic", "farm", "other"):
        rows = work_list.find(omar, WorkFilter(sector=code)).rows
        assert [row.id for row in rows] == ([case] if code == sector else [])


def test_a_filter_is_said_by_the_names_of_what_it_holds(omar):
    def words(**conditions: str) -> list[str]:
        return work_list.in_words(omar, WorkFilter(**conditions), "en")  # type: ignore[arg-type]

    assert [words(sex=sex) for sex in ("female", "male")] == [["Woman"], ["Man"]]
    assert words(danger="not_assessed") == ["Danger: \u2068Not assessed yet\u2069"]
    assert words(state="closed", nationality="NP", sector=UNSAID) == ["Closed", "Nepal", "Not said"]
    assert [categories.age_group(years) for years in (17, 18, 24, 25, 34, 35, 49, 50)] == [
        "0-17", "18-24", "18-24", "25-34", "25-34", "35-49", "35-49", "50+",
    ]  # fmt: skip


def _straight(text: str) -> str:
    return text.replace("’", "'")


# -- acts on several


def test_a_supervisor_gives_cases_to_another_officer_who_has_them_at_once_and_may_decline(office: Office):
    layla, fahad = office.joins("Layla Sample"), office.joins("Fahad Sample")
    omar = office.joins("Omar Sample", "supervisor")
    one, two = keeps(fahad, "Sita", **SITA), keeps(fahad, "Maya")
    office.carry("Fahad Sample", "Omar Sample", "Layla Sample")
    assert {row.officer_name for row in work_list.find(omar, WorkFilter()).rows} == {"Fahad Sample"}
    to = officer_called(omar, "Layla Sample")
    outcome = case_batch.reassign(omar, [one, two, "0" * 32, one], to, "Fahad is away")
    assert outcome.completed == (one, two)
    (refused,) = outcome.refused
    assert (refused.case_id, refused.reference) == ("0" * 32, "")
    assert isinstance(refused.error, queries.NoCase)
    assert sorted(found(omar, officer=to.id)) == sorted([one, two])
    (again,) = case_batch.reassign(omar, [one], to).refused
    assert isinstance(again.error, WithThemAlready)
    office.carry("Omar Sample", "Layla Sample", "Fahad Sample")
    assert sorted(found(layla, officer="mine")) == sorted([one, two])
    assert found(fahad, officer="mine") == []
    desk, day = officer_called(fahad, "Huda Desk"), date(2026, 12, 1)
    assert away(fahad, desk.id, day, day).later == 0  # they are not his to leave
    assert away(layla, officer_called(layla, "Huda Desk").id, day, day).later == 2
    assert {item.kind for item in inbox.came_in(layla)} == {"handed over"}
    assert {line.kind for line in inbox.lines(fahad)} == {"handed over"}  # who had them is told too
    case_access.decline(layla, one, "I am on leave")
    case_access.accept(layla, two)
    unread = {line.kind for line in inbox.lines(layla, unread=True)}
    assert "handed over" not in unread  # what was answered waits no more
    office.carry("Layla Sample", "Fahad Sample")
    assert found(fahad, officer="mine") == [one]
    assert found(fahad, officer=to.id) == [two]


def test_who_is_no_supervisor_reassigns_nothing_and_an_event_that_says_so_has_no_such_effect(office: Office):
    layla, fahad = office.joins("Layla Sample"), office.joins("Fahad Sample")
    case = keeps(layla, "Sita")
    office.carry("Layla Sample", "Fahad Sample")
    to = officer_called(fahad, "Huda Desk")
    with pytest.raises(NotYours):
        case_access.reassign(fahad, case, to)
    with pytest.raises(NotYours):
        case_batch.reassign(fahad, [case], to)
    with pytest.raises(NotYours):
        case_batch.review(fahad, [case], "approved")
    with pytest.raises(NotYours):
        work_list.officers(fahad)
    with fahad.vault.transaction() as writer:  # by a program that asks nobody
        content = {"to": ["person", bytes.fromhex(to.id)], "name": to.name, "assigned": 1}
        EventAppender(fahad, writer, bytes.fromhex(case)).say(events.HANDED, content)
    state = case_state_of(fahad, bytes.fromhex(case))
    assert (state.assigned, len(state.handovers)) == (b"", 1)
    (row,) = work_list.find(fahad, WorkFilter()).rows
    assert row.officer_name == "Layla Sample"


def test_a_date_moves_with_a_reason_and_not_into_the_past(omar):
    one, two = (keeps(omar, "Sita", next_contact="2026-11-26"), keeps(omar, "Maya", risk_review="2026-11-30"))
    day = date(2026, 12, 3)
    outcome = case_batch.move_date(omar, [one, two], day, "she is at court until then")
    assert outcome.completed == (one, two)
    assert case_state_of(omar, bytes.fromhex(one)).facts["next_contact"] == "2026-12-03"
    facts = case_state_of(omar, bytes.fromhex(two)).facts
    assert (facts["risk_review"], facts.get("next_contact")) == ("2026-12-03", None)
    entry = queries.case(omar, one).timeline[-1]
    assert (entry.says, entry.note) == ("Date moved", "she is at court until then")
    with pytest.raises(case_batch.DayPast):
        case_batch.move_date(omar, [one], date(2026, 11, 1), "x")
    with pytest.raises(ReasonWanted):
        case_batch.move_date(omar, [one], day, " ")


def test_several_are_decided_and_each_has_its_own_event(omar):
    cases = [keeps(omar, "Sita"), keeps(omar, "Maya")]
    omar.clock.pass_(minutes=1)
    assert found(omar, review=True) != []
    assert case_batch.review(omar, cases, "returned", "ask for the address").completed == tuple(cases)
    assert found(omar, review=True) == []
    assert [queries.case(omar, case).reviews[0].text for case in cases] == ["ask for the address"] * 2


def test_handing_over_is_an_offer_to_each(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    cases = [keeps(layla, "Sita"), keeps(layla, "Maya")]
    office.carry("Omar Sample", "Layla Sample")
    outcome = case_batch.hand_over(layla, cases, officer_called(layla, "Omar Sample"), "leave")
    assert outcome.completed == tuple(cases)
    assert sorted(found(layla, officer="mine")) == sorted(cases)
    office.carry("Layla Sample", "Omar Sample")
    assert {row.waits for row in work_list.find(omar, WorkFilter()).rows} == {"handed"}


def test_officers_are_listed_with_what_they_have_and_when_they_were_last_heard(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    keeps(layla, "Sita", risk_level="high")
    keeps(layla, "Maya")
    office.carry("Layla Sample", "Omar Sample")
    works = {work.name: work for work in work_list.officers(omar)}
    assert (works["Layla Sample"].open, works["Layla Sample"].high) == (2, 1)
    assert works["Layla Sample"].contact is not None
    assert works["Huda Desk"].open == 0
    team = works["Layla Sample"].teams[0]
    assert len(found(omar, team=team)) == 2
    assert found(omar, team=team, officer=works["Huda Desk"].id) == []
    assert case_table.count(omar.reading()) == 2

"""Somebody is away and a colleague stands in: on those days, and not a day longer."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.case import events
from app.casework.cases import queries
from app.casework.exchange import post
from app.casework.lifecycle import tasks
from app.casework.organisation import absences, people
from app.casework.pages import work_list
from app.casework.pages.work_list import MINE, WorkFilter
from app.casework.session.colleagues import NoRecipient, own_id
from app.casework.session.session import EventAppender, Session, case_state_of
from app.casework.sharing import case_access, case_verification, inbox, stand_ins
from app.seal.keys import fresh_id
from app.vault import absences as rows
from app.vault import log
from app.vault import stand_ins as stand_in_rows
from tests.casework.test_people import row_of
from tests.casework.test_posting import Office, away
from tests.people import keeps_a_case

DESK, LAYLA, OMAR, NORA, YOUSEF = ("Huda Desk", "Layla Sample", "Omar Sample", "Nora Sample", "Yousef Sample")
FIRST, LAST = date(2026, 11, 29), date(2026, 12, 10)


@pytest.fixture
def lent(office: Office) -> str:
    """Layla, in a team with Nora who supervises it, has a case; Omar is of another team."""
    layla = office.joins(LAYLA, news=False)
    office.joins(NORA, "supervisor", news=False)
    people.create_team(office.sessions[DESK], "Hawalli")
    office.joins(OMAR, team="Hawalli")
    case = keeps_a_case(layla, "Maya Sample")
    office.carry(LAYLA, DESK, NORA, OMAR)
    return case


def stood_in_for(session: Session) -> dict[str, str]:
    """The cases in which this officer stands in today, each with whom for."""
    names = stand_in_rows.absent_names(session.reading(), session.vault.person, session.now())
    return {case.hex(): name for case, name in names.items()}


def at(office: Office, day: date, hour: int = 8) -> None:
    """All clocks of the office say this day."""
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    for person in office.people.values():
        person.clock.at = moment


def reads(session: Session, case: str, text: str) -> bool:
    try:
        return text in str(queries.case_of(session, case).timeline)
    except queries.NoCase:
        return False


def writes(session: Session, case: str, text: str) -> None:
    queries.set_view(session, case, "00" * 16, text)


def is_here(session: Session, case: str) -> bool:
    return case in [row.id for row in queries.cases(session)]


def kinds_in_inbox(session: Session, case: str) -> set[str]:
    return {line.kind for line in inbox.lines(session) if line.case_id == case}


def passes_on(office: Office) -> None:
    """Everybody lays down what they have, then everybody takes what lies there."""
    for session in office.sessions.values():
        post.export(session, office.stick)
    for session in office.sessions.values():
        post.collect(session, office.stick)


def set_by(session: Session, of: Session, to: Session, **how: object) -> absences.AbsenceSummary:
    return absences.set_absence(session, own_id(of), first_day=FIRST, last_day=LAST, substitute_id=own_id(to), **how)


def test_cases_are_lent_on_the_first_day_and_taken_back_after_the_last_by_nobodys_hand(office: Office, lent: str):
    desk, layla, nora, omar = (office.sessions[name] for name in (DESK, LAYLA, NORA, OMAR))
    summary = set_by(layla, layla, omar, reason="Leave")
    assert (summary.given, summary.later, summary.not_given) == (0, 1, 0)
    assert summary.absence.state == "planned"
    passes_on(office)
    office.leaves(LAYLA)  # she is away: somebody else's computer does it
    at(office, FIRST - timedelta(days=1))
    passes_on(office)
    assert not is_here(omar, lent)
    at(office, FIRST)
    passes_on(office)
    assert is_here(omar, lent)
    assert stood_in_for(omar) == {lent: LAYLA}
    assert work_list.ids(omar, WorkFilter(officer=MINE)) == [lent]
    assert "substitute" in kinds_in_inbox(omar, lent)
    assert row_of(desk, LAYLA).away
    assert [each.person_id for each in row_of(desk, OMAR).stands_in] == [own_id_of(office, LAYLA)]
    writes(nora, lent, "while he stands in")
    passes_on(office)
    assert reads(omar, lent, "while he stands in")
    at(office, LAST)
    passes_on(office)
    assert stood_in_for(omar) == {lent: LAYLA}
    at(office, LAST + timedelta(days=1))
    writes(nora, lent, "after the last day")  # before anybody has said that it is over
    passes_on(office)
    writes(nora, lent, "long after the last day")
    passes_on(office)
    layla = office.comes(LAYLA)
    passes_on(office)
    for session in (desk, nora, layla):
        assert reads(session, lent, "long after the last day")
        assert case_verification.verify(session, lent).ok
    assert not reads(omar, lent, "after the last day")
    assert reads(omar, lent, "while he stands in")  # what was read stays read
    assert stood_in_for(omar) == {}
    assert work_list.ids(omar, WorkFilter(officer=MINE)) == []
    kinds = [line.kind for line in inbox.lines(omar) if line.case_id == lent]
    assert kinds.count("substitute") == 1  # though two computers may have said it
    assert kinds.count("substitute ended") == 1
    assert {"substitute", "substitute ended"} <= kinds_in_inbox(layla, lent)
    assert absences.absences(nora)[0].state == "over"


def own_id_of(office: Office, name: str) -> str:
    return row_of(office.sessions[DESK], name).id


def test_the_desk_sets_changes_and_ends_it_and_another_substitute_takes_the_place(office: Office, lent: str):
    desk, layla, omar = (office.sessions[name] for name in (DESK, LAYLA, OMAR))
    yousef = office.joins(YOUSEF, team="Hawalli")
    at(office, FIRST)
    summary = set_by(desk, layla, omar)
    assert (summary.given, summary.later) == (1, 0)
    passes_on(office)
    assert is_here(omar, lent)
    set_by(desk, layla, yousef)
    passes_on(office)
    writes(layla, lent, "for the second one")
    passes_on(office)
    assert reads(yousef, lent, "for the second one")
    assert not reads(omar, lent, "for the second one")
    assert (stood_in_for(omar), stood_in_for(yousef)) == ({}, {lent: LAYLA})
    concerned = [inbox.concerns(session, case_state_of(session, bytes.fromhex(lent))) for session in (omar, yousef)]
    assert concerned == [False, True]
    absence = absences.absence_of(layla, own_id(layla))
    assert absence
    assert absence.substitute_id == own_id(yousef)
    assert absence.set_by == own_id(desk)
    assert absences.end_absence(layla, own_id(layla)) == 1  # she is back early
    writes(layla, lent, "since she is back")
    passes_on(office)
    passes_on(office)  # nobody who took it in has given him what he lacks
    assert not reads(yousef, lent, "since she is back")
    assert absences.absence_of(desk, own_id(layla)) is None
    with pytest.raises(absences.NoAbsence):
        absences.end_absence(layla, own_id(layla))


def test_restricted_cases_are_lent_by_their_officer_alone_and_counted_where_they_are_not(office: Office, lent: str):
    desk, layla, omar = (office.sessions[name] for name in (DESK, LAYLA, OMAR))
    hidden = keeps_a_case(layla, "Rima Sample", restricted=True)
    with pytest.raises(absences.RestrictedNotYours):
        set_by(desk, layla, omar, restricted=True)
    at(office, FIRST)
    summary = set_by(layla, layla, omar)
    assert (summary.given, summary.not_given) == (1, 1)
    passes_on(office)
    assert not is_here(omar, hidden)
    summary = set_by(layla, layla, omar, restricted=True)
    assert (summary.given, summary.not_given) == (1, 0)
    passes_on(office)
    assert is_here(omar, hidden)
    (entry,) = rows.all_absences(desk.reading())
    assert stand_ins.giving(omar, entry).kept == 1  # it is not his to give
    assert not is_here(desk, hidden)
    set_by(desk, layla, omar)  # whoever changes it takes that back from what comes
    with desk.vault.transaction() as writer:  # and a desk's program that says otherwise is not heard
        (entry,) = rows.all_absences(writer)
        EventAppender(desk, writer, layla.vault.home_team, restricted=True).say(
            events.ABSENCE,
            {
                "absence": entry.id,
                "version": entry.version + 1,
                "person": entry.person,
                "substitute": entry.substitute,
                "first": entry.first.isoformat(),
                "last": entry.last.isoformat(),
                "reason": "",
                "restricted": 1,
                "ended": 0,
            },
        )
    office.carry(DESK, LAYLA)
    later = keeps_a_case(layla, "Sara Sample", restricted=True)
    passes_on(office)
    assert not is_here(omar, later)


def test_a_clock_that_the_substitute_sets_back_or_his_own_word_keep_him_nothing(office: Office, lent: str):
    desk, layla, nora, omar = (office.sessions[name] for name in (DESK, LAYLA, NORA, OMAR))
    at(office, FIRST)
    set_by(layla, layla, omar)
    passes_on(office)
    absence = case_state_of(omar, bytes.fromhex(lent)).substitutes[0].absence
    with omar.vault.transaction() as writer:  # he says that he stands in for ever
        EventAppender(omar, writer, bytes.fromhex(lent)).say(
            events.SUBSTITUTE,
            {
                "person": omar.vault.person,
                "name": "Omar Sample",
                "from": 0,
                "until": 1 << 37,
                "absence": absence,
                "absent": omar.vault.person,
                "absent_name": "Layla Sample",
            },
        )
    omar_team = [team for team in omar.vault.directory.organisation.teams.values() if team.name == "Hawalli"]
    with omar.vault.transaction() as writer:  # and gives the case to his whole team
        log.grant(writer, omar.vault, bytes.fromhex(lent), omar_team)
    passes_on(office)
    assert [known.by_self for known in case_state_of(nora, bytes.fromhex(lent)).substitutes] == [False]
    at(office, LAST + timedelta(days=1))
    office.people[OMAR].clock.at = datetime(2026, 12, 1, tzinfo=UTC)
    writes(nora, lent, "after the last day")
    passes_on(office)
    assert not reads(omar, lent, "after the last day")
    assert reads(desk, lent, "after the last day")
    granted = case_access.grant(nora, lent, case_access.find(nora, OMAR))  # now by a person's act
    assert granted
    writes(nora, lent, "since he was given it")
    passes_on(office)
    assert reads(omar, lent, "since he was given it")


def test_only_the_officer_and_the_desk_set_it_and_only_what_can_be(office: Office, lent: str):
    desk, layla, nora, omar = (office.sessions[name] for name in (DESK, LAYLA, NORA, OMAR))
    with pytest.raises(absences.AbsenceNotYours):
        set_by(nora, layla, omar)
    with pytest.raises(absences.AbsenceNotYours):
        absences.end_absence(omar, own_id(layla))
    with pytest.raises(absences.OwnSubstitute):
        set_by(layla, layla, layla)
    with pytest.raises(absences.SubstituteRole):  # an inspector decides nothing
        set_by(nora, nora, omar)
    with pytest.raises(NoRecipient):
        away(layla, "00" * 16, FIRST, LAST)
    with pytest.raises(NoRecipient):
        away(layla, "nobody", FIRST, LAST)
    with pytest.raises(absences.DatesRefused):
        away(layla, own_id(omar), LAST, FIRST)
    with pytest.raises(absences.AbsenceTooLong):
        away(layla, own_id(omar), FIRST, FIRST + timedelta(days=absences.LONGEST_DAYS))
    with pytest.raises(absences.AbsenceOver):
        away(layla, own_id(omar), date(2026, 11, 1), date(2026, 11, 20))
    assert absences.absences(layla) == []
    set_by(desk, omar, nora)
    passes_on(office)
    with pytest.raises(absences.SubstituteAway):  # the desk knows of every team's
        set_by(desk, layla, omar)
    day = timedelta(days=1)
    for first, last in ((FIRST - 2 * day, FIRST), (LAST, LAST + 2 * day)):  # one day is enough
        with pytest.raises(absences.SubstituteAway):
            absences.set_absence(desk, own_id(layla), first_day=first, last_day=last, substitute_id=own_id(omar))
    assert set_by(desk, nora, desk).uncovered == (OMAR,)  # who was to be covered by her is named
    later = absences.set_absence(
        desk, own_id(nora), first_day=LAST + day, last_day=LAST + 2 * day, substitute_id=own_id(desk)
    )
    assert later.uncovered == ()


def test_what_somebody_else_says_of_an_absence_counts_for_nothing(office: Office, lent: str):
    desk, layla, nora, omar = (office.sessions[name] for name in (DESK, LAYLA, NORA, OMAR))
    with nora.vault.transaction() as writer:
        EventAppender(nora, writer, nora.vault.home_team).say(
            events.ABSENCE,
            {
                "absence": fresh_id(),
                "version": 1,
                "person": layla.vault.person,
                "substitute": omar.vault.person,
                "first": "2026-11-24",
                "last": "2026-12-24",
                "reason": "",
                "restricted": 1,
                "ended": 0,
            },
        )
    passes_on(office)
    for session in (desk, layla, nora):
        assert absences.absences(session) == []
    assert not is_here(omar, lent)


def test_who_stands_in_and_is_withdrawn_is_given_nothing_more(office: Office, lent: str):
    desk, layla, omar = (office.sessions[name] for name in (DESK, LAYLA, OMAR))
    at(office, FIRST)
    set_by(layla, layla, omar)
    passes_on(office)
    people.withdraw_person(desk, own_id(omar))
    office.news(LAYLA, NORA)
    other = keeps_a_case(layla, "Sara Sample")
    writes(layla, lent, "since he was withdrawn")
    passes_on(office)
    assert not reads(omar, lent, "since he was withdrawn")
    assert not is_here(omar, other)
    assert absences.end_absence(layla, own_id(layla)) == 1
    with pytest.raises(NoRecipient):  # nor does he stand in again
        set_by(layla, layla, omar)


def test_days_that_were_put_off_and_put_back_lend_the_case_again(office: Office, lent: str):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    at(office, FIRST)
    assert set_by(layla, layla, omar).given == 1
    put_off = away(layla, own_id(omar), FIRST + timedelta(days=5), LAST)
    assert (put_off.given, put_off.later) == (0, 1)
    writes(layla, lent, "while it was put off")
    assert set_by(layla, layla, omar).given == 1
    writes(layla, lent, "while he stands in again")
    passes_on(office)
    assert reads(omar, lent, "while he stands in again")


def test_a_case_that_begins_while_she_is_away_is_lent_too_and_a_clock_in_doubt_lends_none(office: Office, lent: str):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    at(office, FIRST)
    set_by(layla, layla, omar)
    at(office, LAST)
    new = keeps_a_case(layla, "Sara Sample")
    office.people[LAYLA].clock.at = datetime(2026, 12, 3, tzinfo=UTC)  # days before what was written
    assert stand_ins.settle(layla) == 0
    at(office, LAST, 9)
    assert stand_ins.settle(layla) == 1
    office.carry(LAYLA, OMAR)
    assert is_here(omar, new)
    assert stand_ins.settle(layla) == 0


def test_an_officer_is_listed_as_away_on_those_days_alone(office: Office, lent: str):
    nora = office.sessions[NORA]
    at(office, FIRST - timedelta(days=2))
    keeps_a_case(nora, "Secret Sample", restricted=True)
    assert set_by(nora, nora, office.sessions[DESK], restricted=True).given == 1  # ahead of the day
    for day, until in ((-2, None), (0, LAST), (11, LAST), (12, None)):
        at(office, FIRST + timedelta(days=day), 9)
        works = {work.name: work for work in work_list.officers(nora)}
        assert works[NORA].away_until == until
        assert works[LAYLA].away_until is None


def test_what_is_to_be_done_is_named_for_whom_on_those_days_alone(office: Office, lent: str):
    layla, omar = office.sessions[LAYLA], office.sessions[OMAR]
    urgent = layla.vault.new_case()
    with layla.vault.transaction() as writer:
        pen = EventAppender(layla, writer, urgent)
        pen.say(events.OPENED, {"reference": "KW-1", "officer": LAYLA})
        pen.say(events.ANSWERS, {"interview": fresh_id(), "facts": {"need_food": "now"}, "answers": []})
    at(office, FIRST)
    set_by(layla, layla, omar)
    passes_on(office)
    assert {task.for_name for task in tasks.tasks(omar)} == {LAYLA}
    assert {task.for_name for task in tasks.tasks(layla)} == {""}
    assert tasks.how_many(omar)[0] == len(tasks.tasks(omar))
    at(office, LAST + timedelta(days=1))
    passes_on(office)
    assert tasks.tasks(omar) == []
    assert tasks.how_many(omar) == (0, 0)
    assert tasks.first(omar, 10) == []
    assert tasks.tasks(layla)

"""Whose it is where two computers write in one case: who entered something, who has it, who stands in and who hears."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest

from app.case import events
from app.casework.cases import exchange_record, queries, related_people
from app.casework.cases.event_writer import under
from app.casework.organisation import absences, computer_reports
from app.casework.session.colleagues import own_id
from app.casework.session.session import EventAppender, Session, case_state_of
from app.casework.sharing import case_access, inbox
from app.seal.keys import fresh_id
from tests.casework.test_posting import Office, office_of_a_page
from tests.people import keeps_a_case

LAYLA, OMAR, NORA, DESK = "Layla Sample", "Omar Sample", "Nora Sample", "Huda Desk"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Two inspectors and a supervisor: each test has cases of its own there."""
    roles = {LAYLA: "inspector", NORA: "inspector", OMAR: "supervisor"}
    with office_of_a_page(tmp_path_factory, roles) as office:
        yield office


@pytest.fixture
def layla(office: Office) -> Session:
    return office.sessions[LAYLA]


@pytest.fixture
def omar(office: Office) -> Session:
    return office.sessions[OMAR]


def shared(office: Office) -> str:
    """A case of Layla's that Omar has too."""
    case = keeps_a_case(office.sessions[LAYLA], "Maya Sample")
    office.carry(LAYLA, OMAR)
    return case


def say(session: Session, case: str, kind: str, **content: object) -> None:
    with session.vault.transaction() as writer:
        EventAppender(session, writer, bytes.fromhex(case)).say(kind, {**under(session), **content})


def test_each_number_names_whoever_entered_it(office, layla, omar):
    case = shared(office)
    proceeding = related_people.proceed(layla, case, {"report": "7/2026"})
    suspect = related_people.note(layla, case, "suspect", {"name": "Sample Suspect"})
    office.carry(LAYLA, OMAR)
    related_people.proceed(omar, case, {"court": "12/2026"}, proceeding=proceeding)
    related_people.hear(omar, case, proceeding, {"date": "2026-12-01"})
    related_people.note(omar, case, "suspect", {"phone": "66778899"}, suspect)
    office.carry(OMAR, LAYLA)
    for session in (layla, omar):
        state = queries.case_of(session, case)
        [view] = related_people.proceedings_of(session, state)
        assert {name: author for name, (author, _) in view.entered.items()} == {"report": LAYLA, "court": OMAR}
        assert [hearing.author for hearing in view.hearings] == [OMAR]
        assert [person.author for person in related_people.people_of(session, state)] == [LAYLA]


def test_a_file_for_partners_names_whoever_has_the_case_now(office, layla, omar):
    case = shared(office)
    case_access.hand_over(layla, case, case_access.find(layla, OMAR), "night shift")
    office.carry(LAYLA, OMAR)

    def owner(session: Session) -> tuple[str, ...]:
        record = exchange_record.record_of(session, case_state_of(session, bytes.fromhex(case)))
        return next(value.values for value in record.values if value.name == "cas_CaseOwner")

    assert [owner(session) for session in (layla, omar)] == [(LAYLA,), (LAYLA,)]
    case_access.accept(omar, case)
    office.carry(OMAR, LAYLA)
    assert [owner(session) for session in (layla, omar)] == [(OMAR,), (OMAR,)]


def test_who_stands_in_is_said_for_those_days_and_not_once_it_has_ended(office, layla, omar):
    case = shared(office)
    today = omar.clock().astimezone().date()
    first, last = today, today + timedelta(days=9)
    nora = case_access.find(omar, NORA).id
    desk = office.sessions[DESK]  # whoever says it for her is not the one who is away
    office.carry(LAYLA, DESK)
    absences.set_absence(desk, own_id(layla), first_day=first, last_day=last, substitute_id=nora)
    office.carry(DESK, LAYLA, OMAR)

    def standing_in(session: Session) -> list[tuple[str, str, datetime, date]]:
        return [
            (view.author, view.name, view.first.astimezone(), view.last.astimezone().date())
            for view in queries.case(session, case).substitutes
        ]

    from_midnight = datetime.combine(first, time.min).astimezone()
    for session in (layla, omar):
        assert standing_in(session) == [(LAYLA, NORA, from_midnight, last)]
    absences.end_absence(desk, own_id(layla))
    office.carry(DESK, LAYLA, OMAR)
    for session in (layla, omar):
        assert standing_in(session) == []


def test_whoever_asked_hears_of_an_approval_and_nobody_else_does(office, layla, omar):
    case, release, digest = keeps_a_case(layla, "Maya Sample"), fresh_id(), bytes(range(32))
    say(
        layla, case, events.RELEASE_ASKED, release=release, digest=digest, agency="embassy", to=[], purpose="x",
        override="", cases=[bytes.fromhex(case)], chosen={},
    )  # fmt: skip
    office.carry(LAYLA, OMAR, NORA)

    def hears(name: str) -> list[str]:
        lines = inbox.lines(office.sessions[name])
        return [line.kind for line in lines if line.case_id == case and line.kind.startswith("release")]

    assert [hears(name) for name in (LAYLA, OMAR, NORA)] == [[], ["release_asked"], []]
    say(omar, case, events.RELEASE_DECIDED, release=release, digest=digest, answer="approved", reason="")
    office.carry(OMAR, LAYLA, NORA)
    assert [hears(name) for name in (LAYLA, OMAR, NORA)] == [["release_decided"], ["release_asked"], []]


def test_a_computer_tells_of_itself_once_a_day_where_nothing_changed(office):
    nora, clock = office.sessions[NORA], office.people[NORA].clock
    computer_reports.say(nora)
    assert not computer_reports.say(nora)
    said_at: datetime = clock.at
    for later, is_told in ((timedelta(days=1, seconds=-1), False), (timedelta(days=1), True)):
        clock.at = said_at + later
        assert computer_reports.say(nora) == is_told
    clock.at = said_at

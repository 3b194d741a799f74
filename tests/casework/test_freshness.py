"""A headquarters that serves an old list of colleagues: for how long nobody notices, and what may not be
done meanwhile."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.case import events
from app.casework.cases import queries
from app.casework.exchange import post, sync
from app.casework.organisation import administration, membership
from app.casework.pages import self_check
from app.casework.session import clock_check, freshness
from app.casework.session.freshness import DirectoryBehind, DirectoryFrozen, DirectoryOld
from app.casework.session.registrar import DirectorySigner, key_of
from app.casework.session.session import EventAppender, Session
from app.casework.sharing import case_access
from app.seal import directory as people
from app.sync import wire
from app.sync.client import Client
from app.sync.engine import CallResult
from app.vault import case_keys, log
from tests.casework.test_posting import Office
from tests.hq_people import DESK, LAYLA, OMAR, Committee, committee, line_of
from tests.people import keeps_a_case

DAY = 86_400


@pytest.fixture(name="hq")
def _hq(tmp_path: Path) -> Iterator[Committee]:
    with committee(tmp_path) as made:
        yield made


def passes(office: Office, days: float) -> None:
    for person in office.people.values():
        person.clock.pass_(days=days)


def syncs_frozen(hq: Committee, name: str) -> sync.SyncSummary:
    """With a headquarters that gives everything but news of the directory."""
    session = hq.sessions[name]
    with line_of(session) as line:
        return hq.syncs(name, frozen(session, line))


def frozen(session: Session, line: Client) -> Callable[[wire.Request], CallResult]:
    def carry(request: wire.Request) -> CallResult:
        answer = line.carry(request)
        told = answer.answer
        if isinstance(told, wire.Hello):
            known = tuple(session.vault.directory.organisation.heads)
            return CallResult(replace(told, heads=known))
        if isinstance(told, wire.DirectoryNews):
            return CallResult(replace(told, entries=(), more=0))
        return answer

    return carry


def restricted(session: Session) -> str:
    return keeps_a_case(session, "Rima Sample", restricted=True)


def gives(session: Session, case: str, to: str) -> None:
    case_access.grant(session, case, case_access.find(session, to))


def test_what_the_desk_said_holds_a_week_and_then_the_page_says_so(office: Office):
    layla = office.joins(LAYLA)
    office.joins(OMAR, "supervisor")
    assert freshness.freshness(layla).kind == "fresh"
    case = restricted(layla)
    gives(layla, case, OMAR)
    passes(office, 6.9)
    assert freshness.freshness(layla).kind == "fresh"
    passes(office, 0.2)
    told = freshness.freshness(layla)
    assert (told.kind, told.days) == ("old", 7)
    other = restricted(layla)
    with pytest.raises(DirectoryOld) as old:
        gives(layla, other, OMAR)
    assert old.value.days == 7
    with pytest.raises(DirectoryOld):
        case_access.hand_over(layla, other, case_access.find(layla, OMAR))
    office.news(LAYLA)  # a USB stick from user management
    assert freshness.freshness(layla).kind == "fresh"
    gives(layla, other, OMAR)


def test_an_ordinary_case_is_shared_as_before(office: Office):
    layla = office.joins(LAYLA)
    office.joins(OMAR, "supervisor")
    passes(office, 30)
    case = keeps_a_case(layla, "Maya Sample")
    gives(layla, case, OMAR)


def test_the_desk_says_it_once_a_day_and_not_by_a_clock_in_doubt(office: Office):
    desk = office.sessions[DESK]

    def said() -> int:
        entries = desk.vault.directory.organisation.known.values()
        return sum(entry.kind == people.AS_OF for entry in entries)

    first = said()
    administration.renew_due(desk)
    assert said() == first
    passes(office, 1)
    administration.renew_due(desk)
    administration.renew_due(desk)
    assert said() == first + 1
    passes(office, 5000)
    administration.renew_due(desk)
    assert said() == first + 1


def test_a_word_by_a_clock_that_ran_ahead_makes_nothing_fresh_and_the_desk_says_another(office: Office):
    desk, layla = office.sessions[DESK], office.joins(LAYLA)
    office.people[DESK].clock.pass_(days=300)
    administration.renew_due(desk)
    office.people[DESK].clock.pass_(days=-300)
    office.news(LAYLA)
    assert freshness.freshness(layla).kind == "fresh"  # by the word of today
    passes(office, 8)
    told = freshness.freshness(layla)
    assert (told.kind, told.days) == ("old", 8)
    administration.renew_due(desk)
    office.news(LAYLA)
    assert freshness.freshness(layla).kind == "fresh"


def test_a_word_that_would_hold_for_years_holds_a_month(office: Office):
    desk, layla = office.sessions[DESK], office.joins(LAYLA)
    book = DirectorySigner.of(desk.vault, key_of(desk))
    book.say(people.AS_OF, [desk.now(), desk.now() + 4000 * DAY, []])
    with desk.vault.transaction() as writer:
        book.learn(writer)
    office.news(LAYLA)
    passes(office, 30)
    assert freshness.freshness(layla).kind == "fresh"
    passes(office, 2)
    assert freshness.freshness(layla).kind == "old"


@pytest.mark.parametrize("withdrawn", [False, True], ids=["somebody new", "somebody withdrawn"])
def test_a_headquarters_that_keeps_news_of_the_directory_back_is_named(hq: Committee, withdrawn: bool):
    """By one whose record knew of them: an event says so, or a newer key of a team."""
    layla, omar, desk = (hq.sessions[name] for name in (LAYLA, OMAR, DESK))
    case = keeps_a_case(omar, "Maya Sample")
    for name in (DESK, LAYLA, OMAR):
        assert hq.syncs(name).finished
    salma = hq.joins("Salma Sample", news=False)
    if withdrawn:
        administration.revoke(desk, salma.vault.stream.hex())
    assert hq.syncs(DESK).finished
    hq.syncs(OMAR)
    queries.set_view(omar, case, "00" * 16, "seen with the news")
    hq.syncs(OMAR)
    hq.wrist(LAYLA).pass_(minutes=1)
    syncs_frozen(hq, LAYLA)
    assert queries.case(layla, case).name == "Maya Sample"
    told = freshness.freshness(layla)
    assert told.kind == "behind"
    assert told.known_by in (OMAR, DESK)
    hq.wrist(LAYLA).pass_(minutes=1)
    syncs_frozen(hq, LAYLA)
    assert freshness.freshness(layla).kind == "hidden"
    assert [line.holds for line in self_check._trust(layla)] == [False]
    with pytest.raises(DirectoryBehind) as withheld:
        gives(layla, restricted(layla), OMAR)
    assert withheld.value.name == told.known_by
    folder = hq.folder / "USB stick from user management"
    folder.mkdir()
    post.export(desk, folder)
    post.collect(layla, folder)
    assert freshness.freshness(layla).kind == "fresh"


@pytest.mark.parametrize("soon", [False, True], ids=["in one sync", "in a sync soon after"])
def test_row_2_a_headquarters_that_was_not_asked_since_hides_nothing(hq: Committee, soon: bool):
    """The desk lets somebody in, and Omar hears of it and writes, after Layla asked for the directory
    and before his record comes to her: a way that tests/model/freshness_model.py found."""
    layla, omar, desk = (hq.sessions[name] for name in (LAYLA, OMAR, DESK))
    case = keeps_a_case(omar, "Maya Sample")
    for name in (DESK, LAYLA, OMAR, LAYLA):
        assert hq.syncs(name).finished

    def happens() -> None:
        hq.joins("Salma Sample", news=False)
        assert hq.syncs(DESK).finished
        hq.syncs(OMAR)
        queries.set_view(omar, case, "00" * 16, "seen with the news")
        hq.syncs(OMAR)

    with line_of(layla) as line:
        waiting = [happens]

        def carry(request: wire.Request) -> CallResult:
            if isinstance(request, wire.Feed) and waiting:
                waiting.pop()()
            answer = line.carry(request)
            hq.wrist(LAYLA).pass_(minutes=0.2)
            return answer

        assert sync.sync(layla, carry, rng=lambda: 0.5, wait=hq.waits.append).finished
        assert freshness.freshness(layla).kind == "behind"
        if soon:
            assert sync.sync(layla, carry, rng=lambda: 0.5, soon=True).finished
            assert freshness.freshness(layla).kind == "behind"
    assert hq.syncs(LAYLA).finished
    assert freshness.freshness(layla).kind == "fresh"
    assert desk.vault.directory.joined


def test_frozen_for_ninety_days_it_is_said_after_the_first_week(hq: Committee):
    layla = hq.sessions[LAYLA]
    for name in (DESK, LAYLA):
        hq.syncs(name)
    kinds = []
    for _ in range(9):
        for person in hq.people.values():
            person.clock.pass_(days=10)
        hq.syncs(DESK)
        syncs_frozen(hq, LAYLA)
        kinds.append(freshness.freshness(layla).kind)
    assert set(kinds) == {"old"}
    hq.syncs(LAYLA)
    assert freshness.freshness(layla).kind == "fresh"


def reads(session: Session, case: str) -> bool:
    return bool(case_keys.access(session.vault.database, session.vault, bytes.fromhex(case)).keys)


def test_behind_a_frozen_list_a_new_case_is_its_officers_alone_until_a_fresh_one_came(hq: Committee):
    layla, omar = hq.sessions[LAYLA], hq.sessions[OMAR]
    for name in (DESK, LAYLA, OMAR):
        hq.syncs(name)
    passes(hq, 13)
    hq.syncs(DESK)
    early = keeps_a_case(layla, "Maya Sample")
    assert not syncs_frozen(hq, LAYLA).problems
    administration.revoke(hq.sessions[DESK], omar.vault.stream.hex())
    hq.syncs(DESK)
    passes(hq, 86)
    hq.syncs(DESK)
    late, alone = keeps_a_case(layla, "Amal Sample"), keeps_a_case(layla, "Noor Sample")
    own = keeps_a_case(layla, "Hind Sample", restricted=True)
    with layla.vault.transaction() as writer:
        told = {"interview": bytes(16), "facts": {}, "answers": [], "restricted": 1}
        EventAppender(layla, writer, bytes.fromhex(alone)).say(events.ANSWERS, told)
    outcome = syncs_frozen(hq, LAYLA)
    assert outcome.finished
    [problem] = outcome.problems
    assert isinstance(problem, DirectoryFrozen)
    state = freshness.freshness(layla)
    assert (problem.days, state.keeps_back, state.kept_back) == (state.days, True, 2)
    home = layla.vault.home_team

    def given(case: str) -> bool:
        return home in log.granted(layla.reading(), layla.vault, bytes.fromhex(case))

    assert [given(case) for case in (early, late, alone, own)] == [True, False, False, False]
    assert sync.state(layla, late) == "held"  # whatever becomes of this computer
    assert hq.syncs(LAYLA).finished  # the list comes at last, and the desk's word of it
    assert not freshness.freshness(layla).keeps_back
    assert [given(case) for case in (early, late, alone, own)] == [True, True, False, False]
    number = layla.vault.directory.organisation.teams[home].number
    assert log.granted(layla.reading(), layla.vault, bytes.fromhex(late))[home] == number
    hq.syncs(LAYLA), hq.syncs(DESK)
    assert reads(hq.sessions[DESK], late)
    assert freshness.kept_back(layla) == []


def test_where_a_clock_ran_ahead_what_it_kept_back_goes_to_the_team_once_it_is_right(hq: Committee):
    layla = hq.sessions[LAYLA]
    for name in (DESK, LAYLA):
        hq.syncs(name)
    hq.wrist(LAYLA).pass_(days=60)
    case = keeps_a_case(layla, "Maya Sample")
    assert freshness.freshness(layla).kept_back == 1
    hq.wrist(LAYLA).pass_(days=-60)
    hq.syncs(LAYLA)
    granted = log.granted(layla.reading(), layla.vault, bytes.fromhex(case))
    assert layla.vault.home_team in granted


def test_the_desk_lets_nobody_in_while_something_is_kept_from_it(office: Office, tmp_path: Path):
    desk, omar = office.sessions[DESK], office.joins(OMAR, "supervisor")
    case = keeps_a_case(omar, "Maya Sample")
    with omar.vault.transaction() as writer:  # what a second desk's entry would be, and never came
        omar.heads_said[bytes.fromhex(case)] = ()
        omar.vault.directory.organisation.heads += (bytes(range(32)),)
        EventAppender(omar, writer, bytes.fromhex(case)).say("note", {"text": "so"})
    office.carry(OMAR, DESK)
    assert freshness.freshness(desk).kind == "behind"
    late, way = office.sets_up("Badr Sample", "inspector"), tmp_path / "way"
    administration.invite(desk, way)
    membership.answer(late, way, tmp_path / "answer")
    with pytest.raises(DirectoryBehind):
        administration.admit(desk, tmp_path / "answer", tmp_path / "reply")


def test_what_a_registrar_had_seen_and_is_not_here_is_missing(office: Office):
    desk, layla = office.sessions[DESK], office.joins(LAYLA)
    book = DirectorySigner.of(desk.vault, key_of(desk))
    book.say(people.AS_OF, [desk.now(), desk.now() + DAY, [bytes(range(32))]])
    with desk.vault.transaction() as writer:
        book.learn(writer)
    office.news(LAYLA)
    assert freshness.freshness(layla).kind == "behind"
    assert layla.vault.directory.organisation.missing == {bytes(range(32))}


def test_who_is_in_no_organisation_is_asked_nothing(at_work: Session):
    assert freshness.freshness(at_work) == freshness.ALONE


def test_against_what_headquarters_signed_no_officers_word_makes_a_clock_right(hq: Committee):
    layla = hq.sessions[LAYLA]
    passes(hq, 100)
    keeps_a_case(layla, "Maya Sample")
    hq.wrist(LAYLA).pass_(days=-50)
    told = clock_check.doubt(layla)
    assert told is not None
    assert told.may_be_right  # her own work alone speaks against it
    hq.wrist(LAYLA).pass_(days=50)
    for name in (DESK, LAYLA):
        assert hq.syncs(name).finished
    hq.wrist(LAYLA).pass_(days=-50)
    told = clock_check.doubt(layla)
    assert told is not None
    assert not told.may_be_right

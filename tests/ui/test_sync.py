"""Headquarters on the screens: one quiet state a case, a page that says what waits, and no standing still."""

import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit

from app.casework.exchange import headquarters, sync, sync_preference
from app.casework.organisation import administration, stick_files
from app.casework.records import unlock
from app.casework.sharing import case_access
from app.headquarters import backup_plan
from app.headquarters.backup_plan import BackupPlan
from app.language import strip_marks
from app.platform.volumes import Volume
from app.settings import Preferences
from app.ui import navigation, theme
from app.ui.app_context import AppContext, StatusSummary
from app.ui.case.page import CaseScreen
from app.ui.case_list import Cases
from app.ui.parts import CheckCard
from app.ui.settings import Settings
from app.ui.sharing.admission import LetIn
from app.ui.sharing.desk_page import HeadquartersScreen
from app.ui.sharing.join import Join, _NotYet
from app.ui.sharing.post import Post
from app.ui.sharing.six_words import SixWords
from app.ui.sync.driver import Rhythm, SyncDriver
from app.ui.sync.page import SyncPage
from app.ui.users.page import PeopleScreen
from app.ui.workers import Workers
from tests.counted import counting
from tests.hq_people import Hq
from tests.people import PHRASE
from tests.ui.hq import syncs, with_headquarters
from tests.ui.office import TEAM, opened
from tests.ui.test_layout import stands_at_every_size

pytestmark = pytest.mark.screen
_AHEAD = (
    "The last sync is dated {day}, which is in the future: the clock was wrong then. Nobody can say how old the "
    "records here are. Sync when you are online."
)


@pytest.fixture
def office(opens, tmp_path):
    contexts = []

    def open_(language="en"):
        manager = with_headquarters(opens, tmp_path, language)
        office, hq = manager.__enter__()
        contexts.append(manager)
        office.hq = hq
        return office

    yield open_
    for context in contexts:
        context.__exit__(None, None, None)


def page(colleague) -> SyncPage:
    hand = colleague.hand.turns_to()
    hand.window.go(navigation.Sync())
    screen = hand.sees(SyncPage)
    hand.until(lambda: screen.content is not None)
    return screen


def test_a_case_goes_from_kept_here_to_at_headquarters_to_read(office, language):
    office = office(language)
    layla, hand = office.layla, office.layla.hand
    case = layla.interviews(name="Sunita Tamang").case_id
    screen = page(layla)
    hand.until(lambda: screen.content.overview.kept_count == 1)
    hand.until(lambda: hand.reads("Sunita Tamang"))
    syncs(layla)
    hand.until(lambda: hand.reads(hand.says("Everything is on the server")))
    assert layla.hand.does(lambda: sync.state(layla.session, case)) == "held"
    syncs(office.desk)
    syncs(layla)
    assert layla.hand.does(lambda: sync.state(layla.session, case)) == "read"


def test_the_list_the_case_and_today_say_where_a_case_is_in_words(office, language):
    office = office(language)
    layla, hand = office.layla, office.layla.hand.turns_to()
    case = layla.interviews(name="Sunita Tamang").case_id
    hand.window.go(navigation.Cases())
    cases = hand.sees(Cases)
    hand.until(lambda: bool(cases.model.rows))
    assert told_in(cases) == hand.says("Stored here")
    hand.window.go(navigation.Case(case))
    hand.sees(CaseScreen)
    hand.until(lambda: hand.reads(hand.says("Stored here")))
    syncs(layla)
    hand.until(lambda: hand.reads(hand.says("On the server")))
    hand.window.go(navigation.Cases())
    cases = hand.sees(Cases)
    hand.until(lambda: bool(cases.model.rows))
    assert told_in(cases) == hand.says("On the server")
    layla.interviews(name="Tigist Bekele")
    hand.window.go(navigation.Home())
    hand.until(lambda: hand.reads(hand.says("Not yet on the server")))
    syncs(layla)
    hand.until(lambda: hand.reads(hand.says("Everything is on the server")))


def told_in(cases):
    return cases.model.index(0, 4).data(Qt.ItemDataRole.AccessibleTextRole)


def test_who_has_no_headquarters_sees_nothing_of_one(opens):
    hand = opens("en").unlocks_new()
    hand.window.go(navigation.Cases())
    hand.rests()
    assert "Server" not in hand.names()
    assert hand.screen.table.isColumnHidden(4)
    assert hand.window.context.syncing.now.activity == "nothing"


# -- when the network is away --------------------------------------------------------------------


def test_what_is_wrong_stands_on_the_page_in_words_and_no_dialog_asks_anything(office, language):
    office = office(language)
    layla, hand = office.layla, office.layla.hand
    layla.interviews(name="Sunita Tamang")
    follows(hand)
    screen = page(layla)
    hand.until(lambda: hand.window.context.syncing.now.activity == "rests")
    office.hq.stop()
    syncs(layla)
    [problem] = hand.window.context.syncing.now.problems
    hand.until(lambda: hand.reads(theme.words().say(problem)))
    hand.until(lambda: hand.reads(hand.says("Not everything could be synced")))
    assert not hand.window.dialogs()
    assert screen.card.start.isEnabled()
    office.hq.start()
    hand.press("Sync now")
    hand.until(lambda: hand.reads(hand.says("Everything is on the server")))
    assert not hand.reads(theme.words().say(problem))


def test_it_begins_by_itself_after_the_unlock_after_news_and_after_a_failure(office):
    office = office()
    layla, hand = office.layla, office.layla.hand.turns_to()
    driver = follows(hand, Rhythm(first=0.05, news=0.05, idle=600, retry=0.05, longest=0.2, waits=0.01))
    office.hq.stop()
    endings = []
    driver.ended.connect(lambda: endings.append(driver.now.problems))
    hand.window.go(navigation.Home())
    hand.until(lambda: len(endings) >= 2)
    assert all(endings)
    office.hq.start()
    hand.until(lambda: not endings[-1])
    case = layla.interviews(name="Sunita Tamang").case_id
    hand.window.go(navigation.Cases())
    hand.until(lambda: layla.hand.does(lambda: sync.state(layla.session, case)) == "held")
    hand.until(lambda: driver.now.activity == "rests")


def test_each_laptop_calls_at_a_moment_of_its_own(qapp):
    class Named(SyncDriver):
        def __init__(self, rng):
            super().__init__(AppContext(home=Path(), workers=Workers(), preferences=Preferences()), rng=lambda: rng)
            self.noticed(StatusSummary(joined=True, headquarters="https://hq.example.org"))

    early, late = Named(0.0), Named(1.0)
    assert early._timer.remainingTime() < 0.7 * late._timer.remainingTime()
    for driver in (early, late):
        driver.close()
        driver.context.workers.finish()


# -- a person's say ------------------------------------------------------------------------------


def follows(hand, rhythm=None, **options):
    """Another driver in place of the window's own."""
    desk = hand.window.context
    desk.syncing.close()
    desk.syncing = SyncDriver(desk, hand.window, rhythm=rhythm or HURRIED, rng=lambda: 0.5, **options)
    desk.syncing.ended.connect(hand.window.synced)
    desk.syncing.begin()
    return desk.syncing


HURRIED = Rhythm(waits=0.01)


class SlowLine:
    """A line that answers when it is let."""

    def __init__(self, session, may):
        self.line, self.may, self.asked, self.answered = sync.connect(session), may, 0, 0
        self.closed = False

    def carry(self, request):
        self.asked += 1
        self.may.wait(60)
        self.answered += 1
        return self.line.carry(request)

    def close(self):
        self.line.close()
        self.closed = True


def on_a_slow_line(colleague):
    lines, may = [], threading.Event()

    def connect(session):
        lines.append(SlowLine(session, may))
        return lines[-1]

    driver = follows(colleague.hand, connect=connect)
    colleague.hand.window.go(navigation.Home())
    colleague.hand.until(lambda: driver.now.activity == "rests")
    driver.sync_now()
    colleague.hand.until(lambda: bool(lines and lines[-1].asked))
    return driver, lines[-1]


def test_while_the_network_is_slow_everything_can_be_used_and_kept(office):
    office = office()
    layla, hand = office.layla, office.layla.hand.turns_to()
    layla.interviews(name="Sunita Tamang")
    driver, line = on_a_slow_line(layla)
    other_case = layla.interviews(name="Tigist Bekele").case_id
    hand.window.go(navigation.Case(other_case))
    hand.until(lambda: hand.reads("Tigist Bekele"))
    hand.begins()
    assert driver.now.activity == "works"
    line.may.set()
    hand.until(lambda: driver.now.activity == "rests")
    assert not driver.now.problems


def test_a_pause_stops_after_the_request_under_way_and_holds_over_a_lock(office):
    office = office()
    layla, hand = office.layla, office.layla.hand
    layla.interviews(name="Sunita Tamang")
    driver, line = on_a_slow_line(layla)
    screen = page(layla)
    hand.press("Pause")
    hand.until(screen.card.start.hasFocus)  # the page doesn't jump to whatever comes next
    line.may.set()
    hand.until(lambda: driver.now.activity == "rests")
    assert line.asked == 1
    hand.until(lambda: hand.reads("Paused"))
    assert not hand.window.dialogs()
    assert not screen.card.pause.isVisible()
    assert layla.hand.does(lambda: sync_preference.paused(layla.session))
    hand.press("Continue")
    hand.until(lambda: hand.reads("Everything is on the server"))
    assert not layla.hand.does(lambda: sync_preference.paused(layla.session))


def test_a_lock_does_not_wait_for_the_network(office):
    office = office()
    _, line = on_a_slow_line(office.layla)
    office.layla.hand.window.lock()
    assert (line.asked, line.answered) == (1, 0)
    assert not office.layla.hand.window.ended  # its process ends all the same
    line.may.set()
    office.desk.hand.until(lambda: line.closed)


def test_todays_share_of_data_stops_it_and_more_lets_it_go_on(office):
    office = office()
    layla, hand = office.layla, office.layla.hand
    layla.interviews(name="Sunita Tamang")
    screen = page(layla)
    hand.does(lambda: sync.set_budget(layla.session, 10))
    syncs(layla)
    syncs(layla)
    hand.until(lambda: hand.reads("The daily data limit is reached."))
    screen.share.chips[5_000_000].click()
    hand.until(lambda: screen.content.overview.budget == 5_000_000)
    hand.until(screen.card.start.isVisible)
    hand.press("Sync now")
    hand.until(lambda: hand.reads("Everything is on the server"))
    hand.until(lambda: hand.reads("of 5 MB"))


def test_the_settings_say_whether_it_syncs_by_itself_and_take_a_proxy(office):
    office = office()
    hand = office.layla.hand.turns_to()
    session = office.layla.session
    hand.window.go(navigation.Settings())
    hand.sees(Settings)
    name = "Sync automatically while Sanad is unlocked"
    hand.until(lambda: any(text.startswith(name) for text in hand.names()))
    card = next(
        button
        for button in hand.screen.findChildren(CheckCard)
        if button.isVisible() and button.accessibleName().startswith(name)
    )
    assert card.isChecked()
    card.click()
    hand.until(lambda: hand.does(lambda: sync_preference.paused(session)))
    hand.type("Proxy of the network", "nonsense")
    hand.press("Save the proxy")
    hand.until(lambda: hand.reads("This is not a proxy address."))
    hand.find("Proxy of the network", QLineEdit).clear()
    hand.type("Proxy of the network", "http://proxy.example.org:3128")
    hand.press("Save the proxy")
    hand.until(lambda: hand.does(lambda: sync.proxy(session)) == "http://proxy.example.org:3128")
    hand.does(lambda: sync.set_proxy(session, ""))


# -- nothing stands still ------------------------------------------------------------------------


def test_neither_sending_nor_fetching_keeps_the_screen_from_moving(office):
    office = office()
    layla, desk = office.layla, office.desk
    for n in range(12):
        layla.interviews(name=f"Maya Sample {n}", employer="Al-Noor W.L.L.")
    for colleague in (layla, desk):
        page(colleague)
        beats = []
        with beating(beats):
            syncs(colleague)
        assert len(beats) > 3
        assert max(beats) < 60_000  # a page made anew is half of it


@contextmanager
def beating(beats):
    """How many calls the screen's thread makes between two moments when it is free."""
    timer = QTimer()
    with counting() as calls:

        def beat():
            beats.append(calls.number)
            calls.number = 0

        timer.timeout.connect(beat)
        timer.start(0)
        yield
        timer.stop()


def test_the_page_stands_at_every_size_at_work_at_rest_and_in_trouble(office, language):
    office = office(language)
    layla, hand = office.layla, office.layla.hand
    for name in ("Sunita Tamang", "موقع المنقف، عامل لم يُذكر اسمه", "Rahim Uddin"):
        layla.interviews(name=name)
    page(layla)
    stands_at_every_size(hand, "at rest")
    for name, destination in (
        ("home", navigation.Home()),
        ("cases", navigation.Cases()),
        ("settings", navigation.Settings()),
    ):
        hand.window.go(destination)
        hand.rests()
        stands_at_every_size(hand, name)
    _, line = on_a_slow_line(layla)
    page(layla)
    stands_at_every_size(hand, "at work")
    office.hq.stop()
    line.may.set()
    driver = hand.window.context.syncing
    hand.until(lambda: driver.now.activity == "rests" and bool(driver.now.problems))
    stands_at_every_size(hand, "in trouble")


# -- the desk, and joining over the network ------------------------------------------------------


def at_desk(office) -> HeadquartersScreen:
    hand = office.desk.hand.turns_to()
    hand.window.go(navigation.DeskPage())
    screen = hand.sees(HeadquartersScreen)
    hand.until(lambda: screen.content is not None)
    return screen


def test_the_desk_names_its_server_by_the_card(opens, tmp_path, language):
    office = opened(opens, tmp_path, language)
    clock = office.desk.hand.window.context.clock
    hq = Hq.made(tmp_path / "hq", lambda: int(clock().timestamp()))
    hq.start()
    try:
        hand = office.desk.hand
        at_desk(office)
        hand.until(lambda: hand.says("Choose its card") in hand.names())
        hand.press("Choose its card")
        hand.chooses(tmp_path / "hq" / "card")
        hand.until(lambda: hand.reads(hq.url))
        hand.until(lambda: hand.says("Server") in hand.names())
        hand.until(lambda: hand.reads(hand.says("No requests over the network.")))
    finally:
        hq.stop()


def test_a_new_computer_joins_over_the_network_by_six_words(office, opens, tmp_path, language):
    office = office(language)
    desk = office.desk
    invitation = tmp_path / "new-invitation"
    desk.hand.does(lambda: administration.invite(desk.session, invitation, TEAM))
    nora = opens(language, at=tmp_path / "nora").unlocks_new("نورة السالم")
    nora.turns_to().window.go(navigation.Join())
    join = nora.sees(Join)
    nora.until(lambda: nora.says("Choose the invitation") in nora.names())
    join.look(invitation)
    nora.until(lambda: nora.says("Send the join request") in nora.names())
    nora.press("Send the join request")
    nora.until(lambda: bool(nora.screen.findChildren(SixWords)))
    words = nora.screen.findChildren(SixWords)[-1].words
    nora.press("They match")
    nora.until(lambda: nora.says("Has user management replied?") in nora.names())
    nora.press("Has user management replied?")
    nora.until(lambda: nora.reads(nora.says(_NotYet.says)))
    at_desk(office)
    hand = desk.hand
    hand.until(lambda: hand.reads("نورة السالم"))
    hand.press("Compare the words")
    hand.sees(LetIn)
    hand.press("Compare the words")
    assert hand.screen.findChildren(SixWords)[0].words == words
    hand.press("They match: admit")
    hand.until(lambda: hand.reads(hand.says("Admitted")))
    hand.press("Back to user management")
    hand.until(lambda: hand.reads(hand.says("No requests over the network.")))
    nora.turns_to()
    join._look_quietly()
    nora.until(lambda: nora.reads(nora.says("This computer has joined")))


def test_words_that_differ_at_the_desk_let_nobody_in(office, opens, tmp_path):
    office = office()
    desk = office.desk
    invitation = tmp_path / "new-invitation"
    desk.hand.does(lambda: administration.invite(desk.session, invitation, TEAM))
    nora = opens("en", at=tmp_path / "nora").unlocks_new("نورة السالم")
    session = nora.window.context.session
    nora.does(lambda: headquarters.asking(session, invitation).whole())
    at_desk(office)
    hand = desk.hand
    hand.until(lambda: hand.reads("نورة السالم"))
    hand.screen.primary()  # whoever waits comes before a file
    hand.sees(LetIn)
    hand.press("Compare the words")
    hand.press("They do not match")
    assert hand.reads("Nothing was signed, and nobody was admitted.")
    assert nora.does(lambda: headquarters.replying(session).whole()) is None
    nora.turns_to().window.go(navigation.Join())  # after a lock the words stand there again
    nora.sees(Join)
    nora.until(lambda: bool(nora.screen.findChildren(SixWords)))


@pytest.mark.long
def test_the_desk_reads_from_whom_a_case_came_how_it_was_checked_and_how_far_each_computer_is(office):
    office = office()
    case, layla = office.layla.interviews(name="Sunita Tamang").case_id, office.layla.session
    yousef = case_access.find(layla, "يوسف الراشد")
    office.layla.hand.does(lambda: case_access.hand_over(layla, case, yousef, "yours"))
    syncs(office.layla)
    syncs(office.desk)
    at_desk(office)
    hand = office.desk.hand
    hand.until(lambda: hand.reads("all signatures valid"))
    assert hand.reads("ليلى السالم")
    office.hq.stop()
    hand.press("Check again")
    hand.until(lambda: hand.reads("Nothing is lost"))
    assert hand.reads("all signatures valid")  # what is here is shown all the same
    assert not hand.window.dialogs()


def test_user_management_reads_how_the_server_is_and_what_nobody_said_is_not_known(office, tmp_path):
    office = office()
    hand = office.desk.hand.turns_to()
    hand.window.go(navigation.Home())
    hand.until(lambda: hand.reads("Not known: the server makes no automatic backups"))
    assert hand.reads("days left")
    (tmp_path / "disk").mkdir()
    backup_plan.choose(tmp_path / "hq", BackupPlan(str(tmp_path / "disk")))
    backup_plan.make_now(tmp_path / "hq", office.clock())
    hand.window.go(navigation.Home())
    hand.until(lambda: any(text.startswith("Today ") for text in hand.shown()))
    office.hq.stop()
    hand.window.go(navigation.Home())
    hand.until(lambda: hand.shown().count("Not known") == 2)
    assert not hand.reads("days left")


def test_user_management_sees_when_each_computer_called_last(office):
    office = office()
    office.clock.pass_(days=3)
    syncs(office.layla)
    hand = office.desk.hand.turns_to()
    hand.window.go(navigation.People())
    page = hand.sees(PeopleScreen)
    hand.until(lambda: bool(page._server))
    hand.rests()
    page.choose_kind("computers")
    contact = {line.person: page.model.index(at, 2).data() for at, line in enumerate(page.model.rows)}
    assert contact["ليلى السالم"].startswith("Today")
    assert contact["عبدالله المطيري"] == "3 days ago"


def test_the_desks_page_and_joining_stand_at_every_size(office, opens, tmp_path, language):
    office = office(language)
    desk = office.desk
    office.layla.interviews(name="Sunita Tamang")
    syncs(office.layla)
    syncs(desk)
    invitation = tmp_path / "new-invitation"
    desk.hand.does(lambda: administration.invite(desk.session, invitation, TEAM))
    nora = opens(language, at=tmp_path / "nora").unlocks_new("نورة السالم")
    nora.turns_to().window.go(navigation.Join())
    join = nora.sees(Join)
    nora.until(lambda: nora.says("Choose the invitation") in nora.names())
    join.look(invitation)
    nora.until(lambda: nora.says("Send the join request") in nora.names())
    stands_at_every_size(nora, "sends")
    nora.press("Send the join request")
    nora.until(lambda: bool(nora.screen.findChildren(SixWords)))
    stands_at_every_size(nora, "words")
    at_desk(office)
    desk.hand.until(lambda: desk.hand.reads("نورة السالم"))
    stands_at_every_size(desk.hand, "desk")
    desk.hand.press("Compare the words")
    let_in = desk.hand.sees(LetIn)
    stands_at_every_size(desk.hand, "who asks")
    let_in.primary()
    stands_at_every_size(desk.hand, "its words")


# -- what may happen meanwhile -------------------------------------------------------------------


@pytest.mark.long
def test_a_new_passphrase_in_the_middle_stops_it_without_a_word_and_the_next_one_ends(office):
    office = office()
    layla, hand = office.layla, office.layla.hand
    layla.interviews(name="Sunita Tamang")
    driver, line = on_a_slow_line(layla)
    desk, session = hand.window.context, layla.session
    renewed = hand.does(lambda: unlock.change_passphrase(session, PHRASE, "granite walnut orbit kettle seven"))
    previous_session, desk.open_session = desk.open_session, renewed[0]
    desk.workers.read_vault(hand.window, previous_session.close_reader, lambda _none: None)
    line.may.set()
    hand.until(lambda: driver.now.activity == "rests")
    assert driver.now.problems == ()
    assert not hand.window.dialogs()
    syncs(layla)
    assert driver.now.problems == ()
    page(layla)
    hand.until(lambda: hand.reads("Everything is on the server"))


def test_a_computer_whose_access_has_ended_is_told_so_and_keeps_what_it_has(office):
    office = office()
    layla, desk, hand = office.layla, office.desk, office.layla.hand
    layla.interviews(name="Sunita Tamang")
    syncs(layla)
    stream = layla.session.vault.stream.hex()
    desk.hand.does(lambda: administration.revoke(desk.session, stream))
    syncs(desk)
    page(layla)
    syncs(layla)
    hand.until(lambda: hand.reads("User management has ended this computer’s access"))
    hand.until(lambda: hand.reads("Sunita Tamang"))
    assert not hand.window.dialogs()


def test_whoever_finds_an_online_invitation_on_the_stick_can_join_without_the_network(office, opens, tmp_path):
    people = office("en")
    stick = tmp_path / "volume"
    stick.mkdir()
    session = people.desk.session
    people.desk.hand.does(lambda: administration.invite(session, stick / "sanad-invitation", TEAM))
    people.hq.stop()
    sara = opens("en", at=tmp_path / "sara").unlocks_new("سارة العنزي")
    sara.window.context.volumes = lambda: (Volume(stick, "stick", "SANAD"),)
    sara.window.go(navigation.Join())
    sara.sees(Join)
    sara.until(lambda: "Ask to join" in sara.names())
    sara.press("Ask to join")
    sara.until(sara.screen.problem.isVisible)
    sara.press("Save the join request")
    sara.until(lambda: sara.reads("Join request saved"))
    assert [
        asked.applicant.name
        for asked in people.desk.hand.does(lambda: stick_files.requests(session, [stick]))
        if asked.applicant
    ] == ["سارة العنزي"]


def test_records_that_wait_are_said_where_no_case_does(office, language):
    office = office(language)
    layla, hand = office.layla, office.layla.hand
    screen = page(layla)
    overview = screen.content.overview
    assert (overview.kept_count, overview.sent) == (0, 0)
    assert overview.waiting > 0
    hand.rests()
    waiting = theme.words().count(
        "{n} record not yet on the server", "{n} records not yet on the server", overview.waiting
    )
    assert strip_marks(waiting) in hand.shown()
    assert hand.says("Everything is on the server") not in hand.shown()
    syncs(layla)
    hand.until(lambda: hand.says("Everything is on the server") in hand.shown())


def test_a_last_sync_that_lies_in_the_future_is_said_until_the_next_one(office, language):
    office = office(language)
    layla, hand = office.layla, office.layla.hand.turns_to()
    syncs(layla)
    office.clock.pass_(days=-3)
    overview = hand.does(lambda: sync.overview(layla.session))
    now = layla.session.now()
    assert (overview.days_without(now), overview.is_ahead(now)) == (0, True)
    assert not overview.is_ahead(overview.last - 86_400)  # a time zone
    hand.window.go(navigation.Home())
    begins = hand.says(_AHEAD).partition("{")[0]
    hand.until(lambda: hand.reads(begins.strip()))
    page(layla)
    hand.until(lambda: hand.reads(hand.says("that day is in the future: the clock was wrong then")))
    syncs(layla)
    hand.window.go(navigation.Home())
    hand.rests()
    assert not hand.reads(begins.strip())


def test_the_page_of_the_post_says_how_old_the_list_is_until_a_stick_comes(opens, tmp_path, language):
    office = opened(opens, tmp_path, language)
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.Post())
    page = hand.sees(Post)
    hand.until(lambda: page.state is not None)
    assert page.state.directory.kind == "fresh"
    office.clock.pass_(days=12)
    page.load()
    hand.until(lambda: page.state.directory.kind == "old")
    hand.until(lambda: any(("12" in name or "١٢" in name) for name in hand.names()))
    office.desk.writes()
    office.layla.takes()
    page.load()
    hand.until(lambda: page.state.directory.kind == "fresh")

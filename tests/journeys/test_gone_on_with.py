"""What was begun and broken off by a lock, a closed window, a pulled stick or a cut line is gone on with.

Nothing is half written, words that were typed stand there again, each act is done once, and the screen's own
thread waits for no stick.
"""

import os
import shutil
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit

import app.__main__ as program
from app import settings
from app.case import events
from app.casework.cases import queries
from app.casework.exchange import match_partners
from app.casework.lifecycle import consents, referrals
from app.casework.organisation import absences
from app.casework.records import holder_cards, safe_copies, updates
from app.disk import DeviceGone
from app.language import strip_marks
from app.platform.volumes import Volume
from app.settings import ROOT
from app.ui import navigation, safe_keeping
from app.ui.case import consent
from app.ui.case.page import CaseScreen
from app.ui.first_start import FirstStart
from app.ui.holder_cards import OfficersCards
from app.ui.home import Home
from app.ui.interview.screen import InterviewScreen
from app.ui.lock import LockScreen
from app.ui.partners.page import PartnersPage
from app.ui.parts.day_field import Day
from app.ui.parts.dialog import Dialog
from app.ui.settings import Settings
from app.ui.shift import notes
from app.ui.updates.page import UpdatePage
from app.ui.updates.progress import CHECK, TRIAL
from tests.casework.test_matching import SITA, TERMS
from tests.casework.test_matching import Office as Matching
from tests.people import CHEAP, PHRASE, Person, Wrist
from tests.ui import test_updates
from tests.ui.conftest import *  # noqa: F403
from tests.ui.hand import Hand
from tests.ui.office import finished, opened
from tests.ui.test_holders import NAMES, names_holders
from tests.ui.test_interview import answer, question
from tests.ui.test_updates import plugged_in
from tests.ui.test_users import LAYLA, OMAR, page_of, picks, stands_on

pytestmark = pytest.mark.screen
update_stick = test_updates.stick  # a fixture


def again(opens: Callable[..., Hand], hand: Hand, *, locked: bool = True) -> Hand:
    """The window goes, locked or closed, and whoever it is unlocks again."""
    hand.turns_to()
    hand.window.lock() if locked else hand.window.close()
    return unlocks(opens, hand)


def unlocks(opens: Callable[..., Hand], hand: Hand) -> Hand:
    new = opens(hand.language, at=hand.home)
    new.window.context.clock = hand.window.context.clock
    lock = new.sees(LockScreen)
    lock.line.insert(PHRASE)
    lock.primary()
    new.sees(Home)
    new.window.context.session.clock = new.window.context.clock
    return new


def dialog(hand: Hand) -> Dialog:
    hand.until(lambda: bool(hand.window.dialogs()))
    hand.rests()
    return hand.window.dialogs()[-1]


def opens_case(hand: Hand, case: str) -> CaseScreen:
    hand.turns_to().window.go(navigation.Case(case))
    page: CaseScreen = hand.sees(CaseScreen)
    hand.until(lambda: page.told is not None)
    hand.rests()
    return page


def said(hand: Hand, case: str, what: str) -> list[events.Event]:
    session = hand.window.context.session
    return [e for e in hand.does(lambda: queries.case_of(session, case)).timeline if e.what == what]


def typed(hand: Hand) -> int:
    """In how many places something waits that was typed and not said."""
    session = hand.window.context.session
    rows = hand.does(lambda: session.vault.database.rows("SELECT count(*) FROM typed"))
    return int(rows[0][0])


@pytest.fixture
def touched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the program looked at on the disk from the screen's own thread."""
    places, screen, look = list[str](), threading.get_ident(), os.stat

    def stat(path, *rest, **how):
        if threading.get_ident() == screen:
            frame = sys._getframe(1)
            while not frame.f_code.co_filename.startswith(str(ROOT)) and frame.f_back:
                frame = frame.f_back
            if frame.f_code.co_filename.startswith(str(ROOT / "app")):
                places.append(str(path))
        return look(path, *rest, **how)

    monkeypatch.setattr(os, "stat", stat)
    return places


# -- an absence


def enters_absence(hand: Hand, page, verb: str) -> list[Day]:
    stands_on(hand, page, LAYLA)
    hand.press(verb)
    return dialog(hand).findChildren(Day)


def test_an_absence_is_typed_locked_over_and_entered_once(opens, tmp_path):
    office = opened(opens, tmp_path, "ar", omar="inspector")
    desk, hand = office.desk, office.desk.hand
    first, _ = enters_absence(hand, page_of(desk), "Enter an absence")
    first.lines["day"].setText("٢٨")
    hand.type("Reason (optional)", "إجازة مرضية")
    echo = first.echo.text()
    office.clock.pass_(days=2)
    desk.hand = hand = again(opens, hand)
    office.clock.pass_(days=7)  # the month is another one by now
    page = page_of(desk)
    first, _ = enters_absence(hand, page, "Enter an absence")
    assert (first.written(), first.echo.text()) == ("2026-11-28", echo)
    assert hand.find(hand.says("Reason (optional)"), QLineEdit).text() == "إجازة مرضية"
    picks(hand, "Covered by", next(line.id for line in page.lists.people if line.name == OMAR))
    hand.press("Enter the absence")
    desk.hand = hand = again(opens, hand, locked=False)  # before anybody heard that it is entered
    [entered] = hand.does(lambda: absences.absences(desk.session))
    assert (entered.first_day.isoformat(), entered.reason) == ("2026-11-28", "إجازة مرضية")
    assert typed(hand) == 0


# -- a consent withdrawn


def withdraws(hand: Hand, case: str) -> QLineEdit:
    consent.record(opens_case(hand, case).of_course(), "share", "shelter")
    dialog(hand)
    return hand.find(hand.says("Note"), QLineEdit)


def test_a_withdrawal_is_recorded_and_told_once(opens):
    hand = opens("ar").unlocks_new()
    session, terms = hand.window.context.session, consents.ConsentDetails(language="ne", mode="signature")

    def sent() -> str:
        case = finished(session, {"name": "Sunita Tamang"}).case_id
        consents.record(session, case, "share", "yes", terms, "shelter")
        request = referrals.ReferralRequest("shelter", "accommodation", "تحتاج إلى سكن", "3h")
        referrals.refer(session, case, request)
        return case

    case = hand.does(sent)
    withdraws(hand, case).setText("لم تعد تريد")
    hand = again(opens, hand)
    note = withdraws(hand, case)
    assert note.text() == "لم تعد تريد"
    hand.press("Record the answer")
    assert hand.reads(hand.says("Choose how the person answered."))  # no choice beforehand
    hand.press("Withdrawn")
    hand.press("Signed")
    hand.press("Record the answer")
    hand = again(opens, hand)
    _, withdrawn = said(hand, case, events.CONSENT)
    assert (withdrawn.content["answer"], withdrawn.content["reason"]) == ("withdrawn", note.text())
    assert typed(hand) == 0
    opens_case(hand, case)
    hand.press("Mark as told")
    hand = again(opens, hand, locked=False)
    assert len(said(hand, case, events.TOLD)) == 1
    assert not opens_case(hand, case).of_course().course.to_tell


def test_what_was_pressed_before_the_lock_is_done_when_the_writer_comes_to_it(opens):
    hand = opens("ar").unlocks_new()
    session, window = hand.window.context.session, hand.window
    case = hand.does(lambda: finished(session, {"name": "Sunita Tamang"}).case_id)
    consent.record(opens_case(hand, case).of_course(), "share", "shelter")
    dialog(hand)
    hand.press("Yes")
    hand.press("Signed")
    picks(hand, "Language in which it was asked", "ne")

    def busy_until_locked() -> None:
        while window.context.open_session is not None:
            os.sched_yield()

    window.context.workers.write_vault(window, busy_until_locked)
    hand.press("Record the answer")
    hand = again(opens, hand)
    [given] = said(hand, case, events.CONSENT)
    assert given.content["answer"] == "yes"
    assert typed(hand) == 0


# -- holders' cards


def goes_to_cards(hand: Hand) -> OfficersCards:
    hand.window.go(navigation.HolderCards())
    screen: OfficersCards = hand.sees(OfficersCards)
    hand.rests()
    return screen


def test_cards_are_named_made_and_handed_out_over_three_breaks(opens):
    hand = opens("ar").unlocks_new()
    names_holders(hand, goes_to_cards(hand))
    hand = again(opens, hand)
    screen = goes_to_cards(hand)
    assert [line.text() for line in screen.names[:3]] == list(NAMES)
    names_holders(hand, screen)
    screen.phrase.setText(PHRASE)
    hand.press("Make the cards")
    hand = again(opens, hand, locked=False)
    hand.window.go(navigation.Settings())
    hand.sees(Settings)
    hand.until(lambda: hand.says("Hand out the rest") in hand.names())
    screen = goes_to_cards(hand)
    assert hand.reads(hand.says("Some cards have not been given out yet"))
    screen.phrase.setText(PHRASE)
    hand.press("Continue")
    hand.until(lambda: hand.says("Show the card") in hand.names())
    hand.press("Show the card")
    hand = again(opens, hand)
    session = hand.window.context.session
    assert len(hand.does(lambda: holder_cards.read(session)).waiting) == 3


def test_whose_new_recovery_card_was_never_copied_is_led_to_another(opens):
    hand = opens("ar").unlocks_new()
    session = hand.window.context.session
    for _ in range(2):  # the second set brings a new recovery card, and nobody comes to see it
        hand.does(lambda: holder_cards.make(session, PHRASE, NAMES, 2, cost=CHEAP))
    hand = again(opens, hand)
    hand.offered_to_set_up()["Confirm the recovery card on paper"]()
    dialog(hand)
    hand.press("There is no paper")
    hand.sees(Settings)
    hand.until(lambda: hand.says("Make a new one") in hand.names())


# -- a copy laid back


def test_automatic_copies_are_laid_back_for_whom_they_are_and_whole(opens, tmp_path):
    share = tmp_path / "share"
    share.mkdir()
    for name in ("ليلى السالم", "هدى المثال"):
        hand = opens("ar", at=tmp_path / name).unlocks_new(name)
        session = hand.window.context.session
        hand.does(lambda: safe_copies.make_now(session, share))  # noqa: B023
        hand.window.close()
    hand = opens("ar", at=tmp_path / "new")
    locked_stick = Volume(share, "stick", "BLUE", read_only=True)  # nothing is written there
    hand.window.context.volumes = lambda: (locked_stick,)
    start = hand.sees(FirstStart)
    hand.press("Restore from a backup")
    hand.press("Automatic copies")
    hand.chooses(share)
    hand.until(lambda: hand.says("Whose records?") in hand.names())
    hand.click(hand.find("ليلى السالم", QAbstractButton, hand.window.dialogs()[-1]))
    hand.click(hand.window.dialogs()[-1].buttons[-1])
    assert not start.next.isEnabled()
    assert hand.says("Restoring") in hand.names()
    hand.window.close()
    hand = opens("ar", at=tmp_path / "new")
    lock = hand.sees(LockScreen)
    assert [card.accessibleName().partition("،")[0].partition(",")[0] for card in lock.cards] == ["ليلى السالم"]
    assert not list((tmp_path / "new").rglob("*partial*"))
    lock.line.insert(PHRASE)
    lock.primary()
    hand.until(lock.field.problem.isVisible)
    assert "بطاقة الاستعادة" in lock.field.problem.sentence.text()


def test_a_place_that_is_gone_is_not_made_anew_for_a_copy(opens, tmp_path):
    hand = opens("ar").unlocks_new()
    session = hand.window.context.session
    with pytest.raises(DeviceGone):
        hand.does(lambda: safe_copies.make_now(session, tmp_path / "pulled"))
    assert not (tmp_path / "pulled").exists()


def test_disks_are_looked_for_away_from_the_screens_thread(opens, tmp_path, monkeypatch):
    hand, threads, look = opens("ar").unlocks_new(), set[int](), safe_keeping.roots
    monkeypatch.setattr(safe_keeping, "roots", lambda: (threads.add(threading.get_ident()), look())[1])
    session = hand.window.context.session
    hand.does(lambda: safe_copies.choose(session, tmp_path))
    hand.window.context.safe_keeping.look(at_once=True)
    hand.until(lambda: hand.does(lambda: safe_copies.state(session)).at is not None)
    hand.rests()
    assert threads
    assert threading.get_ident() not in threads


# -- an update


def tries(hand: Hand, place: Path, step: int) -> UpdatePage:
    updating = plugged_in(hand, place)
    hand.window.go(navigation.Update())
    page: UpdatePage = hand.sees(UpdatePage)
    hand.until(lambda: updating.at >= step)
    return page


def test_an_update_that_is_locked_over_is_found_again_and_nothing_is_in_use(opens, update_stick):
    hand = opens("ar").unlocks_new()
    tries(hand, update_stick, TRIAL)
    hand = again(opens, hand)
    assert updates.programs().in_use().version == ""
    plugged_in(hand, update_stick)
    hand.until(lambda: hand.says("Show it") in hand.names())


def test_a_stick_pulled_while_the_update_is_read_says_nothing_of_the_file(opens, update_stick, touched):
    hand = opens("ar").unlocks_new()
    away = update_stick.with_name("away")
    plugged_in(hand, update_stick)
    update_stick.rename(away)
    hand.window.context.volumes = lambda: ()
    updating = hand.window.context.updating
    hand.window.go(navigation.Update())
    hand.sees(UpdatePage)
    hand.until(lambda: updating.waiting)
    assert not hand.reads(hand.says("This file was not accepted"))
    assert hand.reads(strip_marks(hand.says(DeviceGone.says)))
    assert not [place for place in touched if str(update_stick) in place]
    away.rename(update_stick)
    hand.window.context.volumes = lambda: (Volume(update_stick, "stick", "BLUE"),)
    updating.look()
    hand.until(lambda: updating.at > CHECK)
    updating.stop()
    hand.rests()


def test_who_locks_while_it_is_installed_unlocks_the_version_in_use(opens, update_stick, home, monkeypatch):
    hand = opens("ar").unlocks_new()
    page = tries(hand, update_stick, TRIAL)
    hand.until(lambda: page.updating.ready)
    hand.press("Install now")
    hand.window.lock()
    assert hand.window.exit_code == program.LOCKED
    assert updates.programs().in_use().version == "0.3.0"
    codes, started = iter((program.LOCKED, 0)), list[str]()

    def goes_on(words: list[str], _environment: dict[str, str]) -> int:
        started.append(words[0])
        return 0

    monkeypatch.setenv("SANAD_HOME", str(home))
    monkeypatch.setattr(program.signal, "signal", lambda *_: None)  # this process keeps its own
    monkeypatch.setattr(sys, "executable", str(update_stick.with_name("this") / "sanad"))
    monkeypatch.setattr(updates.entry, "update_root_file", settings.update_root_file)
    monkeypatch.setattr(updates.entry.system, "go_on_as", goes_on)
    assert program._keep_opening(lambda _word: ["sh", "-c", f"exit {next(codes)}"]) == 0
    assert started == [str(updates.programs().program("0.3.0") / "sanad")]


# -- a matching


def partners(hand: Hand) -> PartnersPage:
    hand.turns_to().window.go(navigation.Partners())
    page: PartnersPage = hand.sees(PartnersPage)
    hand.rests()
    return page


def opens_file(hand: Hand, file: Path) -> None:
    hand.press("Open a partner’s file")
    hand.chooses(file)


def is_written(hand: Hand, page: PartnersPage, file: Path) -> None:
    hand.until(lambda: file.exists() and not page.step_by_step.isVisible())
    hand.rests()


@pytest.fixture
def offices(opens, tmp_path) -> tuple[Hand, Hand, str]:
    """Two that agreed, and the case that both know: ours."""
    hands, clock = list[Hand](), Wrist()
    for name in ("عمر المثال", "هدى المثال"):
        hand = opens("ar", at=tmp_path / name)
        hand.window.context.clock = clock
        hands.append(hand.unlocks_new(name, "supervisor"))
    sessions = [hand.window.context.session for hand in hands]
    cards = [hand.does(lambda: match_partners.own_card(s).to_bytes()) for hand, s in zip(hands, sessions, strict=True)]  # noqa: B023
    cases = []
    for hand, session, raw in zip(hands, sessions, reversed(cards), strict=True):
        card = match_partners.card_of_file(raw)
        read = " ".join(match_partners.words_of(card)[0])
        hand.does(lambda: match_partners.add(session, card, read, TERMS, name="مكتب شريك"))  # noqa: B023
        office = Matching(Person("x", hand.home, "supervisor"), session, tmp_path)
        cases.append(hand.does(lambda: office.knows("سيتا غورونغ", **SITA)))  # noqa: B023
    return hands[0], hands[1], cases[0]


@pytest.mark.long
def test_a_matching_that_breaks_off_at_each_step_is_said_once_in_the_case(opens, tmp_path, offices):
    ours, theirs, case = offices
    place = tmp_path / "stick"
    place.mkdir()
    first, second, third = (place / f"{n}.sanadmatch" for n in (1, 2, 3))
    partners(ours).step_by_step.show_step = lambda _step: ours_window.lock()
    ours_window = ours.window
    ours.press("Begin a matching")
    ours.chooses(first)
    ours.until(lambda: not ours_window.isVisible())
    ours = unlocks(opens, ours)
    page = partners(ours)
    assert ours.reads("انقطعت: لم يُكتب ملف.")
    ours.press("Continue")
    ours.chooses(first)
    shutil.move(place, tmp_path / "pulled")
    dialog(ours).close_down()
    assert not place.exists()
    shutil.move(tmp_path / "pulled", place)
    ours.press("Continue")
    ours.chooses(first)
    is_written(ours, page, first)
    page = partners(theirs)
    opens_file(theirs, first)
    theirs.until(lambda: theirs.says("Answer") in theirs.names())
    theirs.press("Answer")
    theirs.chooses(second)
    theirs = again(opens, theirs, locked=False)
    page = partners(theirs)
    if not second.exists():
        opens_file(theirs, first)
        theirs.until(lambda: theirs.says("Answer") in theirs.names())
        theirs.press("Answer")
        theirs.chooses(second)
        is_written(theirs, page, second)
    for file in (place / "broken.sanadmatch", third):
        page = partners(ours)
        opens_file(ours, second)
        dialog(ours)
        ours.press("Write the last file")
        ours.chooses(file)
        if file != third:
            ours = again(opens, ours)
            assert not file.exists()
    is_written(ours, page, third)
    assert len(said(ours, case, events.MATCHED)) == 1
    assert not list(place.glob("*.partial"))


# -- a shelter


def test_a_bed_and_a_note_for_the_night_stand_there_after_a_lock(opens):
    hand = opens("ar").unlocks_new(role="shelter")
    hand.window.go(navigation.StartInterview(part="intake"))
    hand.sees(InterviewScreen)
    hand.rests()
    answer(hand, arrived_shelter="2026-11-24")
    question(hand, "bed").first().insert("٣، قرب النافذة")
    hand = again(opens, hand)  # nobody pressed anything
    hand.until(lambda: hand.says("Continue") in hand.names())
    hand.press("Continue")
    screen = hand.sees(InterviewScreen)
    hand.until(lambda: screen.controller.interview.value("/data/arrival/bed") == "٣، قرب النافذة")
    session = hand.window.context.session
    case = hand.does(lambda: finished(session, {"name": "Sunita Tamang"})).case_id

    def note() -> QPlainTextEdit:
        notes.write(opens_case(hand, case), case)
        return dialog(hand).findChild(QPlainTextEdit)

    note().setPlainText("انتقلت إلى السرير ٥")
    hand = again(opens, hand)
    assert note().toPlainText() == "انتقلت إلى السرير ٥"
    hand.press("Save the note")
    hand = again(opens, hand)
    assert (typed(hand), len(said(hand, case, events.NOTE))) == (0, 1)

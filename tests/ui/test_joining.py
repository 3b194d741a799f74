"""Setting up an organisation and joining it, by what two people read and press."""

import pytest
from PySide6.QtCore import QPoint

from app.casework.organisation import administration, founding_papers, invitations
from app.casework.pages import office_setup
from app.casework.session import colleagues
from app.language import strip_marks
from app.seal.file_marker import OtherSanadFile
from app.ui import navigation, theme
from app.ui.home import Home
from app.ui.lock import LockScreen
from app.ui.parts import Icon
from app.ui.setting_up.page import SettingUp
from app.ui.settings import Settings
from app.ui.sharing.admission import Admit
from app.ui.sharing.desk_page import HeadquartersScreen
from app.ui.sharing.join import Join
from app.ui.sharing.paper_sheet import PaperSheet
from app.ui.sharing.six_words import SixWords
from app.ui.users.page import PeopleScreen
from tests.people import PHRASE
from tests.ui.office import ORGANISATION, SECOND, TEAM

pytestmark = pytest.mark.screen


def asked_back(hand, words):
    """Three words from the paper."""
    [sheet] = [sheet_child for sheet_child in hand.screen.findChildren(PaperSheet) if sheet_child.isVisible()]
    for place, line in sheet.lines.items():
        line.setText(words[place - 1])


def founds(hand, invitation):
    """The wizard from the settings to the invitation."""
    hand.window.go(navigation.Settings())
    hand.sees(Settings)
    hand.until(lambda: hand.says("Set up") in hand.names())
    hand.press("Set up")
    setup = hand.sees(SettingUp)
    hand.until(lambda: hand.says("First team") in hand.names())
    hand.type("Name of the organisation", ORGANISATION)
    hand.type("First team", TEAM)
    hand.press("Next")
    hand.type("Second user manager", SECOND)
    hand.press("Set up the organisation")
    hand.until(lambda: setup.papers is not None)
    words = setup.papers
    for word_list in (words.root, words.second):
        hand.until(lambda word_list=word_list: all(hand.reads(word) for word in word_list))
        hand.press("I have written it down")
        assert hand.says("Print the sheet") not in hand.names()
        asked_back(hand, word_list)
        hand.press("Confirm the three words")
    goes_on(hand, "I have looked at it")
    goes_on(hand, "Work with USB sticks")
    goes_on(hand, "Save the invitation")
    hand.chooses(invitation)
    hand.until(lambda: hand.reads(hand.says("Invitation saved")))
    goes_on(hand, "Next")
    goes_on(hand, "That is all for now")
    goes_on(hand, "Go to user management")
    hand.sees(PeopleScreen)
    return words


def goes_on(hand, message):
    """The step's one act, once the step is there."""
    hand.until(lambda: hand.says(message) in hand.names())
    hand.press(message)


@pytest.fixture
def desk(opens, tmp_path):
    def open_(language="en"):
        hand = opens(language, at=tmp_path / "desk").unlocks_new("يوسف الراشد", "supervisor")
        hand.sees(Home)
        founds(hand, tmp_path / "sanad-invitation")
        return hand

    return open_


def six_words(hand):
    hand.until(lambda: bool(hand.visible(SixWords)))
    return hand.visible(SixWords)[-1].words


def answers(hand, folder):
    """The first two steps of joining."""
    hand.turns_to()
    hand.window.go(navigation.Join())
    hand.sees(Join)
    hand.until(lambda: hand.says("Choose the invitation") in hand.names())
    hand.press("Choose the invitation")
    hand.chooses(folder / "sanad-invitation")
    hand.until(lambda: hand.reads(ORGANISATION))
    hand.press("Save the join request")
    hand.chooses(folder / "sanad-answer")
    hand.until(lambda: hand.says("Choose the reply from user management") in hand.names())


def opens_the_answer(hand, folder):
    hand.turns_to()
    hand.window.go(navigation.DeskPage())
    hand.sees(HeadquartersScreen)
    hand.press("Open a join request")
    hand.chooses(folder / "sanad-answer")
    hand.sees(Admit)
    hand.until(lambda: hand.says("Save the file with the words") in hand.names())


def test_two_people_join_by_files_and_six_words(opens, desk, tmp_path, language):
    at_desk = desk(language)
    layla = opens(language, at=tmp_path / "layla").unlocks_new()
    answers(layla, tmp_path)
    opens_the_answer(at_desk, tmp_path)
    assert at_desk.reads(layla.window.context.officer.name)
    at_desk.press("Save the file with the words")
    at_desk.chooses(tmp_path / "sanad-words")
    shown_at_desk = six_words(at_desk)
    layla.turns_to().press("Choose the reply from user management")
    layla.chooses(tmp_path / "sanad-words")
    assert six_words(layla) == shown_at_desk
    layla.press("They match")
    assert not layla.does(lambda: colleagues.membership_status(layla.window.context.session)).joined
    at_desk.turns_to().press("They match: admit and save the file")
    at_desk.chooses(tmp_path / "sanad-reply")
    at_desk.until(lambda: at_desk.reads(at_desk.says("Admitted")))
    layla.turns_to().press("Choose the second file from user management")
    layla.chooses(tmp_path / "sanad-reply")
    layla.until(lambda: layla.reads(layla.says("This computer has joined")))
    assert layla.reads(TEAM)
    membership = layla.does(lambda: colleagues.membership_status(layla.window.context.session))
    assert (membership.joined, membership.teams) == (True, (TEAM,))
    layla.until(lambda: layla.says("Inbox") in layla.names())


def test_the_desks_only_file_is_enough_when_its_words_are_compared(opens, desk, tmp_path):
    at_desk = desk()
    layla = opens("en", at=tmp_path / "layla").unlocks_new()
    answers(layla, tmp_path)
    opens_the_answer(at_desk, tmp_path)
    at_desk.press("The words are already there")
    at_desk.press("They match: admit and save the file")
    at_desk.chooses(tmp_path / "sanad-reply")
    at_desk.until(lambda: at_desk.reads("Admitted"))
    layla.turns_to().press("Choose the reply from user management")
    layla.chooses(tmp_path / "sanad-reply")
    layla.until(lambda: layla.reads("Do both screens show the same words?"))
    assert not layla.does(lambda: colleagues.membership_status(layla.window.context.session)).joined
    layla.press("They match")
    layla.until(lambda: layla.reads("This computer has joined"))


def test_words_that_differ_stop_both_sides(opens, desk, tmp_path):
    at_desk = desk()
    layla = opens("en", at=tmp_path / "layla").unlocks_new()
    answers(layla, tmp_path)
    opens_the_answer(at_desk, tmp_path)
    at_desk.press("Save the file with the words")
    at_desk.chooses(tmp_path / "sanad-words")
    six_words(at_desk)
    at_desk.press("They do not match")
    assert at_desk.reads("Nothing was signed")
    session = at_desk.window.context.session
    assert len(at_desk.does(lambda: administration.devices(session))) == 1
    layla.turns_to().press("Choose the reply from user management")
    layla.chooses(tmp_path / "sanad-words")
    six_words(layla)
    layla.press("They do not match")
    assert layla.reads("You did not join")
    layla.press("Begin again")
    assert layla.says("Choose the invitation") in layla.names()


def test_a_lock_between_answer_and_reply_loses_nothing(opens, desk, tmp_path):
    desk()
    layla = opens("en", at=tmp_path / "layla").unlocks_new()
    answers(layla, tmp_path)
    layla.window.lock()
    layla_again = opens("en", at=tmp_path / "layla")
    lock = layla_again.sees(LockScreen)
    lock.line.insert(PHRASE)
    lock.primary()
    layla_again.sees(Home)
    layla_again.until(lambda: layla_again.reads("Waiting for the reply from user management."))
    layla_again.press("Continue joining")
    layla_again.sees(Join)
    layla_again.until(lambda: layla_again.says("Choose the reply from user management") in layla_again.names())
    assert layla_again.reads(ORGANISATION)


def test_wrong_words_from_the_paper_are_asked_again(opens, tmp_path):
    hand = opens("en", at=tmp_path / "desk").unlocks_new("يوسف الراشد", "supervisor")
    hand.window.go(navigation.CreateOrganisation())
    setup = hand.sees(SettingUp)
    hand.until(lambda: hand.says("First team") in hand.names())
    hand.press("Next")
    assert hand.reads("Enter the name of the organisation first.")
    hand.type("Name of the organisation", ORGANISATION)
    hand.type("First team", TEAM)
    hand.press("Next")
    hand.type("Second user manager", SECOND)
    hand.press("Set up the organisation")
    hand.until(lambda: setup.papers is not None)
    hand.press("I have written it down")
    asked_back(hand, ["zebra"] * 24)
    hand.press("Confirm the three words")
    assert hand.reads("These are not the words at these places.")
    hand.press("Show the words again")
    assert hand.reads(setup.papers.root[0])
    assert hand.says("Confirm the three words") not in hand.names()


def test_a_lock_between_founding_and_writing_down_loses_no_words(opens, tmp_path, language):
    hand = opens(language, at=tmp_path / "desk").unlocks_new("يوسف الراشد", "supervisor")
    hand.window.go(navigation.CreateOrganisation())
    setup = hand.sees(SettingUp)
    hand.until(lambda: hand.says("First team") in hand.names())
    setup.name.setText(ORGANISATION)
    setup.team.setText(TEAM)
    hand.press("Next")
    setup.second.setText(SECOND)
    hand.press("Set up the organisation")
    hand.until(lambda: setup.papers is not None)
    root, second = setup.papers.root, setup.papers.second
    hand.press("I have written it down")
    asked_back(hand, root)
    hand.press("Confirm the three words")
    hand.until(lambda: all(hand.reads(word) for word in second))
    hand.window.lock()
    hand = opens(language, at=tmp_path / "desk")
    lock = hand.sees(LockScreen)
    lock.line.insert(PHRASE)
    lock.primary()
    hand.sees(Home)
    text = "The papers of the organisation are not written down yet."
    hand.until(lambda: hand.reads(hand.says(text)))
    hand.press("Continue")
    setup_again = hand.sees(SettingUp)
    hand.until(lambda: all(hand.reads(word) for word in second))
    assert setup_again.papers.root == ()
    hand.press("I have written it down")
    asked_back(hand, second)
    hand.press("Confirm the three words")
    hand.until(lambda: hand.says("I have looked at it") in hand.names())
    session = hand.window.context.session
    assert hand.does(lambda: founding_papers.waiting(session)) is None
    hand.window.go(navigation.Home())
    home = hand.sees(Home)
    hand.until(lambda: home.day is not None)
    assert not hand.reads(hand.says(text))


def test_a_file_that_is_no_invitation_is_refused_beside_the_button(opens, tmp_path):
    layla = opens("en").unlocks_new()
    layla.window.go(navigation.Join())
    layla.sees(Join)
    layla.until(lambda: layla.says("Choose the invitation") in layla.names())
    noise = tmp_path / "noise"
    noise.write_bytes(b"\x00 nothing of ours")
    layla.press("Choose the invitation")
    layla.chooses(noise)
    layla.until(layla.screen.problem.isVisible)
    assert layla.says("Choose the invitation") in layla.names()
    assert not layla.window.dialogs()


def test_ending_an_access_is_grave_and_says_what_may_still_be_held(opens, desk, tmp_path):
    at_desk = desk()
    layla = opens("en", at=tmp_path / "layla").unlocks_new()
    answers(layla, tmp_path)
    opens_the_answer(at_desk, tmp_path)
    at_desk.press("The words are already there")
    at_desk.press("They match: admit and save the file")
    at_desk.chooses(tmp_path / "sanad-reply")
    at_desk.until(lambda: at_desk.reads("Admitted"))
    at_desk.press("Back to user management")
    page = at_desk.sees(PeopleScreen)
    at_desk.until(lambda: len(page.model.rows) > 1)
    page.table.go_to(next(at for at, line in enumerate(page.model.rows) if not line.is_self))
    at_desk.until(lambda: at_desk.says("Withdraw access…") in at_desk.names())
    at_desk.press("Withdraw access…")
    [dialog] = at_desk.window.dialogs()
    assert dialog.buttons[0].hasFocus()
    assert dialog.buttons[1].kind == "grave"
    at_desk.press("Withdraw access")
    at_desk.until(lambda: at_desk.reads("may still have"))
    at_desk.press("Close")
    at_desk.until(lambda: page.lists.number_of("people", "ended") == 1)


def test_a_file_of_another_kind_is_said_to_be_ours(opens, desk, tmp_path, language):
    desk(language)
    layla = opens(language, at=tmp_path / "layla").unlocks_new()
    answers(layla, tmp_path)
    layla.press("Choose the reply from user management")
    layla.chooses(tmp_path / "sanad-invitation")
    layla.until(layla.screen.problem.isVisible)
    refused = layla.says(OtherSanadFile.says).format(problem=layla.says("an invitation"))
    assert strip_marks(layla.screen.problem.sentence.text()) == strip_marks(refused)
    sentence = layla.screen.problem.sentence  # its sign stands beside the first line, not above it
    assert sentence.height() == sentence.heightForWidth(sentence.width())
    assert layla.screen.problem.findChild(Icon).y() == sentence.y()


def test_the_desk_reads_that_an_invitation_was_written_for_somebody_else(opens, desk, tmp_path, language):
    at_desk = desk(language)
    layla = opens(language, at=tmp_path / "layla").unlocks_new()
    session = at_desk.window.context.session
    at_desk.does(lambda: invitations.invite(session, tmp_path / "sanad-invitation", "فهد العنزي", TEAM))
    answers(layla, tmp_path)
    opens_the_answer(at_desk, tmp_path)
    written_for = theme.words()("The invitation was written for {name}", name="فهد العنزي")
    assert at_desk.reads(strip_marks(written_for))


def test_a_wrong_join_request_is_said_on_the_page_that_waits_for_computers(opens, tmp_path):
    hand = opens("en", at=tmp_path / "desk").unlocks_new("يوسف الراشد", "supervisor")
    session = hand.window.context.session
    hand.does(lambda: administration.create_organisation(session, ORGANISATION, SECOND, TEAM))
    hand.does(lambda: office_setup.note(session, "rules"))
    hand.does(lambda: office_setup.note(session, "sticks"))
    noise = tmp_path / "noise"
    noise.write_bytes(b"\x00 nothing of ours")
    hand.window.go(navigation.CreateOrganisation())
    setup = hand.sees(SettingUp)
    hand.until(lambda: setup.setup is not None)
    setup.go_to("computers")
    goes_on(hand, "Open a join request")
    hand.chooses(noise)
    hand.until(setup.problem.isVisible)
    assert hand.screen is setup
    assert hand.says("That is all for now") in hand.names()


@pytest.mark.parametrize(("role", "is_first"), [("supervisor", True), ("inspector", False)])
def test_whoever_looks_after_others_is_offered_to_found_before_the_rest(opens, role, is_first):
    hand = opens("en").unlocks_new(role=role)
    home = hand.sees(Home)
    hand.until(lambda: hand.says("Set up an organisation") in hand.names())
    hand.rests()
    founds = hand.find("Set up an organisation")
    top = founds.mapTo(home.area.widget(), QPoint()).y()
    assert (top < home.columns.geometry().top()) == is_first

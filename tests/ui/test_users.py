"""People and computers as user management runs them: found, changed, withdrawn, by keys and by hand."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from app.casework.organisation import absences, administration, invitations, people
from app.language import strip_marks
from app.seal.passphrase import CardRefused
from app.ui import navigation, theme
from app.ui.parts import Button, Choose
from app.ui.parts.day_field import Day
from app.ui.parts.dialog import Dialog
from app.ui.users.page import PeopleScreen
from app.ui.users.panel import _UNCOVERED
from tests.ui.office import TEAM, opened
from tests.ui.test_layout import stands_at_every_size

pytestmark = pytest.mark.screen
LAYLA, OMAR, YOUSEF = "ليلى السالم", "عبدالله المطيري", "يوسف الراشد"


@pytest.fixture
def office(opens, tmp_path, language):
    return opened(opens, tmp_path, language, omar="inspector")


def page_of(colleague) -> PeopleScreen:
    hand = colleague.hand.turns_to()
    hand.window.go(navigation.Home())
    hand.rests()
    hand.window.go(navigation.People())
    page = hand.sees(PeopleScreen)
    hand.until(lambda: page.lists is not None)
    hand.rests()
    return page


def stands_on(hand, page: PeopleScreen, name: str) -> None:
    """Type the name into the search, and go down to the row."""
    page.search.setFocus()
    page.search.clear()
    page.search.insert(name)
    QTest.keyClick(page.search, Qt.Key.Key_Down)
    QApplication.processEvents()
    assert page.model.rows[page.table.currentIndex().row()].name == name


def dialog_of(hand) -> Dialog:
    hand.until(lambda: bool(hand.window.dialogs()))
    hand.rests()
    return hand.window.dialogs()[-1]


def picks(hand, label: str, value: str) -> None:
    choose = hand.find(hand.says(label), Choose)
    choose.choose(value)
    QApplication.processEvents()


def test_everybody_is_listed_with_role_team_and_computer(office):
    page, hand = page_of(office.desk), office.desk.hand
    assert {line.name for line in page.model.rows} >= {YOUSEF, LAYLA, OMAR}
    at = next(at for at, line in enumerate(page.model.rows) if line.name == LAYLA)
    spoken = page.model.index(at, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith(f"{LAYLA}, {hand.says('Labour inspection')} · ")
    assert TEAM in spoken
    sentence = page.model.index(at, 0).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert sentence.startswith(spoken)
    assert f"{hand.says('Last backup')}: " in sentence
    assert hand.says("People and computers") in hand.shown()
    stands_at_every_size(hand, "people and computers")


def test_ctrl_k_goes_to_this_pages_search_and_down_to_its_rows(office):
    page, hand = page_of(office.desk), office.desk.hand
    page.table.setFocus()
    QTest.keyClick(hand.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    assert page.search.hasFocus()
    assert hand.screen is page
    stands_on(hand, page, LAYLA)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    QApplication.processEvents()
    hand.until(lambda: page.panel.isAncestorOf(hand.window.focusWidget()))
    hand.key(Qt.Key.Key_Escape)
    assert page.table.hasFocus()


def test_an_absence_is_entered_changed_and_ended(office):
    page, hand, session = page_of(office.desk), office.desk.hand, office.desk.session
    stands_on(hand, page, LAYLA)
    layla = page.model.rows[0].id
    omar = next(line.id for line in page.lists.people if line.name == OMAR)
    hand.press("Enter an absence")
    dialog_of(hand)
    hand.press("Enter the absence")
    hand.rests()
    assert hand.window.dialogs(), "nobody was named who stands in"
    picks(hand, "Covered by", omar)
    hand.press("Enter the absence")
    hand.until(lambda: not hand.window.dialogs())
    hand.rests()
    absence = hand.does(lambda: absences.absence_of(session, layla))
    assert (absence.substitute_id, absence.state) == (omar, "away")
    hand.until(lambda: hand.says("Change the absence") in hand.names())
    hand.until(lambda: page.panel.isAncestorOf(hand.window.focusWidget()))
    assert page.lists.number_of("people", "away") == 1
    assert hand.reads(OMAR)
    hand.press("End…")
    dialog = dialog_of(hand)
    assert dialog.focusWidget().accessibleName() == hand.says("Leave it as it is")
    hand.press("End the absence")
    hand.until(lambda: not hand.window.dialogs())
    hand.until(lambda: hand.says("Enter an absence") in hand.names())
    hand.rests()
    assert hand.does(lambda: absences.absence_of(session, layla)) is None


def test_whose_access_ends_while_standing_in_leaves_an_absence_without_cover(office):
    page, hand, session = page_of(office.desk), office.desk.hand, office.desk.session
    layla = next(line.id for line in page.lists.people if line.name == LAYLA)
    omar = next(line.id for line in page.lists.people if line.name == OMAR)
    today = session.clock().date()
    hand.does(lambda: absences.set_absence(session, layla, first_day=today, last_day=today, substitute_id=omar))
    page = page_of(office.desk)
    stands_on(hand, page, OMAR)
    hand.press("Withdraw access…")
    dialog_of(hand)
    warned = hand.says("Somebody else has to stand in for {names}.").format(names=LAYLA)
    assert hand.reads(warned)
    hand.press("Withdraw access")
    hand.until(lambda: hand.reads(hand.says("Access ended")))
    hand.window.dialogs()[-1].close_down()
    hand.rests()
    stands_on(hand, page, LAYLA)
    hand.until(lambda: hand.reads(hand.says(_UNCOVERED)))
    assert line_of(page, OMAR).stands_in_for == ()
    assert line_of(page, LAYLA).absence.uncovered


def line_of(page, name):
    return next(line for line in page.lists.people if line.name == name)


def test_a_role_is_changed_and_so_is_a_name(office):
    page, hand, session = page_of(office.desk), office.desk.hand, office.desk.session
    stands_on(hand, page, LAYLA)
    layla = page.model.rows[0].id
    hand.press("Change role")
    dialog_of(hand)
    hand.press("Supervision")
    [confirm] = [b for b in hand.visible(Button, hand.window.dialogs()[-1]) if b.kind == "primary"]
    hand.click(confirm)
    hand.until(lambda: not hand.window.dialogs())
    hand.rests()
    assert row_of(hand, session, layla).role == "supervisor"
    # the panel was laid anew; the keyboard is where it was
    hand.until(lambda: hand.window.focusWidget().accessibleName() == hand.says("Change role"))
    hand.press("Rename")
    dialog_of(hand)
    field = hand.find(hand.says("Name"), QLineEdit)
    field.clear()
    field.insert("ليلى العلي")
    [confirm] = [b for b in hand.visible(Button, hand.window.dialogs()[-1]) if b.kind == "primary"]
    hand.click(confirm)
    hand.until(lambda: not hand.window.dialogs())
    hand.rests()
    assert row_of(hand, session, layla).name == "ليلى العلي"


def test_a_decision_that_makes_somebody_a_judicial_officer_is_recorded(office):
    page, hand, session = page_of(office.desk), office.desk.hand, office.desk.session
    stands_on(hand, page, LAYLA)
    layla = page.model.rows[0].id
    hand.press("Judicial officer")
    dialog_of(hand)
    [confirm] = [b for b in hand.visible(Button, hand.window.dialogs()[-1]) if b.kind == "primary"]
    hand.find(hand.says("Number of the decision"), QLineEdit).insert("9/2021")
    hand.click(confirm)
    hand.rests()
    assert hand.window.dialogs(), "of no day"
    [day] = hand.visible(Day, hand.window.dialogs()[-1])
    for part, text in (("day", "2"), ("month", "1"), ("year", "2021")):
        day.lines[part].setText(text)
    hand.click(confirm)
    hand.until(lambda: not hand.window.dialogs())
    hand.rests()
    row = row_of(hand, session, layla)
    assert (row.judicial, row.judicial_since) == ("9/2021", "2021-01-02")


def row_of(hand, session, person_id):
    return next(row for row in hand.does(lambda: people.people(session)) if row.id == person_id)


def test_a_team_is_made_apart_from_an_invitation_filled_and_emptied(office):
    page, hand, session = page_of(office.desk), office.desk.hand, office.desk.session
    layla = next(line.id for line in page.lists.people if line.name == LAYLA)
    page.acts.new_team()
    dialog_of(hand)
    hand.find(hand.says("Name"), QLineEdit).insert("حولي")
    hand.press("Create the team")
    hand.until(lambda: not hand.window.dialogs())
    hand.rests()
    page.choose_kind("teams")
    stands_on(hand, page, "حولي")
    hand.press("Add a person")
    dialog_of(hand)
    picks(hand, "Person", layla)
    hand.press("Add")
    hand.until(lambda: not hand.window.dialogs())
    hand.rests()
    assert set(row_of(hand, session, layla).teams) == {TEAM, "حولي"}
    hand.press("Remove…")
    dialog = dialog_of(hand)
    assert dialog.focusWidget().accessibleName() == hand.says("Keep in the team")
    hand.press("Remove from the team")
    hand.until(lambda: not hand.window.dialogs())
    hand.rests()
    assert row_of(hand, session, layla).teams == (TEAM,)


def test_several_people_go_into_another_team_at_once(office):
    page, hand, session = page_of(office.desk), office.desk.hand, office.desk.session
    team = hand.does(lambda: people.create_team(session, "حولي"))
    page = page_of(office.desk)
    page.search.insert(TEAM)
    page.table.setFocus()
    for at in range(2):
        page.table.go_to(at)
        QTest.keyClick(page.table, Qt.Key.Key_Space)
    QApplication.processEvents()
    assert {page.model.chosen[id_] for id_ in page.model.chosen} == {LAYLA, OMAR}
    acts = {button.of for button in page.panel.findChildren(Button) if button.isVisible()}
    assert acts == {"Change role", "Change team", "Clear selection"}
    hand.press("Change team")
    dialog_of(hand)
    picks(hand, "Into", team.id)
    [confirm] = [b for b in hand.visible(Button, hand.window.dialogs()[-1]) if b.kind == "primary"]
    hand.click(confirm)
    hand.until(lambda: not hand.window.dialogs())
    hand.rests()
    rows = hand.does(lambda: people.people(session))
    assert {row.name: row.teams for row in rows if row.name != YOUSEF} == {LAYLA: ("حولي",), OMAR: ("حولي",)}


def test_to_withdraw_is_asked_with_the_safe_answer_in_focus_and_no_petrol(office):
    page, hand, session = page_of(office.desk), office.desk.hand, office.desk.session
    stands_on(hand, page, LAYLA)
    layla = page.model.rows[0].id
    for leave in ("key", "button"):
        hand.press("Withdraw access…")
        dialog = dialog_of(hand)
        assert {button.kind for button in dialog.findChildren(Button) if button.isVisible()} == {"second", "grave"}
        safe = hand.window.focusWidget()
        assert safe.accessibleName() == hand.says("Keep the access")
        assert dialog.row.itemAt(dialog.row.count() - 1).widget() is safe
        stands_at_every_size(hand, "withdrawing")
        hand.key(Qt.Key.Key_Escape) if leave == "key" else hand.press("Keep the access")
        hand.until(lambda: not hand.window.dialogs())
        assert not row_of(hand, session, layla).withdrawn
    hand.press("Withdraw access…")
    dialog_of(hand)
    hand.press("Withdraw access")
    hand.until(lambda: hand.reads(hand.says("Access ended")))
    hand.rests()
    assert row_of(hand, session, layla).withdrawn
    hand.press("Close")
    hand.rests()
    assert LAYLA not in [line.name for line in page.lists.find("people")]
    assert page.lists.number_of("people", "ended") == 1


def test_the_laptop_that_was_silent_for_16_days_is_found_by_its_filter(office):
    for colleague in (office.layla, office.omar):
        colleague.interviews(name="Sunita Tamang")
        colleague.writes()
    office.desk.takes()
    office.clock.pass_(days=10)
    office.omar.interviews(name="Rahim Uddin")
    office.omar.writes()
    office.desk.takes()
    office.clock.pass_(days=6)
    page, hand = page_of(office.desk), office.desk.hand
    chip = page.troubles["silent"]
    assert (chip.isVisible(), chip.number) == (True, 1)
    hand.click(chip)
    QApplication.processEvents()
    assert [line.name for line in page.model.rows] == [LAYLA]
    contact = strip_marks(theme.words().count("{n} day ago", "{n} days ago", 16))
    assert page.model.index(0, 2).data() == contact
    hand.click(page.kinds["computers"])
    QApplication.processEvents()
    assert [line.person for line in page.model.rows] == [LAYLA]


def test_an_invitation_for_one_person_is_written_sent_again_and_cancelled(office, tmp_path):
    page, hand, session = page_of(office.desk), office.desk.hand, office.desk.session
    before = len(hand.does(lambda: invitations.open_invitations(session)))
    people = page.kinds["people"].number
    QTest.keyClick(hand.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    dialog_of(hand)
    hand.find(hand.says("Name"), QLineEdit).insert("فهد العنزي")
    hand.press("Choose the place")
    hand.chooses(tmp_path / "one")
    hand.until((tmp_path / "one").exists)
    hand.rests()
    assert len(hand.does(lambda: invitations.open_invitations(session))) == before + 1
    assert page.kinds["people"].number == people, "nobody has come by it yet"
    stands_on(hand, page, "فهد العنزي")
    hand.press("Send again")
    hand.chooses(tmp_path / "two")
    hand.until((tmp_path / "two").exists)
    hand.rests()
    stands_on(hand, page, "فهد العنزي")
    hand.press("Cancel the invitation…")
    dialog_of(hand)
    hand.press("Cancel the invitation")
    hand.until(lambda: page.lists.number_of("people", "invited") == before)


def test_a_computer_alone_is_withdrawn_and_the_way_to_the_lost_one_is_there(office):
    page, hand, session = page_of(office.desk), office.desk.hand, office.desk.session
    page.choose_kind("computers")
    page.search.insert(OMAR)
    page.table.go_to(0)
    QApplication.processEvents()
    for message in ("It is lost…", "Renew the admission", "Show the person"):
        assert hand.says(message) in hand.names()
    hand.press("End its access…")
    dialog = dialog_of(hand)
    assert dialog.focusWidget().accessibleName() == hand.says("Keep the access")
    hand.press("End the access")
    hand.until(lambda: hand.reads(hand.says("Access ended")))
    rows = hand.does(lambda: administration.devices(session))
    assert [row.revoked for row in rows if row.person == OMAR] == [True]


@pytest.mark.long
def test_in_a_narrow_window_the_panel_stands_in_place_of_the_list(office):
    page, hand = page_of(office.desk), office.desk.hand
    hand.window.resize(1024, 768)
    hand.rests()
    assert page.listed.isVisible()
    assert not page.panel.isVisible()
    stands_on(hand, page, LAYLA)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    hand.rests()
    assert not page.listed.isVisible()
    assert page.panel.isVisible()
    hand.press("Back to the list")
    assert page.table.hasFocus()
    hand.window.resize(1366, 768)
    hand.rests()
    assert page.listed.isVisible()
    assert page.panel.isVisible()


def test_who_is_not_user_management_sees_who_there_is_and_can_change_only_the_own_absence(office):
    page, hand = page_of(office.layla), office.layla.hand
    assert {YOUSEF, LAYLA, OMAR} <= {line.name for line in page.model.rows}
    for message in ("Invite a person", "Change role", "Withdraw access…"):
        assert hand.says(message) not in hand.names()
    stands_on(hand, page, OMAR)
    assert hand.says("Enter an absence") not in hand.names()
    stands_on(hand, page, LAYLA)
    assert hand.says("Enter an absence") in hand.names()


def test_the_second_user_manager_takes_over_with_the_paper(office):
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.Settings())
    hand.until(lambda: hand.says("Take over user management") in hand.names())
    hand.press("Take over user management")
    dialog = dialog_of(hand)
    paper = hand.find(hand.says("Words of the paper"), QPlainTextEdit)
    for words in (office.second_sheet[:3], office.second_sheet):
        paper.setPlainText(" ".join(words))
        hand.click(dialog.buttons[-1])
        if words != office.second_sheet:  # no card was asked for
            hand.until(lambda: hand.reads(strip_marks(theme.words().say(CardRefused()))))
    hand.until(lambda: hand.reads(hand.says("You have taken over user management")))
    hand.press("Go to user management")
    hand.sees(PeopleScreen)
    hand.until(lambda: hand.says("Invite a person") in hand.names())

"""A case among three people: the post, what came in, handing over, two values side by side."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit

from app.casework.cases import queries
from app.casework.exchange import post as post_module
from app.casework.interviews import conflicts
from app.casework.interviews import interview as work
from app.casework.sharing import case_access, inbox
from app.ui import navigation
from app.ui.case.page import CaseScreen
from app.ui.case_list import Cases
from app.ui.home import Home
from app.ui.interview.screen import InterviewScreen
from app.ui.parts import FieldProblem
from app.ui.sending.ways import GIVES_ACCESS
from app.ui.settings import Settings
from app.ui.sharing.conflict import ConflictScreen
from app.ui.sharing.conflict_sides import differing
from app.ui.sharing.hand_over import RecipientChoice
from app.ui.sharing.post import Post
from app.ui.sharing.received import CameInScreen
from app.ui.users.page import PeopleScreen
from tests.ui.office import TEAM, opened
from tests.ui.sending import to_colleague

pytestmark = pytest.mark.screen


@pytest.fixture
def office(opens, tmp_path):
    return lambda language="en": opened(opens, tmp_path, language)


def to_omar(colleague):
    recipients = colleague.hand.does(lambda: case_access.recipients(colleague.session))
    return next(recipient for recipient in recipients if recipient.name == "عبدالله المطيري")


def in_conflict(office, **facts):
    """Layla and Omar corrected the same answer before the stick went round."""
    case = office.layla.interviews(name="Sunita Tamang", hours="14", **facts).case_id
    office.layla.writes()
    office.omar.takes()
    return case


def both_correct(office, case, question, first, second):
    office.layla.corrects(case, question, first, "قول الشخص")
    office.layla.session.clock.pass_(minutes=5)  # one clock for all: which is the earlier is known
    office.omar.corrects(case, question, second, "دفتر الدوام")


def compares(colleague, case):
    hand = colleague.hand.turns_to()
    hand.window.go(navigation.Conflict(case))
    screen = hand.sees(ConflictScreen)
    hand.until(lambda: any(side.choice.isVisible() for side in screen.sides))
    return hand, screen


# -- the post --------------------------------------------------------------------------------


def test_a_stick_is_written_and_taken_and_the_page_says_what_happened(office, language):
    office = office(language)
    office.layla.interviews(name="Sunita Tamang")
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.Post())
    post = hand.sees(Post)
    hand.until(lambda: bool(post.state and post.state.waiting))
    assert not post.write.isEnabled()
    hand.press("Choose a USB stick or folder")
    hand.chooses(office.layla.stick)
    hand.until(post.write.isEnabled)
    hand.press("Export to USB stick")
    hand.until(lambda: hand.reads(hand.says("Files written. You can remove the USB stick.")))
    omar_hand = office.omar.hand.turns_to()
    omar_hand.window.go(navigation.Post())
    omar_hand.sees(Post).use_folder(office.omar.stick)
    omar_hand.until(omar_hand.screen.take.isEnabled)
    omar_hand.press("Import from USB stick")
    omar_hand.until(lambda: omar_hand.reads(omar_hand.says("Files read. You can remove the USB stick.")))
    omar_hand.press("Show what was received")
    listed = omar_hand.sees(Cases)
    omar_hand.until(lambda: [row.name for row in listed.model.rows] == ["Sunita Tamang"])


def test_everything_confirmed_is_the_title(office):
    office = office()
    office.layla.interviews(name="Sunita Tamang")
    for colleague in (office.layla, office.omar, office.desk):
        colleague.writes()
    for colleague in (office.omar, office.desk):
        colleague.takes()
        colleague.writes()
    office.layla.takes()
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.Post())
    hand.sees(Post)
    hand.until(lambda: hand.reads("Colleagues have confirmed everything"))


def test_a_damaged_file_is_named_and_the_rest_is_taken(office):
    office = office()
    office.layla.interviews(name="Sunita Tamang")
    office.layla.writes()
    (office.layla.stick / "sanad-0123.post").write_bytes(b"\x00 cut short")
    hand = office.omar.hand.turns_to()
    hand.window.go(navigation.Post())
    hand.sees(Post).use_folder(office.omar.stick)
    hand.until(hand.screen.take.isEnabled)
    hand.press("Import from USB stick")
    hand.until(lambda: hand.reads("Not imported: sanad-0123.post"))
    assert hand.reads("Files read. You can remove the USB stick.")


def test_a_folder_that_is_gone_is_said_and_the_page_goes_on(office, tmp_path):
    office = office()
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.Post())
    hand.sees(Post).use_folder(tmp_path / "pulled out")
    hand.until(hand.screen.write.isEnabled)
    hand.press("Export to USB stick")
    hand.until(lambda: hand.reads("What happened"))
    assert hand.screen.write.isEnabled()


def test_a_stick_without_a_file_of_colleagues_is_not_said_to_be_read(office, language, tmp_path):
    office = office(language)
    office.layla.interviews(name="Sunita Tamang")
    office.layla.writes()  # what one wrote oneself is no file from colleagues
    own_files, damaged = tmp_path / "own files", tmp_path / "damaged"
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.Post())
    page = hand.sees(Post)
    hand.until(lambda: page.state is not None)
    for folder in (own_files, damaged):
        folder.mkdir()
    hand.does(lambda: post_module.export(office.layla.session, own_files))
    (damaged / "sanad-0123.post").write_bytes(b"\x00 cut short")
    for folder, says in (
        (own_files, "There is no file from colleagues in this place."),
        (damaged, "None of the files there could be imported."),
    ):
        page.use_folder(folder)
        hand.until(page.take.isEnabled)
        hand.press("Import from USB stick")
        hand.until(lambda says=says: hand.reads(hand.says(says)))
        nothing_new = "Files read. There was nothing new. You can remove the USB stick."
        assert hand.says(nothing_new) not in hand.shown()


def test_who_works_alone_has_no_post_and_the_keys_count_what_is_there(opens):
    hand = opens("en").unlocks_new()
    hand.sees(Home)
    hand.until(lambda: hand.reads("You work alone on this computer."))
    assert hand.says("USB transfer") not in hand.names()
    hand.key(Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    hand.sees(Settings)
    for destination in (navigation.Post(), navigation.People(), navigation.Inbox()):
        hand.window.go(destination)
        hand.rests()
        assert not hand.window.dialogs(), destination


def test_the_side_of_the_page_counts_what_waits(office):
    office = office()
    case, layla = office.layla.interviews(name="Sunita Tamang").case_id, office.layla.session
    omar = case_access.find(layla, "عبدالله المطيري")
    office.layla.hand.does(lambda: case_access.hand_over(layla, case, omar, "yours"))
    office.layla.writes()
    office.omar.takes()
    hand = office.omar.hand.turns_to()
    hand.window.go(navigation.Home())
    hand.until(lambda: "Inbox" in hand.names())
    hand.until(lambda: hand.find("Inbox").accessibleDescription() == "1")
    hand.key(Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    hand.sees(CameInScreen)


# -- handing over ----------------------------------------------------------------------------


def hands_to_omar(office):
    case = in_conflict(office)
    omar = to_omar(office.layla)
    office.layla.hand.does(lambda: case_access.hand_over(office.layla.session, case, omar, "للمتابعة"))
    office.layla.writes()
    office.omar.takes()
    hand = office.omar.hand.turns_to()
    hand.window.go(navigation.Inbox())
    hand.sees(CameInScreen)
    hand.until(lambda: hand.says("Accept") in hand.names())
    assert hand.reads("للمتابعة")
    return case, hand


def test_a_case_handed_over_is_accepted_and_opens(office, language):
    office = office(language)
    case, hand = hands_to_omar(office)
    hand.press("Accept")
    hand.sees(CaseScreen)
    case_state = hand.does(lambda: queries.case_of(office.omar.session, case))
    assert case_state.responsible == office.omar.session.vault.stream


def test_a_case_is_declined_only_with_a_reason(office):
    office = office()
    case, hand = hands_to_omar(office)
    hand.press("Decline")
    [dialog] = hand.window.dialogs()
    hand.click(dialog.buttons[-1])
    assert hand.reads("Enter the reason first.")
    hand.type("Reason", "على وشك السفر")
    hand.click(dialog.buttons[-1])
    hand.until(lambda: hand.says("Accept") not in hand.names())
    office.omar.writes()
    office.layla.takes()
    layla_hand = office.layla.hand.turns_to()
    layla_hand.window.go(navigation.Inbox())
    layla_hand.until(lambda: layla_hand.reads("Declined by a colleague"))
    assert layla_hand.reads("على وشك السفر")
    assert layla_hand.does(lambda: not queries.case_of(office.layla.session, case).handovers)


@pytest.mark.parametrize("by_desk", [True, False])
def test_one_of_a_team_declines_and_whoever_offered_the_case_reads_who_can_still_take_it(office, by_desk):
    office = office()
    case = office.layla.interviews(name="Sunita Tamang").case_id
    sender = office.desk if by_desk else office.layla
    if by_desk:
        office.layla.writes()
        office.desk.takes()
    sender.hand.does(lambda: case_access.hand_over(sender.session, case, case_access.find(sender.session, TEAM)))
    sender.writes()
    office.omar.takes()
    hand = office.omar.hand.turns_to()
    hand.window.go(navigation.Inbox())
    hand.until(lambda: hand.says("Decline") in hand.names())
    assert hand.reads(f"to {TEAM}")
    hand.press("Decline")
    others = hand.reads("The others in the team can still accept it.")
    assert (others, hand.reads("It stays with your colleague.")) == (by_desk, not by_desk)
    [dialog] = hand.window.dialogs()
    hand.type("Reason", "على وشك السفر")
    hand.click(dialog.buttons[-1])
    hand.until(lambda: hand.says("Accept") not in hand.names())
    office.omar.writes()
    sender.takes()
    hand = sender.hand.turns_to()
    hand.window.go(navigation.Inbox())
    hand.until(lambda: hand.reads("Declined by a colleague"))
    assert hand.reads(f"Others in {TEAM} can still accept it.") == by_desk
    assert hand.reads(f"Nobody in {TEAM} is left to accept it.") != by_desk
    hand.window.go(navigation.Case(case))
    hand.sees(CaseScreen)
    if by_desk:
        hand.until(lambda: hand.reads("Declined so far: عبدالله المطيري"))


def test_an_unfinished_interview_is_handed_on_and_gone_on_with(office):
    office = office()
    office.layla.begins(name="Sunita Tamang", hours="14")
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.Home())
    hand.until(lambda: hand.says("Hand over") in hand.names())
    hand.press("Hand over")
    hand.until(lambda: bool(hand.window.dialogs()))
    [dialog] = hand.window.dialogs()
    hand.click(dialog.buttons[-1])
    assert hand.reads("Choose the recipient first.")
    [choice] = dialog.findChildren(RecipientChoice)
    choice.choose(to_omar(office.layla).id)
    hand.click(dialog.buttons[-1])
    hand.until(lambda: not hand.window.dialogs())
    hand.until(lambda: hand.reads("No unfinished interviews."))
    office.layla.writes()
    office.omar.takes()
    omar_hand = office.omar.hand.turns_to()
    omar_hand.window.go(navigation.Inbox())
    omar_hand.until(lambda: omar_hand.says("Continue") in omar_hand.names())
    omar_hand.press("Continue")
    omar_hand.sees(InterviewScreen)
    answers = omar_hand.screen.controller.interview.values()
    assert any(value == "14" for value in answers.values())


def test_the_settings_lead_to_the_own_row_where_an_absence_is_entered(office):
    office = office()
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.Settings())
    hand.until(lambda: hand.says("Enter an absence") in hand.names())
    hand.press("Enter an absence")
    page = hand.sees(PeopleScreen)
    hand.until(lambda: page.lists is not None)
    hand.rests()
    assert page.model.rows[page.table.currentIndex().row()].is_self
    hand.press("Enter an absence")
    hand.until(lambda: bool(hand.window.dialogs()))


def test_a_case_with_everything_that_waits_says_it_and_offers_the_next_step(office, language):
    office = office(language)
    case, hand = hands_to_omar(office)
    hand.window.go(navigation.Case(case))
    screen = hand.sees(CaseScreen)
    hand.until(lambda: hand.says("Accept the case") in hand.names())
    assert screen.next.kind == "primary"
    assert hand.reads(hand.says("Handed over to you"))
    hand.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    # what the screening called for; the next stage follows
    hand.until(lambda: screen.next.accessibleName() == hand.says("Another interview"))
    hand.until(lambda: hand.says("Move the case to the next stage") in hand.names())
    assert hand.says("Accept the case") not in hand.names()
    assert hand.reads(hand.says("You have accepted the case: it is yours now."))
    assert hand.reads(office.omar.session.officer.name)


def test_a_supervisor_returns_a_case_with_what_is_wanted(office):
    office = office()
    case = in_conflict(office)
    office.desk.takes()
    hand = office.desk.hand.turns_to()
    hand.window.go(navigation.Case(case))
    hand.sees(CaseScreen)
    hand.until(lambda: hand.says("Review the case") in hand.names())
    hand.press("Review the case")
    hand.press("Save the decision")
    assert hand.reads("Choose one of these first.")
    hand.press("Return it with what is still needed")
    hand.press("Save the decision")
    assert hand.reads("First enter what is still required.")
    area = hand.find("What is still required, or why", QPlainTextEdit)
    area.insertPlainText("ختم الدخول")
    hand.press("Save the decision")
    hand.until(lambda: not hand.window.dialogs())
    hand.until(lambda: "Review the case" not in hand.names())
    hand.opens_tab("Progress")
    hand.until(lambda: hand.reads("ختم الدخول"))
    office.desk.writes()
    office.layla.takes()
    layla_hand = office.layla.hand.turns_to()
    layla_hand.window.go(navigation.Inbox())
    layla_hand.until(lambda: layla_hand.reads("Returned by a supervisor"))
    layla_hand.window.go(navigation.Case(case))
    layla_hand.sees(CaseScreen)
    layla_hand.until(lambda: layla_hand.reads("ختم الدخول"))
    assert "Review the case" not in layla_hand.names()


def test_what_was_written_before_joining_says_so(opens, tmp_path):
    office = opened(opens, tmp_path, had_case=True)
    hand = office.layla.hand.turns_to()
    [case] = hand.does(lambda: queries.cases(office.layla.session))
    hand.window.go(navigation.Case(case.id))
    hand.sees(CaseScreen)
    hand.opens_tab("History")
    hand.until(lambda: hand.reads("Before joining"))


def test_a_case_is_given_to_a_team_from_its_page(office):
    office = office()
    case = office.layla.interviews(name="Sunita Tamang").case_id
    hand = office.layla.hand.turns_to()
    there = hand.does(lambda: case_access.recipients(office.layla.session))
    desk = next(recipient.name for recipient in there if recipient.role == "desk")
    to_colleague(hand, case, desk, GIVES_ACCESS)
    hand.sees(CaseScreen)
    hand.opens_tab("History")
    hand.until(lambda: hand.reads("Access given to a colleague or a team"))


def test_the_list_of_cases_says_where_values_differ(office):
    office = office()
    case = in_conflict(office)
    both_correct(office, case, "hours", "12", "16")
    office.omar.writes()
    office.layla.takes()
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.Cases())
    hand.until(lambda: bool(hand.screen.model.rows))
    data = hand.screen.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert data == "Sunita Tamang, Conflict"


def test_another_interview_of_the_same_person_stays_in_the_case(office):
    office = office()
    case = office.layla.interviews(name="Sunita Tamang").case_id
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.Case(case))
    hand.adds("Another interview")
    screen = hand.sees(InterviewScreen)
    draft = screen.controller.live.draft_id
    for ref in [q.path for q in screen.controller.form.questions()]:
        for name, value in (
            ("present", "nobody"),
            ("overheard", "no"),
            ("wants_here", "yes"),
            ("consent_talk", "yes"),
            ("consent_record", "yes"),
        ):
            if ref.endswith(f"/{name}"):
                assert screen.controller.answer(ref, value) == ""
    hand.until(lambda: screen.controller.state == "kept")
    finished = hand.does(lambda: work.finish(office.layla.session, draft))
    assert finished.case_id == case


# -- two values ------------------------------------------------------------------------------


def test_nothing_is_chosen_and_keeping_asks_first(office):
    office = office()
    case = in_conflict(office)
    both_correct(office, case, "hours", "12", "16")
    office.omar.writes()
    office.layla.takes()
    hand, screen = compares(office.layla, case)
    assert [card.isChecked() for card in screen.choices()] == [False] * 4
    assert hand.reads("12")
    assert hand.reads("16")
    assert hand.reads("Source: دفتر الدوام")
    hand.press("Save")
    assert hand.reads("Choose one of these first.")


def test_one_value_is_kept_with_keys_alone_and_the_other_stays_in_the_history(office, language):
    office = office(language)
    case = in_conflict(office)
    both_correct(office, case, "hours", "12", "16")
    office.omar.writes()
    office.layla.takes()
    hand, screen = compares(office.layla, case)
    place = [side.side.text for side in screen.sides].index("16")
    screen.sides[0].choice.setFocus(Qt.FocusReason.TabFocusReason)
    hand.key((Qt.Key.Key_1, Qt.Key.Key_2)[place])
    assert screen.choices()[place].isChecked()
    screen.reason.setFocus()
    screen.reason.insert("الدفتر أدق")
    hand.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hand.sees(CaseScreen)
    case_state = hand.does(lambda: queries.case_of(office.layla.session, case))
    assert not case_state.conflicts
    answer = next(v for p, v in case_state.interviews.popitem()[1].answers.items() if "/hours" in p)
    assert answer == "16"
    hand.until(lambda: hand.does(lambda: inbox.how_many(office.layla.session)) == 0)


def test_correcting_keeps_the_place_and_the_focus_and_is_judged_by_the_question(office):
    office = office()
    case = office.layla.interviews(name="Sunita Tamang", hours="14").case_id
    hand = office.layla.hand.turns_to()
    hand.window.resize(1093, 614)
    hand.window.go(navigation.Case(case))
    screen = hand.sees(CaseScreen)
    hand.opens_tab("Interviews")
    bar = screen.area.verticalScrollBar()
    hand.until(lambda: bar.maximum() > 200)
    bar.setValue(150)
    hand.press("Correct an answer")
    hand.until(lambda: hand.says("Correct") in hand.names())
    hand.until(lambda: bar.value() == 150)
    hand.until(lambda: QApplication.focusWidget().accessibleName() == "Done")
    hours = next(
        button
        for button in hand.window.findChildren(QAbstractButton)
        if button.isVisible() and button.accessibleDescription().startswith("How many hours")
    )
    hand.click(hours)
    hand.until(lambda: bool(hand.window.dialogs()))
    assert hand.reads("Now: 14")
    hand.type("The other value", "many")
    hand.press("Save the new value")
    hand.until(lambda: any(button.isVisible() for button in hand.window.findChildren(FieldProblem)))
    hand.find("The other value").clear()
    hand.type("The other value", "15")
    hand.type("Source", "a contract")
    hand.press("Save the new value")
    hand.until(lambda: not hand.window.dialogs())
    case_state = hand.does(lambda: queries.case_of(office.layla.session, case))
    assert any(v == "15" for p, v in case_state.interviews.popitem()[1].answers.items() if "/hours" in p)


def test_the_value_that_was_not_kept_is_still_read_on_the_page(office):
    office = office()
    case = in_conflict(office)
    both_correct(office, case, "hours", "12", "16")
    office.omar.writes()
    office.layla.takes()
    [conflict] = office.layla.hand.does(lambda: conflicts.conflicts(office.layla.session, case))
    keep = [side.text for side in conflict.values].index("16")
    office.layla.hand.does(
        lambda: conflicts.resolve(office.layla.session, case, conflict.id, keep=keep, reason="الدفتر أدق")
    )
    hand = office.layla.hand.turns_to()
    hand.window.go(navigation.Case(case))
    hand.opens_tab("Interviews")
    hand.until(lambda: hand.says("Earlier values") in hand.names())
    hand.press("Earlier values")
    hand.until(lambda: bool(hand.window.dialogs()))
    hand.until(lambda: hand.reads("Reason: الدفتر أدق"))
    texts = hand.shown()
    assert [value in texts for value in ("12", "14", "16")] == [True] * 3


def test_both_are_kept_when_nobody_can_tell(office):
    office = office()
    case = in_conflict(office)
    both_correct(office, case, "hours", "12", "16")
    office.omar.writes()
    office.layla.takes()
    hand, screen = compares(office.layla, case)
    hand.click(screen.both)
    hand.press("Save")
    hand.sees(CaseScreen)
    case_state = hand.does(lambda: queries.case_of(office.layla.session, case))
    assert not case_state.conflicts
    assert any(len(texts) == 2 for t in case_state.interviews.values() for texts in t.both.values())


def test_another_value_is_judged_by_the_question(office):
    office = office()
    case = in_conflict(office)
    both_correct(office, case, "hours", "12", "16")
    office.omar.writes()
    office.layla.takes()
    hand, screen = compares(office.layla, case)
    hand.click(screen.write)
    assert QApplication.focusWidget() is screen.another.field
    hand.press("Save")
    assert hand.reads("Enter the value first.")
    screen.another.field.insert("لا أعرف")
    hand.press("Save")
    hand.until(screen.another.problem.isVisible)
    assert hand.does(lambda: len(conflicts.conflicts(office.layla.session, case))) == 1
    screen.another.field.setText("١٥")
    hand.press("Save")
    hand.sees(CaseScreen)
    case_state = hand.does(lambda: queries.case_of(office.layla.session, case))
    assert any(v == "15" for p, v in case_state.interviews.popitem()[1].answers.items() if "/hours" in p)


def test_later_goes_to_the_next_and_then_to_the_case(office):
    office = office()
    case = in_conflict(office)
    both_correct(office, case, "hours", "12", "16")
    both_correct(office, case, "name", "Sunita Tamang", "Sunita Thamang")
    office.omar.writes()
    office.layla.takes()
    hand, _screen = compares(office.layla, case)
    assert hand.reads("1 of 2")
    assert hand.says("Save and go to the next") in hand.names()
    hand.press("Later")
    hand.until(lambda: hand.reads("2 of 2"))
    hand.press("Later")
    hand.sees(CaseScreen)
    assert hand.does(lambda: len(conflicts.conflicts(office.layla.session, case))) == 2


def test_three_values_stand_under_each_other_and_each_can_be_kept(office):
    office = office()
    case = in_conflict(office)
    office.desk.takes()
    both_correct(office, case, "hours", "12", "16")
    office.desk.corrects(case, "hours", "11", "العقد")
    for colleague in (office.omar, office.desk):
        colleague.writes()
    office.layla.takes()
    hand, screen = compares(office.layla, case)
    assert len(screen.sides) == 3
    assert hand.reads("3 conflicting values")
    third = next(side for side in screen.sides if side.side.text == "11")
    hand.click(third.choice)
    hand.press("Save")
    hand.sees(CaseScreen)
    case_state = hand.does(lambda: queries.case_of(office.layla.session, case))
    assert not case_state.conflicts


def test_the_other_language_keeps_what_was_chosen(office):
    office = office()
    case = in_conflict(office)
    both_correct(office, case, "hours", "12", "16")
    office.omar.writes()
    office.layla.takes()
    hand, screen = compares(office.layla, case)
    hand.click(screen.sides[1].choice)
    screen.another.field.insert("13")
    screen.reason.insert("because")
    hand.window.other_language()
    hand.until(lambda: hand.reads("كم ساعة"))
    assert screen.choices()[1].isChecked()
    assert (screen.another.value(), screen.reason.text()) == ("13", "because")


def test_what_was_decided_meanwhile_is_said_and_nothing_changes(office):
    office = office()
    case = in_conflict(office)
    both_correct(office, case, "hours", "12", "16")
    office.omar.writes()
    office.layla.takes()
    hand, screen = compares(office.layla, case)
    id_ = screen.conflict.id
    hand.does(lambda: conflicts.resolve(office.layla.session, case, id_, keep=0))
    hand.click(screen.sides[1].choice)
    hand.press("Save")
    hand.until(lambda: hand.reads("This was decided in the meantime"))


def test_only_long_values_are_marked_and_only_where_they_differ():
    first = "the employer took the passport at the airport"
    second = "the employer took the passport at the house"
    assert [first[at : at + n] for at, n in differing(first, [second])] == ["airport"]
    assert differing("14 March 2024", ["14 May 2024"]) == []
    assert differing("nothing of it is the same", ["quite other words than these here"]) == []


def test_posting_waits_for_nobody_who_has_joined_nothing(opens):
    hand = opens("en").unlocks_new()
    assert hand.does(lambda: post_module.waiting(hand.window.context.session)) == 0


def test_in_a_narrow_window_the_two_values_stand_below_each_other(office, language):
    office = office(language)
    case = in_conflict(office)
    both_correct(office, case, "hours", "12", "16")
    office.omar.writes()
    office.layla.takes()
    hand, screen = compares(office.layla, case)
    assert screen.sides[0].y() == screen.sides[1].y()
    hand.window.resize(911, 512)
    hand.until(lambda: screen.sides[1].y() > screen.sides[0].geometry().bottom())
    assert screen.sides[0].width() == screen.sides[1].width()
    hand.window.resize(1366, 768)
    hand.until(lambda: screen.sides[0].y() == screen.sides[1].y())


def test_who_has_joined_nothing_is_not_told_that_colleagues_confirmed_something(opens, language):
    hand = opens(language).unlocks_new()
    hand.window.go(navigation.Post())
    screen = hand.sees(Post)
    hand.until(lambda: screen.state is not None)
    assert hand.reads(hand.says("USB transfer"))
    assert not hand.reads(hand.says("Colleagues have confirmed everything"))

"""A case goes on, on its page: consent first, a referral with its clock, a decision by two people."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from app.casework.lifecycle import consents, referrals
from app.ui import navigation
from app.ui.case.consent import badge
from app.ui.case.page import CaseScreen
from app.ui.labels import said
from app.ui.parts import Choose, FieldProblem, RadioCard
from app.ui.sending.letter_page import LetterPage
from app.ui.sending.page import SendPage
from tests.ui.hand import Hand
from tests.ui.office import Colleague, Office, opened
from tests.ui.test_release import looks

pytestmark = pytest.mark.screen


def opens_case(colleague: Colleague, case: str) -> tuple[Hand, CaseScreen]:
    hand = colleague.hand.turns_to()
    hand.window.go(navigation.Case(case))
    page = hand.sees(CaseScreen)
    hand.until(lambda: page.told is not None)
    hand.rests()
    return hand, page


def chooses(hand: Hand, message: str) -> None:
    hand.click(hand.find(hand.says(message), RadioCard))


def writes(hand: Hand, message: str, text: str) -> None:
    hand.find(hand.says(message), QPlainTextEdit).setPlainText(text)


def waits_for(hand: Hand, message: str) -> None:
    hand.until(lambda: hand.says(message) in hand.names())


@pytest.fixture
def office(opens, tmp_path, language) -> Office:
    return opened(opens, tmp_path, language, omar="supervisor")


def test_an_inspector_moves_a_case_on_records_consent_and_refers_it(office: Office):
    case = office.layla.interviews(name="Sunita Tamang").case_id
    hand, page = opens_case(office.layla, case)
    hand.press("Move the case to the next stage")
    waits_for(hand, "Not yet")
    hand.click(hand.find(hand.says("Move the case there"), within=hand.window.dialogs()[-1]))
    hand.until(lambda: page.of_course().course.road.stage == "documentation")

    waits_for(hand, "Record the consent")
    hand.press("Record the consent")
    waits_for(hand, "Continue")
    hand.press("Continue")
    assert hand.reads(hand.says("Choose an agency first."))
    names = {agency.id: said(agency.name) for agency in page.of_course().course.agencies}
    hand.click(hand.find(names["prosecution"], RadioCard))
    hand.press("Continue")
    waits_for(hand, "Record the answer")
    hand.press("Record the answer")
    assert hand.reads(hand.says("Choose how the person answered."))
    chooses(hand, "Yes")
    chooses(hand, "Spoken, before a witness")
    hand.find(hand.says("Language in which it was asked"), Choose).choose("ne")
    hand.press("Record the answer")
    assert hand.reads(hand.says("Enter the name of the witness."))
    hand.type("Witness", "مريم الخالد")
    hand.press("Record the answer")
    hand.until(lambda: _answer(page, "prosecution") == "yes")

    hand.sends("An agency")
    refer = hand.sees(SendPage).whom
    hand.until(lambda: bool(refer.agencies.cards))
    hand.rests()
    hand.press("Refer and print the letter")
    assert hand.reads(hand.says("Enter the reason first."))
    hand.click(refer.agencies.cards[0])
    hand.click(hand.screen.by_when.chips[1])
    hand.type("Reason", "جواز السفر محتجز")
    hand.press("Refer and print the letter")
    hand.sees(LetterPage)
    hand, page = opens_case(office.layla, case)
    (referral,) = page.of_course().course.referrals
    assert (referral.agency, referral.status, referral.request.urgency) == ("prosecution", "sent", "1d")
    hand.opens_tab("Progress")
    waits_for(hand, "Update state")
    hand.press("Update state")
    waits_for(hand, "Record it")
    chooses(hand, "Rejected")
    hand.press("Record it")
    assert hand.reads(hand.says("Enter the reason first."))
    writes(hand, "Reason or note", "ليست من اختصاصنا")
    hand.press("Record it")
    hand.until(lambda: page.of_course().course.referrals[0].status == "rejected")


def test_a_formal_decision_counts_once_a_second_person_confirms(office: Office):
    case = office.layla.interviews(name="Sunita Tamang").case_id
    office.layla.writes()
    for colleague in (office.desk, office.omar):
        colleague.takes()
    hand, page = opens_case(office.desk, case)
    hand.opens_tab("Progress")
    hand.press("Decide")
    waits_for(hand, "Record the decision")
    chooses(hand, "Identified victim")
    hand.type("Deciding body", "لجنة الفرز")
    writes(hand, "Reason", "مؤشرات قوية")
    hand.click(hand.find(hand.says("Record the decision"), within=hand.window.dialogs()[-1]))
    hand.until(lambda: bool(page.of_course().course.decisions))
    (decision,) = page.of_course().course.decisions
    assert (decision.state, decision.may_decide) == ("waiting", False)
    office.desk.writes()
    office.omar.takes()
    hand, page = opens_case(office.omar, case)
    assert page.of_course().course.decisions[0].may_decide
    assert page.next is not None
    assert page.next.accessibleName() == hand.says("Confirm the decision")
    hand.press("Confirm the decision")
    waits_for(hand, "Not yet")
    hand.click(hand.find(hand.says("Confirm"), within=hand.window.dialogs()[-1]))
    hand.until(lambda: page.of_course().course.decisions[0].state == "in force")
    assert page.of_course().course.decisions[0].second == office.omar.session.officer.name


def test_who_may_not_decide_further_is_offered_nothing_more(office: Office):
    case = office.layla.interviews(name="Sunita Tamang").case_id
    hand, page = opens_case(office.layla, case)
    assert not page.of_course().course.decides
    hand.opens_tab("Progress")
    assert hand.says("Close the case") not in hand.names()
    hand.press("Decide")
    waits_for(hand, "Record the decision")
    accessible_names = [radio_card.accessibleName() for radio_card in hand.window.findChildren(RadioCard)]
    assert hand.says("Identified victim") not in accessible_names


def test_a_withdrawn_consent_is_told_to_whoever_was_sent_the_case(office: Office):
    case = office.layla.interviews(name="Sunita Tamang").case_id

    def goes_on() -> None:
        session, terms = (office.layla.session, consents.ConsentDetails(language="ne", mode="signature"))
        consents.record(session, case, "share", "yes", terms, "shelter")
        request = referrals.ReferralRequest("shelter", "accommodation", "تحتاج إلى سكن", "3h")
        referrals.refer(session, case, request)
        consents.record(session, case, "share", "withdrawn", terms, "shelter")
        until = replace(terms, expires=session.clock() + timedelta(days=1))
        consents.record(session, case, "share", "yes", until, "prosecution")

    office.layla.hand.does(goes_on)
    hand, page = opens_case(office.layla, case)
    assert page.of_course().course.to_tell
    hand.press("Mark as told")
    hand.until(lambda: not page.of_course().course.to_tell)
    assert _shared(page, "prosecution").allowed
    office.clock.pass_(days=2)
    page.load()
    hand.until(lambda: _shared(page, "prosecution").over)
    badges = [badge(_shared(page, agency)).text() for agency in ("prosecution", "shelter")]
    assert badges == [hand.says("Ended"), hand.says("Withdrawn")]
    assert not _shared(page, "prosecution").allowed


def _shared(page: CaseScreen, agency: str) -> consents.ConsentView:
    grid = page.of_course().course.consents
    return next(cell for cell in grid if (cell.purpose, cell.agency) == ("share", agency))


def test_a_supervisor_closes_a_case_and_reopens_it(office: Office):
    case = office.layla.interviews(name="Sunita Tamang").case_id
    office.layla.writes()
    office.desk.takes()
    hand, page = opens_case(office.desk, case)
    hand.opens_tab("Progress")
    hand.press("Close the case")
    waits_for(hand, "Leave it open")
    results = {id_: said(name) for id_, name, _ in page.of_course().course.results}
    hand.click(hand.find(results["voluntary-return"], RadioCard))
    writes(hand, "Reason", "عادت إلى بلدها")
    hand.click(hand.find(hand.says("Close the case"), within=hand.window.dialogs()[-1]))
    dialog = hand.window.dialogs()[-1]
    hand.until(lambda: any(problem.isVisible() for problem in dialog.findChildren(FieldProblem)))
    assert not page.of_course().course.road.closed
    hand.click(hand.find(results["return"], RadioCard))
    hand.click(hand.find(hand.says("Close the case"), within=hand.window.dialogs()[-1]))
    hand.until(lambda: page.of_course().course.road.closed)
    waits_for(hand, "Reopen the case")
    hand.press("Reopen the case")
    waits_for(hand, "Leave it as it is")
    writes(hand, "Reason", "ظهرت وقائع جديدة")
    hand.click(hand.find(hand.says("Reopen the case"), within=hand.window.dialogs()[-1]))
    hand.until(lambda: not page.of_course().course.road.closed)


def _answer(page: CaseScreen, agency: str) -> str:
    consents_shown = page.of_course().course.consents
    return next(consent.answer for consent in consents_shown if consent.agency == agency)


def test_a_double_is_proposed_linked_by_a_person_and_undone(office: Office):
    first_case = office.layla.interviews(name="Fatima Khatun").case_id
    two = office.layla.interviews(name="فاطمة خاتون").case_id
    hand, page = opens_case(office.layla, first_case)
    hand.until(lambda: [double.case_id for double in page.doubles] == [two])
    hand.until(lambda: hand.reads(hand.says("May be the same person")))
    hand.press("The same person")
    waits_for(hand, "Not now")
    writes(hand, "Reason", "جواز واحد")
    hand.click(hand.find(hand.says("The same person"), within=hand.window.dialogs()[-1]))
    hand.until(lambda: bool(page.of_course().course.linked))
    hand.until(lambda: page.doubles == ())
    hand, page = opens_case(office.layla, two)
    hand.opens_tab("People and places")
    hand.press("End the link")
    waits_for(hand, "Not now")
    writes(hand, "Reason", "أختان")
    hand.click(hand.find(hand.says("End the link"), within=hand.window.dialogs()[-1]))
    hand.until(lambda: page.of_course().course.linked == ())


def test_a_suspect_is_noted_and_the_courts_number_entered(office: Office):
    case = office.layla.interviews(name="Sunita Tamang").case_id
    hand, page = opens_case(office.layla, case)
    hand.opens_tab("People and places")
    hand.press("Add a person or place")
    waits_for(hand, "Save")
    hand.press("Save")
    assert hand.reads(hand.says("Choose a role first."))
    hand.find(hand.says("Role of the person"), Choose).choose("suspect")
    hand.type("Name", "Sample Suspect")
    hand.press("Save")
    hand.until(lambda: [person.role for person in page.of_course().course.people] == ["suspect"])
    waits_for(hand, "Enter a number or decision")
    hand.press("Enter a number or decision")
    waits_for(hand, "Save")
    hand.find(hand.says("Who it is about"), Choose).choose(page.of_course().course.people[0].id)
    hand.type("Number of the complaint", "1234/2026")
    hand.press("Save")
    hand.until(lambda: bool(page.of_course().course.proceedings))
    (proceeding,) = page.of_course().course.proceedings
    assert (proceeding.name, proceeding.facts) == ("Sample Suspect", {"complaint": "1234/2026"})


def test_the_kind_of_a_case_and_its_forms_of_exploitation_are_said_with_a_reason(office: Office):
    case = office.omar.interviews(name="Sunita Tamang").case_id
    hand, page = opens_case(office.omar, case)
    hand.opens_tab("Progress")
    hand.press("Choose the kind")
    waits_for(hand, "Save the kind")
    dialog = hand.window.dialogs()[-1]
    hand.press("Save the kind")
    assert hand.reads(hand.says("Choose at least one kind."))
    profile = {kind[0]: said(kind[1]) for kind in page.of_course().course.all_kinds.kinds}
    forms = {kind[0]: said(kind[1]) for kind in page.of_course().course.all_kinds.forms}
    for name in (profile["trafficking"], forms["forced-labour"], forms["domestic-servitude"]):
        hand.click(hand.find(name, within=dialog))
    writes(hand, "Reason", "ما قيل في المقابلة")
    hand.press("Save the kind")
    hand.until(lambda: any(is_set for *_, is_set in page.of_course().course.all_kinds.kinds))
    hand.until(lambda: hand.reads(forms["forced-labour"]))


def test_a_visit_at_home_is_noted_shown_and_struck_off_by_its_dialog(office: Office):
    case = office.layla.interviews(name="Sunita Tamang").case_id
    hand, page = opens_case(office.layla, case)
    hand.press("Add")
    waits_for(hand, "Home visit")
    hand.press("Home visit")
    waits_for(hand, "Record it")
    hand.press("Record it")
    hand.until(lambda: hand.reads(hand.says("First enter who visited.")))
    hand.find(hand.says("Who visited"), QLineEdit).setText("Huda Sample")
    writes(hand, "What was seen", "غرفة لها وحدها")
    looks(hand, "home_visit_dialog")
    hand.press("Record it")
    hand.until(lambda: bool(page.of_course().course.records))
    hand.click(page.tabs.by_id["progress"])
    waits_for(hand, "Recorded by mistake")
    hand.rests()
    looks(hand, "home_visit")
    assert hand.reads("غرفة لها وحدها")
    hand.press("Recorded by mistake")
    waits_for(hand, "Undo this entry")
    writes(hand, "Reason", "of another case")
    hand.press("Undo this entry")
    hand.until(lambda: not page.of_course().course.records)

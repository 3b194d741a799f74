"""One case from its first interview to a voluntary return, by what two people read and press.

Omar of the shelter and Yousef who supervises, in Arabic, each at a window with records of their own.
Only interviews are answered without the screen, and the stick is carried: other journeys do that.
"""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit

from app.casework.cases import queries
from app.language import strip_marks
from app.ui import navigation
from app.ui.case.page import CaseScreen
from app.ui.labels import said
from app.ui.parts import Choose, RadioCard
from app.ui.sending.letter_page import LetterPage
from app.ui.sending.page import SendPage
from app.ui.sending.ways import GIVES_ACCESS
from tests.ui.conftest import *  # noqa: F403
from tests.ui.office import opened
from tests.ui.sending import to_colleague
from tests.ui.test_parts import holds, in_days

pytestmark = pytest.mark.screen


class Officer:
    """At the page of the one case."""

    def __init__(self, colleague, case):
        self.author, self.hand = colleague, colleague.hand
        self.hand.turns_to().window.go(navigation.Case(case))
        self.page = self.hand.sees(CaseScreen)
        self.hand.until(lambda: bool(self.page.told))
        self.waits("Send to…")

    @property
    def course(self):
        return self.page.of_course().course

    @property
    def asked(self):
        return self.hand.window.dialogs()[-1]

    def waits(self, message):
        self.hand.until(lambda: strip_marks(self.hand.says(message)) in self.hand.names())

    def next_is(self, message):
        self.hand.until(lambda: self.page.next.accessibleName() == self.hand.says(message))

    def starts(self, message):
        """A button of the page, until its dialog is there."""
        self.waits(message)
        self.hand.press(message)
        self.is_asked()

    def starts_next(self):
        """Ctrl+Enter: whatever waits first."""
        self.hand.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.is_asked()

    def turns_to(self, tab):
        self.hand.opens_tab(tab)

    def starts_beside(self, what_message, message):
        """The button of a row, by what the row is about."""
        name = strip_marks(self.hand.says(message))

        def button():
            return next(
                (
                    button
                    for button in self.hand.window.findChildren(QAbstractButton)
                    if button.isVisible()
                    and button.accessibleName() == name
                    and what_message in button.accessibleDescription()
                ),
                None,
            )

        self.hand.until(lambda: button() is not None)
        button().setFocus()
        self.hand.key(Qt.Key.Key_Space)
        self.is_asked()

    def is_asked(self):
        self.hand.until(lambda: bool(self.hand.window.dialogs()))
        last = self.asked.buttons[-1]
        self.hand.until(last.isVisible)

    def chooses(self, name):
        card = self.hand.find(strip_marks(self.hand.says(name)), RadioCard, self.asked)
        card.setFocus()
        self.hand.key(Qt.Key.Key_Space)

    def picks(self, name, value):
        self.hand.find(self.hand.says(name), Choose, self.asked).choose(value)

    def writes(self, name, text):
        self.hand.find(self.hand.says(name), QPlainTextEdit, self.asked).setPlainText(text)

    def does_it(self):
        """Ctrl+Enter in the dialog; it goes when it is done, and the focus is on the page."""
        self.hand.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.hand.until(lambda: not self.hand.window.dialogs())
        page = self.hand.window.screen_now
        self.hand.until(lambda: page.isAncestorOf(QApplication.focusWidget()))

    def moves_to(self, stage):
        self.starts("Move the case to the next stage")
        self.does_it()
        self.hand.until(lambda: self.course.road.stage == stage)

    def agrees(self, mode="Signed"):
        """The consent that is asked for, in Nepali."""
        self.hand.until(lambda: self.asked.buttons[-1].accessibleName() == self.hand.says("Record the answer"))
        self.chooses("Yes")
        self.chooses(mode)
        self.picks("Language in which it was asked", "ne")
        self.does_it()


def test_a_case_goes_from_its_first_interview_to_a_voluntary_return(opens, tmp_path):
    office = opened(opens, tmp_path, "ar", omar="shelter")
    case = office.omar.interviews(name="Sunita Tamang", language="ne", hours="14").case_id

    # the shelter: documentation, consent, referral, letter
    omar = Officer(office.omar, case)
    omar.moves_to("documentation")
    omar.next_is("Record the consent")
    omar.starts_next()
    agency = {agency.id: said(agency.name) for agency in omar.course.agencies}["prosecution"]
    omar.chooses(agency)
    omar.hand.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    omar.agrees()
    omar.moves_to("referral")
    omar.next_is("Refer to an agency")
    omar.hand.rests()
    omar.hand.press("Refer to an agency")
    page = omar.hand.sees(SendPage)
    omar.hand.until(lambda: bool(page.whom.agencies.cards))
    omar.hand.rests()
    assert page.whom.agencies.value().key()[:2] == ("prosecution", "investigation")
    omar.hand.type("Reason", "جواز السفر محتجز")
    omar.hand.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    letter = omar.hand.sees(LetterPage)
    omar.hand.until(lambda: bool(letter.pages.pdf))
    omar = Officer(office.omar, case)
    omar.turns_to("Progress")
    omar.starts("Update state")
    omar.chooses("Accepted")
    omar.does_it()
    to_colleague(omar.hand, case, "يوسف", GIVES_ACCESS)
    office.omar.writes()
    office.desk.takes()

    # the supervisor: review, status, lawsuit, a suspect, proceedings with a hearing
    yousef = Officer(office.desk, case)
    yousef.next_is("Review the case")
    yousef.starts_next()
    yousef.chooses("Approve")
    yousef.does_it()
    yousef.next_is("Record a status decision")
    yousef.starts_next()
    yousef.chooses("Presumed victim")
    yousef.hand.type("Deciding body", "لجنة الفرز")
    yousef.writes("Reason", "مؤشرات قوية")
    yousef.does_it()
    yousef.moves_to("lawsuit")
    yousef.turns_to("People and places")
    yousef.starts("Add a person or place")
    yousef.picks("Role of the person", "suspect")
    yousef.hand.type("Name", "عادل المشتبه")
    yousef.does_it()
    yousef.starts("Enter a number or decision")
    yousef.picks("Who it is about", yousef.course.people[0].id)
    yousef.hand.type("Court case number", "99/2027")
    yousef.does_it()
    yousef.waits("Add to it")
    yousef.hand.press("Add to it")
    yousef.hand.picks("A hearing")
    yousef.is_asked()
    for label, typed in (("Day", "1"), ("Month", "12"), ("Year", "2026")):
        yousef.hand.type(label, typed)
    yousef.does_it()
    yousef.starts("Outcome")
    yousef.hand.type("Outcome", "حكم بالإدانة")
    yousef.does_it()
    yousef.hand.until(lambda: yousef.hand.reads("حكم بالإدانة"))

    # the risks are reviewed; then what a voluntary return asks for; then the case is closed
    review = in_days(yousef.hand, 7)
    holds(yousef.hand, case, "risk", risk_level="low", risk_why="none", risk_review=review)
    yousef = Officer(office.desk, case)
    yousef.moves_to("reintegration")
    gate = {requirement.need: strip_marks(said(requirement.says)) for requirement in yousef.course.road.gate}
    assert set(gate) == {"allowed:return", "own-language:return", "check:claims", "check:documents"}
    yousef.turns_to("Progress")
    yousef.starts_beside(gate["own-language:return"], "Record")
    yousef.agrees()
    for check in ("check:claims", "check:documents"):
        yousef.starts_beside(gate[check], "Confirm")
        yousef.does_it()
    yousef.hand.until(lambda: not yousef.course.road.gate)
    sentence = strip_marks(yousef.hand.says("The case can be closed as a voluntary return."))
    yousef.hand.until(lambda: yousef.hand.reads(sentence))
    yousef.starts("Close the case")
    yousef.chooses({id_: said(name) for id_, name, _ in yousef.course.results}["voluntary-return"])
    yousef.writes("Reason", "عادت إلى بلدها برغبتها")
    yousef.does_it()
    yousef.hand.until(lambda: yousef.course.road.closed)
    office.desk.writes()
    office.omar.takes()

    # and the shelter reads the same
    omar = Officer(office.omar, case)
    assert omar.course.road.closed
    assert omar.course.retention.result == "voluntary-return"
    omar.hand.until(lambda: omar.hand.reads("عادت إلى بلدها برغبتها"))
    case_state = omar.hand.does(lambda: queries.case(office.omar.session, case))
    assert {"يوسف الراشد", "عبدالله المطيري"} <= {part.author for part in case_state.timeline}

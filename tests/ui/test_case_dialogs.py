"""What the dialogs of a case ask for, and what is recorded of their answers: for the purpose, the agency and the
need that they were opened for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.case import events
from app.casework.cases import queries
from app.casework.cases.event_writer import say
from app.casework.lifecycle import closure, consents
from app.casework.lifecycle.consents import ConsentDetails
from app.seal.keys import fresh_id
from app.ui import navigation
from app.ui.case import consent, needs, referral, waiting
from app.ui.case.agency_picker import Chosen
from app.ui.case.context import CasePageContext
from app.ui.case.page import CaseScreen
from app.ui.parts.fields import LineInput
from app.ui.parts.form_dialog import FormDialog
from app.ui.parts.form_fields import FieldAnswers
from tests.people import keeps_a_case
from tests.ui.hand import Hand
from tests.ui.test_said_of_a_case import opens_case

pytestmark = pytest.mark.screen


class AtCase:
    """An officer at the page of a case in which she needs something today."""

    def __init__(self, hand: Hand):
        self.hand, self.session = hand, hand.window.context.session

        def in_need() -> str:
            case = keeps_a_case(self.session, "Sunita Sample")
            content = {
                "interview": fresh_id(), "facts": {"need_medical": "now", "need_food": "days"}, "answers": [],
                "restricted": 0,
            }  # fmt: skip
            say(self.session, case, events.ANSWERS, content)
            return case

        self.case = hand.does(in_need)
        self.screen: CaseScreen = opens_case(hand, self.case)

    @property
    def page(self) -> CasePageContext:
        return self.screen.of_course()

    def asked(self, opens: Callable[[], None]) -> FormDialog:
        before = len(self.hand.window.dialogs())
        opens()
        self.hand.until(lambda: len(self.hand.window.dialogs()) > before)
        dialog = self.hand.window.dialogs()[-1]
        assert isinstance(dialog, FormDialog)
        return dialog

    def closes(self) -> None:
        for dialog in self.hand.window.dialogs():
            dialog.close_down()
        self.hand.rests()

    def last(self) -> dict[str, object]:
        return dict(
            self.hand.does(lambda: queries.case_of(self.session, self.case)).timeline[-1].content
        )


@pytest.fixture
def layla(opens) -> AtCase:
    return AtCase(opens("en").unlocks_new(role="supervisor"))


def test_a_consent_is_recorded_for_the_agency_that_was_asked_about(layla: AtCase):
    dialog = layla.asked(lambda: consent.record(layla.page, "share", "shelter"))
    answers = {"answer": "yes", "mode": "spoken", "language": "ne", "ends": 30}
    assert dialog.form.check(FieldAnswers(answers))["witness"]
    signed = answers | {"mode": "signature"}
    assert not dialog.form.check(FieldAnswers(signed))["witness"]
    witnessed = FieldAnswers(answers | {"witness": "Rani"})
    assert not dialog.form.check(witnessed)["witness"]
    layla.hand.does(lambda: dialog.form.save(witnessed))
    said = layla.last()
    assert (said["purpose"], said["agency"], said["answer"], said["witness"]) == ("share", "shelter", "yes", "Rani")  # fmt: skip
    assert said["expires"] == layla.session.now() + 30 * 86_400
    layla.closes()
    dialog = layla.asked(lambda: consent.basis(layla.page, "share", "health"))
    layla.hand.does(lambda: dialog.form.save(FieldAnswers({"basis": "order", "reason": "no. 7"})))
    said = layla.last()
    assert (said["purpose"], said["agency"], said["basis"], said["reason"]) == ("share", "health", "order", "no. 7")  # fmt: skip


def test_a_need_is_met_by_what_answers_it(layla: AtCase):
    (medical, food) = sorted(layla.page.course.care.needs, key=lambda need: need.id != "medical")
    assert (medical.id, medical.urgent, food.urgent) == ("medical", True, False)
    assert needs._acts(layla.page, medical) is not None
    dialog = layla.asked(lambda: needs.give(layla.page, food))
    layla.hand.does(
        lambda: dialog.form.save(FieldAnswers({"what": "food basket", "note": "for two"}))
    )
    said = layla.last()
    assert (said["need"], said["gave"]) == ("food", "food basket")
    layla.closes()
    dialog = layla.asked(lambda: needs.refer(layla.page, medical))
    chosen = dialog.answers()["to"]
    assert isinstance(chosen, Chosen)
    # the first that the referral system names for this need
    assert (chosen.entry.agency, chosen.entry.service) == medical.services[0]
    assert len(medical.services) > 1
    assert dialog.answers().text("reason") == medical.name
    layla.closes()
    layla.hand.does(lambda: closure.close(layla.session, layla.case, "moved away"))
    page = opens_case(layla.hand, layla.case).of_course()
    assert all(needs._acts(page, need) is None for need in page.course.care.needs)


def test_a_referral_does_not_go_to_an_agency_whose_agreement_is_over(layla: AtCase):
    dialog = layla.asked(
        lambda: referral.refer(layla.page, "shelter", ("shelter", "accommodation"))
    )
    chosen = dialog.answers()["to"]
    assert not dialog.form.check(dialog.answers()).get("to")
    over = Chosen(replace(chosen.entry, over=True), "")
    assert dialog.form.check(FieldAnswers({"to": over}))["to"]


def test_a_telephone_that_somebody_wrote_stays_when_a_place_is_chosen(layla: AtCase):
    places = [
        place for entry in layla.page.course.directory for place in entry.places if place.phone
    ]
    phone = LineInput("Telephone number that is safe to call", ltr=True)
    referral._reach(phone, places[0])
    assert phone.text() == places[0].phone
    referral._reach(phone, None)
    assert phone.text() == ""
    phone.setText("5512 3456")
    referral._reach(phone, places[0])
    assert phone.text() == "5512 3456"
    phone.deleteLater()


def test_a_consent_that_ends_is_asked_again_for_its_own_agency(layla: AtCase):
    def agreed() -> None:
        for agency in ("health", "shelter"):
            ends = layla.session.clock() + timedelta(days=5)
            details = ConsentDetails(language="ne", mode="signature", expires=ends)
            consents.record(layla.session, layla.case, "share", "yes", details, agency)

    layla.hand.does(agreed)
    layla.hand.window.go(navigation.Home())
    layla.screen = opens_case(layla.hand, layla.case)
    cells = {cell.agency: cell for cell in layla.page.course.consents if cell.agency}
    for agency in ("health", "shelter"):
        verb, act = waiting._act_of(layla.screen, "consent", cells[agency].event)
        assert verb == "Ask again"
        dialog = layla.asked(act)
        assert dialog.form.kept_as == f"consent share {agency}"
        layla.closes()

"""The page of erased cases: what waits for a second person, who has answered, the certificate."""

import pytest

from app.casework.cases import erasure
from app.casework.lifecycle import tasks
from app.casework.organisation import administration
from app.ui import navigation
from app.ui.case.page import CaseScreen
from app.ui.case_list import Cases
from app.ui.home import Home
from app.ui.issued_paper import IssuedPaperScreen
from app.ui.parts import Button
from app.ui.sharing.erased_cases import Erasures
from app.ui.users.page import PeopleScreen
from tests.ui.hq import syncs, with_headquarters
from tests.ui.office import opened
from tests.ui.test_layout import stands_at_every_size

pytestmark = pytest.mark.screen
REASON = "طلبت صاحبة الحالة محو ما كُتب"


def page(colleague) -> Erasures:
    hand = colleague.hand.turns_to()
    hand.window.go(navigation.ErasedCases())
    screen = hand.sees(Erasures)
    hand.until(lambda: screen.loaded is not None)
    return screen


def confirms(hand, case: str) -> None:
    """By the button that stands with the order, and destroys in the colour of what destroys."""
    hand.until(lambda: hand.says("Confirm the erasure") in hand.names())
    (button,) = [
        button for button in hand.visible(Button) if button.accessibleName() == hand.says("Confirm the erasure")
    ]
    assert button.kind == "grave"
    hand.press("Confirm the erasure")
    hand.until(lambda: hand.says("Confirm") in hand.names())
    (erase,) = [button for button in hand.visible(Button) if button.accessibleName() == hand.says("Confirm")]
    assert erase.kind == "grave"
    assert hand.window.focusWidget() is not erase
    hand.press("Confirm")
    page = hand.sees(CaseScreen)
    hand.until(lambda: page.order is not None and page.order.due is not None)


def test_an_order_is_a_task_of_the_desk_until_it_is_confirmed(opens, tmp_path, language):
    office = opened(opens, tmp_path, language, omar="supervisor")
    layla, omar, desk = office.layla, office.omar, office.desk
    case = layla.interviews(name="Sunita Tamang").case_id
    layla.writes()
    office.vouches(omar)
    desk.writes()
    for colleague in (omar, desk):
        colleague.takes()
    omar.hand.does(lambda: erasure.order(omar.session, case, REASON))
    omar.writes()
    desk.takes()
    assert [task.kind for task in omar.hand.does(lambda: tasks.tasks(omar.session, ["erasure"]))] == []
    (task,) = desk.hand.does(lambda: tasks.tasks(desk.session, ["erasure"]))
    assert task.case_id == case
    hand = desk.hand.turns_to()
    hand.window.go(navigation.Home())
    hand.sees(Home)
    hand.until(lambda: hand.reads(hand.says("Erasure ordered: review it, then confirm it or leave it")))
    hand.window.go(navigation.Case(case))
    page_ = hand.sees(CaseScreen)
    hand.until(lambda: page_.order is not None)
    hand.until(lambda: hand.reads(REASON))
    stands_at_every_size(hand, "an order to erase")
    confirms(hand, case)
    (task,) = hand.does(lambda: tasks.tasks(desk.session, ["erasure", "erasure_waits"]))
    assert task.kind == "erasure_waits"
    office.waits()
    assert hand.does(lambda: tasks.tasks(desk.session)) == []
    page_.load()
    hand.sees(Cases)


def test_an_order_waits_on_the_page_and_leads_to_its_case(opens, tmp_path, language):
    office = opened(opens, tmp_path, language)
    hand = office.desk.hand
    case = office.layla.interviews(name="Sunita Tamang").case_id
    office.layla.writes()
    office.desk.takes()
    screen = page(office.desk)
    sentence = hand.says("No cases erased. You can order erasure on the case’s page, under Progress.")
    hand.until(lambda: hand.reads(sentence))
    hand.does(lambda: erasure.order(office.desk.session, case, REASON))
    screen.load()
    hand.until(lambda: hand.reads(REASON))
    hand.press("Open")
    hand.sees(CaseScreen)


def test_who_answered_and_who_did_not_and_the_certificate(opens, tmp_path, language):
    with with_headquarters(opens, tmp_path, language, omar="supervisor") as (office, _hq):
        layla, omar, desk = office.layla, office.omar, office.desk
        case = layla.interviews(name="Sunita Tamang").case_id
        office.vouches(omar)
        for colleague in (layla, desk, omar, desk):
            syncs(colleague)
        omar.hand.does(lambda: erasure.order(omar.session, case, REASON))
        for colleague in (omar, desk):
            syncs(colleague)
        screen, hand = page(desk), desk.hand
        hand.until(lambda: hand.reads(REASON))
        hand.press("Review and decide")
        case_page = hand.sees(CaseScreen)
        hand.until(lambda: case_page.order is not None and case_page.order.confirms)
        confirms(hand, case)
        office.waits()
        screen = page(desk)
        late = "Order not received yet: it goes with the next sync"
        hand.until(lambda: hand.reads(hand.says(late)))
        syncs(desk)
        hand.until(lambda: hand.reads(hand.says("Order received; it destroys its copy when its own waiting time ends")))
        syncs(layla)
        office.waits()
        for colleague in (layla, desk):
            syncs(colleague)
        answered = hand.says("Destroyed: {moment}").partition("{")[0]
        hand.until(lambda: sum(answered in text for text in hand.shown()) >= 2)
        ready = hand.says("Notified: the order is ready for it, {moment}. No reply yet: the case may still be on it")
        assert hand.reads(ready.partition("{")[0])
        assert screen.loaded.answered[0].erasure.reason == REASON
        stands_at_every_size(hand, "erased cases")
        hand.press("Certificate")
        paper = hand.sees(IssuedPaperScreen)
        hand.until(lambda: bool(paper.pages.pdf))
        hand.press("Save as a file")
        hand.chooses(tmp_path / "certificate.pdf")
        part = hand.says("File written: issue {number}.").partition("{")[0]
        hand.until(lambda: hand.reads(part))
        assert (tmp_path / "certificate.pdf").read_bytes().startswith(b"%PDF")


def test_an_inspector_who_comes_here_is_told_whose_page_it_is(opens, tmp_path):
    office = opened(opens, tmp_path, "en")
    page(office.layla)
    hand = office.layla.hand
    hand.until(lambda: hand.reads("Supervisors and user management see orders to erase."))


def test_a_second_desk_holder_vouches_for_a_computer_on_the_desks_page(opens, tmp_path, language):
    office = opened(opens, tmp_path, language, omar="supervisor")
    hand, session = office.desk.hand.turns_to(), office.desk.session
    layla = office.layla.session.vault.stream.hex()

    def looks():
        hand.window.go(navigation.Home())
        hand.rests()
        hand.window.go(navigation.People())
        page = hand.sees(PeopleScreen)
        hand.until(lambda: page.lists is not None)
        page.turn_to("computers", layla)
        hand.until(lambda: hand.says("End its access…") in hand.names())

    looks()
    assert hand.says("Vouch for it") not in hand.names()  # whom this desk let in
    hand.does(lambda: administration.take_over(session, " ".join(office.second_sheet)))
    looks()
    hand.until(lambda: hand.says("Vouch for it") in hand.names())
    devices = hand.does(lambda: administration.devices(session))
    assert sum(device.vouchable for device in devices) == 2
    hand.press("Vouch for it")
    hand.until(lambda: hand.says("I asked: I vouch for it") in hand.names())
    hand.press("I asked: I vouch for it")
    hand.until(lambda: sum(row.vouchable for row in hand.does(lambda: administration.devices(session))) == 1)

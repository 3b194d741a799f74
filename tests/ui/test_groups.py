"""One site, many people: into a group from the case's page, the next interview there, the picture."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.casework.cases import duplicates, groups, queries, related_people
from app.ui import navigation, theme
from app.ui.case_list import Cases
from app.ui.groups.membership import PUT
from app.ui.groups.page import NEXT, Groups, GroupScreen
from app.ui.interview.screen import InterviewScreen
from app.ui.links.graph_view import NodeButton
from app.ui.links.page import PictureScreen
from app.ui.parts import Choose, RadioCard
from tests.people import keeps_a_case
from tests.ui.hand import Hand
from tests.ui.office import Office, opened
from tests.ui.test_course import opens_case, waits_for, writes

pytestmark = pytest.mark.screen
SITE = "قطعة 4، شارع 12"


@pytest.fixture
def office(opens, tmp_path, language) -> Office:
    return opened(opens, tmp_path, language, omar="supervisor")


def crowd(hand: Hand, how_many: int) -> tuple[str, list[str]]:
    """A group of so many cases with a suspect, in this window's records."""
    session = hand.window.context.session

    def make() -> tuple[str, list[str]]:
        cases = [keeps_a_case(session, f"Worker {n}") for n in range(how_many)]
        group_id = groups.make(session, "site", SITE, cases)
        groups.share(session, group_id, "suspect", {"name": "عادل المشتبه"})
        groups.share(session, group_id, "site", {"name": "سكن العمال"})
        return group_id, cases

    return hand.does(make)


def test_a_case_is_put_into_a_new_group_and_the_next_person_there_is_interviewed(office: Office):
    case = office.layla.interviews(name="Sunita Tamang", site="Block 4").case_id
    hand, _ = opens_case(office.layla, case)
    hand.adds(PUT)
    waits_for(hand, "Put it in this group")
    hand.press("Put it in this group")
    assert hand.reads(hand.says("Choose the kind of group first."))
    hand.click(hand.find(hand.says("One site"), RadioCard))
    hand.press("Put it in this group")
    assert hand.reads(hand.says("Enter a name or number first."))
    hand.type("Name or number of the group", SITE)
    hand.press("Put it in this group")
    hand.until(lambda: not hand.window.dialogs())
    hand.opens_tab("People and places")
    hand.until(lambda: hand.reads(hand.says("No other cases yet")))
    session = office.layla.session
    (row,) = hand.does(lambda: groups.groups(session))
    assert (row.name, row.here) == (SITE, 1)

    hand.window.go(navigation.Cases())
    hand.sees(Cases)
    hand.press("Groups")
    hand.sees(Groups)
    waits_for(hand, "Open")
    hand.press("Open")
    page = hand.sees(GroupScreen)
    waits_for(hand, NEXT)
    hand.until(lambda: QApplication.focusWidget() is page.next)
    hand.press("Add a person or place")
    waits_for(hand, "Save")
    hand.find(hand.says("Role of the person"), Choose).choose("suspect")
    hand.type("Name", "Adel Suspect")
    hand.press("Save")
    hand.until(lambda: hand.reads("Adel Suspect"))
    hand.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    screen = hand.sees(InterviewScreen)
    interview = screen.controller.interview.values().values()
    assert "Block 4" in interview
    assert "Sunita Tamang" not in interview


def test_the_interview_begun_for_a_group_makes_a_case_of_it(office: Office):
    hand = office.layla.hand.turns_to()
    session = office.layla.session
    group_id, _ = crowd(hand, 2)

    def takes() -> str:
        from app.casework.interviews import interview as work
        from app.casework.questionnaires import forms

        live = work.start(session, forms.forms(session)[0].hash, group_id=group_id)
        for name, value in {"present": "nobody", "overheard": "no", "wants_here": "yes", "sex": "female",
                            "consent_talk": "yes", "consent_record": "yes", "age": "26"}.items():  # fmt: skip
            path = next(q.path for q in live.form.questions() if q.name == name)
            work.keep(session, live.draft_id, live.interview.answer(path, value).answers)
        return work.finish(session, live.draft_id).case_id

    new = hand.does(takes)
    case = hand.does(lambda: queries.case_of(session, new))
    assert len(hand.does(lambda: groups.group(session, group_id)).members) == 3
    assert {person.role for person in related_people.people_of(session, case)} == {"suspect", "site"}
    assert hand.does(lambda: groups.first_of(session, new)) == group_id


def test_a_case_is_taken_out_of_its_group_with_a_reason(office: Office):
    hand = office.layla.hand.turns_to()
    group_id, _ = crowd(hand, 2)
    hand.window.go(navigation.Group(group_id))
    hand.sees(GroupScreen)
    waits_for(hand, "Take out")
    hand.press("Take out")
    waits_for(hand, "Take out of the group")
    hand.press("Take out of the group")
    assert hand.reads(hand.says("Enter the reason first."))
    writes(hand, "Reason", "موقع آخر")
    hand.press("Take out of the group")
    session = office.layla.session
    hand.until(lambda: hand.does(lambda: groups.groups(session)[0].here) == 1)


def test_a_hearing_is_entered_on_the_case_and_what_came_of_it(office: Office):
    case = office.layla.interviews(name="Sunita Tamang").case_id
    session = office.layla.session
    office.layla.hand.does(lambda: related_people.proceed(session, case, {"court": "99/2027"}))
    hand, page = opens_case(office.layla, case)
    hand.opens_tab("People and places")
    waits_for(hand, "Add to it")
    hand.press("Add to it")
    hand.picks("A hearing")
    waits_for(hand, "Save")
    hand.press("Save")
    assert hand.reads(hand.says("Enter the day of the hearing first."))
    for label, typed in (("Day", "1"), ("Month", "12"), ("Year", "2026")):
        hand.type(label, typed)
    hand.type("Hour", "930")
    hand.press("Save")
    wrong = hand.says("Enter the hour with minutes, for example 09:30.")
    assert hand.reads(wrong)
    hand.find(hand.says("Hour")).setText("٩:٣٠")
    assert not hand.reads(wrong)
    hand.press("Save")
    hand.until(lambda: bool(page.of_course().course.proceedings[0].hearings))
    assert page.of_course().course.proceedings[0].hearings[0].facts["time"] == "09:30"
    waits_for(hand, "Outcome")
    hand.press("Outcome")
    waits_for(hand, "Save")
    hand.type("Outcome", "تأجيل")
    hand.press("Save")
    hand.until(lambda: hand.reads("تأجيل"))


@pytest.mark.parametrize("how_many", [3, 115])
def test_the_picture_is_walked_by_keys_and_opens_what_it_shows(office: Office, how_many: int):
    hand = office.layla.hand.turns_to()
    group_id, _ = crowd(hand, how_many)
    hand.window.go(navigation.LinkGraph(group_id=group_id))
    page = hand.sees(PictureScreen)
    hand.until(lambda: page.drawn is not None)
    hand.until(lambda: isinstance(QApplication.focusWidget(), NodeButton))
    focus_widget = QApplication.focusWidget()
    assert focus_widget.node.kind == "group"
    aside = Qt.Key.Key_Left if theme.rtl() else Qt.Key.Key_Right
    hand.key(aside)
    node = QApplication.focusWidget().node
    assert node.kind == ("case" if how_many == 3 else "cases")
    hand.key(aside)
    suspect = QApplication.focusWidget()
    assert suspect.node.what in ("suspect", "site")
    hand.key(Qt.Key.Key_Down if suspect.node.what == "suspect" else Qt.Key.Key_Up)
    assert QApplication.focusWidget().node.kind == "person"
    assert suspect.accessibleDescription().startswith(hand.says("Linked with: {what}").split("{")[0].strip("\u200f "))
    back_key = Qt.Key.Key_Right if theme.rtl() else Qt.Key.Key_Left
    hand.key(back_key)
    hand.key(Qt.Key.Key_Return)
    if how_many == 115:  # several stand together until they are opened
        assert len(page.drawn.chips) == 115
        hand.key(Qt.Key.Key_Down)
        hand.key(Qt.Key.Key_Return)
    hand.until(lambda: not isinstance(hand.window.screen_now, PictureScreen))


def test_the_picture_and_its_table_say_the_same(office: Office):
    hand = office.layla.hand.turns_to()
    _, cases = crowd(hand, 4)
    session = office.layla.session
    sister = hand.does(lambda: keeps_a_case(session, "Sister"))
    hand.does(lambda: duplicates.link(session, cases[0], sister, "family"))
    hand.window.go(navigation.LinkGraph(case_id=cases[0]))
    page = hand.sees(PictureScreen)
    hand.until(lambda: page.told is not None and page.told.isVisible())
    names = [node.accessibleName() for node in page.drawn.nodes.values()]
    table = page.told
    rows = [[table.item(row, column).text() for column in range(3)] for row in range(table.rowCount())]
    assert len(names) == len(rows)
    for cells, node in zip(rows, page.drawn.nodes.values(), strict=True):
        assert cells[0] == node.title
        assert cells[1] == node.second
    family = hand.says("A family")
    assert sum(cells[1] == family for cells in rows) == 1  # what the other case is
    assert sum(family in cells[2] for cells in rows) == 2  # and both say so of each other
    assert not any("Worker" in cell or "Sister" in cell for cells in rows for cell in cells)
    waits_for(hand, "Back to the case")
    hand.press("Back to the case")
    hand.until(lambda: not isinstance(hand.window.screen_now, PictureScreen))

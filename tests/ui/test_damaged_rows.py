"""With one damaged record: its row is said to be so with its number, the others stand, and no other page complains."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QAbstractButton

from app.casework.cases import duplicates, groups, queries
from app.casework.lifecycle import consents, shift
from app.casework.lifecycle.consents import ConsentDetails
from app.casework.session.colleagues import ColleagueOrTeam
from app.casework.session.session import Session
from app.casework.session.unreadable import NOTHING_ELSE, SAYS
from app.casework.sharing import case_access
from app.errors import SanadError
from app.language import strip_marks
from app.seal.envelope import EnvelopeRefused, Kind
from app.ui import navigation
from app.ui.case.page import CaseScreen
from tests.ui.hand import Hand
from tests.ui.office import opened
from tests.ui.test_case_pages import full
from tests.ui.test_not_read import pages
from tests.vault.test_log_edges import ids, spoils

pytestmark = [pytest.mark.screen, pytest.mark.both_languages]
REFUSED = ("Correct an answer", "Add a file", "Import a receipt")


@dataclass
class Damaged:
    """A case with one damaged record, and one beside it; both in a group, linked, and changed by a colleague."""

    hand: Hand
    session: Session
    bad: str
    good: str
    group: str
    interview: str
    number: str
    other_number: str
    name: str
    complaints: list[SanadError]

    def opens(self, destination: object) -> list[str]:
        """What is shown; `complaints` is what was complained of."""
        self.complaints.clear()
        self.hand.window.go(destination)
        self.hand.rests()
        return self.hand.shown()

    @property
    def row(self) -> str:
        return f"{self.number} · {self.hand.says(SAYS)}"


@pytest.fixture
def damaged(opens: Callable[..., Hand], tmp_path, language) -> Damaged:
    office = opened(opens, tmp_path, language, omar="supervisor")
    desk, omar = office.desk, office.omar
    bad, session = full(office), desk.session
    good = desk.interviews(name="Maya Sample").case_id
    desk.hand.does(lambda: duplicates.link(session, good, bad, "same", "one passport"))
    group = desk.hand.does(lambda: groups.groups(session))[0].id
    desk.hand.does(lambda: groups.put(session, group, [good]))
    colleague = ColleagueOrTeam("person", omar.session.vault.person.hex(), "Omar Sample")
    for case in (bad, good):
        desk.hand.does(lambda case=case: case_access.grant(session, case, colleague))
    desk.writes()
    omar.takes()

    def changes() -> None:
        for case in (bad, good):
            consents.record(omar.session, case, "share", "yes", ConsentDetails(language="ne"), "embassy")
            shift.note(omar.session, case, "Left her papers with us")

    omar.hand.does(changes)
    omar.writes()
    desk.takes()
    hand = desk.hand.turns_to()
    views = hand.does(lambda: [queries.case(session, case) for case in (bad, good)])
    records = hand.does(lambda: ids(session, bytes.fromhex(bad)))
    fourth = [id_ for id_, kind in records if kind == Kind.EVENT][3]
    spoils(session, "UPDATE envelope SET body = zeroblob(length(body)) WHERE id = ?", fourth)
    spoils(session, "UPDATE came_in SET outcome = ''")  # as an earlier version kept them
    hand.does(session.forget)
    complaints: list[SanadError] = []
    workers = hand.window.context.workers
    workers.failed.disconnect(hand.window.tell_trouble)
    workers.failed.connect(complaints.append)
    return Damaged(
        hand, session, bad, good, group, views[0].interviews[0].id,
        views[0].reference, views[1].reference, views[1].name, complaints,
    )  # fmt: skip


def test_no_page_of_others_complains_and_each_list_says_which_row_is_damaged(damaged: Damaged):
    said: dict[str, list[str]] = {}
    complained: dict[str, list[SanadError]] = {}
    of_one = [
        navigation.Case(damaged.good),
        navigation.Group(damaged.group),
        navigation.LinkGraph(group_id=damaged.group),
        navigation.LinkGraph(damaged.good),
        navigation.LinkedCases(damaged.good),
        navigation.AgencyDirectory(damaged.bad),
        navigation.RightsSheet(damaged.good),
        navigation.Send(damaged.good, whom="agency"),
    ]
    for destination in [*pages(damaged.good), *of_one]:
        if destination == navigation.LinkGraph():
            continue  # around nothing
        shown = damaged.opens(destination)
        name = type(destination).__name__
        if damaged.complaints:
            complained[name] = list(damaged.complaints)
        if any(damaged.hand.says(SAYS) in line for line in shown):
            said[name] = shown
    assert complained == {}
    assert {"Shift", "LinkedCases"} <= {*said} <= {"Shift", "LinkedCases", "Group"}  # by whose is shared
    assert damaged.row in said["Shift"]
    assert any(damaged.name in line for line in said["Shift"])
    assert damaged.number in said["LinkedCases"]
    assert damaged.other_number in said["LinkedCases"]


def test_a_line_of_the_inbox_is_damaged_and_the_others_say_what_changed(damaged: Damaged):
    damaged.opens(navigation.Inbox())
    lines = damaged.hand.screen.changes.lines
    assert damaged.complaints == []
    assert {line.says for line in lines if line.case_id == damaged.bad} == {SAYS}
    whole = [line for line in lines if line.case_id == damaged.good]
    assert whole
    assert all(line.says != SAYS and line.author for line in whole)
    rows = damaged.hand.screen.changes.rows.values()
    names = [strip_marks(row.accessibleName()) for row in rows]
    assert any(damaged.number in name and damaged.hand.says(SAYS) in name for name in names)


def test_the_pages_of_a_damaged_case_show_its_other_records_and_conclude_nothing(damaged: Damaged):
    damaged.opens(navigation.Case(damaged.bad))
    page = damaged.hand.sees(CaseScreen)
    for tab in page.tabs.by_id:
        page.tabs.open(tab)
        damaged.hand.rests()
        shown = damaged.hand.shown()
        assert damaged.row in shown
        assert any(re.search("[4٤]", line) and line != damaged.row for line in shown)
        offered = {
            button.text() for button in page.findChildren(QAbstractButton) if button.isVisible() and button.isEnabled()
        }
        assert not offered & {damaged.hand.says(act) for act in REFUSED}, "what would be refused"
        concludes = damaged.hand.says(NOTHING_ELSE) not in shown
        assert concludes == (tab in ("interviews", "papers", "history"))
    assert damaged.complaints == []
    assert len(page.content.interviews) + len(page.content.timeline) > 0
    assert not page.add.isEnabled()
    assert not page.give.isEnabled()
    with pytest.raises(EnvelopeRefused):
        damaged.hand.does(lambda: shift.note(damaged.session, damaged.bad, "a note"))
    with pytest.raises(EnvelopeRefused):
        damaged.hand.does(lambda: queries.case(damaged.session, damaged.bad))


def test_a_page_whose_reader_fails_says_so_once_and_no_page_after_it(damaged: Damaged):
    bad = damaged.bad
    for destination in (
        navigation.Conflict(bad),
        navigation.Result(bad, damaged.interview),
        navigation.LinkedCases(bad),
        navigation.Send(bad, whom="agency"),
        navigation.RightsSheet(bad),
    ):
        damaged.opens(destination)
        assert [type(error) for error in damaged.complaints] == [EnvelopeRefused], destination
        damaged.opens(navigation.Home())
        assert damaged.complaints == []
        damaged.hand.window.go(destination)
        damaged.hand.window.go(navigation.Home())  # left before its reader has failed
        damaged.hand.rests()
        assert damaged.complaints == [], destination

"""Whom a colleague's change is shown to, and under which heading it stands."""

from collections.abc import Iterator

import pytest

from app.case import events
from app.case.kinds.declaration import Inbox
from app.case.kinds.table import OF_CASES
from app.casework.cases.event_writer import say
from app.casework.lifecycle import case_stages, shift
from app.casework.session.session import Session
from app.casework.sharing import inbox
from app.seal.keys import fresh_id
from tests.casework.test_posting import Office, office_of_a_page
from tests.people import keeps_a_case

LAYLA, OMAR, NORA = "Layla Sample", "Omar Sample", "Nora Sample"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Two inspectors and a supervisor of one team."""
    with office_of_a_page(tmp_path_factory, {LAYLA: "inspector", NORA: "inspector", OMAR: "supervisor"}) as office:
        yield office


def kinds(session: Session, case: str) -> list[str]:
    """The last first."""
    return [line.kind for line in inbox.lines(session) if line.case_id == case]


GROUPS = {
    "decisions": "status status_confirmed release_asked release_decided stage review closed reopened hold erasure"
    " erasure_confirmed erasure_objection erasure_decision decided_between",
    "consent": "consent legal_basis withdrawal_told",
    "referrals": "referral referral_answered",
}


def test_each_kind_of_change_stands_under_its_heading():
    group_of = {kind: group for group, named in GROUPS.items() for kind in named.split()}
    lines = [kind.inbox for kind in OF_CASES.values() if isinstance(kind.inbox, Inbox)]
    assert set(group_of) <= {line.line for line in lines}
    for line in lines:
        assert line.group == group_of.get(line.line, "others"), line


@pytest.mark.parametrize(("urgency", "shown"), [("now", 1), ("days", 0), ("later", 0)])
def test_what_is_needed_today_comes_to_the_supervisor_and_to_no_inspector_whose_case_it_is_not(
    office: Office, urgency: str, shown: int
):
    layla, omar, nora = (office.sessions[name] for name in (LAYLA, OMAR, NORA))
    case = keeps_a_case(layla, "Maya Sample")
    content = {"interview": fresh_id(), "facts": {"need_food": urgency}, "answers": [], "restricted": 0}
    say(layla, case, events.ANSWERS, content)
    office.carry(LAYLA, OMAR, NORA)
    assert len(kinds(omar, case)) == shown
    assert kinds(nora, case) == []


def test_whoever_only_looked_into_a_case_hears_nothing_of_it_and_whoever_worked_in_it_does(office: Office):
    layla, nora = office.sessions[LAYLA], office.sessions[NORA]
    case = keeps_a_case(layla, "Rita Sample")
    office.carry(LAYLA, NORA, OMAR)
    say(nora, case, events.VIEWED, {"what": "case"})
    case_stages.move(layla, case, "documentation")
    office.carry(LAYLA, NORA, OMAR)
    assert kinds(nora, case) == []
    shift.note(nora, case, "her medicine at nine")
    office.carry(NORA, LAYLA, OMAR)
    assert kinds(layla, case) == ["note"]  # it is her case
    shift.note(layla, case, "she slept well")
    office.carry(LAYLA, NORA, OMAR)
    assert kinds(nora, case) == ["note"]
    assert kinds(layla, case) == ["note"]  # nothing of what she wrote herself

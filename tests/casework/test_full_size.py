"""What each page of a supervisor reads, in an office of few cases and of five times as many: counted by calls
and by the rows that are mapped, not by seconds. `./run bench office` is the full size."""

from collections.abc import Callable

from app.case import events
from app.casework.cases import groups, queries
from app.casework.exchange import sync
from app.casework.lifecycle import tasks
from app.casework.organisation import people
from app.casework.pages import office_figures, office_work, user_list, work_list
from app.casework.pages.office_figures import Period
from app.casework.pages.work_list import WorkFilter
from app.casework.session.session import EventAppender, Session
from app.casework.sharing import case_access, inbox
from app.seal.keys import fresh_id
from tests.casework.test_posting import Office
from tests.counted import calls_of
from tests.people import keeps_a_case

FEW, MANY = 60, 300
PAGES: dict[str, Callable[[Session], object]] = {
    "today": lambda s: (office_work.today(s), tasks.first(s, 6, needs=True), queries.cases(s, limit=6)),
    "board": lambda s: (
        work_list.find(s, WorkFilter(), limit=20),
        work_list.counts(s, [chip.filter for chip in work_list.chips(s)]),
    ),
    "inbox": lambda s: (inbox.came_in(s), inbox.how_many(s)),
    "changes": inbox.lines,
    "tasks": lambda s: (tasks.first(s, 60), tasks.how_many(s)),
    "figures": lambda s: office_figures.figures(s, Period(), "en"),
    "groups": groups.groups,
    "people": lambda s: (people.people(s), user_list.read(s)),
    "sync": lambda s: (sync.overview(s), sync.progress(s, 8, 5)),
}


def _keep(session: Session, at: int, supervisor: str) -> None:
    case = keeps_a_case(session, f"Maya Sample {at}")
    facts = {"nationality": ("NP", "BD", "IN")[at % 3], "age": str(19 + at % 20)}
    if at < FEW:  # what asks something of somebody is the same in both
        facts |= {"need_protection": "now", "risk_level": "high"}
    told = {"interview": fresh_id(), "facts": facts, "answers": [], "restricted": 0}
    with session.vault.transaction() as writer:
        EventAppender(session, writer, bytes.fromhex(case)).say(events.ANSWERS, told)
    if at < FEW and at % 5 == 0:
        case_access.hand_over(session, case, case_access.find(session, supervisor), "go on")


def _costs(session: Session) -> dict[str, int]:
    costs = {}
    for name, page in PAGES.items():
        page(session)  # what is imported and compiled once
        session.forget()
        costs[name] = calls_of(lambda page=page: page(session))
    return costs


def test_no_page_of_a_supervisor_costs_more_with_five_times_the_cases(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    office.carry("Omar Sample", "Layla Sample")
    for at in range(FEW):
        _keep(layla, at, "Omar Sample")
    office.carry("Layla Sample", "Omar Sample")
    few = _costs(omar)
    for at in range(FEW, MANY):
        _keep(layla, at, "Omar Sample")
    office.carry("Layla Sample", "Omar Sample")
    assert queries.count(omar) == MANY
    many = _costs(omar)
    grown = {name: round(many[name] / few[name], 2) for name in PAGES}
    assert {name: times for name, times in grown.items() if times > 1.2} == {}, (few, many)

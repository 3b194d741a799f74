"""What may be done with a case, as its page offers it."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from app.casework.cases import groups
from app.casework.cases.queries import CasePage
from app.errors import N_
from app.ui import case_marks, navigation
from app.ui.attachments.section import choose
from app.ui.case import closure, needs, next_stage, referral
from app.ui.case.context import Page
from app.ui.groups import membership
from app.ui.sharing import erasure as erase
from app.ui.sharing import hand_over
from app.ui.shift import notes

if TYPE_CHECKING:
    from app.ui.case.page import CaseScreen

PICTURE = N_("Picture of the links")
Act = tuple[str, str, Callable[[], None]]  # its words, its icon, what it does


def possible(screen: "CaseScreen", page: CasePage) -> Iterator[Act]:
    """What may be done with the case, in the order of what waits."""
    own_handover = next((handover for handover in page.handovers if handover.is_mine), None)
    case_id, interview = screen.case_id, navigation.StartInterview(case_id=screen.case_id)
    if own_handover is not None:
        yield N_("Accept the case"), "handover", lambda: screen.accept(own_handover.id)
        yield (
            N_("Decline"),
            "minus",
            lambda: hand_over.decline(screen, case_id, own_handover.id, screen.load),
        )
    open_ = next((need for need in screen.of_course().course.care.needs if need.urgent), None)
    if open_ is not None:
        yield (
            N_("Deal with urgent needs"),
            "urgent",
            lambda: needs.meet(screen.of_course(), open_),
        )
    if page.conflicts:
        yield N_("Compare the values"), "eye", screen.compare
    is_visit = case_marks.VISIT in page.marks
    if is_visit:
        yield N_("Interview somebody here"), "person", lambda: _interview_here(screen, case_id)
    # the next stage waits until what is needed today was looked after
    if (
        open_ is None
        and not is_visit
        and (step := next_stage.first(screen.of_course())) is not None
    ):
        yield step.alone, step.icon, step.does
    yield N_("Print or save"), "doc", screen.print_it
    if any(interview.assessment is not None for interview in page.interviews):
        yield N_("What the answers point to"), "eye", screen.show_result
    if screen.desk.around.joined:
        yield N_("Hand over"), "handover", lambda: hand_over.hand_over(screen, case_id, screen.load)
    if not is_visit and not screen.of_course().course.road.closed:
        yield N_("Another interview"), "plus", lambda: screen.wants.emit(interview)
    yield N_("Add a file"), "picture", lambda: choose(screen, case_id)
    if screen.desk.around.joined:
        yield (
            N_("Give access"),
            "person",
            lambda: hand_over.give_access(screen, case_id, screen.load),
        )
    yield (
        N_("Hand over a file"),
        "send",
        lambda: screen.wants.emit(navigation.ExportBundle(case_id)),
    )
    yield from _going_on(screen.of_course())
    if screen.order:
        yield from erase.acts(screen, case_id, screen.order, screen.load)
    elif screen.orders:
        yield N_("Order its erasure"), "minus", lambda: erase.order(screen, case_id, screen.load)


def _interview_here(screen: "CaseScreen", case_id: str) -> None:
    """A new case of somebody at the place that was visited, tied to the visit."""
    session = screen.desk.session

    def beginning() -> navigation.StartInterview:
        group = groups.of_visit(session, case_id)
        return navigation.StartInterview(groups.carried(session, group), group_id=group)

    screen.desk.off.write(screen, beginning, screen.wants.emit)


def _going_on(page: Page) -> Iterator[Act]:
    """Rarer acts of the case's course."""
    step = next_stage.first(page)
    if not page.course.road.closed and (step is None or step.alone != next_stage.REFER):
        yield next_stage.REFER, "send", lambda: referral.refer(page)
    if not page.course.road.closed:
        yield notes.ADD, "pen", lambda: notes.write(page.screen, page.case_id, page.again)
    directory = navigation.AgencyDirectory(page.case_id)
    yield N_("Agencies and services"), "book", lambda: page.screen.wants.emit(directory)
    if next_stage.goes_back(page):
        yield N_("Move it back"), "arrow_back", lambda: next_stage.move_back(page)
    yield membership.PUT, "list", lambda: membership.put(page)
    yield PICTURE, "eye", lambda: page.screen.wants.emit(navigation.LinkGraph(page.case_id))
    if page.course.closes:
        if page.course.road.closed:
            yield N_("Reopen the case"), "folder", lambda: closure.reopen(page)
        else:
            yield N_("Close the case"), "folder", lambda: closure.close(page)
        is_held = page.course.keeping.held
        says = N_("Lift the legal hold") if is_held else N_("Place under legal hold")
        yield says, "lock", lambda: closure.hold(page)

"""What waits in a case for whoever opens it, the most pressing first: pages show it in this order.

The screen only shows: what comes first, and with whom it lies, is decided here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.casework.cases.erasure import OpenOrder
from app.casework.cases.queries import CasePage
from app.casework.lifecycle.support_services import GRAVE
from app.casework.lifecycle.tasks import TaskView
from app.casework.pages.lifecycle_page import LifecyclePage
from app.casework.questionnaires.form_parts import RISK, SAFETY_PLAN
from app.language import Name, Sayable, Sentence

URGENT, ACCEPT, ERASURE, CONFIRM, RELEASE, SAFETY, COMPARE, CORRECT, ADDED, RESUME, TAKE_UP, TELL, REVIEW, RETURNED, REFER, TALK, CONDITION, PARTS, TASK, MOVE, VISIT = KINDS = (
    "urgent", "accept", "erasure", "confirm", "release", "safety", "compare", "correct", "added", "resume", "take up", "tell", "review", "returned",
    "refer", "talk", "condition", "parts", "task", "move", "visit",
)  # fmt: skip
_TASKS = frozenset(
    {"referral", "hearing", "contact", "consent", "recovery", "shift", "retention", "deadline", "revisit", "record"}
)
_ELSEWHERE = frozenset({"status"})  # conditions that lie with whoever decides
_VISIT = "visit"
NOTHING = Name({})


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """`ref`: of the need, handover, interview, decision, notice, referral or stage, or the part or condition;
    `says`: a task or condition in words. `is_mine`: may this officer do something about it now?"""

    kind: str
    ref: str = ""
    says: Sayable = NOTHING
    agency: str = ""
    is_mine: bool = True
    due: datetime | None = None
    overdue: bool = False


def waiting(
    page: CasePage, course: LifecyclePage, order: OpenOrder | None, tasks: list[TaskView], *,
    to_review: bool, is_returned: bool = False, added: Sequence[str] = (),
) -> tuple[WaitingItem, ...]:  # fmt: skip
    """`to_review`: does the case wait for a decision that is this officer's? `is_returned`: did a
    supervisor return it to whoever has it, and nothing was finished since? `added`: interviews to which
    this officer typed what the person added, and did not save it."""
    return (
        *_needs(course),
        *_offered(page),
        *_erased(order),
        *_decisions(course),
        *_unsafe(course),
        *([WaitingItem(COMPARE)] if page.conflicts else []),
        *(WaitingItem(CORRECT, interview) for interview in page.to_correct if not course.road.closed),
        *(WaitingItem(ADDED, interview) for interview in added),
        *_unfinished(page, course),
        *(WaitingItem(TELL, notice.consent, agency=notice.agency) for notice in course.to_tell),
        *_reviewed(page, to_review=to_review),
        *([WaitingItem(RETURNED)] if is_returned else []),
        *([WaitingItem(VISIT)] if _VISIT in page.marks and not course.road.closed else []),
        *_screened(tasks),
        *_stage(page, course, tasks),
    )


def _needs(course: LifecyclePage) -> Iterator[WaitingItem]:
    for need in course.care.needs:
        if need.urgent and not course.road.closed:
            yield WaitingItem(
                URGENT, need.id, Name({}, need.words) if need.words else need.name, due=need.due, overdue=need.overdue
            )


def _offered(page: CasePage) -> Iterator[WaitingItem]:
    for handover in page.handovers:
        if handover.is_mine:
            yield WaitingItem(ACCEPT, handover.id)


def _erased(order: OpenOrder | None) -> Iterator[WaitingItem]:
    """Where it is this officer's to confirm, or to decide on an objection. Of any other order the page
    tells above all else."""
    if order is not None and (order.rules or order.confirms):
        yield WaitingItem(ERASURE, due=order.due)


def _decisions(course: LifecyclePage) -> Iterator[WaitingItem]:
    for decision in course.decisions:
        if decision.state == "waiting":
            yield WaitingItem(CONFIRM, decision.id, is_mine=decision.may_decide)
    for release in course.releases:
        if release.state == "waits":
            yield WaitingItem(RELEASE, release.id, release.agency_name, is_mine=release.may_answer)


def _unsafe(course: LifecyclePage) -> Iterator[WaitingItem]:
    """What the person's safety asks for before anything else of the case goes on."""
    risk = course.care.risk
    if risk is None or course.road.closed:
        return
    if risk.level in GRAVE and not risk.planned:
        yield WaitingItem(SAFETY, SAFETY_PLAN)
    if risk.overdue:
        yield WaitingItem(SAFETY, RISK, overdue=True)


def _unfinished(page: CasePage, course: LifecyclePage) -> Iterator[WaitingItem]:
    for part in course.parts:
        if part.draft and not course.road.closed:
            yield WaitingItem(RESUME, part.draft, Sentence(part.says))
    for interview in page.unfinished:
        yield WaitingItem(TAKE_UP, interview.interview_id, is_mine=interview.is_mine)


def _reviewed(page: CasePage, *, to_review: bool) -> Iterator[WaitingItem]:
    if to_review:
        yield WaitingItem(REVIEW)
    for handover in page.handovers:
        if not handover.is_mine:
            yield WaitingItem(REVIEW, handover.id, is_mine=False)


def _screened(tasks: list[TaskView]) -> Iterator[WaitingItem]:
    for task in tasks:
        if task.kind in (REFER, TALK):
            yield WaitingItem(task.kind, task.ref, task.says, due=task.due, overdue=task.overdue)


def _stage(page: CasePage, course: LifecyclePage, tasks: list[TaskView]) -> Iterator[WaitingItem]:
    """What the next stage asks for, what is expected at this one, then the step itself: it is not
    named ready while something is expected, nor before what is needed today was looked after."""
    road = course.road
    for task in tasks:
        if task.kind in _TASKS and task.overdue:
            yield _of(task)
    is_urgent = any(need.urgent for need in course.care.needs)
    goes_on = bool(road.next) and not (road.closed or road.held_up or _VISIT in page.marks)
    for condition in road.next[0].missing if goes_on else ():
        kind = condition.need.partition(":")[0]
        if kind != "no-urgent-need" or not is_urgent:
            is_mine = kind not in _ELSEWHERE or course.decides
            yield WaitingItem(CONDITION, condition.need, condition.says, is_mine=is_mine)
    named = {entry.ref for entry in _unsafe(course)}
    expected = [part for part in course.parts if part.expected and not part.draft]
    further = [part for part in expected if part.id not in named]
    if further and not road.closed and _VISIT not in page.marks:
        yield WaitingItem(PARTS, further[0].id)
    if goes_on and not road.next[0].missing and not is_urgent:
        yield WaitingItem(MOVE, road.next[0].id, road.next[0].name)
    for task in tasks:
        if task.kind in _TASKS and not task.overdue:
            yield _of(task)


def _of(task: TaskView) -> WaitingItem:
    return WaitingItem(TASK, f"{task.kind}:{task.ref}", task.says, task.agency, due=task.due, overdue=task.overdue)

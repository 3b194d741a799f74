"""The parts of a case's work on its page: what was done, what is under way, what this stage expects."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.casework.lifecycle.case_parts import PartView
from app.errors import N_
from app.language import Words, isolate, strip_marks
from app.ui import navigation
from app.ui.case.context import Page
from app.ui.labels import said
from app.ui.parts.boxes import Row, group
from app.ui.parts.buttons import Button
from app.ui.parts.show_more import Few

ICONS = {
    "screening": "search", "intake": "person", "needs": "list", "risk": "shield",
    "safety-plan": "flag", "follow-up": "clock", "smuggling": "arrow_fwd",
}  # fmt: skip
_LEAST = 5


def interviews(page: Page) -> QWidget:
    """What waits first; what nobody asks for yet behind one button."""
    told = page.course.parts
    rows = [partial(_row, page, each) for each in told]
    early = sum(bool(each.expected or each.count or each.draft) for each in told)
    return group(N_("Interviews of this case"), Few(rows, max(early, _LEAST)))


def _row(page: Page, each: PartView) -> Row:
    wanted = each.expected and not page.course.road.closed
    tone = "wait" if wanted or each.draft else "kept" if each.count else "ink2"
    return Row(
        each.says, lambda w: _state(each, w, wanted=wanted), ICONS[each.id], _act(page, each),
        tone=tone,
    )  # fmt: skip


def _state(each: PartView, w: Words, *, wanted: bool) -> str:
    if each.draft:
        return w(N_("Begun here, not finished"))
    if each.at is None:
        return w(N_("Expected at this stage")) if wanted else w(N_("Not yet"))
    parts = [w.date(each.at.astimezone().date(), "medium")]
    parts += [isolate(each.who)] if each.who else []
    if each.count > 1:
        parts.append(w(N_("the last of {n}"), n=each.count))
    return " · ".join(parts)


def _act(page: Page, each: PartView) -> QWidget | None:
    if page.course.road.closed:
        return None
    if each.draft:
        button = Button(N_("Continue"), "second")
        button.clicked.connect(
            lambda: page.screen.wants.emit(navigation.ResumeInterview(each.draft))
        )
    else:
        says = N_("Once more") if each.count else N_("Begin")
        button = Button(says, "second" if each.expected else "quiet")
        button.clicked.connect(lambda: begin(page, each.id))
    button.setAccessibleDescription(strip_marks(said(each.says)))
    return button


def begin(page: Page, part: str) -> None:
    page.screen.wants.emit(navigation.StartInterview(case_id=page.case_id, part=part))

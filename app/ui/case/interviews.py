"""The parts of a case's work on its page: what was done, what is under way, what this stage expects."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.casework.lifecycle.case_parts import PartView
from app.errors import N_
from app.language import Words, isolate, strip_marks
from app.ui import navigation
from app.ui.case.context import CasePageContext
from app.ui.labels import said
from app.ui.parts import Button, Few, Row, group

ICONS = {
    "screening": "search", "intake": "person", "needs": "list", "risk": "shield",
    "safety-plan": "flag", "follow-up": "clock", "smuggling": "arrow_fwd",
    "observation": "eye", "work-site": "folder", "hotline": "sound", "detention": "lock", "child": "child",
    "interview-labour": "doc", "interview-sexual": "doc", "module-domestic": "search", "module-sexual": "search",
    "module-begging-crime": "search", "module-marriage": "search", "module-organ": "search", "return-plan": "globe",
    "closing": "check",
}  # fmt: skip
_LEAST = 5


def interviews(page: CasePageContext) -> QWidget:
    """What waits first; what nobody asks for yet behind one button."""
    parts = page.course.parts
    rows = [partial(_row, page, part) for part in parts]
    early = sum(bool(part.expected or part.count or part.draft) for part in parts)
    return group(N_("Interviews of this case"), Few(rows, max(early, _LEAST)))


def _row(page: CasePageContext, part: PartView) -> Row:
    is_expected = part.expected and not page.course.road.closed
    tone = "wait" if is_expected or part.draft else "kept" if part.count else "ink2"
    return Row(
        part.says, lambda w: _state(part, w, is_expected=is_expected), ICONS[part.id], _act(page, part), tone=tone
    )


def _state(part: PartView, w: Words, *, is_expected: bool) -> str:
    if part.draft:
        return w(N_("Started here, not finished"))
    if part.at is None:
        return w(N_("Interviews expected at this stage")) if is_expected else w(N_("Not yet"))
    parts = [w.date(part.at.astimezone().date(), "medium")]
    parts += [isolate(part.author)] if part.author else []
    if part.count > 1:
        parts.append(w(N_("the last of {n}"), n=part.count))
    return " · ".join(parts)


def _act(page: CasePageContext, part: PartView) -> QWidget | None:
    if page.course.road.closed:
        return None
    if part.draft:
        button = Button(N_("Continue"), "second", on_click=page.screen.goes(navigation.ResumeInterview(part.draft)))
    else:
        says = N_("Once more") if part.count else N_("Begin")
        button = Button(says, "second" if part.expected else "quiet", on_click=lambda: begin(page, part.id))
    button.setAccessibleDescription(strip_marks(said(part.says)))
    return button


def begin(page: CasePageContext, part: str) -> None:
    page.screen.wants.emit(navigation.StartInterview(case_id=page.case_id, part=part))

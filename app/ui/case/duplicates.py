"""Cases that may be about the same person, and those that this one is linked with."""

from PySide6.QtWidgets import QWidget

from app.casework.cases import duplicates
from app.casework.cases.duplicates import Double, Linked
from app.errors import N_
from app.language import isolate, isolate_ltr, strip_marks
from app.ui import navigation
from app.ui.case.context import Page
from app.ui.case.linked_cases import AS_ONE
from app.ui.labels import Text, plain
from app.ui.parts import layouts
from app.ui.parts.boxes import Row, Rows, group
from app.ui.parts.buttons import Button
from app.ui.parts.form_dialog import Form, ask
from app.ui.parts.form_fields import reason_field


def may_be(page: Page, found: tuple[Double, ...]) -> QWidget | None:
    """Nothing is merged by itself: somebody looks, and says."""
    if not found:
        return None
    rows = Rows()
    for each in found:
        rows.add(Row(_who(each), _why(each), "person", _choices(page, each), tone="wait"))
    return group(N_("May be the same person"), rows)


def _who(each: Double | Linked) -> Text:
    name = isolate(each.name) if each.name else ""
    number = isolate_ltr(each.reference)
    return plain(f"{name} · {number}" if name else number)


def _why(each: Double) -> Text:
    return lambda w: " · ".join(w(reason) for reason in each.reasons)


def _choices(page: Page, each: Double) -> QWidget:
    made = QWidget()
    across = layouts.row(gap=4, inside=made)
    for says, does in (
        (N_("Open"), lambda: page.screen.wants.emit(navigation.Case(each.case_id))),
        (N_("Not the same"), lambda: _say(page, each.case_id, "not-same", "")),
        (N_("The same person"), lambda: _same(page, each)),
    ):
        button = Button(says, "quiet")
        button.clicked.connect(lambda _=False, does=does: does())
        button.setAccessibleDescription(strip_marks(each.reference))
        across.addWidget(button)
    return made


def _say(page: Page, other: str, as_: str, reason: str) -> None:
    page.write(
        lambda: duplicates.link(page.session, page.case_id, other, as_, reason),
        lambda _done: page.again(),
        page.screen.trouble.emit,
    )


def _same(page: Page, each: Double) -> None:
    _with_reason(
        page,
        N_("Are these two cases about the same person?"),
        N_("Both stay as they are and point to each other. It can be undone with a reason."),
        N_("The same person"),
        each.case_id,
        "same",
    )


def linked(page: Page, found: tuple[Linked, ...]) -> QWidget | None:
    """Those that belong together. What is not on this computer is named by nothing."""
    shown = [each for each in found if each.as_ != "not-same"]
    if not shown:
        return None
    rows = Rows()
    for each in shown:
        rows.add(Row(_name(each), _as(each), "folder", _ways(page, each)))
    return group(N_("Linked cases"), rows)


def _name(each: Linked) -> Text:
    return _who(each) if each.here else N_("A case that is not on this computer")


def _as(each: Linked) -> Text:
    return duplicates.AS.get(each.as_, each.as_)


def _ways(page: Page, each: Linked) -> QWidget:
    made = QWidget()
    across = layouts.row(gap=4, inside=made)
    if each.here:
        end = Button(N_("End the link"), "quiet")
        end.clicked.connect(lambda: _end(page, each))
        show = Button(N_("Open"), "second")
        show.clicked.connect(lambda: page.screen.wants.emit(navigation.Case(each.case_id)))
        ways = [end, show]
        if each.as_ == "same":
            as_one = Button(AS_ONE, "quiet")
            as_one.clicked.connect(
                lambda: page.screen.wants.emit(navigation.LinkedCases(page.case_id))
            )
            ways.insert(0, as_one)
        for button in ways:
            button.setAccessibleDescription(strip_marks(each.reference))
            across.addWidget(button)
    return made


def _end(page: Page, each: Linked) -> None:
    _with_reason(
        page, N_("End this link?"), N_("What was said stays in both cases, and why it was ended."),
        N_("End the link"), each.case_id, "",
    )  # fmt: skip


def _with_reason(page: Page, title: str, sentence: str, verb: str, other: str, as_: str) -> None:
    form = Form(
        title=title,
        sentence=sentence,
        parts=[reason_field()],
        verb=verb,
        leave=N_("Not now"),
        save=lambda answers: duplicates.link(
            page.session, page.case_id, other, as_, answers.text("reason")
        ),
        then=page.again,
    )
    ask(page.screen, form)

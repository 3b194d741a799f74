"""What colleagues add to a case's page: who has it, what lies with whom, decisions."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.casework.cases import reviews as reviews_module
from app.casework.cases.queries import CasePage, ReviewView, UnfinishedView
from app.errors import N_
from app.language import Words, isolate
from app.ui import case_marks, navigation
from app.ui.labels import Label, Text
from app.ui.parts import Badge, Box, Button, Flow, Row, Rows, group
from app.ui.parts.badges import Mark
from app.ui.parts.form_dialog import FieldAnswers, Form, FormField
from app.ui.parts.frame import Screen

_DECISIONS = (
    (reviews_module.APPROVED, N_("Approve")),
    (reviews_module.RETURNED, N_("Return it with what is still needed")),
)
WHERE, _LATEST = "where", 8


def badges(page: CasePage) -> list[Badge]:
    """What stands out, in words: the case's marks, what is restricted, what lies between colleagues."""
    badges: list[Badge] = case_marks.header_marks(page.marks)
    if page.restricted:
        badges.append(Mark(N_("Restricted case"), "lock", "restricted"))
    if page.conflicts:
        n = page.conflicts
        badges.append(Mark(_differing(n), "wait", "wait"))
    for handover in page.handovers:
        says = N_("Handed over to you") if handover.is_mine else _offered(handover.name)
        badges.append(Mark(says, "handover", "sent"))
    if page.reviews:
        badges.append(_review_badge(page.reviews[-1]))
    if page.forks:
        badges.append(Mark(N_("Two copies of the records"), "wait", "wait"))
    return badges


def _differing(n: int) -> Text:
    if n == 1:
        return N_("Conflict")
    return lambda w: w.count("Conflict in {n} place", "Conflicts in {n} places", n)


def _offered(name: str) -> Text:
    return lambda w: w("Handed to {name}, not accepted yet", name=name)


def _review_badge(review: ReviewView) -> Badge:
    if review.decision == reviews_module.APPROVED:
        return Mark(N_("Approved"), "super", "kept")
    return Mark(N_("Returned"), "super", "wait")


def responsible(page: CasePage, today: object) -> Text:
    """Who has the case, and who stands in today."""

    def sentence(w: Words) -> str:
        parts = [w("responsible: {officer}", officer=page.responsible or page.officer)]
        if page.responsible_left:
            parts.append(w("Access ended"))
        for substitute in page.substitutes:
            first, last = substitute.first.astimezone().date(), substitute.last.astimezone().date()
            if first <= today <= last:  # type: ignore[operator]
                date = w.date(last)
                parts.append(w("stand-in until {date}: {name}", date=date, name=substitute.name))
        return " · ".join(parts)

    return sentence


def unfinished(screen: Screen, case_id: str, waiting: tuple[UnfinishedView, ...]) -> QWidget:
    """Interviews that were handed on; whoever they lie with goes on."""
    rows = Rows()
    for unfinished in waiting:
        button = None
        if unfinished.is_mine:
            button = Button(N_("Continue"), "second")
            destination = navigation.TakeUpInterview(case_id, unfinished.interview_id)
            button.clicked.connect(lambda _=False, destination=destination: screen.wants.emit(destination))
        rows.add(Row(_handed_on(unfinished), _with(unfinished), "pen", button))
    return group(N_("Interviews to continue"), rows)


def _handed_on(unfinished: UnfinishedView) -> Text:
    return lambda w: w("From {who} to {name}", who=unfinished.author, name=unfinished.name)


def _with(unfinished: UnfinishedView) -> Text:
    def sentence(w: Words) -> str:
        parts = [w.moment(unfinished.at), w.count("{n} answer", "{n} answers", unfinished.answered)]
        return " · ".join([*parts, *([isolate(unfinished.note)] if unfinished.note else [])])

    return sentence


def reviews(page: CasePage, decide: Callable[[], None] | None) -> QWidget | None:
    """What supervisors said; and for a supervisor, the way to say it."""
    if not page.reviews and decide is None:
        return None
    box = Box(margins=(18, 10, 18, 12), gap=6)
    for review in reversed(page.reviews):
        approved = review.decision == reviews_module.APPROVED
        box.inside.addWidget(Label(N_("Approved") if approved else N_("Returned"), weight=500))
        box.inside.addWidget(Label(_said(review), "small", "ink2"))
        if review.text:
            box.inside.addWidget(Label(_quoted(review.text)))
    if not page.reviews:
        box.inside.addWidget(Label(N_("No supervisor has decided yet."), colour="ink2"))
    if decide is not None:
        button = Button(N_("Review the case"), "second", "super", on_click=decide)
        box.inside.addWidget(Flow().add(button))
    return group(N_("A supervisor’s decision"), box)


def _said(review: ReviewView) -> Text:
    return lambda w: f"{isolate(review.author)} · {w.moment(review.at)}"


def _quoted(text: str) -> Text:
    return lambda _w: isolate(text)


def decide(screen: Screen, case_id: str) -> None:
    """Approve, or return with what is still wanted."""
    session = screen.context.session
    decision_form(
        N_("Your decision on this case"), lambda decision, text: reviews_module.review(session, case_id, decision, text)
    ).ask(screen)


def decision_form(title: Text, save: Callable[[str, str], object]) -> Form:
    """Nothing is chosen beforehand. `save`: takes the decision and the text."""

    def still_wanted(answers: FieldAnswers) -> dict[str, Text]:
        missing = answers["decision"] == reviews_module.RETURNED and not answers.text("text")
        return {"text": N_("First enter what is still required.") if missing else ""}

    return Form(
        kept_as="review",
        title=title,
        sentence=N_("Colleagues on the case see it, with your name."),
        parts=[
            FormField(
                name="decision",
                kind="cards",
                required=N_("Choose one of these first."),
                choices=_DECISIONS,
                columns=1,
                least_width=300,
            ),
            FormField(name="text", label=N_("What is still required, or why"), kind="area", lines=3),
        ],
        verb=N_("Save the decision"),
        leave=N_("Not yet"),
        check=still_wanted,
        save=lambda answers: save(answers.text("decision"), answers.text("text")),
    )

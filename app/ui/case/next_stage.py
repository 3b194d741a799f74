"""What is missing before a case can go on, each with what to do about it; and moving it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from app.casework.interviews.interview_events import RISK_REVIEW
from app.casework.lifecycle import case_stages, closure
from app.casework.lifecycle.case_stages import MissingCondition, NextView
from app.casework.questionnaires.form_parts import RISK
from app.errors import N_
from app.language import Name, Sayable, Words, isolate, strip_marks
from app.ui import navigation
from app.ui.case import consent, decision, needs, risk
from app.ui.case.context import CasePageContext
from app.ui.case.interviews import begin
from app.ui.labels import Text, isolated, said
from app.ui.parts import Banner, Button, Row, Rows, group, layouts
from app.ui.parts.form_dialog import Form, FormField, reason_field

REFER = N_("Refer to an agency")


@dataclass(frozen=True, slots=True)
class StageTask:
    """One thing to do: its word beside what is missing, the act; and in words of its own."""

    says: Text
    act: Callable[[], None]
    alone: str
    icon: str


def ahead(page: CasePageContext) -> QWidget | None:
    """A group for each stage that may come next; nothing for a case that is closed."""
    road = page.course.road
    parts: list[QWidget] = []
    if page.course.retention.held:
        parts.append(Banner(N_("Legal hold: not due for erasure."), "lock", "restricted"))
    if road.closed:
        parts.append(Banner(closed(page), "folder", "ink2"))
    elif road.held_up:
        sentence = N_("Colleagues entered conflicting answers that matter here. Compare them first.")
        parts.append(Banner(sentence, "wait", "wait"))
    else:
        parts += [_next(page, stage) for stage in road.next]
        if (gate_group := _gate(page)) is not None:
            parts.append(gate_group)
    return layouts.column_widget(*parts, gap=18, wrap=True) if parts else None


def closed(page: CasePageContext) -> Text:
    """When it was closed, how it ended, why, and until when it is stored."""
    retention = page.course.retention
    names = {id_: name for id_, name, _ in page.course.results}

    def says(w: Words) -> str:
        parts = []
        if retention.closed is not None:
            day = retention.closed.astimezone().date()
            parts.append(f"{w.date(day)} · {w.hijri(day)}")
        if retention.result:
            parts.append(isolate(names.get(retention.result, Name({}, retention.result))(w)))
        if retention.reason:
            parts.append(isolate(retention.reason))
        if retention.until is not None:
            day = retention.until.astimezone().date()
            parts.append(w("It is stored until {date}.", date=f"{w.date(day)} ({w.hijri(day)})"))
        return f"{w('This case is closed.')} {' · '.join(parts)}"

    return says


def _next(page: CasePageContext, stage: NextView) -> QWidget:
    rows = _lacking(page, stage.missing)
    expected = [part for part in page.course.parts if part.expected]
    for part in expected:
        act = Button(N_("Begin"), "second", on_click=partial(begin, page, part.id))
        act.setAccessibleDescription(strip_marks(said(part.says)))
        rows.add(Row(part.says, N_("Interviews expected at this stage"), "list", act, tone="wait"))
    if not stage.missing:
        go = Button(N_("Move the case there"), "second", "arrow_fwd", on_click=lambda: move(page, stage))
        if expected:
            says = N_("The case may move on without this: say so in the note.")
            rows.add(Row(N_("Nothing else is required"), says, "arrow_fwd", go))
        else:
            rows.add(Row(N_("Nothing is missing"), _whose(stage), "check", go, tone="kept"))
    return group(_heading(stage), rows)


def _gate(page: CasePageContext) -> QWidget | None:
    """At the last stage: what a return asks for, before it may be called voluntary."""
    road = page.course.road
    last = bool(road.steps) and road.steps[-1].state == "here"
    if not last or not any(gate for _, _, gate in page.course.results):
        return None
    rows = _lacking(page, road.gate)
    if not road.gate:
        says = N_("The case can be closed as a voluntary return.")
        rows.add(Row(N_("Nothing is missing"), says, "check", tone="kept"))
    lacking = N_("Missing before a return can be called voluntary")
    complete = N_("A voluntary return")
    return group(lacking if road.gate else complete, rows)


def _lacking(page: CasePageContext, missing: Sequence[MissingCondition]) -> Rows:
    """Each with the act for it."""
    rows = Rows()
    for need in missing:
        step = step_for(page, need)
        act = None
        if step is not None:
            act = Button(step.says, "second", on_click=lambda step=step: step.act())
            act.setAccessibleDescription(strip_marks(said(need.says)))
        trailing = _beside(page, need, act)
        rows.add(Row(need.says, sentence(need), "wait", trailing, tone="wait"))
    return rows


def _heading(stage: NextView) -> Text:
    return lambda w: (
        w("Missing for: {stage}", stage=stage.name) if stage.missing else w("Next: {stage}", stage=stage.name)
    )


def _whose(stage: NextView) -> Text:
    return isolated(stage.agency) if stage.agency else ""


def sentence(need: MissingCondition) -> Text:
    """What can be done about it, or with whom it lies."""
    kind = need.need.partition(":")[0]
    return {
        "allowed": N_("Ask the person, or record a legal basis."),
        "no-urgent-need": N_("Refer it, or enter what this office did."),
        "child-check": N_("A child, or somebody who may be one, needs more than an adult."),
        "decided": N_("Yes or no: the case can move on with either."),
        "own-language": N_("In the language the person speaks best."),
        "approved": N_("Hand the case over to a supervisor."),
        "status": N_("A supervisor or user management decides and gives the reason."),
    }.get(kind, "")


def _beside(page: CasePageContext, need: MissingCondition, act: Button | None) -> QWidget | None:
    """The act, and where consent is asked for, the other way beside it."""
    kind, purpose, agency = _parts(need)
    if act is None or kind not in ("allowed", "decided") or not (agency or purpose != "share"):
        return act
    basis_button = Button(N_("Legal basis"), "quiet")
    agencies = agency.split(",") if "," in agency else []
    basis_button.clicked.connect(
        lambda: sharing_with(page, agencies, consent.basis) if agencies else consent.basis(page, purpose, agency)
    )
    return layouts.row_widget(basis_button, act, gap=4)


def _parts(need: MissingCondition) -> tuple[str, str, str]:
    kind, purpose, agency = (*need.need.split(":"), "", "")[:3]
    return kind, purpose, agency


def step_for(page: CasePageContext, need: MissingCondition) -> StageTask | None:
    """What can be done here about a condition; nothing where it lies with somebody else."""
    kind, purpose, agency = _parts(need)
    record, alone = N_("Record"), N_("Record the consent")
    match kind:
        case "check" if purpose == RISK_REVIEW:
            return StageTask(N_("Review"), lambda: begin(page, RISK), risk.REVIEW, "shield")
        case "interview" | "assessment":
            interview = navigation.StartInterview(case_id=page.case_id)
            return StageTask(
                N_("Interview"), lambda: page.screen.wants.emit(interview), N_("Another interview"), "plus"
            )
        case "allowed" | "decided" | "own-language" if purpose == "share" and agency.count(",") != 0:
            return StageTask(record, lambda: sharing_with(page, agency.split(",")), alone, "pen")
        case "allowed" | "decided" | "own-language" if purpose == "share" and not agency:
            return StageTask(record, lambda: sharing_with(page), alone, "pen")
        case "allowed" | "decided" | "own-language":
            return StageTask(record, lambda: consent.record(page, purpose, agency), alone, "pen")
        case "status" if page.course.decides:
            words = N_("Record a status decision")
            return StageTask(N_("Decide"), lambda: decision.decide(page), words, "super")
        case "referral":
            to_agency = navigation.Send(page.case_id, agency=purpose)
            return StageTask(N_("Refer"), page.screen.goes(to_agency), REFER, "send")
        case "no-urgent-need" if open_ := [n for n in page.course.care.needs if n.urgent]:
            words = N_("Deal with urgent needs")
            return StageTask(N_("Deal with it"), lambda: needs.meet(page, open_[0]), words, "urgent")
        case "check" | "child-check":
            words = N_("Confirm the request")
            return StageTask(N_("Confirm"), lambda: confirm(page, purpose, need.says), words, "check")
    return None


def sharing_with(
    page: CasePageContext,
    allowed: Sequence[str] = (),
    record: Callable[[CasePageContext, str, str], None] = consent.record,
) -> None:
    """With which agency: a profile asks for any of them, or for one of some. `record`: what is recorded."""
    Form(
        kept_as="sharing_with",
        title=N_("Which agency may see it?"),
        sentence=N_("Consent is asked for each agency separately."),
        parts=[
            FormField(
                name="agency",
                kind="cards",
                required=N_("Choose an agency first."),
                choices=[
                    (agency.id, agency.name) for agency in page.course.agencies if not allowed or agency.id in allowed
                ],
            )
        ],
        verb=N_("Continue"),
        go_on=lambda answers: record(page, "share", answers.text("agency")),
        width=720,
    ).ask(page.screen)


def confirm(page: CasePageContext, check: str, says: Sayable) -> None:
    """Confirm something that the referral system asks for."""
    Form(
        kept_as=f"check {check}",
        title=says,
        sentence=N_("Your name is saved with it."),
        parts=[FormField(name="note", label=N_("How it is known"), kind="area")],
        verb=N_("Confirm"),
        leave=N_("Not yet"),
        save=lambda answers: closure.check(page.session, page.case_id, check, "yes", answers.text("note")),
    ).ask(page.screen)


def move(page: CasePageContext, stage: NextView) -> None:
    Form(
        kept_as=f"move {stage.id}",
        title=lambda w: w("Move the case to: {stage}?", stage=stage.name),
        sentence=N_("It is saved in the case with your name and the time. Colleagues of the case see it."),
        parts=[FormField(name="note", label=N_("Note"), kind="area")],
        verb=N_("Move the case there"),
        leave=N_("Not yet"),
        save=lambda answers: case_stages.move(page.session, page.case_id, stage.id, answers.text("note")),
    ).ask(page.screen)


def move_back(page: CasePageContext) -> None:
    earlier = [step for step in page.course.road.steps if step.state in ("done", "left out")]
    Form(
        kept_as="move_back",
        title=N_("Move the case back?"),
        sentence=N_("The recorded information stays. The reason is saved in the case."),
        parts=[
            FormField(
                name="stage",
                label=N_("To which stage"),
                kind="cards",
                required=N_("Choose one of these first."),
                choices=[(step.id, step.name) for step in earlier],
            ),
            reason_field(),
        ],
        verb=N_("Move it back"),
        leave=N_("Leave it where it is"),
        save=lambda answers: case_stages.move(
            page.session, page.case_id, answers.text("stage"), answers.text("reason")
        ),
    ).ask(page.screen)


def goes_back(page: CasePageContext) -> bool:
    """Is there an earlier stage?"""
    road = page.course.road
    return not road.closed and any(step.state in ("done", "left out") for step in road.steps)

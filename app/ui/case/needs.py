"""What the person needs and what was done about each; services that the office gave itself."""

from PySide6.QtWidgets import QWidget

from app.casework.lifecycle import support_services
from app.casework.lifecycle.support_services import NeedView, ServiceView
from app.errors import N_
from app.language import Name, Words, isolate, isolate_ltr, strip_marks
from app.ui import navigation
from app.ui.case import closure, referral
from app.ui.case.context import CasePageContext
from app.ui.labels import Text, plain, said
from app.ui.parts import Banner, Button, Row, Rows, group, layouts
from app.ui.parts.buttons import Kind
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.form_dialog import NOT_A_DAY, Form, FormField

URGENCY = {"now": N_("Urgent: today"), "days": N_("Within days"), "later": N_("Later")}


def needs(page: CasePageContext) -> QWidget | None:
    """The most urgent first; nothing before anybody asked."""
    needs = page.course.care.needs
    if not needs:
        return None
    return group(N_("Needs"), Rows.of(_row(page, need) for need in needs))


def _row(page: CasePageContext, need: NeedView) -> Row:
    tone = "wait" if need.open and need.urgency == "now" else "ink2" if need.open else "kept"
    icon = "wait" if need.open else "check"
    return Row(_name(need), lambda w: _state(page, need, w), icon, _acts(page, need), tone=tone)


def _name(need: NeedView) -> Text:
    return plain(isolate(need.words)) if need.words else need.name


def _state(page: CasePageContext, need: NeedView, w: Words) -> str:
    parts = [w(URGENCY[need.urgency])]
    names = {agency.id: agency.name for agency in page.course.agencies}
    for agency, _, status, number in need.referred:
        status_text = w(referral.STATUS.get(status, status))
        name = names.get(agency, Name({}, agency))(w)
        parts.append(f"{isolate(name)}: {status_text} {isolate_ltr(number)}")
    for service in need.given:
        day = w.date(service.on.astimezone().date(), "medium")
        parts.append(w(N_("provided: {what}, {date}"), what=isolate(service.what), date=day))
    if need.open:
        parts.append(w.date(need.since.astimezone().date(), "medium"))
    return " · ".join(parts)


def _acts(page: CasePageContext, need: NeedView) -> QWidget | None:
    if page.course.road.closed:
        return None
    name = strip_marks(said(_name(need)))
    kind: Kind = "second" if need.open else "quiet"
    return layouts.row_widget(
        Button(N_("Record a service"), "quiet", on_click=lambda: give(page, need), about=name),
        Button(N_("Refer"), kind, on_click=lambda: refer(page, need), about=name),
        gap=4,
    )


def urgent(page: CasePageContext) -> QWidget | None:
    """What is needed today and open, above all else of a case; nothing where nothing is."""
    open_ = [need for need in page.course.care.needs if need.urgent]
    if not open_:
        return None
    banners: list[QWidget] = []
    for need_view in open_:
        act = Button(N_("Deal with it"), "second", on_click=lambda need=need_view: meet(page, need))
        act.setAccessibleDescription(strip_marks(said(_name(need_view))))
        banners.append(Banner(_needed(need_view), "urgent", "wait", act))
    return layouts.column_widget(*banners, gap=8, wrap=True)


def _needed(need: NeedView) -> Text:
    name, due = need.words or need.name, need.due

    def says(w: Words) -> str:
        if due is None:
            return w("Urgent need: {what}", what=name)
        if need.overdue:  # an hour alone would be one of today
            return w("Urgent need: {what}. It has been overdue since {when}.", what=name, when=w.moment(due))
        return w("Urgent need: {what}. Deal with it by {when}.", what=name, when=w.time(due))

    return says


def meet(page: CasePageContext, need: NeedView) -> None:
    """By an agency, or here and now: the need is open until one of them has taken it on."""

    page.screen.open_dialog(
        Dialog,
        _name(need),
        N_("It stays open until an agency takes it on or this office meets it."),
        [
            DialogButton(N_("Not now")),
            DialogButton(N_("Record a service"), lambda: give(page, need)),
            DialogButton(N_("Refer"), lambda: refer(page, need), "primary"),
        ],
    )


def refer(page: CasePageContext, need: NeedView) -> None:
    """The page of a referral, with whoever answers this need."""
    page.screen.wants.emit(navigation.Send(page.case_id, need=need.id))


def give(page: CasePageContext, need: NeedView) -> None:
    Form(
        kept_as=f"give {need.id}",
        title=_name(need),
        sentence=N_("A service that this office provided itself. Your name and the date are saved with it."),
        parts=[
            FormField(
                name="what",
                label=N_("What was provided"),
                required=N_("First enter what was provided."),
                value=need.own[0] if need.own else "",
            ),
            FormField(
                name="day",
                label=N_("On which day"),
                kind="day",
                invalid=NOT_A_DAY,
                value=page.screen.context.clock().astimezone().date(),
            ),
            FormField(name="note", label=N_("Note"), kind="area"),
        ],
        verb=N_("Record it"),
        save=lambda answers: support_services.give(
            page.session, page.case_id, answers.text("what"), need.id, answers.text("note"), answers.day("day")
        ),
    ).ask(page.screen)


def services(page: CasePageContext) -> QWidget | None:
    """What was given, the last first, with the way to take back what was recorded by mistake."""
    services = page.course.care.services
    if not services:
        return None
    rows = Rows()
    for service in reversed(services):
        wrong = Button(N_("Recorded by mistake"), "quiet", about=strip_marks(service.what))
        wrong.clicked.connect(lambda _=False, service=service: take_back(page, service))
        rows.add(Row(plain(isolate(service.what)), _by(service), "check", wrong, tone="kept"))
    return group(N_("Provided by this office"), rows)


def _by(service: ServiceView) -> Text:
    def says(w: Words) -> str:
        parts = [w.date(service.on.astimezone().date(), "medium"), isolate(service.author)]
        return " · ".join(part for part in (*parts, isolate(service.note) if service.note else "") if part)

    return says


def take_back(page: CasePageContext, service: ServiceView) -> None:
    closure.strike_off(
        page,
        f"take_back {service.id}",
        plain(isolate(service.what)),
        lambda reason: support_services.take_back(page.session, page.case_id, service.id, reason),
    )

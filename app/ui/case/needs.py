"""What the person needs and what was done about each; services that the office gave itself."""

from PySide6.QtWidgets import QWidget

from app.casework.lifecycle import support_services
from app.casework.lifecycle.support_services import NeedView, ServiceView
from app.errors import N_
from app.language import Words, isolate, isolate_ltr, strip_marks
from app.ui import navigation
from app.ui.case import referral
from app.ui.case.context import Page
from app.ui.labels import Text, plain
from app.ui.parts import layouts
from app.ui.parts.boxes import Banner, Row, Rows, group
from app.ui.parts.buttons import Button
from app.ui.parts.dialog import Answer, Dialog
from app.ui.parts.form_dialog import Form, ask
from app.ui.parts.form_fields import NOT_A_DAY, FormField, reason_field
from app.ui.parts.layouts import wraps

URGENCY = {"now": N_("Needed today"), "days": N_("Needed within days"), "later": N_("Later")}


def needs(page: Page) -> QWidget | None:
    """The most urgent first; nothing before anybody asked."""
    told = page.course.care.needs
    if not told:
        return None
    rows = Rows()
    for each in told:
        rows.add(_row(page, each))
    return group(N_("Needs"), rows)


def _row(page: Page, each: NeedView) -> Row:
    tone = "kept" if each.answered else "wait" if each.urgency == "now" else "ink2"
    icon = "check" if each.answered else "wait"
    return Row(_name(each), lambda w: _state(page, each, w), icon, _acts(page, each), tone=tone)


def _name(each: NeedView) -> Text:
    if each.words:
        return plain(isolate(each.words))
    return plain(each.name)


def _state(page: Page, each: NeedView, w: Words) -> str:
    """How urgent, and what was done."""
    parts = [w(URGENCY[each.urgency])]
    names = {agency.id: agency.name for agency in page.course.agencies}
    for agency, _, status, number in each.referred:
        said = w(referral.STATUS.get(status, status))
        parts.append(f"{isolate(names.get(agency, agency))}: {said} {isolate_ltr(number)}")
    for given in each.given:
        day = w.date(given.on.astimezone().date(), "medium")
        parts.append(w(N_("given here: {what}, {date}"), what=isolate(given.what), date=day))
    if not each.answered:
        parts.append(w.date(each.since.astimezone().date(), "medium"))
    return " · ".join(parts)


def _acts(page: Page, each: NeedView) -> QWidget | None:
    if page.course.road.closed:
        return None
    made = QWidget()
    across = layouts.row(gap=4, inside=made)
    here = Button(N_("Given here"), "quiet")
    here.clicked.connect(lambda: give(page, each))
    send = Button(N_("Refer"), "quiet" if each.answered else "second")
    send.clicked.connect(lambda: refer(page, each))
    name = strip_marks(each.words or each.name)
    for button in (here, send):
        button.setAccessibleDescription(name)
        across.addWidget(button)
    return made


def urgent(page: Page) -> QWidget | None:
    """What is needed today and open, above all else of a case; nothing where nothing is."""
    open_ = [each for each in page.course.care.needs if each.urgent]
    if not open_:
        return None
    made = QWidget()
    down = layouts.column(gap=8, inside=made)
    for each in open_:
        act = Button(N_("Look after it"), "second")
        act.clicked.connect(lambda _=False, each=each: meet(page, each))
        act.setAccessibleDescription(strip_marks(each.words or each.name))
        down.addWidget(Banner(_needed(each), "urgent", "wait", act))
    wraps(made)
    return made


def _needed(each: NeedView) -> Text:
    name = each.words or each.name
    due = each.due
    return lambda w: (
        w("Needed today: {what}. Look after it until {when}.", what=isolate(name), when=w.time(due))
        if due is not None
        else w("Needed today: {what}", what=isolate(name))
    )


def meet(page: Page, each: NeedView) -> None:
    """By an agency, or here and now: the need is open until one of them has taken it on."""

    def build(window: QWidget) -> Dialog:
        return Dialog(
            window,
            _name(each),
            N_("It stays open until an agency has taken it on or this office has met it."),
            [
                Answer(N_("Not now")),
                Answer(N_("Given here"), lambda: give(page, each)),
                Answer(N_("Refer"), lambda: refer(page, each), "primary"),
            ],
        )

    page.screen.wants.emit(navigation.OpenDialog(build))


def refer(page: Page, each: NeedView) -> None:
    """The dialog of a referral, filled in with whoever answers this need."""
    agency, service = each.services[0] if each.services else ("", "")
    referral.refer(page, service=(agency, service), reason_said=each.words or each.name)


def give(page: Page, each: NeedView) -> None:
    """Say what the office gave for a need."""
    form = Form(
        title=_name(each),
        sentence=N_("What this office gave or did itself. Your name and the day stand beside it."),
        parts=[
            FormField(
                name="what",
                label=N_("What was given"),
                required=N_("Write what was given first."),
                value=each.own[0] if each.own else "",
            ),
            FormField(
                name="day",
                label=N_("On which day"),
                kind="day",
                invalid=NOT_A_DAY,
                value=page.screen.desk.clock().astimezone().date(),
            ),
            FormField(name="note", label=N_("Note"), kind="area"),
        ],
        verb=N_("Record it"),
        leave=N_("Not now"),
        save=lambda answers: support_services.give(
            page.session,
            page.case_id,
            answers.text("what"),
            each.id,
            answers.text("note"),
            answers.day("day"),
        ),
        then=page.again,
    )
    ask(page.screen, form)


def services(page: Page) -> QWidget | None:
    """What was given, the last first, with the way to take back what was recorded by mistake."""
    told = page.course.care.services
    if not told:
        return None
    rows = Rows()
    for each in reversed(told):
        wrong = Button(N_("Recorded by mistake"), "quiet")
        wrong.clicked.connect(lambda _=False, each=each: take_back(page, each))
        wrong.setAccessibleDescription(strip_marks(each.what))
        rows.add(Row(plain(isolate(each.what)), _by(each), "check", wrong, tone="kept"))
    return group(N_("Given by this office"), rows)


def _by(each: ServiceView) -> Text:
    def says(w: Words) -> str:
        parts = [w.date(each.on.astimezone().date(), "medium"), isolate(each.who)]
        return " · ".join(
            part for part in (*parts, isolate(each.note) if each.note else "") if part
        )

    return says


def take_back(page: Page, each: ServiceView) -> None:
    """It was recorded by mistake."""
    form = Form(
        title=plain(isolate(each.what)),
        sentence=N_(
            "It leaves the list. What was recorded and why it was taken back stay in the history."
        ),
        parts=[reason_field()],
        verb=N_("Take it back"),
        leave=N_("Leave it"),
        save=lambda answers: support_services.take_back(
            page.session, page.case_id, each.id, answers.text("reason")
        ),
        then=page.again,
    )
    ask(page.screen, form)

"""The time to recover and reflect: which day it is, when it ends, and making it longer."""

from PySide6.QtWidgets import QWidget

from app.casework.lifecycle import support_services
from app.errors import N_
from app.language import Words, ascii_digits, isolate
from app.ui import theme
from app.ui.case.context import CasePageContext
from app.ui.labels import Text
from app.ui.parts import Button, Row, Rows, group
from app.ui.parts.form_dialog import FieldAnswers, Form, FormField, reason_field

_MORE = 15  # days that are proposed


def recovery(page: CasePageContext) -> QWidget | None:
    """While the person is a possible or presumed victim."""
    recovery = page.course.care.recovery
    if recovery is None:
        return None
    rows, is_over = Rows(), recovery.day > recovery.days
    longer = Button(N_("Extend"), "quiet", on_click=lambda: extend(page, recovery))
    rows.add(Row(_day(recovery), _ends(recovery), "shield", longer, tone="wait" if is_over else "kept"))
    if recovery.reasons:
        days, reason, officer, _at = recovery.reasons[0]
        rows.add(
            Row(
                lambda w: w.count("Extended to {n} day", "Extended to {n} days", days),
                lambda _w: " · ".join(isolate(part) for part in (reason, officer) if part),
                "pen",
            )
        )
    return group(N_("Recovery and reflection period"), rows)


def _day(recovery: support_services.RecoveryView) -> Text:
    if recovery.day > recovery.days:
        return lambda w: w.count("The {n} day is over", "The {n} days are over", recovery.days)
    return lambda w: w(N_("Day {n} of {days}"), n=recovery.day, days=recovery.days)


def _ends(recovery: support_services.RecoveryView) -> Text:
    def says(w: Words) -> str:
        parts = [w(N_("until {date}"), date=w.date(recovery.last)), w.hijri(recovery.last)]
        parts.append(w(N_("recommended, not statutory")))
        return " · ".join(part for part in parts if part)

    return says


def extend(page: CasePageContext, recovery: support_services.RecoveryView) -> None:
    """Ask for how many days, and why."""

    def too_few(answers: FieldAnswers) -> dict[str, Text]:
        days = ascii_digits(answers.text("days"))
        longer = days.isdecimal() and recovery.days < int(days) <= 365
        return {"days": "" if longer else N_("More days than now, and at most 365.")}

    def save(answers: FieldAnswers) -> None:
        days = int(ascii_digits(answers.text("days")))
        support_services.extend(page.session, page.case_id, days, answers.text("reason"))

    Form(
        kept_as="extend",
        title=N_("Extend the recovery and reflection period?"),
        sentence=N_(
            "Nothing is decided in this period unless the person wishes it. The reason is recorded in the case."
        ),
        parts=[
            FormField(name="days", label=N_("Total days"), ltr=True, value=theme.words().number(recovery.days + _MORE)),
            reason_field(),
        ],
        verb=N_("Extend"),
        leave=N_("Leave it as it is"),
        check=too_few,
        save=save,
    ).ask(page.screen)

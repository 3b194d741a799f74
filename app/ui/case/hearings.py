"""Hearings of a proceeding: their days, and what came of them."""

from collections.abc import Mapping
from datetime import date

from app.casework.cases import related_people
from app.casework.cases.related_people import HearingView, ProceedingView
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.ui.case.context import Page
from app.ui.labels import Text
from app.ui.parts.boxes import Row
from app.ui.parts.buttons import Button
from app.ui.parts.form_dialog import Form, ask
from app.ui.parts.form_fields import Answers, Columns, FormField

_LINES = ("time", "court", "subject", "outcome")


def row(page: Page, of: ProceedingView, each: HearingView) -> Row:
    """One hearing; its outcome can be entered once it is over."""
    says = N_("Put right") if each.facts.get("outcome") else N_("What came of it")
    button = Button(says, "quiet")
    button.clicked.connect(lambda: hear(page, of, each))
    button.setAccessibleDescription(each.facts["date"])
    return Row(_when(each), _about(each), "clock", button)


def _when(each: HearingView) -> Text:
    def told(w: Words) -> str:
        day = w.date(date.fromisoformat(each.facts["date"]), "weekday")
        hour = each.facts.get("time", "")
        return w(N_("Hearing: {day}"), day=f"{day} · {isolate_ltr(hour)}" if hour else day)

    return told


def _about(each: HearingView) -> Text:
    def told(w: Words) -> str:
        parts = [w.hijri(date.fromisoformat(each.facts["date"]))]
        parts += [
            isolate(each.facts[name]) for name in ("court", "subject") if each.facts.get(name)
        ]
        outcome = each.facts.get("outcome", "")
        parts.append(
            isolate(outcome) if outcome else w(N_("Nothing is entered yet of how it went"))
        )
        return " · ".join([*parts, isolate(each.who)])

    return told


def hear(page: Page, of: ProceedingView, hearing: HearingView | None = None) -> None:
    """Enter a hearing, or what came of it."""
    known = hearing.facts if hearing else {}
    id_ = hearing.id if hearing else ""

    def save(answers: Answers) -> None:
        facts = answers.changed(("date", "note", *_LINES), known)
        if facts:
            related_people.hear(page.session, page.case_id, of.id, facts, id_)

    form = Form(
        title=N_("A hearing"),
        sentence=N_("It stands among what is to be done until it is entered what came of it."),
        parts=[
            FormField(
                name="date",
                label=N_("Day of the hearing"),
                kind="day",
                required=N_("Write the day of the hearing first."),
                value=date.fromisoformat(known["date"]) if known.get("date") else "",
            ),
            Columns([_line(name, known) for name in _LINES]),
            FormField(name="note", label=N_("Note"), kind="area", value=known.get("note", "")),
        ],
        verb=N_("Keep it"),
        leave=N_("Not now"),
        save=save,
        then=page.again,
        width=680,
        about=id_ or of.id,
    )
    ask(page.screen, form)


def _line(name: str, known: Mapping[str, str]) -> FormField:
    return FormField(
        name=name,
        label=related_people.HEARING_SAYS[name],
        help=N_("Such as 09:30") if name == "time" else "",
        value=known.get(name, ""),
        ltr=name == "time",
    )

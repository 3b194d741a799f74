"""Hearings of a proceeding: their days, and what came of them."""

from collections.abc import Mapping
from datetime import date

from app.casework.cases import related_people
from app.casework.cases.related_people import HearingView, ProceedingView
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.ui.case.context import CasePageContext
from app.ui.labels import Text
from app.ui.parts import Button, Row
from app.ui.parts.form_dialog import FieldAnswers, FieldColumns, Form, FormField

_NO_HOUR = N_("Enter the hour with minutes, for example 09:30.")
_LINES = ("time", "court", "subject", "outcome")
_ASKED = ("date", *_LINES, "note")


def row(page: CasePageContext, proceeding: ProceedingView, hearing: HearingView) -> Row:
    """One hearing; its outcome can be entered once it is over."""
    says = N_("Correct the outcome") if hearing.facts.get("outcome") else N_("Outcome")
    button = Button(says, "quiet", on_click=lambda: hear(page, proceeding, hearing))
    button.setAccessibleDescription(hearing.facts["date"])
    return Row(_when(hearing), _about(hearing), "clock", button)


def _when(hearing: HearingView) -> Text:
    def sentence(w: Words) -> str:
        day = w.date(date.fromisoformat(hearing.facts["date"]), "weekday")
        hour = hearing.facts.get("time", "")
        return w(N_("Hearing: {day}"), day=f"{day} · {isolate_ltr(hour)}" if hour else day)

    return sentence


def _about(hearing: HearingView) -> Text:
    def sentence(w: Words) -> str:
        parts = [w.hijri(date.fromisoformat(hearing.facts["date"]))]
        parts += [isolate(hearing.facts[name]) for name in ("court", "subject") if hearing.facts.get(name)]
        outcome = hearing.facts.get("outcome", "")
        parts.append(isolate(outcome) if outcome else w(N_("Outcome not recorded yet")))
        return " · ".join([*parts, isolate(hearing.author)])

    return sentence


def hear(page: CasePageContext, proceeding: ProceedingView, hearing: HearingView | None = None) -> None:
    known_facts = hearing.facts if hearing else {}
    id_ = hearing.id if hearing else ""

    def save(answers: FieldAnswers) -> None:
        facts = answers.changed(_ASKED, known_facts)
        if facts:
            related_people.hear(page.session, page.case_id, proceeding.id, facts, id_)

    Form(
        kept_as=f"hear {id_ or proceeding.id}",
        title=N_("A hearing"),
        sentence=N_("It stays a task until you enter the outcome."),
        parts=[
            FormField(
                name="date",
                label=N_("Date of the hearing"),
                kind="day",
                required=N_("Enter the day of the hearing first."),
                value=date.fromisoformat(known_facts["date"]) if known_facts.get("date") else "",
            ),
            FieldColumns([_line(name, known_facts) for name in _LINES]),
            FormField(name="note", label=N_("Note"), kind="area", value=known_facts.get("note", "")),
        ],
        verb=N_("Save"),
        check=lambda answers: {"time": "" if related_people.is_hour(answers.text("time")) else _NO_HOUR},
        save=save,
        width=680,
    ).ask(page.screen)


def _line(name: str, known_facts: Mapping[str, str]) -> FormField:
    return FormField(
        name=name,
        label=related_people.HEARING_SAYS[name],
        help=N_("For example 09:30") if name == "time" else "",
        value=known_facts.get(name, ""),
        ltr=name == "time",
    )

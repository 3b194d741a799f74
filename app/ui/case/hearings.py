"""Hearings of a proceeding: their days, and what came of them."""

from datetime import date

from PySide6.QtWidgets import QWidget

from app.casework.cases import related_people
from app.casework.cases.related_people import HearingView, ProceedingView
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.ui.case.context import Page
from app.ui.labels import Text
from app.ui.parts.boxes import Row
from app.ui.parts.buttons import Button
from app.ui.parts.day_field import Day
from app.ui.parts.fields import Area, Field, Line
from app.ui.parts.grid import Grid
from app.ui.sharing.hand_over import Done, Refused, ask


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


def hear(page: Page, of: ProceedingView, told: HearingView | None = None) -> None:
    """Enter a hearing, or what came of it."""
    known = told.facts if told else {}
    day = Day(date.fromisoformat(known["date"]) if known.get("date") else None)
    day_field = Field(N_("Day of the hearing"), day)
    grid, lines = Grid(most=2, least_width=240, gap=16, equal=False), dict[str, Line]()
    for name in ("time", "court", "subject", "outcome"):
        line = lines[name] = Line(related_people.HEARING_SAYS[name], ltr=name == "time")
        line.setText(known.get(name, ""))
        help_ = N_("Such as 09:30") if name == "time" else ""
        grid.add(Field(related_people.HEARING_SAYS[name], line, help_=help_))
    text = Area(N_("Note"), lines=2)
    text.setPlainText(known.get("note", ""))

    def act(done: Done, refused: Refused) -> None:
        when = day.day()
        day_field.complain("" if when else N_("Write the day of the hearing first."))
        day.complain(when is None)
        if when is None:
            return
        now = {"date": when.isoformat(), "note": text.toPlainText().strip()}
        now |= {name: line.text().strip() for name, line in lines.items()}
        facts = {name: said for name, said in now.items() if said != known.get(name, "")}
        if not facts:
            done(None)
            return
        id_ = told.id if told else ""
        page.write(
            lambda: related_people.hear(page.session, page.case_id, of.id, facts, id_),
            done,
            refused,
        )

    parts: list[QWidget] = [day_field, grid, Field(N_("Note"), text)]
    ask(
        page.screen, N_("A hearing"),
        N_("It stands among what is to be done until it is entered what came of it."),
        parts, N_("Keep it"), N_("Not now"), act, page.again, width=680,
        about=told.id if told else of.id,
    )  # fmt: skip

"""People and places of a case, and what authorities do: groups on its page, and adding to them."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from app.casework import others
from app.casework.others import PersonView, ProceedingView
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.ui.course.page import Page
from app.ui.parts.boxes import Row, Rows, group
from app.ui.parts.buttons import Button
from app.ui.parts.fields import Area, Choose, Field, Line
from app.ui.parts.grid import Grid
from app.ui.sharing.handing import Done, Refused, ask
from app.ui.words import Label, Text

_ICONS = {"suspect": "flag", "site": "folder", "employer": "list", "agent": "list"}
_LTR = {"phone", "civil_id", "licence", *others.NUMBERS}
_SHOWN = ("name", "name_ar", "relation", "phone", "nationality", "civil_id", "licence", "address")


def people(page: Page) -> QWidget:
    """Those who were noted, and the way to add."""
    add = Button(N_("Add a person or place"), "quiet", "plus")
    add.clicked.connect(lambda: note(page))
    if not page.course.people:
        says = Label(
            N_("Family, employer, suspect, work site: nobody is noted yet."), colour="ink2"
        )
        return group(N_("People and places"), says, add)
    rows = Rows()
    for each in page.course.people:
        change = Button(N_("Change"), "quiet")
        change.clicked.connect(lambda _=False, each=each: note(page, each))
        rows.add(Row(_name(each), _about(each), _ICONS.get(each.role, "person"), change))
    return group(N_("People and places"), rows, add)


def _name(each: PersonView) -> Text:
    return lambda w: isolate(each.name) if each.name else w(N_("No name yet"))


def _about(each: PersonView) -> Text:
    def told(w: Words) -> str:
        facts = [
            each.facts.get(name, "") for name in ("relation", "phone", "nationality", "address")
        ]
        return " · ".join(
            [w(others.ROLE_SAYS[each.role]), *(isolate(fact) for fact in facts if fact)]
        )

    return told


def note(page: Page, person: PersonView | None = None) -> None:
    """Note somebody, or put right what is known."""
    roles: list[tuple[object, Text]] = [(role, others.ROLE_SAYS[role]) for role in others.ROLES]
    role = Choose(N_("Who it is"), [("", N_("Choose who it is")), *roles])
    if person:
        role.choose(person.role)
    role_field = Field(N_("Who it is"), role)
    lines, grid = _lines(_SHOWN, others.FACT_SAYS, person.facts if person else {})
    text = Area(N_("Note"), lines=2)
    text.setPlainText(person.facts.get("note", "") if person else "")

    def act(done: Done, refused: Refused) -> None:
        chosen = str(role.chosen() or "")
        role_field.complain("" if chosen else N_("Choose who it is first."))
        facts = _changed(lines, text, person.facts if person else {})
        if chosen:
            id_ = person.id if person else ""
            page.write(
                lambda: others.note(page.session, page.case_id, chosen, facts, id_), done, refused
            )

    ask(
        page.screen,
        N_("A person or place of the case") if person is None else N_("Put right what is known"),
        N_("Nobody noted here is told of it. A suspect never stands in the person’s own copy."),
        [role_field, grid, Field(N_("Note"), text)],
        N_("Keep it"),
        N_("Not now"),
        act,
        page.again,
        width=720,
    )


def proceedings(page: Page) -> QWidget | None:
    """What authorities do; nothing before the case is with them and nothing is known."""
    told = page.course.proceedings
    add = Button(N_("Enter a number or decision"), "quiet", "plus")
    add.clicked.connect(lambda: proceed(page))
    if not told:
        if not any(each.role == "suspect" for each in page.course.people):
            return None
        says = Label(N_("No complaint, report or court case is entered yet."), colour="ink2")
        return group(N_("Proceedings"), says, add)
    rows = Rows()
    for each in told:
        more = Button(N_("Add to it"), "quiet")
        more.clicked.connect(lambda _=False, each=each: proceed(page, each))
        rows.add(Row(_numbers(each), _state(each), "doc", more))
    return group(N_("Proceedings"), rows, add)


def _numbers(each: ProceedingView) -> Text:
    def told(w: Words) -> str:
        found = [
            f"{w(others.PROCEEDING_SAYS[name])}: {isolate_ltr(each.facts[name])}"
            for name in others.NUMBERS
            if each.facts.get(name)
        ]
        return " · ".join(found) or w(N_("No number yet"))

    return told


def _state(each: ProceedingView) -> Text:
    def told(w: Words) -> str:
        parts = [isolate(each.name)] if each.name else []
        for name in ("charge", "article", "hearing", "decision", "sentence", "compensation"):
            if fact := each.facts.get(name):
                parts.append(f"{w(others.PROCEEDING_SAYS[name])}: {isolate(fact)}")
        if each.entered:
            who, at = max(each.entered.values(), key=lambda told: told[1])
            parts.append(f"{isolate(who)}, {w.date(at.astimezone().date(), 'medium')}")
        return " · ".join(parts)

    return told


def proceed(page: Page, told: ProceedingView | None = None) -> None:
    """Enter what an authority does, or add to it."""
    known = told.facts if told else {}
    options: list[tuple[object, Text]] = [("", N_("Nobody in particular"))]
    options += [(each.id, _name(each)) for each in page.course.people]
    whom = Choose(N_("About whom"), options)
    if told:
        whom.choose(told.person)
    names = tuple(name for name in others.PROCEEDING if name != "note")
    lines, grid = _lines(names, others.PROCEEDING_SAYS, known)
    text = Area(N_("Note"), lines=2)
    text.setPlainText(known.get("note", ""))

    def act(done: Done, refused: Refused) -> None:
        facts = _changed(lines, text, known)
        person, id_ = str(whom.chosen() or ""), told.id if told else ""
        page.write(
            lambda: others.proceed(page.session, page.case_id, facts, person, id_), done, refused
        )

    ask(
        page.screen,
        N_("What an authority does"),
        N_("Each number and decision is kept with who entered it and when."),
        [Field(N_("About whom"), whom), grid, Field(N_("Note"), text)],
        N_("Keep it"),
        N_("Not now"),
        act,
        page.again,
        width=760,
    )


def _lines(
    names: tuple[str, ...], says: Mapping[str, str], known: Mapping[str, str]
) -> tuple[dict[str, Line], Grid]:
    grid, lines = Grid(most=2, least_width=240, gap=16, equal=False), dict[str, Line]()
    for name in names:
        line = lines[name] = Line(says[name], ltr=name in _LTR)
        line.setText(known.get(name, ""))
        grid.add(Field(says[name], line))
    return lines, grid


def _changed(lines: Mapping[str, Line], text: Area, known: Mapping[str, str]) -> dict[str, str]:
    """What was written, and what was blanked."""
    now = {name: line.text().strip() for name, line in lines.items()}
    now["note"] = text.toPlainText().strip()
    return {name: told for name, told in now.items() if told != known.get(name, "")}

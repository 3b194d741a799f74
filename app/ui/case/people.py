"""People and places of a case, and what authorities do: groups on its page, and adding to them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from app.casework.cases import groups, related_people
from app.casework.cases.related_people import PersonView, ProceedingView
from app.errors import N_
from app.language import Words, isolate, isolate_ltr, strip_marks
from app.ui import theme
from app.ui.case import hearings
from app.ui.case.context import Page
from app.ui.labels import Label, Text, said
from app.ui.parts.boxes import Row, Rows, group
from app.ui.parts.buttons import Button
from app.ui.parts.day_field import Day
from app.ui.parts.fields import Area, Choose, Field, Line
from app.ui.parts.grid import Grid
from app.ui.parts.menu import Entry, MenuButton
from app.ui.sharing.hand_over import Done, Refused, ask

Keep = Callable[[str, dict[str, str], str], object]  # role, facts, id or "" of somebody new
_ICONS = {"suspect": "flag", "site": "folder", "employer": "list", "agent": "list"}
_LTR = {"phone", "civil_id", "licence", *related_people.NUMBERS}
_DAYS = {"date", "decided"}
_SHOWN = ("name", "name_ar", "relation", "phone", "nationality", "civil_id", "licence", "address")


def people(page: Page) -> QWidget:
    """Those who were noted, and the way to add."""
    return people_group(
        page, N_("People and places"), page.course.people,
        N_("Family, employer, suspect, work site: nobody is noted yet."),
    )  # fmt: skip


def people_group(
    page: Page, title: Text, found: Sequence[PersonView], nobody: Text,
    roles: Sequence[str] = related_people.ROLES, keep: Keep | None = None,
) -> QWidget:  # fmt: skip
    """`keep`: how who is noted there is kept; in the page's case where none is given."""
    add = Button(N_("Add a person or place"), "quiet", "plus")
    add.clicked.connect(lambda: note(page, None, roles, keep))
    if not found:
        return group(title, Label(nobody, colour="ink2"), add)
    rows = Rows()
    for each in found:
        change = Button(N_("Change"), "quiet")
        change.clicked.connect(lambda _=False, each=each: note(page, each, roles, keep))
        change.setAccessibleDescription(strip_marks(each.name))
        rows.add(Row(_name(each), _about(each), _ICONS.get(each.role, "person"), change))
    return group(title, rows, add)


def _name(each: PersonView) -> Text:
    return lambda w: isolate(each.name) if each.name else w(N_("No name yet"))


def _about(each: PersonView) -> Text:
    def told(w: Words) -> str:
        facts = [
            each.facts.get(name, "") for name in ("relation", "phone", "nationality", "address")
        ]
        shared = [w(N_("shared by the group"))] if each.group else []
        return " · ".join(
            [
                w(related_people.ROLE_SAYS[each.role]),
                *shared,
                *(isolate(fact) for fact in facts if fact),
            ]
        )

    return told


def note(
    page: Page, person: PersonView | None = None, roles: Sequence[str] = related_people.ROLES,
    keep: Keep | None = None,
) -> None:  # fmt: skip
    """Note somebody, or put right what is known. Whom a group shares, in each of its cases."""
    among = groups.SHARED if person and person.group else roles
    offered: list[tuple[object, Text]] = [(role, related_people.ROLE_SAYS[role]) for role in among]
    role = Choose(N_("Who it is"), [("", N_("Choose who it is")), *offered])
    keep = keep or partial(_keep, page)
    if person:
        role.choose(person.role)
    role_field = Field(N_("Who it is"), role)
    lines, grid = _lines(_SHOWN, related_people.FACT_SAYS, person.facts if person else {})
    text = Area(N_("Note"), lines=2)
    text.setPlainText(person.facts.get("note", "") if person else "")

    def act(done: Done, refused: Refused) -> None:
        chosen = str(role.chosen() or "")
        role_field.complain("" if chosen else N_("Choose who it is first."))
        facts = _changed(lines, text, person.facts if person else {})
        if chosen:
            id_ = person.id if person else ""
            page.write(lambda: keep(chosen, facts, id_), done, refused)

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
        about=person.id if person else "",
    )


def _keep(page: Page, role: str, facts: dict[str, str], id_: str) -> object:
    return related_people.note(page.session, page.case_id, role, facts, id_)


def proceedings(page: Page) -> QWidget | None:
    """What authorities do; nothing before the case is with them and nothing is known."""
    told, them = page.course.proceedings, page.course.people
    if not told and not any(each.role == "suspect" for each in them):
        return None
    return proceedings_group(page, [(page.case_id, each) for each in told], them)


def proceedings_group(
    page: Page, found: Sequence[tuple[str, ProceedingView]], them: Sequence[PersonView],
    group_id: str = "",
) -> QWidget:  # fmt: skip
    """Each with the case in which it is read. `group_id`: entered for every case of a group."""
    add = Button(N_("Enter a number or decision"), "quiet", "plus")
    add.clicked.connect(lambda: proceed(page, None, them, group_id))
    if not found:
        says = Label(N_("No complaint, report or court case is entered yet."), colour="ink2")
        return group(N_("Proceedings"), says, add)
    rows = Rows()
    for case_id, each in found:
        of = replace(page, case_id=case_id)
        entries = [
            Entry(N_("A number or decision"), "pen", partial(proceed, of, each, them)),
            Entry(N_("A hearing"), "clock", partial(hearings.hear, of, each)),
        ]
        more = MenuButton(N_("Add to it"), entries)
        more.setAccessibleDescription(strip_marks(said(_numbers(each))))
        rows.add(Row(_numbers(each), _state(each), "doc", more))
        for hearing in each.hearings:
            rows.add(hearings.row(of, each, hearing))
    return group(N_("Proceedings"), rows, add)


def _numbers(each: ProceedingView) -> Text:
    def told(w: Words) -> str:
        found = [
            f"{w(related_people.PROCEEDING_SAYS[name])}: {isolate_ltr(each.facts[name])}"
            for name in related_people.NUMBERS
            if each.facts.get(name)
        ]
        return " · ".join(found) or w(N_("No number yet"))

    return told


def _state(each: ProceedingView) -> Text:
    def told(w: Words) -> str:
        parts = [isolate(each.name)] if each.name else []
        for name in (
            "charge",
            "article",
            "date",
            "decision",
            "decided",
            "sentence",
            "compensation",
        ):
            if fact := each.facts.get(name):
                parts.append(f"{w(related_people.PROCEEDING_SAYS[name])}: {_shown(name, fact, w)}")
        if each.entered:
            who, at = max(each.entered.values(), key=lambda told: told[1])
            parts.append(f"{isolate(who)}, {w.date(at.astimezone().date(), 'medium')}")
        return " · ".join(parts)

    return told


def _shown(name: str, fact: str, w: Words) -> str:
    day = _as_day(fact) if name in _DAYS else None
    return f"{w.date(day, 'medium')} ({w.hijri(day)})" if day else isolate(fact)


def proceed(
    page: Page, told: ProceedingView | None = None, them: Sequence[PersonView] = (),
    group_id: str = "",
) -> None:  # fmt: skip
    """Enter what an authority does, or add to it."""
    known = told.facts if told else {}
    options: list[tuple[object, Text]] = [("", N_("Nobody in particular"))]
    options += [(each.id, _name(each)) for each in them if not group_id or each.group]
    whom = Choose(N_("About whom"), options)
    if told:
        whom.choose(told.person)
    # a next hearing was one fact before hearings had entries of their own
    unasked = {"note"} if known.get("hearing") else {"note", "hearing"}
    names = tuple(name for name in related_people.PROCEEDING if name not in unasked)
    lines, grid = _lines(names, related_people.PROCEEDING_SAYS, known)
    text = Area(N_("Note"), lines=2)
    text.setPlainText(known.get("note", ""))

    def act(done: Done, refused: Refused) -> None:
        if not _days_right(lines):
            return
        facts = _changed(lines, text, known)
        person, id_ = str(whom.chosen() or ""), told.id if told else ""
        page.write(
            lambda: related_people.proceed(
                page.session, page.case_id, facts, person, id_, group_id
            ),
            done,
            refused,
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
        about=told.id if told else group_id,
    )


def _lines(
    names: tuple[str, ...], says: Mapping[str, str], known: Mapping[str, str]
) -> tuple[dict[str, Line | Day], Grid]:
    """A day is a day, where what is known is one or nothing is known: it was a line of text before."""
    grid, lines = Grid(most=2, least_width=280, gap=16, equal=False), dict[str, Line | Day]()
    for name in names:
        told = known.get(name, "")
        if name in _DAYS and (not told or _as_day(told)):
            day = lines[name] = Day(_as_day(told))
            for part in day.lines.values():  # two days stand in one dialog
                part.setAccessibleDescription(theme.words()(says[name]))
        else:
            line = lines[name] = Line(says[name], ltr=name in _LTR)
            line.setText(told)
        grid.add(Field(says[name], lines[name]))
    return lines, grid


def _as_day(told: str) -> date | None:
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None


def _days_right(lines: Mapping[str, Line | Day]) -> bool:
    """Is each day one? Else it is said at its field."""
    days = [each for each in lines.values() if isinstance(each, Day)]
    for day in days:
        field, wrong = day.parentWidget(), day.written() == "?"
        day.complain(wrong)
        if isinstance(field, Field):
            field.complain(N_("There is no such day.") if wrong else "")
    return all(day.written() != "?" for day in days)


def _changed(
    lines: Mapping[str, Line | Day], text: Area, known: Mapping[str, str]
) -> dict[str, str]:
    """What was written, and what was blanked."""
    now = {
        name: line.written() if isinstance(line, Day) else line.text().strip()
        for name, line in lines.items()
    }
    now["note"] = text.toPlainText().strip()
    return {name: told for name, told in now.items() if told != known.get(name, "")}

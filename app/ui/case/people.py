"""People and places of a case, and what authorities do: groups on its page, and adding to them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from app.case.kinds.people import UNTIL
from app.casework.cases import categories, groups, related_people
from app.casework.cases.related_people import PersonView, ProceedingView
from app.casework.session import profiles
from app.errors import N_
from app.language import Words, isolate, isolate_ltr, strip_marks
from app.ui import theme
from app.ui.case import hearings
from app.ui.case.context import CasePageContext
from app.ui.labels import Label, Text, plain, said
from app.ui.parts import Button, MenuButton, MenuItem, Row, Rows, group
from app.ui.parts.form_dialog import NOT_A_DAY, FieldColumns, Form, FormField

Keep = Callable[[str, dict[str, str], str], object]  # role, facts, id or "" of somebody new
_ICONS = {"suspect": "flag", "site": "folder", "employer": "list", "agent": "list"}
_LTR = {"phone", "civil_id", "licence", *related_people.NUMBERS}
_DAYS = {"date", "decided", *UNTIL.values()}
_STATE = [name for name in related_people.PROCEEDING if name not in (*related_people.NUMBERS, "note")]
_SHOWN = ("name", "name_ar", "sex", "nationality", "relation", "phone", "civil_id", "licence", "address")


def people(page: CasePageContext) -> QWidget:
    """Those who were noted, and the way to add."""
    return people_group(
        page,
        N_("People and places"),
        page.course.people,
        N_("No family, employer, suspect or work site has been added yet."),
    )


def people_group(
    page: CasePageContext,
    title: Text,
    persons: Sequence[PersonView],
    nobody: Text,
    roles: Sequence[str] = related_people.ROLES,
    keep: Keep | None = None,
) -> QWidget:
    """`keep`: how who is noted there is kept; in the page's case where none is given."""
    add = Button(N_("Add a person or place"), "quiet", "plus", on_click=lambda: note(page, None, roles, keep))
    if not persons:
        return group(title, Label(nobody, colour="ink2"), add)
    rows = Rows()
    for person in persons:
        change = Button(N_("Change"), "quiet", about=strip_marks(person.name))
        change.clicked.connect(lambda _=False, person=person: note(page, person, roles, keep))
        rows.add(Row(_name(person), _about(person), _ICONS.get(person.role, "person"), change))
    return group(title, rows, add)


def _name(person: PersonView) -> Text:
    return lambda w: isolate(person.name) if person.name else w(N_("No name yet"))


def _about(person: PersonView) -> Text:
    def sentence(w: Words) -> str:
        names = ("relation", "phone", "sex", "nationality", "address")
        facts = [categories.shown(name, person.facts.get(name, ""), w) for name in names]
        shared = [w(N_("shared by the group"))] if person.group else []
        return " · ".join(
            [w(related_people.ROLE_SAYS[person.role]), *shared, *(isolate(fact) for fact in facts if fact)]
        )

    return sentence


def note(
    page: CasePageContext,
    person: PersonView | None = None,
    roles: Sequence[str] = related_people.ROLES,
    keep: Keep | None = None,
) -> None:
    """Note somebody, or put right what is known. Whom a group shares, in each of its cases."""
    allowed_roles = _roles_for(person, roles)
    keep = keep or partial(_keep, page)
    facts = person.facts if person else {}
    says: dict[str, Text] = {**related_people.FACT_SAYS, "civil_id": profiles.number_name(page.session)}
    Form(
        kept_as=f"person {person.id if person else ''}",
        title=N_("Correct the details") if person else N_("A person or place of the case"),
        sentence=N_("Nobody recorded here is informed of it. A suspect never appears in the person’s own copy."),
        parts=[
            FormField(
                name="role",
                label=N_("Role of the person"),
                kind="choose",
                required=N_("Choose a role first."),
                value=person.role if person else "",
                choices=[
                    ("", N_("Choose the role")),
                    *((role, related_people.ROLE_SAYS[role]) for role in allowed_roles),
                ],
            ),
            _facts(_SHOWN, says, facts),
            FormField(name="note", label=N_("Note"), kind="area", value=facts.get("note", "")),
        ],
        verb=N_("Save"),
        save=lambda answers: keep(
            answers.text("role"), answers.changed((*_SHOWN, "note"), facts), person.id if person else ""
        ),
        width=720,
    ).ask(page.screen)


def _roles_for(person: PersonView | None, roles: Sequence[str]) -> Sequence[str]:
    """Whom a group shares is nobody's family: that would tell who the others are."""
    return groups.SHARED if person and person.group else roles


def _keep(page: CasePageContext, role: str, facts: dict[str, str], id_: str) -> object:
    return related_people.note(page.session, page.case_id, role, facts, id_)


def proceedings(page: CasePageContext) -> QWidget | None:
    """What authorities do; nothing before the case is with them and nothing is known."""
    proceedings, persons = page.course.proceedings, page.course.people
    if not proceedings and not any(person.role == "suspect" for person in persons):
        return None
    return proceedings_group(page, [(page.case_id, proceeding) for proceeding in proceedings], persons)


def proceedings_group(
    page: CasePageContext,
    by_case: Sequence[tuple[str, ProceedingView]],
    persons: Sequence[PersonView],
    group_id: str = "",
) -> QWidget:
    """Each with the case in which it is read. `group_id`: entered for every case of a group."""
    add = Button(N_("Enter a number or decision"), "quiet", "plus")
    add.clicked.connect(lambda: proceed(page, None, persons, group_id))
    if not by_case:
        says = Label(N_("No complaint, police report or court case has been entered yet."), colour="ink2")
        return group(N_("Proceedings"), says, add)
    rows = Rows()
    for case_id, proceeding in by_case:
        case_page = replace(page, case_id=case_id)
        entries = [
            MenuItem(N_("A number or decision"), "pen", partial(proceed, case_page, proceeding, persons)),
            MenuItem(N_("A hearing"), "clock", partial(hearings.hear, case_page, proceeding)),
        ]
        menu = MenuButton(N_("Add to it"), entries)
        menu.setAccessibleDescription(strip_marks(said(_numbers(proceeding))))
        rows.add(Row(_numbers(proceeding), _state(proceeding), "doc", menu))
        for hearing in proceeding.hearings:
            rows.add(hearings.row(case_page, proceeding, hearing))
    return group(N_("Proceedings"), rows, add)


def _numbers(proceeding: ProceedingView) -> Text:
    def sentence(w: Words) -> str:
        numbers = [
            f"{w(related_people.PROCEEDING_SAYS[name])}: {isolate_ltr(proceeding.facts[name])}"
            for name in related_people.NUMBERS
            if proceeding.facts.get(name)
        ]
        return " · ".join(numbers) or w(N_("No number yet"))

    return sentence


def _state(proceeding: ProceedingView) -> Text:
    def sentence(w: Words) -> str:
        parts = [isolate(proceeding.name)] if proceeding.name else []
        for name in _STATE:
            if fact := proceeding.facts.get(name):
                parts.append(f"{w(related_people.PROCEEDING_SAYS[name])}: {_shown(name, fact, w)}")
        if proceeding.entered:
            officer, at = max(proceeding.entered.values(), key=lambda entry: entry[1])
            parts.append(f"{isolate(officer)}, {w.date(at.astimezone().date(), 'medium')}")
        return " · ".join(parts)

    return sentence


def _shown(name: str, fact: str, w: Words) -> str:
    day = _as_day(fact) if name in _DAYS else None
    return f"{w.date(day, 'medium')} ({w.hijri(day)})" if day else isolate(fact)


def proceed(
    page: CasePageContext,
    proceeding: ProceedingView | None = None,
    persons: Sequence[PersonView] = (),
    group_id: str = "",
) -> None:
    """Enter what an authority does, or add to it."""
    facts, id_ = (proceeding.facts, proceeding.id) if proceeding else ({}, "")
    # a next hearing was one fact before hearings had entries of their own
    unasked = {"note"} if facts.get("hearing") else {"note", "hearing"}
    names = tuple(name for name in related_people.PROCEEDING if name not in unasked)
    people = [(person.id, _name(person)) for person in persons if not group_id or person.group]
    Form(
        kept_as=f"proceed {id_ or group_id}",
        title=N_("What an authority does"),
        sentence=N_("Each number and decision is saved with who entered it and when."),
        parts=[
            FormField(
                name="person",
                label=N_("Who it is about"),
                kind="choose",
                value=proceeding.person if proceeding else "",
                choices=[("", N_("Nobody in particular")), *people],
            ),
            _facts(names, related_people.PROCEEDING_SAYS, facts),
            FormField(name="note", label=N_("Note"), kind="area", value=facts.get("note", "")),
        ],
        verb=N_("Save"),
        save=lambda answers: related_people.proceed(
            page.session, page.case_id, answers.changed((*names, "note"), facts), answers.text("person"), id_, group_id
        ),
        width=760,
    ).ask(page.screen)


def _facts(names: Sequence[str], says: Mapping[str, Text], known_facts: Mapping[str, str]) -> FieldColumns:
    """A day is a day, where what is known is one or nothing is known: it was a line of text before."""
    return FieldColumns([_fact(name, says[name], known_facts.get(name, "")) for name in names], 280)


def _fact(name: str, label: Text, value: str) -> FormField:
    if name in _DAYS and (not value or _as_day(value)):
        return FormField(name=name, label=label, kind="day", invalid=NOT_A_DAY, value=_as_day(value))
    if name in ("sex", "nationality"):
        return FormField(name=name, label=label, kind="choose", value=value, choices=_choices(name, value))
    return FormField(name=name, label=label, value=value, ltr=name in _LTR)


def _choices(name: str, value: str) -> list[tuple[str, Text]]:
    """What is asked of a person, by code; and what stands there already, where that is a text of its own."""
    words, codes = theme.words(), categories.SEX if name == "sex" else categories.codes(categories.NATIONALITY)
    choices = [(code, plain(categories.shown(name, code, words))) for code in codes]
    if name != "sex":
        choices.sort(key=lambda choice: said(choice[1]))
    known = [(value, plain(value))] if value and value not in codes else []
    return [("", N_("Not said")), *known, *choices]


def _as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

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
from app.ui.case import hearings
from app.ui.case.context import Page
from app.ui.labels import Label, Text, said
from app.ui.parts.boxes import Row, Rows, group
from app.ui.parts.buttons import Button
from app.ui.parts.form_dialog import Form, ask
from app.ui.parts.form_fields import NOT_A_DAY, Columns, FormField
from app.ui.parts.menu import Entry, MenuButton

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
    keep = keep or partial(_keep, page)
    known = person.facts if person else {}
    form = Form(
        title=N_("Put right what is known") if person else N_("A person or place of the case"),
        sentence=N_(
            "Nobody noted here is told of it. A suspect never stands in the person’s own copy."
        ),
        parts=[
            FormField(
                name="role",
                label=N_("Who it is"),
                kind="choose",
                required=N_("Choose who it is first."),
                value=person.role if person else "",
                choices=[
                    ("", N_("Choose who it is")),
                    *((role, related_people.ROLE_SAYS[role]) for role in among),
                ],
            ),
            _facts(_SHOWN, related_people.FACT_SAYS, known),
            FormField(name="note", label=N_("Note"), kind="area", value=known.get("note", "")),
        ],
        verb=N_("Keep it"),
        leave=N_("Not now"),
        save=lambda answers: keep(
            answers.text("role"),
            answers.changed((*_SHOWN, "note"), known),
            person.id if person else "",
        ),
        then=page.again,
        width=720,
        about=person.id if person else "",
    )
    ask(page.screen, form)


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
    known, id_ = (told.facts, told.id) if told else ({}, "")
    # a next hearing was one fact before hearings had entries of their own
    unasked = {"note"} if known.get("hearing") else {"note", "hearing"}
    names = tuple(name for name in related_people.PROCEEDING if name not in unasked)
    people = [(person.id, _name(person)) for person in them if not group_id or person.group]
    form = Form(
        title=N_("What an authority does"),
        sentence=N_("Each number and decision is kept with who entered it and when."),
        parts=[
            FormField(
                name="person",
                label=N_("About whom"),
                kind="choose",
                value=told.person if told else "",
                choices=[("", N_("Nobody in particular")), *people],
            ),
            _facts(names, related_people.PROCEEDING_SAYS, known),
            FormField(name="note", label=N_("Note"), kind="area", value=known.get("note", "")),
        ],
        verb=N_("Keep it"),
        leave=N_("Not now"),
        save=lambda answers: related_people.proceed(
            page.session,
            page.case_id,
            answers.changed((*names, "note"), known),
            answers.text("person"),
            id_,
            group_id,
        ),
        then=page.again,
        width=760,
        about=id_ or group_id,
    )
    ask(page.screen, form)


def _facts(names: Sequence[str], says: Mapping[str, str], known: Mapping[str, str]) -> Columns:
    """A day is a day, where what is known is one or nothing is known: it was a line of text before."""
    return Columns([_fact(name, says[name], known.get(name, "")) for name in names], 280)


def _fact(name: str, label: str, value: str) -> FormField:
    if name in _DAYS and (not value or _as_day(value)):
        return FormField(
            name=name, label=label, kind="day", invalid=NOT_A_DAY, value=_as_day(value)
        )
    return FormField(name=name, label=label, value=value, ltr=name in _LTR)


def _as_day(told: str) -> date | None:
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None

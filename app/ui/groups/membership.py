"""Groups on a case's page: which it is in, putting it into one, taking it out."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.casework.cases import groups
from app.errors import N_
from app.language import Words, isolate, isolate_ltr, strip_marks
from app.ui import navigation
from app.ui.case.context import CasePageContext
from app.ui.labels import Text
from app.ui.parts import Button, Row, Rows, group
from app.ui.parts.form_dialog import FieldAnswers, Form, FormField, reason_field

PUT = N_("Put into a group")
_NEW = "new"
_FEW = 4  # numbers of other cases that are told


def named(name: str, kind: str) -> Text:
    return lambda w: f"{isolate(name)} · {w(groups.KIND_SAYS.get(kind, kind))}"


def section(page: CasePageContext) -> QWidget | None:
    """Nothing where it is in none. Of other cases their number alone, and which of them can be read here."""
    if not page.course.groups:
        return None
    rows = Rows()
    for entry in page.course.groups:
        show = Button(N_("Open"), "second")
        show.clicked.connect(lambda _=False, entry=entry: page.screen.wants.emit(navigation.Group(entry.id)))
        show.setAccessibleDescription(strip_marks(entry.name))
        rows.add(Row(named(entry.name, entry.kind), _others(entry), "list", show))
    return group(N_("Groups"), rows)


def _others(entry: groups.CaseGroup) -> Text:
    def sentence(w: Words) -> str:
        if not entry.others:
            return w("No other cases yet")
        says = w.count("{n} other case", "{n} other cases", entry.others)
        numbers = [isolate_ltr(reference) for reference in entry.here[:_FEW]]
        if len(entry.here) > _FEW:
            numbers.append("…")
        return " · ".join([says, *numbers])

    return sentence


def put(page: CasePageContext) -> None:
    """Into one of the groups that are here, or a new one."""
    session = page.session
    page.screen.context.workers.read_vault(page.screen, lambda: groups.groups(session), lambda rows: _ask(page, rows))


def _ask(page: CasePageContext, rows: Sequence[groups.GroupRow]) -> None:
    session, case_id = page.session, page.case_id
    own_groups = {group.id for group in page.course.groups}
    options = [(row.id, named(row.name, row.kind)) for row in rows if row.id not in own_groups]

    def save(answers: FieldAnswers) -> None:
        if answers["group"] == _NEW:
            groups.make(session, answers.text("kind"), answers.text("name"), [case_id])
        else:
            groups.put(session, answers.text("group"), [case_id])

    Form(
        kept_as="put_in_group",
        title=PUT,
        sentence=N_("People who may read only this case see how many other cases there are, but nothing about them."),
        parts=[
            FormField(
                name="group",
                label=N_("Group"),
                kind="choose",
                required=N_("Choose a group first."),
                value="" if options else _NEW,
                choices=[("", N_("Choose a group")), (_NEW, N_("A new group")), *options],
            ),
            *(replace(field, asked_if=lambda answers: answers["group"] == _NEW) for field in kind_and_name()),
        ],
        verb=N_("Put it in this group"),
        save=save,
    ).ask(page.screen)


def kind_and_name(kind: str = "", name: str = "") -> list[FormField]:
    """What a group's kind and name are asked with."""
    return [
        FormField(
            name="kind",
            label=N_("Kind of group"),
            kind="cards",
            required=N_("Choose the kind of group first."),
            value=kind,
            choices=list(groups.KIND_SAYS.items()),
        ),
        FormField(
            name="name",
            label=N_("Name or number of the group"),
            required=N_("Enter a name or number first."),
            help=N_("Every case of the group shows it. Do not write a person’s name."),
            value=name,
        ),
    ]


def take_out(page: CasePageContext, group_id: str, case_id: str) -> None:
    """A case was put there by mistake."""
    Form(
        kept_as="take_out",
        title=N_("Take this case out of the group?"),
        sentence=N_("The shared details stay in the group. You can add the case again."),
        parts=[reason_field()],
        verb=N_("Take out of the group"),
        kind="grave",
        save=lambda answers: groups.take_out(page.session, group_id, case_id, answers.text("reason")),
    ).ask(page.screen)

"""What kind of case it is, and which forms of exploitation: said by people, with a reason."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.casework.lifecycle import closure
from app.errors import N_
from app.language import Name, isolate
from app.ui import theme
from app.ui.case.context import CasePageContext
from app.ui.labels import Label, Text
from app.ui.parts import Button, Row, Rows, group
from app.ui.parts.form_dialog import Form, FormField, reason_field

_TITLE, _FORMS = N_("Kind of case"), N_("Forms of exploitation")


def kind(page: CasePageContext) -> QWidget:
    """What was said; the way to say it."""
    all_kinds = page.course.all_kinds
    kinds = [name for _, name, is_set in all_kinds.kinds if is_set]
    forms = [name for _, name, is_set in all_kinds.forms if is_set]
    say = Button(N_("Change") if kinds else N_("Choose the kind"), "quiet", "pen", on_click=lambda: ask_kind(page))
    say.setAccessibleDescription(theme.words()(_TITLE))
    if not kinds:
        return group(_TITLE, Label(N_("The kind of case has not been set yet."), colour="ink2"), say)
    rows = Rows().add(
        Row(_joined(kinds), _joined(forms) if forms else N_("No form of exploitation was named."), "folder")
    )
    return group(_TITLE, rows, say)


def _joined(names: Sequence[Name]) -> Text:
    return lambda w: " · ".join(isolate(name(w)) for name in names)


def ask_kind(page: CasePageContext) -> None:
    """The dialog. A case can be of two kinds and several forms."""
    kinds, forms = page.course.all_kinds.kinds, page.course.all_kinds.forms
    Form(
        kept_as="ask_kind",
        title=_TITLE,
        sentence=N_("Enter what is known now. You can change it later, with a reason."),
        parts=[
            _ticks("kinds", _TITLE, kinds, N_("Choose at least one kind.")),
            *([_ticks("forms", _FORMS, forms)] if forms else []),
            reason_field(),
        ],
        verb=N_("Save the kind"),
        save=lambda answers: closure.set_kinds(
            page.session, page.case_id, answers["kinds"], answers.text("reason"), answers["forms"] or []
        ),
        width=720,
    ).ask(page.screen)


def _ticks(name: str, label: str, options: Sequence[tuple[str, Name, bool]], required: str = "") -> FormField:
    return FormField(
        name=name,
        label=label,
        kind="ticks",
        required=required,
        value=[id_ for id_, _name, is_set in options if is_set],
        choices=[(id_, name) for id_, name, _is_set in options],
        columns=3,
        gap=8,
    )

"""The dialog that sets a filter of the list of cases, and keeps it under a name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.casework.cases import categories
from app.casework.pages import work_list
from app.casework.pages.work_list import WorkFilter
from app.casework.session import colleagues, profiles
from app.casework.session.session import Session
from app.errors import N_
from app.language import Words
from app.ui.labels import Text, plain
from app.ui.parts.form_dialog import NOT_A_DAY, FieldAnswers, FieldColumns, Form, FormField
from app.ui.parts.frame import Screen

Option = tuple[Any, Text]
_ANY: Option = ("", N_("All"))
_TICKS = {
    "urgent": N_("Urgent today"),
    "child": N_("Children"),
    "late": N_("Late"),
    "review": N_("Waiting for a review"),
    "not_sent": N_("Not sent"),
    "changed": N_("Changed since yesterday"),
}


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen: officers with what they have, teams, stages, forms of exploitation."""

    officers: list[Option]
    teams: list[Option]
    stages: list[Option]
    forms: list[Option]
    saved: list[str]


def ask(screen: Screen, current: WorkFilter, apply: Callable[[WorkFilter], None], on_saved: Callable[[], None]) -> None:
    """Ask for a filter; `on_saved`: one was kept under a name or forgotten."""
    screen.read_vault(_options, lambda options: _form(screen, current, options, apply, on_saved).ask(screen))


def _options(session: Session) -> Options:
    profile = profiles.in_use(session)
    joined = session.vault.directory.joined
    return Options(
        officers=[
            ("mine", N_("Mine")),
            *(
                (work.id, _officer(work))
                for work in (work_list.officers(session) if work_list.may_see(session) else [])
            ),
        ],
        teams=[(team.id, plain(team.name)) for team in (colleagues.teams(session) if joined else [])],
        stages=[(stage.id, _named(stage.id, stage.name)) for stage in profile.stages],
        forms=[(form.id, _named(form.id, form.name)) for form in profile.exploitation],
        saved=[chip.name for chip in work_list.saved(session)],
    )


def _officer(work: work_list.OfficerWork) -> Text:
    def says(w: Words) -> str:
        parts = [work.name, w.count("{n} case", "{n} cases", work.open)]
        if work.left:
            parts.append(w(N_("Access ended")))
        elif work.away_until is not None:
            parts.append(w(N_("away until {day}"), day=w.date(work.away_until)))
        return " · ".join(parts)

    return says


def _named(id_: str, names: Mapping[str, str]) -> Text:
    return lambda w: names.get(w.language, id_)


def _category(kind: str) -> list[Option]:
    def named(code: str) -> Text:
        return lambda w: categories.name(kind, code, w)

    return [(code, named(code)) for code in categories.codes(kind)]


_DAYS = {
    "opened_from": N_("Opened from"),
    "opened_until": N_("Opened until"),
    "ended_from": N_("Closed from"),
    "ended_until": N_("Closed until"),
}


def _form(
    screen: Screen,
    current: WorkFilter,
    options: Options,
    apply: Callable[[WorkFilter], None],
    on_saved: Callable[[], None],
) -> Form:
    ticks = [name for name in _TICKS if getattr(current, name)]
    parts = (
        FormField(name="ticks", kind="ticks", choices=list(_TICKS.items()), value=ticks, columns=3),
        FieldColumns(_lists(current, options), least_width=220, equal=True),
        FieldColumns(
            [
                FormField(name=name, label=label, kind="day", invalid=NOT_A_DAY, value=_day(getattr(current, name)))
                for name, label in _DAYS.items()
            ],
            least_width=280,
        ),
        FormField(name="name", label=N_("Save this filter under a name (optional)")),
    )

    def save(answers: FieldAnswers) -> None:
        chosen_filter[0] = filter_of(answers, current)
        if name := answers.text("name"):
            work_list.save(screen.context.session, name, chosen_filter[0])

    def then() -> None:
        apply(chosen_filter[0])
        on_saved()

    chosen_filter = [current]
    return Form(
        kept_as="",
        title=N_("Filter the cases"),
        sentence=N_("Cases that match everything you choose are shown."),
        parts=parts,
        verb=N_("Show these cases"),
        leave=N_("Cancel"),
        save=save,
        after_save=then,
        refused_at="name",
        width=820,
    )


def _lists(current: WorkFilter, options: Options) -> list[FormField]:
    """What is chosen from lists: those that have anything to choose."""
    unsaid: Option = (work_list.UNSAID, N_("Not said"))
    lists: list[tuple[str, Text, list[Option]]] = [
        ("officer", N_("Officer"), options.officers),
        ("team", N_("Team"), options.teams),
        ("danger", N_("Danger"), [(name, work_list.DANGER_SAYS[rank]) for name, rank in work_list.DANGERS.items()]),
        ("stage", N_("Stage"), options.stages),
        ("nationality", N_("Nationality"), [*_category("nationality"), unsaid]),
        ("sector", N_("Sector"), [*_category("sector"), unsaid]),
        ("sex", N_("Sex"), [*categories.SEX.items(), unsaid]),
        ("age_group", N_("Age"), [*categories.AGE_GROUP.items(), unsaid]),
        ("exploitation", N_("Form of exploitation"), [*options.forms, unsaid]),
        ("state", N_("Open or closed"), [(work_list.CLOSED, N_("Closed")), (work_list.EVERY, N_("Open and closed"))]),
    ]
    return [
        FormField(
            name=name,
            label=label,
            kind="choose",
            value=getattr(current, name),
            choices=[("", N_("Open only")) if name == "state" else _ANY, *values],
        )
        for name, label, values in lists
        if values
    ]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def filter_of(answers: FieldAnswers, current: WorkFilter) -> WorkFilter:
    """What was answered, on top of what the dialog does not ask."""
    ticked = set(answers["ticks"] or ())
    texts = {
        name: answers.text(name)
        for name in (
            "officer", "team", "danger", "stage", "nationality", "sector", "sex", "age_group",
            "exploitation", "state", "opened_from", "opened_until", "ended_from", "ended_until",
        )
    }  # fmt: skip
    flags = {name: name in ticked for name in _TICKS if name != "changed"}
    values: dict[str, Any] = {**texts, **flags, "changed": int("changed" in ticked)}
    return replace(current, **values)

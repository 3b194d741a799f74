"""How a case begins: what the officer's work needs first, and every other way behind "New case"."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.casework.questionnaires import beginnings
from app.casework.questionnaires.form_parts import (
    CHILD,
    DETENTION,
    HOTLINE,
    INTAKE,
    LABOUR,
    OBSERVATION,
    SCREENING,
    SEXUAL,
    WORK_SITE,
)
from app.errors import N_
from app.settings import Work
from app.ui import navigation
from app.ui.app_context import AppContext
from app.ui.parts import Button, Row, Rows, layouts
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.window import Window


@dataclass(frozen=True, slots=True)
class WayToBegin:
    """`verb`: on its button. `name`, `sentence`: in the list of all."""

    verb: str
    icon: str
    name: str
    sentence: str


BEGINNINGS: dict[str, WayToBegin] = {
    SCREENING: WayToBegin(
        N_("Start an interview"), "plus", N_("First screening"),
        N_("For everybody, about ten minutes. The answers decide which other questions open."),
    ),
    CHILD: WayToBegin(
        N_("Talk with a child"), "child", N_("Talk with a child"),
        N_("For anybody who may be under 18."),
    ),
    INTAKE: WayToBegin(
        N_("Record an arrival"), "home", N_("Arrival at the shelter"),
        N_("Safety, health and a bed first. Questions come after rest."),
    ),
    DETENTION: WayToBegin(
        N_("Questions before a deportation"), "lock", N_("Police and detention"),
        N_("Before anybody is charged or deported."),
    ),
    HOTLINE: WayToBegin(
        N_("Record a call"), "sound", N_("Hotline call"),
        N_("First ask whether it is safe to talk, and how to call back."),
    ),
    OBSERVATION: WayToBegin(
        N_("Record a site visit"), "eye", N_("Site visit"),
        N_("Observations, and people who were not allowed to speak. Nobody’s consent is needed."),
    ),
    WORK_SITE: WayToBegin(
        N_("Inspect a work site"), "folder", N_("Work-site inspection"),
        N_("Many workers at one place, with linked cases."),
    ),
    LABOUR: WayToBegin(
        N_("Full interview: work"), "list", N_("Full interview: work"),
        N_("After the screening, when there is time and calm."),
    ),
    SEXUAL: WayToBegin(
        N_("Full interview: sexual exploitation"), "list", N_("Full interview: sexual exploitation"),
        N_("After the screening, when there is time and calm."),
    ),
}  # fmt: skip

BANDS: dict[Work, tuple[str, str]] = {
    "inspection": (N_("Interview or site visit"), N_("It first asks whether this is a safe place to talk.")),
    "shelter": (
        N_("Has someone arrived?"),
        N_("Record the arrival first: safety, health, a bed. Questions come after rest."),
    ),
    "police": (
        N_("Before a charge or a deportation"),
        N_("A few questions show whether somebody needs protection instead."),
    ),
    "hotline": (N_("Is somebody calling?"), N_("First ask whether it is safe to talk, and how to call back.")),
    "supervision": (N_("Interview with another person"), N_("It first asks whether this is a safe place to talk.")),
}


def work(context: AppContext) -> Work:
    """The work of whoever is unlocked."""
    return beginnings.work_of(context.officer.role, context.preferences.work)


def start_first(context: AppContext) -> navigation.StartInterview:
    return navigation.StartInterview(part=beginnings.first(work(context))[0])


def new_case(window: Window, _destination: navigation.NewCase) -> None:
    """Every way to begin a case, this work's first."""

    def begin(part: str) -> None:
        dialog.close_down()
        window.go(navigation.StartInterview(part=part))

    rows = Rows()
    for at, part in enumerate(beginnings.offered(work(window.context))):
        beginning = BEGINNINGS[part]
        button = Button(N_("Begin"), "primary" if at == 0 else "second", on_click=lambda part=part: begin(part))
        row = Row(beginning.name, beginning.sentence, beginning.icon, button)
        button.setAccessibleDescription(row.title.text())
        rows.add(row)
    body: QWidget = layouts.column_widget(rows, wrap=True)
    title, leave = N_("How does this case begin?"), [DialogButton(N_("Not now"))]
    dialog = Dialog(window, title, "", leave, body=body, width=760)
    rows.findChildren(Button)[0].setFocus(Qt.FocusReason.OtherFocusReason)

"""A headquarters that is set up: how it is, and the few things to do about it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import N_
from app.headquarters import backup_plan, installation, self_check
from app.headquarters.backup_plan import BackupOutcome
from app.headquarters.installation import InstallationState
from app.headquarters.kept_problems import KeptProblem
from app.headquarters.self_check import CheckedLine
from app.headquarters_setup.running_steps import check_rows, read_service, service_rows
from app.headquarters_setup.setup_page import Step
from app.language import Words, isolate, isolate_ltr
from app.platform import ServiceState
from app.ui import theme
from app.ui.labels import Label, Text, plain, program
from app.ui.parts import Button, Row, Rows, empty, group, layouts
from app.ui.plain_page import Page

if TYPE_CHECKING:
    from app.headquarters_setup.window import SetupWindow

_PROBLEMS = {
    "bug": N_("An error in the program"),
    "backup_failed": N_("A backup failed"),
    "certificate_ends": N_("The certificate expires soon"),
    "certificate_failed": N_("The certificate could not be renewed"),
    "disk_full": N_("The disk is full"),
    "fork": N_("One computer wrote two copies of the records"),
}
_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Read:
    state: InstallationState
    service: ServiceState
    lines: list[CheckedLine]


class StatePage(Page):
    """One primary act: a backup now."""

    def __init__(self, window: "SetupWindow", folder: Path) -> None:
        super().__init__(window.context, N_("The server of this organisation"), plain(isolate_ltr(str(folder))))
        self.over, self.folder = window, folder
        self.list = layouts.column(gap=20)
        self.body.addLayout(self.list)
        self.body.addStretch(1)
        self.back_up = Button(N_("Back up now"), "primary", "disk", tall=True, on_click=self.primary)
        check = Button(N_("Check again"), "second", on_click=self.load)
        self.foot(program, check, self.back_up)
        self.list.addWidget(Label(N_("Checking"), colour="ink2"))
        self._asked, self._backing_up = 0, False
        self.load()

    def load(self) -> None:
        """Read it and ask the server, away from the screen."""
        folder = self.folder
        self._asked += 1
        number = self._asked

        def read() -> Read:
            state = installation.read(folder, _now())
            return Read(state, read_service(), self_check.check(folder))

        def show(read: Read) -> None:
            if number == self._asked:  # and nothing newer was asked meanwhile
                self.show_read(read)

        self.context.workers.slow(self, read, show, self.over.tell_trouble)

    def show_read(self, read: Read) -> None:
        """What was read; a backup that is under way goes on, and is not begun again."""
        empty(self.list)
        state = read.state
        works = self_check.serves(read.lines)
        self.list.addWidget(group(N_("It works") if works else N_("It does not work"), check_rows(read.lines)))
        service = service_rows(read.service)
        self.list.addWidget(group(N_("Running"), service, self._change("service", N_("Running"))))
        backups = group(N_("Backup"), self._backups(state), self._change("backup", N_("Backup")))
        self.list.addWidget(backups)
        if state.problems:
            self.list.addWidget(group(N_("What went wrong"), _problems(state.problems)))
        self.list.addWidget(group(N_("Details"), self._details(state)))
        if not self._backing_up:
            self.back_up.setEnabled(state.plan is not None)
            self.back_up.say(N_("Back up now"))

    def _change(self, step: Step, subject: str) -> Button:
        button = Button(N_("Change"), "second", on_click=lambda: self._to(step))
        button.setAccessibleDescription(theme.words()(subject))
        return button

    def _backups(self, state: InstallationState) -> Rows:
        rows, outcome = Rows(), state.last_backup
        if state.plan is None:
            rows.add(Row(N_("No backups are made"), N_("Choose a folder for the backups."), "wait", tone="wait"))
            return rows
        place, hour = state.plan.place, state.plan.hour

        def where(w: Words) -> str:
            return w("Every day at {time}, to {place}", time=w.own_digits(f"{hour:02}:00"), place=isolate_ltr(place))

        tone = "wait" if state.backup_late else "kept"
        rows.add(Row(_of_backup(outcome), where, tone, tone=tone))
        return rows

    def _details(self, state: InstallationState) -> Rows:
        rows = Rows()
        rows.add(Row(plain(isolate_ltr(state.url)), N_("Address"), "hq"))
        ends = state.certificate_ends
        if ends is not None:
            ends_soon = (ends - _now()).days < 30
            renewed = (
                N_("Renewed by itself while the server runs.")
                if state.own_authority
                else N_("Provide a new one before that day.")
            )
            rows.add(
                Row(
                    lambda w: w("Certificate until {date}", date=w.date(ends.date())),
                    renewed,
                    "wait" if ends_soon else "shield",
                    tone="wait" if ends_soon else "ink2",
                )
            )
        database = N_("In PostgreSQL") if state.database == "postgresql" else N_("In a file in the folder")
        rows.add(Row(N_("Records"), database, "disk"))
        if state.card is not None:
            card = Button(N_("Save the card"), "second", "usb", on_click=lambda: self._to("card"))
            rows.add(Row(N_("Card for user management"), N_("Delete it once user management has it."), "doc", card))
        return rows

    def _to(self, step: Step) -> None:
        """That step alone; where setting up was left before the backup, the steps go on from there."""
        if step == "backup" and backup_plan.plan(self.folder) is None:
            self.over.set_up(self.folder, step)
        else:
            self.over.change(self.folder, step)

    def primary(self) -> None:
        if not self.back_up.isEnabled():
            return
        folder = self.folder
        self._backing_up = True
        self.back_up.setEnabled(False)
        self.back_up.say(N_("Making the backup and opening it again"))

        def ended(_outcome: object) -> None:
            self._backing_up = False
            self.load()

        def failed(error: object) -> None:
            self.over.tell_trouble(error)  # type: ignore[arg-type]
            ended(None)

        self.context.workers.slow(self, lambda: backup_plan.make_now(folder, _now()), ended, failed)

    def arrive(self) -> None:
        self.back_up.setFocus()


def _of_backup(outcome: BackupOutcome | None) -> Text:
    def says(w: Words) -> str:
        if outcome is None:
            return w(N_("The first backup has not been made yet"))
        moment = w.moment(datetime.fromtimestamp(outcome.at, UTC))
        if outcome.problem:
            return w("The backup of {when} failed", when=moment)
        return w("Last backup: {when}, opened again", when=moment)

    return says


def _problems(problems: tuple[KeptProblem, ...]) -> Rows:
    rows = Rows()
    for problem in problems[:_AT_MOST]:
        rows.add(Row(_PROBLEMS.get(problem.kind, _PROBLEMS["bug"]), _when(problem), "wait", tone="wait"))
    return rows


def _when(problem: KeptProblem) -> Text:
    place = [isolate(problem.place)] if problem.place else []
    return lambda w: " · ".join([w.moment(problem.at), *place])


def _now() -> datetime:
    return datetime.now().astimezone()

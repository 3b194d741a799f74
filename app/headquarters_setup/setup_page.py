"""Setting up a headquarters: its steps at the side, each with one thing to do."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import N_, SanadError
from app.headquarters import backup_plan, installation, problems
from app.headquarters.backup_plan import BackupOutcome
from app.headquarters.setup import NewHeadquarters
from app.headquarters_setup import running_steps
from app.headquarters_setup.answers import PortInUse, PortRefused, SetupAnswers, usual_folders
from app.headquarters_setup.running_steps import backup_rows
from app.language import Words, isolate_ltr
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, Text, plain
from app.ui.parts import Button, Chip, Choose, Field, Flow, Fold, LineInput, Row, Rows
from app.ui.parts.laid_steps import LaidSteps
from app.ui.parts.step_list import ListedStep, StepList, StepState
from app.ui.plain_page import Page

if TYPE_CHECKING:
    from app.headquarters_setup.window import SetupWindow

Step = Literal["place", "address", "certificate", "backup", "service", "check", "card"]
STEPS: tuple[Step, ...] = ("place", "address", "certificate", "backup", "service", "check", "card")
# about how long each takes; docs/guide-setup.md shows them
MINUTES: dict[Step, int] = {
    "place": 1, "address": 2, "certificate": 2, "backup": 2, "service": 2, "check": 1, "card": 1,
}  # fmt: skip
TITLES: dict[Step, Text] = {
    "place": N_("Where its data is stored"),
    "address": N_("Its address"),
    "certificate": N_("Certificate"),
    "backup": N_("Backup"),
    "service": N_("Starts with the computer"),
    "check": N_("Does it work?"),
    "card": N_("Card for user management"),
}
_MAKE = N_("Make the server")
_BACK_UP = N_("Make the first backup")


class SetupPage(LaidSteps, Page):
    """From nothing to a server that works, with its card on a stick."""

    def __init__(self, window: "SetupWindow", folder: Path | None, step: Step | None, *, alone: bool = False) -> None:
        """`folder`: of a server that is made already, or None; `step`: to begin with, None for the first
        that is not done; `alone`: it is changed, and no other follows."""
        super().__init__(
            window.context,
            N_("Set up a server"),
            N_("It stores and orders the records of an organisation, but cannot read them."),
        )
        self.over, self._alone = window, alone
        self.answers = SetupAnswers(folder or usual_folders()[0])
        self._address_texts = self.answers.host, str(self.answers.port)  # as they were typed
        self.begin_steps(len(STEPS))
        if alone:
            self.title.say(N_("The server of this organisation"))
            self.second.say(plain(isolate_ltr(str(self.answers.folder))))
            self.buttons_row.insertWidget(0, Button(N_("Back"), "quiet", "arrow_back", on_click=self.back))
        self.to(step or ("place" if folder is None else self._first_open()))

    def _beside(self) -> QWidget | None:
        if self._alone:
            return None
        self.steps = StepList([ListedStep(TITLES[step], MINUTES[step]) for step in STEPS])
        return self.steps

    def _first_open(self) -> Step:
        """Of a headquarters that is there already."""
        if backup_plan.last(self.answers.folder) is None:
            return "backup"
        return "service"

    def to(self, step: Step) -> None:
        """Show a step; those before it are done."""
        at = STEPS.index(step)
        later: list[StepState] = ["later"] * (len(STEPS) - at - 1)
        earlier: list[StepState] = ["done"] * at
        if not self._alone:
            self.steps.show_states([*earlier, "running", *later])
        shows: dict[Step, Callable[[], None]] = {
            "place": self._place,
            "address": self._address,
            "certificate": self._certificate,
            "backup": self._backup,
            "service": lambda: running_steps.service(self),
            "check": lambda: running_steps.check(self),
            "card": lambda: running_steps.card(self),
        }
        shows[step]()

    def after(self, step: Step) -> tuple[Text, Callable[[], None]]:
        """What is pressed once a step is done, and where it leads."""
        if self._alone:
            return N_("Finish"), self.back
        return N_("Next"), lambda: self.to(step)

    def back(self) -> None:
        if self._alone and not self.is_busy:
            self.over.show_state(self.answers.folder)

    def _where(self, w: Words) -> str:
        return "" if self._alone else super()._where(w)

    def work(self, work: Callable[[], object], on_result: Callable[..., None], verb: Text) -> None:
        """Away from the screen; what is refused is said beside the button."""

        def refused(error: SanadError) -> None:
            self.refused(error, verb)

        self.context.workers.slow(self, work, on_result, self.of_this_step(refused))

    # where

    def _place(self) -> None:
        answers = self.answers
        choose = Button(N_("Choose another folder"), "second", "folder", on_click=self._ask_folder)
        rows = Rows()
        rows.add(Row(plain(isolate_ltr(str(answers.folder))), N_("A folder on this computer, for this user only."), "folder", choose))  # fmt: skip
        database = LineInput(N_("PostgreSQL address"), ltr=True)
        database.setText(answers.database)

        def typed(address: str) -> None:
            answers.database = address.strip()

        database.textChanged.connect(typed)
        field = Field(
            N_("PostgreSQL address"),
            database,
            help_=N_("For example postgresql://sanad@db.example.org/sanad. Leave it empty if nobody gave you one."),
        )
        fold = Fold(
            N_("For several servers at once: PostgreSQL"),
            N_("Not needed for an office with a few hundred computers."),
            field,
        )

        if answers.database:
            fold.open()

        def refused(error: SanadError) -> None:
            """Of the database where it was typed, else beside the button."""
            is_of_database = isinstance(error, problems.DatabaseDown | problems.NewerTables)
            field.complain((lambda w: w.say(error)) if is_of_database else "")
            if not is_of_database:
                self.refused(error, N_("Next"))
                return
            self.rest(N_("Next"))
            database.setFocus(Qt.FocusReason.OtherFocusReason)

        def forward() -> None:
            self.busy(N_("Checking"))
            field.complain("")
            # of this field: once another folder is chosen, nothing of the former check is said
            self.context.workers.slow(field, answers.check_place, lambda _none: self.to("address"), refused)

        self.lay(
            number=1,
            title=N_("Where should the server store its data?"),
            sentence=N_(
                "Choose a disk that is always connected and has a few gigabytes free. If you have no reason to change "
                "it, keep the proposed folder."
            ),
            parts=[rows, fold],
            verb=N_("Next"),
            action=forward,
        )

    def _ask_folder(self) -> None:
        FileDialog(self.window(), N_("Folder of the server"), self.take_folder, folder=True)

    def take_folder(self, folder: Path) -> None:
        """A folder of its own, inside one that was chosen where that holds other things."""
        self.answers.take_folder(folder)
        self._place()

    # address

    def _address(self) -> None:
        answers = self.answers
        host, port = (
            LineInput(N_("Name or address of this computer"), ltr=True),
            LineInput(N_("Port"), ltr=True, width=160),
        )
        host.setText(self._address_texts[0])
        port.setText(self._address_texts[1])

        def keep(_text: str) -> None:
            self._address_texts = host.text(), port.text()

        for line in (host, port):
            line.textChanged.connect(keep)
            line.returnPressed.connect(self.primary)
        host.setMaximumWidth(560)
        fields = [
            Field(
                N_("Name or address of this computer"),
                host,
                help_=N_(
                    "The name or address by which the other computers reach it. Ask whoever looks after the network if "
                    "you are not sure."
                ),
            ),
            Field(N_("Port"), port, help_=lambda w: w("{port}, unless you were told another one.", port="8443")),
        ]
        hosts = Flow(gap=8)
        for name in installation.suggested_hosts():
            hosts.add(Button(plain(isolate_ltr(name)), "second", on_click=lambda name=name: host.setText(name)))
        self.host, self.port = host, port

        def forward() -> None:
            try:
                answers.take_address(host.text(), port.text())
            except SanadError as error:
                refusal, is_port = error, isinstance(error, PortRefused | PortInUse)
                for field, is_meant in zip(fields, (not is_port, is_port), strict=True):
                    field.complain((lambda w: w.say(refusal)) if is_meant else "")
                (port if is_port else host).setFocus(Qt.FocusReason.OtherFocusReason)
                return
            self.to("certificate")

        self.lay(
            number=2,
            title=N_("How do other computers reach this one?"),
            sentence=N_(
                "It is hard to change later, because every computer stores it. A name is better "
                "than a number that may change."
            ),
            parts=[hosts, *fields],
            verb=N_("Next"),
            action=forward,
            second_action=(N_("Back"), lambda: self.to("place")),
        )
        host.setFocus(Qt.FocusReason.OtherFocusReason)

    # certificate

    def _certificate(self) -> None:
        answers = self.answers
        ways = Flow(gap=8)
        made_here = Chip(N_("Made by Sanad"), chosen=not answers.brings_certificate)
        from_files = Chip(N_("From files"), chosen=answers.brings_certificate)
        for chip, is_brought in ((made_here, False), (from_files, True)):
            chip.chosen.connect(lambda is_brought=is_brought: self._way(is_brought))
            ways.add(chip)
        parts: list[QWidget] = [ways]
        if answers.brings_certificate:
            parts.append(self._files())
        else:
            rows = Rows()
            rows.add(Row(N_("Nothing to do"), N_("Sanad makes an authority that only your computers trust, and renews the certificate by itself."), "shield", tone="kept"))  # fmt: skip
            parts.append(rows)
        self.lay(
            number=3,
            title=N_("How do computers know that it is this server?"),
            sentence="",
            parts=parts,
            verb=_MAKE,
            action=self._make,
            second_action=(N_("Back"), lambda: self.to("address")),
        )

    def _way(self, is_brought: bool) -> None:
        self.answers.brings_certificate = is_brought
        self._certificate()

    def _files(self) -> QWidget:
        answers, rows = self.answers, Rows()
        for title, file, take in (
            (
                lambda w: w("Certificate, with its chain ({ending})", ending=".pem"),
                answers.certificate,
                answers.take_certificate,
            ),
            (lambda w: w("Its private key ({ending})", ending=".pem, .key"), answers.key, answers.take_key),
        ):

            def chosen(path: Path, take: Callable[[Path], None] = take) -> None:
                take(path)
                self._certificate()

            def ask(_: bool = False, title: Text = title, on_file: Callable[[Path], None] = chosen) -> None:
                FileDialog(self.window(), title, on_file)

            button = Button(N_("Choose"), "second", "folder", on_click=ask)
            named: Text = plain(isolate_ltr(file.name)) if file else N_("No file is chosen yet.")
            rows.add(Row(title, named, "doc", button))
        return rows

    def _make(self) -> None:
        answers = self.answers
        self.busy(N_("Making the server"))

        def made(_new: NewHeadquarters) -> None:
            self.to("backup")

        self.work(lambda: answers.make(_now()), made, _MAKE)

    # backup

    def _backup(self) -> None:
        answers = self.answers
        choose = Button(N_("Choose the folder"), "second", "folder", on_click=self._ask_backup_folder)
        rows = Rows()
        place: Text = (
            plain(isolate_ltr(str(answers.backup_place))) if answers.backup_place else N_("No folder is chosen yet.")
        )
        rows.add(Row(N_("Another disk, a USB stick that stays, or a share"), place, "usb", choose))
        hour = Choose(N_("Every day at"), [(n, _hour(n)) for n in range(24)])
        hour.choose(answers.backup_hour)
        hour.setMaximumWidth(260)
        verb, sentence = (
            _BACK_UP,
            N_(
                "If this computer breaks, only a backup brings everything back. The first one is made now and opened "
                "again, so that you know it works."
            ),
        )
        if backup_plan.last(answers.folder) is not None:
            verb, sentence = (
                N_("Back up now"),
                N_(
                    "If this computer breaks, only a backup brings everything back. One is made now and opened again, "
                    "so that you know it works."
                ),
            )

        def forward() -> None:
            answers.backup_hour = int(str(hour.chosen()))
            self.busy(N_("Making the backup and opening it again"))
            self.work(lambda: answers.back_up(_now()), self._backed_up, verb)

        self.lay(
            number=4,
            title=N_("Where do its backups go?"),
            sentence=sentence,
            parts=[rows, Field(N_("Every day at"), hour, help_=N_("Each is kept for 35 days, then it is removed."))],
            verb=verb,
            action=forward,
            second_action=None if self._alone else (N_("Later"), lambda: self.to("service")),
        )

    def _ask_backup_folder(self) -> None:
        FileDialog(self.window(), N_("Folder of the backups"), self.take_backup_folder, folder=True)

    def take_backup_folder(self, folder: Path) -> None:
        self.answers.backup_place = folder
        self._backup()

    def _backed_up(self, outcome: BackupOutcome) -> None:
        verb, go_on = self.after("service")
        self.lay(
            number=4,
            title=N_("The backup is made") if self._alone else N_("The first backup is made"),
            sentence=N_("It was opened again, and every byte was read."),
            parts=[backup_rows(outcome)],
            verb=verb,
            action=go_on,
        )

    def arrive(self) -> None:
        if not isinstance(self.focusWidget(), LineInput):
            super().arrive()

    def retell(self) -> None:
        for label in self.findChildren(Label):
            label.tell()


def _hour(hour: int) -> Text:
    return lambda w: w.own_digits(f"{hour:02}:00")


def _now() -> datetime:
    return datetime.now().astimezone()

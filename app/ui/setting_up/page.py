"""Setting up an office: its steps at the side, each with one thing to do, left and taken up at any moment.

What each step does is done where it always is (founding, papers, server, invitation, admitting); this
page leads from one to the next, by what `office_setup` reads in the records.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.casework.exchange import headquarters
from app.casework.export import case_print
from app.casework.organisation import founding_papers
from app.casework.organisation.founding_papers import Paper, Papers
from app.casework.pages import office_setup
from app.casework.pages.office_setup import MINUTES, STEPS, Noted, OfficeSetup, Step
from app.errors import N_, SanadError
from app.language import Words
from app.settings import Language
from app.ui import navigation
from app.ui.app_context import AppContext
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, Text, plain
from app.ui.parts import Field, LineInput, Row, Rows, layouts
from app.ui.parts.remembered_text import Remembered, place_of
from app.ui.parts.step_list import ListedStep, StepList
from app.ui.policy_rows import policy_group
from app.ui.setting_up import open_points
from app.ui.setting_up.invitation import InvitationStep
from app.ui.setting_up.join_requests import JoinRequests
from app.ui.sharing.paper_sheet import PaperSheet
from app.ui.sharing.wizard import WizardSteps
from app.ui.sync.remote_call import talk

_CHOOSE = N_("Choose the server card")


def show_connection(page: "SettingUp", setup: OfficeSetup) -> None:
    """Both ways, with what each takes."""
    rows = Rows()
    if setup.server:
        rows.add(
            Row(
                plain(setup.server),
                N_("All computers learn this with the next sync or USB transfer."),
                "hq",
                tone="kept",
            )
        )
        page.lay(
            number=6,
            title=N_("The server is set"),
            sentence=N_("From now on Sanad sends and fetches by itself while it is unlocked."),
            parts=[rows],
            verb=N_("Next"),
            action=page.go_on,
            second_action=(_CHOOSE, lambda: _choose_card(page)),
        )
        return
    rows.add(
        Row(
            N_("With a server"),
            N_("Whoever runs the server gives you a file, the card. Cases then travel by themselves."),
            "hq",
        )
    )
    rows.add(
        Row(
            N_("With USB sticks"),
            N_("Nothing else is needed. A server can be set at any time later, in user management."),
            "usb",
        )
    )
    page.lay(
        number=6,
        title=N_("How do the records reach each other?"),
        sentence="",
        parts=[rows],
        verb=N_("Work with USB sticks"),
        action=lambda: page.note("sticks"),
        second_action=(_CHOOSE, lambda: _choose_card(page)),
    )


def _choose_card(page: "SettingUp") -> None:
    take = partial(name_server, page)
    page.open_dialog(FileDialog, N_("Server card"), take, on_stick=True)


def name_server(page: "SettingUp", card: Path) -> None:
    """Sign the server into the list of colleagues, and tell it whose it is."""
    session = page.context.session
    page.busy(N_("Connecting to the server"))

    def named(_url: str) -> None:
        page.look_around()
        page.go_to("connection")

    talk(page.context.workers, page, lambda: headquarters.claiming(session, card), named, page.refused)


TITLES: dict[Step, Text] = {
    "names": N_("Organisation and first team"),
    "second": N_("Second user manager"),
    "root": N_("Paper of the organisation"),
    "holder": N_("Paper of the second user manager"),
    "rules": N_("Referral system and rules"),
    "connection": N_("Server or USB stick"),
    "invitation": N_("Invitation"),
    "computers": N_("Admit computers"),
    "check": N_("What is still open"),
}
_NAMES = {
    "name": N_("Enter the name of the organisation first."),
    "team": N_("Enter the name of a team first."),
    "second": N_("Enter the second user manager first."),
}


class SettingUp(WizardSteps):
    """The step of the records, unless somebody goes through them again."""

    setup: OfficeSetup | None = None
    requests: JoinRequests | None = None

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "settings", N_("Set up an organisation"), len(STEPS))
        self.papers: Papers | None = None
        self.team_names: tuple[str, str] = ("", "")
        self._again: Step | None = None  # a step that is done, and is looked at again
        self.next.setEnabled(False)
        self.other.hide()
        self.place.addWidget(Label(N_("Checking the state of this computer."), colour="ink2"))
        self.load()

    def _beside(self) -> QWidget:
        self.steps = StepList([ListedStep(TITLES[step], MINUTES[step]) for step in STEPS])
        return self.steps

    # which step

    def load(self) -> None:
        """Read how far it has come, and show the step that is next."""
        self.read_vault(office_setup.read, self._show)

    def _show(self, setup: OfficeSetup) -> None:
        self.setup, self.papers = setup, setup.papers
        if setup.joined and not setup.desk:
            self._not_here()
            return
        self._to(self._again or setup.step)

    def _to(self, step: Step) -> None:
        setup = self.setup
        if setup is None:
            return
        self.steps.show_states(
            ["running" if listed == step else "done" if setup.done(listed) else "later" for listed in STEPS]
        )
        if self.requests is not None and step != "computers":
            self.requests.stop()
            self.requests = None
        match step:
            case "names":
                self._names()
            case "second":
                self._second()
            case "root":
                self._root()
            case "holder":
                self._holder()
            case "rules":
                self._rules(setup)
            case "connection":
                show_connection(self, setup)
            case "invitation":
                InvitationStep(self).show(setup)
            case "computers":
                self.requests = JoinRequests(self)
                self.requests.show(setup)
            case "check":
                open_points.show(self, setup)

    def go_to(self, step: Step) -> None:
        """Look at a step again, done or not."""
        self._again = step
        self.load()

    def note(self, noted: Noted) -> None:
        """Somebody has seen it or decided it: on to what is next."""
        self.busy()
        self.write_vault(lambda session: office_setup.note(session, noted), lambda _none: self.go_on(), self.not_noted)

    def not_noted(self, error: SanadError) -> None:
        """Said by the window; it may be tried again."""
        self.rest()
        self.trouble.emit(error)

    def go_on(self) -> None:
        """To what the records say is next."""
        self._again = None
        self.load()

    def _not_here(self) -> None:
        self.lay(
            number=1,
            title=N_("This computer has already joined an organisation"),
            sentence=N_("Another computer looks after its users. There is nothing to set up here."),
            parts=[],
            verb=N_("Close"),
            action=self.back,
        )

    def complain_of(self, error: SanadError) -> None:
        self.problem.say(lambda w: w.say(error))

    # the organisation and its second user manager

    def _names(self) -> None:
        name = LineInput(N_("Name of the organisation"))
        team = LineInput(N_("First team"))
        fields = {
            "name": Field(N_("Name of the organisation"), name),
            "team": Field(
                N_("First team"), team, help_=N_("For example a shift, an office or a shelter. You can add more later.")
            ),
        }
        form = self._form("names", fields)
        name.setText(self.team_names[0])
        team.setText(self.team_names[1])
        self.name, self.team = name, team

        def forward() -> None:
            if self._complete(fields):
                self.team_names = name.text().strip(), team.text().strip()
                self._to("second")

        self.lay(
            number=1,
            title=N_("Who works together?"),
            sentence=N_(
                "This is done once, on the user management computer. The others then join with a "
                "file. Have paper and a USB stick at hand, and the second user manager nearby."
            ),
            parts=[form],
            verb=N_("Next"),
            action=forward,
            second_action=(N_("Not now"), self.back),
        )
        self._focus_first_empty(name, team)

    def _second(self) -> None:
        if not all(self.team_names):  # taken up again: the names are read back first
            self._to("names")
            return
        second = LineInput(N_("Second user manager"))
        fields = {
            "second": Field(
                N_("Second user manager"),
                second,
                help_=N_(
                    "A colleague who can take over user management with a printed sheet if you are away or this computer is lost."
                ),
            )
        }
        form = self._form("second", fields)
        self.second = second

        def forward() -> None:
            if self._complete(fields):
                self._found(second.text().strip())

        self.lay(
            number=2,
            title=N_("Who can take over from you?"),
            sentence=N_(
                "Nobody should be the only one. Write the name of a colleague whom you trust; that "
                "person gets a paper of their own in a moment, and needs no computer for it today."
            ),
            parts=[form],
            verb=N_("Set up the organisation"),
            action=forward,
            second_action=(N_("Back"), lambda: self._to("names")),
        )
        second.setFocus(Qt.FocusReason.OtherFocusReason)

    def _form(self, name: str, fields: dict[str, Field]) -> QWidget:
        form = layouts.column_widget(*fields.values(), gap=16, wrap=True)
        for field in fields.values():
            line = field.findChild(LineInput)
            if line is not None:
                line.setMaximumWidth(560)
                line.returnPressed.connect(self.primary)
        self.remembered = Remembered(self, place_of(self, name), form)
        return form

    def _complete(self, fields: dict[str, Field]) -> bool:
        empty_lines: list[LineInput] = []
        for key, field in fields.items():
            line = field.findChild(LineInput)
            is_named = line is not None and bool(line.text().strip())
            field.complain("" if is_named else _NAMES[key])
            if line is not None and not is_named:
                empty_lines.append(line)
        if empty_lines:
            empty_lines[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return not empty_lines

    def _focus_first_empty(self, *lines: LineInput) -> None:
        first = next((line for line in lines if not line.text()), lines[0])
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _found(self, second: str) -> None:
        name, team = self.team_names
        places = place_of(self, "names"), place_of(self, "second")
        remembered = self.remembered
        self.busy(N_("Setting up"))

        def founded(_papers: Papers) -> None:
            remembered.said()
            self.look_around()
            self.go_on()

        self.write_vault(
            lambda session: office_setup.found(session, name, second, team, places),
            founded,
            lambda error: self.refused(error, N_("Set up the organisation")),
        )

    # the two papers

    def _root(self) -> None:
        if self.papers is None or not self.papers.root:  # dealt out, and some cards wait
            self._to_holders()
            return
        self._paper(
            3,
            N_("Paper of the organisation"),
            N_(
                "These 24 words are the master key, above user management: with them, user management can be set up "
                "again if it is lost. They are shown here only until you have written them down. Print or write them, "
                "and lock the paper away from any computer."
            ),
            self.papers.root,
            "root",
        )

    def _holder(self) -> None:
        papers = self.papers
        if papers is None:
            self.go_on()
            return
        self._paper(
            4,
            lambda w: w("Paper of the second user manager: {name}", name=papers.holder),
            N_(
                "With these 24 words the second user manager takes over user management on another computer. They are "
                "shown here only until you have written them down. Give the paper to that person alone."
            ),
            papers.second,
            "second",
        )

    def _paper(self, number: int, title: Text, sentence: Text, words: tuple[str, ...], kind: Paper) -> None:
        """The words, then three of them asked back."""
        session = self.context.session

        def make(language: Language) -> bytes:
            return case_print.sheet(words, session, language, kind)

        sheet = PaperSheet(self.context, words, self, make)

        def forward() -> None:
            if not sheet.asking:
                sheet.ask()
                self.next.say(N_("Confirm the three words"))
                self.other.setVisible(True)
                self.other.say(N_("Show the words again"))
                self._otherwise = again
            elif sheet.right():
                self._written(kind)

        def again() -> None:
            sheet.show_again()
            self.other.setVisible(kind == "root")
            self.other.say(N_("Share it among holders instead"))
            self._otherwise = self._to_holders
            self.next.say(N_("I have written it down"))

        holders = (N_("Share it among holders instead"), self._to_holders) if kind == "root" else None
        self.lay(number, title, sentence, [sheet], N_("I have written it down"), forward, second_action=holders)
        sheet.card.print_it.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_holders(self) -> None:
        self.wants.emit(navigation.RootCards())

    def _written(self, kind: Paper) -> None:
        """Forget them here before the page goes on."""
        verb = N_("Confirm the three words")
        self.busy()
        self.write_vault(
            lambda session: founding_papers.on_paper(session, kind),
            lambda _none: self.go_on(),
            lambda error: self.refused(error, verb),
        )

    # what is set already

    def _rules(self, setup: OfficeSetup) -> None:
        rows = Rows()
        system = setup.system

        def name(w: Words) -> str:
            return w.text(system.get(w.language, next(iter(system.values()), "")))

        version = setup.system_version
        rows.add(
            Row(
                name,
                lambda w: w(
                    "Referral system in use, version {version}: stages, agencies and time limits of a case",
                    version=w.number(version),
                ),
                "list",
            )
        )
        self.lay(
            number=5,
            title=N_("This is how your office will work"),
            sentence=N_(
                "Look at it once. If your country has a referral system of its own, whoever "
                "installed Sanad can give it to all computers later; nothing has to wait for that."
            ),
            parts=[rows, policy_group()],
            verb=N_("I have looked at it"),
            action=lambda: self.note("rules"),
        )

    def arrive(self) -> None:
        focused = self.focusWidget()
        if not isinstance(focused, LineInput):
            super().arrive()

    def forget(self) -> None:
        self.papers = None
        if self.requests is not None:
            self.requests.stop()

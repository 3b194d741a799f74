"""Admitting a computer: who asks, the six words on both screens, and only then the signature. By files,
or over the network, where headquarters carries the answer and the reply and can read neither.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.casework.exchange import headquarters
from app.casework.exchange.headquarters import PendingComputer
from app.casework.organisation import administration
from app.casework.organisation.administration import Applicant
from app.casework.organisation.stick_files import REPLY, WORDS
from app.errors import N_
from app.language import Words, fold, isolate
from app.ui import navigation, officer_names
from app.ui.app_context import AppContext
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, Text, plain
from app.ui.parts import Banner, Choose, Field, Grid, Row, Rows
from app.ui.sharing.desk_page import for_the_field
from app.ui.sharing.six_words import SixWords
from app.ui.sharing.wizard import WizardSteps
from app.ui.sync.remote_call import talk

_SAME = N_("They match: admit")
COMPARE = N_(
    "Read them to each other, face to face or by telephone. If all are the same, it is "
    "your colleague’s computer, and nobody is in between."
)
DIFFER = N_(
    "Nothing was signed, and nobody was admitted. Somebody may have swapped the file. "
    "Write a new invitation, hand it over yourself, and tell the second user manager."
)


@dataclass(frozen=True, slots=True)
class AdmissionAnswer:
    applicant: Applicant
    teams: list[str]


class AdmissionSteps(WizardSteps):
    """Step 1 who asks, 2 the comparison, 3 let in."""

    def __init__(self, context: AppContext, title: str) -> None:
        super().__init__(context, "headquarters", title, 3)
        self._as = ("", "")  # role and team

    def ask_who(
        self,
        applicant: Applicant,
        teams: list[str],
        sentence: str,
        verb: str,
        action: Callable[[], None],
        second_action: tuple[Text, Callable[[], None]],
    ) -> None:
        """The first step; the role and the team are chosen until the next."""
        self.role = Choose(N_("Work"), [(code, message) for code, message in officer_names.ROLES])
        all_teams = dict.fromkeys([applicant.team, *teams])
        self.team = Choose(N_("Team"), [(team, plain(team)) for team in all_teams])
        self.role.choose(applicant.role)
        self.team.choose(applicant.team)
        choices = Grid(columns=2, least_width=260, gap=16, equal=False)
        choices.add(Field(N_("Work"), self.role), Field(N_("Team"), self.team))
        parts = [about(applicant), choices]
        self.lay(
            1, N_("Do you know this person?"), sentence, parts, verb=verb, action=action, second_action=second_action
        )

    def compare(self, name: str, words: SixWords, verb: str, action: Callable[[], None]) -> None:
        """The second step."""
        # the fields go with their step
        self._as = str(self.role.chosen() or ""), str(self.team.chosen() or "")
        self.lay(
            number=2,
            title=lambda w: w("Does {name} see the same six words?", name=name),
            sentence=COMPARE,
            parts=[words],
            verb=verb,
            action=action,
            second_action=(N_("They do not match"), self._differ),
        )

    def _differ(self) -> None:
        banner, verb = Banner(DIFFER, "shield", "wait"), N_("Back to user management")
        self.lay(2, N_("The words do not match"), "", [banner], verb, self.back)

    def admitted(
        self, applicant: Applicant, sentence: str, second_action: tuple[Text, Callable[[], None]] | None = None
    ) -> None:
        """The last step."""
        role, verb = officer_names.role(applicant.role), N_("Back to user management")
        rows = Rows().add(Row(plain(applicant.name), role, "kept", tone="kept"))
        self.lay(3, N_("Admitted"), sentence, [rows], verb, self.back, second_action=second_action)


class LetIn(AdmissionSteps):
    """Over the network."""

    back_to = navigation.DeskPage()

    def __init__(self, context: AppContext, asks: PendingComputer, teams: list[str]) -> None:
        super().__init__(context, N_("A computer asks to join"))
        self.asks = asks
        self.ask_who(
            asks.applicant,
            teams,
            N_("Their screen shows six words. Speak face to face or by telephone before you continue."),
            N_("Compare the words"),
            self._compare,
            (N_("Not now"), self.back),
        )

    def _compare(self) -> None:
        words = SixWords(self.asks.words, self.asks.words_other)
        self.compare(self.asks.applicant.name, words, _SAME, self.let_in)

    def let_in(self) -> None:
        """Sign, and leave the reply with headquarters."""
        session, asks, (role, team) = self.context.session, self.asks, self._as
        self.busy(N_("Admitting the computer"))
        words = " ".join(asks.words)
        talk(
            self.context.workers,
            self,
            lambda: headquarters.confirming(session, asks.device, words, role, team),
            self._done,
            lambda error: self.refused(error, _SAME),
        )

    def _done(self, applicant: Applicant) -> None:
        self.admitted(
            applicant, N_("Their page continues automatically. The cases of the team follow with the next sync.")
        )
        if self.context.syncing is not None:
            self.context.syncing.sync_now()


class Admit(AdmissionSteps):
    """By files: step 1 the words file, 2 the comparison, 3 the file that lets the computer in."""

    back_to = navigation.People()

    def __init__(self, context: AppContext, answer: Path) -> None:
        super().__init__(context, N_("A join request has arrived"))
        self.answer = answer
        self.asked: AdmissionAnswer | None = None
        self.next.setEnabled(False)
        self.other.hide()
        self.place.addWidget(Label(N_("Reading the join request."), colour="ink2"))
        self.write_vault(
            lambda session: AdmissionAnswer(
                administration.applicant(session, answer),
                for_the_field(administration.teams(session), administration.membership_status(session)),
            ),
            self._read,
            self._unreadable,
        )

    def _unreadable(self, error: object) -> None:
        self.back()
        self.trouble.emit(error)

    # 1: who asks

    def _read(self, request: AdmissionAnswer) -> None:
        self.asked = request
        self.ask_who(
            request.applicant,
            request.teams,
            N_(
                "Save the file with the words to the colleague’s USB stick. When it is opened there, both screens show "
                "six words. Nothing is signed before you have compared them."
            ),
            N_("Save the file with the words"),
            self._save_words,
            (N_("The words are already there"), self._compare),
        )

    def _save_words(self) -> None:
        title = N_("Save the file with the words")
        self.open_dialog(FileDialog, title, self.words_to, save_as=WORDS)

    def words_to(self, path: Path) -> None:
        """Write what lets the other screen show the words."""
        answer = self.answer
        self.busy(N_("Writing"))
        self.write_vault(
            lambda session: administration.write_words(session, answer, path),
            lambda _applicant: self._compare(),
            lambda error: self.refused(error, N_("Save the file with the words")),
        )

    # 2: the comparison

    def _compare(self) -> None:
        if self.asked is None:
            return
        applicant, verb = self.asked.applicant, N_("They match: admit and save the file")
        words = SixWords(applicant.words, applicant.words_other)
        self.compare(applicant.name, words, verb, self._save_reply)

    # 3: admitted

    def _save_reply(self) -> None:
        self.open_dialog(FileDialog, N_("Admit and save the file"), self.admit_to, save_as=REPLY)

    def admit_to(self, path: Path) -> None:
        """Sign, and write the file that lets the computer in."""
        answer = self.answer
        role, team = self._as
        self.busy(N_("Admitting"))
        self.write_vault(
            lambda session: administration.admit(session, answer, path, role, team),
            self._admitted,
            lambda error: self.refused(error, N_("They match: admit and save the file")),
        )

    def _admitted(self, applicant: Applicant) -> None:
        self.admitted(
            applicant,
            N_(
                "Your colleague chooses this second file on the same page. Then write "
                "the files to the USB stick, so that the cases follow."
            ),
            (N_("Go to USB transfer"), self.goes(navigation.Post())),
        )


def about(applicant: Applicant) -> QWidget:
    """Who asks, and what was written before joining."""

    def before(w: Words) -> str:
        if not applicant.before:
            return w("No records were written before joining.")
        return w.count(
            "{n} record written before joining becomes visible to the team",
            "{n} records written before joining become visible to the team",
            applicant.before,
        )

    rows = Rows()
    second = N_("Joins again with a new key") if applicant.again else N_("Asks to join")
    rows.add(Row(plain(applicant.name), second, "person"))
    if applicant.invited and fold(applicant.invited) != fold(applicant.name):
        rows.add(
            Row(
                lambda w: w("The invitation was written for {name}", name=isolate(applicant.invited)),
                N_("Is this the same person?"),
                "shield",
                tone="wait",
            )
        )
    rows.add(Row(before, "", "doc"))
    return rows

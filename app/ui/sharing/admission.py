"""Admitting a computer: who asks, the six words on both screens, and only then the signature."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.casework.organisation import administration
from app.casework.organisation.administration import Applicant
from app.casework.organisation.stick_files import REPLY, WORDS
from app.errors import N_
from app.language import Words, fold, isolate
from app.ui import navigation, officer_names
from app.ui.app_context import AppContext
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, plain
from app.ui.parts.boxes import Banner, Row, Rows
from app.ui.parts.fields import Choose, Field
from app.ui.parts.grid import Grid
from app.ui.sharing.desk_page import for_the_field
from app.ui.sharing.six_words import SixWords
from app.ui.sharing.wizard import WizardSteps

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


class Admit(WizardSteps):
    """Step 1 the words file, 2 the comparison, 3 the file that lets the computer in."""

    back_to = navigation.People()

    def __init__(self, context: AppContext, answer: Path) -> None:
        super().__init__(context, "headquarters", N_("A join request has arrived"), 3)
        self.answer = answer
        self.asked: AdmissionAnswer | None = None
        self._as = ("", "")
        self.role = Choose(N_("Work"), [(code, message) for code, message in officer_names.ROLES])
        self.team = Choose(N_("Team"), [])
        self.next.setEnabled(False)
        self.other.hide()
        self.place.addWidget(Label(N_("Reading the join request."), colour="ink2"))
        self.write_vault(
            lambda session: AdmissionAnswer(
                administration.applicant(session, answer),
                for_the_field(
                    administration.teams(session), administration.membership_status(session)
                ),
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
        self.role.choose(request.applicant.role)
        teams = list(dict.fromkeys([request.applicant.team, *request.teams]))
        self.team = Choose(N_("Team"), [(team, plain(team)) for team in teams])
        self.team.choose(request.applicant.team)
        self._who()

    def _who(self) -> None:
        if self.asked is None:
            return
        choices = Grid(columns=2, least_width=260, gap=16, equal=False)
        choices.add(Field(N_("Work"), self.role), Field(N_("Team"), self.team))
        applicant = self.asked.applicant
        self.lay(
            number=1,
            title=N_("Do you know this person?"),
            sentence=N_(
                "Save the file with the words to the colleague’s USB stick. When it is "
                "opened there, both screens show six words. Nothing is signed before you "
                "have compared them."
            ),
            parts=[about(applicant), choices],
            verb=N_("Save the file with the words"),
            action=self._save_words,
            second_action=(N_("The words are already there"), self._compare),
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
        # the fields go with their step
        self._as = str(self.role.chosen() or ""), str(self.team.chosen() or "")
        applicant = self.asked.applicant
        self.lay(
            number=2,
            title=lambda w: w("Does {name} see the same six words?", name=applicant.name),
            sentence=COMPARE,
            parts=[SixWords(applicant.words, applicant.words_other)],
            verb=N_("They match: admit and save the file"),
            action=self._save_reply,
            second_action=(N_("They do not match"), self._differ),
        )

    def _differ(self) -> None:
        self.lay(2, N_("The words do not match"), "", [Banner(DIFFER, "shield", "wait")], N_("Back to user management"), self.back)  # fmt: skip

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
        rows = Rows().add(
            Row(plain(applicant.name), officer_names.role(applicant.role), "kept", tone="kept")
        )
        self.lay(
            number=3,
            title=N_("Admitted"),
            sentence=N_(
                "Your colleague chooses this second file on the same page. Then write "
                "the files to the USB stick, so that the cases follow."
            ),
            parts=[rows],
            verb=N_("Back to user management"),
            action=self.back,
            second_action=(N_("Go to USB transfer"), self.goes(navigation.Post())),
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
                N_("Is this the same person?"), "shield", tone="wait",
            )
        )  # fmt: skip
    rows.add(Row(before, "", "doc"))
    return rows

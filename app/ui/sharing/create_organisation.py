"""Setting up an organisation at the desk: its name, two papers, and one invitation for many laptops.

The next step comes only after three of the words were written from the paper; until then they are
kept in the records, so that a lock in between loses nothing, and afterwards nowhere.
"""

from pathlib import Path

from PySide6.QtCore import Qt

from app.casework.export import case_print
from app.casework.organisation import administration, founding_papers
from app.casework.organisation.administration import WrittenInvitation
from app.casework.organisation.founding_papers import Paper, Papers
from app.errors import N_
from app.settings import Language
from app.ui import navigation
from app.ui.app_context import Desk
from app.ui.file_chooser import FileDialog
from app.ui.labels import Text, plain
from app.ui.parts.boxes import Banner, Row, Rows
from app.ui.parts.fields import Field, Line
from app.ui.sharing.join import INVITATION
from app.ui.sharing.paper_sheet import PaperSheet
from app.ui.sharing.wizard import Steps


class Found(Steps):
    """Step 1 names, 2 the root's paper, 3 the second holder's paper, 4 the invitation."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "settings", N_("Set up an organisation"), 4)
        self.papers: Papers | None = None  # what is not written down yet
        self.name, self.team, self.second = (
            Line(N_("Name of the organisation")),
            Line(N_("First team")),
            Line(N_("Second user manager")),
        )
        for line in (self.name, self.team, self.second):
            line.setMaximumWidth(560)
            line.returnPressed.connect(self.primary)
        self.fields = [
            Field(N_("Name of the organisation"), self.name),
            Field(N_("First team"), self.team, help_=N_("For example a shift, an office or a shelter. You can add more later.")),
            Field(
                N_("Second user manager"),
                self.second,
                help_=N_("A colleague who can take over user management with a printed sheet if you are away or this computer is lost."),
            ),
        ]  # fmt: skip
        self._names()
        session = desk.session
        desk.off.read(self, lambda: founding_papers.waiting(session), self._go_on)

    def _go_on(self, waiting: Papers | None) -> None:
        """Where a lock or a closed window came between."""
        self.papers = waiting
        if waiting is not None:
            self._next_paper()

    # 1: names

    def _names(self) -> None:
        self.lay(
            number=1,
            title=N_("Who works together?"),
            sentence=N_(
                "Do this once, on the user management computer. The others then join "
                "with a file. Have paper and the second user manager at hand."
            ),
            parts=list(self.fields),
            verb=N_("Set up the organisation"),
            action=self._set_up,
            second_action=(N_("Not now"), self.back),
        )

    def _set_up(self) -> None:
        lines = (self.name, self.team, self.second)
        names = (
            N_("Enter the name of the organisation first."),
            N_("Enter the name of a team first."),
            N_("Enter the second user manager first."),
        )
        missing: list[Line] = []
        for field, line, sentence in zip(self.fields, lines, names, strict=True):
            named = bool(line.text().strip())
            field.complain("" if named else sentence)
            missing += [] if named else [line]
        if missing:
            missing[0].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        session = self.desk.session
        name, team, second = (line.text().strip() for line in lines)
        self.busy(N_("Setting up"))
        self.desk.off.write(
            self,
            lambda: founding_papers.found(session, name, second, team),
            self._made,
            lambda error: self.refused(error, N_("Set up the organisation")),
        )

    def _made(self, papers: Papers) -> None:
        self.papers = papers
        self.look_around()
        self._next_paper()

    def _next_paper(self) -> None:
        if self.papers is not None and self.papers.root:
            self._paper(
                2,
                N_("Paper of the organisation"),
                N_(
                    "These 24 words are the master key, above user management: with "
                    "them, user management can be set up again if it is lost. They are "
                    "shown here only until you have written them down. Print or write "
                    "them, and lock the paper away from any computer."
                ),
                self.papers.root,
                "root",
            )
        elif self.papers is not None and self.papers.second:
            holder = self.papers.holder
            self._paper(
                3,
                lambda w: w("Paper of the second user manager: {name}", name=holder),
                N_(
                    "With these 24 words the second user manager takes over user "
                    "management on another computer. They are shown here only until you "
                    "have written them down. Give the paper to that person alone."
                ),
                self.papers.second,
                "second",
            )
        else:
            self._invitation()

    # 2 and 3: paper

    def _paper(
        self, number: int, title: Text, sentence: Text, words: tuple[str, ...], kind: Paper
    ) -> None:
        session = self.desk.session

        def make(language: Language) -> bytes:
            return case_print.sheet(words, session, language, kind)

        sheet = PaperSheet(self.desk, words, self, make)

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

        holders = (
            (N_("Share it among holders instead"), self._to_holders) if kind == "root" else None
        )
        self.lay(
            number,
            title,
            sentence,
            [sheet],
            N_("I have written it down"),
            forward,
            second_action=holders,
        )
        sheet.card.print_it.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_holders(self) -> None:
        self.wants.emit(navigation.RootCards())

    def _written(self, kind: Paper) -> None:
        """Forget them here before the page goes on."""
        session = self.desk.session

        def forget() -> Papers | None:
            founding_papers.on_paper(session, kind)
            return founding_papers.waiting(session)

        def gone(waiting: Papers | None) -> None:
            self.papers = waiting
            self._next_paper()

        verb = N_("Confirm the three words")
        self.next.setEnabled(False)
        self.desk.off.write(self, forget, gone, lambda error: self.refused(error, verb))

    # 4: the invitation

    def _invitation(self) -> None:
        self.lay(
            number=4,
            title=N_("One invitation for many computers"),
            sentence=N_(
                "Save this file to a USB stick and have each colleague open it in Sanad, "
                "under Settings, Join. The file alone gives no access: you admit each "
                "computer after comparing the words."
            ),
            parts=[],
            verb=N_("Save the invitation"),
            action=self._save,
            second_action=(N_("Later, in user management"), self._to_the_desk),
        )

    def _save(self) -> None:
        title = N_("Save the invitation")
        self.wants.emit(navigation.dialog(FileDialog, title, self.invite_to, save_as=INVITATION))

    def invite_to(self, file: Path) -> None:
        """Write the invitation."""
        session = self.desk.session
        self.busy(N_("Writing"))
        self.desk.off.write(
            self,
            lambda: administration.invite(session, file),
            self._invited,
            lambda error: self.refused(error, N_("Save the invitation")),
        )

    def _invited(self, invited: WrittenInvitation) -> None:
        moment = invited.until
        rows = Rows()
        rows.add(Row(plain(invited.team), N_("Team"), "person"))
        rows.add(
            Row(
                lambda w: w.count("For {n} computer", "For {n} computers", invited.places),
                lambda w: w("Valid until {date}", date=w.date(moment.astimezone().date())),
                "clock",
            )
        )
        sentence = N_(
            "When a colleague brings a join request back, open it on the user management page."
        )
        self.lay(
            4,
            N_("Invitation saved"),
            "",
            [rows, Banner(sentence, "book", "ink2")],
            N_("Go to user management"),
            self._to_the_desk,
        )

    def _to_the_desk(self) -> None:
        self.wants.emit(navigation.People())

    def arrive(self) -> None:
        if self._number == 1:
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().arrive()

    def forget(self) -> None:
        self.papers = None

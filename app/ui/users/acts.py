"""What user management does from the page of people and computers: each act asks in a dialog of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.casework.organisation import administration, invitations
from app.casework.organisation.administration import RevocationSummary, WrittenInvitation
from app.casework.organisation.stick_files import INVITATION
from app.casework.pages.user_list import ComputerLine, PersonLine
from app.casework.session.session import Session
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.ui import navigation
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, Text, plain
from app.ui.parts import Box, Icon, layouts
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.form_dialog import FieldAnswers, Form, FormField

if TYPE_CHECKING:
    from app.ui.users.page import PeopleScreen


def consequences(*lines: tuple[str, Text]) -> QWidget:
    """What an act brings with it: an icon and a sentence a line."""
    return layouts.column_widget(
        *(
            layouts.row((Icon(icon, "ink2"), 0, layouts.Align.AlignTop), (Label(says), 1), gap=12)
            for icon, says in lines
        ),
        gap=8,
        wrap=True,
    )


class ComputerActs:
    """Invitations, join requests, computers."""

    def __init__(self, page: "PeopleScreen") -> None:
        self.page = page

    def _go(self, destination: object) -> None:
        self.page.remember()
        self.page.wants.emit(destination)

    def _write(self, work: Callable[[Session], object], success: Text) -> None:
        page = self.page

        def then(_result: object) -> None:
            page.load()
            page.succeed(success)

        page.write_vault(work, then)

    # invitations

    def invite(self) -> None:
        """One person, or one file for many computers of a team."""
        teams = self.page.field_teams
        Form(
            kept_as="invite",
            title=N_("Invite a person"),
            sentence=N_(
                "You save a file and give it to your colleague. It opens nothing by itself: you "
                "compare six words before the computer is admitted."
            ),
            parts=[
                FormField(
                    name="name", label=N_("Name"), help=N_("Leave it empty for one file for many computers of a team.")
                ),
                FormField(
                    name="team",
                    label=N_("Team"),
                    kind="choose",
                    choices=[*((name, plain(name)) for name in teams), ("", N_("A new team"))],
                    value=teams[0] if teams else "",
                ),
                FormField(
                    name="new",
                    label=N_("Name of the new team"),
                    required=N_("Enter the name of a team first."),
                    asked_if=lambda answers: not answers["team"],
                ),
            ],
            verb=N_("Choose the place"),
            width=480,
            go_on=self._choose_place,
        ).ask(self.page)

    def _choose_place(self, answers: FieldAnswers) -> None:
        name, team = answers.text("name"), answers.text("team") or answers.text("new")
        self._save_invitation(lambda file: self.invite_to(file, name, team))

    def _save_invitation(self, write: Callable[[Path], None]) -> None:
        self.page.open_dialog(FileDialog, N_("Save the invitation"), write, save_as=INVITATION)

    def invite_to(self, file: Path, name: str, team: str) -> None:
        self.page.write_vault(lambda session: invitations.invite(session, file, name, team), self._invited)

    def _invited(self, invitation: WrittenInvitation) -> None:
        until = invitation.until.astimezone().date()
        self.page.load()
        self.page.succeed(
            lambda w: w(
                "Invitation to {team} saved. It can be used until {date}.",
                team=isolate(invitation.team),
                date=w.date(until),
            )
        )

    def send_again(self, line: PersonLine) -> None:
        """A new file in place of the former one."""

        def write(file: Path) -> None:
            self.page.write_vault(lambda session: invitations.send_again(session, line.id, file), self._invited)

        self._save_invitation(write)

    def cancel_invitation(self, line: PersonLine) -> None:
        assert line.invitation is not None
        team, name = line.invitation.team, line.name

        def title(w: Words) -> str:
            if name:
                return w("Cancel the invitation of {name}?", name=isolate(name))
            return w("Cancel the invitation for {team}?", team=isolate(team))

        self._ask_grave(
            title,
            consequences(
                ("doc", N_("The file that was given out can no longer be used.")),
                ("person", N_("Anyone who has joined with it stays.")),
            ),
            N_("Cancel the invitation"),
            N_("Keep the invitation"),
            lambda: self._write(
                lambda session: invitations.cancel(session, line.id), N_("The invitation is cancelled.")
            ),
        )

    def open_request(self) -> None:
        """The file with which a computer asks to be let in."""
        self.page.open_dialog(
            FileDialog,
            N_("Join request from a computer"),
            lambda file: self._go(navigation.Admission(file)),
            on_stick=True,
        )

    # computers

    def show_computer(self, line: ComputerLine) -> None:
        self.page.turn_to("computers", line.id)

    def show_person(self, person_id: str) -> None:
        self.page.turn_to("people", person_id)

    def lost(self, line: ComputerLine) -> None:
        """What was on it, and what to do."""
        self._go(navigation.LostComputer(line.id))

    def renew(self, line: ComputerLine) -> None:
        self._write(
            lambda session: administration.renew_computer(session, line.id),
            N_("The admission is renewed for two years."),
        )

    def vouch(self, line: ComputerLine) -> None:
        """After asking that person: the word of two desks counts for more than one's."""
        session = self.page.context.session
        Form(
            kept_as=f"vouch {line.id}",
            title=lambda w: w("Vouch for this computer of {name}?", name=isolate(line.person)),
            sentence=N_(
                "Another user manager admitted it. First ask that person yourself, face to face or by telephone, "
                "whether this computer and this role are theirs. Then either of you can confirm that person’s orders."
            ),
            verb=N_("I asked: I vouch for it"),
            save=lambda _answers: administration.vouch(session, line.id),
            success=lambda _answers: N_("You vouch for this computer."),
        ).ask(self.page)

    def accept_late(self, line: ComputerLine) -> None:
        """What a withdrawn computer had written before, and what came only afterwards."""
        session, counted = self.page.context.session, list[int]()
        Form(
            kept_as=f"accept_late {line.id}",
            title=lambda w: w("Accept late records of {name}?", name=isolate(line.person)),
            sentence=N_(
                "Some records that this computer wrote before its access ended arrived only afterwards, and are "
                "waiting. Ask the person first whether they are theirs. Colleagues receive them with the next sync or "
                "USB transfer."
            ),
            verb=N_("I asked: accept them"),
            save=lambda _answers: counted.append(administration.accept_late(session, line.id)),
            success=lambda _answers: (
                lambda w: w.count("{n} record was accepted.", "{n} records were accepted.", counted[-1])
            ),
        ).ask(self.page)

    def withdraw_computer(self, line: ComputerLine) -> None:
        """One computer; the person's others stay."""
        name = isolate_ltr(line.name)
        self._ask_grave(
            lambda w: w("End the access of computer {computer} of {name}?", computer=name, name=isolate(line.person)),
            consequences(
                ("laptop", N_("It can read nothing that is written from now on, and what it writes has no effect.")),
                ("eye", N_("What it has read stays on it: this can’t be taken back.")),
                ("kept", N_("What it sent stays. The person can join again with a new join request.")),
            ),
            N_("End the access"),
            N_("Keep the access"),
            lambda: self.page.write_vault(lambda session: administration.revoke(session, line.id), self.withdrawn),
        )

    def withdrawn(self, revoked: RevocationSummary) -> None:
        """What the person may still hold, and how colleagues learn it."""
        box = Box("sunken", "", radius=8, margins=(16, 12, 16, 12), gap=4)
        number = revoked.cases
        box.inside.addWidget(
            Label(
                lambda w: w.count(
                    "{name} may still have {n} case.",
                    "{name} may still have {n} cases.",
                    number,
                    name=isolate(revoked.person),
                )
            )
        )
        for team in revoked.teams:
            says: Text = lambda w, team=team: w("New key for the team: {team}", team=isolate(team))  # noqa: E731
            box.inside.addWidget(Label(says, "small", "ink2"))
        sentence = N_(
            "Colleagues learn this with the next USB transfer. Transfer the files soon: until then "
            "they keep sharing new records with this computer."
        )
        if self.page.context.status.headquarters:
            sentence = N_("Colleagues learn this with their next sync.")
            if self.page.context.syncing is not None:
                self.page.context.syncing.sync_now()
        self.page.open_dialog(Dialog, N_("Access ended"), sentence, [DialogButton(N_("Close"))], body=box, width=560)
        self.page.load()

    def _ask_grave(self, title: Text, body: QWidget, verb: Text, leave: Text, act: Callable[[], None]) -> None:
        """What can't be taken back: the safe answer has the focus and stands last."""
        self.page.open_dialog(Dialog, title, "", [DialogButton(leave), DialogButton(verb, act, "grave")], body=body)

    def clear_selection(self) -> None:
        self.page.model.chosen.clear()
        self.page.model.refresh()
        self.page.selected()
        self.page.table.setFocus()

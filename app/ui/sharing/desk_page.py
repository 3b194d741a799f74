"""The desk: invitations, answers that have come, people and computers."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.casework.exchange import headquarters, sync
from app.casework.exchange.headquarters import PendingComputer
from app.casework.organisation import administration
from app.casework.organisation.administration import (
    DeviceRow,
    MembershipStatus,
    Recipient,
    RevocationSummary,
    WrittenInvitation,
)
from app.errors import N_
from app.language import Words, isolate
from app.ui import navigation
from app.ui.app_context import Desk
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, plain
from app.ui.parts import layouts
from app.ui.parts.boxes import Box, Row, Rows, empty, group
from app.ui.parts.buttons import Button
from app.ui.parts.dialog import Answer, Dialog
from app.ui.parts.form_dialog import Form, ask
from app.ui.parts.form_fields import FormField
from app.ui.parts.frame import Office
from app.ui.sharing.join import INVITATION
from app.ui.sharing.people import erased, listed
from app.ui.sync import desk_section
from app.ui.sync.desk_section import AtDesk
from app.ui.sync.remote_call import talk


@dataclass(frozen=True, slots=True)
class State:
    standing: MembershipStatus
    teams: list[Recipient]
    devices: list[DeviceRow]
    address: str  # of headquarters; "" where none is named


class Headquarters(Office):
    """The primary action: an answer has come."""

    state: State | None = None
    there: AtDesk | None = None

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "headquarters", N_("User management"), self._second)
        self.answer = Button(N_("Open a join request"), "primary", "inbox", tall=True)
        self.answer.clicked.connect(self.primary)
        self.body.addWidget(self._band())
        self.list = layouts.column(gap=20)
        self.body.addLayout(self.list)
        self.body.addStretch(1)
        self.load()

    def _second(self, _w: Words) -> str:
        return isolate(self.state.standing.organisation) if self.state else " "

    def _band(self) -> QWidget:
        band = Box("primary_soft", "", margins=(22, 16, 22, 16))
        row = layouts.row(gap=16)
        words = layouts.column(
            Label(N_("A join request has arrived"), "heading"),
            Label(N_("A colleague brings the join request of a computer."), colour="ink2"),
        )
        row.addLayout(words, 1)
        row.addWidget(self.answer)
        band.inside.addLayout(row)
        return band

    def load(self) -> None:
        """Read how the organisation stands, away from the screen."""
        session = self.desk.session
        self.desk.off.read(
            self,
            lambda: State(
                administration.membership_status(session),
                administration.teams(session),
                administration.devices(session),
                sync.address(session),
            ),
            self._show,
        )

    def _show(self, state: State) -> None:
        self.state = state
        self.top.second.tell()
        self._lay()
        self.look_again()

    def look_again(self) -> None:
        """Ask headquarters; the page can be used meanwhile."""
        session, network = self.desk.session, bool(self.state and self.state.address)
        self.desk.off.slow(self, lambda: desk_section.ask(session, network=network), self._heard)

    def _heard(self, at_desk: AtDesk) -> None:
        self.there = at_desk
        self._lay()

    def _lay(self) -> None:
        state, at_desk = self.state, self.there
        if state is None:
            return
        self.hold_place()
        empty(self.list)
        if at_desk is not None and state.address:
            self.list.addWidget(desk_section.waiting(at_desk, self.compare, self.look_again))
        if at_desk is not None:
            self.list.addWidget(desk_section.came_in(self, at_desk))
        self.list.addWidget(self._invitations())
        states = at_desk.states if at_desk is not None else {}
        self.list.addWidget(
            listed(state.devices, self.ask_revoke, states, self.lost, self.ask_vouch)
        )
        self.list.addWidget(erased(self))
        self.list.addWidget(desk_section.server(state.address, self.choose_card))

    def synced(self) -> None:
        super().synced()
        self.look_again()

    def _invitations(self) -> QWidget:
        save = Button(N_("Save an invitation"), "second", "usb", on_click=self.ask_team)
        rows = Rows()
        rows.add(
            Row(
                N_("One file for many computers of a team"),
                N_(
                    "It opens nothing by itself: each computer is admitted after the words are compared."
                ),
                "doc",
                save,
            )
        )
        return group(N_("Invitations"), rows)

    # inviting

    def ask_team(self) -> None:
        """For which team? The desk's own is not for field computers."""
        state = self.state
        names = for_the_field(state.teams, state.standing) if state else []
        form = Form(
            title=N_("For which team?"),
            sentence=N_("You can still choose another team when you admit a computer."),
            parts=[
                FormField(
                    name="team",
                    label=N_("Team"),
                    kind="choose",
                    choices=[*((name, plain(name)) for name in names), ("", N_("A new team"))],
                ),
                FormField(
                    name="new",
                    label=N_("Name of the new team"),
                    required=N_("Enter the name of a team first."),
                    when=lambda answers: not answers["team"],
                ),
            ],
            verb=N_("Choose the place"),
            leave=N_("Not now"),
            go_on=lambda answers: self._save_invitation(
                answers.text("team") or answers.text("new")
            ),
            remember=False,
            width=480,
        )
        ask(self, form)

    def _save_invitation(self, team: str) -> None:
        self.wants.emit(
            navigation.dialog(
                FileDialog,
                N_("Save the invitation"),
                lambda file: self.invite_to(file, team),
                save_as=INVITATION,
            )
        )

    def invite_to(self, file: Path, team: str) -> None:
        """Write the invitation."""
        session = self.desk.session
        self.desk.off.write(
            self,
            lambda: administration.invite(session, file, team),
            self._invited,
            self.trouble.emit,
        )

    def _invited(self, invited: WrittenInvitation) -> None:
        moment = invited.until

        self.wants.emit(
            navigation.dialog(
                Dialog,
                N_("Invitation saved"),
                lambda w: w(
                    "It serves {places} computers of {team}, until {date}.",
                    places=invited.places,
                    team=invited.team,
                    date=w.date(moment.astimezone().date()),
                ),
                [Answer(N_("Close"))],
            )
        )
        self.load()

    # over the network

    def choose_card(self) -> None:
        """The file that the server's administrator gives."""
        self.wants.emit(navigation.dialog(FileDialog, N_("Server card"), self.name_server))

    def name_server(self, card: Path) -> None:
        """Sign the server into the list of colleagues, and tell it whose it is."""
        session = self.desk.session

        def named(_url: str) -> None:
            self.load()
            self.look_around()

        talk(
            self.desk.off, self, lambda: headquarters.claiming(session, card), named,
            self.trouble.emit,
        )  # fmt: skip

    def compare(self, asks: PendingComputer) -> None:
        """Two people compare six words before anything is signed."""
        state = self.state
        teams = for_the_field(state.teams, state.standing) if state else []
        self.wants.emit(navigation.NetworkAdmission(asks, teams))

    # an answer

    def primary(self) -> None:
        title = N_("Join request from a computer")
        self.wants.emit(
            navigation.dialog(
                FileDialog, title, lambda file: self.wants.emit(navigation.Admission(file))
            )
        )

    def lost(self, device: DeviceRow) -> None:
        """What was on it, and what to do."""
        self.wants.emit(navigation.LostComputer(device.id))

    # vouching

    def ask_vouch(self, device: DeviceRow) -> None:
        """After asking that person: the word of two desks counts for more than one's."""
        session = self.desk.session
        form = Form(
            title=lambda w: w("Vouch for this computer of {name}?", name=isolate(device.person)),
            sentence=N_(
                "Another user manager admitted it. First ask that person yourself, face "
                "to face or by telephone, whether this computer and this role are "
                "theirs. Then either of you can confirm that person’s orders."
            ),
            verb=N_("I asked: I vouch for it"),
            leave=N_("Not now"),
            save=lambda _answers: administration.vouch(session, device.id),
            then=self.load,
        )
        ask(self, form)

    # ending an access

    def ask_revoke(self, device: DeviceRow) -> None:
        """Grave, and not to be taken back."""
        self.wants.emit(
            navigation.dialog(
                Dialog,
                lambda w: w("End the access of this computer of {name}?", name=device.person),
                N_(
                    "It can read nothing that is written from now on, and what it writes "
                    "has no effect. What it has already read can’t be taken back: it may "
                    "still have those cases. This can’t be undone; the person can join "
                    "again with a new join request."
                ),
                [
                    Answer(N_("Leave it as it is")),
                    Answer(N_("End the access"), lambda: self.revoke(device), "grave"),
                ],
                width=600,
            )
        )

    def revoke(self, device: DeviceRow) -> None:
        """End it, and say what the person may still hold."""
        session = self.desk.session
        self.desk.off.write(
            self,
            lambda: administration.revoke(session, device.id),
            lambda revoked: self._revoked(device, revoked),
            self.trouble.emit,
        )

    def _revoked(self, device: DeviceRow, revoked: RevocationSummary) -> None:
        box = Box("sunken", "", radius=8, margins=(16, 12, 16, 12), gap=4)
        box.inside.addWidget(
            Label(
                lambda w: w.count(
                    "{name} may still have {n} case.",
                    "{name} may still have {n} cases.",
                    revoked.cases,
                    name=device.person,
                )
            )
        )
        for team in revoked.teams:
            box.inside.addWidget(
                Label(lambda w, team=team: w("Closed to this computer: {team}", team=team), "small", "ink2")  # type: ignore[misc]
            )  # fmt: skip

        self.wants.emit(
            navigation.dialog(
                Dialog,
                N_("Access ended"),
                N_(
                    "Colleagues learn this with the next USB transfer. Transfer the "
                    "files soon: until then they keep sharing new records with this "
                    "computer."
                ),
                [Answer(N_("Close"))],
                body=box,
                width=560,
            )
        )
        self.load()

    def arrive(self) -> None:
        self.answer.setFocus(Qt.FocusReason.OtherFocusReason)

    def back(self) -> None:
        self.wants.emit(navigation.Home())


def for_the_field(teams: list[Recipient], membership: MembershipStatus) -> list[str]:
    """The teams that a field computer may join: not those of the desk itself."""
    return [recipient.name for recipient in teams if recipient.name not in membership.teams]

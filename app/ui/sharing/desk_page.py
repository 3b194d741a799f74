"""Join requests that have come, what was handed over to user management, and the server."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.casework.exchange import headquarters, sync
from app.casework.exchange.headquarters import PendingComputer
from app.casework.organisation import administration
from app.casework.organisation.administration import ColleagueOrTeam, MembershipStatus
from app.errors import N_
from app.language import Words, isolate
from app.ui import navigation, theme
from app.ui.app_context import AppContext
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label
from app.ui.parts import Box, Button, Row, Rows, empty, group, layouts
from app.ui.parts.frame import Office, Screen
from app.ui.sync import desk_section
from app.ui.sync.desk_section import AtDesk
from app.ui.sync.remote_call import talk


@dataclass(frozen=True, slots=True)
class DeskState:
    membership: MembershipStatus
    teams: list[ColleagueOrTeam]
    address: str  # of headquarters; "" where none is named


class HeadquartersScreen(Office):
    """The primary action: to look at who waits, or that an answer has come."""

    back_to = navigation.People()
    state: DeskState | None = None
    content: AtDesk | None = None

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "headquarters", N_("Join requests and server"), self._second)
        self.answer = Button(N_("Open a join request"), "primary", "inbox", tall=True, on_click=self.open_request)
        self.asking = layouts.column()  # above all else, once somebody asks
        self.list = layouts.column(gap=20)
        layouts.add(self.body, self.asking, self._band(), self.list, layouts.Stretch())
        self.load()

    def _second(self, _w: Words) -> str:
        return isolate(self.state.membership.organisation) if self.state else " "

    def _band(self) -> QWidget:
        band = Box("primary_soft", "", margins=(22, 16, 22, 16))
        row = layouts.row(gap=16)
        words = layouts.column(
            Label(N_("Admit a computer"), "heading"),
            Label(N_("A colleague brings the join request of a computer."), colour="ink2"),
        )
        layouts.add(row, (words, 1), self.answer)
        band.inside.addLayout(row)
        return band

    def load(self) -> None:
        self.read_vault(
            lambda session: DeskState(
                administration.membership_status(session), administration.teams(session), sync.address(session)
            ),
            self._show,
        )

    def _show(self, state: DeskState) -> None:
        self.state = state
        self.top.second.tell()
        self._lay()
        self.look_again()

    def look_again(self) -> None:
        """Ask headquarters; the page can be used meanwhile."""
        session, network = self.context.session, bool(self.state and self.state.address)
        self.context.workers.slow(self, lambda: desk_section.ask(session, network=network), self._heard)

    def _heard(self, at_desk: AtDesk) -> None:
        self.content = at_desk
        if at_desk.trouble is None:
            self.context.joining = len(at_desk.waiting)
            self.show_status(self.context.status)
        self._lay()

    def _lay(self) -> None:
        state, at_desk = self.state, self.content
        if state is None:
            return
        self.hold_place()
        for column in (self.asking, self.list):
            empty(column)
        if at_desk is not None and state.address:
            place = self.asking if at_desk.waiting else self.list
            place.addWidget(desk_section.waiting(at_desk, self.compare, self.look_again))
            self.answer.show_kind("second" if at_desk.waiting else "primary")
        if at_desk is not None:
            self.list.addWidget(desk_section.came_in(self, at_desk))
        layouts.add(self.list, erased(self), desk_section.server(state.address, self.choose_card))

    def synced(self) -> None:
        super().synced()
        self.look_again()

    # over the network

    def choose_card(self) -> None:
        self.open_dialog(FileDialog, N_("Server card"), self.name_server, on_stick=True)

    def name_server(self, card: Path) -> None:
        """Sign the server into the list of colleagues, and tell it whose it is."""
        session = self.context.session

        def named(_url: str) -> None:
            self.load()
            self.look_around()

        talk(self.context.workers, self, lambda: headquarters.claiming(session, card), named, self.trouble.emit)

    def compare(self, asks: PendingComputer) -> None:
        """Two people compare six words before anything is signed."""
        state = self.state
        teams = for_the_field(state.teams, state.membership) if state else []
        self.wants.emit(navigation.NetworkAdmission(asks, teams))

    # an answer

    def primary(self) -> None:
        """Whoever waits comes before a file."""
        if self.content is not None and self.content.waiting:
            self.compare(self.content.waiting[0])
        else:
            self.open_request()

    def open_request(self) -> None:
        title = N_("Join request from a computer")
        self.open_dialog(FileDialog, title, lambda file: self.wants.emit(navigation.Admission(file)), on_stick=True)

    def arrive(self) -> None:
        self.answer.setFocus(Qt.FocusReason.OtherFocusReason)


def for_the_field(teams: list[ColleagueOrTeam], membership: MembershipStatus) -> list[str]:
    """The teams that a field computer may join: not those of the desk itself."""
    return [recipient.name for recipient in teams if recipient.name not in membership.teams]


def erased(screen: Screen) -> QWidget:
    """The way to the orders to erase, for those who order and confirm them."""
    rows, show = Rows(), Button(N_("Show them"), "second")
    show.setAccessibleDescription(theme.words()(N_("Erased cases")))
    show.clicked.connect(screen.goes(navigation.ErasedCases()))
    second = N_("Orders waiting for a second person, replies so far, and certificates.")
    rows.add(Row(N_("Erased cases"), second, "minus", show))
    return group(N_("Erasing"), rows)

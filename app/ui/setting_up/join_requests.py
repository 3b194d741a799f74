"""Step: the computers that ask to join, from sticks and over the network, one after another, each with
its six words."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.casework.exchange import headquarters
from app.casework.exchange.headquarters import PendingComputer
from app.casework.organisation import administration, stick_files
from app.casework.organisation.administration import Applicant
from app.casework.organisation.stick_files import RequestFile
from app.casework.pages.office_setup import OfficeSetup
from app.errors import N_, SanadError
from app.language import Words, isolate
from app.ui import navigation, officer_names
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, Text, plain
from app.ui.parts import Banner, Button, Choose, Field, Grid, Row, Rows
from app.ui.plugged_in import StickWatch
from app.ui.sharing.admission import COMPARE, DIFFER, about
from app.ui.sharing.desk_page import for_the_field
from app.ui.sharing.six_words import SixWords
from app.ui.sync.remote_call import talk

if TYPE_CHECKING:
    from app.casework.session.session import Session
    from app.ui.setting_up.page import SettingUp

_ASKS_MS = 15_000  # how often the server is asked
_ENOUGH, _COMPARE = N_("That is all for now"), N_("Compare the words")
_ADMIT = N_("They match: admit")


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """Somebody who asks. `file`: on a USB stick; `pending`: over the network; one of the two."""

    applicant: Applicant
    file: Path | None = None
    pending: PendingComputer | None = None

    @property
    def key(self) -> str:
        return str(self.file) if self.file else self.pending.device if self.pending else ""


class JoinRequests(QObject):
    """The list, the comparison of one, and the list again."""

    def __init__(self, page: "SettingUp") -> None:
        super().__init__(page)
        self.page = page
        self.server = ""
        self.over: list[RequestFile] = []  # whose invitation has ended
        self._by_file: list[JoinRequest] = []
        self._by_server: list[JoinRequest] = []
        self._teams: list[str] = []
        self._admitted: list[str] = []
        self._shown: object = None
        self._comparing = False
        self._watch = StickWatch(page, self._look_at, beats=True)
        self._asking = QTimer(self, interval=_ASKS_MS)
        self._asking.timeout.connect(self._ask_server)

    def show(self, setup: OfficeSetup) -> None:
        """Begin to look, and show what is there."""
        self.server = setup.server
        self._lay()
        self._watch.start()
        self._look_at(self._watch.sticks())
        if self.server:
            self._asking.start()
            self._ask_server()

    def stop(self) -> None:
        self._watch.stop()
        self._asking.stop()
        self.setProperty("closed", True)  # what was read meanwhile is laid under no other step

    @property
    def requests(self) -> list[JoinRequest]:
        return self._by_file + self._by_server

    # who asks

    def _look_at(self, sticks: list[Path]) -> None:
        def read(session: "Session") -> tuple[list[RequestFile], list[str]]:
            status = administration.membership_status(session)
            teams = for_the_field(administration.teams(session), status)
            return stick_files.requests(session, sticks), teams

        self.page.context.read_vault(self, read, self._on_sticks, lambda _error: None)

    def _on_sticks(self, read: tuple[list[RequestFile], list[str]]) -> None:
        files, self._teams = read
        self.over = [request for request in files if request.applicant is None]
        self._by_file = [
            JoinRequest(request.applicant, file=request.file) for request in files if request.applicant is not None
        ]
        self._lay()

    def _ask_server(self) -> None:
        session = self.page.context.session
        self.page.context.workers.slow(self, lambda: _answers(session), self._over_network, lambda _error: None)

    def _over_network(self, pending: list[PendingComputer]) -> None:
        self._by_server = [JoinRequest(asks.applicant, pending=asks) for asks in pending]
        self._lay()

    # the list

    def _lay(self) -> None:
        """Anew where something came or went; never under somebody who compares words."""
        requests = self.requests
        listed = [request.key for request in requests], [r.file for r in self.over], tuple(self._admitted)
        if self._comparing or listed == self._shown:
            return
        self._shown = listed
        parts: list[Rows | Banner | Label] = []
        if self._admitted:
            parts.append(Banner(self._admitted_says, "kept", "kept"))
        rows = Rows()
        for request in requests:
            button = Button(_COMPARE, "second", on_click=lambda r=request: self.compare(r))
            button.setAccessibleDescription(request.applicant.name)
            rows.add(
                Row(plain(isolate(request.applicant.name)), _asks(request), "usb" if request.file else "hq", button)
            )
        for ended in self.over:
            error = ended.refused
            rows.add(Row(plain(isolate(ended.file.name)), _says(error), "wait", tone="wait"))
        if not requests:
            rows.add(
                Row(
                    N_("Waiting for join requests"),
                    N_("Plug in a USB stick that comes back from a computer. Its request appears here by itself.")
                    if not self.server
                    else N_(
                        "Requests over the network, and on a USB stick that you plug in, appear here by themselves."
                    ),
                    "inbox",
                )
            )
        parts.append(rows)
        enough: tuple[Text, Callable[[], None]] = (_ENOUGH, lambda: self.page.note("computers"))
        choose: tuple[Text, Callable[[], None]] = (N_("Open a join request"), self._choose)
        self.page.lay(
            number=8,
            title=N_("Admit the computers"),
            sentence=N_(
                "One after another, about 3 minutes each. You can leave this page open, and come back to it at any "
                "time."
            ),
            parts=list(parts),
            verb=_COMPARE if requests else enough[0],
            action=(lambda: self.compare(self.requests[0])) if requests else enough[1],
            second_action=enough if requests else choose,
        )

    def _admitted_says(self, w: Words) -> str:
        names = " · ".join(isolate(name) for name in self._admitted)
        return w(
            "Admitted: {names}. With a USB stick, take it back: their page finishes joining by itself.", names=names
        )

    def _choose(self) -> None:
        self.page.open_dialog(FileDialog, N_("Join request from a computer"), self._open, kinds="(sanad-answer*)")

    def _open(self, file: Path) -> None:
        """Read it before this page is left: another file is said beside the button."""
        page = self.page
        self._comparing = True
        page.busy(N_("Reading it"))
        page.context.write_vault(
            self,
            lambda session: administration.applicant(session, file),
            lambda _applicant: page.wants.emit(navigation.Admission(file)),
            self._back_with,
        )

    # one of them

    def compare(self, request: JoinRequest) -> None:
        """The six words; for a USB stick the file is laid on it by which the other screen shows them."""
        self._comparing = True
        if request.pending is not None:
            self._show_words(request, request.pending.words, request.pending.words_other)
            return
        file = request.file
        assert file is not None
        self.page.busy(N_("Writing"))
        self.page.context.write_vault(
            self,
            lambda session: stick_files.show_words(session, file),
            lambda applicant: self._show_words(request, applicant.words, applicant.words_other),
            self._back_with,
        )

    def _show_words(self, request: JoinRequest, words: tuple[str, ...], words_other: tuple[str, ...]) -> None:
        applicant = request.applicant
        teams = list(dict.fromkeys([applicant.team, *self._teams]))
        role = Choose(N_("Work"), [(code, message) for code, message in officer_names.ROLES])
        team = Choose(N_("Team"), [(name, plain(name)) for name in teams])
        role.choose(applicant.role)
        team.choose(applicant.team)
        choices = Grid(columns=2, least_width=260, gap=16, equal=False)
        choices.add(Field(N_("Work"), role))
        choices.add(Field(N_("Team"), team))
        by_stick = N_(
            "Take the USB stick to that computer: its screen shows the words by itself. Once they are "
            "compared, plug the USB stick in here again."
        )
        parts = [SixWords(words, words_other), about(applicant), choices]
        if request.file is not None:
            parts.insert(0, Banner(by_stick, "usb", "ink2"))
        self.page.lay(
            number=8,
            title=lambda w: w("Does {name} see the same six words?", name=isolate(applicant.name)),
            sentence=COMPARE,
            parts=parts,
            verb=_ADMIT,
            action=lambda: self._admit(request, words, str(role.chosen() or ""), str(team.chosen() or "")),
            second_action=(N_("They do not match"), self._differ),
        )

    def _admit(self, request: JoinRequest, words: tuple[str, ...], role: str, team: str) -> None:
        page, session = self.page, self.page.context.session
        page.busy(N_("Admitting the computer"))

        def refused(error: SanadError) -> None:
            page.refused(error, _ADMIT)

        if request.pending is not None:
            device = request.pending.device
            talk(
                page.context.workers,
                self,
                lambda: headquarters.confirming(session, device, " ".join(words), role, team),
                self._done,
                refused,
            )
            return
        file = request.file
        assert file is not None
        page.context.write_vault(
            self, lambda session: stick_files.admit(session, file, role, team, words), self._done, refused
        )

    def _done(self, applicant: Applicant) -> None:
        self._admitted.append(applicant.name)
        self._by_server = [r for r in self._by_server if r.applicant.name != applicant.name]
        self._by_file = [r for r in self._by_file if r.applicant.name != applicant.name]
        if self.page.context.syncing is not None and self.server:
            self.page.context.syncing.sync_now()
        self._back()

    def _differ(self) -> None:
        banner = Banner(DIFFER, "shield", "wait")
        self.page.lay(8, N_("The words do not match"), "", [banner], N_("Back to the list"), self._back)

    def _back(self) -> None:
        self._comparing, self._shown = False, None
        self._lay()

    def _back_with(self, error: SanadError) -> None:
        self._back()
        self.page.complain_of(error)


def _answers(session: "Session") -> list[PendingComputer]:
    try:
        return headquarters.answers(session)
    finally:
        session.close_reader()  # that thread has none of its own


def _asks(request: JoinRequest) -> Text:
    applicant, by_stick = request.applicant, request.file is not None

    def says(w: Words) -> str:
        route = w(N_("on the USB stick")) if by_stick else w(N_("over the network"))
        return " · ".join([w(officer_names.role(applicant.role)), isolate(applicant.team), route])

    return says


def _says(error: SanadError | None) -> Text:
    return lambda w: w.say(error) if error is not None else ""

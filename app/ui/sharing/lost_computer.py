"""A computer that was lost or taken: what will happen, what was on it, and the sheet to work from."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.casework.exchange import lost_computer
from app.casework.exchange.lost_computer import LostComputer
from app.casework.organisation import administration
from app.casework.organisation.administration import RevocationSummary
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.language import Words, isolate, isolate_ltr
from app.ui import navigation
from app.ui.app_context import AppContext
from app.ui.fact_rows import fact_row
from app.ui.labels import Label, Text, plain, said
from app.ui.parts import Banner, Box, Button, Flow, Row, Rows, counted, empty, group, layouts, tight, wraps
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.frame import Office

_LISTED, _NARROW = 40, 1024
_HAPPENS: tuple[tuple[str, str, str], ...] = (
    (N_("Its access ends"), N_("Its teams have new keys: it can read nothing that is written from now on, and the server accepts nothing more from it."), "minus"),
    (N_("Its data stays on it"), N_("Sanad cannot reach it. It opens only with the passphrase or the recovery card: ask its officer where they are."), "lock"),
    (N_("Colleagues learn this with the next sync or USB transfer"), N_("Until then colleagues keep sharing new records with it. Sync, or carry the files by USB, now."), "send"),
    (N_("Its officer joins again on another computer"), N_("Data sent earlier comes back to it."), "person"),
)  # fmt: skip


class LostScreen(Office):
    """What the page is for stands first, to end its access, and is no primary: it can't be taken back.
    Once that is done, the sheet is."""

    back_to = navigation.People()
    told: LostComputer | None = None

    def __init__(self, context: AppContext, device_id: str) -> None:
        super().__init__(context, "headquarters", N_("A lost computer"), self._second)
        self.device_id, self._ended = device_id, False
        self.place = layouts.column(gap=16)
        layouts.add(self.body, self.place, layouts.Stretch())
        self.next: Button | None = None
        self.both: QBoxLayout | None = None
        sentence = N_("Checking what was on it, and when it last connected to the server.")
        self.place.addWidget(Label(sentence, colour="ink2"))
        self.load()

    def _second(self, _w: Words) -> str:
        return isolate(self.told.device.person) if self.told else " "

    def load(self) -> None:
        """Headquarters is asked too: not on a thread that a page waits for."""
        session, device_id = self.context.session, self.device_id
        self.context.workers.slow(self, lambda: _about(session, device_id), self._show, self._failed)

    def _failed(self, error: SanadError) -> None:
        empty(self.place)
        self.place.addWidget(Banner(lambda w: w.say(error), "wait", "wait"))

    def _show(self, computer: LostComputer) -> None:
        self.told = computer
        self.top.second.tell()
        empty(self.place)
        if computer.device.revoked:
            self.place.addWidget(self._done(computer))
        self.place.addWidget(self._acts(computer))
        if not computer.device.revoked:
            self.place.addWidget(self._what_happens())
        self.both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        tight(self.both, 20)
        for widget in (self._known(computer), self._on_it(computer)):
            self.both.addWidget(widget, 1, Qt.AlignmentFlag.AlignTop)
        holder = QWidget()
        holder.setLayout(self.both)
        wraps(holder)
        self.place.addWidget(holder)
        self._fit()
        self.arrive()

    def _fit(self) -> None:
        if self.both is not None:
            layouts.lay(self.both, beside=self.width() >= _NARROW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # parts

    def _done(self, computer: LostComputer) -> QWidget:
        says = N_("Its access has ended. Follow the sheet: it says whom to warn, and when.")
        if not self.context.status.headquarters:
            says = N_(
                "Its access has ended. Do a USB transfer at once, so that colleagues learn it; then follow the sheet."
            )
        return Banner(says, "kept", "kept")

    def _acts(self, computer: LostComputer) -> QWidget:
        line = Flow()
        sheet = Button(N_("Print or save the sheet"), "primary" if computer.device.revoked else "second", "doc")
        sheet.clicked.connect(self.show_sheet)
        self.next = sheet
        if not computer.device.revoked:
            self.next = Button(N_("End its access…"), "grave", "minus", on_click=self.ask)
            line.add(self.next)
        line.add(sheet)
        return line

    @staticmethod
    def _what_happens() -> QWidget:
        rows = Rows.of(Row(title, second, icon) for title, second, icon in _HAPPENS)
        return group(N_("What happens when its access ends"), rows)

    def _known(self, computer: LostComputer) -> QWidget:
        box = Box(margins=(18, 10, 18, 10), gap=4)
        for label, value in _facts(computer):
            box.inside.addWidget(fact_row(label, said(value)))
        if self.context.status.headquarters and not computer.asked:
            box.inside.addWidget(Label(N_("The server could not be reached just now, so it is not known here when this computer last connected. Check again when you are online."), "small", "wait"))  # fmt: skip
        return group(N_("Known details"), box)

    @staticmethod
    def _on_it(computer: LostComputer) -> QWidget:
        title = counted(N_("Cases on it"), len(computer.on_it))
        if not computer.on_it:
            return group(title, Label(N_("None that user management knows of."), colour="ink2"))
        box = Box(margins=(18, 10, 18, 10), gap=4)
        for entry in computer.on_it[:_LISTED]:
            box.inside.addWidget(_case(entry.reference, entry.updated))
        if (count := len(computer.on_it) - _LISTED) > 0:
            box.inside.addWidget(Label(lambda w: w.count("and {n} more, on the sheet", "and {n} more, on the sheet", count), "small", "ink2"))  # fmt: skip
        return group(title, box)

    # acting

    def ask(self) -> None:
        """Grave, and not to be taken back."""
        computer = self.told
        if computer is None:
            return

        self.open_dialog(
            Dialog,
            lambda w: w("End the access of this computer of {name}?", name=computer.device.person),
            N_("This can’t be undone; the officer can join again with a new join request, on another computer."),
            [DialogButton(N_("Leave it as it is")), DialogButton(N_("End the access"), self.end, "grave")],
            width=560,
        )

    def end(self) -> None:
        """Withdraw it, and let others hear of it at once."""
        self.write_vault(lambda session: administration.revoke(session, self.device_id), self._withdrawn)

    def _withdrawn(self, _revoked: RevocationSummary) -> None:
        if self.context.syncing is not None and self.context.status.headquarters:
            self.context.syncing.sync_now()
        self.load()

    def show_sheet(self) -> None:
        computer, session = self.told, self.context.session
        if computer is not None:
            self.wants.emit(
                navigation.IssuedPaper(
                    N_("Sheet for a lost computer"),
                    plain(computer.device.person),
                    lambda: lost_computer.paper(session, computer),
                    navigation.LostComputer(self.device_id),
                )
            )

    def tell(self) -> None:
        if self.told is not None:
            self._show(self.told)

    def primary(self) -> None:
        if self.next is not None and self.next.kind == "primary":
            self.next.click()

    def arrive(self) -> None:
        if self.next is not None:
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)


def _about(session: Session, device_id: str) -> LostComputer:
    try:
        return lost_computer.about(session, device_id)
    finally:
        session.close_reader()  # that thread has none of its own


def _facts(computer: LostComputer) -> list[tuple[str, Text]]:
    device, unknown = computer.device, N_("Not known")
    call, locked, record = computer.last_call, computer.locked, computer.last_record
    return [
        (N_("Officer"), plain(isolate(device.person))),
        (N_("Computer"), plain(isolate_ltr(device.id[:16]))),
        (N_("Access"), N_("No longer in force") if device.revoked else N_("In force")),
        (N_("Last sync"), (lambda w: w.moment(call)) if call else unknown),
        (N_("Last locked"), (lambda w: w.moment(locked)) if locked else unknown),
        (N_("Last record"), (lambda w: w.moment(record)) if record else unknown),
    ]


def _case(reference: str, updated: datetime) -> QWidget:
    """A case's number, and when it was last heard of."""
    day = updated.astimezone().date()
    return layouts.row_widget(
        (Label(plain(isolate_ltr(reference)), weight=500), 1),
        Label(lambda w: w.date(day), "label", "ink2", weight=400, wrap=False),
        gap=12,
        wrap=True,
    )

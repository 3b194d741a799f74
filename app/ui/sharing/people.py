"""People and computers: who has joined, in which team, and whose access has ended."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from app.casework.exchange.headquarters import DeviceState
from app.casework.export import erasure_orders
from app.casework.organisation import administration
from app.casework.organisation.administration import DeviceRow
from app.errors import N_
from app.language import Words, isolate
from app.ui import navigation, officer_names, theme
from app.ui.app_context import Desk
from app.ui.labels import Label, Text, plain, said
from app.ui.parts import layouts
from app.ui.parts.badges import Badge
from app.ui.parts.boxes import Banner, Row, Rows, counted, empty, group
from app.ui.parts.buttons import Button
from app.ui.parts.frame import Office, Screen
from app.ui.sync.computer_status import last_seen


class PeopleScreen(Office):
    """Read only; ending an access is the desk's."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "post", N_("People and computers"), self._second)
        self.list = layouts.column(gap=20)
        self.body.addLayout(self.list)
        self.body.addStretch(1)
        session = desk.session

        self._orders = False

        def read() -> tuple[list[DeviceRow], bool]:
            joined = administration.membership_status(session).joined
            return (administration.devices(session) if joined else []), erasure_orders.may_see(
                session
            )

        desk.off.read(self, read, self._show)

    def _second(self, _w: Words) -> str:
        return self.desk.around.organisation

    def _show(self, loaded: tuple[list[DeviceRow], bool]) -> None:
        devices, self._orders = loaded
        empty(self.list)
        if not devices:
            sentence = N_("This computer has not joined an organisation.")
            self.list.addWidget(Label(sentence, colour="ink2"))
            return
        self.list.addWidget(listed(devices))
        if self._orders:
            self.list.addWidget(erased(self))
        if any(device.forked for device in devices):
            sentence = N_(
                "One computer sent two copies of its records, as happens after a disk is "
                "copied or a backup is restored. Everything is saved. Tell user "
                "management."
            )
            self.list.addWidget(Banner(sentence, "wait", "wait"))

    def back(self) -> None:
        self.wants.emit(navigation.Post())


def erased(screen: Screen) -> QWidget:
    """The way to the orders to erase, for those who order and confirm them."""
    rows, show = Rows(), Button(N_("Show them"), "second")
    show.setAccessibleDescription(theme.words()(N_("Erased cases")))
    show.clicked.connect(lambda: screen.wants.emit(navigation.ErasedCases()))
    second = N_("Orders waiting for a second person, replies so far, and certificates.")
    rows.add(Row(N_("Erased cases"), second, "minus", show))
    return group(N_("Erasing"), rows)


def listed(
    devices: list[DeviceRow],
    revoke: Callable[[DeviceRow], None] | None = None,
    states: Mapping[str, DeviceState] | None = None,
    lost: Callable[[DeviceRow], None] | None = None,
    vouch: Callable[[DeviceRow], None] | None = None,
) -> QWidget:
    """The list; with buttons for vouching, for ending an access and for a lost computer where they are
    offered, and with what headquarters says of each computer."""
    rows = Rows()
    for device in sorted(devices, key=lambda row: (row.revoked, not row.own, row.person)):
        state = (states or {}).get(device.id)
        forked = device.forked or (state is not None and state.forked)
        rows.add(
            Row(
                plain(device.person), _second(device, state), "person",
                _after(device, revoke, lost, vouch, forked=forked),
            )
        )  # fmt: skip
    return group(counted(N_("People and computers"), len(devices)), rows)


def _second(device: DeviceRow, state: DeviceState | None) -> Text:
    seen_text = last_seen(None if device.own else state)

    def told(w: Words) -> str:
        line = _who(w)
        return f"{line} · {said(seen_text)}" if seen_text else line

    def _who(w: Words) -> str:
        teams = w("Teams: {names}", names="، ".join(device.teams) if w.language == "ar" else ", ".join(device.teams))  # fmt: skip
        role = w(officer_names.role(device.role))
        return f"{role} · {teams}" if device.teams else isolate(role)

    return told


def _after(
    device: DeviceRow,
    revoke: Callable[[DeviceRow], None] | None,
    lost: Callable[[DeviceRow], None] | None,
    vouch: Callable[[DeviceRow], None] | None,
    *,
    forked: bool,
) -> QWidget:
    holder = QWidget()
    row = layouts.row(gap=10, parent=holder)
    if device.own:
        row.addWidget(Badge(N_("This computer"), "check", "kept"))
    if forked:
        row.addWidget(Badge(N_("Two copies of the records"), "wait", "wait"))
    if device.revoked:
        row.addWidget(Badge(N_("Access ended"), "minus", "ink2"))
    acts = (
        (N_("Vouch for it"), vouch if device.vouchable else None),
        (N_("It is lost"), lost),
        (N_("End access"), None if device.revoked else revoke),
    )
    for says, act in acts:
        if act is not None and not device.own:
            button = Button(says, "quiet", about=device.person)
            button.clicked.connect(lambda _=False, act=act: act(device))
            row.addWidget(button)
    return holder

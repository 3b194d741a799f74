"""Headquarters in the settings: whether it syncs by itself, and what stands before the network."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.casework.exchange import sync, sync_preference
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.ui import navigation
from app.ui.labels import plain
from app.ui.parts import Box, Button, CheckCard, Field, Flow, LineInput, Row, group
from app.ui.parts.frame import Screen


@dataclass(frozen=True, slots=True)
class Habits:
    """`address`: where headquarters is."""

    address: str
    paused: bool
    proxy: str


def read(session: Session) -> Habits | None:
    """None where no headquarters is named."""
    address = sync.address(session)
    if not address:
        return None
    return Habits(address, sync_preference.paused(session), sync.proxy(session))


def with_headquarters(screen: Screen, habits: Habits) -> QWidget:
    """The group of the settings page; each choice holds at once."""
    box = Box(margins=(18, 12, 18, 16), gap=10)
    show = Button(N_("Open"), "second", on_click=screen.goes(navigation.Sync()))
    box.inside.addWidget(Row(plain(habits.address), N_("Waiting to be sent, daily data limit, pause"), "", show))
    alone = CheckCard(
        N_("Sync automatically while Sanad is unlocked"), N_("From time to time, and after you write something")
    )
    alone.setChecked(not habits.paused)
    alone.chosen.connect(lambda: _by_itself(screen, alone.isChecked()))
    box.add(alone, _proxy(screen, habits))
    return group(N_("Server"), box)


def _by_itself(screen: Screen, enabled: bool) -> None:
    if screen.context.syncing is not None:
        screen.context.syncing.pause(paused=not enabled)


def _proxy(screen: Screen, habits: Habits) -> QWidget:
    line = LineInput(N_("Proxy of the network"), hint=plain("http://proxy.example.org:3128"), ltr=True, width=440)
    line.setText(habits.proxy)
    field = Field(
        N_("Proxy of the network"),
        line,
        help_=N_("Only if the office’s network requires one. If this is empty, the setting of this computer applies."),
    )
    keep = Button(N_("Save the proxy"), "second")
    session, workers = screen.context.session, screen.context.workers

    def kept(_none: None) -> None:
        field.complain("")
        keep.say(N_("Saved"))

    def refused(error: SanadError) -> None:
        field.complain(lambda w: w.say(error))

    def write() -> None:
        typed = line.text()
        workers.write_vault(screen, lambda: sync.set_proxy(session, typed), kept, refused)

    keep.clicked.connect(write)
    line.returnPressed.connect(write)
    line.textEdited.connect(lambda: keep.say(N_("Save the proxy")))
    return Box("", "", gap=8).add(field, Flow().add(keep))

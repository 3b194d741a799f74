"""While a version is put in use: a plain page with the four steps, and nothing to press. Then the window
ends, and the one that started it opens the version in use at the lock screen."""

from collections.abc import Callable

from app.casework.records import updates
from app.errors import N_, SanadError
from app.ui import navigation
from app.ui.app_context import AppContext
from app.ui.labels import Label, Text
from app.ui.lock import PlainScreen
from app.ui.parts import Rows, announce
from app.ui.updates.step_list import StepRow
from app.ui.window import UPDATED, Window

_STAY_ON = N_("Do not switch off this computer. It takes about a minute, then Sanad asks for your passphrase.")


class InstallScreen(PlainScreen):
    """Nothing can be pressed: it is over in a moment."""

    def __init__(self, context: AppContext, title: Text, *, with_steps: bool) -> None:
        super().__init__(context, 640)
        self.column.addStretch(1)
        self.column.addWidget(Label(title, "title"))
        self.column.addWidget(Label(_STAY_ON, colour="ink2"))
        if with_steps and context.updating is not None:
            self.column.addWidget(Rows.of(StepRow(step, context.updating) for step in range(4)))
        self.column.addStretch(1)

    def arrive(self) -> None:
        announce(self, _STAY_ON)


def install(window: Window, _destination: navigation.InstallUpdate) -> None:
    """Put what was tried in use."""
    updating, session = window.context.updating, window.context.session
    if updating is None or not updating.ready or updating.offer is None:
        return
    offer, trial = updating.offer, updating.trial
    updating.running = True
    updating.count = (0, 0)
    page = InstallScreen(window.context, N_("Installing"), with_steps=True)

    def refused(error: SanadError) -> None:
        updating.fail(error)
        window.go(navigation.Update())

    _change(window, page, lambda: updates.install(session, offer, trial), refused)


def step_back(window: Window, _destination: navigation.StepBack) -> None:
    """Put the version before in use again."""
    session = window.context.session
    page = InstallScreen(window.context, N_("Going back"), with_steps=False)

    def refused(error: SanadError) -> None:
        window.go(navigation.Update())
        window.tell_trouble(error)

    _change(window, page, lambda: updates.step_back(session), refused)


def _change(
    window: Window, page: InstallScreen, work: Callable[[], object], refused: Callable[[SanadError], None]
) -> None:
    window.show_screen(page)

    def changed(_choice: object) -> None:
        window.exit_code = UPDATED
        window.hide()
        window.close()

    window.context.workers.write_vault(page, work, changed, refused)

"""Before a result is shown: the officer says that he is alone, and shows that it is he."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.casework.records import unlock
from app.errors import N_
from app.ui import navigation
from app.ui.parts.dialog import AskPassphrase
from app.ui.parts.frame import Screen


def ask_alone(screen: Screen, on_done: Callable[[], None]) -> None:
    """Ask, and go on when it is the officer."""
    ask = screen.desk.preferences.ask_before_result
    dialogs: list[AskPassphrase] = []

    def checked(right: bool) -> None:
        if right:
            dialogs[-1].close_down()
            on_done()
        else:
            dialogs[-1].complain(N_("Not unlocked. Check the keyboard language and try again."))

    def check(typed: str) -> None:
        if not ask:
            checked(True)
            return
        session = screen.desk.session
        screen.desk.off.write(dialogs[-1], lambda: unlock.verify(session, typed), checked)

    def build(window: QWidget) -> AskPassphrase:
        dialogs.append(
            AskPassphrase(
                window,
                N_("Are you alone?"),
                N_("What follows is for you only."),
                N_("I am alone: continue"),
                N_("Not now"),
                check,
                ask=ask,
            )
        )
        return dialogs[-1]

    screen.wants.emit(navigation.OpenDialog(build))

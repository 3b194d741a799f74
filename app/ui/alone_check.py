"""Before a result is shown: the officer says that he is alone, and shows that it is he.

The code that brings the officer's side back, or the PIN of the hidden screen, says it as well as the
passphrase: each was chosen by whoever had unlocked these records, and is forgotten when they are locked.
"""

import hmac
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.casework.records import unlock
from app.errors import N_
from app.language import ascii_digits
from app.ui import navigation
from app.ui.parts.dialog import AskPassphrase
from app.ui.parts.frame import Screen

CODE_TRIES = 4  # then only the passphrase says it


def ask_alone(screen: Screen, on_done: Callable[[], None], return_code: str = "") -> None:
    """Ask, and go on when it is the officer. `return_code`: of this interview's turned screen, "" for
    none."""
    ask = screen.context.preferences.ask_before_result
    codes = [code.encode() for code in (return_code, screen.context.pin) if code]
    dialogs: list[AskPassphrase] = []
    wrong = 0

    def checked(right: bool) -> None:
        if right:
            dialogs[-1].close_down()
            on_done()
        else:
            dialogs[-1].complain(N_("Not unlocked. Check the keyboard language and try again."))

    def check(typed: str) -> None:
        nonlocal wrong
        digits = ascii_digits(typed).strip()
        if not ask:
            checked(True)
        elif codes and wrong < CODE_TRIES and digits.isascii() and digits.isdigit():
            right = any(hmac.compare_digest(digits.encode(), code) for code in codes)
            wrong += not right
            if right or wrong < CODE_TRIES:
                checked(right)
            else:
                dialogs[-1].complain(N_("That was not the code. Now only the passphrase opens."))
        else:
            screen.context.write_vault(
                dialogs[-1], lambda session: unlock.verify(session, typed), checked
            )

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
                label=N_("Passphrase or code") if codes else N_("Passphrase"),
            )
        )
        return dialogs[-1]

    screen.wants.emit(navigation.OpenDialog(build))

"""Dialogs of the interview: another section, a second language."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import N_
from app.ui import goto
from app.ui.interview.taking import Taking
from app.ui.parts.boxes import tight
from app.ui.parts.buttons import Button, Chip
from app.ui.parts.dialog import Answer, Dialog
from app.ui.parts.frame import Screen, scrolling
from app.ui.words import plain


def pick_section(screen: Screen, titles: Mapping[str, str], then: Callable[[str], None]) -> None:
    """Where the sections don't fit beside the questions."""
    dialogs: list[Dialog] = []

    def picked(ref: str) -> None:
        dialogs[-1].close_down()
        then(ref)

    def build(window: QWidget) -> Dialog:
        body = QWidget()
        down = QVBoxLayout(body)
        tight(down, 4)
        for ref, title in titles.items():
            row = Button(plain(title), "quiet")
            row.clicked.connect(lambda _=False, ref=ref: picked(ref))
            down.addWidget(row)
        area = scrolling(body)
        area.setFixedHeight(min(420, window.height() - 220, 52 * len(titles)))
        dialogs.append(Dialog(window, N_("Sections"), "", [Answer(N_("Close"))], body=area))
        return dialogs[-1]

    screen.wants.emit(goto.Ask(build))


def pick_language(screen: Screen, taking: Taking, then: Callable[[str], None]) -> None:
    """Which of the form's languages stands beside the officer's, if any."""
    dialogs: list[Dialog] = []

    def picked(name: str) -> None:
        dialogs[-1].close_down()
        then(name)

    def build(window: QWidget) -> Dialog:
        body = QWidget()
        down = QVBoxLayout(body)
        tight(down, 8)
        for name in ("", *taking.choices_of_second()):
            of = plain(taking.short(name)) if name else N_("No second language")
            chip = Chip(of, chosen=name == taking.second)
            chip.chosen.connect(lambda name=name: picked(name))
            down.addWidget(chip)
        title = N_("Second language beside yours")
        dialogs.append(Dialog(window, title, "", [Answer(N_("Close"))], body=body))
        return dialogs[-1]

    screen.wants.emit(goto.Ask(build))

"""Dialogs of the interview: another section, a second language."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt

from app.errors import N_
from app.ui import theme
from app.ui.interview.controller import InterviewController
from app.ui.interview.long_list import LongList, LongListChoice
from app.ui.labels import plain
from app.ui.parts import Chip, Flow, LineInput, layouts
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.frame import Screen

_FEW = 12  # sections that are found without typing


def pick_section(
    screen: Screen,
    titles: Mapping[str, str],
    is_done: Callable[[str], bool],
    current: str,
    on_result: Callable[[str], None],
) -> None:
    """The table of contents: found by typing, walked by arrows; a tick where all has an answer."""

    def picked(ref: str) -> None:
        dialog.close_down()
        on_result(ref)

    def fits(high: int) -> None:
        long_list.setFixedHeight(max(106, min(420, high - 300, 50 * len(titles) + 10)))

    finder = LineInput(N_("Find a section"), hint=N_("Find a section"), finds=True)
    long_list = LongList(N_("Sections"))
    choices = [
        LongListChoice(ref, f"{theme.words().number(at)} · {title}")
        for at, (ref, title) in enumerate(titles.items(), 1)
    ]
    long_list.show_rows(choices, "")
    long_list.show_chosen(frozenset(ref for ref in titles if is_done(ref)))
    long_list.go_to(current)
    finder.textEdited.connect(long_list.narrow)
    long_list.picked.connect(picked)
    long_list.watch(finder)
    body = layouts.column_widget(finder, long_list, gap=8)
    # shown before it has a place, it would be a window for a moment
    finder.setHidden(len(titles) <= _FEW)
    close = [DialogButton(N_("Close"))]
    dialog = screen.open_dialog(Dialog, N_("Sections"), "", close, body=body, fits=fits)
    (finder if len(titles) > _FEW else long_list).setFocus(Qt.FocusReason.OtherFocusReason)


def pick_language(screen: Screen, controller: InterviewController, on_result: Callable[[str], None]) -> None:
    """Which of the form's languages stands beside the officer's, if any."""

    def picked(name: str) -> None:
        dialog.close_down()
        on_result(name)

    chips = Flow(gap=8)
    for name in ("", *controller.choices_of_second()):
        text = plain(controller.short(name)) if name else N_("No second language")
        chip = Chip(text, chosen=controller.is_second(name))
        chip.chosen.connect(lambda name=name: picked(name))
        chips.add(chip)
    title, close = N_("Second language beside yours"), [DialogButton(N_("Close"))]
    dialog = screen.open_dialog(Dialog, title, "", close, body=layouts.column_widget(chips))

"""Has the officer the recovery card on paper? Three of its words tell."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.casework.records import unlock
from app.errors import N_
from app.language import Words
from app.ui import navigation
from app.ui.labels import Text
from app.ui.parts import layouts
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.fields import Field, FieldProblem, LineInput
from app.ui.parts.frame import Screen


def _asked(place: int) -> Text:
    def sentence(w: Words) -> str:
        return w("Word {place}", place=place)

    return sentence


def confirm_card(screen: Screen, on_done: Callable[[], None], wrong: bool = False) -> None:
    """Ask for three words of the card."""
    body, lines = QWidget(), dict[int, LineInput]()
    column = layouts.column(gap=8, parent=body)
    for place in unlock.positions_to_confirm():
        lines[place] = LineInput(_asked(place))
        column.addWidget(Field(_asked(place), lines[place]))
    problem = FieldProblem()
    column.addWidget(problem)
    if wrong:
        problem.say(N_("These are not the words at these places. Check the numbers on the card."))

    def check() -> None:
        session = screen.context.session
        words = {place: line.text() for place, line in lines.items()}
        screen.context.workers.write_vault(
            screen,
            lambda: unlock.confirm_card(session, words),
            lambda right: on_done() if right else confirm_card(screen, on_done, wrong=True),
        )

    screen.wants.emit(
        navigation.dialog(
            Dialog,
            N_("Three words of the recovery card"),
            N_("Take the paper and enter the words at these places."),
            [DialogButton(N_("Later")), DialogButton(N_("Confirm"), check, "primary")],
            body=body,
        )
    )

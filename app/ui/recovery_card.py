"""24 numbered words on the screen, and paper: the recovery card, and the desk's own sheets."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.casework.records import unlock
from app.errors import N_
from app.language import Words
from app.settings import Language
from app.ui import navigation, paper, theme
from app.ui.app_context import AppContext
from app.ui.labels import Label, Text, plain
from app.ui.parts import Box, Button, Field, FieldProblem, Grid, LineInput, layouts, wraps
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.frame import Screen


class CardWords(QWidget):
    """Shown once; after that only the paper has it."""

    def __init__(
        self,
        context: AppContext,
        words: tuple[str, ...],
        screen: Screen,
        *,
        verb: Text = "",
        make: Callable[[Language], bytes] | None = None,
    ) -> None:
        super().__init__()
        self._context, self._words, self._screen, self._make = context, words, screen, make
        column = layouts.column(gap=12, parent=self)
        box = Box("surface", "edge", radius=8, margins=(16, 12, 16, 12))
        grid = Grid(columns=4, least_width=120, gap=4)
        for number, word in enumerate(words, 1):
            grid.add(self._word(number, word))
        box.inside.addWidget(grid)
        column.addWidget(box)
        self.print_it = Button(verb or N_("Print the card"), "second", "doc", on_click=self._print)
        self.print_state = Label("", "small", "ink2")
        column.addLayout(layouts.row(self.print_it, (self.print_state, 1), gap=12))
        wraps(self)

    @staticmethod
    def _word(number: int, word: str) -> QWidget:
        place = Label(lambda w: w.number(number), "small", "ink2", wrap=False, align="end")
        place.setFixedWidth(28)
        cell = layouts.row_widget(place, (Label(plain(word), weight=500), 1), gap=8)
        cell.setAccessibleName(f"{number} {word}")
        return cell

    def _print(self) -> None:
        from app.casework.export import case_print

        session, language = self._context.session, theme.words().language
        words, title = self._words, paper.document_name(theme.words())
        self.print_it.setEnabled(False)
        self.print_state.say("")

        make = self._make or (lambda spoken: case_print.card(words, session, spoken))

        def work() -> None:
            paper.send(make(language), "", title)

        self._context.workers.write_vault(self, work, lambda _none: self._printed(), self._failed)

    def _printed(self) -> None:
        self.print_it.setEnabled(True)
        self.print_state.say(N_("Sent to the printer. Collect the paper before anyone else does."))

    def _failed(self, error: object) -> None:
        self.print_it.setEnabled(True)
        self._screen.trouble.emit(error)


# -- card check --------------------------------------------------------------------------------
# Has the officer the recovery card on paper? Three of its words tell.


def _asked(place: int) -> Text:
    def sentence(w: Words) -> str:
        return w("Word {place}", place=place)

    return sentence


def confirm_card(screen: Screen, on_done: Callable[[], None], wrong: bool = False) -> None:
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
        words = {place: line.text() for place, line in lines.items()}
        screen.write_vault(
            lambda session: unlock.confirm_card(session, words),
            lambda right: on_done() if right else confirm_card(screen, on_done, wrong=True),
        )

    screen.open_dialog(
        Dialog,
        N_("Three words of the recovery card"),
        N_(
            "Take the paper and enter the words at these places. If there is no paper, make a new card in the settings."
        ),
        [
            DialogButton(N_("Later")),
            DialogButton(N_("There is no paper"), screen.goes(navigation.Settings())),
            DialogButton(N_("Confirm"), check, "primary"),
        ],
        body=body,
    )

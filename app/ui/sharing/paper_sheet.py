"""Words that only paper keeps: shown once, printed or written down, three of them asked back."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.casework.records import unlock
from app.errors import N_
from app.language import Words, fold
from app.settings import Language
from app.ui.app_context import AppContext
from app.ui.labels import Label, Text
from app.ui.parts import Field, FieldProblem, LineInput, layouts, wraps
from app.ui.parts.frame import Screen
from app.ui.recovery_card import CardWords


class PaperSheet(QWidget):
    """First the words, then the question: never both at once."""

    def __init__(
        self, context: AppContext, words: tuple[str, ...], screen: Screen, make: Callable[[Language], bytes]
    ) -> None:
        super().__init__()
        self._words = words
        self.card = CardWords(context, words, screen, verb=N_("Print the sheet"), make=make)
        self.asked = QWidget()
        column = layouts.column(
            Label(N_("Take the paper and enter the words at these places."), "label"), gap=10, parent=self.asked
        )
        self.lines: dict[int, LineInput] = {}
        for place in unlock.positions_to_confirm(len(words)):
            self.lines[place] = LineInput(self._at(place))
            self.lines[place].setMaximumWidth(360)
            column.addWidget(Field(self._at(place), self.lines[place]))
        self.problem = FieldProblem()
        column.addWidget(self.problem)
        wraps(self.asked)
        layouts.column(self.card, self.asked, parent=self)
        self.asked.hide()
        wraps(self)

    @staticmethod
    def _at(place: int) -> Text:
        def sentence(w: Words) -> str:
            return w("Word {place}", place=place)

        return sentence

    @property
    def asking(self) -> bool:
        return not self.asked.isHidden()

    def ask(self) -> None:
        """Hide the words and ask three of them back."""
        self.card.hide()
        self.asked.show()
        next(iter(self.lines.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_again(self) -> None:
        """Back to the words: the paper was not right."""
        self.asked.hide()
        self.card.show()
        for line in self.lines.values():
            line.clear()
        self.problem.say("")

    def right(self) -> bool:
        """Are the three words those at these places?"""
        matches = [fold(line.text()) == fold(self._words[at - 1]) for at, line in self.lines.items()]
        self.problem.say(
            "" if all(matches) else N_("These are not the words at these places. Check the numbers on the paper.")
        )
        return all(matches)

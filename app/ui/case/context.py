"""What the groups and dialogs of a case's course are handed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.casework.pages.lifecycle_page import Course
from app.casework.session.session import Session
from app.errors import SanadError
from app.ui.labels import Label, Text, name
from app.ui.parts.cards import RadioCard
from app.ui.parts.fields import Field, Problem
from app.ui.parts.frame import Screen
from app.ui.parts.grid import Grid
from app.ui.sharing.hand_over import Done, Refused


@dataclass(frozen=True, slots=True)
class Page:
    """A case's page: `course` in the language on the screen; `again` reads the case anew."""

    screen: Screen
    case_id: str
    course: Course
    again: Callable[[], None]

    @property
    def session(self) -> Session:
        return self.screen.desk.session

    def write(self, work: Callable[[], object], done: Done, refused: Refused) -> None:
        self.screen.desk.off.write(self.screen, work, done, refused)


class Cards:
    """One of a few, as cards; nothing is chosen beforehand."""

    def __init__(
        self, options: Sequence[tuple[str, Text]], most: int = 2, *, least: int = 200, asks: Text = "",
    ) -> None:  # fmt: skip
        """`asks`: what is asked, where the dialog's title doesn't say it."""
        self.grid, self.problem = Grid(most=most, least_width=least, gap=10), Problem()
        self.label = Label(asks, "label")
        if asks:
            name(self.grid, asks)
        self.cards: dict[str, RadioCard] = {}
        for value, of in options:
            card = self.cards[value] = RadioCard(of)
            card.chosen.connect(lambda value=value: self._choose(value))
            self.grid.add(card)

    def parts(self) -> list[QWidget]:
        """One under the other."""
        return [*([self.label] if self.label.text() else []), self.grid, self.problem]

    def _choose(self, value: str) -> None:
        self.problem.say("")
        for each, card in self.cards.items():
            card.setChecked(each == value)

    def chosen(self, otherwise: Text) -> str:
        """The one chosen, or "" after saying so."""
        found = next((each for each, card in self.cards.items() if card.isChecked()), "")
        self.problem.say("" if found else otherwise)
        return found


def or_override(field: Field, refused: Refused) -> Refused:
    """Where consent is missing, the reason to go on without it is asked for."""

    def told(error: SanadError) -> None:
        if error.kind() == "consent":
            field.show()
            field.field.setFocus(Qt.FocusReason.OtherFocusReason)
        refused(error)

    return told

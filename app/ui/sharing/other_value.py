"""Another value: the question's own kind of control where that is simple, else a line."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.casework.questionnaires.answer_format import marked
from app.errors import N_
from app.form import Node
from app.language import ascii_digits
from app.ui.labels import Label, Text, plain
from app.ui.parts import Area, CheckCard, Choose, FieldProblem, Grid, LineInput, layouts, wraps
from app.ui.parts.day_field import Day
from app.ui.parts.fields import mark

_NAME = N_("The other value")
_NUMBERS = frozenset(("int", "integer", "long", "short", "decimal", "double", "float"))
MOST = 40  # choices of a list that opens
_Control = tuple[QWidget, Callable[[], str]]


class Another(QWidget):
    """What is typed is judged by the form when it is kept, and its sentence stands here."""

    def __init__(self, node: Node | None) -> None:
        super().__init__()
        self.field, self.value = _control(node)
        self.problem = FieldProblem()
        layouts.column(Label(_NAME, "label"), self.field, self.problem, gap=6, parent=self)
        wraps(self)

    def focus(self) -> None:
        target: QWidget = self.field
        if isinstance(self.field, Day):
            target = self.field.first()
        elif isinstance(self.field, Grid):
            target = self.field.children_shown()[0]
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    @staticmethod
    def lacks(value: str) -> Text:
        """What has to be done first, "" where it can be kept."""
        return "" if value else N_("Enter the value first.")

    def complain(self, text: Text) -> None:
        """Say why it can't be taken; "" when nothing is wrong."""
        self.problem.say(text)
        if isinstance(self.field, Day):
            self.field.complain(bool(text))
        else:
            mark(self.field, "problem", bool(text))


def _control(node: Node | None) -> _Control:
    if node is None or (node.control == "input" and node.type in ("string", "text", "")):
        return _text(several_lines=node is not None and "multiline" in node.appearance)
    if node.choices and len(node.choices) <= MOST:
        return _several(node) if node.control == "select_multiple" else _one(node)
    if node.type == "date":
        day = Day()
        return day, day.written
    line = LineInput(_NAME, ltr=True, width=220 if node.type in _NUMBERS else 360)
    return line, lambda: ascii_digits(line.text()).strip()


def _text(*, several_lines: bool) -> _Control:
    if several_lines:
        area = Area(_NAME, lines=3)
        return area, area.toPlainText
    line = LineInput(_NAME)
    return line, lambda: line.text().strip()


def _one(node: Node) -> _Control:
    options: list[tuple[object, Text]] = [("", N_("Choose one"))]
    options += [(choice.value, plain(marked(choice.label))) for choice in node.choices]
    choose = Choose(_NAME, options)
    return choose, lambda: str(choose.chosen() or "")


def _several(node: Node) -> _Control:
    grid, cards = Grid(columns=3, least_width=220), dict[str, CheckCard]()
    for choice in node.choices:
        cards[choice.value] = CheckCard(plain(marked(choice.label)))
        grid.add(cards[choice.value])
    return grid, lambda: " ".join(value for value, card in cards.items() if card.isChecked())

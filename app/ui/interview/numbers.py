"""Numbers with steps: typed in digits of any script, stored in ASCII."""

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from app.casework.questionnaires.answer_format import grouped, marked
from app.casework.questionnaires.person_words import person_words
from app.casework.questionnaires.unsaid_numbers import UNITS
from app.errors import N_
from app.form import Node
from app.language import Words, ascii_digits, strip_marks
from app.ui import theme
from app.ui.interview.page_grid import Lanes
from app.ui.interview.typed_answer import TypedQuestion
from app.ui.labels import Label, plain
from app.ui.parts import IconButton, LineInput, RadioCard, layouts
from app.ui.parts.fields import mark

_PARTS = 4  # of the line: the field has what the two quiet answers leave


def tidy(number: float) -> str:
    """A number without a needless .0"""
    return f"{number:g}" if number != int(number) else str(int(number))


def _shown(number: float) -> str:
    return own(tidy(number))


def own(text: str) -> str:
    """A number in the user's digits, with their own decimal sign."""
    return theme.words().decimal(text)


class NumberQuestion(TypedQuestion):
    """− field +. The digits shown are the user's, whatever is typed."""

    def body(self, node: Node) -> None:
        self.whole = node.type in ("int", "integer", "long", "short")
        self.line = LineInput(self._name, centred=True, ltr=True, width=160)
        self.line.setFixedWidth(140 if not self.whole else 110)
        self.line.textEdited.connect(self.typing)
        self.line.editingFinished.connect(self.left)
        self.less = IconButton(N_("Less"), "minus")
        self.more = IconButton(N_("More"), "plus")
        self.less.clicked.connect(lambda: self.step(-1))
        self.more.clicked.connect(lambda: self.step(1))
        self.bounds = Label("", "small", "ink2", wrap=False)
        self.unit = Label(self._unit, colour="ink2", wrap=False)
        self.line.textChanged.connect(lambda _text: self.unit.tell())
        row = layouts.row(self.less, self.line, self.more, self.unit, self.bounds, gap=10)
        self.lane = Lanes(10)
        self.field = QWidget()
        row.addStretch(1)
        self.field.setLayout(row)
        self.quiet: dict[str, RadioCard] = {}
        self._lay(self.controller.unsaid(self.ref))
        self.down.addWidget(self.lane)
        self.thousands: Label | None = None
        if "thousands-sep" in node.appearance:
            self.thousands = Label("", "small", "ink2")
            self.down.addWidget(self.thousands)

    def _lay(self, unsaid: Node | None) -> None:
        """The field, and at the line's end what may be said instead of a number."""
        for choice in unsaid.choices if unsaid is not None else ():
            card = RadioCard(plain(""), quiet=True)
            card.chosen.connect(lambda value=choice.value: self._say_nothing(value))
            self.quiet[choice.value] = card
        cards = [(card, 1, _PARTS) for card in self.quiet.values()]
        self.lane.order([(self.field, _PARTS - len(cards) if cards else 0, _PARTS), *cards])

    def _say_nothing(self, value: str) -> None:
        """The person doesn't know, or would rather not say; pressed again, that is taken back."""
        unsaid = self.controller.unsaid(self.ref)
        if unsaid is None:
            return
        self._pause.stop()
        self._latest.stop()
        is_again = unsaid.relevant and unsaid.value == value
        if not (is_again and self.controller.by_steps):
            self.complain(self.controller.answer(unsaid.ref, "" if is_again else value))
        self.refresh()
        self.goes_on()

    def _show_unsaid(self) -> None:
        unsaid = self.controller.unsaid(self.ref)
        if unsaid is None:
            return
        second = self.controller.other_node(unsaid.ref)
        second_labels = {choice.value: choice.label for choice in second.choices} if second else {}
        for choice in unsaid.choices:
            card, words = self.quiet[choice.value], second_labels.get(choice.value, "")
            card.asked = self.controller.node(self.ref).label
            card.say(plain(marked(choice.label)), plain(marked(words)) if words else None)
            card.setChecked(unsaid.relevant and unsaid.value == choice.value)

    def _unit(self, w: Words) -> str:
        """In the form that goes with the number that stands there."""
        unit = self.controller.node(self.ref).extras.get("unit", "")
        return person_words(w.language).unit(unit, self.typed()) if unit in UNITS else ""

    def first(self) -> QWidget | None:
        return self.line

    def answered(self) -> bool:
        unsaid = self.controller.unsaid(self.ref)
        return super().answered() or (unsaid is not None and bool(unsaid.relevant and unsaid.value))

    def left(self) -> None:
        """What was kept while it was typed now stands in the user's digits."""
        super().left()
        if not self.problem.sentence.text():
            self.show_node(self.controller.node(self.ref), None)

    def parts(self) -> Iterable[QWidget]:
        return (*super().parts(), self.less, self.more)

    def typed(self) -> str:
        text = ascii_digits(self.line.text()).strip().replace("٫", ".").replace(",", ".")
        return text.replace("−", "-")

    def step(self, steps: int) -> None:
        node = self.controller.node(self.ref)
        size = node.range.step if node.range else 1
        try:
            now = float(self.typed())
        except ValueError:
            now = (node.range.start - size * steps) if node.range else (0.0 if steps < 0 else -size + 1)
        number = now + steps * size
        if node.range:
            low, high = sorted((node.range.start, node.range.end))
            number = min(high, max(low, number))
        elif number < 0:
            number = 0
        self.line.setText(_shown(number))
        self.left()

    def show_node(self, node: Node, second: Node | None) -> None:
        limits = node.range
        self.bounds.say(
            (lambda w: w("From {low} to {high}", low=_shown(limits.start), high=_shown(limits.end))) if limits else ""
        )
        heard = (self.hint.text(), self.bounds.text())
        self.line.setAccessibleDescription(strip_marks(" · ".join(part for part in heard if part)))
        self.line.setReadOnly(node.readonly)
        self._show_unsaid()
        if self.thousands is not None:
            self.thousands.say(lambda w: grouped(node.value, w))
        if not self._pause.isActive() and (self.typed() != node.value or not self.line.hasFocus()):
            self.line.setText(own(node.value.removesuffix(".0")))

    def complain(self, sentence: str) -> None:
        super().complain(sentence)
        mark(self.line, "problem", bool(sentence))


_TOWARDS = (
    N_("north"), N_("north-east"), N_("east"), N_("south-east"),
    N_("south"), N_("south-west"), N_("west"), N_("north-west"),
)  # fmt: skip


class BearingQuestion(NumberQuestion):
    """Degrees from north, read off a compass: this computer has none."""

    def body(self, node: Node) -> None:
        super().body(node)
        self.towards = Label("", "small", "ink2")
        self.down.addWidget(self.towards)

    def show_node(self, node: Node, second: Node | None) -> None:
        super().show_node(node, second)
        self.towards.say(lambda w: self._towards(w, node.value))

    @staticmethod
    def _towards(w: Words, value: str) -> str:
        try:
            degrees = float(value)
        except ValueError:
            return w(N_("Degrees from north as a compass shows them: east is 90."))
        if not 0 <= degrees <= 360:
            return w(N_("A compass shows 0 to 360. Check the number, or leave it."))
        return w(_TOWARDS[round(degrees / 45) % 8])

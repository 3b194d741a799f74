"""Questions with the same choices as a table: the words stand once, above the marks.

The appearances `label` and `list-nolabel`. Where there is no room, each has its words again."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent

from app.form import Node
from app.markup import styled
from app.ui.interview.choice_cards import AnyOf, OneOf
from app.ui.interview.questions import Question
from app.ui.labels import Label, plain
from app.ui.parts import CheckCard, Grid, RadioCard, shapes

_LEAST = 72  # of a column; below it the words come back
_GAP = 8


class EqualColumns(Grid):
    """One line of equal columns; nothing is wrapped onto a second."""

    def __init__(self, count: int) -> None:
        super().__init__(columns=max(1, count), least_width=1, gap=_GAP)

    def sizeHint(self) -> QSize:
        return QSize(480, self.heightForWidth(480))


def roomy(width: int, count: int) -> bool:
    """Is there room for marks alone under words?"""
    return width >= count * (_LEAST + _GAP)


class TableHead(Question):
    """The choices' words, each over its column; it takes no answer."""

    focusable = False

    def build(self, node: Node) -> None:
        self.columns = EqualColumns(len(node.choices))
        self.labels: list[Label] = []
        for _ in node.choices:
            label = Label("", "small", "ink2", align="center")
            self.labels.append(label)
            self.columns.add(label)
        self.down.addWidget(self.columns)

    def show_node(self, node: Node, second: Node | None) -> None:
        for label, choice in zip(self.labels, node.choices, strict=False):
            label.say(plain(styled(choice.label)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.columns.setVisible(roomy(self.width(), len(self.labels)))


class _Mark:
    """A card of a table: the mark in its middle; its words too where no head stands over it."""

    def alone(self, yes: bool) -> None:
        self._alone = yes

    _alone = True


class RadioMark(_Mark, RadioCard):
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._alone:
            _paint(self)
        else:
            super().paintEvent(event)


class CheckMark(_Mark, CheckCard):
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._alone:
            _paint(self)
        else:
            super().paintEvent(event)


def _paint(card: RadioCard | CheckCard) -> None:
    painter = QPainter(card)
    shapes.card(painter, card, ringed=card._ring)
    card._draw_mark(painter, QRectF((card.width() - 24) / 2, (card.height() - 24) / 2, 24, 24))


class _Row:
    """What rows of either kind share."""

    def _spread(self, width: int) -> None:
        cards = list(self.cards.values())  # type: ignore[attr-defined]
        alone = roomy(width, len(cards))
        for card in cards:
            card.alone(alone)
            card.update()
        self.grid.at_most(len(cards) if alone else 2)  # type: ignore[attr-defined]


class OneInTable(_Row, OneOf):
    def _columns(self, node: Node) -> Grid:
        return EqualColumns(len(node.choices))

    def new_card(self, quiet: bool) -> RadioCard | CheckCard:
        return RadioMark(plain(""), quiet=quiet)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread(self.width())


class AnyInTable(_Row, AnyOf):
    def _columns(self, node: Node) -> Grid:
        return EqualColumns(len(node.choices))

    def new_card(self, quiet: bool) -> RadioCard | CheckCard:
        return CheckMark(plain(""), quiet=quiet)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread(self.width())

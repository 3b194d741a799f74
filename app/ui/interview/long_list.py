"""A list too long for cards: found by typing, drawn as one scrolls, chosen by click or Space."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtCore import Signal as QtSignal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.language import fold, strip_marks
from app.ui import icons, labels, text_lines, theme
from app.ui.parts.row_list import GrowingModel

# -- text folding ------------------------------------------------------------------------------
# Folding very many texts at once: letter by letter through one table instead of text by text.

_BETWEEN = "\x00"


def fold_all(texts: Sequence[str]) -> list[str]:
    """What `fold` gives for each; a hundred thousand in a tenth of a second.

    Marks go in folding and letters are composed only to be taken apart again, so that a text folds
    as its letters do, but for the white space between them."""
    if not texts:
        return []
    together = _BETWEEN.join(text.replace(_BETWEEN, " ") for text in texts)
    table = {ord(letter): _one(letter) for letter in set(together) - {_BETWEEN}}
    return [" ".join(text.split()) for text in together.translate(table).split(_BETWEEN)]


def _one(letter: str) -> str:
    return " " if letter.isspace() else fold(f"x{letter}x")[1:-1]


# -- long list ----------------------------------------------------------------------------------

_Index = QModelIndex | QPersistentModelIndex
_ROWS = 6
_FAR = 2000  # a row further down is named above the list, and not scrolled to


@dataclass(frozen=True, slots=True)
class LongListChoice:
    """A choice: its value, the officer's words, the worker's."""

    value: str
    label: str
    second: str = ""


class _Model(GrowingModel[LongListChoice]):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.all: Sequence[LongListChoice] = ()
        self.chosen: frozenset[str] = frozenset()
        self._folded: list[str] | None = None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.shown[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return strip_marks(row.label)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return strip_marks(row.second)
        if role == Qt.ItemDataRole.CheckStateRole:
            is_chosen = row.value in self.chosen
            return Qt.CheckState.Checked if is_chosen else Qt.CheckState.Unchecked
        return None

    def put(self, rows: Sequence[LongListChoice], typed: str) -> None:
        self.all, self._folded = rows, None
        self.narrow(typed)

    def texts(self) -> list[str]:
        """What is searched of each row."""
        return [f"{row.label}\n{row.second}" for row in self.all]

    def take_folded(self, rows: Sequence[LongListChoice], folded: list[str]) -> None:
        """Folded away from the screen, where the rows are still the same."""
        if rows is self.all:
            self._folded = folded

    @property
    def ready(self) -> bool:
        return self._folded is not None

    def narrow(self, typed: str) -> None:
        folded_text, rows = fold(typed), self.all
        if folded_text:
            if self._folded is None:
                self._folded = fold_all(self.texts())
            pairs = zip(self.all, self._folded, strict=True)
            rows = [row for row, folded in pairs if folded_text in folded]
        self.show_rows(rows)

    def place(self, value: str) -> int:
        return next((at for at, row in enumerate(self.shown) if row.value == value), -1)


class _Painter(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        two = bool(index.data(Qt.ItemDataRole.UserRole).second)
        return QSize(200, 64 if two else 48)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: LongListChoice = index.data(Qt.ItemDataRole.UserRole)
        chosen = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        box, right = option.rect, theme.rtl()
        state = option.state
        painter.save()
        if chosen:
            painter.fillRect(box, theme.colour("primary_soft"))
        mark = box.right() - 15 - 20 if right else box.left() + 15
        if chosen:
            icons.paint(painter, "check", mark, box.center().y() - 9, 20, "primary")
        room = QRect(box.adjusted(15, 0, -46, 0) if right else box.adjusted(46, 0, -15, 0))
        first = text_lines.elided(row.label, "body", room.width(), 500 if chosen else 400)
        if row.second:
            line, small = text_lines.line("body"), text_lines.line("small")
            room.setTop(box.top() + (box.height() - line - small) // 2)
            room.setHeight(line)
            text_lines.draw(painter, first, room, "ink")
            room.translate(0, line)
            room.setHeight(small)
            text_lines.draw(painter, text_lines.elided(row.second, "small", room.width()), room, "ink2")
        else:
            text_lines.draw(painter, first, room, "ink")
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("focus"), 3))
            painter.drawRect(box.adjusted(1, 1, -2, -2))
        painter.restore()


class LongList(QListView):
    """Shows thousands of choices with the widgets of one."""

    picked = QtSignal(str)

    def __init__(self, name: labels.Text) -> None:
        super().__init__()
        self._name = name
        self.rows = _Model(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(True)
        self.setProperty("long", True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMaximumWidth(720)
        self.setFixedHeight(_ROWS * 48 + 10)
        self.clicked.connect(self._pick)
        self.tell()

    def tell(self) -> None:
        labels.name(self, self._name)

    def show_rows(self, rows: Sequence[LongListChoice], typed: str) -> None:
        self.rows.put(rows, typed)
        self._fit()

    def show_chosen(self, chosen: frozenset[str]) -> None:
        if chosen != self.rows.chosen:
            self.rows.chosen = chosen
            self.viewport().update()

    def narrow(self, typed: str) -> None:
        """Only those that have what was typed in either language."""
        self.rows.narrow(typed)
        self._fit()

    def _fit(self) -> None:
        """As high as what is found, up to six rows."""
        high = 64 if any(row.second for row in self.rows.all[:_ROWS]) else 48
        self.setFixedHeight(high * max(1, min(_ROWS, len(self.rows.shown))) + 10)
        self._aim()

    def _aim(self) -> None:
        at = max((self.rows.place(value) for value in self.rows.chosen), default=-1)
        if at >= _FAR:
            at = -1
        self.rows.open_to(at + _ROWS)
        index = self.rows.index(max(at, 0))
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def go_to(self, value: str) -> None:
        at = self.rows.place(value)
        self.rows.open_to(at + _ROWS)
        if (index := self.rows.index(max(at, 0))).isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def watch(self, finder: QWidget) -> None:
        """From its search field, the arrow down goes into the list and Enter takes the first."""
        finder.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and self.isVisible()
            and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.setFocus(Qt.FocusReason.TabFocusReason)
            if event.key() != Qt.Key.Key_Down:
                self.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _pick(self, index: _Index) -> None:
        if index.isValid() and self.isEnabled():
            self.picked.emit(index.data(Qt.ItemDataRole.UserRole).value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in keys and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self._pick(self.currentIndex())
        else:
            super().keyPressEvent(event)

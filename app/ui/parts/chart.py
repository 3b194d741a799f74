"""Horizontal bars beside the table of their numbers; both mirror."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.errors import N_
from app.language import strip_marks
from app.ui import look, text, words
from app.ui.parts.boxes import Box, tight
from app.ui.words import Text

_ROW, _NUMBER = 40, 60
Bar = tuple[str, int]  # what it is called, and its number


class BarChart(Box):
    """A table of names and numbers, and a bar beside each row."""

    def __init__(self, title: Text, bars: Sequence[Bar]) -> None:
        super().__init__(margins=(0, 4, 16, 4) if not look.rtl() else (16, 4, 0, 4))
        self.table, self.bars = Numbers(title, bars), Bars([number for _, number in bars])
        across = QHBoxLayout()
        tight(across, 12)
        across.addWidget(self.table, 7)
        across.addWidget(self.bars, 3)
        self.inside.addLayout(across)


class Numbers(QTableWidget):
    """What a screen reader and the arrow keys go through."""

    def __init__(self, title: Text, bars: Sequence[Bar]) -> None:
        super().__init__(len(bars), 2)
        self._title = title
        w = look.words()
        self.setHorizontalHeaderLabels([strip_marks(w(N_("What"))), strip_marks(w(N_("How many")))])
        for row, (name, number) in enumerate(bars):
            for column, told in enumerate((name, w.number(number))):
                item = QTableWidgetItem(told)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                item.setToolTip(strip_marks(name))  # where it is cut
                self.setItem(row, column, item)
        self.setItemDelegate(_Cell(self))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for side in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            side(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setStyleSheet("QTableWidget { border: 0; background: transparent; }")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.horizontalHeader().hide()
        self.horizontalHeader().setMinimumSectionSize(40)  # the sheet's padding asks for more
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFixedHeight(_ROW * len(bars) + 2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.tell()

    def tell(self) -> None:
        words.name(self, self._title)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Where one is, is seen: a row is marked for as long as the keyboard is here."""
        super().focusInEvent(event)
        # not selectRow: it asks for the column at the far edge, and from right to left there is none
        self.setCurrentCell(max(self.currentRow(), 0), 0)
        self.selectionModel().select(
            self.currentIndex(),
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows,
        )

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.clearSelection()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setColumnWidth(1, _NUMBER)
        self.setColumnWidth(0, max(80, self.viewport().width() - _NUMBER))


class _Cell(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, look.colour("primary_soft"))
        inside = box.adjusted(16, 0, -4, 0) if not look.rtl() else box.adjusted(4, 0, -16, 0)
        number = index.column() == 1  # type: ignore[attr-defined]
        told = index.data(Qt.ItemDataRole.DisplayRole)  # type: ignore[attr-defined]
        laid = text.elided(told, "body", inside.width(), 600 if number else 400)
        text.draw(painter, laid, inside, "ink", "end" if number else "start")
        painter.restore()


class Bars(QWidget):
    """One a row, from the leading side; the longest fills the room. The numbers stand in the table."""

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__()
        self._numbers = numbers
        self.setFixedHeight(_ROW * len(numbers) + 2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(160, self.height())

    def spans(self) -> list[tuple[int, int]]:
        """Left end and width of each bar."""
        most = max([*self._numbers, 1])
        wide = [round(self.width() * each / most) for each in self._numbers]
        return [(self.width() - each if look.rtl() else 0, each) for each in wide]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for row, (left, wide) in enumerate(self.spans()):
            top = row * _ROW + (_ROW - 14) / 2
            painter.setBrush(look.colour("track"))
            painter.drawRoundedRect(QRectF(0, top, self.width(), 14), 4, 4)
            painter.setBrush(look.colour("primary"))
            if wide:
                painter.drawRoundedRect(QRectF(left, top, max(wide, 4), 14), 4, 4)

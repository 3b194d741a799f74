"""The same as the picture in words: a table that arrow keys and screen readers go through."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from app.casework.picture import Node, Picture
from app.errors import N_
from app.language import strip_marks
from app.ui import look, text, words
from app.ui.links import saying

_HEADS = (N_("Who or what"), N_("What it is"), N_("Linked with"))
_ROW = 48


class Told(QTableWidget):
    """Enter opens, as in the picture."""

    def __init__(self, picture: Picture, opens: Callable[[Node], None]) -> None:
        self.picture, self._opens = picture, opens
        self.shown = picture.nodes()
        super().__init__(len(self.shown), len(_HEADS))
        self.setItemDelegate(_Cell(self))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for side in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            side(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        head = self.horizontalHeader()
        head.setFixedHeight(44)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(40)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.setFixedHeight(44 + _ROW * len(self.shown) + 2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.cellDoubleClicked.connect(lambda row, _column: opens(self.shown[row]))
        self.tell()

    def tell(self) -> None:
        w = look.words()
        words.name(self, N_("The same in words"))
        self.setHorizontalHeaderLabels([strip_marks(w(each)) for each in _HEADS])
        for row, node in enumerate(self.shown):
            linked = saying.links_of(self.picture, node, w)
            cells = (saying.title(node, w), saying.second(node, w), saying.listed(w, linked))
            for column, said in enumerate(cells):
                item = QTableWidgetItem(said)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, strip_marks(said))
                item.setToolTip(strip_marks(said))
                self.setItem(row, column, item)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.viewport().width()
        for column, share in enumerate((28, 27, 45)):
            self.setColumnWidth(column, wide * share // 100)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self._opens(self.shown[self.currentRow()])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.shown:
            self.setCurrentCell(max(self.currentRow(), 0), 0)


class _Cell(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: object) -> QSize:
        return QSize(120, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected and state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(box, look.colour("primary_soft"))
        painter.setPen(look.colour("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        inside = box.adjusted(12, 0, -12, 0)
        told = index.data(Qt.ItemDataRole.DisplayRole)  # type: ignore[attr-defined]
        first = index.column() == 0  # type: ignore[attr-defined]
        laid = text.elided(
            told, "body" if first else "small", inside.width(), 500 if first else 400
        )
        text.draw(painter, laid, inside, "ink" if first else "ink2")
        painter.restore()

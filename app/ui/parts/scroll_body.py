"""A body that scrolls where the window has no room for it, and stands whole where it has."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from app.ui.parts.arrow_keys import arrow
from app.ui.parts.layouts import wraps
from app.ui.parts.scroll_bar import OverlaidBar

_LEAST = 160


class Fitted(QScrollArea):
    """As high as its body at every width, but never higher than there is room."""

    def __init__(self, body: QWidget) -> None:
        super().__init__()
        self._most, self._body = 10_000, body
        self.setObjectName("asked")  # on the ground of the card
        body.setObjectName("canvas")
        wraps(body)
        self._keep_height()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        wraps(self, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setWidget(body)
        body.installEventFilter(self)
        OverlaidBar(self, outside=True)

    def room(self, height: int) -> None:
        """No higher than this, nor lower than what can still be used."""
        self._most = max(height, _LEAST)
        self.updateGeometry()

    def _keep_height(self) -> None:
        """As high as its width asks for, not as at the width it would like; where nothing in it wraps, as
        high as it is: Qt would press it into the room that is left."""
        layout = self._body.layout()
        if layout is None or layout.hasHeightForWidth():
            self._body.setMinimumHeight(1)
        else:
            self._body.setMinimumHeight(layout.minimumSize().height())

    def heightForWidth(self, width: int) -> int:
        layout = self._body.layout()
        high = layout.heightForWidth(width) if layout is not None else -1
        return min(high if high >= 0 else self._body.sizeHint().height(), self._most)

    def sizeHint(self) -> QSize:
        width = self.width() if self.isVisible() else self._body.sizeHint().width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, min(_LEAST, self.heightForWidth(max(self.width(), 120))))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._keep_height()
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys walk among what is asked; the pages scroll by themselves."""
        if arrow(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

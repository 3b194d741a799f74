"""A button that opens a list of things to do, each with what it means under it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QSizePolicy, QWidget

from app.language import strip_marks
from app.ui import icons, text_lines, theme
from app.ui.labels import Text, said
from app.ui.parts import layouts, shapes
from app.ui.parts.arrow_keys import walk
from app.ui.parts.buttons import Button, Kind


@dataclass(frozen=True, slots=True)
class Offer:
    """One of them. `means`: what follows from it."""

    says: Text
    means: Text
    icon: str
    act: Callable[[], None]


class _Line(Button):
    """An offer in the list."""

    def __init__(self, offer: Offer) -> None:
        self.means = offer.means
        super().__init__(offer.says, "quiet", offer.icon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def tell(self) -> None:
        super().tell()
        self.setAccessibleDescription(strip_marks(said(self.means)))

    def sizeHint(self) -> QSize:
        first = text_lines.lay(said(self.of), "body", 0, 500).width
        second = text_lines.lay(said(self.means), "small", 0).width
        return QSize(max(first, second) + 72, 62)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if not (step and walk(self, step, _Line)):
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._over or self._ring or self.isDown():
            shapes.panel(painter, self, "primary_soft")
        if self._ring:
            shapes.ring(painter, self)
        icon_x = self.width() - 16 - 24 if theme.rtl() else 16
        icons.paint(painter, self.icon_name, icon_x, (self.height() - 24) // 2, 24, "primary")
        first = text_lines.lay(said(self.of), "body", 0, 500)
        second = text_lines.lay(said(self.means), "small", 0)
        left_x = 12 if theme.rtl() else 56
        top = (self.height() - first.height - second.height) // 2
        width = self.width() - 68
        text_lines.draw(painter, first, QRect(left_x, top, width, first.height), "ink")
        text_lines.draw(painter, second, QRect(left_x, top + first.height, width, second.height), "ink2")


class _List(QWidget):
    """Under its button, until something is chosen, Esc, or a press or the focus elsewhere. It lies in
    the page: Hide stays one press away, and covers it."""

    def __init__(self, button: "OfferButton", page: QWidget, offers: Sequence[Offer]) -> None:
        super().__init__(page)
        self._button = button
        self.lines = [_Line(offer) for offer in offers]
        for line, offer in zip(self.lines, offers, strict=True):
            line.clicked.connect(lambda _=False, offer=offer: self._choose(offer))
        content = QWidget()
        content.setObjectName("canvas")
        layouts.column(*self.lines, parent=content)
        area = QScrollArea()
        area.setObjectName("asked")
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        layouts.column(area, margins=(2, 6, 2, 6), parent=self)
        self.setAccessibleName(button.accessibleName())
        self._natural = content.sizeHint()

    def stand(self) -> None:
        """Below the button, inside the page; what has no room scrolls."""
        page, button = self.parentWidget(), self._button
        assert page is not None
        width = min(self._natural.width() + 20, page.width() - 16)
        height = min(self._natural.height() + 12, page.height() - 16)
        corner = button.mapTo(page, QPoint(0, button.height() + 4))
        x = corner.x() if theme.rtl() else corner.x() + button.width() - width
        self.setGeometry(
            min(max(x, 8), page.width() - width - 8), min(corner.y(), page.height() - height - 8), width, height
        )

    def _choose(self, offer: Offer) -> None:
        self._button.close_list()
        offer.act()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            spot = event.globalPosition().toPoint()
            outside = not self.rect().contains(self.mapFromGlobal(spot))
            on_button = self._button.rect().contains(self._button.mapFromGlobal(spot))
            if outside and not on_button:
                self._button.close_list()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._button.close_list()
        else:
            super().keyPressEvent(event)

    def focus_moved(self, _previous: QWidget | None, now: QWidget | None) -> None:
        """The keyboard went on."""
        if now is not None and not self.isAncestorOf(now):
            self._button.close_list()

    def paintEvent(self, _event: QPaintEvent) -> None:
        shapes.panel(QPainter(self), self, "surface", "edge")


class OfferButton(Button):
    """Space, Enter or the arrow down open it too."""

    def __init__(self, text: Text, icon: str, offers: Callable[[], Sequence[Offer]], kind: Kind = "second") -> None:
        """`offers`: asked for when it is opened."""
        super().__init__(text, kind, icon)
        self._offers = offers
        self.list_below: _List | None = None
        self.clicked.connect(self.open_below)

    def open_below(self) -> None:
        """Show the list, with the focus on its first line; pressed again, it goes."""
        if self.list_below is not None:
            self.close_list()
            return
        page = self._page()
        listing = self.list_below = _List(self, page, self._offers())
        listing.stand()
        listing.show()
        listing.raise_()
        listing.lines[0].setFocus(Qt.FocusReason.PopupFocusReason)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.installEventFilter(listing)
        application.focusChanged.connect(listing.focus_moved)

    def _page(self) -> QWidget:
        """What it lies in: the window's page, or the window."""
        widget: QWidget = self
        while (parent := widget.parentWidget()) is not None and widget.objectName() != "page":
            widget = parent
        return widget

    def close_list(self) -> None:
        """It goes with its page and its language."""
        listing, self.list_below = self.list_below, None
        if listing is not None:
            focused = QApplication.focusWidget()
            if focused is not None and listing.isAncestorOf(focused):
                self.setFocus(Qt.FocusReason.OtherFocusReason)
            application = QApplication.instance()
            assert isinstance(application, QApplication)
            application.removeEventFilter(listing)
            application.focusChanged.disconnect(listing.focus_moved)
            listing.hide()
            listing.deleteLater()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.close_list()

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(30, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.open_below()
        else:
            super().keyPressEvent(event)

    def _draw_inside(self, painter: QPainter, ink: str) -> None:
        """The words, and the arrow that says that something opens."""
        room = QRect(0, 0, self.width() - 30, self.height())
        if theme.rtl():
            room.moveLeft(30)
        words = self._words()
        x = room.x() + (room.width() - words.width - 30) // 2
        icon_x = x + words.width + 10 if theme.rtl() else x
        text_x = x if theme.rtl() else x + 30
        icons.paint(painter, self.icon_name, icon_x, (self.height() - 20) // 2, 20, ink)
        text_lines.draw(painter, words, QRect(text_x, 0, words.width, self.height()), ink, "center")
        arrow_x = 14 if theme.rtl() else self.width() - 34
        icons.paint(painter, "down", arrow_x, (self.height() - 20) // 2, 20, ink)

    def tell(self) -> None:
        super().tell()
        if getattr(self, "list_below", None) is not None:
            self.close_list()

"""Option cards: the whole card is the target, and the native radio or check role stays."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QRadioButton, QSizePolicy

from app.language import strip_marks
from app.ui import icons, text_lines, theme
from app.ui.labels import Text, said
from app.ui.parts import shapes
from app.ui.parts.arrow_keys import arrow, walk
from app.ui.parts.buttons import Toggles
from app.ui.parts.focus_ring import FocusRing
from app.ui.parts.layouts import wraps

_MARK, _INSET, _GAP = 24, 15, 11
_BADGE, _ROOMY = 36, 640  # a key on a card; the window height from which on a large one is high
_PICTURE = 140  # the highest that a choice's picture stands


class _Card(FocusRing, Toggles):
    """What radio and check cards share: measuring and drawing."""

    def __init__(self, text: Text, second: Text | None = None, *, quiet: bool = False) -> None:
        """`second`: the worker's words."""
        super().__init__()
        self.of, self.second, self.quiet, self.asked = text, second, quiet, ""
        self.question: Text = ""
        self.walks = True
        self.digit = 0  # that chooses it, shown in the place of its mark
        self.by_mouse = self.bare = False  # bare: no mark, but a tick where it is chosen
        self.once = self.large = False  # once: a second press at once is no other answer
        self.picture = QImage()
        self._heights: dict[tuple[int, ...], int] = {}  # by width, bareness, picture and key
        self.listens()
        wraps(self, QSizePolicy.Policy.Ignored)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.tell()

    def tell(self) -> None:
        self._heights.clear()
        text = said(self.of)
        self.setText(str(text).replace("&", "&&"))
        second_text = said(self.second) if self.second is not None else ""
        self.setAccessibleName(strip_marks(text))
        # a screen reader meets it alone, without its question
        parts = (second_text, self.asked or said(self.question))
        self.setAccessibleDescription(strip_marks(" · ".join(part for part in parts if part)))

    def answers_to(self, question: Text) -> None:
        """What is asked, in the language on the screen whenever that changes."""
        self.question = question
        self.tell()

    def say(self, text: Text, second: Text | None) -> None:
        self.of, self.second = text, second
        self.tell()
        self.updateGeometry()
        self.update()

    def show_picture(self, image: QImage) -> None:
        """Above the words."""
        self.picture = image
        self.updateGeometry()
        self.update()

    def _pictured(self, width: int) -> QSize:
        if self.picture.isNull():
            return QSize(0, 0)
        room = QSize(min(width - 2 * _INSET, self.picture.width()), min(_PICTURE, self.picture.height()))
        return self.picture.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)

    def _lines(self, width: int) -> tuple[text_lines.Laid, text_lines.Laid | None]:
        room = max(40, width - 2 * _INSET - self._marked())
        weight = 500 if self.isChecked() else 400
        first = text_lines.lay(said(self.of), "body", room, weight)
        second_text = said(self.second) if self.second is not None else ""
        return first, text_lines.lay(second_text, "small", room) if second_text else None

    def _marked(self) -> int:
        """The room of the mark and what parts it from the words; bare and pictured, it has none."""
        if self.bare and not self.picture.isNull():
            return 0
        return (_BADGE if self.digit else _MARK) + _GAP

    def hasHeightForWidth(self) -> bool:
        return True  # also where it has a layout of its own, which Qt would ask in its place

    def heightForWidth(self, width: int) -> int:
        """A page asks dozens of times before it stands."""
        key = width, self.bare, self.picture.cacheKey(), self.digit, self._airy()
        if key not in self._heights:
            self._heights[key] = self._high(width)
        return self._heights[key]

    def _high(self, width: int) -> int:
        first, second = self._lines(width)
        # measured at the heavier weight, so that choosing never moves the page
        room = max(40, width - 2 * _INSET - self._marked())
        heavier = text_lines.lay(said(self.of), "body", room, 500)
        words = max(first.height, heavier.height) + (second.height if second else 0)
        drawn = self._pictured(width).height()
        least_height = max(words + (12 if second else 20), 64 if second else 52) + self._airy()
        return least_height + (drawn + 12 if drawn else 0)

    def _airy(self) -> int:
        """What a large card stands higher, in a window that has the room."""
        return 24 if self.large and self.window().height() >= _ROOMY else 0

    def sizeHint(self) -> QSize:
        second_text = said(self.second) if self.second is not None else ""
        words = text_lines.lay(said(self.of), "body", 0, 500).width
        words = max(words, text_lines.lay(second_text, "small", 0).width if second_text else 0)
        wide = words + 2 * _INSET + self._marked()
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 52)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space is the button's own; arrows walk to its neighbours, unless the group around it walks;
        digits belong to the group."""
        step = arrow(event) if self.walks else 0
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select):
            super().keyPressEvent(event)
        elif not (step and walk(self, step, _Card)):
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.by_mouse = True
        super().mouseReleaseEvent(event)
        self.by_mouse = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Whoever presses twice out of habit has not answered what came after the first press."""
        if self.once:
            event.ignore()
        else:
            super().mouseDoubleClickEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        shapes.card(painter, self, quiet=self.quiet, ringed=self._ring)
        first, second = self._lines(self.width())
        picture_height = self._draw_picture(painter)
        size = _BADGE if self.digit else _MARK
        mark_x = self.width() - _INSET - size if theme.rtl() else _INSET
        box = QRectF(mark_x, picture_height + (self.height() - picture_height - size) / 2, size, size)
        if self.digit:
            self._draw_key(painter, box)
        elif not self.bare:
            self._draw_mark(painter, box)
        elif self.isChecked():
            self._draw_tick(painter, box)
        left_x = _INSET if theme.rtl() else _INSET + self._marked()
        room = self.width() - 2 * _INSET - self._marked()
        total = first.height + (second.height if second else 0)
        top = picture_height + (self.height() - picture_height - total) // 2
        text_lines.draw(painter, first, QRect(left_x, top, room, first.height), "ink")
        if second:
            text_lines.draw(painter, second, QRect(left_x, top + first.height, room, second.height), "ink2")

    def _draw_picture(self, painter: QPainter) -> int:
        """In the middle; how high it stands."""
        size = self._pictured(self.width())
        if size.isEmpty():
            return 0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRect((self.width() - size.width()) // 2, 12, size.width(), size.height())
        painter.drawImage(box, self.picture)
        return size.height() + 12

    def _draw_tick(self, painter: QPainter, box: QRectF) -> None:
        """Beside the words, or in the corner of a picture."""
        if not self._marked():
            box.moveTop(8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("surface"))
            painter.drawEllipse(box)
        icons.paint(painter, "check", round(box.x()) + 2, round(box.y()) + 2, 20, "primary")

    def _draw_key(self, painter: QPainter, box: QRectF) -> None:
        """The digit on a key; filled where its answer is chosen."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        painter.setPen(QPen(theme.colour("primary" if chosen else "edge"), 1))
        painter.setBrush(theme.colour("primary" if chosen else "sunken"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if chosen and isinstance(self, QCheckBox):  # a tick: others may be chosen, too
            icons.paint(painter, "check", int(box.x()) + 6, int(box.y()) + 6, 24, "on_primary")
            return
        digit = text_lines.lay(theme.words().number(self.digit), "body", 0, 600)
        text_lines.draw(painter, digit, box.toRect(), "on_primary" if chosen else "ink", "center")

    def _draw_mark(self, painter: QPainter, box: QRectF) -> None:
        raise NotImplementedError


class RadioCard(_Card, QRadioButton):
    """One of several."""

    chosen = Signal()

    def _draw_mark(self, painter: QPainter, box: QRectF) -> None:
        shapes.radio_mark(painter, box.adjusted(2, 2, -2, -2), 5, checked=self.isChecked())


class CheckCard(_Card, QCheckBox):
    """Any of several."""

    chosen = Signal()

    def _draw_mark(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(theme.colour("primary" if self.isChecked() else "edge"), 2))
        painter.setBrush(theme.colour("primary" if self.isChecked() else "surface"))
        painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), 5, 5)
        if self.isChecked():
            icons.paint(painter, "check", round(box.x()) + 4, round(box.y()) + 4, 16, "on_primary")

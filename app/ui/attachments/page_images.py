"""A picture or the pages of a document: drawn on another thread as wide as they are looked at."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from app.errors import N_, SanadError
from app.language import Words
from app.ui.labels import Label, name
from app.ui.parts import Button, IconButton, layouts
from app.ui.workers import Workers

_STEPS = (0.0, 1.0, 1.5, 2.25, 3.5)  # of the room's width; 0: as much as fits
_STILL_MS = 120  # a window being resized asks once


class Leaf(QWidget):
    """One picture at its own size, in the middle of its room."""

    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_image(self, image: QImage) -> None:
        self.image = image
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return self.image.size() / self.image.devicePixelRatio()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.image.isNull():
            return
        painter, size = QPainter(self), self.sizeHint()
        x = max(0, (self.width() - size.width()) // 2)
        painter.drawImage(x, max(0, (self.height() - size.height()) // 2), self.image)


class ScrolledPages(QScrollArea):
    """Arrows scroll, plus and minus change the size."""

    def __init__(self, leaves: "Leaves") -> None:
        super().__init__()
        self._leaves = leaves
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._leaves.larger()
            case Qt.Key.Key_Minus:
                self._leaves.smaller()
            case Qt.Key.Key_PageDown if self._leaves.count > 1:
                self._leaves.turn(1)
            case Qt.Key.Key_PageUp if self._leaves.count > 1:
                self._leaves.turn(-1)
            case _:
                super().keyPressEvent(event)


class Leaves(QWidget):
    """`draw(number, width)` may take its time; what was asked for later wins."""

    def __init__(self, workers: Workers, count: int, draw: Callable[[int, int], QImage]) -> None:
        super().__init__()
        self.count, self.at, self._step, self._asked = count, 0, 0, 0
        self._off, self._draw = workers, draw
        self.leaf, self.room = Leaf(), ScrolledPages(self)
        self.room.setWidget(self.leaf)
        self.room.viewport().setObjectName("canvas")
        self.leaf.setObjectName("canvas")
        self.trouble = Label("", colour="wait", align="center")
        self.where = Label(self._where, "small", "ink2", wrap=False)
        self.before = IconButton(N_("Previous page"), "arrow_back", "quiet")
        self.after = IconButton(N_("Next page"), "arrow_fwd", "quiet")
        self.less = Button(N_("Smaller"), "quiet", "minus")
        self.more = Button(N_("Larger"), "quiet", "plus")
        for button, action in (
            (self.before, lambda: self.turn(-1)),
            (self.after, lambda: self.turn(1)),
            (self.less, self.smaller),
            (self.more, self.larger),
        ):
            button.clicked.connect(action)
        line = layouts.row(
            layouts.Stretch(), self.before, self.where, self.after, self.less, self.more, layouts.Stretch(), gap=8
        )
        layouts.column(line, self.trouble, (self.room, 1), gap=8, parent=self)
        self.trouble.hide()
        for widget in (self.before, self.where, self.after):
            widget.setVisible(count > 1)
        self._still = QTimer(self, singleShot=True, interval=_STILL_MS)
        self._still.timeout.connect(self._ask)
        self.tell()

    def tell(self) -> None:
        name(self.room, N_("What is in the file"))

    def _where(self, w: Words) -> str:
        return w("Page {number} of {total}", number=self.at + 1, total=self.count)

    def turn(self, step: int) -> None:
        self.at = max(0, min(self.count - 1, self.at + step))
        self._ask()

    def larger(self) -> None:
        self._step = min(self._step + 1, len(_STEPS) - 1)
        self._ask()

    def smaller(self) -> None:
        self._step = max(self._step - 1, 0)
        self._ask()

    def _ask(self) -> None:
        self._asked += 1
        number, at, draw = self._asked, self.at, self._draw
        room, ratio, step = self.room.maximumViewportSize(), self.devicePixelRatioF(), _STEPS[self._step]
        wide = max(1, round(room.width() * (step or 1.0) * ratio))

        def drawn() -> tuple[int, QImage]:
            image = draw(at, wide)
            if not step:
                image = _inside(image, round(room.width() * ratio), round(room.height() * ratio))
            image.setDevicePixelRatio(ratio)
            return number, image

        for button, enabled in (
            (self.before, at > 0),
            (self.after, at < self.count - 1),
            (self.less, self._step > 0),
            (self.more, self._step < len(_STEPS) - 1),
        ):
            button.setEnabled(enabled)
        self.where.tell()
        self.where.updateGeometry()
        self._off.slow(self, drawn, self._drawn, self._failed)

    def _drawn(self, numbered_image: tuple[int, QImage]) -> None:
        number, image = numbered_image
        if number == self._asked:
            self.leaf.show_image(image)

    def _failed(self, error: SanadError) -> None:
        self.trouble.say(lambda w: w.say(error))
        self.trouble.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._still.start()

    def forget(self) -> None:
        """A page shouldn't keep what it showed."""
        self._asked += 1
        self._draw = lambda _at, _wide: QImage()
        self.leaf.image = QImage()


def _inside(image: QImage, width: int, height: int) -> QImage:
    """All of it at once; never larger than it is."""
    if image.width() <= width and image.height() <= height:
        return image
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(width, height, keep, smooth)

"""Buttons: one primary a page, second ones with an edge, quiet ones like links."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QPushButton, QSizePolicy

from app.language import Words, strip_marks, unmistakable
from app.ui import icons, text_lines, theme
from app.ui.labels import Text, said, tooltip
from app.ui.parts import shapes
from app.ui.parts.arrow_keys import arrow, is_enter, walk
from app.ui.parts.focus_ring import FocusRing

# a mixin: PySide can't build an object from two of Qt's own classes
if TYPE_CHECKING:
    _Base = QAbstractButton
else:
    _Base = object


class Toggles(_Base):
    """Emits `chosen` once, whoever chose; never when the program itself sets the state."""

    if TYPE_CHECKING:
        chosen: SignalInstance

    def listens(self) -> None:
        """Begin to listen; call it once, in the constructor."""
        self._pressing = self._quietly = False
        self.toggled.connect(self._toggled)
        self.clicked.connect(self._clicked)

    def setChecked(self, checked: bool) -> None:
        self._quietly = True
        exclusive = self.autoExclusive()
        self.setAutoExclusive(False)  # Qt doesn't clear a button that is exclusive
        super().setChecked(checked)
        self.setAutoExclusive(exclusive)
        self._quietly = False

    def hitButton(self, pos: QPoint) -> bool:
        """All of it is to be pressed, not only its mark."""
        return self.rect().contains(pos)

    def nextCheckState(self) -> None:
        self._pressing = True
        super().nextCheckState()

    def _toggled(self, checked: bool) -> None:
        cleared_by_another = self.autoExclusive() and not checked
        if not (self._quietly or self._pressing or cleared_by_another):
            self.chosen.emit()

    def _clicked(self) -> None:
        self._pressing = False
        self.chosen.emit()


Kind = Literal["primary", "second", "quiet", "grave", "rail"]
_GAP = 10


def _alone(call: Callable[..., object]) -> Callable[[], object]:
    """Qt says with a click whether the button is checked now; what has an optional value of its own would
    take that for it."""

    def press() -> None:
        call()

    has_defaults = getattr(getattr(call, "__func__", call), "__defaults__", None)
    return press if has_defaults else call


class Button(FocusRing, QPushButton):
    """A verb, with an icon before or after it."""

    def __init__(
        self,
        text: Text,
        kind: Kind = "second",
        icon: str = "",
        *,
        icon_after: bool = False,
        tall: bool = False,
        key: str = "",
        on_click: Callable[..., object] | None = None,
        about: str = "",
    ) -> None:
        """`about`: what a screen reader says besides, where several have the same words."""
        super().__init__()
        self.of, self.kind, self.icon_name, self._said = text, kind, icon, ""
        self._after, self._tall, self._key = icon_after, tall, key
        self._over = False
        self._shows_key = True
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        if on_click is not None:
            self.clicked.connect(_alone(on_click))
        if about:
            self.setAccessibleDescription(about)
        self.tell()

    def tell(self) -> None:
        self._said = said(self.of)  # a layout asks for its width hundreds of times
        self.setText(self._said.replace("&", "&&"))
        self.setAccessibleName(strip_marks(self._said))

    def say(self, text: Text) -> None:
        self.of = text
        self.tell()
        self.updateGeometry()
        self.update()

    def show_kind(self, kind: Kind) -> None:
        """A primary one has heavier letters, so it needs more room."""
        self.kind = kind
        self.updateGeometry()
        self.update()

    def show_key(self, visible: bool) -> None:
        """The key that does the same stands on the button, where there is room for it."""
        if visible != self._shows_key:
            self._shows_key = visible
            self.updateGeometry()
            self.update()

    def _words(self) -> text_lines.Laid:
        return text_lines.lay(self._said, "label", 0, 600 if self.kind == "primary" else 500)

    def sizeHint(self) -> QSize:
        width = self._words().width + 2 * (12 if self.kind == "quiet" else 20)
        if self.icon_name:
            width += 20 + _GAP
        if self._key and self._shows_key:
            width += self._chip_width() + _GAP
        return QSize(max(width, 48), 56 if self._tall else 48)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _chip_width(self) -> int:
        return text_lines.lay(self._key, "small").width + 14

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event):
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        super().leaveEvent(event)

    def _colours(self) -> tuple[str, str, str]:
        """Fill, edge, ink."""
        if not self.isEnabled():
            return "sunken", "line", "ink2"
        match self.kind:
            case "primary":
                return (("primary_deep" if self.isDown() or self._over else "primary"), "", "on_primary")
            case "quiet":
                return ("primary_soft" if self.isDown() or self._over else ""), "", "primary"
            case "grave":
                # a second button whose words are grave: never the one that the eye falls on
                return ("grave_soft" if self.isDown() or self._over else "surface"), "edge", "grave"
            case _:
                return ("primary_soft" if self.isDown() or self._over else "surface"), "edge", "ink"

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill, edge, ink = self._colours()
        shapes.panel(painter, self, fill, edge)
        if self._ring:
            shapes.ring(painter, self)
        self._draw_inside(painter, ink)

    def _draw_inside(self, painter: QPainter, ink: str) -> None:
        words = self._words()
        parts: list[tuple[str, int]] = [("words", words.width)]
        if self.icon_name:
            parts.insert(1 if self._after else 0, ("icon", 20))
        if self._key and self._shows_key:
            parts.append(("key", self._chip_width()))
        total = sum(width for _, width in parts) + _GAP * (len(parts) - 1)
        x = (self.width() - total) // 2
        for part, width in reversed(parts) if theme.rtl() else parts:
            box = QRect(x, 0, width, self.height())
            if part == "words":
                text_lines.draw(painter, words, box, ink, "center")
            elif part == "icon":
                icons.paint(painter, self.icon_name, x, (self.height() - 20) // 2, 20, ink)
            else:
                self._draw_key(painter, box)
            x += width + _GAP

    def _draw_key(self, painter: QPainter, box: QRect) -> None:
        chip = QRect(box.x(), (self.height() - 26) // 2, box.width(), 26)
        painter.setPen(theme.colour("line"))
        painter.setBrush(theme.colour("sunken"))
        painter.drawRoundedRect(chip, 4, 4)
        text_lines.draw(painter, text_lines.lay(self._key, "small"), chip, "ink2", "center")


class IconButton(Button):
    """A button of one icon or one sign; its name is for screen readers and the tooltip."""

    def __init__(self, text: Text, icon: str, kind: Kind = "second") -> None:
        super().__init__(text, kind, icon)
        self.setFixedSize(48, 48)

    def tell(self) -> None:
        super().tell()
        self.setToolTip(tooltip(self.accessibleName()))

    def sizeHint(self) -> QSize:
        return QSize(48, 48)

    def _draw_inside(self, painter: QPainter, ink: str) -> None:
        icons.paint(painter, self.icon_name, 14, 14, 20, ink)


class Chip(Toggles, Button):
    """A button that stays chosen: filters, kinds, two ways of one thing."""

    chosen = Signal()

    def __init__(self, text: Text, *, chosen: bool = False, question: Text = "") -> None:
        """`question`: what it answers, which a screen reader says besides."""
        self._question = question
        Button.__init__(self, text, "second")
        self.setCheckable(True)
        self.listens()
        self.setChecked(chosen)

    def tell(self) -> None:
        super().tell()
        if self._question:
            self.setAccessibleDescription(strip_marks(said(self._question)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.isChecked():
            shapes.panel(painter, self, "primary_soft", "primary", width=2)
        else:
            shapes.panel(painter, self, "surface", "edge")
        if self._ring:
            shapes.ring(painter, self)
        self._draw_inside(painter, "primary" if self.isChecked() else "ink")


# -- counted chip ------------------------------------------------------------------------------
# A chip with a number: a filter, and how many it would leave.


class CountedChip(Chip):
    """What `label` says of its number, -1 until it is counted; arrows walk from chip to chip."""

    def __init__(self, label: Callable[[Words, int], str], *, chosen: bool = False) -> None:
        self._label, self.number = label, -1
        super().__init__(self.says, chosen=chosen)

    def says(self, w: Words) -> str:
        return self._label(w, self.number)

    def count(self, number: int) -> None:
        self.number = number
        self.tell()
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = arrow(event)
        if not (step and walk(self, step, CountedChip)):
            super().keyPressEvent(event)


# -- menu --------------------------------------------------------------------------------------
# Rarer actions behind one quiet button: a menu of words.


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One line of a menu."""

    says: Text
    icon: str
    act: Callable[[], None]


class MenuButton(Button):
    """Opens downwards from its leading edge; Space, Enter or the arrow down open it too."""

    def __init__(self, text: Text, entries: list[MenuItem]) -> None:
        self.entries = entries
        self.menu_below: QMenu | None = None
        super().__init__(text, "quiet", "down", icon_after=True)
        self.clicked.connect(self.open_below)

    def open_below(self) -> None:
        """Show the menu; it goes when something is chosen."""
        if self.menu_below is not None:
            self.menu_below.deleteLater()
        menu = self.menu_below = QMenu(self)
        menu.setAccessibleName(self.accessibleName())
        for entry in self.entries:
            action = menu.addAction(
                icons.icon(entry.icon, 20), strip_marks(unmistakable(said(entry.says))).replace("&", "&&")
            )
            action.triggered.connect(entry.act)
        edge = self.width() - menu.sizeHint().width() if theme.rtl() else 0
        menu.popup(self.mapToGlobal(QPoint(edge, self.height() + 4)))
        menu.setActiveAction(menu.actions()[0])
        menu.setFocus(Qt.FocusReason.PopupFocusReason)

    def tell(self) -> None:
        super().tell()
        if self.menu_below is not None:
            self.menu_below.close()  # its words are of the language before

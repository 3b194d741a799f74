"""Rarer actions behind one quiet button: a menu of words."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.language import strip_marks, unmistakable
from app.ui import icons, theme
from app.ui.labels import Text, said
from app.ui.parts.buttons import Button


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One line of a menu."""

    says: Text
    icon: str
    act: Callable[[], None]


class MenuButton(Button):
    """Opens downwards from its leading edge; Space, Enter or the arrow down open it too."""

    def __init__(self, text: Text, entries: list[MenuItem], parent: QWidget | None = None) -> None:
        self.entries = entries
        self.menu_below: QMenu | None = None
        super().__init__(text, "quiet", "down", icon_after=True, parent=parent)
        self.clicked.connect(self.open_below)

    def open_below(self) -> None:
        """Show the menu; it goes when something is chosen."""
        if self.menu_below is not None:
            self.menu_below.deleteLater()
        menu = self.menu_below = QMenu(self)
        menu.setAccessibleName(self.accessibleName())
        for entry in self.entries:
            action = menu.addAction(
                icons.icon(entry.icon, 20),
                strip_marks(unmistakable(said(entry.says))).replace("&", "&&"),
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

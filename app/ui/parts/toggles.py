"""Being chosen: by a press, by a key, or by a screen reader, which toggles without a press."""

from typing import TYPE_CHECKING

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QAbstractButton

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

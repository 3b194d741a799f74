"""A picture drawn by hand, that a screen reader calls a picture."""

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel


class Drawn(QLabel):
    """A subclass paints it and names it. Only a label with a pixmap has the role of a picture."""

    def __init__(self) -> None:
        super().__init__()
        self.setPixmap(QPixmap(1, 1))

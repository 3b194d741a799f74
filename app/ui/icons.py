"""Our own icons, in the theme's colours; those that point turn around in Arabic."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.settings import RESOURCES
from app.ui import theme, tokens


@lru_cache(maxsize=64)
def _drawing(name: str) -> str:
    return (RESOURCES / "icons" / f"{name}.svg").read_text("utf-8")


@lru_cache(maxsize=256)
def _pixmap(name: str, size: int, colour: str, mirrored: bool, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    if mirrored:
        painter.translate(size, 0)
        painter.scale(-1, 1)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def pixmap(name: str, size: int, colour: str = "ink", *, rtl: bool | None = None) -> QPixmap:
    """An icon in a colour of the theme. `rtl`: where it stands among words of another direction than
    the page's."""
    mirrored = (theme.rtl() if rtl is None else rtl) and name in tokens.mirrored()
    screen = QGuiApplication.primaryScreen()
    ratio = screen.devicePixelRatio() if screen else 1.0
    return _pixmap(name, size, theme.colour(colour).name(), mirrored, ratio)


def icon(name: str, size: int, colour: str = "ink") -> QIcon:
    """The same as a QIcon, for Qt's own widgets."""
    return QIcon(pixmap(name, size, colour))


def paint(painter: QPainter, name: str, x: int, y: int, size: int, colour: str, *, rtl: bool | None = None) -> None:
    painter.drawPixmap(x, y, pixmap(name, size, colour, rtl=rtl))

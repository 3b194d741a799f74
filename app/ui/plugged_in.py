"""Which sticks are plugged in, looked at again and again while a page is open. Shares are not: one that
doesn't answer would hold up whoever reads it."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from app.language import isolate
from app.ui.app_context import AppContext

_LOOKS_MS = 1500


class WatchedPage(Protocol):
    """A page that is told."""

    context: AppContext

    def isVisible(self) -> bool: ...


class StickWatch(QObject):
    """Calls when a stick came or went. Looking asks no disk (`app.platform.volumes`)."""

    def __init__(self, screen: WatchedPage, changed: Callable[[list[Path]], None], *, beats: bool = False) -> None:
        """`beats`: calls each time, whether or not something came or went: what lies on it may be new."""
        super().__init__(screen if isinstance(screen, QObject) else None)
        self._screen, self._changed, self._beats = screen, changed, beats
        self._last: list[Path] = []
        self._timer = QTimer(self, interval=_LOOKS_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        self.sticks()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def sticks(self) -> list[Path]:
        """What can be taken out, in the order in which it came; whoever asks shows it, and is called once
        it is no longer so."""
        volumes = self._screen.context.volumes()
        self._last = [volume.path for volume in volumes if volume.kind == "stick" and not volume.read_only]
        return self._last

    def name_of(self, stick: Path) -> str:
        """As people named it."""
        for volume in self._screen.context.volumes():
            if volume.path == stick and volume.label:
                return isolate(volume.label)
        return isolate(stick.name or str(stick))

    def look(self) -> None:
        """Has something come or gone?"""
        if not self._screen.isVisible():
            return
        before, now = self._last, self.sticks()
        if self._beats or now != before:
            self._changed(now)

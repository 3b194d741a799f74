"""How long nobody has touched the computer: first the screen is covered, then it is locked."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from app.ui import gc_control

TOUCHES = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    )
)


class Idle(QObject):
    """Watches keys, mouse and touch. The cover doesn't stop the clock of the lock."""

    cover = Signal()
    lock = Signal()

    def __init__(self, cover_after_s: float, lock_after_s: float, parent: QObject) -> None:
        super().__init__(parent)
        self._cover, self._lock = QTimer(self), QTimer(self)
        for timer, call in ((self._cover, self.cover), (self._lock, self.lock)):
            timer.setSingleShot(True)
            timer.timeout.connect(call)
        self._touched = 0.0
        self.set_times(cover_after_s, lock_after_s)

    def set_times(self, cover_after_s: float, lock_after_s: float) -> None:
        """Other times, from the settings."""
        self._cover.setInterval(int(cover_after_s * 1000))
        self._lock.setInterval(int(lock_after_s * 1000))

    def start(self) -> None:
        """Begin to watch, once a session is open."""
        self._cover.start()
        self._lock.start()

    def stop(self) -> None:
        self._cover.stop()
        self._lock.stop()

    def saw(self) -> None:
        """Somebody is there. Restarted at most once a quarter of a second: mice move often."""
        if not self._lock.isActive():
            return
        now = gc_control.touched()
        if now - self._touched > 0.25:
            self._touched = now
            self.start()

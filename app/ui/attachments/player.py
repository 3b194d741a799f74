"""A sound listened to: play, pause, go back and on, a place on a line, how fast."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from app.errors import N_
from app.language import Words, isolate_ltr, strip_marks
from app.ui import theme
from app.ui.attachments.sound_client import Sound
from app.ui.labels import Label, Text, name, said
from app.ui.parts import Banner, Bar, Box, Button, Choose, layouts, shapes
from app.ui.parts.focus_ring import FocusRing

_STEP_MS, _PAGE_MS, _HEIGHT, _KNOB = 5_000, 30_000, 48, 10
_SPEEDS = (0.75, 1.0, 1.25, 1.5, 2.0)


def _back_ten(w: Words) -> str:
    return w("Back {n} seconds", n=w.number(10))


def _on_ten(w: Words) -> str:
    return w("Forward {n} seconds", n=w.number(10))


def clock(w: Words, ms: int) -> str:
    """1:05, 1:02:05."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    parts = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return isolate_ltr(w.own_digits(f"{parts}:{seconds:02}"))


class Track(FocusRing, QSlider):
    """Where it is. Time runs from left to right in both directions of writing, as on every player:
    it is the tape's direction, not the text's."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSingleStep(_STEP_MS)
        self.setPageStep(_PAGE_MS)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.tell()

    def tell(self) -> None:
        name(self, N_("Place in the recording"))
        self.setAccessibleDescription(strip_marks(said(self.where)))

    def where(self, w: Words) -> str:
        return w("{at} of {length}", at=clock(w, self.value()), length=clock(w, self.maximum()))

    def show_at(self, at: int, length: int) -> None:
        """Told by the player; a hand that drags it is not disturbed."""
        if self.isSliderDown():
            return
        self.blockSignals(True)
        self.setRange(0, length)
        self.setValue(at)
        self.blockSignals(False)
        self.setAccessibleDescription(strip_marks(said(self.where)))

    def sizeHint(self) -> QSize:
        return QSize(320, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, _HEIGHT)

    def _at(self, x: float) -> int:
        room = max(1, self.width() - 2 * _KNOB)
        return round(self.maximum() * max(0.0, min(1.0, (x - _KNOB) / room)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(True)
        self.setValue(self._at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setValue(self._at(event.position().x()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space belongs to the button beside it."""
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, room = self.height() / 2, self.width() - 2 * _KNOB
        filled = room * (self.value() / self.maximum() if self.maximum() else 0.0)
        for colour, wide in (("track", room), ("primary", filled)):
            painter.setBrush(theme.colour(colour))
            painter.drawRoundedRect(QRectF(_KNOB, middle - 3, wide, 6), 3, 3)
        painter.drawEllipse(QPointF(_KNOB + filled, middle), _KNOB, _KNOB)
        if self._ring and self.hasFocus():
            shapes.ring(painter, self)


class SoundPlayer(QWidget):
    """What is heard comes from `sound`."""

    def __init__(self, sound: Sound) -> None:
        super().__init__()
        self.sound = sound
        self.trouble = Banner(N_("This computer has no working loudspeaker or headset. Plug in a headset; it is detected automatically. Nothing is lost."), "sound", "wait")  # fmt: skip
        self.reading = Bar(N_("Import progress"))
        self.being_read = Label(N_("Reading the recording"), "small", "ink2")
        self.track = Track()
        self.track.valueChanged.connect(self._seek)
        self.where = Label(self.track.where, "small", "ink2", wrap=False)
        self.toggle = Button(N_("Play"), "primary", "play", tall=True, on_click=self.play_or_pause)
        self.back = Button(_back_ten, "second", on_click=lambda: self._go(-10_000))
        self.on = Button(_on_ten, "second", on_click=lambda: self._go(10_000))
        self.speed = Choose(N_("Speed"), [(speed, _times(speed)) for speed in _SPEEDS])
        self.speed.choose(1.0)
        self.speed.currentIndexChanged.connect(self._speed)
        self.wait, self.player = self._waiting(), self._controls()
        layouts.column(self.trouble, self.wait, self.player, layouts.Stretch(), gap=16, parent=self)
        sound.changed.connect(self._show)
        sound.failed.connect(self._failed)
        self._show()

    def _waiting(self) -> QWidget:
        return Box(margins=(24, 20, 24, 20), gap=10).add(self.being_read, self.reading)

    def _controls(self) -> QWidget:
        box = Box(margins=(24, 16, 24, 20), gap=8).add(self.track, self.where)
        row = layouts.row(
            self.toggle,
            self.back,
            self.on,
            layouts.Stretch(),
            Label(N_("Speed"), colour="ink2", wrap=False),
            self.speed,
            gap=12,
        )
        box.add(layouts.Space(8), row)
        return box

    # what the player says

    def _show(self) -> None:
        status = self.sound.playback
        ready = status.state in ("playing", "still") and status.length > 0
        self.wait.setVisible(status.state != "broken" and not ready)
        self.reading.show_share(status.read)
        self.trouble.setVisible(ready and not status.device)
        self.player.setVisible(ready and status.device)
        playing = status.state == "playing"
        if (self.toggle.icon_name == "pause") != playing:
            self.toggle.icon_name = "pause" if playing else "play"
            self.toggle.say(N_("Pause") if playing else N_("Play"))
        self.track.show_at(status.at, status.length)
        self.where.tell()
        self.where.updateGeometry()

    def _failed(self, error: object) -> None:
        self.trouble.sentence.say(lambda w: w.say(error))  # type: ignore[arg-type]
        self.trouble.show()

    # a person's hand

    def play_or_pause(self) -> None:
        status = self.sound.playback
        if status.state == "playing":
            self.sound.pause()
            return
        if status.length and status.at >= status.length:
            self.sound.seek(0)
        self.sound.play()

    def _go(self, step: int) -> None:
        self.track.setValue(max(0, min(self.track.maximum(), self.track.value() + step)))

    def _seek(self, at: int) -> None:
        self.sound.seek(at)
        self.where.tell()

    def _speed(self) -> None:
        chosen = self.speed.chosen()
        if isinstance(chosen, float):
            self.sound.speed(chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space plays and pauses, wherever in it the keyboard is."""
        if event.key() == Qt.Key.Key_Space and self.player.isVisible():
            self.play_or_pause()
        else:
            super().keyPressEvent(event)


def _times(rate: float) -> Text:
    return lambda w: isolate_ltr(w.own_digits(f"{rate:g}×"))

"""What stands beside a question's words: a picture, a sound; where the form came without it, that."""

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.casework.questionnaires import form_media
from app.errors import N_, SanadError
from app.language import isolate
from app.ui import theme
from app.ui.attachments import picture_client
from app.ui.attachments.player import SoundPlayer
from app.ui.attachments.sound_client import Sound
from app.ui.interview.controller import InterviewController
from app.ui.labels import Label, name, plain
from app.ui.parts import Button, layouts

_WIDE, _HIGH = 560, 320


class Picture(QWidget):
    """Drawn as wide as there is room, never larger than it is, on the page's leading side."""

    def __init__(self, text: str, high: int = _HIGH) -> None:
        super().__init__()
        self.image, self._of, self._high = QImage(), text, high
        layouts.wraps(self, QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.tell()

    def tell(self) -> None:
        name(self, plain(self._of))

    def show_image(self, image: QImage) -> None:
        self.image = image
        self.updateGeometry()
        self.update()

    def _size(self, width: int) -> QSize:
        if self.image.isNull():
            return QSize(0, 0)
        room = QSize(min(width, self.image.width()), min(self._high, self.image.height()))
        return self.image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)

    def heightForWidth(self, width: int) -> int:
        return self._size(width).height()

    def sizeHint(self) -> QSize:
        return self._size(_WIDE)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.heightForWidth(self.width()) if self.width() > 0 else 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.image.isNull():
            return
        painter, size = QPainter(self), self._size(self.width())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = self.rect()
        box.setSize(size)
        if theme.rtl():
            box.moveRight(self.rect().right())
        painter.drawImage(box, self.image)
        painter.setPen(theme.colour("line"))
        painter.drawRect(box.adjusted(0, 0, -1, -1))


class Beside(QWidget):
    """The media of a label, fetched when it is first shown. `at_once`: a sound is played when it came."""

    def __init__(self, controller: InterviewController, media: Mapping[str, str], *, at_once: bool = False) -> None:
        super().__init__()
        self.controller, self.media, self._at_once = controller, dict(media), at_once
        self.missing = Label("", "small", "ink2")
        self.picture: Picture | None = None
        self.play: Button | None = None
        self.sound: Sound | None = None
        self.down = layouts.column(self.missing, gap=8, parent=self)
        self.missing.hide()
        layouts.wraps(self)
        for kind, reference in self.media.items():
            self._fetch(kind, reference)

    def _fetch(self, kind: str, reference: str) -> None:
        context, form = self.controller.context, self.controller.form.hash

        def came(content: bytes | None) -> None:
            if content is None:
                self._lacks(reference)
            elif kind in ("image", "big-image"):
                self._draw(reference, content)
            elif kind == "audio":
                self._offer(reference, content)
            else:
                self._unplayed(reference)

        context.read_vault(self, lambda session: form_media.one(session, form, reference), came)

    def _lacks(self, reference: str) -> None:
        file_name = form_media.name_of(reference)
        self.missing.say(
            lambda w: w("The form does not include “{file}”. Read the text only.", file=isolate(file_name))
        )
        self.missing.show()

    def _unplayed(self, reference: str) -> None:
        file_name = form_media.name_of(reference)
        self.missing.say(lambda w: w("“{file}” can’t be shown here. Read the text only.", file=isolate(file_name)))
        self.missing.show()

    def _draw(self, reference: str, content: bytes) -> None:
        self.picture = Picture(form_media.name_of(reference))
        self.down.addWidget(self.picture)
        self.picture.show()
        self.controller.context.workers.slow(
            self,
            lambda: picture_client.picture(content, 2 * _WIDE),
            self.picture.show_image,
            lambda _error: self._unplayed(reference),
        )

    def _offer(self, reference: str, content: bytes) -> None:
        """A child process plays it; none is begun before somebody asks."""

        def begin() -> None:
            assert self.play is not None
            self.play.hide()
            self.sound = HeldSound(self.controller, content, self)
            self.sound.failed.connect(self._silent)
            listening = SoundPlayer(self.sound)
            self.down.addWidget(listening)
            listening.show()
            self.sound.changed.connect(self._begin)

        self.play = Button(N_("Play the question"), "second", "sound", on_click=begin)
        self.down.addWidget(self.play, 0, Qt.AlignmentFlag.AlignLeading)
        if self._at_once:
            begin()
        else:
            self.play.show()

    def _begin(self) -> None:
        """Once all of it has gone to the player; orders before would be taken for its sound."""
        sound = self.sound
        if sound is not None and sound.playback.state == "still" and sound.playback.length:
            sound.changed.disconnect(self._begin)
            sound.play()

    def _silent(self, error: SanadError) -> None:
        self.missing.say(lambda w: w.say(error))
        self.missing.show()

    def close_down(self) -> None:
        """It falls silent with its page."""
        if self.sound is not None:
            self.sound.close()


class HeldSound(Sound):
    """A sound of a form, which is small enough to be handed over in one."""

    def __init__(self, controller: InterviewController, content: bytes, parent: QWidget) -> None:
        super().__init__(controller.context, "", "", len(content), parent, pieces=_once(content), quiet=False)


def _once(content: bytes) -> Iterator[bytes]:
    yield content

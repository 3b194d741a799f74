"""What is heard on the turned screen: one sound at a time, and only those that the form brought."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.casework.questionnaires import form_media
from app.ui.attachments.sound_client import Sound
from app.ui.interview.controller import InterviewController
from app.ui.interview.question_media import HeldSound


class Voice(QObject):
    """Fetches sounds, plays one, falls silent."""

    changed = Signal()

    def __init__(self, controller: InterviewController, parent: QObject) -> None:
        super().__init__(parent)
        self.controller = controller
        self.playing = ""  # the reference of what is heard
        self._sound: Sound | None = None
        self._waits = False

    def offer(self, reference: str, owner: QObject, on_there: Callable[[bytes], object]) -> None:
        """Say when the form has brought a sound; nothing where it came without."""
        context, form = self.controller.context, self.controller.form.hash

        def came(content: bytes | None) -> None:
            if content is not None:
                on_there(content)

        context.read_vault(owner, lambda session: form_media.one(session, form, reference), came)

    def toggle(self, reference: str, content: bytes) -> None:
        """Play it instead of what is heard, or stop it."""
        was_playing = self.playing == reference
        self.silence()
        if was_playing:
            return
        self.playing, self._waits = reference, True
        self._sound = HeldSound(self.controller, content, self)  # type: ignore[arg-type]
        self._sound.changed.connect(self._follow)
        self._sound.failed.connect(lambda _error: self.silence())
        self.changed.emit()

    def _follow(self) -> None:
        sound = self._sound
        if sound is None:
            return
        if self._waits and sound.playback.state == "still" and sound.playback.length:
            self._waits = False  # all of it has gone to the player
            sound.play()
        elif not self._waits and sound.playback.state == "still":
            self.silence()

    def silence(self) -> None:
        """At once."""
        if self._sound is not None:
            self._sound.close()
            self._sound.deleteLater()
            self._sound = None
        if self.playing:
            self.playing = ""
            self.changed.emit()

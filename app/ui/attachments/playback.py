"""What the child does with a sound: played from memory, and how it goes is said."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject
from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer

Tell = Callable[[dict[str, Any]], None]
_SLOWEST, _FASTEST = 0.5, 2.0


class Playback(QObject):
    """`quiet`: where there is nothing to hear with, time goes on all the same."""

    def __init__(self, content: bytes, report: Tell, *, quiet: bool = False) -> None:
        super().__init__()
        self._tell, self._quiet = report, quiet
        self._buffer = QBuffer(self)
        self._buffer.setData(QByteArray(content))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.player = QMediaPlayer(self)
        self._devices = QMediaDevices(self)
        self._output: QAudioOutput | None = None
        self._devices.audioOutputsChanged.connect(self._look)
        self.player.mediaStatusChanged.connect(self._known)
        self.player.playbackStateChanged.connect(lambda _state: self.say())
        self.player.positionChanged.connect(lambda _at: self.say())
        self.player.durationChanged.connect(lambda _length: self.say())
        self.player.errorOccurred.connect(lambda *_details: self._broken())
        self._look()
        self.player.setSourceDevice(self._buffer)

    def heard(self) -> bool:
        """Is there anything to hear it with?"""
        return self._output is not None or self._quiet

    def _look(self) -> None:
        """A headset was put in, or pulled out: then it stands still, so that nothing is missed."""
        device = QMediaDevices.defaultAudioOutput()
        if device.isNull():
            self.player.setAudioOutput(None)  # type: ignore[arg-type]
            self._output = None
        elif self._output is None:
            self._output = QAudioOutput(device, self)
            self.player.setAudioOutput(self._output)
        else:
            self._output.setDevice(device)
        if not self.heard():
            self.player.pause()
        self.say()

    def do(self, command: dict[str, Any]) -> None:
        """play, pause, seek {"at": ms}, speed {"rate"}; another word is nothing."""
        match command.get("do"):
            case "play" if self.heard():
                self.player.play()
            case "pause":
                self.player.pause()
            case "seek":
                self.player.setPosition(max(0, min(int(command["at"]), self.player.duration())))
                self.say()
            case "speed":
                self.player.setPlaybackRate(max(_SLOWEST, min(float(command["rate"]), _FASTEST)))

    def _known(self, status: QMediaPlayer.MediaStatus) -> None:
        match status:
            case QMediaPlayer.MediaStatus.LoadedMedia if not self.player.hasAudio():
                self._broken()
            case QMediaPlayer.MediaStatus.InvalidMedia:
                self._broken()
            case _:
                self.say()

    def _broken(self) -> None:
        self._tell({"state": "broken"})

    def say(self) -> None:
        """Where it is."""
        player = self.player
        at, length = player.position(), player.duration()
        # where nothing drains what was decoded the player goes on to call itself playing at its end
        finished = player.mediaStatus() == QMediaPlayer.MediaStatus.EndOfMedia or 0 < length <= at
        playing = player.playbackState() == QMediaPlayer.PlaybackState.PlayingState and not finished
        self._tell(
            {
                "state": "playing" if playing else "still",
                "at": length if finished else at,
                "length": length,
                "device": self.heard(),
            }
        )

"""What telephones record is played by the player's own process: MP3, AMR, AAC, FLAC."""

import json
import subprocess
import sys

import pytest

from app.broker.client import command
from app.broker.rooms import SPEAKER
from app.settings import ROOT
from app.ui.attachments import file_kinds
from tests.ui.test_sound import pytestmark  # noqa: F401  (where there is a library for sound)

# Two seconds of silence in each frame-by-frame kind, written by hand.
MP3 = (b"\xff\xfb\x90\x64" + bytes(413)) * 77
AMR = b"#!AMR\n" + (b"\x3c" + bytes(31)) * 100
ENCODE = """
import math, struct, sys
from PySide6.QtCore import QCoreApplication, QTimer, QUrl
from PySide6.QtMultimedia import (
    QAudioBuffer, QAudioBufferInput, QAudioFormat, QMediaCaptureSession, QMediaFormat, QMediaRecorder,
)
app, out = QCoreApplication([]), sys.argv[1]
as_flac = out.endswith("flac")
kind = QMediaFormat(QMediaFormat.FileFormat.FLAC if as_flac else QMediaFormat.FileFormat.Mpeg4Audio)
kind.setAudioCodec(QMediaFormat.AudioCodec.FLAC if as_flac else QMediaFormat.AudioCodec.AAC)
told = QAudioFormat()
told.setSampleRate(48000), told.setChannelCount(1)
told.setSampleFormat(QAudioFormat.SampleFormat.Int16)
source, session, recorder, n = QAudioBufferInput(told), QMediaCaptureSession(), QMediaRecorder(), [0]
session.setAudioBufferInput(source), session.setRecorder(recorder)
recorder.setMediaFormat(kind), recorder.setOutputLocation(QUrl.fromLocalFile(out))
def feed():
    while n[0] < 50:
        part = b"".join(struct.pack("<h", int(6000 * math.sin(i / 17))) for i in range(1920))
        if not source.sendAudioBuffer(QAudioBuffer(part, told, n[0] * 40000)):
            return
        n[0] += 1
    source.sendAudioBuffer(QAudioBuffer())
    recorder.stop()
source.readyToSendAudioBuffer.connect(feed)
stopped = QMediaRecorder.RecorderState.StoppedState
recorder.recorderStateChanged.connect(lambda state: app.quit() if state == stopped else None)
QTimer.singleShot(20000, app.quit)
recorder.record()
app.exec()
"""


def played(content: bytes) -> list[dict]:
    """What the player says until half a second has gone by."""
    child = subprocess.Popen(
        command(SPEAKER), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT
    )
    child.stdin.write(json.dumps({"bytes": len(content), "quiet": True}).encode() + b"\n" + content)
    child.stdin.write(b'{"do": "play"}\n')
    child.stdin.flush()
    messages = []
    for line in child.stdout:
        messages.append(json.loads(line))
        if messages[-1]["state"] == "broken" or messages[-1]["at"] > 500:
            break
    child.stdin.close()
    child.wait(20)
    child.stdout.close()
    return messages


def test_mp3_and_the_recordings_of_old_telephones():
    for content in (MP3, AMR):
        assert file_kinds.is_sound(content)
        last = played(content)[-1]
        assert last["at"] > 500
        assert 1500 < last["length"] < 2500


@pytest.mark.parametrize("ending", ["m4a", "flac"])
def test_what_a_telephone_records_today(tmp_path, ending):
    file = tmp_path / f"talk.{ending}"
    subprocess.run([sys.executable, "-c", ENCODE, str(file)], check=True, capture_output=True, timeout=60)
    content = file.read_bytes()
    assert file_kinds.is_sound(content)
    last = played(content)[-1]
    assert last["at"] > 500
    assert 1800 < last["length"] < 2300
